"""Suggestions and complaints: taken from anybody, decided upon and answered by supervisors, never forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain import feedback
from onestop.domain.errors import BadInput, CalendarMissing, NotFound
from onestop.domain.feedback import Kind, Status, Step
from onestop.domain.formats import phones
from onestop.domain.numbering import track_token
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import calendars, dossiers, hall
from onestop.storage.rows import Feedback, Office
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.hands import said

LATE: Final = "feedback.late"
CLOCK: Final = Actor.system("feedback")
SECRET_LENGTH: Final = 12
AT_ONCE: Final = 200
"""Told late in one minute [count]."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sends; a name and a way to answer are the law's wish (NĐ 20/2008)."""

    kind: Kind
    name: str
    told: str
    phone: str = ""
    email: str = ""
    address: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What its sender keeps: the number may be told to anybody, the secret shows the rest."""

    number: str
    secret: str
    due: datetime | None


def send(work: UnitOfWork, office_id: UUID, words: Said, *, actor: Actor, now: datetime) -> Taken:
    """Take it in; it has a number and a time by which somebody must decide.

    Raises:
        BadInput: `field`; without a name, a way to answer or enough words. NotFound: no such office.
    """
    name, told = said(words.name, "name", 200, least=2), said(words.told, "told", feedback.LONGEST, least=10)
    phone = phones.parse(words.phone).stored if words.phone.strip() else ""
    email = said(words.email, "email", 160)
    if not phone and not email:
        raise BadInput(field="phone")
    if email and ("@" not in email[1:-1] or " " in email):
        raise BadInput(field="email")
    with work() as tx:
        office = tx.session.get(Office, office_id)
        if office is None:
            raise NotFound(office="")
        year = now.astimezone(hall.zone_of(office)).year
        serial = dossiers.next_feedback(tx.session, office_id, year)
        row = Feedback(
            id=new_id(),
            office_id=office_id,
            number=feedback.number(year, serial),
            secret=track_token()[:SECRET_LENGTH],
            kind=words.kind,
            status=Status.SENT,
            name=name,
            address=said(words.address, "address", 300),
            phone=phone,
            email=email,
            told=told,
            about=said(words.about, "about", 60),
            at=now,
            steps=[{"step": "send", "at": now.isoformat(), "by": str(actor)[:80]}],
        )
        row.due = _due(tx, row, now)
        tx.session.add(row)
        tx.emit("feedback.sent", office_id, row.id, actor, now, what=row.kind.value)
        return Taken(row.number, row.secret, row.due)


def _due(tx: Tx, row: Feedback, since: datetime) -> datetime | None:
    """Nothing is guessed of a year nobody entered."""
    calendar = calendars.of(tx.session, tx.session.get_one(Office, row.office_id))
    try:
        return feedback.due(row.kind, row.status, since, calendar, involved=row.involved)
    except CalendarMissing:
        return None


def decide(
    work: UnitOfWork,
    feedback_id: UUID,
    step: Step,
    words: str = "",
    *,
    actor: Actor,
    now: datetime,
    involved: bool = False,
) -> Status:
    """Accept it, forward it to whom it concerns, decline it or answer it; its sender gets words, but for the first.

    Raises:
        NotFound. IllegalFeedbackStep: somebody was quicker, or it is not its turn. BadInput: no words. Forbidden.
    """
    with work() as tx:
        row = tx.session.get(Feedback, feedback_id, with_for_update=True)
        if row is None:
            raise NotFound(feedback="")
        actor.must(SUPERVISION, row.office_id)
        status = feedback.after(row.status, step)
        answer = said(words, "words", feedback.LONGEST, least=0 if step is Step.ACCEPT else 3)
        row.status, row.answer = status, answer or row.answer
        row.steps = [*row.steps, {"step": step.value, "at": now.isoformat(), "by": str(actor)[:80]}]
        if status in feedback.OPEN:
            row.involved, row.late_told_at = involved, None
            row.due = _due(tx, row, now)
        else:
            row.due, row.ended_at = None, now
        settle_in(tx, LATE, row.office_id, row.number, actor, now)
        tx.emit(f"feedback.{status.value}", row.office_id, row.id, actor, now)
        return status


def tell_late(work: UnitOfWork, *, now: datetime) -> int:
    """Raise an alert, once, for each whose time is over; return how many."""
    late = select(Feedback.id).where(
        Feedback.status.in_(feedback.OPEN), Feedback.due < now, Feedback.late_told_at.is_(None)
    )
    with work.reading() as session:
        found = session.scalars(late.order_by(Feedback.due).limit(AT_ONCE)).all()
    for each in found:
        with work() as tx:
            row = tx.session.get_one(Feedback, each, with_for_update=True)
            if row.status in feedback.OPEN and row.due is not None and row.due < now and row.late_told_at is None:
                row.late_told_at = now
                raise_in(tx, LATE, row.office_id, row.number, CLOCK, now, feedback=row.number)
    return len(found)
