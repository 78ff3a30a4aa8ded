"""The board: newest first, each number once, the newest glows, and an old truth says its age."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from displays.hall_board import RECENT, ROWS, BoardFacts, Called, HallBoard, Waiting, draw
from displays.paper_list import OnPaper
from displays.paper_list import draw as draw_list
from onestop.words import say

VI, EN = partial(say, "vi"), partial(say, "en")
NOW = datetime(2026, 11, 2, 9, 32)  # noqa: DTZ001 - already in the office's zone


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def board(*calls: Called, as_of: datetime | None = NOW, waiting: tuple[Waiting, ...] = ()) -> HallBoard:
    lines = (" Nghỉ trưa 11:30 ", "", "Mời lấy số trước 16:00")
    return draw(BoardFacts("Nghĩa Đô", calls, waiting, lines, as_of), NOW, VI)


def test_newest_first_and_only_the_newest_glows() -> None:
    drawn = board(Called("A046", 1, ago(40)), Called("A047", 3, ago(4)))
    assert [(row.number, row.counter, row.glow) for row in drawn.now] == [
        ("A047", "Quầy 3", True),
        ("A046", "Quầy 1", False),
    ]
    assert not board(Called("A047", 3, ago(11))).now[0].glow


def test_a_recall_moves_its_number_to_the_top_and_says_which_call_it_is() -> None:
    drawn = board(Called("A046", 1, ago(90)), Called("A047", 3, ago(40)), Called("A046", 1, ago(2), recalled=1))
    assert [(row.number, row.note) for row in drawn.now] == [("A046", "Gọi lần 2"), ("A047", "")]


def test_what_is_over_goes_to_the_recent_calls() -> None:
    drawn = board(Called("A046", 1, ago(300), current=False), Called("A047", 3, ago(4)))
    assert [row.number for row in drawn.recent] == ["A046"]
    assert drawn.recent[0].time == "09:27"


def test_who_comes_for_a_result_and_the_line_for_results_say_so() -> None:
    calls = (Called("A046", 1, ago(40)), Called("R002", 3, ago(4), results=True))
    drawn = board(*calls, waiting=(Waiting("A", "Hộ tịch", 12), Waiting("R", "Nhận kết quả", 1, results=True)))
    assert [row.business for row in drawn.now] == ["Trả kết quả", ""]
    assert [line.business for line in drawn.waiting] == ["", "Trả kết quả"]


def test_waiting_ticker_and_clock() -> None:
    drawn = board(waiting=(Waiting("A", "Hộ tịch", 12), Waiting("B", "Đất đai", 0)))
    assert [line.people for line in drawn.waiting] == ["12 người", "Không có ai chờ"]
    assert drawn.ticker == "Nghỉ trưa 11:30   •   Mời lấy số trước 16:00"
    assert (drawn.clock, drawn.date) == ("09:32", "Thứ Hai, 02/11/2026")
    assert drawn.empty


@pytest.mark.parametrize(
    ("seconds", "words", "lost"),
    [
        (0, "", False),
        (9.9, "", False),
        (12, "Thông tin cách đây 12 giây", False),
        (45, "Mất kết nối, thông tin cách đây 45 giây. Xin nghe gọi số tại quầy", True),
        (150, "Mất kết nối, thông tin cách đây 2 phút. Xin nghe gọi số tại quầy", True),
        (-5, "", False),
    ],
)
def test_an_old_truth_says_its_age(seconds: float, words: str, *, lost: bool) -> None:
    drawn = board(as_of=ago(seconds))
    assert (drawn.stale, drawn.lost) == (words, lost)


def test_before_the_first_snapshot_it_says_that_it_connects() -> None:
    drawn = board(as_of=None)
    assert drawn.lost
    assert drawn.stale.startswith("Đang kết nối")


def test_english_counts_one_person() -> None:
    facts = BoardFacts("Nghĩa Đô", (), (Waiting("A", "Civil status", 1),), as_of=NOW)
    assert draw(facts, NOW, EN).waiting[0].people == "1 person"


@given(
    st.lists(
        st.builds(
            Called,
            number=st.from_regex(r"[AB]\d", fullmatch=True),
            counter=st.integers(1, 9),
            at=st.integers(0, 900).map(ago),
            current=st.booleans(),
        ),
        max_size=40,
    )
)
def test_never_more_rows_than_can_be_read_and_no_number_twice(calls: list[Called]) -> None:
    drawn = board(*calls)
    shown = [row.number for row in (*drawn.now, *drawn.recent)]
    assert len(drawn.now) <= ROWS
    assert len(drawn.recent) <= RECENT
    assert len(shown) == len(set(shown))
    assert sum(row.glow for row in drawn.now) <= 1


def test_the_paper_list_has_boxes_for_the_hand_and_no_names() -> None:
    sheet = draw_list("Nghĩa Đô", "Hộ tịch", (OnPaper("A047", ago(600), priority=True),), NOW, VI)
    assert sheet.rows == (("A047", "09:22", "Có", "", "", ""),)
    assert len(sheet.columns) == 6
    assert sheet.count == "Tổng cộng 1 người chờ"
    assert draw_list("Nghĩa Đô", "Hộ tịch", (), NOW, VI).count == "Chưa có ai chờ"
