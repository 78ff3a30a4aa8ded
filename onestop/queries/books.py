"""Lists an office prints and has signed: the register of a year, results handed out, items given to the post."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from displays.forms.base import Form
from displays.forms.facts import Register
from displays.forms.letters import Consultation, Labels, Onward, Post, Results
from displays.forms.parts import Entry, Going, Head, Parcel, Person, Result, Signer
from onestop.domain import dossier
from onestop.domain.errors import BadInput, NotFound
from onestop.domain.formats import phones
from onestop.domain.register import book_of, lines_of
from onestop.queries import across
from onestop.queries.dossier import officer_names
from onestop.storage import hall
from onestop.storage.rows import (
    Authority,
    Delivery,
    Dossier,
    DossierEvent,
    DossierPaper,
    Office,
    Officer,
    Procedure,
    RegisterSeries,
    Ticket,
    Unit,
)
from onestop.storage.rows import Consultation as ConsultationRow
from onestop.words import say

LANGUAGE: Final = "vi"
WAYS: Final = {"counter": "forms.way_counter", "post": "forms.way_post", "online": "forms.way_online"}


def register(session: Session, office_id: UUID, now: datetime, written: str, year: int, book: int = 0) -> Form:
    """A book of form 07: of an authority, by its code or id, and a year; without `book` the one written in last.

    Raises:
        NotFound: no such authority or book, or nothing was received in that year.
    """
    office = session.get_one(Office, office_id)
    which = or_(Authority.code == written, Authority.id == _id_of(written))
    authority = session.scalars(select(Authority).where(Authority.office_id == office_id, which)).one_or_none()
    if authority is None:
        raise NotFound(authority=written[:24])
    series = session.get(RegisterSeries, (authority.id, year))
    newest = book_of(series.last) if series else 0
    book = book or newest
    if series is None or not 1 <= book <= newest:
        raise NotFound(year=str(year))
    lines = lines_of(book)
    rows = session.execute(
        select(Dossier, Procedure.name_vi, Unit.name_vi)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .outerjoin(Unit, Unit.id == Dossier.unit_id)
        .where(Dossier.authority_id == authority.id, Dossier.register_year == year)
        .where(Dossier.register_no.between(lines.start, lines.stop - 1))
        .order_by(Dossier.register_no)
    ).all()
    closed = series.closed_at.astimezone(hall.zone_of(office)).date() if series.closed_at else None
    return Register(
        head=_head(office, authority.name_vi, now),
        year=year,
        book=f"{book:02d}",
        opened=date(year, 1, 1),
        closed=closed,
        entries=tuple(_entry(row, name, unit or authority.name_vi, office) for row, name, unit in rows),
        first=lines.start,
    )


def _head(office: Office, superior: str, now: datetime) -> Head:
    place = office.address.rsplit(",", 1)[-1].strip() or office.name_vi
    return Head(superior, office.name_vi, place, now.astimezone(hall.zone_of(office)))


def _entry(row: Dossier, procedure: str, unit: str, office: Office) -> Entry:
    zone = hall.zone_of(office)
    contact = ", ".join(part for part in (row.applicant_address, _phone(row.applicant_phone)) if part)
    return Entry(
        number=row.register_no or 0,
        code=row.code or "",
        procedure=procedure,
        sets=row.sets,
        name=row.applicant_name,
        contact=contact,
        unit=unit,
        received=(row.received_at or row.opened_at).astimezone(zone),
        due=row.due.astimezone(zone) if row.due else None,
        returned=row.returned_at.astimezone(zone) if row.returned_at else None,
        way=say(LANGUAGE, WAYS[row.result_by]),
        note=say(LANGUAGE, f"forms.status_{row.status.value}") if row.status in dossier.ENDED else "",
    )


def _phone(stored: str) -> str:
    return phones.parse(stored).shown if stored else ""


def _id_of(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def post_list(session: Session, office_id: UUID, now: datetime, list_no: str) -> Post:
    """The hand-over list of the post.

    Raises:
        NotFound.
    """
    office = session.get_one(Office, office_id)
    rows = session.execute(
        select(Delivery, Dossier.code)
        .join(Dossier, Dossier.id == Delivery.dossier_id)
        .where(Delivery.office_id == office_id, Delivery.list_no == list_no)
        .order_by(Delivery.post_code)
    ).all()
    if not rows or not list_no:
        raise NotFound(list=list_no[:24])
    return Post(
        head=_head(office, office.name_vi, rows[0][0].handed_at or now),
        parcels=tuple(
            Parcel(row.post_code or "", code or "", row.recipient, row.address, _phone(row.phone))
            for row, code in rows
        ),
        officer=_by(session, [row.handed_by for row, _ in rows]) or office.name_vi,
    )


def labels(session: Session, office_id: UUID, now: datetime, list_no: str) -> Form:
    """A label for each item of a hand-over list that has its number.

    Raises:
        NotFound: no such list, or none of its items has a number yet.
    """
    listed = post_list(session, office_id, now, list_no)
    office = session.get_one(Office, office_id)
    hotline = session.scalars(
        select(Authority.hotline).where(Authority.office_id == office_id, Authority.hotline != "").limit(1)
    ).first()
    numbered = tuple(one for one in listed.parcels if one.tracking)
    if not numbered:
        raise NotFound(list=list_no[:24])
    return Labels(
        head=listed.head,
        parcels=numbered,
        sender=office.name_vi,
        sender_address=office.address,
        sender_phone=hotline or "",
    )


def onward(session: Session, office_id: UUID, now: datetime, list_no: str) -> Form:
    """The list on which dossiers went on to the authority elsewhere that decides them.

    Numbers of lists on paper begin anew: of several lists with this one it is the newest, of one authority and day.

    Raises:
        NotFound.
    """
    del now
    office = session.get_one(Office, office_id)
    rows = session.execute(
        select(Dossier, Procedure.name_vi, Authority.name_vi, DossierEvent)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(Authority, Authority.id == Dossier.authority_id)
        .join(DossierEvent, DossierEvent.dossier_id == Dossier.id)
        .where(Authority.office_id == office_id, Authority.elsewhere, Dossier.office_id == office_id)
        .where(DossierEvent.kind == dossier.Noted.HANDED_ON, DossierEvent.data["list"].as_string() == list_no)
        .order_by(Dossier.code)
    ).all()
    if not rows or not list_no:
        raise NotFound(list=list_no[:24])
    newest, zone = max(rows, key=lambda found: found[3].at), hall.zone_of(office)
    day = newest[3].at.astimezone(zone).date()
    rows = [
        found
        for found in rows
        if found[0].authority_id == newest[0].authority_id and found[3].at.astimezone(zone).date() == day
    ]
    pieces = _pieces(session, [row.id for row, *_ in rows])
    return Onward(
        head=_head(office, across.host(session, office), newest[3].at),
        authority=newest[2],
        list_no=list_no,
        way=say(LANGUAGE, f"forms.onward_{newest[3].data['how']}"),
        going=tuple(_going(row, name, pieces.get(row.id, 0), office) for row, name, _, _ in rows),
        officer=_by(session, [event.actor for *_, event in rows]) or office.name_vi,
    )


def _pieces(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for paper in session.scalars(select(DossierPaper).where(DossierPaper.dossier_id.in_(ids))):
        found[paper.dossier_id] = found.get(paper.dossier_id, 0) + paper.originals + paper.certified + paper.plain
    return found


def _going(row: Dossier, procedure: str, pieces: int, office: Office) -> Going:
    due = row.due.astimezone(hall.zone_of(office)) if row.due else None
    return Going(row.code or "", row.applicant_name, procedure, pieces, due)


def _by(session: Session, actors: Sequence[str]) -> str:
    """The name behind the first officer among these."""
    ids = [UUID(actor.partition(":")[2]) for actor in actors if actor.startswith("officer:")]
    return next(iter(officer_names(session, ids[:1]).values()), "")


def results(session: Session, office_id: UUID, now: datetime, day: str) -> Form:
    """Results handed out at the counter on a day of the office.

    Raises:
        BadInput: no day. NotFound: none was.
    """
    office = session.get_one(Office, office_id)
    zone = hall.zone_of(office)
    try:
        begins = datetime.combine(date.fromisoformat(day), time(), zone)
    except ValueError:
        raise BadInput(field="day") from None
    rows = session.execute(
        select(Dossier, Procedure.name_vi, DossierEvent.data, DossierEvent.actor, DossierEvent.at)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .join(DossierEvent, DossierEvent.dossier_id == Dossier.id)
        .where(
            Dossier.office_id == office_id,
            Dossier.returned_at >= begins,
            Dossier.returned_at < begins + timedelta(days=1),
            DossierEvent.kind == dossier.Step.RETURN,
        )
        .order_by(Dossier.returned_at)
    ).all()
    at_counter = [row for row in rows if row[2].get("how") == "counter"]
    if not at_counter:
        raise NotFound(day=day)
    return Results(
        head=_head(office, office.name_vi, now),
        period=say(LANGUAGE, "forms.day", day=f"{begins:%d/%m/%Y}"),
        results=tuple(_result(row, office) for row in at_counter),
        officer=_by(session, [row[3] for row in at_counter]) or office.name_vi,
    )


def consultation(session: Session, office_id: UUID, now: datetime, consultation_id: UUID) -> Form:
    """The written outcome of an in-depth consultation, for the person to take along; it names nobody but its giver.

    Raises:
        NotFound: none, or another office's.
    """
    del now
    row = session.get(ConsultationRow, consultation_id)
    if row is None or row.office_id != office_id:
        raise NotFound(consultation="")
    office = session.get_one(Office, office_id)
    ticket = session.get(Ticket, row.ticket_id) if row.ticket_id else None
    officer = session.get_one(Officer, row.officer_id)
    found = session.get(Procedure, row.procedure_id) if row.procedure_id else None
    return Consultation(
        head=_head(office, office.name_vi, row.at),
        person=Person(name=say(LANGUAGE, "forms.visitor", number=ticket.number if ticket else "")),
        at=row.at.astimezone(hall.zone_of(office)),
        topic=found.name_vi if found else row.topic,
        question=row.topic,
        outcome=tuple(row.outcome.splitlines()),
        specialist=Signer(officer.name, officer.title or office.name_vi),
    )


def _result(found: Any, office: Office) -> Result:
    row, name, data, _, at = found
    return Result(
        code=row.code or "",
        name=name,
        receiver=str(data.get("taker") or row.applicant_name),
        at=at.astimezone(hall.zone_of(office)),
        way=say(LANGUAGE, WAYS["counter"]),
    )
