"""A sign shows what is true now, in exactly its cells, and nothing else."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays.counter_sign import CounterSign, Desk, face, plain, two_lines
from onestop.words import say

VI, EN = partial(say, "vi"), partial(say, "en")


def test_a_call_blinks_and_a_visit_is_steady() -> None:
    called = face(CounterSign(3, Desk.OPEN, "B1024", called=True), 6)
    assert (called.text, called.blink_s) == ("B1024 ", 10.0)
    served = face(CounterSign(3, Desk.OPEN, "B1024"), 6)
    assert (served.text, served.blink_s) == ("B1024 ", 0.0)


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        (CounterSign(3, Desk.CLOSED), "----"),
        (CounterSign(3, Desk.CLOSED, "A047"), "----"),
        (CounterSign(3, Desk.PAUSED), "----"),
        (CounterSign(3, Desk.OPEN), "    "),
        (CounterSign(3, Desk.OPEN, "A047", called=True, stale=True), "----"),
        (CounterSign(3, Desk.OPEN, stale=True), "----"),
    ],
)
def test_dashes_when_nobody_is_there_or_the_truth_is_old(sign: CounterSign, text: str) -> None:
    assert face(sign, 4).text == text
    assert face(sign, 4).blink_s == 0


def test_too_long_a_number_keeps_its_end() -> None:
    assert face(CounterSign(1, Desk.OPEN, "B1024"), 4).text == "1024"


def test_a_pole_display_says_it_without_marks() -> None:
    called = two_lines(CounterSign(3, Desk.OPEN, "B1024", called=True), VI)
    assert called.text == "MOI SO: B1024       "
    assert called.second == "      QUAY 03       "
    assert two_lines(CounterSign(3, Desk.PAUSED), VI).text.strip() == "TAM NGHI"
    assert two_lines(CounterSign(3, Desk.CLOSED), EN).text.strip() == "CLOSED"
    stale = two_lines(CounterSign(3, Desk.OPEN, "B1024", called=True, stale=True), VI)
    assert "B1024" not in stale.text
    assert stale.blink_s == 0


def test_marks_fall_off() -> None:
    assert plain("Đang phục vụ ưu tiên ở quầy") == "DANG PHUC VU UU TIEN O QUAY"


@given(
    desk=st.sampled_from(Desk),
    number=st.none() | st.from_regex(r"[A-ZĐ]{1,2}-?\d{1,5}", fullmatch=True),
    called=st.booleans(),
    stale=st.booleans(),
    cells=st.integers(2, 20),
)
def test_a_face_has_exactly_its_cells(
    desk: Desk, number: str | None, *, called: bool, stale: bool, cells: int
) -> None:
    sign = CounterSign(12, desk, number, called=called, stale=stale)
    assert len(face(sign, cells).text) == cells
    pole = two_lines(sign, VI, cells)
    assert len(pole.text) == len(pole.second) == cells
    assert (pole.text + pole.second).isascii()
