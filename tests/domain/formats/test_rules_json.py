"""A version's rules survive being written down, and nothing foreign gets in."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.clock import CountFrom, Limit, OnSupplement, Unit
from onestop.domain.errors import ProcedureFaulty
from onestop.domain.formats.rules_json import as_json, from_json
from onestop.domain.procedure import (
    Case,
    Channel,
    Component,
    LegalBasis,
    ResultRule,
    Rules,
    StageRule,
    Terms,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
BOOL = st.booleans()
COUNT = st.integers(-3, 2**40)
LIMIT = st.builds(Limit, st.integers(1, 10_000), st.sampled_from(Unit))


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


RULES = st.builds(
    Rules,
    components=several(
        st.builds(Component, TEXT, TEXT, COUNT, COUNT, TEXT, TEXT, BOOL, several(TEXT), TEXT, TEXT, BOOL)
    ),
    cases=several(st.builds(Case, TEXT, TEXT)),
    terms=several(
        st.builds(
            Terms, st.sampled_from(Channel), st.none() | LIMIT, st.none() | COUNT, TEXT, st.none() | LIMIT, TEXT,
            several(TEXT),
        )
    ),
    stages=several(
        st.builds(
            StageRule, TEXT, TEXT, TEXT, st.none() | LIMIT, several(TEXT),
            st.booleans(), st.booleans(), st.booleans(), COUNT, st.booleans(),
        )
    ),
    results=several(st.builds(ResultRule, TEXT, TEXT, st.none() | COUNT)),
    legal_basis=several(st.builds(LegalBasis, TEXT, TEXT, TEXT)),
    requirements=TEXT,
    count_from=st.sampled_from(CountFrom),
    on_supplement=st.sampled_from(OnSupplement),
    at_once=st.booleans(),
    sets=COUNT,
    demonstration=several(TEXT),
)  # fmt: skip


@given(RULES)
def test_what_is_written_is_read(rules: Rules) -> None:
    stored = as_json(rules)
    assert from_json(json.loads(json.dumps(stored))) == rules
    assert from_json(stored) == rules


def test_nothing_is_everything_by_default() -> None:
    assert from_json({}) == Rules()


ONE = {"stages": [{"code": "a", "name": "A", "unit": "u"}]}


@pytest.mark.parametrize(
    ("stored", "field"),
    [
        ([], "rules"),
        ({"fee": 1}, "fee"),
        ({"stages": {}}, "stages"),
        ({"stages": [1]}, "stages.0"),
        ({"stages": [{"code": "a", "name": "A"}]}, "stages.0.unit"),
        ({"stages": [ONE["stages"][0] | {"limit": {"amount": 0, "unit": "days"}}]}, "stages.0.limit"),
        ({"stages": [ONE["stages"][0] | {"limit": {"amount": 5, "unit": "weeks"}}]}, "stages.0.limit.unit"),
        ({"stages": [ONE["stages"][0] | {"limit": {"amount": "5", "unit": "days"}}]}, "stages.0.limit.amount"),
        ({"stages": [ONE["stages"][0] | {"after": "b"}]}, "stages.0.after"),
        ({"stages": [ONE["stages"][0] | {"site_visit": 1}]}, "stages.0.site_visit"),
        ({"stages": [None] * 501}, "stages"),
        ({"sets": True}, "sets"),
        ({"sets": 1.0}, "sets"),
        ({"sets": 2**63}, "sets"),
        ({"sets": None}, "sets"),
        ({"requirements": "x" * 10_001}, "requirements"),
        ({"requirements": "a\0b"}, "requirements"),
        ({"requirements": "\ud800"}, "requirements"),
        ({"count_from": "never"}, "count_from"),
        ({"count_from": ["fee"]}, "count_from"),
        ({"terms": [{"channel": "counter"}]}, "terms.0.limit"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(stored: Any, field: str) -> None:
    with pytest.raises(ProcedureFaulty) as refused:
        from_json(stored)
    assert refused.value.facts["field"] == field
    assert len(str(refused.value.facts["value"])) <= 80
    str(refused.value.facts["value"]).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(RULES, st.data())
def test_any_value_in_any_place_is_read_or_refused(rules: Rules, data: st.DataObject) -> None:
    stored = as_json(rules)
    name = data.draw(st.sampled_from(sorted(stored)))
    if isinstance(stored[name], list) and stored[name] and isinstance(stored[name][0], dict):
        stored[name][0][data.draw(st.sampled_from(sorted(stored[name][0])))] = data.draw(JSON)
    else:
        stored[name] = data.draw(JSON)
    with suppress(ProcedureFaulty):
        assert isinstance(from_json(stored), Rules)
