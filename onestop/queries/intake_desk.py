"""Around a dossier at the counter: the officer's seat and visit, the rules, and what would be promised now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import dossier as life
from onestop.domain import ticket
from onestop.domain.deadline import Line
from onestop.domain.errors import CalendarMissing, DossierUnknown, ProcedureRefused
from onestop.domain.people import Actor
from onestop.domain.procedure import Component, Rules, Terms
from onestop.queries import catalogue, dossier, inbox
from onestop.queries.dossier_facts import DossierView, ListRow
from onestop.storage import catalogue as versions
from onestop.storage import hall
from onestop.storage.rows import CounterScan, Dossier, IncomingScan, Office, Queue, Ticket, VisitDossier

AT_COUNTER: Final = (ticket.Status.CALLED, ticket.Status.SERVING)
COME_FOR: Final = frozenset({life.Status.READY, life.Status.SUPPLEMENT, life.Status.PAYING})
"""What somebody most likely comes for stands first."""


MOST_SCANS: Final = 20


@dataclass(frozen=True, slots=True)
class WaitingScan:
    """What the counter's network scanner sent and nobody has put to a paper."""

    id: UUID
    pages: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an officer sits, and whose visit it is just now; empty where nobody is."""

    counter_id: UUID | None = None
    ticket_id: UUID | None = None
    number: str = ""
    queue: str = ""
    """Prefix of the line the person stood in."""
    scan: str = ""
    """Kind of what the counter's scanner read and nobody used yet."""
    incoming: tuple[WaitingScan, ...] = ()
    """The newest first."""


def incoming(session: Session, counter_id: UUID) -> tuple[WaitingScan, ...]:
    """The newest scans that wait at a counter, the newest first."""
    rows = session.execute(
        select(IncomingScan.id, IncomingScan.pages, IncomingScan.at)
        .where(IncomingScan.counter_id == counter_id, IncomingScan.used_at.is_(None))
        .order_by(IncomingScan.at.desc(), IncomingScan.id)
        .limit(MOST_SCANS)
    )
    return tuple(WaitingScan(*row) for row in rows)


def seat(session: Session, officer_id: UUID) -> Seat:
    found = hall.counter_of_officer(session, officer_id)
    if found is None:
        return Seat()
    scan = session.get(CounterScan, found.id)
    row = session.execute(
        select(Ticket.id, Ticket.number, Queue.code)
        .join(Queue, Queue.id == Ticket.queue_id)
        .where(Ticket.counter_id == found.id, Ticket.status.in_(AT_COUNTER))
    ).first()
    here = Seat(found.id, scan=scan.kind if scan is not None else "", incoming=incoming(session, found.id))
    return here if row is None else replace(here, ticket_id=row.id, number=row.number, queue=row.code)


@dataclass(frozen=True, slots=True)
class Brought:
    """A dossier of a visit, and what the person came for."""

    purpose: str
    row: ListRow


def brought(session: Session, ticket_id: UUID, now: datetime) -> tuple[Brought, ...]:
    """The dossiers a visit is about, in the order in which they were named."""
    purposes = dict(
        session.execute(
            select(VisitDossier.dossier_id, VisitDossier.purpose).where(VisitDossier.ticket_id == ticket_id)
        ).all()
    )
    return tuple(Brought(purposes[row.dossier_id], row) for row in inbox.of_visit(session, ticket_id, now))


def of_scanned_card(session: Session, at: Seat, office_id: UUID, now: datetime) -> tuple[ListRow, ...]:
    """What waits here for whoever's card lies under the counter's scanner; the card stays there for the intake."""
    row = session.get(CounterScan, at.counter_id) if at.counter_id and at.scan == "card" else None
    if row is None:
        return ()
    found = inbox.of_applicant(session, office_id, str(row.data.get("number", "")), now)
    return tuple(sorted(found, key=lambda each: each.status not in COME_FOR))


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A dossier on the counter's screen."""

    view: DossierView
    rules: Rules
    components: Mapping[str, Component]
    terms: Terms | None
    """Of its channel and case; `None`: the procedure is not offered that way."""
    due: datetime | None
    """What would be promised now, or was."""
    why: tuple[Line, ...]
    missing: int
    """A year without a calendar; 0: none is missing."""
    seat: Seat
    others: tuple[ListRow, ...]
    """What else the applicant has here."""
    zone: ZoneInfo


def look(session: Session, dossier_id: UUID, actor: Actor, now: datetime) -> IntakeView:
    """Raises: DossierUnknown."""
    row = session.get(Dossier, dossier_id)
    if row is None or row.office_id != actor.office_id:
        raise DossierUnknown
    view = dossier.view(session, dossier_id, actor, now)
    rules = versions.rules(session, row.version_id)
    others = inbox.of_applicant(session, row.office_id, row.applicant_number, now)
    due, why, missing = _promised(session, row, rules, now)
    return IntakeView(
        view=view,
        rules=rules,
        components={each.code: each for each in rules.components},
        terms=_terms(rules, row),
        due=due,
        why=why,
        missing=missing,
        seat=seat(session, actor.officer_id),
        others=tuple(each for each in others if each.dossier_id != dossier_id),
        zone=hall.zone_of(session.get_one(Office, row.office_id)),
    )


def _terms(rules: Rules, row: Dossier) -> Terms | None:
    try:
        return rules.terms_of(row.channel, row.case_code)
    except ProcedureRefused:
        return None


def _promised(
    session: Session, row: Dossier, rules: Rules, now: datetime
) -> tuple[datetime | None, tuple[Line, ...], int]:
    """What was promised, or would be; why; and the year whose calendar is missing."""
    try:
        if row.code is not None:
            return row.due, dossier.explained(session, row.id), 0
        found = catalogue.promise(session, row.office_id, rules, row.channel, now, row.case_code)
    except CalendarMissing as gap:
        return row.due, (), int(gap.facts["year"])
    except ProcedureRefused:
        return None, (), 0
    else:
        return found.due, found.lines, 0
