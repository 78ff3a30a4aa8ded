"""Finder for the printer of a desk: the one set up at its counter, else the reception's."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.storage.rows import Counter, Device, Place


def near(session: Session, office_id: UUID, counter_id: UUID | None) -> Device | None:
    """Where a paper comes out for whoever stands at this counter; `None`: the office has no such printer."""
    if counter_id is not None:
        own = session.scalars(
            select(Device)
            .where(Device.kind == "printer", Device.active, Device.counter_id == counter_id)
            .order_by(Device.code)
            .limit(1)
        ).one_or_none()
        if own is not None:
            return own
    return session.scalars(
        select(Device)
        .join(Place, Place.printer_id == Device.id)
        .where(Place.office_id == office_id, Place.kind == "reception", Device.active)
        .order_by(Place.code)
        .limit(1)
    ).one_or_none()


def counter_of(session: Session, actor: str) -> UUID | None:
    """The counter at which `officer:<id>` sits."""
    kind, _, identifier = actor.partition(":")
    if kind != "officer":
        return None
    return session.scalars(select(Counter.id).where(Counter.officer_id == UUID(identifier))).one_or_none()
