"""Copies of a dossier with its stages and search keys, made by the database itself; ids are counted, not drawn."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from onestop.storage.rows import Dossier, DossierStage

PER_DAY: Final = 400
"""Dossiers an office takes in on a day; so far back lie those that are over [count]."""
SPREAD_MIN: Final = 14_400
"""Over so many minutes come those that must be looked at [min]."""
SERIES: Final = {
    "PostgreSQL": "generate_series(1, :count) AS k(n)",
    "SQLite": "(WITH RECURSIVE j(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM j WHERE n < :count) SELECT n FROM j) k",
}
ID: Final = {
    "PostgreSQL": "(lpad(to_hex({part}), 8, '0') || '000070008000' || lpad(to_hex(k.n), 12, '0'))::uuid",
    "SQLite": "printf('%08x', {part}) || '000070008000' || printf('%012x', k.n)",
}
DAYS: Final = {
    "PostgreSQL": "{at} - make_interval(days => ({by})::int)",
    "SQLite": "strftime('%Y-%m-%d %H:%M:%f', {at}, '-' || ({by}) || ' days')",
}
MINUTES: Final = {
    "PostgreSQL": "{at} + make_interval(mins => ({by})::int)",
    "SQLite": "strftime('%Y-%m-%d %H:%M:%f', {at}, '+' || ({by}) || ' minutes')",
}
PADDED: Final = {"PostgreSQL": "lpad(k.n::text, 11, '0')", "SQLite": "printf('%011d', k.n)"}


@dataclass(frozen=True, slots=True)
class Share:
    """Which of the counted numbers are copies of one dossier."""

    dossier_id: UUID
    which: str
    """Of `k.n`."""
    stride: int
    """Every so many of the numbers, so that people are taken in turn [count]."""
    over: bool


class Copies:
    """`count` of them, in one database. Cross joins fix the order of loops on SQLite, which knows no counts yet."""

    def __init__(self, session: Session, kind: str, count: int, people: int, names: int) -> None:
        self._session, self._kind = session, kind
        self._facts = {"count": count, "people": people, "names": names}

    def dossiers(self, share: Share) -> None:
        back, due = ("k.n / :per_day", "k.n / :per_day") if share.over else ("k.n % 20", "k.n % 46")
        made = {
            "id": self._id("0"),
            "unit_id": "o.unit_id",
            "code": f"'000.00.00.Z99-250101-' || {PADDED[self._kind]}",
            "register_no": "k.n + 1000",
            "applicant_name": "w.name",
            "applicant_number": f"'0' || {PADDED[self._kind]}",
            "received_at": self._days("t.received_at", back),
            "due": self._days("t.due", due),
            "look_at": self._minutes("t.look_at", "k.n % :spread"),
        }
        named = "w.i = (k.n % :names) * 7919 % :names"
        where = f"t.id = :original AND {named} AND o.i = (k.n / {share.stride}) % :people AND {share.which}"
        self._insert(Dossier.__table__, made, "bench_name w CROSS JOIN bench_officer o", where, share)

    def stages(self, share: Share) -> None:
        made = {
            "id": self._id("t.position + 1"),
            "dossier_id": self._id("0"),
            "unit_id": "o.unit_id",
            "officer_id": "CASE WHEN t.officer_id IS NULL THEN NULL ELSE o.officer_id END",
            "due": self._days("t.due", "k.n / :per_day" if share.over else "k.n % 9"),
            "look_at": self._minutes("t.look_at", "k.n % :spread"),
        }
        where = f"t.dossier_id = :original AND o.i = (k.n / {share.stride}) % :people AND {share.which}"
        self._insert(DossierStage.__table__, made, "bench_officer o", where, share)

    def keys(self, office_id: UUID) -> None:
        office = office_id if self._kind == "PostgreSQL" else office_id.hex
        for key, joined in (
            ("w.key", "CROSS JOIN bench_key w WHERE w.i = (k.n % :names) * 7919 % :names"),
            (f"'0' || {PADDED[self._kind]}", ""),
        ):
            self._run(
                f"INSERT INTO dossier_key (office_id, key, dossier_id) SELECT :office, {key}, {self._id('0')} "  # noqa: S608
                f"FROM {SERIES[self._kind]} {joined}",
                office=office,
            )

    def _insert(self, table: Any, made: dict[str, str], beside: str, where: str, share: Share) -> None:
        kept = [column.name for column in table.columns if column.name not in made]
        columns = ", ".join([*made, *kept])
        values = ", ".join([*made.values(), *(f"t.{name}" for name in kept)])
        original = share.dossier_id if self._kind == "PostgreSQL" else share.dossier_id.hex
        self._run(
            f"INSERT INTO {table.name} ({columns}) SELECT {values} "  # noqa: S608
            f"FROM {SERIES[self._kind]} CROSS JOIN {table.name} t CROSS JOIN {beside} WHERE {where}",
            original=original,
        )

    def _run(self, statement: str, **more: Any) -> None:
        facts = {**self._facts, "per_day": PER_DAY, "spread": SPREAD_MIN, **more}
        used = {name: value for name, value in facts.items() if f":{name}" in statement}
        self._session.execute(text(statement.replace("::", r"\:\:")), used)

    def _id(self, part: str) -> str:
        return ID[self._kind].format(part=part)

    def _days(self, at: str, by: str) -> str:
        return DAYS[self._kind].format(at=at, by=by)

    def _minutes(self, at: str, by: str) -> str:
        return MINUTES[self._kind].format(at=at, by=by)
