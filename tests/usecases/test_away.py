"""Who may say who stands in: oneself, a head of one's unit, a supervisor; what each of them sees of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.errors import BadInput, Forbidden
from onestop.domain.people import Actor
from onestop.queries import away
from onestop.queries.away import AwayView
from onestop.storage.rows import Substitution
from onestop.usecases import setup_units
from onestop.web.away.state import Away
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.web.browser import signed_in

TODAY = date(2026, 11, 23)


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def said(bureau: Bureau, who: Actor, by: Actor, actor: Actor, first: int = 0, last: int = 2) -> UUID:
    span = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    return setup_units.substitute(
        bureau.work,
        bureau.hall.office_id,
        who.officer_id,
        by.officer_id,
        span,
        actor=actor,
        now=bureau.clock(),
    )


def seen(bureau: Bureau, actor: Actor) -> AwayView:
    with bureau.work.reading() as session:
        return away.view(session, actor, bureau.clock())


def test_oneself_ones_head_and_a_supervisor_say_it_and_nobody_else(bureau: Bureau) -> None:
    for actor in (bureau.one, bureau.head, bureau.boss, bureau.admin):
        made = said(bureau, bureau.one, bureau.two, actor)
        for stranger in (bureau.two, bureau.desk, bureau.post, bureau.hall.officer("officer5")):
            with pytest.raises(Forbidden):
                setup_units.end_substitution(bureau.work, made, actor=stranger, now=bureau.clock())
        setup_units.end_substitution(bureau.work, made, actor=actor, now=bureau.clock())
    for stranger in (bureau.two, bureau.desk, bureau.post, bureau.hall.place("kiosk-1")):
        with pytest.raises(Forbidden):
            said(bureau, bureau.one, bureau.two, stranger)
    with pytest.raises(Forbidden):
        said(bureau, bureau.head, bureau.two, bureau.one)


def test_what_each_sees(bureau: Bureau) -> None:
    said(bureau, bureau.one, bureau.two, bureau.one)
    said(bureau, bureau.head, bureau.desk, bureau.head, 5, 9)
    rows = seen(bureau, bureau.head).rows
    assert [(row.now, row.may_end) for row in rows] == [(True, True), (False, True)]
    assert [(row.now, row.may_end) for row in seen(bureau, bureau.two).rows] == [(True, False)]
    assert [row.may_end for row in seen(bureau, bureau.desk).rows] == [False]
    assert seen(bureau, bureau.post).rows == ()
    assert len(seen(bureau, bureau.boss).rows) == 2
    assert {one.id for one in seen(bureau, bureau.head).whose} == {bureau.head.officer_id, bureau.one.officer_id}
    assert [one.id for one in seen(bureau, bureau.post).whose] == [bureau.post.officer_id]
    assert len(seen(bureau, bureau.boss).whose) == len(seen(bureau, bureau.boss).by) > 10


def test_what_is_over_or_ended_is_not_shown(bureau: Bureau, clock: Clock) -> None:
    said(bureau, bureau.one, bureau.two, bureau.one)
    clock.forward(days=3)
    assert seen(bureau, bureau.one).rows == ()


async def press(bureau: Bureau, username: str, name: str, *args: Any) -> tuple[Away, str]:
    state = Away()
    signed_in(state, bureau.hall.token(username))
    handler: Any = getattr(Away, name)
    return state, str(await handler.fn(state, *args))


async def test_the_page_keeps_what_was_wrong_and_shows_what_was_said(
    lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    bureau = Bureau(lite_hall, clock)
    form = {"officer": str(bureau.one.officer_id), "by": "", "from_day": "2026-11-24", "to_day": "2026-11-25"}
    state, told = await press(bureau, "officer2", "save", form)
    assert (state.wrong, "bad" in told) == ("by", True)
    state, told = await press(bureau, "officer2", "save", {**form, "by": str(bureau.one.officer_id)})
    assert state.wrong == "span"
    state, told = await press(bureau, "officer2", "save", {**form, "by": str(bureau.two.officer_id)})
    assert "good" in told
    (line,) = state.lines
    assert (line.days, line.now, line.may_end) == ("24/11/2026 – 25/11/2026", False, True)
    _, told = await press(bureau, "officer5", "end", line.key)
    assert "bad" in told
    state, told = await press(bureau, "officer2", "end", line.key)
    assert ("good" in told, state.lines) == (True, [])
    with lite_hall.work.reading() as session:
        assert session.scalars(select(Substitution)).one().ended_at is not None


def test_a_chain_of_stand_ins_is_refused(bureau: Bureau) -> None:
    said(bureau, bureau.one, bureau.two, bureau.one)
    with pytest.raises(BadInput) as refused:
        said(bureau, bureau.two, bureau.desk, bureau.two, 1, 1)
    assert refused.value.facts["field"] == "by"
