"""The start catalogue row by row: the rules file's table as a compact list, and what must hold of all entries."""

import json
import re
from collections import Counter
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onestop.domain import deadline, procedure, stage
from onestop.domain.calendar import Shift, WorkCalendar
from onestop.domain.clock import CountFrom, Limit, OnSupplement
from onestop.domain.errors import ProcedureRefused
from onestop.domain.formats import code_template
from onestop.domain.formats.rules_json import as_json, from_json
from onestop.domain.procedure import Channel, Terms
from onestop.usecases.catalogue_data import ONE_STOP, StartProcedure, authorities, procedures, unit_codes

LETTERS = {"wd": "working_days", "d": "days", "m": "months"}
TABLE = """
1 1.009846 ATBXHN B check 5wd 10wd fee law
2 1.009844 ATBXHN B - 10wd - seen
3 2.000169 ATBXHN B - 45d fee seen
4 1.005298 ATBXHN B/T - 5wd - seen
5 2.002131 ATBXHN T - 5wd - seen
6 - ATBXHN T check 5wd 25d fee law
7 - ATBXHN B check 5wd 15d fee law
8 - ATBXHN B check 5wd 30d fee law
9 - ATBXHN B/T - 30d,25d - seen
10 - ATBXHN B/T - 10wd - law
11 - ATBXHN B/T - 30d - law
12 - ATBXHN B/T - 15d - law
13 - ATBXHN B - 30d,10d - law
14 - ATBXHN B - 10d,5d - law
15 1.014999 SHTT B form 1m content 12m 420d - seen
16 1.015003 SHTT B - 360d - seen
17 - SHTT B form 1m content 6m 6m publication law
18 - CGCN B check 3wd 30d full law
19 - CGCN B check 5wd 15wd full law
20 - CGCN B/T - 5wd - law
21 - CGCN B/T - 10wd,5wd - law
22 - HDKHCN B/T - 15wd,10wd - law
23 - HDKHCN B - 60d - law
24 1.014393 HDKHCN T - 30wd - seen
25 - HDKHCN B/T - 30wd - seen
26 - DNKHCN T(B) check 3wd 10wd,15wd full seen
27 - CNC B - 15wd - seen
28 - TDC B check 1wd 7wd full law
29 - TDC B check 3wd assess 10wd decide 5wd 5wd inspection law
30 - TDC B/T 1wd full law
31 3.000453 TDC T - 10wd - seen
32 - TDC B - 7wd - seen
33 - TDC B check 7wd 10wd full law
34 - TDC B/T - 15wd - law
35 - TDC T - 5wd - seen
36 - BC B - 30d - law
37 1.010902 BC T - 10wd - seen
38 - BC B/T - 10wd - seen
39 - BC B/T - 7wd,10wd - law
40 - VT T check 5wd 15d full seen
41 - TS B check 5wd 20wd - seen
42 - TS B - 10wd,20wd,60wd,45wd - law
"""
"""Number, code, field, level, limits of the law's own stages, limits of the dossier, what starts them, how sure."""
FREE = {4, 5, 18, 24, 35, 37}
REFERENCES = {9: "ma_thu_tuc 263341", 25: "ma_thu_tuc 198", 35: "ma_thu_tuc 656", 41: "ma_thu_tuc 5392"}
PAPERS = {1: 5, 2: 2, 3: 5, 4: 1, 5: 1, 6: 11, 9: 4, 17: 5, 18: 5, 19: 8, 20: 2, 26: 3, 27: 3, 28: 1, 29: 7, 30: 3}
"""How many papers the table names."""
ELSEWHERE = {one.code for one in authorities() if one.elsewhere}
ROWS = {int(line.split()[0]): line.split()[1:] for line in TABLE.strip().splitlines()}
BY_KEY = {one.key: one for one in procedures()}
OF_TABLE = {one.number: one for one in procedures() if one.number <= len(ROWS) and one.key != "most-29-reissue"}


