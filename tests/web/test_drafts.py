"""The list of what was handed in: as it was read, handed in first, each with the way to go on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from onestop.domain.people import COUNTER, SUPERVISION
from onestop.queries import drafts
from onestop.queries.drafts import DraftRow
from onestop.usecases.intake import INTAKE
from onestop.web.drafts.page import drafts as page
from onestop.web.drafts.state import _line

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
ROW = DraftRow(UUID(int=7), "0000-0007", "draft", "Thủ tục", "Nguyễn Văn An", "assisted", AT, None, None, 2)


def test_whoever_sees_the_list_may_go_on_with_what_is_in_it() -> None:
    assert drafts.READERS == COUNTER | SUPERVISION == INTAKE


def test_a_line_leads_to_its_intake_and_tells_the_offices_time() -> None:
    line = _line(ROW, ZoneInfo("Asia/Ho_Chi_Minh"), AT)
    assert (line.href, line.at, line.copies) == (f"/intake/{UUID(int=7)}", "09:30 23/11/2026", 2)


@pytest.mark.parametrize(("ahead", "late"), [(1, False), (0, True), (-60, True)])
def test_what_was_handed_in_says_until_when_it_is_answered(ahead: int, late: bool) -> None:
    row = replace(ROW, status="submitted", submitted_at=AT, decide_by=AT + timedelta(minutes=ahead))
    line = _line(row, ZoneInfo("Asia/Ho_Chi_Minh"), AT)
    assert (line.late, line.decide[-5:]) == (late, "23/11")
    assert _line(ROW, ZoneInfo("Asia/Ho_Chi_Minh"), AT).decide == ""


def test_the_page_is_drawn() -> None:
    drawn = str(page())
    assert "drafts" in drawn
    assert drawn.count("scope") >= 7
