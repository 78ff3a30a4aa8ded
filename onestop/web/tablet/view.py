"""From the picture of the hall to one counter's tablet; pure, the clock comes in as an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from onestop.domain import counter, ticket
from onestop.queries.facts import CounterView, HallView

REASONS_S = 90
"""How long after the visit the question "why" stays [s]."""


@dataclass(frozen=True)
class Two:
    """The same words in both languages; the browser shows the reader's."""

    vi: str = ""
    en: str = ""


@dataclass(frozen=True)
class Face:
    """What the tablet shows."""

    look: str = ""
    """Empty at first; then `closed`, `paused`, `idle`, `called`, `serving`, `rate`, `why` or `thanks`."""
    counter: int = 0
    officer: str = ""
    office: Two = Two()
    fields: tuple[Two, ...] = ()
    """What is served here; empty: everything."""
    visit: str = ""
    number: str = ""
    window_s: int = 30
    left_s: float = 0
    """Seconds until the question goes, at the instant it first came."""
    criticised: bool = False
    """Somebody is on the way already."""


def face(hall: HallView, counter_id: UUID, now: datetime, skipped: str = "", before: Face | None = None) -> Face:
    """The tablet of a counter; `skipped` is the visit that wants to say no reasons, `before` what was shown."""
    seat = hall.counter_by_id(counter_id)
    if seat is None:
        return Face(look="closed")
    look = _look(hall, seat, now, skipped)
    visit = seat.last if look in ("rate", "why", "thanks") else seat.ticket
    left_s = _left_s(hall, seat, now)
    if before is not None and visit is not None and (before.look, before.visit) == (look, visit.id.hex):
        left_s = before.left_s
    served = [queue for queue in hall.queues if queue.code in seat.queues]
    return Face(
        look=look,
        counter=seat.number,
        officer=seat.officer,
        office=Two(hall.office.name_vi, hall.office.name_en),
        fields=tuple(Two(q.name_vi, q.name_en) for q in served) if len(served) < len(hall.queues) else (),
        visit=visit.id.hex if visit else "",
        number=visit.number if visit else "",
        window_s=hall.office.policy.rating_window_s,
        left_s=left_s if look == "rate" else 0,
        criticised=any(a.kind == "criticism" and a.facts.get("counter") == seat.number for a in hall.alerts),
    )


def next_moment(hall: HallView, counter_id: UUID, now: datetime) -> datetime | None:
    """When the tablet changes though nothing happens: a question goes."""
    seat = hall.counter_by_id(counter_id)
    if seat is None or seat.last is None or seat.last.finished_at is None:
        return None
    ends = [seat.last.finished_at + timedelta(seconds=s) for s in (hall.office.policy.rating_window_s, REASONS_S)]
    return min((end for end in ends if end > now), default=None)


def _left_s(hall: HallView, seat: CounterView, now: datetime) -> float:
    if seat.last is None or seat.last.finished_at is None:
        return 0
    gone = (now - seat.last.finished_at).total_seconds()
    return round(max(0.0, hall.office.policy.rating_window_s - gone), 1)


def _look(hall: HallView, seat: CounterView, now: datetime, skipped: str) -> str:
    """The question after a visit comes first, until the next person sits down."""
    serving = seat.ticket is not None and seat.ticket.status == ticket.Status.SERVING
    if not serving and (question := _question(hall, seat, now, skipped)):
        return question
    if seat.ticket is not None:
        return "serving" if serving else "called"
    return {counter.Status.OPEN: "idle", counter.Status.PAUSED: "paused"}.get(counter.Status(seat.status), "closed")


def _question(hall: HallView, seat: CounterView, now: datetime, skipped: str) -> str:
    last = seat.last
    if last is None or last.finished_at is None or last.finished_at > now + timedelta(seconds=2):
        return ""
    if seat.why and skipped != last.id.hex and now < last.finished_at + timedelta(seconds=REASONS_S):
        return "why"
    if _left_s(hall, seat, now) <= 0:
        return ""
    if not seat.rated:
        return "rate"
    return "" if seat.ticket is not None else "thanks"
