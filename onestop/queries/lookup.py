"""A dossier for whoever asks from outside: code and degree of completion, and more with the receipt's secret.

Without log-in nothing else may be shown (TT 01/2018/TT-VPCP Đ16.2d; rules file, 13).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier, stage
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.visit import purpose_of
from onestop.queries import across as story
from onestop.queries import fees
from onestop.queries.dossier import light_of
from onestop.queries.fees import FeeDue
from onestop.storage import calendars, catalogue, dossiers
from onestop.storage.rows import Authority, Dossier, DossierStage, Office, Procedure, Queue, Unit

PUBLIC = {
    dossier.Status.DRAFT: "received",
    dossier.Status.SUBMITTED: "received",
    dossier.Status.RECEIVED: "received",
    dossier.Status.PROCESSING: "processing",
    dossier.Status.SUPPLEMENT: "processing",
    dossier.Status.PAYING: "processing",
    dossier.Status.READY: "ready",
    dossier.Status.RETURNED: "returned",
    dossier.Status.REFUSED: "ended",
    dossier.Status.WITHDRAWN: "ended",
    dossier.Status.STOPPED: "ended",
}
"""How far it is, for anybody who knows its code: that something is lacking, unpaid or was refused is not told."""


@dataclass(frozen=True, slots=True)
class StageSeen:
    """A stage as the holder of the receipt sees it: unit and date, no officer's name."""

    name: str
    unit: str
    status: str
    due: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class ResultSeen:
    """A digital result its holder may fetch."""

    name: str
    sha256: str
    media_type: str
    size: int
    """[bytes]"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What may be told."""

    id: UUID
    office_id: UUID
    code: str
    status: str
    stages_done: int
    stages_total: int
    full: bool
    """The secret was right: the rest is filled in."""
    procedure: str = ""
    authority: str = ""
    received_at: datetime | None = None
    due: datetime | None = None
    original_due: datetime | None = None
    limited: bool = False
    """The law sets a limit: without a due date it has not begun to count."""
    stopped: bool = False
    light: str = "none"
    result_by: str = ""
    purpose: str = "question"
    queue: str = ""
    """Prefix of the line for that purpose's ordinary business."""
    office: str = ""
    """Code of its office."""
    phone_numbers: bool = False
    elsewhere: bool = False
    """`authority` is elsewhere: it was received here and handed on."""
    handed_on_at: datetime | None = None
    """It is with that authority since; empty while it lies in this hall."""
    their_code: str = ""
    """Its code there, for following it there."""
    result: ResultSeen | None = None
    fee: FeeDue | None = None
    stages: tuple[StageSeen, ...] = ()

    @property
    def public_status(self) -> str:
        return PUBLIC[dossier.Status(self.status)]


def look_up(session: Session, code: str, secret: str, now: datetime) -> Seen:
    """A dossier by its code, or by the id on the slip of what has none yet.

    Raises:
        DossierUnknown: none has this code; a wrong secret is answered like none at all.
    """
    row = _by_id(session, code, secret) or dossiers.by_code(session, code)
    stages = dossiers.stages(session, row.id)
    done = sum(each.status in stage.OVER for each in stages)
    total = len(stages) or 1
    if row.status in (dossier.Status.READY, dossier.Status.RETURNED):
        done = total
    seen = Seen(row.id, row.office_id, row.code or "", row.status.value, done, total, full=False)
    return _full(session, row, stages, seen, now) if dossiers.secret_matches(row, secret) else seen


def _by_id(session: Session, text: str, secret: str) -> Dossier | None:
    """Before a dossier has its code, the slip of whoever handed it in names its id; told to nobody else."""
    try:
        row = session.get(Dossier, UUID(text))
    except ValueError:
        return None
    return row if row is not None and dossiers.secret_matches(row, secret) else None


def _full(session: Session, row: Dossier, stages: list[DossierStage], seen: Seen, now: datetime) -> Seen:
    office = session.get_one(Office, row.office_id)
    calendar = calendars.of(session, office)
    found = session.get_one(Procedure, row.procedure_id)
    queue = session.get(Queue, found.queue_id) if found.queue_id else None
    across = story.seen(session, row, stages)
    unit_names = dict(session.execute(select(Unit.id, Unit.name_vi).where(Unit.office_id == office.id)).all())
    return Seen(
        id=seen.id,
        office_id=seen.office_id,
        code=seen.code,
        status=seen.status,
        stages_done=seen.stages_done,
        stages_total=seen.stages_total,
        full=True,
        procedure=found.name_vi,
        authority=session.get_one(Authority, row.authority_id).name_vi,
        received_at=row.received_at,
        due=row.due,
        original_due=row.original_due,
        limited=catalogue.rules(session, row.version_id).terms_of(row.channel, row.case_code).limit is not None,
        stopped=row.stopped_at is not None,
        light=light_of(row, calendar, now),
        result_by=row.result_by,
        purpose=purpose_of(row.status).value,
        queue=queue.code if queue else "",
        office=office.code,
        phone_numbers=DossierPolicy.of(office.policy).phone_numbers,
        elsewhere=across is not None,
        handed_on_at=across.handed_on_at if across is not None and not across.here else None,
        their_code=row.their_code if across is not None else "",
        result=_result(session, row),
        fee=fees.due(session, row),
        stages=tuple(
            StageSeen(s.name, unit_names.get(s.unit_id, ""), s.status.value, s.due, s.done_at) for s in stages
        ),
    )


def _result(session: Session, row: Dossier) -> ResultSeen | None:
    """Once it was given out online: the copy that stands, whatever was attached before."""
    if row.status is not dossier.Status.RETURNED or row.result_by != "online":
        return None
    file = dossiers.result_file(session, row.id)
    if file is None or file.checked == "infected":
        return None
    return ResultSeen(file.name, file.sha256, file.media_type, file.size)
