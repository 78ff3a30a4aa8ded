"""Non-boundary intake: handed on once and in order; their code, words and date; their result ends it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from onestop.domain.deadline import Limit
from onestop.domain.errors import (
    BadInput,
    DossierUnknown,
    Forbidden,
    HandedOn,
    IllegalDossierStep,
    IllegalStageStep,
    NotElsewhere,
    NotHandedOn,
    ReappointedAlready,
)
from onestop.domain.procedure import StageRule
from onestop.queries import inbox
from onestop.storage.rows.base import new_id
from onestop.usecases import across, lateness, processing, returning
from onestop.usecases.across import Sent
from onestop.usecases.returning import Taker
from onestop.wiring import attempt
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.beyond import CODE, NAME, RULES, away, beyond, far
from tests.usecases.dossiers import APPLICANT, DAYS, Bureau
from tests.usecases.test_together import at_once

POST = Sent("post")


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def kinds(bureau: Bureau, made: UUID) -> list[str]:
    return [event.kind for event in bureau.view(made).events]


def test_from_the_counter_to_them_and_back_to_the_applicant(bureau: Bureau, clock: Clock) -> None:
    made = far(bureau)
    due = bureau.row(made).due
    clock.forward(hours=1)
    across.hand_on(bureau.work, made, Sent("courier", note="xe của sở"), actor=bureau.post, now=clock())
    row, onward, wait = bureau.row(made), bureau.stage(made, "onward"), bureau.stage(made, "wait")
    assert (row.status, row.handed_on_at, row.due) == ("processing", clock(), due)
    assert (onward.status, onward.done_by, onward.punctuality) == ("done", bureau.post.officer_id, "early")
    assert (wait.status, wait.due) == ("open", None)
    clock.forward(days=1)
    across.answered(bureau.work, made, " h12.34-261124-0017 ", actor=bureau.desk, now=clock())
    across.reported(bureau.work, made, "Đang thẩm định", actor=bureau.boss, now=clock())
    across.arrived(bureau.work, made, "granted", actor=bureau.post, now=clock(), outcome="Nhận qua bưu chính")
    row = bureau.row(made)
    assert (row.status, row.their_code, row.outcome) == ("ready", "H12.34-261124-0017", "granted")
    assert bureau.stage(made, "wait").outcome == "Nhận qua bưu chính"
    returning.hand_out(bureau.work, made, Taker(APPLICANT.name), actor=bureau.desk, now=clock())
    assert bureau.row(made).status == "returned"
    assert lateness.replayed(bureau.work, made, clock())


def test_the_stage_is_ended_whoever_holds_it(bureau: Bureau, clock: Clock) -> None:
    made = far(bureau)
    processing.take(bureau.work, bureau.stage(made, "onward").id, actor=bureau.one, now=clock())
    across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    onward = bureau.stage(made, "onward")
    assert (onward.officer_id, onward.done_by) == (bureau.one.officer_id, bureau.desk.officer_id)


def test_a_second_hand_over_is_refused_and_changes_nothing(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    first, told = bureau.row(made).handed_on_at, kinds(bureau, made)
    clock.forward(hours=2)
    with pytest.raises(HandedOn):
        across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    assert (bureau.row(made).handed_on_at, kinds(bureau, made)) == (first, told)


def test_what_came_back_is_handed_on_again_and_history_keeps_both(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    wait = bureau.stage(made, "wait").id
    processing.take(bureau.work, wait, actor=bureau.one, now=clock())
    processing.send_back(bureau.work, wait, "onward", "Họ trả lại: thiếu bản sao", actor=bureau.one, now=clock())
    with pytest.raises(NotHandedOn):
        across.arrived(bureau.work, made, "granted", actor=bureau.desk, now=clock())
    clock.forward(days=1)
    across.hand_on(bureau.work, made, Sent("online"), actor=bureau.desk, now=clock())
    assert bureau.row(made).handed_on_at == clock()
    assert kinds(bureau, made).count("handed_on") == 2


def test_nothing_comes_from_them_before_they_have_it(bureau: Bureau, clock: Clock) -> None:
    made, now = far(bureau), clock()
    with pytest.raises(NotHandedOn):
        across.answered(bureau.work, made, "H12-1", actor=bureau.boss, now=now)
    with pytest.raises(NotHandedOn):
        across.reported(bureau.work, made, "Đang xử lý", actor=bureau.boss, now=now)
    with pytest.raises(NotHandedOn):
        across.arrived(bureau.work, made, "granted", actor=bureau.boss, now=now)
    onward = bureau.stage(made, "onward").id
    processing.take(bureau.work, onward, actor=bureau.boss, now=now)
    with pytest.raises(NotHandedOn):
        processing.done(bureau.work, onward, actor=bureau.boss, now=now)


def test_stages_before_it_come_first(bureau: Bureau, clock: Clock) -> None:
    first = StageRule("scan", "Số hóa", "t-one", Limit(1, DAYS))
    onward = StageRule("onward", "Chuyển hồ sơ", "t-one", Limit(1, DAYS), after=("scan",))
    made, _ = bureau.received(beyond(bureau, rules=replace(RULES, stages=(
        first, onward, RULES.stages[1],
    ))))  # fmt: skip
    with pytest.raises(IllegalStageStep):
        across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    scan = bureau.stage(made, "scan").id
    processing.take(bureau.work, scan, actor=bureau.one, now=clock())
    processing.done(bureau.work, scan, actor=bureau.one, now=clock())
    across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    assert bureau.stage(made, "wait").status == "open"


def test_what_is_decided_here_is_not_handed_on(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    with pytest.raises(NotElsewhere):
        across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    with pytest.raises(NotElsewhere):
        across.arrived(bureau.work, made, "granted", actor=bureau.desk, now=clock())


def test_before_receipt_and_after_the_end_nothing_goes_on(bureau: Bureau, clock: Clock) -> None:
    made = bureau.full(beyond(bureau))
    with pytest.raises(IllegalDossierStep):
        across.hand_on(bureau.work, made, POST, actor=bureau.desk, now=clock())
    gone, _ = bureau.received("far")
    processing.withdraw(bureau.work, gone, "không cần nữa", actor=bureau.desk, now=clock())
    with pytest.raises(IllegalDossierStep):
        across.hand_on(bureau.work, gone, POST, actor=bureau.desk, now=clock())


@pytest.mark.parametrize("who", ["head", "one"])
def test_only_the_desk_hands_on(bureau: Bureau, clock: Clock, who: str) -> None:
    made = far(bureau)
    actor = getattr(bureau, who)
    allowed = bool(actor.roles & across.DESK)
    assert allowed == (who == "one")
    if not allowed:
        with pytest.raises(Forbidden):
            across.hand_on(bureau.work, made, POST, actor=actor, now=clock())
        with pytest.raises(Forbidden):
            across.hand_on_list(bureau.work, bureau.hall.office_id, [made], "post", actor=actor, now=clock())
    else:
        across.hand_on(bureau.work, made, POST, actor=actor, now=clock())
    with pytest.raises(Forbidden):
        across.answered(bureau.work, made, "H12-1", actor=bureau.hall.place("kiosk-1"), now=clock())
    with pytest.raises(DossierUnknown):
        across.hand_on(bureau.work, new_id(), POST, actor=bureau.desk, now=clock())


@pytest.mark.parametrize("code", ["", "ab", "H12 34 " + "9" * 60, "H12;--", "Mã số 7", "-H12"])
def test_a_code_that_is_none_is_refused(bureau: Bureau, clock: Clock, code: str) -> None:
    made = away(bureau)
    with pytest.raises(BadInput) as wrong:
        across.answered(bureau.work, made, code, actor=bureau.desk, now=clock())
    assert wrong.value.facts == {"field": "their_code"}
    assert bureau.row(made).their_code == ""


def test_a_code_is_corrected_with_its_history_and_finds_the_dossier(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    for code in ("H12.34-261124-0017", "H12.34-261124-0017", "H12.34-261124-0071"):
        across.answered(bureau.work, made, code, actor=bureau.desk, now=clock())
    told = [event.data for event in bureau.view(made).events if event.kind == "their_code"]
    assert told == [
        {"their_code": "H12.34-261124-0017", "before": ""},
        {"their_code": "H12.34-261124-0071", "before": "H12.34-261124-0017"},
    ]
    with bureau.work.reading() as session:
        found = inbox.search(session, bureau.hall.office_id, "h12.34-261124-0071", clock())
        stale = inbox.search(session, bureau.hall.office_id, "H12.34-261124-0017", clock())
    assert ([row.dossier_id for row in found], stale) == ([made], ())
    assert found[0].beyond == NAME


@pytest.mark.parametrize(
    "sent", [Sent("pigeon"), Sent("post", list_no="x" * 25), Sent("post", note="x" * 301), Sent("")]
)
def test_a_way_that_is_none_is_refused(bureau: Bureau, clock: Clock, sent: Sent) -> None:
    made = far(bureau)
    with pytest.raises(BadInput):
        across.hand_on(bureau.work, made, sent, actor=bureau.desk, now=clock())
    assert bureau.row(made).handed_on_at is None


def test_it_is_noted_when_it_went_and_not_before_it_came(bureau: Bureau, clock: Clock) -> None:
    made = far(bureau)
    received = clock()
    clock.forward(hours=3)
    for at in (received - timedelta(minutes=2), clock() + timedelta(minutes=1)):
        with pytest.raises(BadInput):
            across.hand_on(bureau.work, made, Sent("post", at=at), actor=bureau.desk, now=clock())
    at = received + timedelta(hours=1)
    across.hand_on(bureau.work, made, Sent("post", at=at), actor=bureau.desk, now=clock())
    event = next(e for e in bureau.view(made).events if e.kind == "handed_on")
    assert (bureau.row(made).handed_on_at, event.at, event.noted_at) == (at, at, clock())


def test_their_new_date_is_told_once_and_words_as_often_as_they_speak(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    due = bureau.row(made).due
    assert due is not None
    new = due + timedelta(days=7)
    across.reported(bureau.work, made, "Cần thêm thời gian", actor=bureau.desk, now=clock(), new_due=new)
    row = bureau.row(made)
    assert (row.original_due, row.due, row.reappointments) == (due, new, 1)
    assert [n.kind for n in bureau.view(made).notices if n.channel == "sms"] == ["received", "onward", "late"]
    with pytest.raises(ReappointedAlready):
        across.reported(
            bureau.work, made, "Lại cần thêm", actor=bureau.desk, now=clock(), new_due=new + timedelta(days=7)
        )
    across.reported(bureau.work, made, "Sắp xong", actor=bureau.desk, now=clock())
    assert kinds(bureau, made).count("their_answer") == 2
    assert lateness.replayed(bureau.work, made, clock())


def test_their_delay_told_too_late_leaves_the_date_where_it_was(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    due = bureau.row(made).due
    assert due is not None
    clock.now = due + timedelta(hours=1)
    with pytest.raises(ReappointedAlready):
        across.reported(
            bureau.work, made, "Chậm vài ngày", actor=bureau.desk, now=clock(), new_due=due + timedelta(days=7)
        )
    assert (bureau.row(made).due, kinds(bureau, made).count("their_answer")) == (due, 0)


def test_they_may_lack_something_and_their_result_waits_for_it(bureau: Bureau, clock: Clock) -> None:
    made = away(bureau)
    wait = bureau.stage(made, "wait").id
    processing.take(bureau.work, wait, actor=bureau.one, now=clock())
    processing.ask_supplement(bureau.work, wait, ["Bản vẽ"], "Sở yêu cầu", actor=bureau.one, now=clock())
    across.reported(bureau.work, made, "Chờ bản vẽ", actor=bureau.desk, now=clock())
    with pytest.raises(IllegalDossierStep):
        across.arrived(bureau.work, made, "granted", actor=bureau.desk, now=clock())
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=clock())
    with pytest.raises(BadInput):
        across.arrived(bureau.work, made, "maybe", actor=bureau.desk, now=clock())
    across.arrived(bureau.work, made, "rejected", actor=bureau.desk, now=clock(), outcome="Không đủ điều kiện")
    assert (bureau.row(made).status, bureau.row(made).outcome) == ("ready", "rejected")
    with pytest.raises(IllegalDossierStep):
        across.reported(bureau.work, made, "Muộn rồi", actor=bureau.desk, now=clock())


# --- several on one list, several at once ---


def test_several_go_on_one_list_and_the_next_list_has_the_next_number(bureau: Bureau, clock: Clock) -> None:
    key, office = beyond(bureau), bureau.hall.office_id
    one, two, three = (bureau.received(key)[0] for _ in range(3))
    first = across.hand_on_list(bureau.work, office, [one, two, one], "post", actor=bureau.post, now=clock())
    second = across.hand_on_list(bureau.work, office, [three], "courier", actor=bureau.post, now=clock())
    assert (first, second) == ("20261123-PDG01", "20261123-PDG02")
    assert {bureau.row(each).handed_on_at for each in (one, two, three)} == {clock()}


def test_a_list_goes_whole_or_not_at_all(bureau: Bureau, clock: Clock) -> None:
    key, office = beyond(bureau), bureau.hall.office_id
    other = beyond(bureau, "farther", code="H56.78")
    one, two = bureau.received(key)[0], bureau.received(other)[0]
    here, _ = bureau.received()
    for wanted in ([], [one, two], [one, here]):
        with pytest.raises((BadInput, NotElsewhere)):
            across.hand_on_list(bureau.work, office, wanted, "post", actor=bureau.desk, now=clock())
    assert bureau.row(one).handed_on_at is None


def test_of_many_clerks_at_once_one_hands_it_on_and_no_list_number_is_given_twice(bureau: Bureau) -> None:
    key, office, now = beyond(bureau), bureau.hall.office_id, bureau.clock()
    same = bureau.received(key)[0]
    own = [bureau.received(key)[0] for _ in range(6)]

    def both(i: int) -> tuple[str, str]:
        try:
            attempt(across.hand_on, bureau.work, same, POST, actor=bureau.desk, now=now)
            first = "sent"
        except HandedOn:
            first = "late"
        wanted = [own[i]]
        return first, attempt(across.hand_on_list, bureau.work, office, wanted, "post", actor=bureau.post, now=now)

    told = at_once(both, len(own))
    assert sorted(first for first, _ in told) == ["late"] * 5 + ["sent"]
    assert sorted(number for _, number in told) == [f"20261123-PDG{n:02d}" for n in range(1, 7)]
    assert kinds(bureau, same).count("handed_on") == 1


def test_the_dossiers_code_names_whose_it_is(bureau: Bureau) -> None:
    assert (bureau.row(far(bureau)).code or "").startswith(CODE)
