"""A dossier for whoever asks from outside: code and degree of completion, and more with the receipt's secret.

Without log-in nothing else may be shown (TT 01/2018/TT-VPCP Đ16.2d; rules file, 13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from onestop.domain import dossier, stage
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import DossierUnknown
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
    if not secret:
        return _degree(session, code)
    row = _by_id(session, code, secret) or dossiers.by_code(session, code)
    if not dossiers.secret_matches(row, secret):
        return _degree(session, row.code or "")
    around = _around(session, row)
    stages = [(each, unit) for each, unit in session.execute(_stages(row.id))]
    done = _done(row.status, sum(each.status in stage.OVER for each, _ in stages), len(stages))
    seen = Seen(row.id, row.office_id, row.code or "", row.status.value, done, len(stages) or 1, full=False)
    return _full(session, row, around, stages, seen, now)


def _degree(session: Session, code: str) -> Seen:
    """What anybody may know: one statement, for it is asked most."""
    mine = select(func.count()).where(DossierStage.dossier_id == Dossier.id)
    over = mine.where(DossierStage.status.in_(stage.OVER))
    counts = mine.scalar_subquery(), over.scalar_subquery()
    wanted = select(Dossier.id, Dossier.office_id, Dossier.code, Dossier.status, *counts)
    found = session.execute(wanted.where(Dossier.code == code.strip().upper()[:60])).one_or_none()
    if found is None:
        raise DossierUnknown
    of, office_id, known_as, status, total, done = found
    return Seen(of, office_id, known_as or "", status.value, _done(status, done, total), total or 1, full=False)


def _done(status: dossier.Status, over: int, total: int) -> int:
    return (total or 1) if status in (dossier.Status.READY, dossier.Status.RETURNED) else over


def _stages(dossier_id: UUID) -> Select[DossierStage, str | None]:
    named = select(DossierStage, Unit.name_vi).outerjoin(Unit, Unit.id == DossierStage.unit_id)
    return named.where(DossierStage.dossier_id == dossier_id).order_by(DossierStage.position)


def _around(session: Session, row: Dossier) -> tuple[Office, Authority, Procedure, str | None]:
    """What a dossier belongs to, in one statement."""
    wanted = (
        select(Office, Authority, Procedure, Queue.code)
        .select_from(Office)
        .join(Authority, Authority.id == row.authority_id)
        .join(Procedure, Procedure.id == row.procedure_id)
        .outerjoin(Queue, Queue.id == Procedure.queue_id)
        .where(Office.id == row.office_id)
    )
    office, authority, procedure, queue = session.execute(wanted).one()
    return office, authority, procedure, queue


def _by_id(session: Session, text: str, secret: str) -> Dossier | None:
    """Before a dossier has its code, the slip of whoever handed it in names its id; told to nobody else."""
    try:
        row = session.get(Dossier, UUID(text))
    except ValueError:
        return None
    return row if row is not None and dossiers.secret_matches(row, secret) else None


def _full(
    session: Session,
    row: Dossier,
    around: tuple[Office, Authority, Procedure, str | None],
    stages: Sequence[tuple[DossierStage, str | None]],
    seen: Seen,
    now: datetime,
) -> Seen:
    office, authority, found, queue = around
    calendar = calendars.of(session, office)
    across = story.seen(session, row, [each for each, _ in stages])
    return Seen(
        id=seen.id,
        office_id=seen.office_id,
        code=seen.code,
        status=seen.status,
        stages_done=seen.stages_done,
        stages_total=seen.stages_total,
        full=True,
        procedure=found.name_vi,
        authority=authority.name_vi,
        received_at=row.received_at,
        due=row.due,
        original_due=row.original_due,
        limited=catalogue.rules(session, row.version_id).terms_of(row.channel, row.case_code).limit is not None,
        stopped=row.stopped_at is not None,
        light=light_of(row, calendar, now),
        result_by=row.result_by,
        purpose=purpose_of(row.status).value,
        queue=queue or "",
        office=office.code,
        phone_numbers=DossierPolicy.of(office.policy).phone_numbers,
        elsewhere=across is not None,
        handed_on_at=across.handed_on_at if across is not None and not across.here else None,
        their_code=row.their_code if across is not None else "",
        result=_result(session, row),
        fee=fees.due(session, row),
        stages=tuple(StageSeen(s.name, unit or "", s.status.value, s.due, s.done_at) for s, unit in stages),
    )


def _result(session: Session, row: Dossier) -> ResultSeen | None:
    """Once it was given out online: the copy that stands, whatever was attached before."""
    if row.status is not dossier.Status.RETURNED or row.result_by != "online":
        return None
    file = dossiers.result_file(session, row.id)
    if file is None or file.checked == "infected":
        return None
    return ResultSeen(file.name, file.sha256, file.media_type, file.size)
