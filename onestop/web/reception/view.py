"""From the picture of the hall and what was looked up to what the reception desk shows; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from displays import paper_list, qr
from onestop.domain import ticket
from onestop.queries.days import Carried
from onestop.queries.desk import NOT_OUT, Found, Printing
from onestop.queries.facts import AlertView, DeviceView, HallView, QueueView
from onestop.usecases.ticketing import Taken
from onestop.words import LOCALES, say


@dataclass(frozen=True)
class Two:
    """The same words in both languages; the browser shows the reader's."""

    vi: str = ""
    en: str = ""


@dataclass(frozen=True)
class Line:
    """A queue as one chooses it."""

    code: str = ""
    name: Two = Two()
    waiting: int = 0
    wait: Two = Two()
    state: str = "open"
    """`open`, `closed` or `full`."""


@dataclass(frozen=True)
class Preference:
    code: str = ""
    name: Two = Two()
    needs_proof: bool = False


@dataclass(frozen=True)
class Help:
    id: str = ""
    text: Two = Two()
    since: str = ""
    seen: bool = False


@dataclass(frozen=True)
class Desk:
    """What is live at the reception desk."""

    ready: bool = False
    day: str = ""
    day_closed: bool = False
    lines: tuple[Line, ...] = ()
    preferences: tuple[Preference, ...] = ()
    helps: tuple[Help, ...] = ()
    waiting: int = 0
    away: tuple[str, ...] = ()
    """Printers that do not answer."""
    not_out: int = 0
    """Waiting people whose slip did not come out."""


@dataclass(frozen=True)
class Result:
    """One of today's tickets, with what may be done to it."""

    id: str = ""
    number: str = ""
    queue: str = ""
    status: str = ""
    issued: str = ""
    counter: int = 0
    priority: Two = Two()
    slip: str = ""
    may_prefer: bool = False
    may_cancel: bool = False


@dataclass(frozen=True)
class Unfinished:
    number: str = ""
    queue: Two = Two()
    day: str = ""
    status: str = ""


@dataclass(frozen=True)
class Printer:
    place: str = ""
    name: str = ""
    away: bool = False


@dataclass(frozen=True)
class Given:
    """The number just given; the code is for the phone of the person at the desk."""

    number: str = ""
    queue: Two = Two()
    ahead: int = 0
    wait: Two = Two()
    printing: bool = False
    qr: str = ""


def desk(hall: HallView) -> Desk:
    printers = {d.id: d for d in hall.devices if d.kind == "printer"}
    return Desk(
        ready=True,
        day=f"{hall.day:%d/%m/%Y}",
        day_closed=hall.day_closed,
        lines=tuple(_line(queue) for queue in hall.queues),
        preferences=tuple(Preference(p.code, Two(p.name_vi, p.name_en), p.needs_proof) for p in hall.priorities),
        helps=tuple(_help(hall, alert) for alert in hall.alerts if alert.kind.startswith("help.")),
        waiting=sum(queue.waiting for queue in hall.queues),
        not_out=sum(t.slip in NOT_OUT for t in hall.waiting),
        away=tuple(device.name for device in printers.values() if _is_away(device)),
    )


def _is_away(device: DeviceView) -> bool:
    return device.presence not in ("ready", "unknown")


def _line(queue: QueueView) -> Line:
    state = "full" if queue.full else "open" if queue.open else "closed"
    wait = _wait(queue.low_min, queue.high_min)
    return Line(queue.code, Two(queue.name_vi, queue.name_en), queue.waiting, wait, state)


def _wait(low: int | None, high: int | None) -> Two:
    if low is None or high is None:
        return Two()
    return Two(*(say(locale, "reception.minutes", low=low, high=high) for locale in LOCALES))


def _help(hall: HallView, alert: AlertView) -> Help:
    """Who calls: a counter by its number, a screen by the name its place has."""
    seat = hall.counter(alert.subject)
    if alert.kind == "help.officer" and seat is not None:
        facts = {"counter": seat.number, "officer": seat.officer}
        text = Two(*(say(locale, "reception.help_officer", **facts) for locale in LOCALES))
    else:
        where = str(alert.facts.get("place") or alert.subject)
        text = Two(*(say(locale, "reception.help_kiosk", where=where) for locale in LOCALES))
    return Help(alert.id.hex, text, alert.raised_at.isoformat(), alert.seen_at is not None)


def results(hall: HallView, found: Sequence[Found]) -> tuple[Result, ...]:
    zone = ZoneInfo(hall.office.timezone)
    names = {p.code: Two(p.name_vi, p.name_en) for p in hall.priorities}
    return tuple(
        Result(
            id=one.id.hex,
            number=one.number,
            queue=one.queue,
            status=one.status,
            issued=f"{one.issued_at.astimezone(zone):%H:%M}",
            counter=one.counter or 0,
            priority=names.get(one.priority or "", Two()),
            slip=one.slip,
            may_prefer=one.status == ticket.Status.WAITING and one.priority is None,
            may_cancel=ticket.Status(one.status) in ticket.UNFINISHED,
        )
        for one in found
    )


def unfinished(carried: Sequence[Carried]) -> tuple[Unfinished, ...]:
    return tuple(Unfinished(c.number, Two(c.queue_vi, c.queue_en), f"{c.day:%d/%m/%Y}", c.status) for c in carried)


def printers(hall: HallView, places: Sequence[Printing]) -> tuple[Printer, ...]:
    devices: dict[UUID, DeviceView] = {d.id: d for d in hall.devices}
    return tuple(
        Printer(p.place_id.hex, p.name, p.printer_id in devices and _is_away(devices[p.printer_id])) for p in places
    )


def given(hall: HallView, taken: Taken, address: str) -> Given:
    queue = hall.queue(taken.queue)
    return Given(
        number=taken.number,
        queue=Two(queue.name_vi, queue.name_en) if queue else Two(),
        ahead=taken.ahead,
        wait=_wait(taken.low_min, taken.high_min),
        printing=taken.printing,
        qr=qr.address(f"{address}/t/{taken.track_token}"),
    )


BLANK_ROWS = 8
"""Numbers written out ahead on each sheet, for those who come while the power is away [count]."""


@dataclass(frozen=True)
class Sheet:
    """One queue's waiting list on paper."""

    code: str = ""
    title: str = ""
    office: str = ""
    printed: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    count: str = ""
    upcoming: tuple[str, ...] = ()


def sheets(hall: HallView, upcoming: Mapping[str, tuple[str, ...]], now: datetime, locale: str) -> tuple[Sheet, ...]:
    return tuple(_sheet(hall, queue, upcoming.get(queue.code, ()), now, locale) for queue in hall.queues)


def _sheet(hall: HallView, queue: QueueView, upcoming: tuple[str, ...], now: datetime, locale: str) -> Sheet:
    zone, vi = ZoneInfo(hall.office.timezone), locale == LOCALES[0]
    waits = tuple(
        paper_list.OnPaper(t.number, t.issued_at.astimezone(zone), t.priority is not None)
        for t in sorted(hall.waiting, key=lambda t: (t.priority is None, t.rank_at))
        if t.queue == queue.code
    )
    name = f"{queue.code} · {queue.name_vi if vi else queue.name_en}"
    office = hall.office.name_vi if vi else hall.office.name_en
    drawn = paper_list.draw(office, name, waits, now.astimezone(zone), partial(say, locale))
    return Sheet(
        queue.code, drawn.title, drawn.office, drawn.printed, drawn.columns, drawn.rows, drawn.count, upcoming
    )
