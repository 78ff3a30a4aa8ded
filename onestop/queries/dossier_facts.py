"""A dossier as its page shows it, frozen; instants are UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from onestop.queries.fees import FeeDue


@dataclass(frozen=True, slots=True)
class FileView:
    id: UUID
    name: str
    kind: str
    sha256: str
    media_type: str
    size: int
    pages: int
    checked: str
    source: str
    added_at: datetime
    replaced: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    id: UUID
    code: str
    name: str
    required: bool
    state: str
    fault: str
    originals: int
    certified: int
    plain: int
    compared: int
    given_back_at: datetime | None
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class StageView:
    id: UUID
    code: str
    name: str
    unit_id: UUID
    unit: str
    officer_id: UUID | None
    officer: str
    status: str
    light: str
    after: tuple[str, ...]
    planned_due: datetime | None
    opened_at: datetime | None
    due: datetime | None
    taken_at: datetime | None
    done_at: datetime | None
    done_by: str
    outcome: str
    punctuality: str
    site_visit: bool
    mine: bool
    """The viewer holds it or stands in for its holder."""
    head: bool
    """The viewer may decide for its unit."""
    member: bool
    """The viewer may take it."""
    may_ask_supplement: bool = False
    """Its rule lets it ask, and it has not asked as often as it may."""
    basis_needed: bool = False
    """So late only a special law allows to ask."""
    may_ask_opinion: bool = True


@dataclass(frozen=True, slots=True)
class EventView:
    seq: int
    kind: str
    at: datetime
    noted_at: datetime
    who: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpinionView:
    id: UUID
    unit: str
    question: str
    asked_by: str
    asked_at: datetime
    due: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    mine: bool
    dossier_id: UUID
    dossier: str
    """Its code."""


@dataclass(frozen=True, slots=True)
class VisitView:
    id: UUID
    stage: str
    at: datetime
    place: str
    members: str
    done_at: datetime | None
    report: str
    passed: bool | None
    stage_id: UUID


@dataclass(frozen=True, slots=True)
class NoticeView:
    id: UUID
    kind: str
    channel: str
    made_at: datetime
    state: str
    sent_at: datetime | None
    fault: str
    arrived: str
    """As the network said: `arrived`, `failed`, `expired`, or nothing yet."""


@dataclass(frozen=True, slots=True)
class DeliveryView:
    id: UUID
    post_code: str
    state: str
    state_at: datetime
    list_no: str
    proof: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class FormView:
    id: UUID
    form: str
    number: int | None
    issued_at: datetime
    signed: bool
    reprint: bool


@dataclass(frozen=True, slots=True)
class ApologyView:
    prepared_at: datetime
    reason: str
    new_due: datetime | None
    approved_at: datetime | None
    approved_by: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Another dossier this one has to do with."""

    id: UUID
    code: str
    under_way: bool


@dataclass(frozen=True, slots=True)
class AcrossView:
    """A dossier that an authority elsewhere decides."""

    here: bool
    """It lies in this hall: not handed on yet, or it came back."""
    handed_on_at: datetime | None
    how: str
    """`post`, `courier` or `online`."""
    list_no: str
    their_code: str
    said: str
    """The last they said of it."""
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class DossierView:
    id: UUID
    office_id: UUID
    code: str
    secret: str
    status: str
    channel: str
    procedure_key: str
    procedure_code: str
    procedure: str
    case: str
    authority: str
    unit: str
    demonstration: tuple[str, ...]
    limited: bool
    """The law sets a limit: without a due date it has not begun to count."""
    applicant_kind: str
    applicant_name: str
    applicant_number: str
    applicant_born: str
    applicant_phone: str
    applicant_email: str
    applicant_address: str
    submitter: Mapping[str, str]
    subject: str
    sets: int
    result_by: str
    fee_vnd: int | None
    paid_at: datetime | None
    opened_at: datetime
    received_at: datetime | None
    received_by: str
    register_year: int | None
    register_no: int | None
    original_due: datetime | None
    due: datetime | None
    stopped_at: datetime | None
    light: str
    reappointments: int
    ready_at: datetime | None
    returned_at: datetime | None
    outcome: str
    punctuality: str
    stages: tuple[StageView, ...]
    papers: tuple[PaperView, ...]
    more_files: tuple[FileView, ...]
    """Results and internal papers."""
    events: tuple[EventView, ...]
    opinions: tuple[OpinionView, ...]
    visits: tuple[VisitView, ...]
    notices: tuple[NoticeView, ...]
    deliveries: tuple[DeliveryView, ...]
    forms: tuple[FormView, ...]
    apology: ApologyView | None
    visit_numbers: tuple[str, ...]
    """Numbers of the visits it belongs to."""
    version: int
    may_reappoint: bool = False
    """The viewer may name a new date, and there is still time for it."""
    across: AcrossView | None = None
    """Empty where the authority decides in this hall."""
    awaits_publication: bool = False
    """The law counts from a publication that nobody noted yet."""
    fee: FeeDue | None = None
    """Still to be paid."""
    portal_left: int = 0
    """Events the national portal would not have, or did not answer to [count]."""
    corrects: Linked | None = None
    """Whose wrong result it puts right."""
    corrected_by: tuple[Linked, ...] = ()
    """What puts its own result right, the oldest first."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of a list of dossiers or stages."""

    dossier_id: UUID
    code: str
    status: str
    procedure: str
    applicant: str
    due: datetime | None
    light: str
    received_at: datetime | None
    stage_id: UUID | None = None
    stage: str = ""
    stage_due: datetime | None = None
    unit: str = ""
    officer: str = ""
    mine: bool = False
    warned: int = 0
    beyond: str = ""
    """The authority elsewhere that decides it; empty: one of this hall."""


@dataclass(frozen=True, slots=True)
class InboxView:
    """What an officer or a unit has to do, the most urgent first."""

    escalated: tuple[ListRow, ...]
    """Late with others, in units the viewer heads."""
    late: tuple[ListRow, ...]
    today: tuple[ListRow, ...]
    coming: tuple[ListRow, ...]
    waiting: tuple[ListRow, ...]
    """On the applicant."""
    free: tuple[ListRow, ...]
    """Open in the viewer's units, nobody's yet."""
    opinions: tuple[OpinionView, ...]
    apologies: tuple[ListRow, ...]
    """Prepared, for the viewer to decide."""
    cut: bool = False
    """Some group has more than a list shows."""
