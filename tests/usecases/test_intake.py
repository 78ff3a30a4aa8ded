"""Intake: papers looked at, guidance once, a receipt with code, register line, plan and clock; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from onestop.domain import dossier
from onestop.domain.errors import (
    BadInput,
    CalendarMissing,
    Forbidden,
    IllegalDossierStep,
    PapersMissing,
    ProcedureRefused,
    ProcedureUnknown,
    SupplementAsked,
)
from onestop.domain.procedure import Channel
from onestop.queries import inbox
from onestop.storage.rows import Fact, Notice
from onestop.usecases import intake, lateness, receiving
from onestop.usecases.intake import Applicant, PaperSeen
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, FROM_FEE, GOOD, Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def test_a_receipt_has_a_code_a_line_a_plan_and_a_due_date(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    assert receipt.code == "000.00.00.T01-261123-0001"
    assert (receipt.register_year, receipt.register_no) == (2026, 1)
    assert bureau.local(receipt.due) == "07/12 17:00"
    view = bureau.view(made)
    assert view.status == dossier.Status.RECEIVED
    assert [(s.status, bureau.local(s.planned_due)) for s in view.stages] == [
        ("open", "26/11 17:00"),
        ("waiting", "03/12 17:00"),
        ("waiting", "07/12 17:00"),
    ]
    assert {(n.kind, n.channel) for n in view.notices} == {("received", "sms"), ("received", "email")}


def test_codes_and_lines_have_no_gaps_though_a_receipt_fails(bureau: Bureau) -> None:
    first = bureau.received()[1]
    failing = bureau.opened()
    with pytest.raises(PapersMissing):
        receiving.receive(bureau.work, failing, actor=bureau.desk, now=bureau.clock())
    second = bureau.received()[1]
    assert (first.register_no, second.register_no) == (1, 2)
    assert second.code.endswith("-0002")


def test_a_message_carries_no_name_and_no_diacritics(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    with bureau.work.reading() as session:
        text = session.scalars(select(Notice.text).where(Notice.dossier_id == made, Notice.channel == "sms")).one()
    assert receipt.code in text
    assert text.isascii()
    assert "Nguyen" not in text
    assert APPLICANT.number not in text


def test_the_log_knows_no_person(bureau: Bureau) -> None:
    made, _ = bureau.received()
    with bureau.work.reading() as session:
        told = [str(f.data) + f.subject + f.actor for f in session.scalars(select(Fact))]
    assert any(made.hex in each for each in told)
    assert not any(word in each for each in told for word in ("Nguyễn", APPLICANT.number, "345678", "an@example"))


def test_guidance_is_given_once_in_full(bureau: Bureau) -> None:
    made = bureau.opened()
    seen = (PaperSeen("form", "wrong", "chưa ký tên"), PaperSeen("copy", "missing"))
    intake.check_papers(bureau.work, made, seen, actor=bureau.desk, now=bureau.clock())
    lines = intake.guide(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert lines == ("Đơn đề nghị: chưa ký tên", "Bản sao giấy tờ")
    assert bureau.row(made).status is dossier.Status.SUPPLEMENT
    with pytest.raises(SupplementAsked):
        intake.guide(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    intake.check_papers(bureau.work, made, GOOD, actor=bureau.desk, now=bureau.clock())
    receipt = receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert receipt.due is not None


def test_a_paper_asked_by_a_question_is_not_missed(bureau: Bureau) -> None:
    made = bureau.full()
    assert not next(p for p in bureau.view(made).papers if p.code == "more").required
    receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())


def test_refused_with_a_reason_and_then_nothing_follows(bureau: Bureau) -> None:
    made = bureau.opened()
    with pytest.raises(BadInput):
        intake.refuse(bureau.work, made, "  ", actor=bureau.desk, now=bureau.clock())
    intake.refuse(bureau.work, made, "Không thuộc thẩm quyền", actor=bureau.desk, now=bureau.clock())
    assert bureau.row(made).status is dossier.Status.REFUSED
    with pytest.raises(IllegalDossierStep):
        receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    with pytest.raises(IllegalDossierStep):
        intake.describe(bureau.work, made, APPLICANT, actor=bureau.desk, now=bureau.clock())


def test_a_second_press_receives_nothing_twice(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    with pytest.raises(IllegalDossierStep):
        receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert bureau.row(made).code == receipt.code


def test_dated_back_with_a_reason_and_not_too_far(bureau: Bureau) -> None:
    now, made = bureau.clock(), bureau.full()

    def receive(back: timedelta, reason: str) -> object:
        return receiving.receive(bureau.work, made, actor=bureau.post, now=now, received_at=now - back, reason=reason)

    for back, reason in (
        (timedelta(days=-1), "bưu chính"),
        (timedelta(days=9), "bưu chính"),
        (timedelta(days=1), ""),
    ):
        with pytest.raises(BadInput):
            receive(back, reason)
    receive(timedelta(days=3), "Biên bản giao nhận của bưu chính")
    row = bureau.row(made)
    assert row.code == "000.00.00.T01-261120-0001"
    assert bureau.local(row.due) == "04/12 17:00"


def test_where_the_law_counts_from_the_fee_nothing_is_promised_before_it(bureau: Bureau) -> None:
    bureau.procedure("fee", FROM_FEE)
    _, receipt = bureau.received("fee")
    assert receipt.due is None


def test_a_year_nobody_entered_is_said_and_not_guessed(bureau: Bureau, clock: Clock) -> None:
    clock.forward(days=2 * 365 + 30)
    made = bureau.full()
    with pytest.raises(CalendarMissing) as refused:
        receiving.receive(bureau.work, made, actor=bureau.desk, now=clock())
    assert refused.value.facts == {"year": 2029}
    assert bureau.row(made).code is None


@pytest.mark.parametrize(
    "wrong",
    [
        Applicant("person", "Nguyễn Văn An"),
        Applicant("citizen", "A"),
        Applicant("citizen", "Nguyễn Văn An", phone="12"),
        Applicant("citizen", "Nguyễn Văn An", email="an@nowhere"),
        Applicant("citizen", "Nguyễn Văn An", result_by="pigeon"),
        Applicant("citizen", "Nguyễn Văn An", result_by="post"),
        Applicant("citizen", "Nguyễn Văn An", submitter={"relation": "con"}),
        Applicant("citizen", "Nguyễn\x00 Văn An"),
    ],
)
def test_what_cannot_be_an_applicant_is_refused(bureau: Bureau, wrong: Applicant) -> None:
    made = bureau.opened()
    with pytest.raises(BadInput):
        intake.describe(bureau.work, made, wrong, actor=bureau.desk, now=bureau.clock())
    assert bureau.row(made).applicant_name == APPLICANT.name


def test_a_correction_after_receipt_keeps_what_stood_before(bureau: Bureau) -> None:
    made, _ = bureau.received()
    intake.describe(bureau.work, made, Applicant("citizen", "Nguyễn Văn Ân"), actor=bureau.desk, now=bureau.clock())
    last = bureau.view(made).events[-1]
    assert last.kind == dossier.Noted.CORRECTED
    assert last.data["before"]["applicant_name"] == "Nguyễn Văn An"


def test_only_procedures_in_force_through_their_channels(bureau: Bureau) -> None:
    with pytest.raises(ProcedureUnknown):
        bureau.opened("nothing")
    with pytest.raises(ProcedureRefused):
        bureau.opened(channel=Channel.POST)
    bureau.procedure("later", FROM_FEE, bureau.clock().date() + timedelta(days=9))
    with pytest.raises(ProcedureRefused):
        bureau.opened("later")


def test_nobody_else_takes_in(bureau: Bureau) -> None:
    made = bureau.full()
    for actor in (bureau.two, bureau.hall.officer("floor1"), bureau.hall.place("kiosk-1")):
        with pytest.raises(Forbidden):
            receiving.receive(bureau.work, made, actor=actor, now=bureau.clock())


def test_originals_taken_for_comparison_go_back(bureau: Bureau) -> None:
    made = bureau.opened()
    seen = (PaperSeen("form", "good", originals=1), PaperSeen("copy", "good", plain=1, compared=1))
    intake.check_papers(bureau.work, made, seen, actor=bureau.desk, now=bureau.clock())
    with pytest.raises(BadInput):
        intake.give_back(bureau.work, made, ["form"], actor=bureau.desk, now=bureau.clock())
    intake.give_back(bureau.work, made, ["copy"], actor=bureau.desk, now=bureau.clock())
    paper = next(p for p in bureau.view(made).papers if p.code == "copy")
    assert paper.given_back_at == bureau.clock()


def test_several_dossiers_of_one_visit(bureau: Bureau) -> None:
    ticket = bureau.hall.take().id
    first, second = bureau.full(ticket=ticket), bureau.full(ticket=ticket)
    with bureau.work.reading() as session:
        rows = inbox.of_visit(session, ticket, bureau.clock())
    assert {row.dossier_id for row in rows} == {first, second}


def test_found_by_name_without_diacritics_by_code_and_by_card(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    with bureau.work.reading() as session:
        office, now = bureau.hall.office_id, bureau.clock()
        for text in ("nguyen van an", "van an", "AN", "Nguyễn V", receipt.code.lower()):
            assert [r.dossier_id for r in inbox.search(session, office, text, now)] == [made], text
        for text in ("van binh", "guyen", "", "000.00.00.T01-261123-0009"):
            assert inbox.search(session, office, text, now) == (), text
        assert [r.dossier_id for r in inbox.of_applicant(session, office, APPLICANT.number, now)] == [made]


def test_the_replay_is_what_is_stored(bureau: Bureau) -> None:
    made, _ = bureau.received()
    assert lateness.replayed(bureau.work, made, bureau.clock())
