"""A version that contradicts itself is found before anybody's dossier is; and which version is in force."""

from dataclasses import replace
from datetime import date

import pytest

from onestop.domain.clock import Limit, Unit
from onestop.domain.procedure import (
    PARTS,
    Case,
    Channel,
    Component,
    ResultRule,
    Rules,
    StageRule,
    Terms,
    fault,
    in_force,
)

DAY = Limit(1, Unit.WORKING_DAYS)
COUNTER = Terms(Channel.COUNTER, DAY)
CASE = Case("new", "Cấp mới")
PAPER = Component("p", "Đơn")
FIRST, SECOND = StageRule("a", "A", "u", DAY), StageRule("b", "B", "u", DAY, after=("a",))
WHOLE = Rules(
    (PAPER, Component("q", "Ảnh", cases=("new",))), (CASE,), (COUNTER,), (FIRST, SECOND), (ResultRule("r", "Giấy"),)
)


def test_a_whole_version_holds() -> None:
    assert fault(WHOLE, ["u"]) is None


@pytest.mark.parametrize(
    ("part", "value", "found"),
    [
        ("terms", (), ("terms", "")),
        ("terms", (COUNTER, COUNTER), ("terms", "counter")),
        ("terms", (replace(COUNTER, cases=("new",)), replace(COUNTER, cases=("new",))), ("terms", "counter new")),
        ("terms", (replace(COUNTER, cases=("old",)),), ("terms", "counter")),
        ("terms", (replace(COUNTER, fee_vnd=-1),), ("terms", "counter")),
        ("cases", (CASE, CASE), ("cases", "new")),
        ("cases", (Case("", "x"),), ("cases", "")),
        ("cases", (CASE, Case("x", " ")), ("cases", "x")),
        ("components", (PAPER, PAPER), ("components", "p")),
        ("components", (Component("p", " "),), ("components", "p")),
        ("components", (Component("p", "x", cases=("old",)),), ("components", "p")),
        ("components", (Component("p", "x", originals=-1),), ("components", "p")),
        ("stages", (FIRST, FIRST), ("stages", "a")),
        ("stages", (SECOND, FIRST), ("stages", "b")),
        ("stages", (replace(FIRST, after=("a",)),), ("stages", "a")),
        ("stages", (replace(FIRST, unit="elsewhere"),), ("stages", "a")),
        ("stages", (replace(FIRST, name=""),), ("stages", "a")),
        ("results", (ResultRule("r", ""),), ("results", "r")),
        ("results", (ResultRule("r", "x", 0),), ("results", "r")),
        ("sets", 0, ("sets", "0")),
        ("demonstration", ("stages", "colour"), ("demonstration", "colour")),
    ],
)
def test_the_first_fault_is_named(part: str, value: object, found: tuple[str, str]) -> None:
    assert fault(replace(WHOLE, **{part: value}), ["u"]) == found  # type: ignore[arg-type]


def test_terms_of_different_cases_stand_side_by_side() -> None:
    cases = (CASE, Case("old", "Cấp lại"))
    both = replace(COUNTER, cases=("new",)), Terms(Channel.COUNTER, Limit(2, Unit.DAYS), cases=("old",)), COUNTER
    rules = replace(WHOLE, cases=cases, terms=both)
    assert fault(rules, ["u"]) is None
    assert [rules.terms_of(Channel.COUNTER, case) for case in ("new", "old", "", "x")] == [*both, COUNTER]


def test_papers_of_a_case_are_the_general_ones_and_its_own() -> None:
    assert [len(WHOLE.components_of(case)) for case in ("", "new", "other")] == [2, 2, 1]


def test_what_may_be_a_demonstration_is_a_part_of_the_rules() -> None:
    assert {"stages", "components", "terms", "count_from"} <= PARTS
    assert "demonstration" not in PARTS


def test_the_latest_version_that_has_begun_and_not_ended_is_in_force() -> None:
    first, second, third = (
        (date(2020, 1, 1), None), (date(2025, 7, 1), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 12, 31))
    )  # fmt: skip
    versions = [second, first, third]
    days = {date(2019, 12, 31): None, date(2020, 1, 1): 1, date(2025, 7, 1): 0, date(2026, 6, 30): 0}
    days |= {date(2026, 7, 1): 2, date(2027, 1, 1): 1}
    assert {day: in_force(versions, day) for day in days} == days
