"""What happened around a dossier in the hall: how its visits were rated, what was printed and paid for it.

Who may see what: whoever may open the dossier's page sees its prints and payments. A mark judges a person, so it is
shown to the officer it was given to, to the head of a unit that officer works in, and to supervision; nobody else is
told that there is one. What a citizen wrote freely beside it is not shown here at all: it may name people.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from onestop.domain.people import SUPERVISION, Actor
from onestop.queries import money
from onestop.queries.money import PaymentRow
from onestop.storage.rows import Device, DeviceCommand, Rating, Ticket, UnitMember, VisitDossier


@dataclass(frozen=True, slots=True)
class RatingSeen:
    """A mark given for a visit counts for every dossier the visit was about."""

    number: str
    """Of the visit."""
    purpose: str
    value: int
    reasons: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class PrintSeen:
    form: str
    """`receipt` or `result`."""
    printer: str
    """Its name."""
    state: str
    """As the printer reported: `pending`, `sent`, or one of `hardware.contract.messages.ResultState`."""
    reprint: bool
    at: datetime
    """When it was ordered."""


@dataclass(frozen=True, slots=True)
class Around:
    ratings: tuple[RatingSeen, ...]
    """Those the viewer may see, the oldest first."""
    prints: tuple[PrintSeen, ...]
    """The newest first."""
    payments: tuple[PaymentRow, ...]
    """In order of time."""


def around(session: Session, dossier_id: UUID, actor: Actor) -> Around:
    return Around(
        ratings_of(session, dossier_id, actor), prints_of(session, dossier_id), money.of_dossier(session, dossier_id)
    )


def ratings_of(session: Session, dossier_id: UUID, actor: Actor) -> tuple[RatingSeen, ...]:
    """Marks of the visits a dossier was about that `actor` may see, the oldest first."""
    wanted = (
        select(Ticket.number, VisitDossier.purpose, Rating)
        .join(Ticket, Ticket.id == VisitDossier.ticket_id)
        .join(Rating, Rating.ticket_id == VisitDossier.ticket_id)
        .where(VisitDossier.dossier_id == dossier_id)
        .order_by(Rating.at)
    )
    if not actor.roles & SUPERVISION:
        if actor.kind != "officer":
            return ()
        wanted = wanted.where((Rating.officer_id == actor.officer_id) | Rating.officer_id.in_(_led_by(actor)))
    return tuple(
        RatingSeen(number, purpose, rated.value, tuple(rated.reasons), rated.at)
        for number, purpose, rated in session.execute(wanted)
    )


def _led_by(actor: Actor) -> Select[UUID]:
    """Whoever works in a unit the officer heads."""
    mine = aliased(UnitMember)
    return (
        select(UnitMember.officer_id)
        .join(mine, mine.unit_id == UnitMember.unit_id)
        .where(mine.officer_id == actor.officer_id, mine.head)
    )


def prints_of(session: Session, dossier_id: UUID) -> tuple[PrintSeen, ...]:
    """Receipts and result slips ordered for a dossier, the newest first."""
    rows = session.execute(
        select(DeviceCommand, Device.name)
        .join(Device, Device.id == DeviceCommand.device_id)
        .where(DeviceCommand.dossier_id == dossier_id)
        .order_by(DeviceCommand.created_at.desc(), DeviceCommand.id.desc())
    )
    return tuple(
        PrintSeen(row.form or "", name, row.state, row.reprint_of is not None, row.created_at) for row, name in rows
    )
