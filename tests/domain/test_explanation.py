"""A due date explained line by line: each line's rule has words in both languages, and the lines add up."""

from datetime import date, datetime

import pytest
from hypothesis import given

from onestop.domain import deadline
from onestop.domain.calendar import WorkCalendar, shifts
from onestop.domain.deadline import CAUSES, Limit, Line, Move, Rule, Tick, Unit
from onestop.domain.dossier import Noted, Step
from onestop.words import LOCALES, area, say
from tests.domain.calendars import ZONE, Both, instants, offices
from tests.domain.test_deadline import LIMITS, TICKS, history

HOURS = shifts([[day, *span] for day in range(1, 6) for span in (("08:00", "12:00"), ("13:00", "17:00"))])
OFF = {date(2026, 8, 31): "Nghỉ hoán đổi", date(2026, 9, 1): "Quốc khánh", date(2026, 9, 2): "Quốc khánh"}
CALENDAR = WorkCalendar(ZONE, HOURS, OFF, {date(2026, 8, 22): 1}, [2026])


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def told(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(f"{line.at:%d/%m}", say("vi", line.key, **line.facts)) for line in lines]


def started(moment: str, cause: str = "receive") -> list[Tick]:
    return [Tick(Move.START, at(moment), cause)]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_rule_and_every_refinement_has_words(locale: str) -> None:
    refined = [f"{rule}.{cause}" for rule, causes in CAUSES.items() for cause in causes]
    refined += [f"{Rule.COUNTED}.{unit}" for unit in Unit]
    refined += [f"{Rule.RESUMED}.{unit}" for unit in ("minutes", "days", "working_days")]
    refined += [f"{rule}.named" for rule in (Rule.DAY_OFF, Rule.ROLLED)]
    for key in [*Rule, *refined]:
        assert area(locale, "deadline").gettext(f"deadline.{key}") != f"deadline.{key}"


def test_the_causes_are_steps_of_a_dossier() -> None:
    assert {cause for causes in CAUSES.values() for cause in causes} <= set(Step) | set(Noted)


def test_every_rule_has_its_place() -> None:
    assert set(deadline.SOURCES) == set(Rule)


@given(offices(), LIMITS, instants(), TICKS)
def test_every_line_can_be_said_and_the_last_instant_is_the_due_one(
    both: Both, limit: Limit, start: datetime, drawn: list[tuple[Move, int, int]]
) -> None:
    ticks = history(start, drawn)
    lines = deadline.explain(limit, ticks, both[0])
    for line in lines:
        for locale in LOCALES:
            said = say(locale, line.key, **line.facts)
            assert not said.startswith("deadline."), line
    ends = (Rule.COUNTED, Rule.LAST_SHIFT, Rule.EXTENDED)
    assert [line.at for line in lines if line.rule in ends][-1] == deadline.reckon(limit, ticks, both[0]).due


def test_working_days_name_what_was_left_out_and_what_was_worked_instead() -> None:
    lines = deadline.explain(Limit(8, Unit.WORKING_DAYS), started("2026-08-20T09:00"), CALENDAR)
    assert told(lines) == [
        ("20/08", "Bắt đầu tính từ khi tiếp nhận hồ sơ."),
        ("20/08", "Ngày bắt đầu không tính vào thời hạn."),
        ("22/08", "Ngày làm bù, có tính."),
        ("31/08", "Ngày nghỉ, không tính: Nghỉ hoán đổi."),
        ("01/09", "Ngày nghỉ, không tính: Quốc khánh."),
        ("02/09", "Ngày nghỉ, không tính: Quốc khánh."),
        ("03/09", "Tính đủ 8 ngày làm việc."),
        ("03/09", "Thời hạn kết thúc khi hết giờ làm việc của ngày cuối."),
    ]


def test_a_last_day_off_is_named_when_it_has_a_name() -> None:
    month = deadline.explain(Limit(1, Unit.MONTHS), started("2026-07-31T09:00"), CALENDAR)
    assert told(month)[2:] == [
        ("31/08", "Tính đủ 1 tháng."),
        ("03/09", "Ngày cuối là ngày nghỉ (Nghỉ hoán đổi): chuyển sang ngày làm việc kế tiếp."),
        ("03/09", "Thời hạn kết thúc khi hết giờ làm việc của ngày cuối."),
    ]
    weekend = deadline.explain(Limit(2, Unit.DAYS), started("2026-08-06T09:00"), CALENDAR)
    assert ("10/08", "Ngày cuối là ngày nghỉ: chuyển sang ngày làm việc kế tiếp.") in told(weekend)


def test_a_month_without_that_date_ends_on_its_last() -> None:
    rules = [line.rule for line in deadline.explain(Limit(1, Unit.MONTHS), started("2026-03-31T09:00"), CALENDAR)]
    assert Rule.MONTH_END in rules


def test_hours_say_where_they_begin_and_how_long_the_clock_stood() -> None:
    ticks = [*started("2026-08-20T12:30"), Tick(Move.STOP, at("2026-08-20T14:00"), "ask_fee")]
    ticks += [Tick(Move.RESUME, at("2026-08-21T09:30"), "paid"), Tick(Move.END, at("2026-08-21T10:00"), "conclude")]
    lines = deadline.explain(Limit(4, Unit.HOURS), ticks, CALENDAR)
    assert told(lines)[1:] == [
        ("20/08", "Ngoài giờ làm việc: tính từ đầu giờ làm việc kế tiếp."),
        ("20/08", "Thời hạn theo giờ tính từ thời điểm này."),
        ("20/08", "Tính đủ 4 giờ làm việc."),
        ("20/08", "Tạm dừng tính thời hạn trong lúc chờ nộp phí, lệ phí."),
        ("21/08", "Tiếp tục tính thời hạn; 270 phút làm việc đã chờ không tính."),
        ("21/08", "Tính đủ 4 giờ làm việc."),
        ("21/08", "Đã có kết quả: kết thúc tính thời hạn."),
    ]
    assert lines[4].source == "", "the article about supplements says nothing of fees"


def test_no_limit_is_said_once() -> None:
    ticks = [*started("2026-08-20T09:00"), Tick(Move.END, at("2026-08-21T09:00"), "conclude")]
    rules = [line.rule for line in deadline.explain(None, ticks, CALENDAR)]
    assert rules == [Rule.STARTED, Rule.NO_LIMIT, Rule.ENDED]


def test_what_changes_nothing_is_not_told() -> None:
    ticks = [*started("2026-08-20T09:00"), Tick(Move.RESUME, at("2026-08-20T10:00"))]
    ticks += [Tick(Move.STOP, at("2026-08-20T11:00")), Tick(Move.STOP, at("2026-08-20T12:00"))]
    rules = [line.rule for line in deadline.explain(Limit(4, Unit.HOURS), ticks, CALENDAR)]
    assert rules == [Rule.STARTED, Rule.FROM_THE_MOMENT, Rule.COUNTED, Rule.STOPPED]
