"""An agency's template for its dossier codes, e.g. `{agency}-{date:%y%m%d}-{seq:04d}`.

Only these three fields and plain signs: nothing an administrator types is ever run.
"""

import re
from datetime import date

from onestop.domain.errors import BadInput

DEFAULT = "{agency}-{date:%y%m%d}-{seq:04d}"
"""TT 01/2018/TT-VPCP Điều 19."""
LONGEST = 100
_PART = re.compile(
    r"(?P<agency>\{agency\})"
    r"|\{date:(?P<date>(?:%[yYmd]|[.-])+)\}"
    r"|\{seq(?::0(?P<width>[1-9])d)?(?P<seq>\})"
    r"|(?P<plain>[A-Z0-9.-]+)"
)
_DAY_SIGNS = ({"%y", "%Y"}, {"%m"}, {"%d"})


def check(template: str) -> None:
    """Is it a template, and will no two dossiers of an agency get one code?

    The serial starts anew every day, so the code must hold the whole date, the agency and the serial once.

    Raises:
        BadInput: `reason` is `too_long`, `sign` (at `at`, counted from 1), `agency`, `date`, `seq` or `seq_last`.
    """
    parts = _parts(template)
    kinds = [part.lastgroup for part in parts]
    for kind in ("agency", "date", "seq"):
        if kinds.count(kind) != 1:
            raise BadInput(field="code_template", reason=kind)
    signs = set(re.findall("%.", next(part["date"] for part in parts if part["date"])))
    if not all(signs & wanted for wanted in _DAY_SIGNS):
        raise BadInput(field="code_template", reason="date")
    if kinds[-1] != "seq" or kinds[-2] != "plain":
        # Its width grows, so its digits must not run into others.
        raise BadInput(field="code_template", reason="seq_last")


def render(template: str, *, agency: str, on: date, seq: int) -> str:
    """The code of the day's dossier number `seq`; its width grows past the template's, it never wraps.

    Raises:
        BadInput: as `check`; `reason` `agency` or `seq` also for values that cannot be in a code.
    """
    check(template)
    if re.fullmatch(r"[A-Z0-9.]{1,32}", agency) is None:
        raise BadInput(field="code_template", reason="agency")
    if seq < 1:
        raise BadInput(field="code_template", reason="seq")
    return "".join(_rendered(part, agency, on, seq) for part in _parts(template))


def _parts(template: str) -> list[re.Match[str]]:
    if len(template) > LONGEST:
        raise BadInput(field="code_template", reason="too_long")
    parts: list[re.Match[str]] = []
    at = 0
    while at < len(template):
        part = _PART.match(template, at)
        if part is None:
            raise BadInput(field="code_template", reason="sign", at=at + 1)
        parts.append(part)
        at = part.end()
    return parts


def _rendered(part: re.Match[str], agency: str, on: date, seq: int) -> str:
    match part.lastgroup:
        case "agency":
            return agency
        case "date":
            # not strftime: it writes the year 987 without its zero on some machines
            days = {
                "%Y": f"{on.year:04d}",
                "%y": f"{on.year % 100:02d}",
                "%m": f"{on.month:02d}",
                "%d": f"{on.day:02d}",
            }
            return re.sub("%.", lambda sign: days[sign[0]], part["date"])
        case "seq":
            return f"{seq:0{part['width'] or 1}d}"
        case _:
            return part[0]
