"""Cash in the clerks' tills and what closed them; on paper the receipt of a payment and the list of a closing."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from displays.forms.letters import Money, TillList
from displays.forms.parts import Cash, Head, Person
from onestop.domain.errors import NotFound
from onestop.domain.formats import phones
from onestop.domain.formats.dong_words import in_words
from onestop.domain.people import SUPERVISION, Actor
from onestop.queries.dossier import officer_names
from onestop.queries.form_material import Wanted
from onestop.queries.money import receipt_number
from onestop.storage import hall
from onestop.storage.rows import Authority, Dossier, Office, Officer, Payment, Procedure, Till
from onestop.words import LOCALES, say

COPIES: Final = ("kept", "payer", "accounts")


@dataclass(frozen=True, slots=True)
class CashRow:
    """One sum of cash; negative: given back."""

    id: UUID
    receipt: str
    """`0047/2026`; empty: it went back."""
    dossier: str
    amount_vnd: int
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenTill:
    """Cash no closing counted yet."""

    officer: str
    since: datetime
    payments: int
    expected_vnd: int


@dataclass(frozen=True, slots=True)
class TillRow:
    """A closing."""

    id: UUID
    officer: str
    since: datetime
    closed_at: datetime
    payments: int
    received_vnd: int
    back_vnd: int
    counted_vnd: int
    differs_vnd: int
    note: str


def in_till(session: Session, office_id: UUID, actor: Actor) -> tuple[CashRow, ...]:
    """One's own cash since the last closing, in the order it moved."""
    mine = _cash().where(Payment.office_id == office_id, Payment.actor == str(actor), Payment.till_id.is_(None))
    return _rows(session, mine)


def _cash() -> Select[Payment, str | None]:
    found = select(Payment, Dossier.code).join(Dossier, Dossier.id == Payment.dossier_id)
    return found.where(Payment.way == "cash").order_by(Payment.at, Payment.id)


def _rows(session: Session, wanted: Select[Payment, str | None]) -> tuple[CashRow, ...]:
    rows = session.execute(wanted)
    return tuple(CashRow(row.id, receipt_number(row), code or "", row.amount_vnd, row.at) for row, code in rows)


def open_tills(session: Session, office_id: UUID) -> tuple[OpenTill, ...]:
    """Whose cash waits to be counted, the longest waiting first."""
    rows = session.execute(
        select(Payment.actor, func.min(Payment.at), func.count(), func.sum(Payment.amount_vnd))
        .where(Payment.office_id == office_id, Payment.way == "cash", Payment.till_id.is_(None))
        .group_by(Payment.actor)
        .order_by(func.min(Payment.at))
    ).all()
    ids = {actor: UUID(actor.partition(":")[2]) for actor, *_ in rows if actor.startswith("officer:")}
    names = officer_names(session, list(ids.values()))
    return tuple(
        OpenTill(names.get(ids[actor], ""), at, n, int(total)) for actor, at, n, total in rows if actor in ids
    )


def closings(session: Session, office_id: UUID, day: date, actor: Actor) -> tuple[TillRow, ...]:
    """The closings of a day: one's own, all for a supervisor."""
    begins = datetime.combine(day, time(), hall.zone_of(session.get_one(Office, office_id)))
    wanted = select(Till, Officer.name).join(Officer, Officer.id == Till.officer_id)
    wanted = wanted.where(
        Till.office_id == office_id, Till.closed_at >= begins, Till.closed_at < begins + timedelta(days=1)
    )
    if not actor.roles & SUPERVISION:
        wanted = wanted.where(Till.officer_id == actor.officer_id)
    rows = session.execute(wanted.order_by(Till.closed_at, Till.id))
    return tuple(
        TillRow(
            id=row.id,
            officer=name,
            since=row.since,
            closed_at=row.closed_at,
            payments=row.payments,
            received_vnd=row.received_vnd,
            back_vnd=row.back_vnd,
            counted_vnd=row.counted_vnd,
            differs_vnd=row.counted_vnd - row.received_vnd + row.back_vnd,
            note=row.note,
        )
        for row, name in rows
    )


# --- on paper ---


def receipt(session: Session, office_id: UUID, payment_id: UUID) -> tuple[UUID, Wanted]:
    """The receipt of money that came in, and its dossier.

    Raises:
        NotFound: no such payment here, or one that has no receipt.
    """
    row = session.get(Payment, payment_id)
    if row is None or row.office_id != office_id or row.receipt_no is None:
        raise NotFound(payment="")
    office, owner = session.get_one(Office, office_id), session.get_one(Dossier, row.dossier_id)
    procedure = session.get_one(Procedure, owner.procedure_id)
    facts = Money(
        head=_head(session, office, owner, row.at),
        number=receipt_number(row),
        code=owner.code or "",
        person=Person(
            name=owner.applicant_name,
            address=owner.applicant_address,
            phone=phones.parse(owner.applicant_phone).shown if owner.applicant_phone else "",
        ),
        reason=procedure.name_vi,
        amount=_dong(row.amount_vnd),
        words=in_words(row.amount_vnd),
        way=say(LOCALES[0], f"money.way_{row.way}"),
        reference=row.reference,
        at=row.at.astimezone(hall.zone_of(office)),
        officer=_name(session, row.actor) or office.name_vi,
        copies=tuple(say(LOCALES[0], f"money.copy_{each}") for each in COPIES),
    )
    return row.dossier_id, Wanted("money", facts, row.receipt_no)


def till_list(session: Session, office_id: UUID, now: datetime, till_id: UUID, actor: Actor) -> TillList:
    """What a closing counted, line by line: for its clerk and for supervisors.

    Raises:
        NotFound.
    """
    del now
    row = session.get(Till, till_id)
    if row is None or row.office_id != office_id:
        raise NotFound(till="")
    if row.officer_id != actor.officer_id and not actor.roles & SUPERVISION:
        raise NotFound(till="")
    office = session.get_one(Office, office_id)
    zone, expected = hall.zone_of(office), row.received_vnd - row.back_vnd
    lines = _rows(session, _cash().where(Payment.till_id == till_id))
    told = tuple(
        Cash(each.receipt, each.at.astimezone(zone), each.dossier, _plain(each.amount_vnd)) for each in lines
    )
    return TillList(
        head=Head(office.name_vi, office.name_vi, _place(office), row.closed_at.astimezone(zone)),
        officer=session.get_one(Officer, row.officer_id).name,
        since=row.since.astimezone(zone),
        closed=row.closed_at.astimezone(zone),
        lines=told,
        received=_dong(row.received_vnd),
        back=_dong(row.back_vnd),
        expected=_dong(expected),
        counted=_dong(row.counted_vnd),
        words=in_words(row.counted_vnd),
        differs=_dong(row.counted_vnd - expected) if row.counted_vnd != expected else "",
        note=row.note,
    )


def _head(session: Session, office: Office, owner: Dossier, at: datetime) -> Head:
    authority = session.get_one(Authority, owner.authority_id)
    return Head(authority.name_vi, office.name_vi, _place(office), at.astimezone(hall.zone_of(office)))


def _place(office: Office) -> str:
    return office.address.rsplit(",", 1)[-1].strip() or office.name_vi


def _plain(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".")


def _dong(amount_vnd: int) -> str:
    return f"{_plain(amount_vnd)} đồng"


def _name(session: Session, actor: str) -> str:
    kind, _, which = actor.partition(":")
    return next(iter(officer_names(session, [UUID(which)]).values()), "") if kind == "officer" else ""
