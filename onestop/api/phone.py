"""A ticket's place, for whoever holds its code: computed from the shared picture of the hall, never per phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from onestop.api.answers import interval, when
from onestop.domain import line, ticket
from onestop.domain.calendar import business_day
from onestop.domain.waiting import Wait, expected_wait
from onestop.queries.facts import CounterView, HallView, QueueView, TicketView
from onestop.queries.track import Holder, Pace

HERE: Final = frozenset(status.value for status in ticket.AT_COUNTER)
UNFINISHED: Final = frozenset(status.value for status in ticket.UNFINISHED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket of the picture, whether it was rated, and whether a low mark of it waits for a reason."""

    ticket: TicketView | Holder
    rated: bool
    why: bool = False


class Lens:
    """One picture of the hall, laid out for look-ups by code; made once per picture."""

    def __init__(self, view: HallView) -> None:
        self.view = view
        self.rev = view.rev
        self.zone = ZoneInfo(view.office.timezone)
        self.queues: dict[str, QueueView] = {q.code: q for q in view.queues}
        self.counters: dict[Any, CounterView] = {c.id: c for c in view.counters}
        self.tickets: dict[str, Seen] = {}
        for one in (*view.missed, *view.parked, *view.waiting):
            self.tickets[one.track_token] = Seen(one, rated=False)
        for seat in view.counters:
            if seat.last is not None:
                self.tickets[seat.last.track_token] = Seen(seat.last, seat.rated, seat.why)
            if seat.ticket is not None:
                self.tickets[seat.ticket.track_token] = Seen(seat.ticket, rated=False)
        self._waits: dict[tuple[str, int], Wait | None] = {}

    def stray(self, holder: Holder) -> Seen:
        """A ticket that is not in the picture."""
        low = holder.unexplained is not None and holder.unexplained <= self.view.office.policy.low_mark
        return Seen(holder, holder.rated, low)

    def wait(self, queue: str, ahead: int, paces: Mapping[str, Pace]) -> Wait | None:
        key = (queue, ahead)
        if key not in self._waits:
            pace = paces.get(queue)
            found = expected_wait(ahead=ahead, capacity=pace.capacity, times=pace.times) if pace else None
            self._waits[key] = found
        return self._waits[key]

    def place(self, one: TicketView | Holder) -> tuple[int | None, bool]:
        """People ahead, and whether there are more than that; nothing for a ticket that does not wait."""
        if one.status != ticket.Status.WAITING:
            return None, False
        ahead = self.view.ahead.get(one.id)
        if ahead is not None:
            return ahead, False
        preferred = isinstance(one, TicketView) and one.line.endswith(line.Lane.PREFERRED)
        followed = [t for t in self.view.waiting if t.queue == one.queue]
        if preferred:
            followed = [t for t in followed if t.line.endswith(line.Lane.PREFERRED)]
        return len(followed), True


def picture(lens: Lens, seen: Seen, paces: Mapping[str, Pace], now: datetime) -> dict[str, Any]:
    """All but the `rev`: two equal pictures need not be told twice."""
    one, office = seen.ticket, lens.view.office
    queue, seat = lens.queues.get(one.queue), lens.counters.get(one.counter_id)
    ahead, more_than = lens.place(one)
    wait = None if ahead is None or more_than else lens.wait(one.queue, ahead, paces)
    return {
        "number": one.number,
        "queue": one.queue,
        "queue_name_vi": queue.name_vi if queue else "",
        "queue_name_en": queue.name_en if queue else "",
        "status": one.status,
        "over": _over(lens, one),
        "ahead": ahead,
        "more_than": more_than,
        "wait": interval(wait.low_min, wait.high_min) if wait else None,
        "counter": seat.number if seat and one.status in HERE else None,
        "where_vi": queue.where_vi if queue else "",
        "where_en": queue.where_en if queue else "",
        "bring_vi": queue.bring_vi if queue else "",
        "bring_en": queue.bring_en if queue else "",
        "issued_at": when(one.issued_at, lens.zone),
        "called_at": when(one.called_at, lens.zone),
        "rating_open": _rating_open(lens, seen, now),
        "rated": seen.rated,
        "why_open": seen.why and _in_time(lens, one, now),
        "low_mark": office.policy.low_mark,
        "office_name_vi": office.name_vi,
        "office_name_en": office.name_en,
    }


def _over(lens: Lens, one: TicketView | Holder) -> bool:
    """Not finished, and its day is: nobody is called from it any more."""
    if one.status not in UNFINISHED:
        return False
    return lens.view.day_closed or business_day(one.issued_at, lens.zone) < lens.view.day


def _rating_open(lens: Lens, seen: Seen, now: datetime) -> bool:
    one = seen.ticket
    return one.status == ticket.Status.SERVED and not seen.rated and _in_time(lens, one, now)


def _in_time(lens: Lens, one: TicketView | Holder, now: datetime) -> bool:
    window = timedelta(minutes=lens.view.office.policy.phone_rating_min)
    return one.finished_at is not None and now <= one.finished_at + window
