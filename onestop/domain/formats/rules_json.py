"""A version's rules as JSON and back: every field is written, and what does not fit is refused, never guessed."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from onestop.domain.errors import BadInput, ProcedureFaulty
from onestop.domain.procedure import Rules

SHOWN: Final = 80
"""No more of a faulty value is told [characters]."""
LONGEST: Final = 10_000
"""Of one text [characters]."""
MOST: Final = 500
"""Of one list [entries]."""
INT64: Final = 2**63

Read = Callable[[str, Any], Any]
"""From the place of a value and the value to the fact."""


def as_json(rules: Rules) -> dict[str, Any]:
    """All of a version, defaults too: what was received under it never changes with the program."""
    stored: dict[str, Any] = _plain(asdict(rules))
    return stored


def from_json(stored: Mapping[str, Any]) -> Rules:
    """Read a version; a field that is not there keeps its default.

    Raises:
        ProcedureFaulty: an unknown key, a missing field or a value of the wrong kind; `field` is its place
            (`stages.2.limit.unit`).
    """
    rules: Rules = _fact(Rules, "", stored)
    return rules


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


def _faulty(place: str, value: Any) -> ProcedureFaulty:
    return ProcedureFaulty(field=place or "rules", value=str(value)[:SHOWN])


def _fact(kind: Any, place: str, stored: Any) -> Any:
    if not isinstance(stored, Mapping):
        raise _faulty(place, stored)
    known, needed = _fields(kind)
    for key in stored:
        if key not in known:
            raise _faulty(_at(place, str(key)[:SHOWN]), stored[key])
    for name in needed:
        if name not in stored:
            raise _faulty(_at(place, name), "")
    read = {name: known[name](_at(place, name), value) for name, value in stored.items()}
    try:
        return kind(**read)
    except BadInput:
        raise _faulty(place, stored) from None


def _at(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


@cache
def _fields(kind: type) -> tuple[Mapping[str, Read], tuple[str, ...]]:
    """How to read each field, and which must be there."""
    hints = get_type_hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return {name: _reader(hint) for name, hint in hints.items()}, tuple(needed)


def _reader(hint: Any) -> Read:
    if get_origin(hint) in (types.UnionType, Union):
        return _optional(_reader(next(kind for kind in get_args(hint) if kind is not type(None))))
    if get_origin(hint) is tuple:
        return _several(_reader(get_args(hint)[0]))
    if is_dataclass(hint):
        return lambda place, value: _fact(hint, place, value)
    if issubclass(hint, StrEnum):
        return lambda place, value: _word(hint, place, value)
    return lambda place, value: _scalar(hint, place, value)


def _optional(read: Read) -> Read:
    return lambda place, value: None if value is None else read(place, value)


def _several(read: Read) -> Read:
    def reads(place: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > MOST:
            raise _faulty(place, value)
        return tuple(read(f"{place}.{i}", each) for i, each in enumerate(value))

    return reads


def _word(kind: type[StrEnum], place: str, value: Any) -> StrEnum:
    if not isinstance(value, str) or value not in set(kind):
        raise _faulty(place, value)
    return kind(value)


def _scalar(kind: type, place: str, value: Any) -> Any:
    """A text, whole number or truth value; `True` is no number, and no text holds what a database cannot keep."""
    wrong = type(value) is not kind
    long = isinstance(value, str) and (len(value) > LONGEST or "\0" in value or not _encodes(value))
    if wrong or long or (isinstance(value, int) and not -INT64 <= value < INT64):
        raise _faulty(place, ascii(value) if isinstance(value, str) and not _encodes(value) else value)
    return value


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
