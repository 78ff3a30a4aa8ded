"""The picture of one hall at one instant, from which every screen takes its part. Times are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from onestop.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class OfficeView:
    id: UUID
    code: str
    name_vi: str
    name_en: str
    address: str
    timezone: str
    policy: Policy
    result_queue: str = ""
    """Code of the fast line for results; empty where there is none."""


@dataclass(frozen=True, slots=True)
class QueueView:
    id: UUID
    code: str
    name_vi: str
    name_en: str
    where_vi: str
    where_en: str
    bring_vi: str
    bring_en: str
    zone_id: UUID | None
    open: bool
    """Gives numbers at this instant."""
    full: bool
    waiting: int
    oldest_at: datetime | None
    """When the longest waiting took their number."""
    issued: int
    served: int
    counters: int
    """Open counters serving it now."""
    low_min: int | None
    high_min: int | None
    """The wait of somebody who takes a number now; `None`: not known."""
    mean_service_s: float | None
    promise_kept: float | None
    """Share of today's finished visits called no later than the slip promised, 0-1; `None`: none was promised."""


@dataclass(frozen=True, slots=True)
class CounterView:
    id: UUID
    code: str
    number: int
    name_vi: str
    name_en: str
    zone_id: UUID | None
    status: str
    since: datetime | None
    pause_reason: str | None
    officer_id: UUID | None
    officer: str
    auto_call: bool
    queues: tuple[str, ...]
    weights: Mapping[str, int]
    preferred_run: int
    credits: Mapping[str, int]
    ticket: "TicketView | None"
    last: "TicketView | None"
    """The visit that ended here last; may still be undone or rated."""
    pauses: Mapping[str, int]
    """Pauses that ended here today: reason → how long together [s]."""
    sent_on: "TicketView | None"
    """The visit that went on from here to its next thing last, and still waits for it; may still be undone."""
    rated: bool
    """Whether `last` was rated."""
    why: bool
    """`last` got a low mark at keypad or tablet, and nobody has said why."""
    free_since: datetime | None
    scan: str = ""
    """Kind of what its scanner read and nobody has used yet, never its content."""


@dataclass(frozen=True, slots=True)
class TicketView:
    id: UUID
    number: str
    queue: str
    status: str
    line: str
    rank_at: datetime
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    last_call_at: datetime | None
    returns_at: datetime | None
    recalls: int
    priority: str | None
    pinned_to: UUID | None
    counter_id: UUID | None
    further: tuple[str, ...]
    note: str
    channel: str
    slip: str
    track_token: str
    left_at: datetime | None = None
    """When it went on from `counter_id` to the next thing it waits for now."""
    business: str = ""
    """What the visit is about, where it is bound to a dossier: a `domain.visit.Purpose`; never whose."""


@dataclass(frozen=True, slots=True)
class CallView:
    """An announcement, as boards show it."""

    id: int
    ticket_id: UUID
    number: str
    counter: int
    zone_id: UUID | None
    nth: int
    lang: str
    at: datetime
    status: str
    live: bool
    """The ticket is still called or being served at that counter."""


@dataclass(frozen=True, slots=True)
class AlertView:
    id: UUID
    kind: str
    subject: str
    facts: Mapping[str, Any]
    raised_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceView:
    id: UUID
    code: str
    kind: str
    name: str
    counter_id: UUID | None
    presence: str
    seen_at: datetime | None
    condition: Mapping[str, Any]
    shows: str
    in_step: bool
    """It reports what it should show."""
    unfinished: int
    """Commands under way."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A screen of the hall that has a credential."""

    code: str
    kind: str
    name: str
    seen_at: datetime | None
    """When it last followed; `None`: never."""


@dataclass(frozen=True, slots=True)
class PriorityView:
    code: str
    name_vi: str
    name_en: str
    icon: str
    needs_proof: bool


@dataclass(frozen=True, slots=True)
class BroadcastView:
    text_vi: str
    text_en: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class HallView:
    """Everything live about one office; computed once per change, shared by all who watch."""

    rev: int
    at: datetime
    office: OfficeView
    day: date
    day_closed: bool
    queues: tuple[QueueView, ...]
    counters: tuple[CounterView, ...]
    waiting: tuple[TicketView, ...]
    """First of each line, in order; at most `MOST_WAITING` of the office."""
    parked: tuple[TicketView, ...]
    missed: tuple[TicketView, ...]
    """The latest missed of today, newest first."""
    calls: tuple[CallView, ...]
    """Newest first."""
    alerts: tuple[AlertView, ...]
    devices: tuple[DeviceView, ...]
    places: tuple[PlaceView, ...]
    priorities: tuple[PriorityView, ...]
    broadcasts: tuple[BroadcastView, ...]
    ahead: Mapping[UUID, int] = field(default_factory=dict)
    """People before each ticket of `waiting`."""
    scans: frozenset[UUID] = frozenset()
    """Counters and kiosks at which a scan lies that nobody has used yet."""

    def queue(self, code: str) -> QueueView | None:
        return next((q for q in self.queues if q.code == code), None)

    def counter(self, code: str) -> CounterView | None:
        return next((c for c in self.counters if c.code == code), None)

    def counter_by_id(self, counter_id: UUID | None) -> CounterView | None:
        return next((c for c in self.counters if c.id == counter_id), None)
