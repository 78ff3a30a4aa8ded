"""What the officers' lists need besides the inbox: colleagues to give work to, results to hand out, the register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.formats import scans
from onestop.domain.formats.scans import CardScan, DossierScan, PostScan, ReceiptScan
from onestop.domain.people import SUPERVISION, Actor
from onestop.domain.register import may_close
from onestop.storage import hall
from onestop.storage.rows import (
    Authority,
    Delivery,
    Dossier,
    Office,
    Officer,
    Procedure,
    RegisterSeries,
    Unit,
    UnitMember,
)

MOST: Final = 200
"""Lines of one list [count]."""
_ON_ITS_WAY: Final = ("ordered", "handed", "accepted", "in_transit", "out", "delivered")


@dataclass(frozen=True, slots=True)
class Colleague:
    unit_id: UUID
    officer_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class UnitRow:
    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around one officer's lists."""

    zone: ZoneInfo
    units: tuple[UnitRow, ...]
    """Of the office, in their order."""
    mine: tuple[str, ...]
    """Names of the units the viewer works in."""
    colleagues: tuple[Colleague, ...]
    """Whom the viewer may give work to."""
    authorities: tuple[tuple[UUID, str], ...]


def desk(session: Session, actor: Actor) -> Desk:
    office = session.get_one(Office, actor.office_id)
    rows = session.scalars(
        select(Unit).where(Unit.office_id == office.id, Unit.active).order_by(Unit.position, Unit.code)
    )
    units = tuple(UnitRow(row.id, row.code, row.name_vi) for row in rows)
    memberships = session.scalars(select(UnitMember).where(UnitMember.officer_id == actor.officer_id)).all()
    heads = {m.unit_id for m in memberships if m.head}
    given = {unit.id for unit in units} if actor.roles & SUPERVISION else heads
    authorities = session.execute(
        select(Authority.id, Authority.name_vi).where(Authority.office_id == office.id).order_by(Authority.position)
    )
    here = {m.unit_id for m in memberships}
    return Desk(
        zone=hall.zone_of(office),
        units=units,
        mine=tuple(unit.name for unit in units if unit.id in here),
        colleagues=_colleagues(session, given),
        authorities=tuple((row.id, row.name_vi) for row in authorities),
    )


def _colleagues(session: Session, unit_ids: set[UUID]) -> tuple[Colleague, ...]:
    rows = session.execute(
        select(UnitMember.unit_id, Officer.id, Officer.name)
        .join(Officer, Officer.id == UnitMember.officer_id)
        .where(UnitMember.unit_id.in_(unit_ids), Officer.active)
        .order_by(Officer.name)
    )
    return tuple(Colleague(unit_id, officer_id, name) for unit_id, officer_id, name in rows)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result that waits to be handed out, or is on its way by post."""

    dossier_id: UUID
    code: str
    applicant: str
    procedure: str
    outcome: str
    result_by: str
    ready_at: datetime | None
    address: bool
    """There is one to send it to."""
    delivery_id: UUID | None = None
    post_code: str = ""
    state: str = ""
    list_no: str = ""


def results(session: Session, office_id: UUID) -> tuple[ResultRow, ...]:
    """What is ready, the oldest first."""
    rows = session.execute(
        select(Dossier, Procedure.name_vi, Delivery)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .outerjoin(Delivery, (Delivery.dossier_id == Dossier.id) & Delivery.state.in_(_ON_ITS_WAY))
        .where(Dossier.office_id == office_id, Dossier.status == dossier.Status.READY)
        .order_by(Dossier.ready_at, Dossier.id)
        .limit(MOST)
    )
    return tuple(_result(*row) for row in rows)


def _result(row: Dossier, procedure: str, delivery: Delivery | None) -> ResultRow:
    return ResultRow(
        dossier_id=row.id,
        code=row.code or "",
        applicant=row.applicant_name,
        procedure=procedure,
        outcome=row.outcome,
        result_by=row.result_by,
        ready_at=row.ready_at,
        address=bool(row.applicant_address),
        delivery_id=delivery.id if delivery else None,
        post_code=(delivery.post_code or "") if delivery else "",
        state=delivery.state if delivery else "",
        list_no=delivery.list_no if delivery else "",
    )


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of a year's register (form 07)."""

    dossier_id: UUID
    number: int
    code: str
    applicant: str
    procedure: str
    status: str
    received_at: datetime | None
    due: datetime | None
    returned_at: datetime | None
    result_by: str


@dataclass(frozen=True, slots=True)
class RegisterBooks:
    """How far a year's register is written, and whether it takes more."""

    lines: int
    closed_at: datetime | None
    closed_by: str
    """The officer's name; empty: the clock, or nobody yet."""
    may_close: bool
    """The year is over, and it is open still."""


def books_of(session: Session, office_id: UUID, authority_id: UUID, year: int, now: datetime) -> RegisterBooks:
    """What is known of a register besides its lines; nothing is written for another office."""
    office, authority = session.get_one(Office, office_id), session.get(Authority, authority_id)
    series = session.get(RegisterSeries, (authority_id, year))
    if authority is None or authority.office_id != office_id or series is None:
        return RegisterBooks(0, None, "", may_close=False)
    over = may_close(year, now.astimezone(hall.zone_of(office)).date())
    kind, _, who = series.closed_by.partition(":")
    officer = session.get(Officer, UUID(who)) if kind == "officer" else None
    name = officer.name if officer else ""
    open_still = series.closed_at is None
    return RegisterBooks(series.last, series.closed_at, name, may_close=over and open_still)


def register(
    session: Session, office_id: UUID, authority_id: UUID, year: int, *, before: int | None = None
) -> tuple[RegisterRow, ...]:
    """The newest lines of the register; with `before` those above that number."""
    wanted = select(Dossier, Procedure.name_vi).join(Procedure, Procedure.id == Dossier.procedure_id)
    wanted = wanted.where(
        Dossier.authority_id == authority_id, Dossier.office_id == office_id, Dossier.register_year == year
    )
    if before is not None:
        wanted = wanted.where(Dossier.register_no < before)
    rows = session.execute(wanted.order_by(Dossier.register_no.desc()).limit(MOST))
    return tuple(_line(row, procedure) for row, procedure in rows)


def _line(row: Dossier, procedure: str) -> RegisterRow:
    return RegisterRow(
        dossier_id=row.id,
        number=row.register_no or 0,
        code=row.code or "",
        applicant=row.applicant_name,
        procedure=procedure,
        status=row.status.value,
        received_at=row.received_at,
        due=row.due,
        returned_at=row.returned_at,
        result_by=row.result_by,
    )


def scanned(session: Session, office_id: UUID, text: str) -> tuple[UUID | None, str]:
    """What a scanner typed: the dossier it names, or the words to search for instead (a card's number)."""
    found = scans.recognise(text)
    if isinstance(found, ReceiptScan | DossierScan):
        return _of_code(session, office_id, found.code), found.code
    if isinstance(found, PostScan):
        wanted = select(Delivery.dossier_id).where(
            Delivery.post_code == str(found.code), Delivery.office_id == office_id
        )
        return session.scalars(wanted).first(), str(found.code)
    if isinstance(found, CardScan):
        return None, found.card.number
    return None, text.strip()


def _of_code(session: Session, office_id: UUID, code: str) -> UUID | None:
    return session.scalars(select(Dossier.id).where(Dossier.code == code, Dossier.office_id == office_id)).first()
