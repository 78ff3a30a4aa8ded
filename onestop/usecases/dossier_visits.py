"""A number for a dossier under way: in the line of its business, bound to it for whoever holds the receipt.

Without the receipt's secret nothing is bound and the line is the procedure's own, whatever the dossier's state: the
ticket tells no more than its code does.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import calendar, dossier, ticket
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import DossierEnded, DossierUnknown, Forbidden, QueueUnknown, VisitInLine
from onestop.domain.people import Actor
from onestop.domain.visit import Purpose, purpose_of
from onestop.storage import dossiers, hall
from onestop.storage.rows import Dossier, Office, Procedure, Queue, Ticket, VisitDossier
from onestop.storage.unit_of_work import Inside, UnitOfWork
from onestop.usecases import intake, ticketing
from onestop.usecases.at_counter import at_my_counter
from onestop.usecases.ticketing import Taken, Wish

YET_TO_COME: Final = (ticket.Status.WAITING, ticket.Status.PARKED, ticket.Status.CALLED)


FROM_AFAR: Final = "web"
"""Channel of whoever is not in the hall: a phone at home."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a receipt's code said."""

    code: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DossierTicket:
    taken: Taken
    purpose: str
    """What the visit is about; empty: the secret was not right, and the ticket is bound to nothing."""


def take_for_dossier(work: UnitOfWork, wish: Wish, claim: Claim, *, actor: Actor, now: datetime) -> DossierTicket:
    """The next number in the line of the dossier's business; the wish's own queue is not looked at.

    Raises:
        DossierUnknown: none in this office has the code. DossierEnded, VisitInLine: told to the receipt's holder
        only. Forbidden: from afar, and the office gives numbers to those who are there only. Everything
        `ticketing.take` refuses.
    """
    with work() as tx:
        row, office = _found(tx.session, wish.office, claim)
        holds = dossiers.secret_matches(row, claim.secret)
        if wish.channel == FROM_AFAR and not DossierPolicy.of(office.policy).phone_numbers:
            raise Forbidden
        if holds:
            _must_go_on(tx.session, row, office, now)
        purpose = purpose_of(row.status) if holds else Purpose.QUESTION
        asked = replace(wish, queue=queue_for(tx.session, office, row, purpose))
        taken = ticketing.take(Inside(tx), asked, actor=actor, now=now)
        if holds:
            tx.session.flush()
            intake.bind(tx.session, row, taken.id, purpose.value, now)
        return DossierTicket(taken, purpose.value if holds else "")


def join_visit(work: UnitOfWork, ticket_id: UUID, code: str, *, actor: Actor, now: datetime) -> UUID:
    """The person at the counter brought a receipt: their visit is about that dossier, too.

    Raises:
        DossierUnknown: none in this office has the code. TicketUnknown, NotAtCounter, Forbidden.
    """
    with work() as tx:
        visit, _ = at_my_counter(tx, ticket_id, actor)
        row = dossiers.by_code(tx.session, code)
        if row.office_id != visit.office_id:
            raise DossierUnknown
        intake.bind(tx.session, row, ticket_id, purpose_of(row.status).value, now)
        tx.emit("visit.joined", row.office_id, row.id, actor, now, ticket=ticket_id.hex)
        return row.id


def _found(session: Session, office_code: str, claim: Claim) -> tuple[Dossier, Office]:
    office = hall.office(session, office_code)
    row = dossiers.by_code(session, claim.code)
    if row.office_id != office.id:
        raise DossierUnknown
    return row, office


def _must_go_on(session: Session, row: Dossier, office: Office, now: datetime) -> None:
    if row.status in dossier.ENDED:
        raise DossierEnded(dossier=row.code or "")
    there = _in_line(session, row.id, office, now)
    if there is not None:
        raise VisitInLine(number=there.number)


def in_line(session: Session, office_code: str, claim: Claim, now: datetime) -> UUID | None:
    """The ticket with which the holder of a receipt stands in line for this dossier already."""
    row, office = _found(session, office_code, claim)
    if not dossiers.secret_matches(row, claim.secret):
        return None
    there = _in_line(session, row.id, office, now)
    return there.id if there is not None else None


def _in_line(session: Session, dossier_id: UUID, office: Office, now: datetime) -> Ticket | None:
    return session.scalars(
        select(Ticket)
        .join(VisitDossier, VisitDossier.ticket_id == Ticket.id)
        .where(
            VisitDossier.dossier_id == dossier_id,
            Ticket.status.in_(YET_TO_COME),
            Ticket.business_day == calendar.business_day(now, hall.zone_of(office)),
        )
        .order_by(Ticket.issued_at.desc())
        .limit(1)
    ).one_or_none()


def queue_for(session: Session, office: Office, row: Dossier, purpose: Purpose) -> str:
    """Prefix of the line: the fast one for results, else the procedure's own, else the one for advice.

    Raises:
        QueueUnknown: the procedure has no line, and the office none for advice.
    """
    policy = DossierPolicy.of(office.policy)
    own = session.get_one(Procedure, row.procedure_id).queue_id
    codes = {q.id: q.code for q in session.scalars(select(Queue).where(Queue.office_id == office.id, Queue.active))}
    wanted = [policy.result_queue] if purpose is Purpose.RESULT else []
    wanted += [codes.get(own, "") if own else "", policy.help_queue]
    for code in wanted:
        if code in codes.values():
            return code
    raise QueueUnknown(queue="")
