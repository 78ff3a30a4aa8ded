"""Which stages may open, and the plan of a dossier's stages with their due instants."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from onestop.domain import deadline, stage
from onestop.domain.deadline import Limit, Unit
from onestop.domain.procedure import StageRule
from onestop.domain.stage import Status
from tests.domain.calendars import PLAIN, ZONE, Both, instants, offices
from tests.domain.test_deadline import LIMITS

DAY = Limit(1, Unit.WORKING_DAYS)
AFTER = {"check": (), "appraise": ("check",), "opinion": ("check",), "sign": ("appraise", "opinion")}


def test_stages_open_when_all_before_them_are_over_and_side_by_side() -> None:
    statuses = dict.fromkeys(AFTER, Status.WAITING)
    assert stage.ready(AFTER, statuses) == ["check"]
    statuses["check"] = Status.DONE
    assert stage.ready(AFTER, statuses) == ["appraise", "opinion"]
    statuses |= {"appraise": Status.DONE, "opinion": Status.HELD}
    assert stage.ready(AFTER, statuses) == []
    statuses["opinion"] = Status.SKIPPED
    assert stage.ready(AFTER, statuses) == ["sign"]


def test_a_stage_sent_back_holds_up_those_that_still_wait() -> None:
    statuses = dict.fromkeys(AFTER, Status.DONE) | {"sign": Status.WAITING, "appraise": Status.OPEN}
    assert stage.ready(AFTER, statuses) == []


def test_the_plan_runs_branches_side_by_side_and_waits_for_the_longest() -> None:
    limits = {"check": DAY, "appraise": Limit(3, Unit.WORKING_DAYS), "opinion": DAY, "sign": None}
    rules = [StageRule(code, code, "u", limits[code], after=AFTER[code]) for code in AFTER]
    plan = stage.plan(rules, datetime(2026, 3, 2, 15, 30, tzinfo=ZONE), PLAIN[0])
    days = {one.code: (one.starts.day, one.due and one.due.day) for one in plan}
    assert days == {"check": (3, 4), "appraise": (4, 9), "opinion": (4, 5), "sign": (9, None)}


@given(offices(), st.lists(LIMITS, min_size=1, max_size=4), instants(20), st.data())
def test_no_stage_begins_before_those_before_it_are_due(
    both: Both, limits: list[Limit], received: datetime, data: st.DataObject
) -> None:
    codes = [str(i) for i in range(len(limits))]
    rules = [
        StageRule(code, code, "u", limit, after=tuple(data.draw(st.sets(st.sampled_from(codes[:i])))) if i else ())
        for i, (code, limit) in enumerate(zip(codes, limits, strict=True))
    ]
    plan = {one.code: one for one in stage.plan(rules, received, both[0])}
    reaches = deadline.hand_over(received, both[0])
    for rule in rules:
        one = plan[rule.code]
        assert one.starts == max((plan[code].due or received for code in rule.after), default=reaches)
        assert one.due is not None
        assert one.due > one.starts


def test_papers_received_in_the_evening_begin_next_morning() -> None:
    evening = datetime(2026, 3, 2, 20, tzinfo=ZONE)
    (one,) = stage.plan([StageRule("a", "a", "u", DAY)], evening, PLAIN[0])
    assert one.starts == (evening + timedelta(days=1)).replace(hour=7, minute=30)
