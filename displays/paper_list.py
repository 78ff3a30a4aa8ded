"""The waiting list on paper, for when the power goes: numbers and empty boxes to write in, no names."""

from dataclasses import dataclass
from datetime import datetime

from displays.say import Say


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One waiting ticket; the order given is the order of the line."""

    number: str
    taken: datetime
    priority: bool = False


@dataclass(frozen=True, slots=True)
class PaperList:
    title: str
    office: str
    printed: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: str


def draw(office: str, queue: str, line: tuple[OnPaper, ...], now: datetime, say: Say) -> PaperList:
    """One queue's sheet; the last three columns are filled in by hand."""
    names = ("number", "time", "priority", "counter", "called", "done")
    return PaperList(
        title=say("slip.list_title", queue=queue),
        office=office,
        printed=say("slip.list_printed", time=f"{now:%H:%M}", date=f"{now:%d/%m/%Y}"),
        columns=tuple(say(f"slip.list_{name}") for name in names),
        rows=tuple(_row(one, say) for one in line),
        count=say("slip.list_count", n=len(line)) if line else say("slip.list_empty"),
    )


def _row(one: OnPaper, say: Say) -> tuple[str, ...]:
    return (one.number, f"{one.taken:%H:%M}", say("slip.list_priority_yes") if one.priority else "", "", "", "")
