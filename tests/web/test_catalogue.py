"""The catalogue's pages: a version is typed with every fault at its field, seen as a plan, and saved as another."""

import dataclasses
import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reflex.istate.data import ReflexURL

from onestop.domain.clock import CountFrom, Limit, OnSupplement, Unit
from onestop.domain.formats import national_procedure
from onestop.domain.procedure import Case, Channel, Component, LegalBasis, ResultRule, Rules, StageRule, Terms
from onestop.live import feed
from onestop.queries import setup_catalogue
from onestop.web.catalogue import draft as drafts
from onestop.web.catalogue.columns import COLUMNS
from onestop.web.catalogue.editing import Editing
from onestop.web.catalogue.imported import merged
from onestop.web.catalogue.importing import Importing
from onestop.web.catalogue.page import import_procedure, procedure, procedures
from onestop.web.catalogue.route import told
from onestop.web.catalogue.state import Procedures
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau
from tests.web.browser import signed_in

UNITS = ("t-one", "t-two")
RICH = Rules(
    components=(Component("GT1", "Đơn", 1, 2, "Mẫu 01", required=False, cases=("TH1",), question="?", note="n"),),
    cases=(Case("TH1", "Cấp mới"), Case("TH2", "Cấp lại")),
    terms=(
        Terms(Channel.COUNTER, Limit(10, Unit.WORKING_DAYS), 0, intake_decision=Limit(3, Unit.WORKING_DAYS)),
        Terms(Channel.COUNTER, Limit(2, Unit.MONTHS), 1_200_000, "một lần", cases=("TH1", "TH2")),
        Terms(Channel.POST, None),
    ),
    stages=(
        StageRule("B1", "Thẩm tra", "t-one", Limit(4, Unit.HALF_DAYS), may_ask_supplement=False),
        StageRule("B2", "Kiểm tra", "t-two", None, ("B1",), site_visit=True, supplements_at_most=0),
        StageRule("B3", "Ký", "t-one", Limit(5, Unit.DAYS), ("B1", "B2"), demonstration=True),
    ),
    results=(ResultRule("KQ1", "Giấy phép", 36),),
    legal_basis=(LegalBasis("NĐ 142/2020/NĐ-CP", "Đ29", "Nghị định"),),
    requirements="Có",
    count_from=CountFrom.FEE,
    on_supplement=OnSupplement.RESUME,
    sets=2,
    demonstration=("sets", "stages"),
)


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


async def press(state: Any, name: str, *arguments: Any) -> str:
    return str(await getattr(type(state), name).fn(state, *arguments))


def of_key(bureau: Bureau, key: str = "test") -> UUID:
    found = setup_catalogue.by_code(bureau.work, bureau.hall.office_id, key)
    assert found is not None
    return found


async def opened(bureau: Bureau, last: str = "", username: str = "admin1") -> Any:
    state: Any = Editing()
    signed_in(state, bureau.hall.token(username))
    url = ReflexURL(f"http://hall/setup/procedures/{last or of_key(bureau)}")
    state.router = dataclasses.replace(state.router, url=url)
    await press(state, "load")
    return state


def latest(bureau: Bureau, procedure_id: UUID) -> Rules:
    facts = setup_catalogue.facts(bureau.work, bureau.hall.office_id, procedure_id)
    return setup_catalogue.rules_of(bureau.work, bureau.hall.office_id, facts.versions[0].id)


@pytest.mark.parametrize("rules", [RULES, RICH, Rules(terms=(Terms(Channel.POST, None),))])
def test_what_is_shown_reads_back_as_it_was(rules: Rules) -> None:
    assert drafts.read(drafts.of(rules), UNITS, rules) == (rules, {})


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        ("stages.1.unit", "nowhere", "unknown"),
        ("stages.1.unit", "", "missing"),
        ("stages.0.after", "B2", "not_above"),
        ("stages.1.after", "B2", "not_above"),
        ("stages.2.code", "B1", "twice"),
        ("stages.0.name", " ", "missing"),
        ("stages.0.limit", "0", "number"),
        ("stages.0.limit", "1.5", "number"),
        ("stages.0.limit", "10001", "number"),
        ("stages.0.limit_unit", "fortnights", "number"),
        ("stages.0.supplements_at_most", "-1", "number"),
        ("components.0.cases", "TH9", "unknown"),
        ("components.0.originals", "một", "number"),
        ("terms.0.channel", "pigeon", "unknown"),
        ("terms.2.channel", "counter", "twice"),
        ("terms.1.fee_vnd", "1,5 triệu", "number"),
        ("results.0.name", "", "missing"),
        ("results.0.valid_months", "0", "faulty"),
        ("cases.1.code", "TH1", "twice"),
        ("legal_basis.0.number", "", "missing"),
    ],
)
def test_a_fault_stands_at_its_field(place: str, value: str, fault: str) -> None:
    draft = drafts.of(RICH)
    part, index, name = place.split(".")
    draft.rows[part][int(index)][name] = value
    rules, faults = drafts.read(draft, UNITS, RICH)
    assert rules is None
    field = place.removesuffix("_unit") if name.endswith("_unit") else place
    assert fault in (faults.get(field), faults.get(part))


