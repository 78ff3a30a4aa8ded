"""Whose telephone it is: a code is good once, for a while and some tries, and what is kept of it tells nothing."""

import re

import pytest
from sqlalchemy import select

from onestop.domain.errors import (
    BadInput,
    CodeEnded,
    CodeTooSoon,
    CodeWrong,
)
from onestop.storage.rows import Notice, OneTimeCode
from onestop.usecases import notices, one_time_codes
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.booking_desk import AN, RULES, Desk


@pytest.fixture
def desk(hall: Hall, clock: Clock) -> Desk:
    return Desk(hall, clock, RULES)


def test_a_code_is_good_once_and_its_text_is_emptied_when_sent(desk: Desk) -> None:
    proof = desk.proof(AN)
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    with pytest.raises(CodeEnded):
        one_time_codes.prove(desk.work, AN, code, now=desk.clock())
    (sent,) = notices.claim(desk.work, desk.clock())
    notices.settle(desk.work, sent.id, notices.Fate(), now=desk.clock())
    assert desk.text("code") == ""
    with desk.work.reading() as session:
        row = session.get_one(OneTimeCode, "+84912345678")
    assert proof not in (row.proof, row.digest)


def test_five_wrong_ones_and_it_is_none(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as no:
            one_time_codes.prove(desk.work, AN, wrong, now=desk.clock())
        assert no.value.facts == {"left": left}
    for said in (wrong, code):
        with pytest.raises(CodeEnded):
            one_time_codes.prove(desk.work, AN, said, now=desk.clock())


def test_too_late_too_often_and_no_telephone(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    (code,) = re.findall(r"\b\d{6}\b", desk.text("code"))
    with pytest.raises(CodeTooSoon):
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=5)
    with pytest.raises(CodeEnded):
        one_time_codes.prove(desk.work, AN, code, now=desk.clock())
    for _ in range(4):
        desk.clock.forward(minutes=2)
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=2)
    with pytest.raises(CodeTooSoon):
        one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(hours=1)
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    with pytest.raises(BadInput):
        one_time_codes.ask(desk.work, desk.office, "0243 822 3344", now=desk.clock())


def test_a_code_nobody_can_use_any_more_is_not_sent(desk: Desk) -> None:
    one_time_codes.ask(desk.work, desk.office, AN, now=desk.clock())
    desk.clock.forward(minutes=6)
    assert notices.claim(desk.work, desk.clock()) == []
    with desk.work.reading() as session:
        row = session.scalars(select(Notice).where(Notice.kind == "code")).one()
    assert (row.state, row.fault, row.text) == ("failed", "notice.too_late", "")


def test_a_proof_is_for_a_quarter_of_an_hour(desk: Desk) -> None:
    proof = desk.proof(AN)
    desk.clock.forward(minutes=15)
    for said in (proof, "", "x" * 32):
        with pytest.raises(CodeEnded):
            desk.book(said, "2026-11-24T08:30")
