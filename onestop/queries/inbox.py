"""Lists of dossiers: an inbox, a unit's work, what is late, what a search finds; each a range of an index."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, or_, select, text
from sqlalchemy.orm import Session, load_only

from onestop.domain import dossier
from onestop.domain.calendar import WorkCalendar
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import BadInput, Forbidden
from onestop.domain.formats import codes
from onestop.domain.formats.fold import fold
from onestop.domain.people import Actor
from onestop.queries.dossier import Viewer, light_of, opinions, stage_light
from onestop.queries.dossier_facts import InboxView, ListRow
from onestop.storage import calendars, dossiers, units
from onestop.storage.rows import (
    Apology,
    Authority,
    Dossier,
    DossierStage,
    Office,
    Officer,
    Opinion,
    Procedure,
    Unit,
    VisitDossier,
)

MOST: Final = 200
"""Lines of one list [count]."""

_OF_DOSSIER = load_only(
    *(
        Dossier.office_id,
        Dossier.code,
        Dossier.status,
        Dossier.applicant_name,
        Dossier.received_at,
        Dossier.original_due,
        Dossier.due,
    ),
    *(Dossier.stopped_at, Dossier.ready_at, Dossier.ended_at, Dossier.warned),
)
"""What a line shows: a list of two hundred need not fetch two hundred whole dossiers."""
_BEYOND = case((Authority.elsewhere, Authority.name_vi), else_="").label("beyond")
"""The authority elsewhere that decides it."""
_STAGE_ROWS = (
    select(
        *(DossierStage.id, DossierStage.name, DossierStage.due, DossierStage.done_at, DossierStage.officer_id),
        *(DossierStage.warned, Dossier.code, Dossier.status, Dossier.applicant_name, Dossier.received_at),
        *(Dossier.stopped_at, Dossier.id.label("dossier_id"), Dossier.due.label("dossier_due")),
        *(Procedure.name_vi.label("procedure"), Unit.name_vi.label("unit"), Officer.name.label("officer")),
        _BEYOND,
    )
    .join(Dossier, Dossier.id == DossierStage.dossier_id)
    .join(Procedure, Procedure.id == Dossier.procedure_id)
    .join(Authority, Authority.id == Dossier.authority_id)
    .join(Unit, Unit.id == DossierStage.unit_id)
    .outerjoin(Officer, Officer.id == DossierStage.officer_id)
)
_OPEN: Final = list(dossier.WITH_US | dossier.WITH_THEM)
_UNDER_WAY: Final = text("dossier_stage.status IN ('open', 'held')")
_WITH_US: Final = text("dossier.status IN ('received', 'processing')")
"""As the partial indexes say it: SQLite takes one only for the very words, never for a bound value."""
_DOSSIER_ROWS = (
    select(Dossier, Procedure.name_vi, _BEYOND)
    .join(Procedure, Procedure.id == Dossier.procedure_id)
    .join(Authority, Authority.id == Dossier.authority_id)
    .options(_OF_DOSSIER)
)


def inbox(session: Session, actor: Actor, now: datetime, *, whole_unit: bool = False, unit: str = "") -> InboxView:
    """What `actor` holds, or may take; with `whole_unit` all that is under way in their units, with `unit` in one.

    Raises:
        NotFound: no such unit. Forbidden: the actor neither works there nor supervises.
    """
    office = session.get_one(Office, actor.office_id)
    calendar = calendars.of(session, office)
    viewer = Viewer(session, actor, now, calendar)
    if unit:
        whole_unit, viewer.units = True, {_one_unit(session, viewer, office.id, unit)}
    held, free = (_under_way(session, one, viewer, calendar, now) for one in _mine(viewer, whole_unit=whole_unit))
    today = now.astimezone(calendar.zone).date()
    waiting = [r for r in held if r.status in dossier.WITH_THEM]
    running = [r for r in held if r.status not in dossier.WITH_THEM]
    late = [r for r in running if r.stage_due is not None and r.stage_due < now]
    due = [r for r in running if r not in late and r.stage_due and _day(r.stage_due, calendar) == today]
    asked = (
        select(Opinion)
        .join(Dossier, Dossier.id == Opinion.dossier_id)
        .where(Opinion.unit_id.in_(viewer.units), Opinion.answered_at.is_(None), Dossier.status.in_(_OPEN))
        .limit(MOST)
    )
    unit_names = dict(session.execute(select(Unit.id, Unit.name_vi)).all())
    escalated = _escalated(session, viewer, calendar, now)
    return InboxView(
        escalated=tuple(escalated),
        late=tuple(late),
        today=tuple(due),
        coming=tuple(r for r in running if r not in late and r not in due),
        waiting=tuple(waiting),
        free=tuple(free),
        opinions=opinions(session, asked, viewer, {}, unit_names),
        apologies=_apologies(session, viewer, office, calendar, now),
        cut=MOST in (len(held), len(free), len(escalated)),
    )


def _one_unit(session: Session, viewer: Viewer, office_id: UUID, code: str) -> UUID:
    found = units.by_code(session, office_id, code).id
    if found not in viewer.units and not viewer.supervises:
        raise Forbidden
    return found


def _day(at: datetime, calendar: WorkCalendar) -> object:
    return at.astimezone(calendar.zone).date()


Whose = tuple[ColumnElement[bool], ...]


def _mine(viewer: Viewer, *, whole_unit: bool) -> tuple[Whose, Whose]:
    """Stages somebody holds, and those of their units nobody does: what is free never crowds out what is held."""
    theirs = DossierStage.unit_id.in_(viewer.units)
    held = (theirs, DossierStage.officer_id.is_not(None)) if whole_unit else (_held(viewer),)
    takes = or_(~DossierStage.heads_only, DossierStage.unit_id.in_(viewer.heads), literal(whole_unit))
    return held, (theirs, DossierStage.officer_id.is_(None), takes)


def _held(viewer: Viewer) -> ColumnElement[bool]:
    return DossierStage.officer_id.in_(viewer.holders)


def _under_way(
    session: Session, whose: Whose, viewer: Viewer, calendar: WorkCalendar, now: datetime
) -> list[ListRow]:
    """A range of the officers' or the units' index of stages under way."""
    rows = session.execute(
        _STAGE_ROWS.where(_UNDER_WAY, *whose)
        .order_by(DossierStage.due.is_(None), DossierStage.due, DossierStage.id)
        .limit(MOST)
    )
    return [_stage_row(row, viewer, calendar, now) for row in rows]


def _escalated(session: Session, viewer: Viewer, calendar: WorkCalendar, now: datetime) -> list[ListRow]:
    """Stages past their due date in the units the viewer heads, whoever holds them: a head has been told of each."""
    if not viewer.heads:
        return []
    rows = session.execute(
        _STAGE_ROWS.where(_UNDER_WAY, DossierStage.unit_id.in_(viewer.heads), DossierStage.due <= now)
        .where(DossierStage.warned > 1, Dossier.status.in_(list(dossier.WITH_US)))
        .order_by(DossierStage.due, DossierStage.id)
        .limit(MOST)
    )
    return [_stage_row(row, viewer, calendar, now) for row in rows if not viewer.holds(row.officer_id)]


def _stage_row(found: Any, viewer: Viewer, calendar: WorkCalendar, now: datetime) -> ListRow:
    """Columns and no mapped rows: an inbox is asked for by every officer after every change."""
    return ListRow(
        dossier_id=found.dossier_id,
        code=found.code or "",
        status=found.status.value,
        procedure=found.procedure,
        applicant=found.applicant_name,
        due=found.dossier_due,
        light=stage_light(found, found, calendar, now),
        received_at=found.received_at,
        stage_id=found.id,
        stage=found.name,
        stage_due=found.due,
        unit=found.unit,
        officer=found.officer or "",
        mine=viewer.holds(found.officer_id),
        warned=found.warned,
        beyond=found.beyond,
    )


def _dossier_row(found: Any, calendar: WorkCalendar, now: datetime) -> ListRow:
    row, procedure, beyond = found
    return ListRow(
        dossier_id=row.id,
        code=row.code or "",
        status=row.status.value,
        procedure=procedure,
        applicant=row.applicant_name,
        due=row.due,
        light=light_of(row, calendar, now),
        received_at=row.received_at,
        warned=row.warned,
        beyond=beyond,
    )


def _apologies(
    session: Session, viewer: Viewer, office: Office, calendar: WorkCalendar, now: datetime
) -> tuple[ListRow, ...]:
    """Prepared ones that may still go out: once, and some days before the due date (NĐ 61/2018 Đ19.9)."""
    in_time = now + timedelta(days=DossierPolicy.of(office.policy).apology_before_days)
    decides = Dossier.office_id == office.id if viewer.supervises else Dossier.unit_id.in_(viewer.heads)
    rows = session.execute(
        _DOSSIER_ROWS.join(Apology, Apology.dossier_id == Dossier.id)
        .where(Apology.approved_at.is_(None), decides, _WITH_US)
        .where(Dossier.due >= in_time, Dossier.reappointments == 0)
        .order_by(Dossier.due)
        .limit(MOST)
    )
    return tuple(_dossier_row(row, calendar, now) for row in rows)


def late(session: Session, office_id: UUID, now: datetime) -> tuple[ListRow, ...]:
    """Every dossier of an office whose due date has passed and whose clock runs, the latest first."""
    calendar = calendars.of(session, session.get_one(Office, office_id))
    rows = session.execute(
        _DOSSIER_ROWS.where(
            Dossier.office_id == office_id, Dossier.status.in_(list(dossier.WITH_US)), Dossier.due < now
        )
        .order_by(Dossier.due)
        .limit(MOST)
    )
    return tuple(_dossier_row(row, calendar, now) for row in rows)


def by_status(
    session: Session, office_id: UUID, statuses: Sequence[dossier.Status], now: datetime
) -> tuple[ListRow, ...]:
    calendar = calendars.of(session, session.get_one(Office, office_id))
    rows = session.execute(
        _DOSSIER_ROWS.where(Dossier.office_id == office_id, Dossier.status.in_(list(statuses)))
        .order_by(Dossier.due.is_(None), Dossier.due, Dossier.id)
        .limit(MOST)
    )
    return tuple(_dossier_row(row, calendar, now) for row in rows)


def of_visit(session: Session, ticket_id: UUID, now: datetime) -> tuple[ListRow, ...]:
    """The dossiers a visit is about."""
    rows = session.execute(
        _DOSSIER_ROWS.join(VisitDossier, VisitDossier.dossier_id == Dossier.id)
        .where(VisitDossier.ticket_id == ticket_id)
        .order_by(VisitDossier.at)
    ).all()
    if not rows:
        return ()
    calendar = calendars.of(session, session.get_one(Office, rows[0][0].office_id))
    return tuple(_dossier_row(row, calendar, now) for row in rows)


def of_applicant(session: Session, office_id: UUID, number: str, now: datetime) -> tuple[ListRow, ...]:
    """What a person or an organisation has here, the newest first: what waits for whoever shows this card."""
    if not number.strip():
        return ()
    calendar = calendars.of(session, session.get_one(Office, office_id))
    rows = session.execute(
        _DOSSIER_ROWS.where(Dossier.applicant_number == number.strip(), Dossier.office_id == office_id)
        .order_by(Dossier.id.desc())
        .limit(MOST)
    )
    return tuple(_dossier_row(row, calendar, now) for row in rows)


def search(session: Session, office_id: UUID, text: str, now: datetime) -> tuple[ListRow, ...]:
    """By code, by personal number, or by the applicant's name without diacritics."""
    calendar = calendars.of(session, session.get_one(Office, office_id))
    rows = session.execute(_DOSSIER_ROWS.where(_found(session, office_id, text)).limit(MOST)).all()
    found = [_dossier_row(row, calendar, now) for row in rows]
    return tuple(sorted(found, key=lambda r: r.received_at or now, reverse=True))


def _found(session: Session, office_id: UUID, text: str) -> ColumnElement[bool]:
    """A code is ours or an authority's elsewhere; anything else may be words of a name."""
    named = Dossier.id.in_(list(dossiers.found_by(session, office_id, fold(text))))
    try:
        return or_(and_(Dossier.code == codes.dossier_code(text).text, Dossier.office_id == office_id), named)
    except BadInput:
        return named
