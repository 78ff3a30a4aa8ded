"""A limit nears and passes: who is told when, the one apology, and the result by counter and by post."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from onestop.domain import dossier
from onestop.domain.errors import (
    BadInput,
    DossierMoved,
    Forbidden,
    IllegalDossierStep,
    ReappointedAlready,
)
from onestop.queries import inbox
from onestop.queries.lookup import look_up
from onestop.storage.rows import Dossier, DossierEvent
from onestop.usecases import apologising, lateness, notices, processing, returning
from onestop.usecases.notices import Fate
from onestop.usecases.returning import PostEvent, Taker
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import FROM_FEE, Bureau
from tests.usecases.test_processing import through


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def at(bureau: Bureau, clock: Clock, text: str) -> None:
    clock.now = datetime.fromisoformat(text).replace(tzinfo=bureau.zone)


def test_holder_then_applicant_then_supervisor(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()  # due on the 7th of December
    processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=clock())
    at(bureau, clock, "2026-12-02T10:00")
    lateness.watch(bureau.work, now=clock())
    assert bureau.view(made).apology is None
    at(bureau, clock, "2026-12-03T08:00")
    lateness.watch(bureau.work, now=clock())
    assert bureau.view(made).apology is not None
    assert bureau.row(made).warned == 1
    at(bureau, clock, "2026-12-07T17:01")
    lateness.watch(bureau.work, now=clock())
    assert [n.kind for n in bureau.view(made).notices if n.channel == "sms"] == ["received", "overdue"]
    at(bureau, clock, "2026-12-08T09:00")
    lateness.watch(bureau.work, now=clock())
    assert any(a.kind == "dossier.late" for a in bureau.hall.view().alerts)
    assert bureau.row(made).look_at is None
    assert lateness.watch(bureau.work, now=clock()) == 0
    with bureau.work.reading() as session:
        assert [r.dossier_id for r in inbox.late(session, bureau.hall.office_id, clock())] == [made]


def test_a_stopped_clock_tells_nobody(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    processing.ask_supplement(bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock())
    clock.forward(days=60)
    assert lateness.watch(bureau.work, now=clock()) == 0


def test_one_new_date_at_least_a_day_before(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    assert receipt.due is not None
    new = receipt.due + timedelta(days=7)
    with pytest.raises(Forbidden):
        apologising.apologise(bureau.work, made, new, "chờ giám định", actor=bureau.one, now=clock())
    with pytest.raises(BadInput):  # a Sunday
        apologising.apologise(
            bureau.work, made, receipt.due + timedelta(days=6), "chờ giám định", actor=bureau.head, now=clock()
        )
    with pytest.raises(BadInput):
        apologising.apologise(bureau.work, made, receipt.due, "chờ giám định", actor=bureau.head, now=clock())
    apologising.apologise(bureau.work, made, new, "chờ giám định", actor=bureau.head, now=clock())
    row = bureau.row(made)
    assert (row.due, row.original_due, row.reappointments) == (new, receipt.due, 1)
    with pytest.raises(ReappointedAlready):
        apologising.apologise(bureau.work, made, new + timedelta(days=7), "lần nữa", actor=bureau.head, now=clock())
    assert lateness.replayed(bureau.work, made, clock())


def test_too_late_for_a_new_date(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    assert receipt.due is not None
    clock.now = receipt.due - timedelta(hours=23)
    with pytest.raises(ReappointedAlready) as refused:
        apologising.apologise(
            bureau.work, made, receipt.due + timedelta(days=2), "chờ giám định", actor=bureau.boss, now=clock()
        )
    assert refused.value.facts == {"days": 1}


def test_handed_out_to_the_applicant_or_with_an_authorisation(bureau: Bureau) -> None:
    made, _ = bureau.received()
    with pytest.raises(IllegalDossierStep):
        returning.hand_out(bureau.work, made, Taker("Nguyễn Văn An"), actor=bureau.desk, now=bureau.clock())
    through(bureau, made, "check", "weigh", "sign")
    with pytest.raises(BadInput):
        returning.hand_out(bureau.work, made, Taker("Trần Thị Bình"), actor=bureau.desk, now=bureau.clock())
    taker = Taker("Trần Thị Bình", "001190000001", "Giấy ủy quyền ngày 20/11/2026")
    returning.hand_out(bureau.work, made, taker, actor=bureau.desk, now=bureau.clock())
    assert bureau.row(made).status is dossier.Status.RETURNED
    with pytest.raises(IllegalDossierStep):
        returning.hand_out(bureau.work, made, taker, actor=bureau.desk, now=bureau.clock())


def test_by_post_in_any_order_and_twice(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    with pytest.raises(BadInput):  # no address
        returning.order_post(bureau.work, made, actor=bureau.post, now=clock())
    with bureau.work() as tx:
        tx.session.get_one(type(bureau.row(made)), made).applicant_address = "1 Tràng Thi, Hà Nội"
    order, holds = returning.order_post(bureau.work, made, actor=bureau.post, now=clock(), post_code="EJ012345678VN")
    assert not holds  # taken, with a warning: the check digit of the example is wrong
    with pytest.raises(DossierMoved):
        returning.order_post(bureau.work, made, actor=bureau.post, now=clock())
    office = bureau.hall.office_id
    list_no = returning.hand_to_post(bureau.work, office, [(order, "")], actor=bureau.post, now=clock())
    assert list_no == "20261123-01"
    clock.forward(days=2)
    early, late = clock() - timedelta(hours=8), clock() - timedelta(hours=1)

    def say(state: str, when: datetime, **more: str) -> str:
        event = PostEvent(when, state, **more)
        return returning.post_says(bureau.work, order, event, actor=bureau.post, now=clock())

    assert say("out", late) == "out"
    assert say("accepted", early) == "out"
    assert say("out", late) == "out"
    with pytest.raises(BadInput):
        say("delivered", clock() + timedelta(minutes=5))
    assert say("delivered", clock(), signed_by="Nguyễn Văn An") == "delivered"
    assert say("failed", clock()) == "delivered"
    view = bureau.view(made)
    assert (view.status, view.deliveries[0].proof["signed_by"]) == ("returned", "Nguyễn Văn An")
    assert len(view.deliveries[0].events) == 4


def test_what_came_back_waits_at_the_counter(bureau: Bureau, clock: Clock) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check", "weigh", "sign")
    with bureau.work() as tx:
        tx.session.get_one(type(bureau.row(made)), made).applicant_address = "1 Tràng Thi, Hà Nội"
    order, _ = returning.order_post(bureau.work, made, actor=bureau.post, now=clock(), post_code="RR000000015VN")
    returning.hand_to_post(bureau.work, bureau.hall.office_id, [(order, "")], actor=bureau.post, now=clock())
    clock.forward(hours=1)
    returning.post_says(bureau.work, order, PostEvent(clock(), "back"), actor=bureau.post, now=clock())
    row = bureau.row(made)
    assert (row.status, row.result_by) == (dossier.Status.READY, "counter")
    returning.order_post(bureau.work, made, actor=bureau.post, now=clock(), post_code="RR000000029VN")


def test_the_public_sees_the_degree_the_receipts_holder_sees_more(bureau: Bureau) -> None:
    made, receipt = bureau.received()
    through(bureau, made, "check")
    with bureau.work.reading() as session:
        bare = look_up(session, receipt.code, "", bureau.clock())
        wrong = look_up(session, receipt.code, "GUESSED1", bureau.clock())
        full = look_up(session, receipt.code, receipt.secret.lower(), bureau.clock())
    assert bare == wrong
    assert (bare.stages_done, bare.stages_total, bare.status, bare.full) == (1, 3, "processing", False)
    assert (bare.procedure, bare.due, bare.stages) == ("", None, ())
    assert full.full
    assert (full.due, full.purpose, len(full.stages)) == (receipt.due, "question", 3)


def test_notices_are_claimed_once_and_tried_again(bureau: Bureau, clock: Clock) -> None:
    bureau.received()
    first = notices.claim(bureau.work, clock())
    assert {each.channel for each in first} == {"sms", "email"}
    assert notices.claim(bureau.work, clock()) == []
    notices.settle(bureau.work, first[0].id, Fate(), now=clock())
    notices.settle(bureau.work, first[1].id, Fate("connection refused"), now=clock())
    clock.forward(minutes=2)
    again = notices.claim(bureau.work, clock())
    assert [each.id for each in again] == [first[1].id]
    for _ in range(notices.MOST_ATTEMPTS):
        notices.settle(bureau.work, first[1].id, Fate("connection refused"), now=clock())
        clock.forward(days=1)
        notices.claim(bureau.work, clock())
    assert notices.claim(bureau.work, clock()) == []


def test_history_is_written_once(bureau: Bureau) -> None:
    made, _ = bureau.received()
    through(bureau, made, "check")
    with bureau.work.reading() as session:
        rows = session.scalars(select(DossierEvent).where(DossierEvent.dossier_id == made)).all()
    assert [row.seq for row in sorted(rows, key=lambda r: r.seq)] == list(range(1, len(rows) + 1))
    assert all(row.actor.startswith("officer:") for row in rows)


def test_an_alert_of_lateness_leads_to_the_dossier_and_goes_with_its_cause(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    at(bureau, clock, "2026-12-08T09:00")
    for _ in dossier.Status:
        lateness.watch(bureau.work, now=clock())
    (alert,) = (a for a in bureau.hall.view().alerts if a.kind == "dossier.late")
    assert alert.facts == {"dossier": receipt.code, "dossier_id": made.hex}
    processing.withdraw(bureau.work, made, "Người nộp xin rút", actor=bureau.boss, now=clock())
    lateness.watch(bureau.work, now=clock())
    assert [a for a in bureau.hall.view().alerts if a.kind == "dossier.late"] == []


def test_a_year_without_a_calendar_holds_up_one_dossier_only(bureau: Bureau, clock: Clock) -> None:
    first, second = bureau.received()[0], bureau.received()[0]
    at(bureau, clock, "2026-12-03T08:00")
    with bureau.work() as tx:
        edge = datetime(2039, 12, 30, 10, tzinfo=bureau.zone)
        tx.session.execute(update(Dossier).where(Dossier.id == first).values(due=edge, warned=1, look_at=clock()))
    lateness.watch(bureau.work, now=clock())
    assert bureau.row(second).warned == 1
    held = bureau.row(first)
    assert held.warned == 1
    assert held.look_at == clock() + timedelta(hours=1)
    (alert,) = (a for a in bureau.hall.view().alerts if a.kind == "calendar.missing")
    assert alert.subject == alert.facts["year"]


def test_a_clock_that_stands_or_has_not_begun_is_told_so(bureau: Bureau, clock: Clock) -> None:
    bureau.procedure("fee", FROM_FEE)
    unpaid = bureau.received("fee")[1]
    made, receipt = bureau.received()
    each = bureau.stage(made, "check").id
    processing.take(bureau.work, each, actor=bureau.one, now=clock())
    processing.ask_supplement(bureau.work, each, ["giấy tờ"], "thiếu", actor=bureau.one, now=clock())
    with bureau.work.reading() as session:
        stands = look_up(session, receipt.code, receipt.secret, clock())
        waits = look_up(session, unpaid.code, unpaid.secret, clock())
    assert (stands.stopped, stands.light, stands.purpose) == (True, "stopped", "supplement")
    assert (waits.limited, waits.due, waits.light) == (True, None, "none")
