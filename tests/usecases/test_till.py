"""A clerk's cash: everything that moved is counted once, whatever hour it is, and a difference has a reason."""

from dataclasses import replace
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.errors import BadInput, Forbidden, NotFound, TillEmpty
from onestop.domain.people import Actor
from onestop.domain.procedure import Channel, Terms
from onestop.queries import cash
from onestop.storage.rows import Payment, Till
from onestop.usecases import fees, till
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau

FEE = 150_000


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    made = Bureau(hall, clock)
    made.procedure("paid", replace(RULES, terms=(Terms(Channel.COUNTER, RULES.terms[0].limit, fee_vnd=FEE),)))
    return made


def paid(bureau: Bureau, actor: Actor | None = None) -> UUID:
    made, _ = bureau.received("paid")
    fees.paid(bureau.work, made, "PT", actor=actor or bureau.desk, now=bureau.clock.forward(minutes=1))
    return made


def close(bureau: Bureau, counted: int, note: str = "", actor: Actor | None = None) -> till.Closed:
    office, who = bureau.hall.office_id, actor or bureau.desk
    return till.close(bureau.work, office, counted, actor=who, now=bureau.clock(), note=note)


def payments(bureau: Bureau) -> list[Payment]:
    with bureau.work.reading() as session:
        return list(session.scalars(select(Payment).order_by(Payment.at, Payment.id)))


def test_receipts_are_numbered_without_gaps_and_money_back_has_none(bureau: Bureau) -> None:
    first = paid(bureau)
    fees.refund(bureau.work, first, 50_000, "PC1", "Nộp nhầm", actor=bureau.boss, now=bureau.clock(), way="cash")
    paid(bureau)
    assert [(row.receipt_year, row.receipt_no) for row in payments(bureau)] == [(2026, 1), (None, None), (2026, 2)]


def test_a_closing_takes_all_cash_of_one_clerk_once(bureau: Bureau, clock: Clock) -> None:
    paid(bureau)
    clock.forward(hours=20)  # past midnight, and still in the till
    paid(bureau)
    other = paid(bureau, bureau.one)
    fees.refund(bureau.work, other, FEE, "PC1", "Rút hồ sơ", actor=bureau.boss, now=clock(), way="cash")
    with bureau.work.reading() as session:
        mine = cash.in_till(session, bureau.hall.office_id, bureau.desk)
        waiting = cash.open_tills(session, bureau.hall.office_id)
    assert [row.amount_vnd for row in mine] == [FEE, FEE]
    assert [(each.payments, each.expected_vnd) for each in waiting] == [(2, 2 * FEE), (1, FEE), (1, -FEE)]
    closed = close(bureau, 2 * FEE)
    assert (closed.payments, closed.expected_vnd, closed.counted_vnd) == (2, 2 * FEE, 2 * FEE)
    with pytest.raises(TillEmpty):
        close(bureau, 0)
    assert [row.till_id for row in payments(bureau)] == [closed.id, closed.id, None, None]
    paid(bureau)
    assert close(bureau, FEE).payments == 1


def test_a_difference_has_a_reason(bureau: Bureau) -> None:
    paid(bureau)
    for counted, note in ((FEE - 1, ""), (FEE + 10_000, "  "), (-1, "x" * 9)):
        with pytest.raises(BadInput):
            close(bureau, counted, note)
    assert [row.till_id for row in payments(bureau)] == [None]
    close(bureau, FEE - 10_000, "Thiếu một tờ 10.000")
    with bureau.work.reading() as session:
        today = bureau.clock().astimezone(bureau.zone).date()
        (seen,) = cash.closings(session, bureau.hall.office_id, today, bureau.boss)
        assert cash.closings(session, bureau.hall.office_id, today, bureau.one) == ()
    assert (seen.differs_vnd, seen.note, seen.received_vnd) == (-10_000, "Thiếu một tờ 10.000", FEE)


def test_a_till_is_closed_once_however_many_press(bureau: Bureau) -> None:
    paid(bureau)
    told: list[str] = []

    def press() -> None:
        try:
            close(bureau, FEE)
            told.append("closed")
        except TillEmpty:
            told.append("empty")

    presses = [Thread(target=press) for _ in range(4)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    assert sorted(told) == ["closed", "empty", "empty", "empty"]
    with bureau.work.reading() as session:
        assert len(session.scalars(select(Till)).all()) == 1


def test_papers_for_it(bureau: Bureau) -> None:
    paid(bureau)
    closed = close(bureau, FEE)
    office, now = bureau.hall.office_id, bureau.clock()
    (payment,) = payments(bureau)
    with bureau.work.reading() as session:
        _, wanted = cash.receipt(session, office, payment.id)
        listed = cash.till_list(session, office, now, closed.id, bureau.desk)
        with pytest.raises(NotFound):
            cash.till_list(session, office, now, closed.id, bureau.one)
        with pytest.raises(NotFound):
            cash.receipt(session, UUID(int=1), payment.id)
    told = wanted.facts
    assert (wanted.number, told.number, told.words) == (1, "0001/2026", "Một trăm năm mươi nghìn đồng")  # type: ignore[attr-defined]
    assert (listed.expected, listed.counted, listed.differs, len(listed.lines)) == ("150.000 đồng",) * 2 + ("", 1)


def test_whoever_takes_no_fees_has_no_till(bureau: Bureau) -> None:
    with pytest.raises(Forbidden):
        close(bureau, 0, actor=bureau.hall.place("kiosk-1"))
    with pytest.raises(Forbidden):
        close(bureau, 0, actor=replace(bureau.desk, office_id=UUID(int=1)))
