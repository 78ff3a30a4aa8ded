"""What one board shows of the hall: the calls and lines of its zone, drawn by `displays.hall_board`."""

from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from displays import hall_board
from displays.hall_board import BoardFacts, Called, HallBoard, Waiting
from onestop.domain.announcement import concerns
from onestop.domain.visit import Purpose
from onestop.queries.facts import CallView, HallView
from onestop.words import LOCALES, say

READ_IN: Final = LOCALES[0]
"""A board speaks the public's first language; English stands small beside it."""
SECONDS_PER_LETTER: Final = 0.22
"""How slowly the running text passes [s]."""
LEAST_PASSING_S: Final = 24
NOTHING: Final = HallBoard("", "", "", (), (), (), "", "", "", lost=False)


KEPT: Final = 16
"""Drawn parts kept [count]: a few zones, this second and the last."""


@dataclass(frozen=True)
class Part:
    """A board's part of one picture of the hall."""

    board: HallBoard = NOTHING
    calls: str = ""
    """Ids of the calls shown, newest first: what the browser acknowledges once it has drawn them."""
    passing_s: int = LEAST_PASSING_S
    """How long the running text takes to pass [s]."""
    beat: str = ""
    """Up to when this is true, RFC 3339; empty before the first picture."""


@rx.serializer
@lru_cache(KEPT)
def _plain(part: Part) -> dict[str, Any]:
    """A part as it travels: taken apart once, however many boards are told it."""
    return asdict(part)


_DRAWN: OrderedDict[tuple[UUID, int, int, UUID | None], Part] = OrderedDict()


def shared_part(view: HallView, as_of: datetime, zone_id: UUID | None) -> Part:
    """`part`, drawn once per picture, second and zone, however many boards hang in the hall."""
    key = (view.office.id, view.rev, int(as_of.timestamp()), zone_id)
    if key not in _DRAWN:
        while len(_DRAWN) >= KEPT:
            _DRAWN.popitem(last=False)
        _DRAWN[key] = part(view, as_of, zone_id)
    return _DRAWN[key]


def part(view: HallView, as_of: datetime, zone_id: UUID | None) -> Part:
    zone = ZoneInfo(view.office.timezone)
    calls = [call for call in view.calls if concerns(call.zone_id, zone_id)]
    results, lane = for_results(view), view.office.result_queue
    facts = BoardFacts(
        office=view.office.name_vi,
        calls=tuple(_called(call, zone, results=call.live and call.ticket_id in results) for call in reversed(calls)),
        waiting=tuple(
            Waiting(q.code, q.name_vi, q.waiting, results=q.code == lane)
            for q in view.queues
            if concerns(q.zone_id, zone_id)
        ),
        lines=lines(view),
        as_of=view.at.astimezone(zone),
        open=any(q.open for q in view.queues),
    )
    board = hall_board.draw(facts, as_of.astimezone(zone), partial(say, READ_IN))
    passing_s = max(LEAST_PASSING_S, round(len(board.ticker) * SECONDS_PER_LETTER))
    ids_shown = " ".join(str(call.id) for call in calls)
    return Part(board, ids_shown, passing_s, as_of.isoformat(timespec="seconds"))


def _called(call: CallView, zone: ZoneInfo, *, results: bool) -> Called:
    at = call.at.astimezone(zone)
    return Called(call.number, call.counter, at, current=call.live, recalled=call.nth - 1, results=results)


def for_results(view: HallView) -> frozenset[UUID]:
    """Tickets at a counter whose business is a result that is ready, or that came by the line for results."""
    here = (seat.ticket for seat in view.counters if seat.ticket is not None)
    lane = view.office.result_queue
    return frozenset(t.id for t in here if t.business == Purpose.RESULT or (lane and t.queue == lane))


def lines(view: HallView) -> tuple[str, ...]:
    """The running text: what the floor manager says now, then the office's own words."""
    said = [text for b in view.broadcasts for text in (b.text_vi, b.text_en)]
    return (*said, view.office.policy.ticker_vi, view.office.policy.ticker_en)


def ids(calls: str) -> list[int]:
    return [int(part) for part in calls.split()]


def unspoken(view: HallView, zone_id: UUID | None) -> bool:
    """Somebody called in this zone has not been announced aloud."""
    return any(c.status in ("pending", "speaking") and concerns(c.zone_id, zone_id) for c in view.calls)
