"""What the big board of a hall shows: who is called now, who was, how many wait, and how old this truth is.

Strings are ready to be shown; the look is the screen's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from displays.say import Say

ROWS = 5
"""Calls shown large: four to six, never more."""
RECENT = 8
GLOW = timedelta(seconds=10)
"""How long the newest call glows."""
STALE, LOST = timedelta(seconds=10), timedelta(seconds=30)
"""From here on the board says how old it is; from here on, that it has lost the connection."""
TICKER_GAP = "   •   "


@dataclass(frozen=True, slots=True)
class Called:
    """A call as it stands: `at` is its latest call or recall."""

    number: str
    counter: int
    at: datetime
    current: bool = True
    """Called or being served; False when that visit is over or missed."""
    recalled: int = 0
    results: bool = False
    """They come for a result; whose and which is nobody's business in the hall."""


@dataclass(frozen=True, slots=True)
class Waiting:
    prefix: str
    name: str
    people: int
    results: bool = False
    """It is the fast line for results."""


@dataclass(frozen=True, slots=True)
class BoardFacts:
    office: str
    calls: tuple[Called, ...]
    waiting: tuple[Waiting, ...]
    lines: tuple[str, ...] = ()
    """Running text, one announcement each."""
    as_of: datetime | None = None
    """When these facts were read, in the office's zone; None before the first snapshot."""
    open: bool = True


@dataclass(frozen=True, slots=True)
class BoardRow:
    number: str
    counter: str
    time: str
    note: str
    glow: bool = False
    business: str = ""
    """What they come for, where the board says it."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    prefix: str
    name: str
    people: str
    """Ready words: "12 người"."""
    count: int
    business: str = ""


@dataclass(frozen=True, slots=True)
class HallBoard:
    office: str
    clock: str
    date: str
    now: tuple[BoardRow, ...]
    recent: tuple[BoardRow, ...]
    waiting: tuple[BoardLine, ...]
    ticker: str
    empty: str
    """What stands in place of the calls when there is none."""
    stale: str
    """How old this is, in words; empty while it is fresh."""
    lost: bool


def draw(facts: BoardFacts, now: datetime, say: Say, rows: int = ROWS) -> HallBoard:
    """The board at `now`, in the office's zone."""
    ordered = latest(facts.calls)
    large = [call for call in ordered if call.current][:rows]
    recent = [call for call in ordered if call not in large][:RECENT]
    age = _age(facts, now)
    return HallBoard(
        office=facts.office,
        clock=f"{now:%H:%M}",
        date=say("board.date", weekday=say(f"board.weekday_{now.isoweekday()}"), date=f"{now:%d/%m/%Y}"),
        now=tuple(_row(call, say, glow=_glows(call, ordered[0], now)) for call in large),
        recent=tuple(_row(call, say) for call in recent),
        waiting=tuple(_line(queue, say) for queue in facts.waiting),
        ticker=TICKER_GAP.join(line.strip() for line in facts.lines if line.strip()),
        empty="" if large else say("board.nobody_called" if facts.open else "board.closed"),
        stale=staleness(age, say),
        lost=age is None or age >= LOST,
    )


def latest(calls: tuple[Called, ...]) -> list[Called]:
    """Newest first, each number once: a recall moves its number to the top."""
    by_number: dict[str, Called] = {}
    for call in sorted(calls, key=lambda call: call.at):
        by_number.pop(call.number, None)
        by_number[call.number] = call
    return list(reversed(by_number.values()))


def staleness(age: timedelta | None, say: Say) -> str:
    """Nothing while fresh; then the age; then that the connection is lost, and since when."""
    if age is None:
        return say("board.never_connected")
    if age < STALE:
        return ""
    if age < timedelta(minutes=1):
        old = say("board.seconds", n=int(age.total_seconds()))
    else:
        old = say("board.minutes", n=int(age.total_seconds()) // 60)
    return say("board.lost" if age >= LOST else "board.stale", age=old)


def _age(facts: BoardFacts, now: datetime) -> timedelta | None:
    return None if facts.as_of is None else max(now - facts.as_of, timedelta())


def _glows(call: Called, newest: Called, now: datetime) -> bool:
    return call is newest and now - call.at < GLOW


def _row(call: Called, say: Say, *, glow: bool = False) -> BoardRow:
    note = say("board.recalled", times=call.recalled + 1) if call.recalled else ""
    return BoardRow(
        number=call.number,
        counter=say("board.counter", counter=call.counter),
        time=f"{call.at:%H:%M}",
        note=note,
        glow=glow,
        business=say("board.results") if call.results else "",
    )


def _line(queue: Waiting, say: Say) -> BoardLine:
    people = say("board.people", n=queue.people) if queue.people else say("board.nobody_waits")
    business = say("board.results") if queue.results else ""
    return BoardLine(prefix=queue.prefix, name=queue.name, people=people, count=queue.people, business=business)
