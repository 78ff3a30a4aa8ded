"""What the API answers, as JSON and as the schema that documents it. Times are RFC 3339 in the office's zone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.responses import Response

from onestop.queries.facts import AlertView, CounterView, HallView, QueueView, TicketView
from onestop.queries.track import Directory
from onestop.storage.rows import Counter, Ticket

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(content: object) -> bytes:
    return _ENCODER.encode(content).encode()


def answer(content: object, status: int = 200) -> Response:
    return Response(encoded(content), status, media_type="application/json")


def when(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).isoformat(timespec="milliseconds") if at else None


def interval(low_min: int | None, high_min: int | None) -> dict[str, int] | None:
    return None if low_min is None or high_min is None else {"low_min": low_min, "high_min": high_min}


def ticket(row: Ticket | TicketView, office: Directory) -> dict[str, Any]:
    """A ticket for officers; the holder's secret code stays out of it."""
    zone = office.zone
    if isinstance(row, Ticket):
        queue, further = office.queues.get(row.queue_id, ""), [office.queues.get(UUID(q), "") for q in row.further]
    else:
        queue, further = row.queue, list(row.further)
    return {
        "id": str(row.id),
        "number": row.number,
        "queue": queue,
        "status": str(row.status),
        "counter": office.counters.get(row.counter_id) if row.counter_id else None,
        "priority": row.priority,
        "issued_at": when(row.issued_at, zone),
        "called_at": when(row.called_at, zone),
        "started_at": when(row.started_at, zone),
        "finished_at": when(row.finished_at, zone),
        "returns_at": when(row.returns_at, zone),
        "recalls": row.recalls,
        "further": further,
        "note": row.note,
        "channel": row.channel,
        "slip": row.slip,
    }


def counter(row: Counter, office: Directory, handover: str = "") -> dict[str, Any]:
    return {
        "counter": row.code,
        "number": row.number,
        "status": str(row.status),
        "since": when(row.since, office.zone),
        "pause_reason": row.pause_reason,
        "auto_call": row.auto_call,
        "handover": handover,
    }


def counter_seen(view: CounterView, office: Directory) -> dict[str, Any]:
    return {
        "counter": view.code,
        "number": view.number,
        "status": view.status,
        "since": when(view.since, office.zone),
        "pause_reason": view.pause_reason,
        "auto_call": view.auto_call,
        "officer": view.officer,
        "queues": list(view.queues),
        "ticket": ticket(view.ticket, office) if view.ticket else None,
    }


def queue(view: QueueView) -> dict[str, Any]:
    return {
        "queue": view.code,
        "name_vi": view.name_vi,
        "name_en": view.name_en,
        "where_vi": view.where_vi,
        "where_en": view.where_en,
        "bring_vi": view.bring_vi,
        "bring_en": view.bring_en,
        "open": view.open,
        "full": view.full,
        "waiting": view.waiting,
        "counters": view.counters,
        "wait": interval(view.low_min, view.high_min),
    }


def alert(view: AlertView, office: Directory) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "kind": view.kind,
        "subject": view.subject,
        "facts": dict(view.facts),
        "raised_at": when(view.raised_at, office.zone),
        "seen_at": when(view.seen_at, office.zone),
    }


def board(view: HallView) -> dict[str, Any]:
    """What everybody in the hall may read on the wall: numbers and counters."""
    zone = ZoneInfo(view.office.timezone)
    return {
        "rev": view.rev,
        "at": when(view.at, zone),
        "calls": [
            {"number": c.number, "counter": c.counter, "at": when(c.at, zone), "live": c.live} for c in view.calls
        ],
        "waiting": {q.code: q.waiting for q in view.queues},
    }


def page(items: list[Any]) -> Mapping[str, Any]:
    """A list as every list is answered; ours are short and have no next page."""
    return {"items": items, "next": None}


class Wait(BaseModel):
    low_min: int
    high_min: int


