"""A dossier's fee: asked for in a stage, paid at the counter or by transfer, in parts, and given back.

Every sum that moves is a `Payment`, written once, in the transaction that moves the dossier.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from onestop.domain import dossier, money
from onestop.domain.errors import BadInput
from onestop.domain.money import Fit
from onestop.domain.people import SUPERVISION, Actor, Role
from onestop.storage import dossiers
from onestop.storage.rows import Payment
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import notices
from onestop.usecases.hands import WORKERS, must_be_under_way, must_hold, said, stage_of
from onestop.usecases.record import Record


def ask(work: UnitOfWork, stage_id: UUID, amount_vnd: int, *, actor: Actor, now: datetime) -> None:
    """A fee is due; the clock stands until it is paid.

    Raises:
        BadInput: no such sum. NotYourStage, IllegalStageStep, IllegalDossierStep, Forbidden.
    """
    with work() as tx:
        record, each = stage_of(tx, stage_id, actor, now)
        must_hold(record, each)
        must_be_under_way(each)
        if not 0 < amount_vnd <= money.MOST_VND:
            raise BadInput(field="amount")
        record.row.fee_vnd, record.row.paid_at, record.row.part_paid_vnd = amount_vnd, None, 0
        record.step(dossier.Step.ASK_FEE, stage=each.code, amount=amount_vnd)
        notices.tell(record, "fee")


def paid(work: UnitOfWork, dossier_id: UUID, reference: str, *, actor: Actor, now: datetime) -> None:
    """The fee is paid at the counter, asked for or not: the clock goes on, or starts where the law counts from it.

    Raises:
        IllegalDossierStep: it was paid before, or the dossier is not received or over. BadInput: no reference.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(WORKERS | {Role.POST}, record.row.office_id)
        how = said(reference, "reference", 60, least=2)
        rest = record.row.fee_due_vnd
        _settle(record, how)
        if rest:
            _book(record, rest, "cash", how, None)


def credit(record: Record, amount_vnd: int, reference: str, notice_id: UUID) -> Fit:
    """A transfer came in for a dossier; what is more than was due stays with its notice.

    Raises:
        CalendarMissing: the clock cannot go on. IllegalDossierStep.
    """
    fits = money.fit(amount_vnd, record.row.fee_due_vnd)
    if fits is Fit.UNKNOWN:
        return fits
    if fits is Fit.PART:
        record.row.part_paid_vnd += amount_vnd
        record.note(dossier.Noted.PART_PAID, amount=amount_vnd, reference=reference)
    else:
        _settle(record, reference)
    _book(record, amount_vnd, "transfer", reference, notice_id)
    return fits


def _settle(record: Record, reference: str) -> None:
    """Asked for, it moves the dossier; else it is noted, once, also while the applicant is to bring something."""
    row = record.row
    if row.status in dossier.MAY_PAY and row.paid_at is None:
        record.note(dossier.Noted.FEE, reference=reference)
        record.wind()
    else:
        record.step(dossier.Step.PAID, reference=reference)
    row.paid_at, row.part_paid_vnd = record.now, 0


def _book(record: Record, amount_vnd: int, way: str, reference: str, notice_id: UUID | None) -> None:
    """What comes in gets a receipt's number; what goes back has the order's in its reference."""
    year = record.today().year
    number = dossiers.next_receipt(record.session, record.row.office_id, year) if amount_vnd > 0 else None
    record.session.add(
        Payment(
            office_id=record.row.office_id,
            dossier_id=record.row.id,
            amount_vnd=amount_vnd,
            way=way,
            reference=reference,
            at=record.now,
            actor=str(record.actor),
            notice_id=notice_id,
            receipt_year=year if number else None,
            receipt_no=number,
        )
    )
    record.session.flush()


def refund(
    work: UnitOfWork,
    dossier_id: UUID,
    amount_vnd: int,
    reference: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    way: str = "transfer",
) -> None:
    """Money went back to whoever paid, at most what came in; `reference` is the order's or the slip's number.

    It moves no dossier: whether a fee is due anew is asked for by itself.

    Raises:
        BadInput: no such sum, more than came in, no reference, no reason or another way. Forbidden.
    """
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        actor.must(SUPERVISION, record.row.office_id)
        refund_in(
            record, amount_vnd, said(reference, "reference", 60, least=2), said(reason, "reason", 300, least=3), way
        )


def refund_in(record: Record, amount_vnd: int, reference: str, reason: str, way: str) -> None:
    came = record.session.scalar(
        select(func.coalesce(func.sum(Payment.amount_vnd), 0)).where(Payment.dossier_id == record.row.id)
    )
    if way not in ("cash", "transfer"):
        raise BadInput(field="way")
    if not 0 < amount_vnd <= int(came or 0):
        raise BadInput(field="amount")
    record.note(dossier.Noted.PAID_BACK, amount=amount_vnd, reference=reference, reason=reason)
    _book(record, -amount_vnd, way, reference, None)
