"""From the picture of the hall to one officer's console; pure, the clock comes in as an argument."""

from datetime import datetime, timedelta
from uuid import UUID

from onestop.domain import ticket
from onestop.domain.policy import Policy
from onestop.queries.facts import AlertView, CounterView, DeviceView, HallView, TicketView
from onestop.web.counter.shapes import Alarm, Choice, Desk, Done, Free, Here, Row, Sign, Two
from onestop.web.counter.turns import Turn, mine, turns
from onestop.words import LOCALES, say

LISTED = 20
"""Most parked or missed tickets in their list [count]."""


def seat_of(hall: HallView, officer_id: UUID) -> CounterView | None:
    return next((seat for seat in hall.counters if seat.officer_id == officer_id), None)


def desk(hall: HallView, officer_id: UUID, now: datetime) -> Desk:
    """The console of whoever sits, or the choice of seats for who does not."""
    seat = seat_of(hall, officer_id)
    if seat is None:
        return Desk(ready=True, day_closed=hall.day_closed, seats=tuple(_free(hall, one) for one in hall.counters))
    order = turns(hall, seat)
    waiting = len(mine(hall, seat))
    return Desk(
        ready=True,
        day_closed=hall.day_closed,
        seat=seat.code,
        number=seat.number,
        status=seat.status,
        since=_iso(seat.since),
        reason=seat.pause_reason or "",
        auto_call=seat.auto_call,
        here=_here(hall, seat, now),
        next=_row(hall, order[0].ticket, order[0].ticket.issued_at) if order else Row(),
        why=_why(hall, order[0]) if order else Two(),
        line=tuple(_row(hall, turn.ticket, turn.ticket.issued_at) for turn in order),
        waiting=waiting,
        more=waiting - len(order),
        parked=_listed(hall, seat, hall.parked, "returns_at"),
        missed=_listed(hall, seat, hall.missed, "finished_at"),
        done=_done(seat, hall.office.policy, now),
        sign=_sign(hall, seat),
        alarms=tuple(_alarms(hall, seat)),
        queues=tuple(Choice(q.code, Two(f"{q.code} · {q.name_vi}", f"{q.code} · {q.name_en}")) for q in hall.queues),
        others=tuple(
            _counter_choice(one) for one in hall.counters if one.code != seat.code and one.status != "closed"
        ),
        officers=tuple(_officer_choice(one) for one in hall.counters if one.officer_id and one.code != seat.code),
        park_min=hall.office.policy.park_min,
    )


def next_moment(hall: HallView, officer_id: UUID, now: datetime) -> datetime | None:
    """When this console changes though nothing happens: a miss becomes allowed, an undo no longer is."""
    seat = seat_of(hall, officer_id)
    if seat is None:
        return None
    policy = hall.office.policy
    moments = [_miss_at(seat.ticket, policy), _undo_until(seat, policy)]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _miss_at(here: TicketView | None, policy: Policy) -> datetime | None:
    if here is None or here.status != ticket.Status.CALLED or here.last_call_at is None:
        return None
    return here.last_call_at + timedelta(seconds=policy.min_recall_interval_s)


def _undoable(seat: CounterView) -> tuple[TicketView, datetime] | None:
    """The visit that ended here last or went on from here, and when; nobody may be served here by now."""
    if seat.ticket is not None and seat.ticket.status != ticket.Status.CALLED:
        return None
    ends = [(seat.last, seat.last.finished_at)] if seat.last else []
    ends += [(seat.sent_on, seat.sent_on.left_at)] if seat.sent_on else []
    known = [(visit, at) for visit, at in ends if at is not None]
    return max(known, key=lambda each: each[1], default=None)


def _undo_until(seat: CounterView, policy: Policy) -> datetime | None:
    found = _undoable(seat)
    return found[1] + timedelta(seconds=policy.undo_within_s) if found else None


def _done(seat: CounterView, policy: Policy, now: datetime) -> Done:
    found, until = _undoable(seat), _undo_until(seat, policy)
    if found is None or until is None or until <= now:
        return Done()
    return Done(found[0].id.hex, found[0].number, until.isoformat())


