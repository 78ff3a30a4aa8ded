"""The version being typed in a tab: its rows as text, and what is wrong with them."""

from collections.abc import Sequence
from typing import Final

from onestop.domain.clock import CountFrom, OnSupplement
from onestop.domain.errors import BadInput
from onestop.domain.procedure import Rules
from onestop.web.catalogue import draft as drafts
from onestop.web.catalogue.columns import COLUMNS, MARKS
from onestop.web.session import OfficerSession
from onestop.words import say

WHOLE: Final[dict[str, tuple[str, ...]]] = {
    "requirements": (),
    "sets": (),
    "count_from": tuple(one.value for one in CountFrom),
    "on_supplement": tuple(one.value for one in OnSupplement),
    "at_once": ("", "on"),
    **{f"mark_{part}": ("", "on") for part in MARKS},
}
"""Fields of a version as a whole, and what may stand in them; nothing: any text."""


class Drafting(OfficerSession):
    whole: dict[str, str] = {}
    cases: list[dict[str, str]] = []
    components: list[dict[str, str]] = []
    terms: list[dict[str, str]] = []
    stages: list[dict[str, str]] = []
    results: list[dict[str, str]] = []
    legal_basis: list[dict[str, str]] = []
    faults: dict[str, str] = {}
    """Words by the place of the field."""
    count: int = 0
    """How many faults."""
    touched: bool = False
    shape: int = 0
    """Grows when rows come, go or move, so that their fields start anew."""
    _kept: Rules = Rules()
    """The version the draft began with."""

    def _fill(self, draft: drafts.Draft) -> None:
        for part, rows in draft.rows.items():
            setattr(self, part, [row | {"at": f"{part}.{i}"} for i, row in enumerate(rows)])
        self.whole = draft.whole

    def _draft(self) -> drafts.Draft:
        return drafts.Draft({part: [dict(row) for row in getattr(self, part)] for part in COLUMNS}, dict(self.whole))

    def _count_places(self) -> None:
        """Rows came, went or moved: each is told its place anew."""
        for part in COLUMNS:
            setattr(self, part, [row | {"at": f"{part}.{i}"} for i, row in enumerate(getattr(self, part))])
        self.shape += 1

    def _checked(self, units: Sequence[str]) -> Rules | None:
        """The rules the draft says; every fault is put at its place."""
        rules, faults = drafts.read(self._draft(), units, self._kept)
        self.faults = {place: say(self.locale, f"catalogue.fault_{code}") for place, code in faults.items()}
        self.count = len(faults)
        return rules

    def _set(self, place: str, value: str) -> None:
        """Change the field at a place, `stages.2.unit`, or one of the whole by its name."""
        part, _, rest = place.partition(".")
        if part in COLUMNS:
            index, _, name = rest.partition(".")
            rows, i = self._rows(part, index)
            rows[i] = drafts.put(rows[i], part, name, value)
            setattr(self, part, rows)
        else:
            self._put_whole(part, value)

    def _part(self, part: str) -> list[dict[str, str]]:
        if part not in COLUMNS:
            raise BadInput(field=part[:40])
        return [dict(row) for row in getattr(self, part)]

    def _rows(self, part: str, index: str) -> tuple[list[dict[str, str]], int]:
        rows = self._part(part)
        if not index.isdecimal() or int(index) >= len(rows):
            raise BadInput(field=part)
        return rows, int(index)

    def _put_whole(self, name: str, value: str) -> None:
        if name not in WHOLE or (WHOLE[name] and value not in WHOLE[name]):
            raise BadInput(field=name[:40])
        self.whole = self.whole | {name: value[: drafts.LONGEST]}
