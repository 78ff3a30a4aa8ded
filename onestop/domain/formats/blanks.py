"""A form's blanks as lines an office types, one blank a line: `Ngày ký hợp đồng * [ngày]`.

`*` after the name: it must be filled in. In brackets what kind it is, nothing for a line of words: `[đoạn]` several
lines, `[ngày]` a day, `[số]` a whole number, `[chọn: có | không]` one of several. The notation is ours.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from onestop.domain.eform import MOST_BLANKS, Blank, Kind
from onestop.domain.errors import BadInput

WORDS: Final[Mapping[Kind, str]] = {Kind.PROSE: "đoạn", Kind.DAY: "ngày", Kind.WHOLE: "số", Kind.CHOICE: "chọn"}
_ENGLISH: Final[Mapping[str, Kind]] = {
    "paragraph": Kind.PROSE,
    "day": Kind.DAY,
    "number": Kind.WHOLE,
    "choice": Kind.CHOICE,
}
_KINDS: Final[Mapping[str, Kind]] = {**{word: kind for kind, word in WORDS.items()}, **_ENGLISH}
_LINE: Final = re.compile(
    r"(?P<label>[^\[\]]*?)\s*(?P<needed>\*)?\s*(?:\[(?P<kind>[^\[\]:]*)(?::(?P<of>[^\[\]]*))?\])?"
)


def written(blanks: Sequence[Blank]) -> str:
    """The lines of these blanks."""
    return "\n".join(_written(one) for one in blanks)


def _written(one: Blank) -> str:
    of = f": {' | '.join(one.choices)}" if one.choices else ""
    kind = f" [{WORDS[one.kind]}{of}]" if one.kind is not Kind.LINE else ""
    return f"{one.label}{' *' if one.needed else ''}{kind}"


def read(text: str) -> tuple[Blank, ...]:
    """The blanks of these lines; empty lines count for nothing.

    Raises:
        BadInput: `field` is the number of the first line that is no blank, from 1.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > MOST_BLANKS:
        raise BadInput(field=str(lines[MOST_BLANKS][0]))
    return tuple(_read(line, number) for number, line in lines)


def _read(line: str, number: int) -> Blank:
    found = _LINE.fullmatch(line)
    word = (found["kind"] or "").strip().lower() if found else ""
    kind = _KINDS.get(word) if word else Kind.LINE
    if found is None or kind is None or (found["kind"] is not None and not word):
        raise BadInput(field=str(number))
    choices = tuple(each.strip() for each in (found["of"] or "").split("|") if each.strip())
    made = Blank(found["label"].strip(), kind, found["needed"] is not None, choices)
    if not made.holds() or "*" in made.label:
        raise BadInput(field=str(number))
    return made
