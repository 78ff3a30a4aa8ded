"""Transfers banks tell of: the whole, parts, too much, nobody's, twice, changed, at once; nothing lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from onestop.domain.clock import CountFrom
from onestop.domain.dossier import Noted, Status
from onestop.domain.errors import (
    BadInput,
    BankAccountUnknown,
    BankNoticeChanged,
    BankNoticeSettled,
    DossierUnknown,
    Forbidden,
)
from onestop.domain.formats import vietqr
from onestop.domain.money import Fit
from onestop.domain.procedure import Channel, Terms
from onestop.queries import money
from onestop.queries.money import NoticeRow
from onestop.storage.rows import Alert, BankNotice, Payment
from onestop.usecases import bank, fees, processing, setup_units
from onestop.usecases.bank import Told
from onestop.usecases.setup_units import AuthorityWish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau

FEE = 150_000


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    made = Bureau(hall, clock)
    limit = RULES.terms[0].limit
    made.procedure(
        "paid", replace(RULES, terms=(Terms(Channel.COUNTER, limit, fee_vnd=FEE),), count_from=CountFrom.FEE)
    )
    wish = AuthorityWish(
        "000.00.00.T01", "Cơ quan thử", bank="970436", account="0011001932418", account_holder="KHO BẠC"
    )
    setup_units.save_authority(made.work, made.hall.office_id, wish, actor=made.admin, now=clock())
    return made


def told(bureau: Bureau, purpose: str, amount_vnd: int = FEE, reference: str = "FT1") -> Told:
    return Told("970436", "0011001932418", reference, amount_vnd, bureau.clock(), purpose)


def comes(bureau: Bureau, transfer: Told) -> Fit:
    return bank.note(bureau.work, transfer, now=bureau.clock())


def waits(bureau: Bureau) -> tuple[NoticeRow, ...]:
    with bureau.work.reading() as session:
        return money.waiting(session, bureau.hall.office_id)


def sums(bureau: Bureau, made: UUID) -> list[int]:
    with bureau.work.reading() as session:
        return [row.amount_vnd for row in money.of_dossier(session, made)]


def alerts(bureau: Bureau) -> int:
    with bureau.work.reading() as session:
        open_ones = select(func.count()).where(Alert.kind == bank.KIND, Alert.closed_at.is_(None))
        return session.scalar(open_ones) or 0


def test_the_alert_says_which_transfer_and_nobodys_name(bureau: Bureau) -> None:
    comes(bureau, told(bureau, "Nguyen Van A nop tien", 1_250_000, "FT77"))
    (raised,) = [alert for alert in bureau.hall.view().alerts if alert.kind == bank.KIND]
    assert raised.facts == {"reference": "FT77", "amount": "1.250.000"}


def test_the_whole_fee_starts_the_clock_and_is_noted_once(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    assert bureau.row(made).due is None
    transfer = told(bureau, f"IBFT {vietqr.bill_of(receipt.code)} le phi")
    assert comes(bureau, transfer) is Fit.WHOLE
    assert bureau.row(made).due is not None
    assert comes(bureau, transfer) is Fit.WHOLE  # told again
    assert (sums(bureau, made), waits(bureau), alerts(bureau)) == ([FEE], (), 0)
    with pytest.raises(BankNoticeChanged):
        comes(bureau, replace(transfer, amount_vnd=FEE + 1))
    second = comes(bureau, told(bureau, receipt.code, reference="FT2"))  # paid twice, by two transfers
    assert (second, sums(bureau, made), alerts(bureau)) == (Fit.UNKNOWN, [FEE], 1)
    assert waits(bureau)[0].dossier == receipt.code


def test_parts_add_up_and_the_rest_is_what_is_told(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    assert comes(bureau, told(bureau, receipt.code, 100_000)) is Fit.PART
    fee = bureau.view(made).fee
    assert fee is not None
    assert fee.amount_vnd == 50_000
    assert vietqr.read(fee.vietqr).amount_vnd == 50_000
    assert bureau.row(made).paid_at is None
    assert comes(bureau, told(bureau, receipt.code, 50_000, "FT2")) is Fit.WHOLE
    assert bureau.view(made).fee is None
    assert sums(bureau, made) == [100_000, 50_000]
    assert [e.kind for e in bureau.view(made).events if e.kind in (Noted.PART_PAID, Noted.FEE)] == [
        "part_paid",
        "fee",
    ]


def test_too_much_settles_the_fee_and_the_rest_goes_back(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    assert comes(bureau, told(bureau, receipt.code, FEE + 20_000)) is Fit.OVER
    (row,) = waits(bureau)
    assert (row.surplus_vnd, row.dossier, alerts(bureau)) == (20_000, receipt.code, 1)
    with pytest.raises(Forbidden):
        bank.settle(bureau.work, row.id, "Đã chuyển trả", actor=bureau.desk, now=bureau.clock(), back="FT9")
    with pytest.raises(BankNoticeSettled):
        bank.assign(bureau.work, row.id, receipt.code, actor=bureau.boss, now=bureau.clock())
    bank.settle(bureau.work, row.id, "Đã chuyển trả", actor=bureau.boss, now=bureau.clock(), back="FT9")
    assert (sums(bureau, made), waits(bureau), alerts(bureau)) == ([FEE + 20_000, -20_000], (), 0)
    with pytest.raises(BankNoticeSettled):
        bank.settle(bureau.work, row.id, "Đã chuyển trả", actor=bureau.boss, now=bureau.clock())


def test_a_typo_waits_for_a_person_who_says_what_it_was_for(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    wrong = vietqr.bill_of(receipt.code)[:-1] + "O"
    assert comes(bureau, told(bureau, wrong)) is Fit.UNKNOWN
    (row,) = waits(bureau)
    assert (row.dossier, row.purpose, sums(bureau, made), alerts(bureau)) == ("", wrong, [], 1)
    with pytest.raises(DossierUnknown):
        bank.assign(bureau.work, row.id, "H12.34-1", actor=bureau.boss, now=bureau.clock())
    assert bank.assign(bureau.work, row.id, receipt.code, actor=bureau.boss, now=bureau.clock()) is Fit.WHOLE
    assert (sums(bureau, made), waits(bureau), alerts(bureau)) == ([FEE], (), 0)
    assert comes(bureau, told(bureau, wrong, reference="FT2")) is Fit.UNKNOWN
    (row,) = waits(bureau)
    with pytest.raises(BadInput):  # it owes nothing any more
        bank.assign(bureau.work, row.id, receipt.code, actor=bureau.boss, now=bureau.clock())
    assert waits(bureau)[0].dossier == ""


def test_a_fee_asked_for_in_a_stage_is_paid_by_transfer(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=bureau.clock())
    fees.ask(bureau.work, each, 20_000, actor=bureau.one, now=bureau.clock())
    assert comes(bureau, told(bureau, receipt.code, 5_000)) is Fit.PART
    assert bureau.row(made).status is Status.PAYING
    assert comes(bureau, told(bureau, receipt.code, 15_000, "FT2")) is Fit.WHOLE
    assert bureau.row(made).status is Status.PROCESSING


def test_a_fee_comes_while_papers_are_awaited(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=bureau.clock())
    processing.ask_supplement(bureau.work, each, ["Bản sao"], "Thiếu bản sao", actor=bureau.one, now=bureau.clock())
    assert bureau.view(made).fee is not None
    assert comes(bureau, told(bureau, receipt.code)) is Fit.WHOLE
    assert (bureau.row(made).status, bureau.view(made).fee, alerts(bureau)) == (Status.SUPPLEMENT, None, 0)
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert bureau.row(made).due is not None


def test_what_nobody_can_have_sent(bureau: Bureau) -> None:
    with pytest.raises(BankAccountUnknown):
        comes(bureau, replace(told(bureau, "x"), account="99999999"))
    with pytest.raises(BadInput):
        comes(bureau, told(bureau, "x", 0))
    with pytest.raises(BadInput):
        comes(bureau, replace(told(bureau, "x"), at=bureau.clock() + timedelta(hours=1)))
    assert waits(bureau) == ()


def test_the_same_transfer_told_by_eight_at_once_counts_once(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    transfer = told(bureau, receipt.code)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: comes(bureau, transfer), range(8)))
    assert answers == [Fit.WHOLE] * 8
    with bureau.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(BankNotice)) == 1
        assert session.scalars(select(Payment.amount_vnd).where(Payment.dossier_id == made)).all() == [FEE]


def test_no_more_goes_back_than_came_in(bureau: Bureau) -> None:
    made, _ = bureau.received("paid")
    by = {"actor": bureau.boss, "now": bureau.clock()}
    with pytest.raises(BadInput):
        fees.refund(bureau.work, made, 1_000, "FT9", "Nộp nhầm", actor=bureau.boss, now=bureau.clock())
    fees.paid(bureau.work, made, "BL-1", actor=bureau.desk, now=bureau.clock())
    fees.refund(bureau.work, made, 100_000, "FT9", "Nộp nhầm", **by)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        fees.refund(bureau.work, made, 50_001, "FT9", "Nộp nhầm", actor=bureau.boss, now=bureau.clock())
    with pytest.raises(Forbidden):
        fees.refund(bureau.work, made, 1_000, "FT9", "Nộp nhầm", actor=bureau.desk, now=bureau.clock())
    assert sums(bureau, made) == [FEE, -100_000]