def test_every_fault_is_told_at_once() -> None:
    draft = drafts.of(RICH)
    draft.rows["stages"][0]["name"] = draft.rows["components"][0]["name"] = ""
    draft.whole["sets"] = "0"
    _, faults = drafts.read(draft, UNITS, RICH)
    assert set(faults) == {"stages.0.name", "components.0.name", "sets"}


def test_sums_are_read_as_they_are_written() -> None:
    draft = drafts.of(RICH)
    draft.rows["terms"][1]["fee_vnd"] = "1.250.000"
    rules, _ = drafts.read(draft, UNITS, RICH)
    assert rules is not None
    assert rules.terms[1].fee_vnd == 1_250_000


@given(part=st.sampled_from(sorted(COLUMNS)), text=st.text(max_size=20), data=st.data())
def test_whatever_is_typed_is_rules_or_faults(part: str, text: str, data: st.DataObject) -> None:
    draft = drafts.of(RICH)
    row = data.draw(st.sampled_from(draft.rows[part]))
    row[data.draw(st.sampled_from(sorted(row)))] = text
    rules, faults = drafts.read(draft, UNITS, RICH)
    assert (rules is None) == bool(faults)


async def test_the_plan_follows_what_is_typed(bureau: Bureau) -> None:
    state = await opened(bureau)
    assert [step.code for step in state.promise.plan] == ["check", "weigh", "sign"]
    assert state.promise.lines[0].vi
    before = state.promise.due
    await press(state, "put", "terms.0.limit", "20")
    assert state.promise.due != before
    assert state.touched
    await press(state, "put", "stages.1.unit", "nowhere")
    assert list(state.faults) == ["stages.1.unit"]
    assert state.promise.plan == []
    await press(state, "put", "stages.1.unit", "t-one")
    assert state.promise.plan[1].unit == "Đơn vị t-one (t-one)"


async def test_a_year_nobody_entered_is_said_and_not_guessed(bureau: Bureau) -> None:
    state = await opened(bureau)
    await press(state, "try_with", "at", "2035-03-01T09:00")
    assert state.promise.due == ""
    assert "2029" in state.promise.refusal_vi, "the first year that is missing"


async def test_rows_come_go_and_move(bureau: Bureau) -> None:
    state = await opened(bureau)
    await press(state, "add", "stages")
    new = state.stages[-1]
    assert (new["after"], new["unit"], new["at"]) == ("sign", "t-one", "stages.3")
    assert list(state.faults) == ["stages.3.name"]
    await press(state, "lift", "stages", 3)
    assert [row["code"] for row in state.stages][2:] == [new["code"], "sign"]
    await press(state, "remove", "stages", 2)
    assert [row["at"] for row in state.stages] == ["stages.0", "stages.1", "stages.2"]
    assert state.faults == {}


