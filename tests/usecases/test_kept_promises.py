"""What was promised holds: dates counted again are told, a result is in one place, the law of the receipt's day."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from onestop.domain import dossier, stage
from onestop.domain.deadline import CountFrom
from onestop.domain.errors import BadInput, DossierMoved, IllegalDossierStep, PapersMissing
from onestop.domain.people import Role
from onestop.domain.procedure import Component
from onestop.queries import inbox
from onestop.storage.papers import Kept
from onestop.storage.rows import Dossier
from onestop.usecases import (
    asides,
    catalogue,
    intake,
    lateness,
    papers,
    processing,
    publishing,
    receiving,
    returning,
    setup_calendar,
    setup_dossiers,
)
from onestop.usecases.intake import PaperSeen
from onestop.usecases.papers import Scan
from onestop.usecases.returning import Taker
from onestop.usecases.setup_calendar import DayWish
from onestop.web.dossiers.possible import possible
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import RULES, Bureau
from tests.usecases.test_processing import through

RESULT = Scan(Kept("b" * 64, 900, "application/pdf"), "Giấy phép.pdf", 1, "", checked="clean")
_SECONDS = count(1)
WORKER = frozenset({Role.UNIT, Role.OFFICER, Role.SUPERVISOR})


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def at(bureau: Bureau, clock: Clock, text: str) -> None:
    clock.now = datetime.fromisoformat(text).replace(tzinfo=bureau.zone)


def told(bureau: Bureau, made: UUID) -> list[str]:
    return [n.kind for n in bureau.view(made).notices if n.channel == "sms"]


def enter_year(bureau: Bureau, clock: Clock, *days: DayWish) -> None:
    new_year = DayWish(date(2026, 1, 1), "Tết Dương lịch")
    clock.forward(seconds=next(_SECONDS))  # a calendar is kept laid out by when its years were entered
    setup_calendar.save_year(
        bureau.work, bureau.hall.office_id, 2026, (new_year, *days), actor=bureau.admin, now=clock()
    )


# --- days off that come later ---


def test_a_new_day_off_moves_the_date_tells_it_and_keeps_what_was_promised(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()  # due on the 7th of December
    enter_year(bureau, clock, DayWish(date(2026, 12, 2), "Nghỉ bù"))
    assert bureau.row(made).due == receipt.due
    lateness.watch(bureau.work, now=clock())
    row = bureau.row(made)
    assert bureau.local(row.due) == "08/12 17:00"
    assert row.original_due == receipt.due
    assert told(bureau, made) == ["received", "moved"]
    (event,) = (e for e in bureau.view(made).events if e.kind == dossier.Noted.RECOUNTED)
    instants = [datetime.fromisoformat(str(event.data[name])) for name in ("before", "due")]
    assert instants == [receipt.due, row.due]
    assert lateness.watch(bureau.work, now=clock()) == 0
    assert lateness.replayed(bureau.work, made, clock())


def test_a_day_off_elsewhere_in_the_year_tells_nobody_anything(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    enter_year(bureau, clock, DayWish(date(2026, 12, 30), "Nghỉ bù"))
    lateness.watch(bureau.work, now=clock())
    assert bureau.row(made).due == receipt.due
    assert told(bureau, made) == ["received"]
    assert bureau.row(made).warned == 0
    at(bureau, clock, "2026-12-03T08:00")
    lateness.watch(bureau.work, now=clock())
    assert bureau.row(made).warned == 1


def test_other_hours_of_the_office_move_it_too(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    wanted = {"work_hours": [(day, "08:00", "16:00") for day in range(1, 6)]}
    setup_dossiers.save_dossier_policy(bureau.work, bureau.hall.office_id, wanted, actor=bureau.admin, now=clock())
    lateness.watch(bureau.work, now=clock())
    assert bureau.local(bureau.row(made).due) == "07/12 16:00"
    assert told(bureau, made) == ["received", "moved"]


# --- a result is in one place ---


def ready_by_post(bureau: Bureau, clock: Clock) -> tuple[UUID, UUID]:
    made, _ = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    with bureau.work() as tx:
        tx.session.get_one(Dossier, made).applicant_address = "1 Tràng Thi, Hà Nội"
    order, _ = returning.order_post(bureau.work, made, actor=bureau.post, now=clock(), post_code="RR000000015VN")
    return made, order


def test_handed_out_at_the_counter_does_not_leave_by_post(bureau: Bureau, clock: Clock) -> None:
    made, order = ready_by_post(bureau, clock)
    returning.hand_out(bureau.work, made, Taker("Nguyễn Văn An"), actor=bureau.desk, now=clock())
    assert bureau.view(made).deliveries[0].state == "back"
    with pytest.raises(DossierMoved):
        returning.hand_to_post(bureau.work, bureau.hall.office_id, [(order, "")], actor=bureau.post, now=clock())


def test_what_the_post_has_is_not_handed_out_at_the_counter(bureau: Bureau, clock: Clock) -> None:
    made, order = ready_by_post(bureau, clock)
    returning.hand_to_post(bureau.work, bureau.hall.office_id, [(order, "")], actor=bureau.post, now=clock())
    with pytest.raises(DossierMoved):
        returning.hand_out(bureau.work, made, Taker("Nguyễn Văn An"), actor=bureau.desk, now=clock())
    with pytest.raises(DossierMoved):
        processing.reopen(bureau.work, made, "sai tên người nộp", actor=bureau.boss, now=clock())
    keys = {one.key for one in possible(bureau.view(made), frozenset(Role))}
    assert not keys & {"hand_out", "order_post", "reopen"}
    assert "post_says" in keys


def test_a_reopened_dossiers_parcel_stays(bureau: Bureau, clock: Clock) -> None:
    made, order = ready_by_post(bureau, clock)
    processing.reopen(bureau.work, made, "sai tên người nộp", actor=bureau.boss, now=clock())
    with pytest.raises(DossierMoved):
        returning.hand_to_post(bureau.work, bureau.hall.office_id, [(order, "")], actor=bureau.post, now=clock())


def test_online_only_what_is_there_to_fetch(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    with bureau.work() as tx:
        tx.session.get_one(Dossier, made).result_by = "online"
    through(bureau, made, "check", "weigh", "sign")
    with pytest.raises(BadInput) as lacking:
        returning.hand_out_online(bureau.work, made, actor=bureau.desk, now=clock())
    assert lacking.value.facts == {"field": "result"}
    papers.attach(bureau.work, made, RESULT, actor=bureau.one, now=clock(), kind="result")
    returning.hand_out_online(bureau.work, made, actor=bureau.desk, now=clock())
    assert bureau.row(made).status is dossier.Status.RETURNED


# --- the law of the day it is received ---

NEW_LAW = replace(
    RULES,
    components=(
        Component("form", "Đơn đề nghị (mẫu mới)", originals=1),
        Component("plan", "Phương án bảo đảm an toàn", originals=1),
    ),
)


def test_a_draft_begun_before_a_new_version_is_received_under_it(bureau: Bureau, clock: Clock) -> None:
    key = bureau.procedure("moving", RULES)
    made = bureau.full("moving")
    catalogue.save_version(bureau.work, key, NEW_LAW, date(2026, 11, 24), actor=bureau.admin, now=clock())
    at(bureau, clock, "2026-11-24T09:00")
    with pytest.raises(PapersMissing):
        receiving.receive(bureau.work, made, actor=bureau.desk, now=clock())
    assert {p.code for p in bureau.view(made).papers if p.required} == {"form", "plan"}
    intake.check_papers(bureau.work, made, (PaperSeen("plan", "good", originals=1),), actor=bureau.desk, now=clock())
    receiving.receive(bureau.work, made, actor=bureau.desk, now=clock())
    by_code = {p.code: p for p in bureau.view(made).papers}
    assert (by_code["form"].name, by_code["form"].originals) == ("Đơn đề nghị (mẫu mới)", 1)
    assert not by_code["copy"].required


# --- what is over asks nobody ---


def test_an_opinion_on_what_has_ended_is_owed_by_nobody(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    opinion = asides.ask_opinion(bureau.work, each, "t-two", "có ý kiến gì?", actor=bureau.one, now=clock(), days=2)

    def owed() -> list[UUID]:
        with bureau.work.reading() as session:
            return [o.id for o in inbox.inbox(session, bureau.two, clock()).opinions]

    assert owed() == [opinion]
    processing.withdraw(bureau.work, made, "rút hồ sơ", actor=bureau.desk, now=clock())
    assert owed() == []
    assert "answer" not in {one.key for one in possible(bureau.view(made, bureau.two), WORKER)}
    with pytest.raises(IllegalDossierStep):
        asides.answer_opinion(bureau.work, opinion, "đồng ý", actor=bureau.two, now=clock())
    clock.forward(days=10)
    lateness.watch(bureau.work, now=clock())
    assert not any(a.kind == "opinion.late" for a in bureau.hall.view().alerts)


def test_a_refused_supplement_closes_the_stages(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    processing.ask_supplement(bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock())
    intake.refuse(bureau.work, made, "không bổ sung trong thời hạn", actor=bureau.desk, now=clock())
    assert {s.status for s in bureau.view(made).stages} <= stage.OVER


# --- up the chain ---


def test_a_late_stage_stands_with_the_head_and_then_with_the_floor(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()  # the first stage is due on the 26th
    processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())

    def escalated() -> list[UUID]:
        with bureau.work.reading() as session:
            return [row.dossier_id for row in inbox.inbox(session, bureau.head, clock()).escalated]

    at(bureau, clock, "2026-11-26T08:00")
    lateness.watch(bureau.work, now=clock())
    assert escalated() == []
    at(bureau, clock, "2026-11-26T17:01")
    lateness.watch(bureau.work, now=clock())
    assert escalated() == [made]
    at(bureau, clock, "2026-11-30T09:00")
    lateness.watch(bureau.work, now=clock())
    (alert,) = (a for a in bureau.hall.view().alerts if a.kind == "stage.late")
    assert alert.facts["stage"] == "Thẩm tra"
    processing.done(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())
    lateness.watch(bureau.work, now=clock())
    assert escalated() == []
    assert not any(a.kind == "stage.late" for a in bureau.hall.view().alerts)


# --- counted from a publication ---


def test_the_clock_starts_with_the_publication(bureau: Bureau, clock: Clock) -> None:
    bureau.procedure("gazette", replace(RULES, count_from=CountFrom.PUBLICATION))
    made, receipt = bureau.received("gazette")
    assert receipt.due is None
    assert bureau.view(made).awaits_publication
    assert "published" in {one.key for one in possible(bureau.view(made), WORKER)}
    clock.forward(days=1)
    with pytest.raises(BadInput):
        publishing.published(
            bureau.work, made, "Công báo 12", at=clock() + timedelta(days=1), actor=bureau.one, now=clock()
        )
    publishing.published(bureau.work, made, "Công báo 12", actor=bureau.one, now=clock())
    assert bureau.local(bureau.row(made).due) == "08/12 17:00"
    assert not bureau.view(made).awaits_publication
    with pytest.raises(DossierMoved):
        publishing.published(bureau.work, made, "Công báo 13", actor=bureau.one, now=clock())
    other, _ = bureau.received()
    with pytest.raises(BadInput):
        publishing.published(bureau.work, other, "Công báo 12", actor=bureau.one, now=clock())