class Problem(BaseModel):
    """RFC 9457; `code` is stable, `title` and `detail` are for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    facts: dict[str, str | int] | None = None


class OfficerAnswer(BaseModel):
    id: UUID
    username: str
    name: str
    office: str


class SessionAnswer(BaseModel):
    token: str
    expires_at: datetime
    officer: OfficerAnswer
    roles: list[str]


class WhoAnswer(BaseModel):
    expires_at: datetime
    officer: OfficerAnswer
    roles: list[str]
    counter: str | None


class OfficeAnswer(BaseModel):
    office: str
    name_vi: str
    name_en: str
    address: str
    timezone: str


class Offices(BaseModel):
    items: list[OfficeAnswer]
    next: str | None


class QueueAnswer(BaseModel):
    queue: str
    name_vi: str
    name_en: str
    where_vi: str
    where_en: str
    bring_vi: str
    bring_en: str
    open: bool
    full: bool
    waiting: int
    counters: int
    wait: Wait | None


class Queues(BaseModel):
    items: list[QueueAnswer]
    next: str | None


class TakenAnswer(BaseModel):
    id: UUID
    number: str
    queue: str
    ahead: int
    more_than: bool
    """There are more people ahead than that."""
    wait: Wait | None
    issued_at: datetime
    track_token: str
    track_url: str
    printing: bool
    purpose: str | None = None
    """Of a number taken for a dossier: `supplement`, `payment`, `result` or `question`; nothing when not bound."""


class TicketAnswer(BaseModel):
    id: UUID
    number: str
    queue: str
    status: str
    counter: str | None
    priority: str | None
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    returns_at: datetime | None
    recalls: int
    further: list[str]
    note: str
    channel: str
    slip: str


class Tickets(BaseModel):
    items: list[TicketAnswer]
    next: str | None


class Reason(BaseModel):
    code: str
    facts: dict[str, str | int]
    sentence: str


class CallAnswer(BaseModel):
    ticket: TicketAnswer
    reason: Reason


class CounterAnswer(BaseModel):
    counter: str
    number: int
    status: str
    since: datetime | None
    pause_reason: str | None
    auto_call: bool
    handover: str


class CounterSeen(BaseModel):
    counter: str
    number: int
    status: str
    since: datetime | None
    pause_reason: str | None
    auto_call: bool
    officer: str
    queues: list[str]
    ticket: TicketAnswer | None


class Counters(BaseModel):
    items: list[CounterSeen]
    next: str | None


class Call(BaseModel):
    number: str
    counter: int
    at: datetime
    live: bool


class Board(BaseModel):
    rev: int
    at: datetime
    calls: list[Call]
    waiting: dict[str, int]


class Track(BaseModel):
    number: str
    queue: str
    queue_name_vi: str
    queue_name_en: str
    status: str
    over: bool
    """Its day has ended and it was not finished."""
    ahead: int | None
    more_than: bool
    wait: Wait | None
    counter: int | None
    where_vi: str
    where_en: str
    bring_vi: str
    bring_en: str
    issued_at: datetime
    called_at: datetime | None
    rating_open: bool
    rated: bool
    why_open: bool
    """A low mark from keypad or tablet waits for a reason (`POST /track/{token}/reasons`)."""
    low_mark: int
    """Marks up to this one ask why."""
    office_name_vi: str
    office_name_en: str
    rev: int


class AlertAnswer(BaseModel):
    id: UUID
    kind: str
    subject: str
    facts: dict[str, str | int]
    raised_at: datetime
    seen_at: datetime | None


class Alerts(BaseModel):
    items: list[AlertAnswer]
    next: str | None


class Rated(BaseModel):
    value: int
    at: datetime


class Explained(BaseModel):
    reasons: list[str]


class Opened(BaseModel):
    new: bool
    """Whether it was not open already."""


class Health(BaseModel):
    status: str


class Ready(BaseModel):
    status: str
    database: bool
    migrations: bool
    hub: bool
    """Somebody relays facts to devices right now; the web serves without it."""