async def test_another_version_is_made_and_the_old_one_stays(bureau: Bureau) -> None:
    state = await opened(bureau)
    old = state.chosen
    await press(state, "put", "terms.0.limit", "7")
    await press(state, "tick", "mark_stages", True)
    answer = await press(state, "save_version", {"effective_from": "2027-01-01", "note": "Thử"})
    assert "good" in answer
    kept = latest(bureau, of_key(bureau))
    assert (kept.terms[0].limit, kept.demonstration) == (Limit(7, Unit.WORKING_DAYS), ("stages",))
    facts = setup_catalogue.facts(bureau.work, bureau.hall.office_id, of_key(bureau))
    assert [(v.begins, v.ends) for v in facts.versions] == [
        (date(2027, 1, 1), None),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert setup_catalogue.rules_of(bureau.work, bureau.hall.office_id, UUID(old)) == RULES


async def test_a_version_with_faults_or_without_a_day_is_not_saved(bureau: Bureau) -> None:
    state = await opened(bureau)
    assert "bad" in await press(state, "save_version", {"effective_from": ""})
    assert state.begins_wrong
    await press(state, "put", "sets", "x")
    assert "bad" in await press(state, "save_version", {"effective_from": "2027-01-01"})
    assert len(setup_catalogue.facts(bureau.work, bureau.hall.office_id, of_key(bureau)).versions) == 1


async def test_a_day_with_dossiers_is_refused_at_the_day(bureau: Bureau) -> None:
    bureau.received()
    state = await opened(bureau)
    assert state.versions[0].received
    assert "bad" in await press(state, "save_version", {"effective_from": "2026-01-01"})
    assert state.begins_wrong


@pytest.mark.parametrize("place", ["stages.9.name", "stages.x.name", "nothing", "stages.0.at", "count_from"])
async def test_forged_places_change_nothing(bureau: Bureau, place: str) -> None:
    state = await opened(bureau)
    before = [dict(row) for row in state.stages], dict(state.whole)
    assert "onestop.toast" in await press(state, "put", place, "x")
    assert ([dict(row) for row in state.stages], dict(state.whole)) == before


async def test_facts_of_a_procedure(bureau: Bureau) -> None:
    state = await opened(bureau)
    form = dict(state.facts) | {"name_vi": "Tên khác", "key": "forged"}
    assert "good" in await press(state, "save_facts", form)
    assert (state.facts["name_vi"], state.facts["key"]) == ("Tên khác", "test")
    await press(state, "save_facts", form | {"unit": "nowhere"})
    assert state.wrong == "unit"


async def test_a_new_procedure_and_a_key_that_is_taken(bureau: Bureau) -> None:
    state = await opened(bureau, "new")
    form = {"key": "test", "name_vi": "Thủ tục mới", "authority": "000.00.00.T01", "active": "on"}
    await press(state, "save_facts", form)
    assert state.wrong == "key"
    assert "/setup/procedures/" in await press(state, "save_facts", form | {"key": "", "code": "9.000001"})
    assert of_key(bureau, "9.000001")


async def test_an_unknown_procedure_is_said(bureau: Bureau) -> None:
    state = await opened(bureau, str(UUID(int=1)))
    assert state.missing


async def test_the_list_is_searched_without_marks(bureau: Bureau) -> None:
    state: Any = Procedures()
    signed_in(state, bureau.hall.token("supervisor1"))
    await press(state, "look_for", "thu tuc TEST")
    assert [row.name for row in state.rows] == ["Thủ tục test"]
    assert not state.may


NATIONAL = {
    "MATTHC": "9.123456",
    "TENTTHC": "Thủ tục nhập thử",
    "LINHVUCTHUCHIEN": [{"MALINHVUC": "L1", "TENLINHVUC": "Lĩnh vực thử"}],
    "CACHTHUCTHUCHIEN": [
        {"KENH": "1", "THOIGIAN": [{"THOIGIANGIAIQUYET": "7", "DONVITINH": "Ngày làm việc", "PHILEPHI": []}]}
    ],
    "THANHPHANHOSO": [{"TRUONGHOP": "", "GIAYTO": [{"TENGIAYTO": "Đơn", "SOBANCHINH": "1"}]}],
    "LA": 1,
}


async def imported(bureau: Bureau, content: Any = NATIONAL) -> Any:
    state: Any = Importing()
    signed_in(state, bureau.hall.token("admin1"))
    await press(state, "load")
    answer = json.dumps(told(national_procedure.read(json.dumps(content).encode())))
    await press(state, "take", answer)
    return state


async def test_a_file_is_read_and_its_gaps_are_told(bureau: Bureau) -> None:
    state = await imported(bureau)
    assert (state.read_it, state.found.name, state.found.components) == (True, "Thủ tục nhập thử", ["Đơn"])
    assert {one.path for one in state.strange} >= {"LA", "THANHPHANHOSO.0.GIAYTO.0.MAGIAYTO", "KETQUATHUCHIEN"}
    assert all(one.vi and not one.vi.startswith("national.") for one in state.strange)
    assert state.same == ""


async def test_it_becomes_a_procedure_then_a_version_that_keeps_the_stages(bureau: Bureau) -> None:
    state = await imported(bureau)
    form = {"authority": "000.00.00.T01", "effective_from": "2026-12-01"}
    assert "/setup/procedures/" in await press(state, "save_new", form)
    made = of_key(bureau, "9.123456")
    assert latest(bureau, made).stages == ()
    again = await imported(bureau, NATIONAL | {"MATTHC": "test"})
    assert again.same == "Thủ tục test"
    assert "/setup/procedures/" in await press(again, "save_version", {"effective_from": "2027-02-01"})
    kept = latest(bureau, of_key(bureau))
    assert kept.stages == RULES.stages
    assert [paper.name for paper in kept.components] == ["Đơn"]


def test_what_a_file_cannot_say_is_kept_with_its_marks() -> None:
    read = Rules(terms=(Terms(Channel.POST, None),))
    both = merged(read, RICH)
    assert (both.terms, both.stages, both.count_from, both.sets) == (read.terms, RICH.stages, CountFrom.FEE, 2)
    assert set(both.demonstration) == {"sets", "stages"}


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"rules": 1}', '{"fault": "too_large"}', '{"fault": "x"}', "ơ"])
async def test_what_cannot_be_read_is_said_politely(bureau: Bureau, answer: str) -> None:
    state = await imported(bureau)
    await press(state, "take", answer)
    assert state.fault
    assert not state.read_it


def test_the_pages_are_whole() -> None:
    for page in (procedures, procedure, import_procedure):
        assert page().render()


async def test_a_limit_that_was_not_read_is_not_no_limit(bureau: Bureau) -> None:
    odd = NATIONAL | {"CACHTHUCTHUCHIEN": [{"KENH": "1", "THOIGIAN": [{"THOIGIANGIAIQUYET": "hai tuần"}]}]}
    state = await imported(bureau, odd)
    assert [(one.channel, one.amount) for one in state.found.terms] == [("counter", "")]
    await press(state, "save_new", {"authority": "000.00.00.T01", "effective_from": "2026-12-01"})
    assert "thời hạn" in latest(bureau, of_key(bureau, "9.123456")).terms[0].note