def _here(hall: HallView, seat: CounterView, now: datetime) -> Here:
    here, policy = seat.ticket, hall.office.policy
    if here is None:
        return Here()
    queue, serving = hall.queue(here.queue), here.status == ticket.Status.SERVING
    wanted, miss_at = max(0, policy.min_recalls - here.recalls), _miss_at(here, policy)
    waits = miss_at is not None and miss_at > now
    called_at = here.called_at or hall.at
    return Here(
        id=here.id.hex,
        number=here.number,
        queue=here.queue,
        queue_name=Two(queue.name_vi, queue.name_en) if queue else Two(),
        serving=serving,
        since=_iso(here.started_at if serving else called_at),
        usual_s=round(queue.mean_service_s or 0) if queue and serving else 0,
        waited_min=max(0, int((called_at - here.issued_at).total_seconds() // 60)),
        recalls=here.recalls,
        recalls_wanted=wanted,
        miss_at=_iso(miss_at) if waits and not wanted else "",
        may_miss=not serving and not wanted and not waits,
        priority=_priority(hall, here.priority),
        marked=here.priority is not None,
        note=here.note,
        further=", ".join(here.further),
    )


def _row(hall: HallView, one: TicketView, since: datetime | None) -> Row:
    return Row(
        id=one.id.hex,
        number=one.number,
        queue=one.queue,
        since=_iso(since),
        priority=_priority(hall, one.priority),
        marked=one.priority is not None,
        by_name=one.pinned_to is not None,
        note=one.note,
    )


def _listed(hall: HallView, seat: CounterView, among: tuple[TicketView, ...], since: str) -> tuple[Row, ...]:
    own = [one for one in among if one.queue in seat.queues or one.counter_id == seat.id]
    return tuple(_row(hall, one, getattr(one, since)) for one in own[:LISTED])


def _priority(hall: HallView, code: str | None) -> Two:
    found = next((one for one in hall.priorities if one.code == code), None)
    return Two(found.name_vi, found.name_en) if found else Two(code or "", code or "")


def _why(hall: HallView, turn: Turn) -> Two:
    return Two(*(_sentence(hall, turn, locale) for locale in LOCALES))


def _sentence(hall: HallView, turn: Turn, locale: str) -> str:
    facts = dict(turn.choice.facts)
    facts.setdefault("priority", "")
    if facts["priority"]:
        name = _priority(hall, str(facts["priority"]))
        facts["priority"] = name.vi if locale == LOCALES[0] else name.en
    queue = hall.queue(turn.ticket.queue)
    facts["queue"] = (queue.name_vi if locale == LOCALES[0] else queue.name_en) if queue else turn.ticket.queue
    return say(locale, f"why.{turn.choice.why.value}", **facts)


def _sign(hall: HallView, seat: CounterView) -> Sign:
    found = next((d for d in hall.devices if d.kind == "sign" and d.counter_id == seat.id), None)
    if found is None:
        return Sign()
    state = "away" if found.presence != "ready" else "ok" if found.in_step else "behind"
    return Sign(there=True, text=found.shows.strip() or "—", state=state)


def _alarms(hall: HallView, seat: CounterView) -> list[Alarm]:
    own = {device.code: device for device in hall.devices if device.counter_id == seat.id}
    return [
        Alarm(alert.id.hex, alert.kind, _alarm_text(alert, own))
        for alert in hall.alerts
        if (alert.kind == "criticism" and alert.facts.get("counter") == seat.number)
        or (alert.kind.startswith("device.") and alert.subject in own)
    ]


def _alarm_text(alert: AlertView, own: dict[str, DeviceView]) -> Two:
    if alert.kind == "criticism":
        return Two(*(say(locale, "counter.criticised") for locale in LOCALES))
    return Two(*(say(locale, "counter.device_stuck", device=own[alert.subject].name) for locale in LOCALES))


def _counter_choice(seat: CounterView) -> Choice:
    words = (say(locale, "counter.at", counter=seat.number) for locale in LOCALES)
    return Choice(seat.code, Two(*(f"{word} · {seat.officer}" if seat.officer else word for word in words)))


def _officer_choice(seat: CounterView) -> Choice:
    at = (say(locale, "counter.at", counter=seat.number) for locale in LOCALES)
    return Choice(seat.officer_id.hex if seat.officer_id else "", Two(*(f"{seat.officer} · {word}" for word in at)))


def _free(hall: HallView, seat: CounterView) -> Free:
    names = Two(seat.name_vi, seat.name_en)
    everything = len(seat.queues) == len(hall.queues)
    return Free(
        code=seat.code,
        number=seat.number,
        name=names,
        queues="*" if everything else " ".join(seat.queues),
        officer=seat.officer,
        free=seat.officer_id is None,
    )
