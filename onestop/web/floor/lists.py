"""The carry-over list as the screen shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from onestop.queries.days import Carried
from onestop.web.floor.facts import NO_WORDS, Both, both


@dataclass(frozen=True)
class CarriedRow:
    id: str = ""
    day: str = ""
    number: str = ""
    queue: Both = NO_WORDS
    was: Both = NO_WORDS


def carried_rows(rows: Iterable[Carried]) -> list[CarriedRow]:
    return [
        CarriedRow(
            id=str(row.id),
            day=f"{row.day:%d/%m}",
            number=row.number,
            queue=Both(row.queue_vi, row.queue_en),
            was=both(f"floor.was_{row.status}"),
        )
        for row in rows
    ]
