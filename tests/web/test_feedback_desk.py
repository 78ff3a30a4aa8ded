"""The supervisors' list of suggestions and complaints: decided with words, each step once."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from onestop.domain.feedback import Kind
from onestop.domain.people import Actor
from onestop.live import feed
from onestop.live.feed import live
from onestop.queries.facts import HallView
from onestop.usecases import feedback
from onestop.usecases.feedback import Said
from onestop.web.feedback_desk.page import feedback_desk as page
from onestop.web.feedback_desk.state import FeedbackDesk
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.web.browser import signed_in


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(lite_hall.shop, "now", clock)

    async def current(_: UUID) -> HallView:
        return lite_hall.view()

    monkeypatch.setattr(live(), "current", current)
    yield Bureau(lite_hall, clock)
    feed.forget()


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(type(state), name).fn(state, *arguments))


async def opened(bureau: Bureau, *kinds: Kind) -> Any:
    for kind in kinds:
        words = Said(kind, "Nguyễn Văn An", "Hồ sơ của tôi quá hạn năm ngày.", phone="0912345678")
        anybody = Actor("anyone", "phone")
        feedback.send(bureau.work, bureau.hall.office_id, words, actor=anybody, now=bureau.clock())
    state: Any = FeedbackDesk()
    signed_in(state, bureau.hall.token("supervisor1"))
    await press(state, "show", False)
    return state


async def test_from_coming_to_the_answer(bureau: Bureau) -> None:
    state = await opened(bureau, Kind.COMPLAINT)
    (line,) = state.lines
    assert (line.number, line.fresh, line.late, line.reach) == ("PA-2026-00001", True, False, "0912 345 678")
    assert "feedback-step" in await press(state, "ask", line.key, "accept")
    assert "feedback-step" in await press(state, "decide", {"words": "", "involved": True})
    assert (state.lines[0].status, state.lines[0].due[-10:]) == ("accepted", "07/01/2027")
    await press(state, "ask", line.key, "answer")
    await press(state, "decide", {"words": " "})
    assert (state.wrong, state.lines[0].status) == ("words", "accepted")
    await press(state, "decide", {"words": "Đã xin lỗi và trả kết quả."})
    assert state.lines == []
    assert "toast" in await press(state, "decide", {"words": "Lần nữa, cho chắc."}), "somebody was quicker"
    await press(state, "show", True)
    assert [(one.status, one.answer) for one in state.lines] == [("answered", "Đã xin lỗi và trả kết quả.")]


async def test_what_is_overdue_stands_out_and_nothing_is_done_out_of_turn(bureau: Bureau, clock: Clock) -> None:
    state = await opened(bureau, Kind.SUGGESTION, Kind.COMPLAINT)
    clock.forward(days=9)
    state = await opened(bureau)
    assert [(line.kind, line.late) for line in state.lines] == [("suggestion", True), ("complaint", False)]
    assert await press(state, "decide", {"words": "Không hỏi trước"}) == "None"
    for key, step in ((str(UUID(int=1)), "accept"), (state.lines[0].key, "burn")):
        assert await press(state, "ask", key, step) == "None"
    assert "feedback-step" in str(page())
