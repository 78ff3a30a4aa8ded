"""What banks tell of transfers: noted once, matched to a dossier's fee, or laid before a person.

A notice is never lost: what names no dossier, two, or one whose fee is not due waits with an alert until somebody
says what it was for or that it went back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.domain import money
from onestop.domain.errors import (
    BadInput,
    BankAccountUnknown,
    BankNoticeChanged,
    BankNoticeSettled,
    DomainError,
    DossierUnknown,
    NotFound,
)
from onestop.domain.money import Fit
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import dossiers
from onestop.storage.rows import Authority, BankNotice, Dossier
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import fees
from onestop.usecases.alerts import raise_in, settle_in
from onestop.usecases.hands import said
from onestop.usecases.record import Record

BANK: Final = Actor.system("bank")
KIND: Final = "bank.unmatched"
AHEAD: Final = timedelta(minutes=10)
"""A bank's clock may be so far ahead of ours."""


@dataclass(frozen=True, slots=True)
class Told:
    """One transfer as the bank tells it."""

    bank: str
    account: str
    reference: str
    amount_vnd: int
    at: datetime
    purpose: str


def note(work: UnitOfWork, told: Told, *, now: datetime) -> Fit:
    """Note a transfer and match it; told again it gets the same answer and nothing is done twice.

    Raises:
        BankAccountUnknown: none of ours. BankNoticeChanged: told before with other facts. BadInput: no such sum, a
        time that is yet to come.
    """
    if not 0 < told.amount_vnd <= money.MOST_VND:
        raise BadInput(field="amount_vnd")
    if told.at > now + AHEAD:
        raise BadInput(field="at")
    with work() as tx:
        authorities = _authorities(tx.session, told)
        notice_id = _noted(tx, told, authorities[0].office_id, now)
        if notice_id is None:
            return _before(tx.session, told)
        notice = tx.session.get_one(BankNotice, notice_id, with_for_update=True)
        _match(tx, notice, authorities, now)
        return notice.fit


def _authorities(session: Session, told: Told) -> Sequence[Authority]:
    mine = select(Authority).where(Authority.bank == told.bank, Authority.account == told.account)
    found = session.scalars(mine.where(Authority.account != "").order_by(Authority.position, Authority.id)).all()
    if not found:
        raise BankAccountUnknown
    return found


def _noted(tx: Tx, told: Told, office_id: UUID, now: datetime) -> UUID | None:
    """A new notice's id; `None` when the bank told it before, whoever was quicker."""
    statement = (sqlite if tx.sqlite else postgresql).insert(BankNotice)
    facts = {
        "id": new_id(),
        "office_id": office_id,
        "bank": told.bank,
        "account": told.account,
        "reference": told.reference,
        "amount_vnd": told.amount_vnd,
        "at": told.at,
        "purpose": told.purpose[: money.LONGEST_PURPOSE],
        "noted_at": now,
        "fit": Fit.UNKNOWN,
        "surplus_vnd": 0,
        "waits": True,
        "settled_by": "",
        "outcome": "",
    }
    once = statement.values(facts).on_conflict_do_nothing(index_elements=["bank", "account", "reference"])
    return tx.session.execute(once.returning(BankNotice.id)).scalar_one_or_none()


def _before(session: Session, told: Told) -> Fit:
    one = select(BankNotice).where(BankNotice.bank == told.bank, BankNotice.account == told.account)
    notice = session.scalars(one.where(BankNotice.reference == told.reference)).one()
    same = (notice.amount_vnd, notice.at, notice.purpose)
    if same != (told.amount_vnd, told.at, told.purpose[: money.LONGEST_PURPOSE]):
        raise BankNoticeChanged(reference=told.reference)
    return notice.fit


def _match(tx: Tx, notice: BankNotice, authorities: Sequence[Authority], now: datetime) -> None:
    bills = money.bills_in(notice.purpose, [authority.code for authority in authorities])
    there = dossiers.of_bills(tx.session, bills, [authority.id for authority in authorities])
    row = there.get(money.meant(there, notice.purpose))
    if row is not None:
        notice.office_id = row.office_id
        try:
            with tx.session.begin_nested():
                _credit(tx, notice, row, BANK, now)
        except DomainError:  # nothing of the transfer is lost: a person looks
            tx.session.refresh(notice)
            notice.dossier_id = row.id
    facts = {"fit": notice.fit.value, "amount": notice.amount_vnd}
    tx.emit("bank.noted", notice.office_id, notice.id, BANK, now, **facts)
    if notice.waits:
        told = {"reference": notice.reference, "amount": f"{notice.amount_vnd:,}".replace(",", ".")}
        raise_in(tx, KIND, notice.office_id, notice.id.hex, BANK, now, **told)


def _credit(tx: Tx, notice: BankNotice, row: Dossier, actor: Actor, now: datetime) -> None:
    record = Record.locked(tx, row.id, actor, now)
    rest = record.row.fee_due_vnd
    notice.dossier_id = row.id
    notice.fit = fees.credit(record, notice.amount_vnd, notice.reference, notice.id)
    notice.surplus_vnd = max(0, notice.amount_vnd - rest)
    notice.waits = notice.fit in (Fit.OVER, Fit.UNKNOWN)
    tx.session.flush()


def assign(work: UnitOfWork, notice_id: UUID, code: str, *, actor: Actor, now: datetime) -> Fit:
    """Say for which dossier a transfer was that named none, or another.

    Raises:
        NotFound: no such notice. DossierUnknown. BankNoticeSettled: it is matched already. BadInput: that dossier
        owes nothing. CalendarMissing, Forbidden.
    """
    with work() as tx:
        notice = _waiting(tx, notice_id, actor)
        if notice.fit is not Fit.UNKNOWN:
            raise BankNoticeSettled
        row = dossiers.by_code(tx.session, code.strip())
        if row is None or row.office_id != notice.office_id:
            raise DossierUnknown
        _credit(tx, notice, row, actor, now)
        if notice.fit is Fit.UNKNOWN:
            raise BadInput(field="dossier")
        notice.settled_by = str(actor)
        if not notice.waits:
            settle_in(tx, KIND, notice.office_id, notice.id.hex, actor, now)
        tx.emit("bank.assigned", notice.office_id, notice.id, actor, now, fit=notice.fit.value)
        return notice.fit


def settle(work: UnitOfWork, notice_id: UUID, outcome: str, *, actor: Actor, now: datetime, back: str = "") -> None:
    """What became of money no fee took; `back` is the reference of the transfer by which it went back.

    Raises:
        NotFound. BankNoticeSettled: somebody was quicker. BadInput: no words. Forbidden.
    """
    with work() as tx:
        notice = _waiting(tx, notice_id, actor)
        words = said(outcome, "outcome", 300, least=3)
        if back and notice.fit is Fit.OVER and notice.dossier_id is not None:
            record = Record.locked(tx, notice.dossier_id, actor, now)
            fees.refund_in(record, notice.surplus_vnd, said(back, "back", 60, least=2), words, "transfer")
        notice.waits, notice.settled_by, notice.outcome = False, str(actor), words
        settle_in(tx, KIND, notice.office_id, notice.id.hex, actor, now)
        tx.emit("bank.settled", notice.office_id, notice.id, actor, now)


def _waiting(tx: Tx, notice_id: UUID, actor: Actor) -> BankNotice:
    notice = tx.session.get(BankNotice, notice_id, with_for_update=True)
    if notice is None:
        raise NotFound(notice="")
    actor.must(SUPERVISION, notice.office_id)
    if not notice.waits:
        raise BankNoticeSettled
    return notice