def limit(written: str) -> Limit:
    digits = "".join(sign for sign in written if sign.isdigit())
    return Limit(int(digits), deadline.Unit(LETTERS[written[len(digits) :]]))


def each(of: Terms) -> Limit | None:
    return of.limit


def test_all_rows_are_there() -> None:
    assert list(OF_TABLE) == list(range(1, 43))
    assert BY_KEY["most-29-reissue"].rules.terms[0].limit == limit("5wd")


@pytest.mark.parametrize("number", ROWS)
def test_a_row_is_as_the_table_has_it(number: int) -> None:
    one, (code, field, level, *stages, limits, begins, certainty) = OF_TABLE[number], ROWS[number]
    assert one.code == code.replace("-", "")
    assert (one.field, one.level.replace(" ", ""), one.certainty) == (field, level, certainty)
    assert one.reference == REFERENCES.get(number, "")
    stages = [word for word in stages if word != "-"]
    own = {rule.code: rule.limit for rule in one.rules.stages if not rule.demonstration}
    assert own == {name: limit(length) for name, length in zip(stages[::2], stages[1::2], strict=True)}
    found = [terms.limit for terms in one.rules.terms if terms.channel is one.rules.terms[-1].channel]
    assert found == [limit(length) for length in limits.split(",")]
    assert one.rules.count_from == (CountFrom.RECEIPT if begins == "-" else CountFrom(begins))
    assert ("count_from" in one.rules.demonstration) == (begins == "full")
    assert len(one.rules.components) == PAPERS.get(number, 0)
    assert {terms.fee_vnd for terms in one.rules.terms} == {0 if number in FREE else None}


def test_every_text_of_a_limit_holds_its_numbers() -> None:
    for number, one in OF_TABLE.items():
        written = set(re.findall("[0-9]+", one.limit_text))
        lengths = [
            *(terms.limit for terms in one.rules.terms),
            *(s.limit for s in one.rules.stages if not s.demonstration),
        ]
        assert {str(length.amount) for length in lengths if length} <= written, number


def test_industrial_property_resumes_and_everything_else_restarts() -> None:
    resumes = {one.number for one in procedures() if one.rules.on_supplement is OnSupplement.RESUME}
    assert resumes == {15, 16, 17}


@pytest.mark.parametrize("key", BY_KEY)
def test_every_entry_holds(key: str) -> None:
    one = BY_KEY[key]
    assert procedure.fault(one.rules, unit_codes(one.authority)) is None
    assert one.unit in (("",) if one.authority in ELSEWHERE else unit_codes(one.authority))
    assert from_json(as_json(one.rules)) == one.rules
    assert len(key) <= 40
    assert len(one.name_vi) <= 400
    assert len(one.source) <= 300
    assert all(len(case.code) <= 24 for case in one.rules.cases)
    assert one.name_en
    assert one.limit_text
    assert bool(one.source) != one.demonstration
    assert one.note or one.rules.components


@pytest.mark.parametrize("key", BY_KEY)
def test_what_is_made_up_says_so(key: str) -> None:
    """Stages whose limit the table does not give; in a demonstration, everything."""
    one = BY_KEY[key]
    assert "stages" in one.rules.demonstration
    assert any(rule.demonstration for rule in one.rules.stages)
    if one.demonstration:
        assert {"components", "terms", "stages", "results"} <= set(one.rules.demonstration)
        assert all(rule.demonstration for rule in one.rules.stages)
        assert all(component.demonstration for component in one.rules.components)
        assert "minh họa" in one.name_vi
        assert not one.rules.legal_basis
    else:
        assert not any(component.demonstration for component in one.rules.components)


def test_each_case_has_terms_unless_the_table_gives_none() -> None:
    for one in procedures():
        of_cases = {case for terms in one.rules.terms for case in terms.cases}
        missing = {case.code for case in one.rules.cases} - of_cases
        general = any(not terms.cases for terms in one.rules.terms)
        assert general or missing == ({"extend", "reissue"} if one.number == 40 else set())


