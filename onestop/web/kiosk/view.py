"""What a kiosk shows of the hall: the fields one can queue for, who has priority, and whether paper comes out."""

from dataclasses import dataclass
from uuid import UUID

from displays import qr
from onestop.domain.line import Lane
from onestop.queries.facts import DeviceView, HallView, PriorityView, QueueView
from onestop.usecases.ticketing import Taken

UNKNOWN = -1
"""Minutes of a wait nobody can estimate yet."""
PICTURES = frozenset({"elderly", "disabled", "pregnant", "child", "merit"})
"""Priorities with a picture of their own in `assets/kiosk.svg`; any other gets a heart."""
SLIP_SHOWN = {"pending": "printing", "printed": "printed", "none": "none"}


@dataclass(frozen=True)
class Field:
    """One line a person can join."""

    code: str = ""
    name_vi: str = ""
    name_en: str = ""
    where_vi: str = ""
    where_en: str = ""
    waiting: int = 0
    preferred: int = 0
    """Of those waiting, how many have priority."""
    low: int = UNKNOWN
    high: int = UNKNOWN
    """Expected wait of who takes a number now [min]."""
    state: str = "open"
    """`open`, `full` or `closed`."""


@dataclass(frozen=True)
class Priority:
    code: str
    name_vi: str
    name_en: str
    picture: str
    desk: bool
    """A paper must be seen: the reception desk grants it."""


@dataclass(frozen=True)
class Given:
    """The number a person has just been given."""

    number: str = ""
    name_vi: str = ""
    name_en: str = ""
    where_vi: str = ""
    where_en: str = ""
    bring_vi: str = ""
    bring_en: str = ""
    ahead: int = 0
    low: int = UNKNOWN
    high: int = UNKNOWN
    qr: str = ""


@dataclass(frozen=True)
class Shop:
    """The kiosk's part of one picture of the hall."""

    office_vi: str = ""
    office_en: str = ""
    address: str = ""
    fields: tuple[Field, ...] = ()
    priorities: tuple[Priority, ...] = ()
    printer: str = "none"
    """`ok`, `out`, `open`, `away` or `none`."""
    helper: str = ""
    """`called` until somebody has seen the call for help, then `coming`."""
    closed: bool = False


def shop(view: HallView, place: str, printer_id: UUID | None) -> Shop:
    return Shop(
        office_vi=view.office.name_vi,
        office_en=view.office.name_en,
        address=view.office.address,
        fields=tuple(_field(queue, view) for queue in view.queues),
        priorities=tuple(_priority(p) for p in view.priorities),
        printer=_printer(next((d for d in view.devices if d.id == printer_id), None)),
        helper=_helper(view, place),
        closed=not any(queue.open for queue in view.queues),
    )


def _field(queue: QueueView, view: HallView) -> Field:
    return Field(
        code=queue.code,
        name_vi=queue.name_vi,
        name_en=queue.name_en,
        where_vi=queue.where_vi,
        where_en=queue.where_en,
        waiting=queue.waiting,
        preferred=sum(t.queue == queue.code and t.line.endswith(Lane.PREFERRED) for t in view.waiting),
        low=UNKNOWN if queue.low_min is None else queue.low_min,
        high=UNKNOWN if queue.high_min is None else queue.high_min,
        state="closed" if not queue.open else "full" if queue.full else "open",
    )


def _priority(p: PriorityView) -> Priority:
    return Priority(p.code, p.name_vi, p.name_en, p.icon if p.icon in PICTURES else "other", p.needs_proof)


def _printer(device: DeviceView | None) -> str:
    if device is None:
        return "none"
    if device.presence != "ready" or device.condition.get("online") is False:
        return "away"
    if device.condition.get("paper") == "out":
        return "out"
    return "open" if device.condition.get("cover") == "open" else "ok"


def _helper(view: HallView, place: str) -> str:
    call = next((a for a in view.alerts if a.kind == "help.kiosk" and a.subject == place), None)
    return "" if call is None else "coming" if call.seen_at else "called"


def given(taken: Taken, queue: QueueView, url: str) -> Given:
    return Given(
        number=taken.number,
        name_vi=queue.name_vi,
        name_en=queue.name_en,
        where_vi=queue.where_vi,
        where_en=queue.where_en,
        bring_vi=queue.bring_vi,
        bring_en=queue.bring_en,
        ahead=taken.ahead,
        low=UNKNOWN if taken.low_min is None else taken.low_min,
        high=UNKNOWN if taken.high_min is None else taken.high_min,
        qr=qr.inline(url),
    )


def slip(view: HallView, ticket_id: UUID | None, before: str) -> str:
    """How the slip fares: `printing`, `printed`, `failed` or `none`; as before once the number has been called."""
    found = next((t.slip for t in view.waiting if t.id == ticket_id), None)
    return before if found is None else SLIP_SHOWN.get(found, "failed")
