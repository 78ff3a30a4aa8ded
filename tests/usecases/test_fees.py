"""What is still to be paid: told while it is, with a transfer that names the dossier; to its holder and officers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.errors import BadInput
from onestop.domain.formats import vietqr
from onestop.domain.formats.vietqr import Transfer
from onestop.domain.procedure import Channel, Terms
from onestop.queries import lookup
from onestop.queries.fees import FeeDue
from onestop.usecases import fees, processing, setup_units
from onestop.usecases.setup_units import AuthorityWish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau

ACCOUNT = {"bank": "970436", "account": "0011001932418", "account_holder": "KHO BẠC NHÀ NƯỚC"}


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    made = Bureau(hall, clock)
    limit = RULES.terms[0].limit
    made.procedure("paid", replace(RULES, terms=(Terms(Channel.COUNTER, limit, fee_vnd=150_000),)))
    return made


def account(bureau: Bureau, **told: str) -> None:
    wish = AuthorityWish("000.00.00.T01", "Cơ quan thử", **{**ACCOUNT, **told})  # type: ignore[arg-type]
    setup_units.save_authority(bureau.work, bureau.hall.office_id, wish, actor=bureau.admin, now=bureau.clock())


def seen(bureau: Bureau, code: str, secret: str) -> FeeDue | None:
    with bureau.work.reading() as session:
        return lookup.look_up(session, code, secret, bureau.clock()).fee


def test_it_is_told_until_it_is_paid_and_told_again_when_more_is_asked(bureau: Bureau) -> None:
    account(bureau)
    made, receipt = bureau.received("paid")
    bill = vietqr.bill_of(receipt.code)
    due = bureau.view(made).fee
    assert due is not None
    assert (due.amount_vnd, due.holder, due.purpose) == (150_000, ACCOUNT["account_holder"], bill)
    assert vietqr.read(due.vietqr) == Transfer("970436", "0011001932418", 150_000, bill, bill)
    assert seen(bureau, receipt.code, receipt.secret) == due
    assert seen(bureau, receipt.code, "") is None
    fees.paid(bureau.work, made, "BL-1", actor=bureau.desk, now=bureau.clock())
    assert bureau.view(made).fee is None
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=bureau.clock())
    fees.ask(bureau.work, each, 20_000, actor=bureau.one, now=bureau.clock())
    asked = bureau.view(made).fee
    assert asked is not None
    assert asked.amount_vnd == 20_000
    processing.withdraw(bureau.work, made, "đổi ý", actor=bureau.desk, now=bureau.clock())
    assert bureau.view(made).fee is None


def test_without_an_account_it_is_paid_at_the_counter(bureau: Bureau) -> None:
    made, _ = bureau.received("paid")
    assert bureau.view(made).fee == FeeDue(150_000)


@pytest.mark.parametrize("key", ["test", "draft"])
def test_where_nothing_is_owed_nothing_is_told(bureau: Bureau, key: str) -> None:
    made: UUID = bureau.opened("paid") if key == "draft" else bureau.received()[0]
    assert bureau.view(made).fee is None


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"bank": ""}, "bank"),
        ({"bank": "97043"}, "bank"),
        ({"account": ""}, "account"),
        ({"account": "12 34"}, "account"),
        ({"account_holder": " "}, "account_holder"),
        ({"account_holder": "x" * 121}, "account_holder"),
    ],
)
def test_an_account_is_whole_or_none(bureau: Bureau, told: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        account(bureau, **told)
    assert refused.value.facts["field"] == field
    account(bureau, bank="", account="", account_holder="")
