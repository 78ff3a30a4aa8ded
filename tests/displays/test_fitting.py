"""Nothing that was made to fit is wider than its place, and no word is lost on the way."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from displays.fitting import ELLIPSIS, FONTS, balance, cut, line_height, shrink, width, wrap, wrap_at_most
from hardware.drivers import paper

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyẫậếộởữĐƯ0123456789 ", min_size=1, max_size=90).filter(
    str.strip
)


@given(text=VIETNAMESE, within=st.integers(120, 576), bold=st.booleans())
def test_wrapped_lines_fit_and_keep_every_letter(text: str, within: int, *, bold: bool) -> None:
    lines = wrap(text, 28, within, bold=bold)
    assert all(width(line, 28, bold=bold) <= within for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(text=VIETNAMESE, within=st.integers(120, 576), most=st.integers(1, 3))
def test_at_most_so_many_lines(text: str, within: int, most: int) -> None:
    for lines in (wrap_at_most(text, 28, within, most), balance(text, 28, within, most)):
        assert 1 <= len(lines) <= most
        assert all(width(line, 28) <= within for line in lines)


def test_what_is_measured_is_what_is_printed() -> None:
    """The same two font files lie on both sides of the contract."""
    drivers = {path.read_bytes() for path in Path(paper.__file__).parent.glob("fonts/*.ttf")}
    assert {path.read_bytes() for path in FONTS.glob("*.ttf")} == drivers


def test_cut_says_that_something_is_missing() -> None:
    assert cut("Hộ tịch", 28, 400) == "Hộ tịch"
    short = cut("Hộ tịch, chứng thực, bảo trợ xã hội", 28, 200)
    assert short.startswith("Hộ tịch")
    assert short.endswith(ELLIPSIS)


def test_balance_leaves_no_lonely_word() -> None:
    text = "Còn 12 người chờ trước ông/bà"
    assert wrap(text, 28, 384) == ["Còn 12 người chờ trước", "ông/bà"]
    assert balance(text, 28, 384, 2) == ["Còn 12 người chờ", "trước ông/bà"]


def test_blank_is_no_line() -> None:
    assert wrap(" ", 28, 384) == balance(" ", 28, 384, 2) == []


def test_marks_stacked_on_a_capital_need_room() -> None:
    assert line_height("CẤP ĐẤT", 36, bold=True) > line_height("Hộ tịch", 36, bold=True)


def test_shrink_takes_the_largest_that_fits_but_stays_readable() -> None:
    size = shrink("B1024", 536, 208, bold=True)
    assert width("B1024", size, bold=True) <= 536 < width("B1024", size + 1, bold=True)
    assert shrink("A1", 536, 208, bold=True) == 208
    assert shrink("một câu rất dài " * 9, 384, 40) == 24
