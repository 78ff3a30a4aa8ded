"""The page of money: transfers assigned and settled, a till counted and closed; each sees what is theirs."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.procedure import Channel, Terms
from onestop.live import feed
from onestop.live.feed import live
from onestop.queries import money
from onestop.queries.facts import HallView
from onestop.storage.rows import Payment
from onestop.usecases import bank, fees, setup_units
from onestop.usecases.bank import Told
from onestop.usecases.setup_units import AuthorityWish
from onestop.web.money.page import money as page
from onestop.web.money.state import Money, _sum
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau
from tests.web.browser import signed_in

FEE = 150_000


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(lite_hall.shop, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    made = Bureau(lite_hall, clock)
    made.procedure("paid", replace(RULES, terms=(Terms(Channel.COUNTER, RULES.terms[0].limit, fee_vnd=FEE),)))
    wish = AuthorityWish("000.00.00.T01", "Cơ quan thử", bank="970436", account="0011001932418", account_holder="K")
    setup_units.save_authority(made.work, made.hall.office_id, wish, actor=made.admin, now=clock())
    yield made
    feed.forget()


def comes(bureau: Bureau, purpose: str, amount: int = FEE, reference: str = "FT1") -> None:
    told = Told("970436", "0011001932418", reference, amount, bureau.clock(), purpose)
    bank.note(bureau.work, told, now=bureau.clock())


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(type(state), name).fn(state, *arguments))


async def opened(bureau: Bureau, username: str) -> Any:
    state: Any = Money()
    signed_in(state, bureau.hall.token(username))
    await press(state, "show_day", bureau.clock().astimezone(bureau.zone).date().isoformat())
    return state


async def test_a_mistyped_purpose_is_suggested_and_assigned(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    bureau.received("paid")
    typo = receipt.code.replace(".", "").replace("-", "")
    comes(bureau, f"le phi {typo[:-3]}{typo[-2:]} cam on")
    state = await opened(bureau, "supervisor1")
    (row,) = state.waiting
    assert (row.amount, row.fit) == ("150.000 đ", "unknown")
    assert "assign" in await press(state, "ask", row.key, "assign")
    assert receipt.code in state.suggested
    assert "toast" in await press(state, "assign", {"dossier": "000.00.00.T01-260101-9999"})
    assert (state.waiting[0].key, state.suggested[0]) == (row.key, receipt.code)
    assert "close" in await press(state, "assign", {"dossier": f" {receipt.code} "})
    assert state.waiting == []
    assert bureau.row(made).paid_at is not None


async def test_what_owes_nothing_is_said_at_its_field(bureau: Bureau) -> None:
    _, free = bureau.received("test")
    comes(bureau, "nothing in it")
    state = await opened(bureau, "supervisor1")
    await press(state, "ask", state.waiting[0].key, "assign")
    assert state.suggested == []
    await press(state, "assign", {"dossier": free.code})
    assert (state.wrong, len(state.waiting)) == ("dossier", 1)


async def test_too_much_is_settled_with_the_transfer_back(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    comes(bureau, receipt.code, FEE + 50_000)
    state = await opened(bureau, "supervisor1")
    (row,) = state.waiting
    assert (row.fit, row.surplus, row.dossier) == ("over", "50.000 đ", receipt.code)
    await press(state, "ask", row.key, "settle")
    await press(state, "settle", {"outcome": " "})
    assert (state.wrong, len(state.waiting)) == ("outcome", 1)
    assert "close" in await press(state, "settle", {"outcome": "Đã chuyển trả", "back": "FT9"})
    with bureau.work.reading() as session:
        assert [each.amount_vnd for each in money.of_dossier(session, made)] == [FEE + 50_000, -50_000]
    assert "toast" in await press(state, "settle", {"outcome": "Đã chuyển trả"}), "somebody was quicker"


async def test_a_till_is_counted_and_closed(bureau: Bureau) -> None:
    made, receipt = bureau.received("paid")
    fees.paid(bureau.work, made, "PT", actor=bureau.desk, now=bureau.clock())
    boss, desk = await opened(bureau, "supervisor1"), await opened(bureau, "officer1")
    assert (desk.expected, [(line.receipt, line.dossier) for line in desk.lines]) == (
        "150.000 đ",
        [("0001/2026", receipt.code)],
    )
    assert [(each.payments, each.expected) for each in boss.holders] == [(1, "150.000 đ")]
    assert (desk.waiting, desk.holders, desk.supervises) == ([], [], False)
    for typed, note, wrong in (("nhiều", "", "counted"), ("149.000", "", "note"), ("", "vì sao", "counted")):
        await press(desk, "close_till", {"counted": typed, "note": note})
        assert desk.wrong == wrong
    assert "close" in await press(desk, "close_till", {"counted": "149.000 đ", "note": "Thối nhầm"})
    assert (desk.lines, desk.closed[0].differs, desk.closed[0].note) == ([], "-1.000 đ", "Thối nhầm")
    assert "toast" in await press(desk, "close_till", {"counted": "0"})
    await press(boss, "show_day", "2026-11-22")
    assert boss.closed == []
    await press(boss, "show_day", "not a day")
    with bureau.work.reading() as session:
        assert session.query(Payment).one().till_id is not None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1990000", 1990000), ("1.990.000 đ", 1990000), (" 0", 0), ("-5", -1), ("1,5", -1), ("9" * 16, -1), ("", -1)],
)
def test_sums_as_people_type_them(typed: str, read: int) -> None:
    assert _sum(typed) == read


def test_the_page_says_what_there_is() -> None:
    drawn = str(page())
    for word in ("close-till", "assign", "settle", "money-sum"):
        assert word in drawn
