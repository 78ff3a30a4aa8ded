"""From the picture of a hall to what the floor screen shows; pure."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from onestop.domain import line
from onestop.queries.facts import AlertView, CounterView, HallView, QueueView, TicketView
from onestop.usecases.alerts import NEEDS_OUTCOME
from onestop.web import routes
from onestop.web.floor.devices import kinds, machines, screens
from onestop.web.floor.facts import Bell, Both, Line, Person, Picture, Tile, Told, both, each, instant
from onestop.web.floor.kinds import KNOWN, TOLD
from onestop.words import say

MOST_PEOPLE = 200
"""People whose numbers the screen holds at once [count]."""


def picture(view: HallView) -> Picture:
    names = {q.code: Both(q.name_vi, q.name_en) for q in view.queues}
    usual = {q.code: round(q.mean_service_s or 0) for q in view.queues}
    heads = _heads(view.waiting)
    troubled = {a.subject for a in view.alerts if a.kind == "device.trouble"}
    loud, quiet = machines(view.devices, troubled, screens(view.places, view.alerts))
    waiting = [q.oldest_at for q in view.queues if q.oldest_at is not None]
    return Picture(
        office=Both(view.office.name_vi, view.office.name_en),
        day=view.day.isoformat(),
        closed=view.day_closed,
        waiting=sum(q.waiting for q in view.queues),
        longest=instant(min(waiting, default=None)),
        long_s=view.office.policy.wait_alert_min * 60,
        open_counters=sum(c.status == "open" for c in view.counters),
        all_counters=len(view.counters),
        served=sum(q.served for q in view.queues),
        tiles=[_tile(c, view, names, usual, heads) for c in view.counters],
        lines=[_line(q, view.office.policy.wait_alert_min, view.at) for q in view.queues],
        bells=bells(view),
        loud=loud,
        quiet=kinds(quiet),
        busy=[m for m in quiet if m.busy or m.behind],
        told=[Told(b.text_vi, instant(b.ends_at)) for b in view.broadcasts],
        people=_people(view),
    )


def _tile(
    c: CounterView,
    view: HallView,
    names: Mapping[str, Both],
    usual: Mapping[str, int],
    heads: Mapping[str, TicketView],
) -> Tile:
    doing = c.ticket.status if c.ticket else ("free" if c.status == "open" else c.status)
    word = both(f"floor.pause_{c.pause_reason}") if c.pause_reason else both(f"floor.doing_{doing}")
    return Tile(
        code=c.code,
        number=c.number,
        name=Both(c.name_vi, c.name_en),
        officer=c.officer,
        doing=doing,
        word=word,
        since=instant(_since(c)),
        usual_s=_usual_s(c, view, usual),
        ticket_id=str(c.ticket.id) if c.ticket else "",
        ticket=c.ticket.number if c.ticket else "",
        queue=names.get(c.ticket.queue, Both()) if c.ticket else Both(),
        then=_then(c, view, heads, doing),
        queues=" ".join(c.queues),
        pauses=_pauses(c),
    )


def _pauses(c: CounterView) -> Both:
    """The longest first, minutes begun count."""
    if not c.pauses:
        return Both()
    longest = sorted(c.pauses.items(), key=lambda each: -each[1])
    parts = [(both(f"floor.pause_{reason}"), ceil(seconds / 60)) for reason, seconds in longest]
    return each(
        lambda tongue: say(
            tongue,
            "floor.paused_today",
            pauses=", ".join(f"{getattr(reason, tongue)} {minutes}'" for reason, minutes in parts),
        )
    )


def _since(c: CounterView) -> datetime | None:
    if c.ticket is not None:
        return c.ticket.started_at if c.ticket.status == "serving" else c.ticket.last_call_at
    return c.free_since if c.status == "open" else c.since


def _usual_s(c: CounterView, view: HallView, usual: Mapping[str, int]) -> int:
    """When this stretch has lasted longer than it usually does: a service, a person on the way, an idle counter."""
    if c.ticket is not None and c.ticket.status == "serving":
        return usual.get(c.ticket.queue, 0)
    if c.ticket is not None:
        return max(60, view.office.policy.min_recall_interval_s)
    return view.office.policy.idle_alert_min * 60 if c.status == "open" else 0


def _heads(waiting: tuple[TicketView, ...]) -> dict[str, TicketView]:
    found: dict[str, TicketView] = {}
    for t in waiting:
        found.setdefault(t.line, t)
    return found


def _then(c: CounterView, view: HallView, heads: Mapping[str, TicketView], doing: str) -> Both:
    if c.status == "closed":
        return Both()
    if doing == "called":
        return both("floor.then_arrive", times=c.ticket.recalls + 1 if c.ticket else 1)
    choice = line.choose(
        [_head(t, c) for t in heads.values() if _serves(c, t)],
        line.Turn(c.preferred_run, c.credits),
        view.office.policy,
        view.at,
    )
    return both("floor.then_next", number=choice.head.number) if choice else both("floor.then_nobody")


def _serves(c: CounterView, t: TicketView) -> bool:
    if t.line.endswith(line.PERSONAL):
        return t.pinned_to is not None and t.pinned_to in (c.id, c.officer_id)
    return t.queue in c.queues


def _head(t: TicketView, c: CounterView) -> line.Head:
    return line.Head(
        ticket_id=t.id,
        number=t.number,
        queue=t.queue,
        rank_at=t.rank_at,
        issued_at=t.issued_at,
        lane=line.Lane.PREFERRED if t.line.endswith(line.Lane.PREFERRED) else line.Lane.ORDINARY,
        personal=t.line.endswith(line.PERSONAL),
        priority=t.priority,
        weight=c.weights.get(t.queue, 1),
        line=t.line,
    )


def _line(q: QueueView, limit_min: int, now: datetime) -> Line:
    return Line(
        code=q.code,
        name=Both(q.name_vi, q.name_en),
        state="full" if q.full else ("open" if q.open else "closed"),
        waiting=q.waiting,
        oldest=instant(q.oldest_at),
        long_s=limit_min * 60,
        over=q.oldest_at is not None and (now - q.oldest_at).total_seconds() > limit_min * 60,
        wait=_wait(q),
        issued=q.issued,
        served=q.served,
        counters=q.counters,
        promise="" if q.promise_kept is None else f"{q.promise_kept:.0%}",
    )


def _wait(q: QueueView) -> Both:
    if q.low_min is None or q.high_min is None:
        return both("floor.wait_unknown")
    return both("floor.wait", low=q.low_min, high=q.high_min)


def bells(view: HallView) -> list[Bell]:
    """Criticism first, then what nobody has seen, then the oldest."""
    rows = sorted(view.alerts, key=lambda a: (a.kind != "criticism", a.seen_at is not None, a.raised_at))
    queues = {q.code: Both(q.name_vi, q.name_en) for q in view.queues}
    return [_bell(a, queues, _where(a, view)) for a in rows]


def _where(a: AlertView, view: HallView) -> Both:
    """Where it happened, as people say it: a counter by its number, a place by its name."""
    seat = view.counter(a.subject)
    if seat is not None:
        return both("floor.counter_n", number=seat.number)
    place = str(a.facts.get("place") or a.subject)
    return Both(place, place)


def _bell(a: AlertView, queues: Mapping[str, Both], where: Both) -> Bell:
    told = {name: str(a.facts.get(name) or "–") for name in TOLD}
    queue = queues.get(str(a.facts.get("queue", "")), Both("–", "–"))
    kind = a.kind if a.kind in KNOWN else "other"
    return Bell(
        id=str(a.id),
        kind=a.kind,
        critical=a.kind == "criticism",
        title=both(f"alert.{kind}.title"),
        detail=Both(
            say("vi", f"alert.{kind}.detail", **told, queue=queue.vi, subject=where.vi),
            say("en", f"alert.{kind}.detail", **told, queue=queue.en, subject=where.en),
        ),
        since=instant(a.raised_at),
        seen=a.seen_at is not None,
        words_needed=a.kind in NEEDS_OUTCOME,
        counter=told["counter"],
        officer=told["officer"],
        ticket=told["number"],
        link=_dossier_page(a.facts),
    )


def _dossier_page(facts: Mapping[str, Any]) -> str:
    """Where an alert about a dossier is acted on: what nobody received yet, at intake."""
    if draft := str(facts.get("draft_id", "")):
        return routes.intake(UUID(draft))
    named = str(facts.get("dossier_id", ""))
    return routes.dossier(UUID(named)) if named else ""


def _people(view: HallView) -> list[Person]:
    classes = {p.code: Both(p.name_vi, p.name_en) for p in view.priorities}
    rows = [*view.waiting[:MOST_PEOPLE], *view.parked]
    return [
        Person(
            id=str(t.id),
            number=t.number,
            queue=t.queue,
            status=t.status,
            since=instant(t.issued_at),
            priority=classes.get(t.priority or "", Both()),
            note=t.note,
        )
        for t in rows
    ]
