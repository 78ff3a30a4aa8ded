"""What the national portal is told of a dossier, as frozen facts; how they are spelt is its neighbours' business."""

from dataclasses import dataclass
from datetime import datetime

from onestop.domain.dossier import Status
from onestop.domain.procedure import Channel


@dataclass(frozen=True, slots=True)
class SentFile:
    """A digital copy of a paper, or of a result."""

    name: str
    component: str
    """Code of the paper it is a copy of; empty: a result."""
    sha256: str
    reused: bool = False
    """Taken from an earlier dossier, not scanned again."""


@dataclass(frozen=True, slots=True)
class SentPaper:
    """A paper handed in and not digitised."""

    name: str
    component: str
    count: int
    """Originals and copies together [count]."""
    original: bool


@dataclass(frozen=True, slots=True)
class SentSupplement:
    """One request for more, and its answer."""

    number: int
    asked_at: datetime
    asked_by: str
    lines: tuple[str, ...]
    reason: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SentDossier:
    """A dossier as it stood after one of its events."""

    code: str
    procedure_code: str
    procedure: str
    field_code: str
    field: str
    status: Status
    channel: Channel
    register: str
    """Its line in the register, `12/2026`."""
    applicant_kind: str
    applicant_name: str
    applicant_number: str
    applicant_phone: str
    applicant_email: str
    subject: str
    unit: str
    """Who handles it, by name."""
    place: str
    """The hall it was handed in at."""
    submitted_at: datetime
    received_at: datetime | None = None
    original_due: datetime | None = None
    due: datetime | None = None
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    refused_at: datetime | None = None
    by_post: bool = False
    """The result goes out by post."""
    returned_how: str = ""
    reason: str = ""
    """Of a refusal, a stop or a withdrawal."""
    fee_vnd: int | None = None
    """`None`: not known, or nothing to pay [VND]."""
    fee_stage: str = "intake"
    """When it is collected: `intake`, `supplement` or `return`."""
    paid: bool = False
    files: tuple[SentFile, ...] = ()
    papers: tuple[SentPaper, ...] = ()
    supplements: tuple[SentSupplement, ...] = ()
    results: tuple[SentFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SentProgress:
    """One event of a dossier as its progress shows it."""

    code: str
    status: Status
    at: datetime
    by: str
    """The officer, or the body where nobody did it by hand."""
    title: str
    unit: str
    did: str
    """In words."""
    begun_at: datetime | None = None
    due: datetime | None = None
