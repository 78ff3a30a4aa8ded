"""Alerts: what somebody must look at; raised once while open, closed with an outcome."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from onestop.domain.errors import AlertUnknown, BadInput, OutcomeNeeded
from onestop.domain.people import FLOOR, RECEPTION, Actor
from onestop.storage.rows import Alert, Broadcast
from onestop.storage.unit_of_work import Tx, UnitOfWork

NEEDS_OUTCOME = frozenset({"criticism"})
"""Kinds that are not closed without saying what came of them."""


def raise_in(tx: Tx, kind: str, office_id: UUID, subject: str, actor: Actor, now: datetime, **facts: Any) -> bool:
    """Raise an alert inside a transaction; `False` when the same one is open already."""
    there = tx.session.scalars(
        select(Alert).where(
            Alert.office_id == office_id, Alert.kind == kind, Alert.subject == subject, Alert.closed_at.is_(None)
        )
    ).one_or_none()
    if there is not None:
        return False
    tx.session.add(Alert(office_id=office_id, kind=kind, subject=subject, facts=facts, raised_at=now))
    tx.session.flush()  # the same alert may be raised again in this very transaction
    tx.emit("alert.raised", office_id, subject, actor, now, alert=kind)
    return True


def settle_in(tx: Tx, kind: str, office_id: UUID, subject: str, actor: Actor, now: datetime) -> bool:
    """Close an open alert whose cause went away by itself."""
    there = tx.session.scalars(
        select(Alert).where(
            Alert.office_id == office_id, Alert.kind == kind, Alert.subject == subject, Alert.closed_at.is_(None)
        )
    ).one_or_none()
    if there is None:
        return False
    there.closed_at, there.closed_by, there.outcome = now, str(actor), "settled"
    tx.emit("alert.settled", office_id, subject, actor, now, alert=kind)
    return True


def call_for_help(
    work: UnitOfWork, office_id: UUID, subject: str, *, actor: Actor, now: datetime, **facts: Any
) -> None:
    """A kiosk's or an officer's call for a person; `subject` says from where."""
    kind = "help.officer" if actor.kind == "officer" else "help.kiosk"
    with work() as tx:
        if actor.kind == "officer":
            actor.must(RECEPTION, office_id)
        raise_in(tx, kind, office_id, subject[:64], actor, now, **facts)


def see(work: UnitOfWork, alert_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody is on the way."""
    with work() as tx:
        row = _open(tx, alert_id)
        actor.must(RECEPTION if row.kind.startswith("help.") else FLOOR, row.office_id)
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, str(actor)
            tx.emit("alert.seen", row.office_id, row.subject, actor, now, alert=row.kind)


def close(work: UnitOfWork, alert_id: UUID, outcome: str, *, actor: Actor, now: datetime) -> None:
    """Close an alert, saying what came of it; criticism is not closed without words.

    Raises:
        AlertUnknown, OutcomeNeeded.
    """
    with work() as tx:
        row = _open(tx, alert_id)
        actor.must(RECEPTION if row.kind.startswith("help.") else FLOOR, row.office_id)
        if row.kind in NEEDS_OUTCOME and not outcome.strip():
            raise OutcomeNeeded
        row.closed_at, row.closed_by, row.outcome = now, str(actor), outcome.strip()[:500] or "closed"
        tx.emit("alert.closed", row.office_id, row.subject, actor, now, alert=row.kind)


def _open(tx: Tx, alert_id: UUID) -> Alert:
    row = tx.session.get(Alert, alert_id, with_for_update=True)
    if row is None or row.closed_at is not None:
        raise AlertUnknown
    return row


def broadcast(
    work: UnitOfWork, office_id: UUID, text_vi: str, text_en: str, minutes: int, *, actor: Actor, now: datetime
) -> None:
    """Show a line on every board for `minutes`."""
    if not text_vi.strip() or not 1 <= minutes <= 600:  # noqa: PLR2004 - ten hours
        raise BadInput(field="text" if not text_vi.strip() else "minutes")
    with work() as tx:
        actor.must(FLOOR, office_id)
        row = Broadcast(
            office_id=office_id,
            text_vi=text_vi.strip()[:240],
            text_en=text_en.strip()[:240],
            sent_by=str(actor),
            sent_at=now,
            ends_at=now + timedelta(minutes=minutes),
        )
        tx.session.add(row)
        tx.emit("broadcast.sent", office_id, "boards", actor, now, minutes=minutes)


def end_broadcasts(work: UnitOfWork, office_id: UUID, *, actor: Actor, now: datetime) -> None:
    with work() as tx:
        actor.must(FLOOR, office_id)
        live = tx.session.scalars(select(Broadcast).where(Broadcast.office_id == office_id, Broadcast.ends_at > now))
        for row in live:
            row.ends_at = now
        tx.emit("broadcast.ended", office_id, "boards", actor, now)
