"""Stages go from hand to hand, the clock stops and goes on, the end is reached; on both databases."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from onestop.domain import dossier, stage
from onestop.domain.errors import (
    BadInput,
    DossierMoved,
    Forbidden,
    IllegalDossierStep,
    IllegalStageStep,
    NotYourStage,
    SupplementAsked,
)
from onestop.domain.people import Actor
from onestop.queries import inbox
from onestop.queries.dossier import explained
from onestop.usecases import asides, fees, lateness, processing, setup_units
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import FROM_FEE, RESUMING, RULES, Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def through(bureau: Bureau, made: UUID, *codes: str) -> None:
    """Take each of these stages and hand it over, whoever's it is."""
    for code in codes:
        worker = bureau.two if code == "weigh" else bureau.one
        each = bureau.stage(made, code)
        processing.take(bureau.work, each.id, actor=worker, now=bureau.clock())
        result = "granted" if code == "sign" else ""
        processing.done(bureau.work, each.id, actor=worker, now=bureau.clock(), result=result)


def test_from_the_first_stage_to_the_result(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check")
    assert bureau.row(made).status is dossier.Status.PROCESSING
    assert [bureau.stage(made, c).status for c in ("check", "weigh", "sign")] == [
        stage.Status.DONE,
        stage.Status.OPEN,
        stage.Status.WAITING,
    ]
    clock.forward(days=1)
    through(bureau, made, "weigh", "sign")
    view = bureau.view(made)
    assert (view.status, view.outcome, view.punctuality) == ("ready", "granted", "early")
    assert [n.kind for n in view.notices if n.channel == "sms"] == ["received", "ready"]
    assert lateness.replayed(bureau.work, made, clock())


def test_the_last_stage_needs_a_result(bureau: Bureau) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check", "weigh")
    each = bureau.stage(made, "sign")
    processing.take(bureau.work, each.id, actor=bureau.one, now=bureau.clock())
    with pytest.raises(BadInput):
        processing.done(bureau.work, each.id, actor=bureau.one, now=bureau.clock())
    assert bureau.stage(made, "sign").status is stage.Status.HELD
    with pytest.raises(BadInput) as unsaid:
        processing.done(bureau.work, each.id, actor=bureau.one, now=bureau.clock(), result="rejected")
    assert unsaid.value.facts == {"field": "outcome"}
    reason = "không đủ điều kiện theo Điều 5"
    assert processing.done(
        bureau.work, each.id, actor=bureau.one, now=bureau.clock(), result="rejected", outcome=reason
    )
    view = bureau.view(made)
    assert [n.kind for n in view.notices if n.channel == "sms"] == ["received", "rejected"]
    assert next(e for e in view.events if e.kind == dossier.Step.CONCLUDE).data["reason"] == reason


def test_papers_after_three_reach_the_unit_the_next_morning(bureau: Bureau, clock: Clock) -> None:
    clock.forward(hours=6, minutes=30)  # 15:30
    made, receipt = bureau.received()
    assert bureau.local(bureau.stage(made, "check").opened_at) == "24/11 07:30"
    assert bureau.local(bureau.stage(made, "check").due) == "27/11 17:00"
    assert bureau.local(receipt.due) == "07/12 17:00"


def test_only_the_unit_takes_only_the_holder_hands_over(bureau: Bureau) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    for stranger in (bureau.two, bureau.hall.officer("officer5")):
        with pytest.raises(NotYourStage):
            processing.take(bureau.work, each, actor=stranger, now=bureau.clock())
    with pytest.raises(Forbidden):
        processing.take(bureau.work, each, actor=bureau.post, now=bureau.clock())
    processing.take(bureau.work, each, actor=bureau.one, now=bureau.clock())
    with pytest.raises(DossierMoved):
        processing.take(bureau.work, each, actor=bureau.head, now=bureau.clock())
    with pytest.raises(NotYourStage):
        processing.done(bureau.work, each, actor=bureau.two, now=bureau.clock())
    processing.done(bureau.work, each, actor=bureau.head, now=bureau.clock())
    with pytest.raises(IllegalStageStep):
        processing.done(bureau.work, each, actor=bureau.one, now=bureau.clock())


def test_a_head_gives_out_work_and_a_stand_in_does_it(bureau: Bureau) -> None:
    made, _ = bureau.received()
    each, now = bureau.stage(made, "check").id, bureau.clock()
    with pytest.raises(NotYourStage):
        processing.assign(bureau.work, each, bureau.one.officer_id, actor=bureau.one, now=now)
    with pytest.raises(BadInput):
        processing.assign(bureau.work, each, bureau.two.officer_id, actor=bureau.head, now=now)
    processing.assign(bureau.work, each, bureau.one.officer_id, actor=bureau.head, now=now)
    day = now.date()
    setup_units.substitute(
        bureau.work,
        bureau.hall.office_id,
        bureau.one.officer_id,
        bureau.two.officer_id,
        (day, day),
        actor=bureau.one,
        now=now,
    )
    with bureau.work.reading() as session:
        assert [r.dossier_id for r in inbox.inbox(session, bureau.two, now).coming] == [made]
    processing.done(bureau.work, each, actor=bureau.two, now=now)
    assert bureau.stage(made, "check").done_by == bureau.two.officer_id


def test_a_supplement_stops_the_clock_and_restarts_it(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    clock.forward(days=1)
    processing.ask_supplement(
        bureau.work, each, ["Bản sao giấy tờ: mờ"], "Không đọc được", actor=bureau.one, now=clock()
    )
    row = bureau.row(made)
    assert (row.status, row.stopped_at, row.look_at) == (dossier.Status.SUPPLEMENT, clock(), None)
    with pytest.raises(IllegalDossierStep):
        processing.done(bureau.work, each, actor=bureau.one, now=clock())
    clock.forward(days=6)
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=clock())
    row = bureau.row(made)
    assert (row.status, row.stopped_at) == (dossier.Status.PROCESSING, None)
    assert (bureau.local(row.original_due), bureau.local(row.due)) == ("07/12 17:00", "14/12 17:00")
    assert bureau.local(bureau.stage(made, "check").due) == "03/12 17:00"
    with pytest.raises(SupplementAsked):
        processing.ask_supplement(bureau.work, each, ["một tờ nữa"], "quên", actor=bureau.one, now=clock())
    with bureau.work.reading() as session:
        rules = [line.rule.value for line in explained(session, made)]
    assert rules.count("stopped") == rules.count("restarted") == 1
    assert lateness.replayed(bureau.work, made, clock())


def test_or_goes_on_where_the_procedure_says_so(bureau: Bureau, clock: Clock) -> None:
    bureau.procedure("resume", RESUMING)
    made, _ = bureau.received("resume")
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    clock.forward(days=1)
    processing.ask_supplement(bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock())
    clock.forward(days=2)
    processing.supplemented(bureau.work, made, actor=bureau.desk, now=clock())
    assert bureau.local(bureau.row(made).due) == "09/12 17:00"


def test_a_supplement_is_asked_within_three_days_or_by_a_special_law(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    clock.forward(days=4)
    with pytest.raises(SupplementAsked):
        processing.ask_supplement(bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock())
    processing.ask_supplement(
        bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock(), basis="NĐ 37/2026 Đ83"
    )


def test_where_the_law_counts_from_the_fee_the_clock_starts_with_it(bureau: Bureau, clock: Clock) -> None:
    bureau.procedure("fee", FROM_FEE)
    made, _ = bureau.received("fee")
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    fees.ask(bureau.work, each, 500_000, actor=bureau.one, now=clock())
    clock.forward(days=1)
    fees.paid(bureau.work, made, "BL-0001", actor=bureau.desk, now=clock())
    row = bureau.row(made)
    assert (row.paid_at, row.fee_vnd) == (clock(), 500_000)
    assert bureau.local(row.due) == "08/12 17:00"
    with pytest.raises(IllegalDossierStep):
        fees.paid(bureau.work, made, "BL-0001", actor=bureau.desk, now=clock())


def test_a_fee_paid_with_the_receipt_starts_the_clock_at_once(bureau: Bureau, clock: Clock) -> None:
    bureau.procedure("fee", FROM_FEE)
    made, _ = bureau.received("fee")
    fees.paid(bureau.work, made, "BL-0002", actor=bureau.desk, now=clock())
    row = bureau.row(made)
    assert (row.status, bureau.local(row.due)) == (dossier.Status.RECEIVED, "07/12 17:00")
    assert lateness.replayed(bureau.work, made, clock())
    with pytest.raises(IllegalDossierStep):
        fees.paid(bureau.work, made, "BL-0002", actor=bureau.desk, now=clock())


def test_sent_back_it_begins_again_and_those_after_it_wait(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    through(bureau, made, "check", "weigh")
    each = bureau.stage(made, "sign").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    clock.forward(days=1)
    processing.send_back(bureau.work, each, "check", "thiếu chữ ký", actor=bureau.one, now=clock())
    states = [bureau.stage(made, c).status for c in ("check", "weigh", "sign")]
    assert states == [stage.Status.HELD, stage.Status.WAITING, stage.Status.WAITING]
    assert bureau.stage(made, "check").officer_id == bureau.one.officer_id
    assert bureau.row(made).due == receipt.due
    processing.done(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())
    assert bureau.stage(made, "weigh").status is stage.Status.OPEN


def test_stopped_withdrawn_skipped(bureau: Bureau) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    with pytest.raises(NotYourStage):
        processing.skip(bureau.work, each, "không cần", actor=bureau.one, now=bureau.clock())
    processing.skip(bureau.work, each, "không cần thẩm tra", actor=bureau.head, now=bureau.clock())
    assert bureau.stage(made, "weigh").status is stage.Status.OPEN
    with pytest.raises(NotYourStage):
        processing.stop(
            bureau.work, bureau.stage(made, "weigh").id, "hết căn cứ", actor=bureau.one, now=bureau.clock()
        )
    processing.stop(bureau.work, bureau.stage(made, "weigh").id, "hết căn cứ", actor=bureau.two, now=bureau.clock())
    assert bureau.row(made).status is dossier.Status.STOPPED
    assert bureau.stage(made, "sign").status is stage.Status.SKIPPED
    other, _ = bureau.received()
    processing.withdraw(bureau.work, other, "đổi ý", actor=bureau.desk, now=bureau.clock())
    assert bureau.row(other).status is dossier.Status.WITHDRAWN
    with pytest.raises(IllegalDossierStep):
        processing.withdraw(bureau.work, other, "đổi ý", actor=bureau.desk, now=bureau.clock())


def test_reopened_by_a_supervisor_only(bureau: Bureau) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    with pytest.raises(Forbidden):
        processing.reopen(bureau.work, made, "nhầm kết quả", actor=bureau.head, now=bureau.clock())
    processing.reopen(bureau.work, made, "nhầm kết quả", actor=bureau.boss, now=bureau.clock())
    row = bureau.row(made)
    assert (row.status, row.outcome, row.punctuality) == (dossier.Status.PROCESSING, "", "")
    assert lateness.replayed(bureau.work, made, bureau.clock())
    through(bureau, made, "sign")
    assert bureau.row(made).status is dossier.Status.READY


def test_an_opinion_has_its_own_date_and_does_not_stop_the_clock(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    asked = asides.ask_opinion(
        bureau.work, each, "t-two", "Hồ sơ có đúng quy chuẩn không?", actor=bureau.one, now=clock()
    )
    with bureau.work.reading() as session:
        assert [o.id for o in inbox.inbox(session, bureau.two, clock()).opinions] == [asked]
    clock.forward(days=4)
    lateness.watch(bureau.work, now=clock())
    assert any(a.kind == "opinion.late" for a in bureau.hall.view().alerts)
    with pytest.raises(NotYourStage):
        asides.answer_opinion(bureau.work, asked, "đúng", actor=bureau.one, now=clock())
    asides.answer_opinion(bureau.work, asked, "đúng quy chuẩn", actor=bureau.two, now=clock())
    with pytest.raises(DossierMoved):
        asides.answer_opinion(bureau.work, asked, "đúng", actor=bureau.two, now=clock())
    assert bureau.row(made).due == receipt.due


def test_a_visit_has_a_letter_and_a_report(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check")
    each = bureau.stage(made, "weigh").id
    processing.take(bureau.work, each, actor=bureau.two, now=clock())
    with pytest.raises(BadInput):
        asides.arrange_visit(bureau.work, each, clock(), "Hà Nội", actor=bureau.two, now=clock())
    visit = asides.arrange_visit(
        bureau.work, each, clock() + timedelta(days=2), "Cơ sở ở Hà Nội", actor=bureau.two, now=clock()
    )
    clock.forward(days=2)
    asides.report_visit(bureau.work, visit, "Đạt yêu cầu", passed=True, actor=bureau.two, now=clock())
    with pytest.raises(DossierMoved):
        asides.report_visit(bureau.work, visit, "Đạt yêu cầu", passed=True, actor=bureau.two, now=clock())
    assert bureau.view(made).visits[0].passed


def test_the_inbox_sorts_by_urgency(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id

    def groups() -> dict[str, int]:
        with bureau.work.reading() as session:
            found = inbox.inbox(session, bureau.one, clock())
        return {name: len(getattr(found, name)) for name in ("late", "today", "coming", "waiting", "free")}

    assert groups() == {"late": 0, "today": 0, "coming": 0, "waiting": 0, "free": 1}
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    assert groups()["coming"] == 1
    clock.forward(days=3)
    assert groups()["today"] == 1
    clock.forward(days=1)
    assert groups()["late"] == 1


def test_several_at_once_says_how_many(bureau: Bureau) -> None:
    stages = [bureau.stage(bureau.received()[0], "check").id for _ in range(3)]
    processing.take(bureau.work, stages[0], actor=bureau.head, now=bureau.clock())
    assert processing.take_all(bureau.work, stages, actor=bureau.one, now=bureau.clock()) == (2, 1)


def test_nobody_sees_another_offices_dossier(bureau: Bureau) -> None:
    made, _ = bureau.received()
    seen = bureau.view(made, bureau.two)
    assert not any(s.mine for s in seen.stages)
    assert [s.member for s in seen.stages] == [False, True, False]


def test_a_stage_of_heads_is_taken_by_one_and_by_whoever_stands_in(bureau: Bureau, clock: Clock) -> None:
    stages = (replace(RULES.stages[0], heads_only=True), *RULES.stages[1:])
    bureau.procedure("signed", replace(RULES, stages=stages))
    made, _ = bureau.received("signed")
    each = bureau.stage(made, "check").id

    def free(actor: Actor) -> int:
        with bureau.work.reading() as session:
            return len(inbox.inbox(session, actor, clock()).free)

    def may_take(actor: Actor) -> bool:
        return bureau.seen(made, "check", actor).member

    assert [free(actor) for actor in (bureau.one, bureau.head)] == [0, 1]
    assert [may_take(actor) for actor in (bureau.one, bureau.head, bureau.boss)] == [False, True, True]
    with pytest.raises(NotYourStage):
        processing.take(bureau.work, each, actor=bureau.one, now=clock())
    with pytest.raises(BadInput):
        processing.assign(bureau.work, each, bureau.one.officer_id, actor=bureau.head, now=clock())
    day = clock().date()
    span = (day, day)
    setup_units.substitute(
        bureau.work,
        bureau.hall.office_id,
        bureau.head.officer_id,
        bureau.one.officer_id,
        span,
        actor=bureau.head,
        now=clock(),
    )
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    assert bureau.stage(made, "check").officer_id == bureau.one.officer_id
