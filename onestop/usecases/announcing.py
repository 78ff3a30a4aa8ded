"""The announcement ledger: boards acknowledge what they have shown, one voice per zone speaks calls in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from onestop.domain import announcement
from onestop.domain.people import Actor
from onestop.storage.rows import Announcement, AnnouncementAck
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import settle_in

SPEAKING_TAKES = timedelta(seconds=40)
"""A voice that has not reported within this is asked again [s]."""
MOST_ACKS = 64


@dataclass(frozen=True, slots=True)
class ToSpeak:
    id: int
    number: str
    counter: int
    nth: int
    lang: str
    called_at: datetime


def acknowledge(work: UnitOfWork, office_id: UUID, ids: Sequence[int], receiver: str, *, now: datetime) -> int:
    """Write down that `receiver` (`place:board-1`) has shown these calls; return how many were new."""
    wanted = set(list(ids)[:MOST_ACKS])
    with work() as tx:
        real = set(
            tx.session.scalars(
                select(Announcement.id).where(Announcement.id.in_(wanted), Announcement.office_id == office_id)
            )
        )
        had = set(
            tx.session.scalars(
                select(AnnouncementAck.announcement_id).where(
                    AnnouncementAck.announcement_id.in_(real), AnnouncementAck.receiver == receiver[:60]
                )
            )
        )
        for announcement_id in sorted(real - had):
            tx.session.add(AnnouncementAck(announcement_id=announcement_id, receiver=receiver[:60], at=now))
        return len(real - had)


def of_zone(zone_id: UUID | None) -> ColumnElement[bool]:
    """Calls of a zone, as `announcement.concerns`."""
    if zone_id is None:
        return true()
    return or_(Announcement.zone_id == zone_id, Announcement.zone_id.is_(None))


def next_to_speak(
    work: UnitOfWork, office_id: UUID, zone_id: UUID | None, receiver: str, *, now: datetime
) -> ToSpeak | None:
    """The oldest call of a zone nobody has spoken, marked as being spoken; `None` while one still is.

    One voice at a time: whoever asks while a call is being spoken gets nothing. A voice that fell silent loses
    its call after `SPEAKING_TAKES`.
    """
    with work() as tx:
        return next_in(tx, office_id, zone_id, receiver, now)


def next_in(tx: Tx, office_id: UUID, zone_id: UUID | None, receiver: str, now: datetime) -> ToSpeak | None:
    """`next_to_speak` inside a transaction that does more, e.g. writes the command for a voice device."""
    rows = tx.session.scalars(
        select(Announcement)
        .where(
            Announcement.office_id == office_id,
            Announcement.status.in_([announcement.Status.PENDING, announcement.Status.SPEAKING]),
            of_zone(zone_id),
        )
        .order_by(Announcement.id)
        .limit(20)
        .with_for_update()
    ).all()
    return _start(tx, rows, receiver, now)


def _start(tx: Tx, rows: Sequence[Announcement], receiver: str, now: datetime) -> ToSpeak | None:
    for row in rows:
        if row.status is announcement.Status.SPEAKING:
            if row.spoken_at is not None and now - row.spoken_at < SPEAKING_TAKES:
                return None
            row.status = announcement.after(row.status, announcement.Step.RETRY) or row.status
    for row in rows:
        if row.status is announcement.Status.PENDING:
            row.status = announcement.after(row.status, announcement.Step.SPEAK) or row.status
            row.spoken_at = now
            tx.emit(
                "announcement.speaking", row.office_id, str(row.id), Actor("device", receiver), now, number=row.number
            )
            return ToSpeak(row.id, row.number, row.counter, row.nth, row.lang, row.called_at)
    return None


def spoken(work: UnitOfWork, announcement_id: int, receiver: str, *, ok: bool, now: datetime) -> None:
    """A voice reports: spoken, or failed and to be tried again. A late or repeated report changes nothing."""
    with work() as tx:
        spoken_in(tx, announcement_id, receiver, ok=ok, now=now)


def spoken_in(tx: Tx, announcement_id: int, receiver: str, *, ok: bool, now: datetime) -> None:
    """`spoken` inside the transaction that ends the voice's command: one without the other is said twice."""
    row = tx.session.get(Announcement, announcement_id, with_for_update=True)
    if row is None:
        return
    step = announcement.Step.HEARD if ok else announcement.Step.RETRY
    status = announcement.after(row.status, step)
    if status is None:
        return
    row.status, row.spoken_at = status, now if ok else None
    actor = Actor("device", receiver)
    if ok and tx.session.get(AnnouncementAck, (announcement_id, receiver)) is None:
        tx.session.add(AnnouncementAck(announcement_id=announcement_id, receiver=receiver[:60], at=now))
        settle_in(tx, "voice.unheard", row.office_id, row.zone_id.hex if row.zone_id else "hall", actor, now)
    tx.emit("announcement.spoken", row.office_id, str(row.id), actor, now, number=row.number, ok=ok)
