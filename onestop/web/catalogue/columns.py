"""Which fields each part of a version has on the screen, and what kind of value each takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from onestop.domain.clock import Unit
from onestop.domain.procedure import PARTS, Channel

Kind = Literal["text", "prose", "whole", "flag", "codes", "channel", "unit", "limit", "blanks"]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row; a limit is two on the screen, `<name>` and `<name>_unit`."""

    name: str
    kind: Kind = "text"
    needed: bool = False
    start: str = ""
    """What a new row begins with."""


COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "cases": (Column("code", needed=True), Column("name", needed=True)),
    "components": (
        Column("code", needed=True),
        Column("name", "prose", needed=True),
        Column("originals", "whole", needed=True, start="0"),
        Column("copies", "whole", needed=True, start="0"),
        Column("form"),
        Column("sample"),
        Column("cases", "codes"),
        Column("question"),
        Column("note"),
        Column("blanks", "blanks"),
        Column("required", "flag", start="on"),
        Column("blanks_ours", "flag"),
        Column("demonstration", "flag"),
    ),
    "terms": (
        Column("channel", "channel", needed=True, start=Channel.COUNTER.value),
        Column("limit", "limit"),
        Column("fee_vnd", "whole"),
        Column("fee_note"),
        Column("intake_decision", "limit"),
        Column("note"),
        Column("cases", "codes"),
    ),
    "stages": (
        Column("code", needed=True),
        Column("name", needed=True),
        Column("unit", "unit", needed=True),
        Column("heads_only", "flag"),
        Column("limit", "limit"),
        Column("after", "codes"),
        Column("supplements_at_most", "whole", needed=True, start="1"),
        Column("site_visit", "flag"),
        Column("may_ask_supplement", "flag", start="on"),
        Column("may_ask_opinion", "flag", start="on"),
        Column("demonstration", "flag"),
    ),
    "results": (Column("code", needed=True), Column("name", needed=True), Column("valid_months", "whole")),
    "legal_basis": (Column("number", needed=True), Column("articles"), Column("name")),
}
"""By part, in the order of the screen."""
OWN_CODES: Final[Mapping[str, str]] = {"cases": "TH", "components": "GT", "stages": "B", "results": "KQ"}
"""What a new row's code begins with: ours, until the official one is typed."""
UNITS: Final = tuple(unit.value for unit in Unit)
CHANNELS: Final = tuple(channel.value for channel in Channel)
MARKS: Final = tuple(sorted(PARTS & {*COLUMNS, "requirements", "count_from", "on_supplement"}))
"""Parts that may be marked as ours and not law."""