def test_one_is_received_here_and_decided_elsewhere() -> None:
    (one,) = (one for one in procedures() if one.authority in ELSEWHERE)
    assert one.demonstration
    assert [(rule.code, rule.unit) for rule in one.rules.stages] == [("onward", ONE_STOP), ("wait", ONE_STOP)]


def test_one_is_returned_at_once_and_one_has_no_due_date() -> None:
    assert {one.key for one in procedures() if one.rules.at_once} == {"demo-ca-1", "demo-bhxh-2"}
    assert {one.key for one in procedures() if each(one.rules.terms[0]) is None} == {"demo-ca-2"}


def test_authorities_units_fields_and_queues_fit_together() -> None:
    hall = Path(__file__).parents[2] / "onestop/usecases/demo.json"
    letters = {queue["code"] for queue in json.loads(hall.read_text(encoding="utf-8"))["queues"]}
    units = [unit.code for one in authorities() for unit in one.units]
    assert len(units) == len(set(units))
    fields = {(one.code, field.code): field for one in authorities() for field in one.fields}
    for one in authorities():
        code_template.check(one.code_template)
        leads = ("",) if one.elsewhere else unit_codes(one.code)
        assert all(field.unit in leads for field in one.fields)
        assert bool(one.units) is not one.elsewhere
        assert all(unit.demonstration == one.demonstration for unit in one.units)
        assert {field.queue for field in one.fields} <= letters
    for entry in procedures():
        assert fields[entry.authority, entry.field].queue == entry.queue != ""


HOURS = [Shift(day, *span) for day in range(1, 6) for span in ((time(8), time(12)), (time(13), time(17)))]
CALENDAR = WorkCalendar(ZoneInfo("Asia/Ho_Chi_Minh"), HOURS, {}, {}, range(2026, 2029))


@pytest.mark.parametrize("key", BY_KEY)
def test_the_stages_fit_into_the_limit(key: str) -> None:
    """In weeks without holidays, received on any day, before or after 15:00."""
    one = BY_KEY[key]
    if one.number == 29 and one.rules.count_from is CountFrom.INSPECTION:
        return  # the law counts from a report of the applicant's
    promised = [terms.limit for terms in one.rules.terms if terms.limit]
    for half_days in range(14):
        received = datetime(2026, 3, 2 + half_days // 2, 9 + half_days % 2 * 7, tzinfo=CALENDAR.zone)
        planned = {step.code: step for step in stage.plan(one.rules.stages, received, CALENDAR)}
        begins = begin(one, received, planned)
        for length in promised:
            last = max(step.due or step.starts for step in planned.values())
            assert last <= deadline.due(length, begins, CALENDAR), (received, length)


def begin(one: StartProcedure, received: datetime, planned: dict[str, stage.Planned]) -> datetime:
    """When the clock starts if fee, check and publication come as planned."""
    if one.rules.count_from is CountFrom.PUBLICATION:
        return planned["content"].starts
    counted = one.rules.count_from in (CountFrom.FULL, CountFrom.FEE) and "check" in planned
    return (planned["check"].due or received) if counted else received


def test_help_on_the_spot_has_the_terms_of_online() -> None:
    barcode = OF_TABLE[28].rules
    assert barcode.terms_of(Channel.ASSISTED) == barcode.terms_of(Channel.ONLINE)


def test_a_limit_that_hangs_on_a_case_wants_the_case() -> None:
    rules = OF_TABLE[39].rules
    assert rules.terms_of(Channel.COUNTER, "lost").limit == limit("7wd")
    for channel, case in ((Channel.COUNTER, ""), (Channel.COUNTER, "x"), (Channel.ASSISTED, "x")):
        with pytest.raises(ProcedureRefused):
            rules.terms_of(channel, case)


def test_the_table_is_spread_over_the_halls_queues() -> None:
    per_queue = Counter(one.queue for one in OF_TABLE.values())
    assert per_queue == {"A": 14, "B": 3, "C": 8, "D": 5, "E": 5, "F": 1, "G": 2, "H": 4}
