"""The register of a year (form 07): books of 500 lines, closed when the year is over, and no line after that."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from onestop.domain import register
from onestop.domain.errors import Forbidden, NotFound, RegisterClosed, RegisterRuns
from onestop.storage.rows import Fact, RegisterSeries
from onestop.usecases import receiving, registers
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


@pytest.mark.parametrize(("number", "book"), [(1, 1), (500, 1), (501, 2), (1000, 2), (1001, 3)])
def test_books(number: int, book: int) -> None:
    assert register.book_of(number) == book
    assert number in register.lines_of(book)


def test_it_must_close_once_nothing_can_be_dated_back_into_it() -> None:
    assert not register.may_close(2026, date(2026, 12, 31))
    assert register.may_close(2026, date(2027, 1, 1))
    assert not register.must_close(2026, date(2027, 1, 5), 5)
    assert register.must_close(2026, date(2027, 1, 6), 5)


def series(bureau: Bureau) -> RegisterSeries:
    with bureau.work.reading() as session:
        return session.scalars(select(RegisterSeries).where(RegisterSeries.year == 2026)).one()


def test_a_closed_register_takes_no_line_and_nothing_is_lost(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    authority = bureau.row(made).authority_id
    with pytest.raises(RegisterRuns):
        registers.close(bureau.work, authority, 2026, actor=bureau.boss, now=clock())
    clock.forward(days=(date(2027, 1, 2) - clock().date()).days)
    with pytest.raises(Forbidden):
        registers.close(bureau.work, authority, 2026, actor=bureau.desk, now=clock())
    with pytest.raises(NotFound):
        registers.close(bureau.work, authority, 2024, actor=bureau.boss, now=clock())
    assert registers.close(bureau.work, authority, 2026, actor=bureau.boss, now=clock()) == 1
    closed_at = series(bureau).closed_at
    assert registers.close(bureau.work, authority, 2026, actor=bureau.boss, now=clock() + AN_HOUR) == 1
    assert series(bureau).closed_at == closed_at  # once is enough
    late = bureau.full()
    with pytest.raises(RegisterClosed):
        receiving.receive(
            bureau.work,
            late,
            actor=bureau.desk,
            now=clock(),
            received_at=clock() - timedelta(days=2, hours=2),
            reason="Nộp qua bưu điện",
        )
    assert (series(bureau).last, bureau.row(late).code) == (1, None)
    receipt = receiving.receive(bureau.work, late, actor=bureau.desk, now=clock())
    assert (receipt.register_year, receipt.register_no) == (2027, 1)


def test_the_clock_closes_what_nobody_closed(bureau: Bureau, clock: Clock) -> None:
    bureau.received()
    assert registers.close_over(bureau.work, now=clock()) == 0
    clock.forward(days=(date(2027, 3, 1) - clock().date()).days)
    assert registers.close_over(bureau.work, now=clock()) == 1
    assert registers.close_over(bureau.work, now=clock()) == 0
    assert series(bureau).closed_by == str(registers.CLOCK)
    with bureau.work.reading() as session:
        facts = session.scalars(select(Fact).where(Fact.kind == "register.closed")).all()
    assert [fact.data["lines"] for fact in facts] == [1]
