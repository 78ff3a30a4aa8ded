"""Marks from keypad, tablet or phone, once per ticket; and criticism, which calls the floor manager at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import or_, select

from onestop.domain import ticket
from onestop.domain.errors import AlreadyRated, BadInput, Forbidden, RatingClosed
from onestop.domain.people import Actor
from onestop.domain.rating import Reason, Source, awaits_reasons, check_window, checked_mark, checked_reasons
from onestop.storage import hall, tickets
from onestop.storage.rows import Counter, Office, Officer, Rating, Ticket
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in

TOLERANCE: Final = timedelta(seconds=2)
"""Clocks of devices may differ from ours by this much."""
AFTER_VISIT: Final = timedelta(hours=12)
"""Whoever was at a counter is meant by what is pressed there, until somebody else comes, and no longer than this."""
LATE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Mark:
    value: int
    reasons: tuple[str, ...] = ()
    comment: str = ""


def rate_from_phone(work: UnitOfWork, token: str, mark: Mark, *, now: datetime) -> None:
    """A mark by the holder of the slip.

    Raises:
        TicketUnknown, AlreadyRated, RatingClosed, BadInput.
    """
    with work() as tx:
        row = tickets.by_token(tx.session, token)
        policy = hall.policy_of(tx.session.get_one(Office, row.office_id))
        window = timedelta(minutes=policy.phone_rating_min)
        _rate(tx, row, mark, Source.PHONE, window, Actor("holder", row.track_token), now)


def rate_at_counter(
    work: UnitOfWork,
    counter_id: UUID,
    mark: Mark,
    source: Source,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    ticket_id: UUID | None = None,
) -> str:
    """A mark from the keypad or tablet of a counter; return the number of the visit it was for.

    That is the visit the keypad names, else the one that ended at the counter last before the press.

    `at` is when the key was pressed [UTC], `now` when it arrived: a press kept on a device's disk while the
    network was away still counts for the visit it was meant for.
    """
    with work() as tx:
        row = _last_served(tx, counter_id, at) if ticket_id is None else _served_at(tx, counter_id, ticket_id)
        policy = hall.policy_of(tx.session.get_one(Office, row.office_id))
        _may_speak_for(tx, actor, counter_id)
        _rate(tx, row, mark, source, timedelta(seconds=policy.rating_window_s), actor, at, now)
        return row.number


def add_reasons(
    work: UnitOfWork, token: str, reasons: tuple[str, ...], comment: str, *, actor: Actor, now: datetime
) -> None:
    """Say why, once, after a low mark was given at the keypad or tablet.

    Raises:
        TicketUnknown. BadInput: nothing said, or no such reason. RatingClosed: no low mark waits for it, or too late.
    """
    why, words = checked_reasons(reasons), comment.strip()
    if not why and not words:
        raise BadInput(field="reasons")
    with work() as tx:
        row = tickets.by_token(tx.session, token)
        rating = tx.session.get(Rating, row.id, with_for_update=True)
        policy = hall.policy_of(tx.session.get_one(Office, row.office_id))
        if rating is None or not awaits_reasons(
            rating.value, rating.source, explained=bool(rating.reasons or rating.comment), low_mark=policy.low_mark
        ):
            raise RatingClosed
        check_window(rating.at, now, timedelta(minutes=policy.phone_rating_min))
        rating.reasons = [r.value for r in why or (Reason.OTHER,)]
        rating.comment = words[:500]
        tx.emit("rating.reasons", row.office_id, row.id, actor, now, number=row.number)


def explain_from_phone(
    work: UnitOfWork, token: str, reasons: tuple[str, ...], comment: str, *, now: datetime
) -> None:
    """The same, by the holder of the slip.

    Raises:
        As `add_reasons`.
    """
    add_reasons(work, token, reasons, comment, actor=Actor("holder", token), now=now)


def _may_speak_for(tx: Tx, actor: Actor, counter_id: UUID) -> None:
    seat = tx.session.get_one(Counter, counter_id)
    if actor.kind not in ("place", "device", "system") or (actor.office_id not in (None, seat.office_id)):
        raise Forbidden


def _served_at(tx: Tx, counter_id: UUID, ticket_id: UUID) -> Ticket:
    row = tx.session.get(Ticket, ticket_id)
    if row is None or row.counter_id != counter_id:
        raise RatingClosed
    return row


def _last_served(tx: Tx, counter_id: UUID, at: datetime) -> Ticket:
    row = tx.session.scalars(
        select(Ticket)
        .where(
            Ticket.counter_id == counter_id,
            Ticket.status == ticket.Status.SERVED,
            Ticket.finished_at <= at + TOLERANCE,
            Ticket.finished_at >= at - AFTER_VISIT,
        )
        .order_by(Ticket.finished_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise RatingClosed
    return row


def _rate(
    tx: Tx,
    row: Ticket,
    mark: Mark,
    source: Source,
    window: timedelta,
    actor: Actor,
    at: datetime,
    now: datetime | None = None,
) -> None:
    value, reasons = checked_mark(mark.value), checked_reasons(mark.reasons)
    if len(mark.comment) > 2000:  # noqa: PLR2004 - beyond any honest comment; up to it we keep the first part
        raise BadInput(field="comment")
    if row.status is not ticket.Status.SERVED or row.finished_at is None:
        raise RatingClosed
    check_window(row.finished_at, at, window)
    if tx.session.get(Rating, row.id) is not None:
        raise AlreadyRated
    tx.session.add(
        Rating(
            ticket_id=row.id,
            office_id=row.office_id,
            queue_id=row.queue_id,
            counter_id=row.counter_id,
            officer_id=row.officer_id,
            value=value,
            source=source.value,
            reasons=[r.value for r in reasons],
            comment=mark.comment.strip()[:500],
            at=at,
        )
    )
    tx.emit("rating.given", row.office_id, row.id, actor, now or at, value=value, source=source.value)


def criticise(work: UnitOfWork, counter_id: UUID, *, actor: Actor, now: datetime, at: datetime | None = None) -> bool:
    """The criticism button at a counter: an alert with counter, officer and ticket on the floor manager's screen.

    `at` is when it was pressed, if not now: a press that comes late is about whoever was there then.
    """
    with work() as tx:
        _may_speak_for(tx, actor, counter_id)
        seat, pressed = tx.session.get_one(Counter, counter_id), at or now
        row = _there_at(tx, seat, pressed)
        if row is None and now - pressed > LATE:
            raise RatingClosed  # nobody was there then, and whoever is now is not meant
        return _criticise(tx, seat, row, actor, now)


def criticise_from_phone(work: UnitOfWork, token: str, *, now: datetime) -> bool:
    """The same, by the holder of a slip who is or was at a counter today."""
    with work() as tx:
        row = tickets.by_token(tx.session, token)
        if row.counter_id is None or now - row.issued_at > timedelta(hours=24):
            raise RatingClosed
        seat = tx.session.get_one(Counter, row.counter_id)
        return _criticise(tx, seat, row, Actor("holder", row.number), now)


def _criticise(tx: Tx, seat: Counter, row: Ticket | None, actor: Actor, now: datetime) -> bool:
    officer_id = (row.officer_id if row else None) or seat.officer_id
    officer = tx.session.get(Officer, officer_id) if officer_id else None
    return raise_in(
        tx,
        "criticism",
        seat.office_id,
        f"{seat.code}:{row.number if row else ''}",
        actor,
        now,
        counter=seat.number,
        number=row.number if row else "",
        officer=officer.name if officer else "",
    )


def _there_at(tx: Tx, seat: Counter, at: datetime) -> Ticket | None:
    """Whose visit was at the counter at that instant, else the one that ended there last before."""
    came = (*ticket.AT_COUNTER, ticket.Status.SERVED, ticket.Status.CANCELLED)
    begun = select(Ticket).where(
        Ticket.counter_id == seat.id, Ticket.status.in_(came), Ticket.called_at <= at + TOLERANCE
    )
    here = or_(Ticket.finished_at.is_(None), Ticket.finished_at >= at)
    ended = Ticket.finished_at.between(at - AFTER_VISIT, at)
    return tx.session.scalars(begun.where(or_(here, ended)).order_by(Ticket.called_at.desc()).limit(1)).one_or_none()
