"""Forms for a screen: what fits a blank stands on the paper as the law writes it, what does not is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.eform import LONGEST, MOST_BLANKS, Answer, Blank, Kind, read
from onestop.domain.errors import BadInput
from onestop.domain.formats import blanks

NAME, WHY = Blank("Tên", needed=True), Blank("Giải trình", Kind.PROSE)
DAY, SUM = Blank("Ngày ký", Kind.DAY), Blank("Giá trị", Kind.WHOLE)
WAY = Blank("Hình thức", Kind.CHOICE, choices=("độc quyền", "không"))


@pytest.mark.parametrize(
    ("blank", "said", "stands"),
    [
        (NAME, "  Máy   X-quang\n DR-500\x00 ", "Máy X-quang DR-500"),
        (WHY, "một \n\n hai\u200b\t ba ", "một\nhai ba"),
        (DAY, "5/3/2026", "05/03/2026"),
        (DAY, "05032026", "05/03/2026"),
        (DAY, "29-2-2028", "29/02/2028"),
        (SUM, "1200000", "1.200.000"),
        (SUM, "1 200 000", "1.200.000"),
        (SUM, "1.200", "1200"),
        (SUM, "2024", "2024"),
        (SUM, "000", "0"),
        (WAY, "không", "không"),
        (DAY, "", ""),
        (WAY, " ", ""),
    ],
)
def test_what_fits_stands_on_the_paper(blank: Blank, said: str, stands: str) -> None:
    assert read((blank,), (said,)) == (Answer(blank.label, stands),)


@pytest.mark.parametrize(
    ("blank", "said", "reason"),
    [
        (NAME, " \n\u200b", "missing"),
        (NAME, "a" * (LONGEST[Kind.LINE] + 1), "long"),
        (WHY, "a" * (LONGEST[Kind.PROSE] + 1), "long"),
        (DAY, "31/02/2026", "day"),
        (DAY, "2026", "day"),
        (DAY, "1/1/0000", "day"),
        (SUM, "-5", "number"),
        (SUM, "1,5", "number"),
        (SUM, "12.34", "number"),
        (SUM, "٣", "number"),
        (SUM, "9" * 16, "number"),
        (WAY, "khong", "choice"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(blank: Blank, said: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        read((WHY, blank), ("", said))
    assert refused.value.facts == {"field": "1", "reason": reason}


def test_as_many_answers_as_blanks() -> None:
    for said in ((), ("a", "b")):
        with pytest.raises(BadInput, match="length"):
            read((NAME,), said)


LABELS = st.text(st.characters(exclude_characters="[]*\n\r", exclude_categories=("C", "Z")), min_size=1, max_size=20)
CHOICES = st.text(st.characters(exclude_characters="[]|\n\r", exclude_categories=("C", "Z")), min_size=1, max_size=9)


@st.composite
def forms(draw: st.DrawFn) -> tuple[Blank, ...]:
    def one() -> Blank:
        kind = draw(st.sampled_from(Kind))
        several = st.lists(CHOICES, min_size=2, max_size=5, unique=True)
        choices = tuple(draw(several)) if kind is Kind.CHOICE else ()
        return Blank(draw(LABELS), kind, draw(st.booleans()), choices)

    return tuple(one() for _ in range(draw(st.integers(0, 6))))


@given(forms())
def test_lines_say_the_same_form(made: tuple[Blank, ...]) -> None:
    assert blanks.read(blanks.written(made)) == made


def test_lines_may_be_typed_by_hand() -> None:
    assert blanks.read("\nNgày ký*[ NGÀY ]\r\n\n Hình thức [choice: a|b | ]\nTên *\n") == (
        Blank("Ngày ký", Kind.DAY, needed=True),
        Blank("Hình thức", Kind.CHOICE, choices=("a", "b")),
        Blank("Tên", needed=True),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Tên [",
        "Tên []",
        "Tên [màu]",
        "* [số]",
        "Tên [chọn]",
        "Tên [chọn: a]",
        "Tên [chọn: a | a]",
        "Tên [số: 1]",
        "a*b",
    ],
)
def test_a_line_that_is_no_blank_is_named(line: str) -> None:
    with pytest.raises(BadInput) as refused:
        blanks.read(f"Tên\n\n{line}")
    assert refused.value.facts == {"field": "3"}


def test_a_form_has_an_end() -> None:
    assert len(blanks.read("Tên\n" * MOST_BLANKS)) == MOST_BLANKS
    with pytest.raises(BadInput):
        blanks.read("Tên\n" * (MOST_BLANKS + 1))
