"""The national portal is told over real HTTP: in order, once, whatever it does in between."""

import logging
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.dossier import Status
from onestop.domain.people import Actor, Role
from onestop.storage.rows import Fact
from onestop.usecases import intake, portal_queue, processing, returning
from onestop.usecases.intake import Applicant
from onestop.usecases.returning import Taker
from onestop.web.dossiers.possible import possible
from tests.conftest import Clock
from tests.factories import Hall
from tests.gateways.mail_peer import free_port
from tests.peers.portal import Book, serving
from tests.relay.portal_bureau import TellingBureau, telling


@pytest.fixture
def bureau(hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> TellingBureau:
    monkeypatch.setattr(hall.shop, "now", clock)
    return TellingBureau(hall, clock)


def begin(bureau: TellingBureau, dossier_id: UUID) -> None:
    bureau.clock.forward(minutes=7)
    processing.take(bureau.work, bureau.stage(dossier_id, "check").id, actor=bureau.one, now=bureau.clock())


def finish(bureau: TellingBureau, dossier_id: UUID, *, begun: bool = False) -> None:
    """All stages, the result, and the hand-out."""
    for code, who in (("check", bureau.one), ("weigh", bureau.two), ("sign", bureau.one)):
        stage = bureau.stage(dossier_id, code)
        bureau.clock.forward(minutes=5)
        if not (begun and code == "check"):
            processing.take(bureau.work, stage.id, actor=who, now=bureau.clock())
        bureau.clock.forward(minutes=5)
        processing.done(bureau.work, stage.id, actor=who, now=bureau.clock(), result="granted")
    bureau.clock.forward(minutes=5)
    returning.hand_out(bureau.work, dossier_id, Taker("Nguyễn Văn An"), actor=bureau.desk, now=bureau.clock())


def test_a_whole_life_is_told_in_order_and_once(bureau: TellingBureau) -> None:
    made, receipt = bureau.received("told")
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        bureau.relay()
        assert desk.turn() == 1
        assert (
            book.dossiers[receipt.code]["NgayHenTra"]
            == "20261207000000"[:8] + book.dossiers[receipt.code]["NgayHenTra"][8:]
        )
        finish(bureau, made)
        bureau.relay()
        assert desk.turn() > 5
        assert desk.turn() == 0
    assert bureau.states() == {"sent"}
    assert list(dict.fromkeys(book.statuses[receipt.code])) == ["2", "4", "9", "10"]
    told = [entry["NoiDungXuLy"] for entry in book.progress[receipt.code]]
    assert told[0] == "Tiếp nhận hồ sơ"
    assert told[-2:] == ["Đã có kết quả giải quyết", "Đã trả kết quả"]
    assert len(told) == len(bureau.lines())
    assert book.doubled() == []
    assert book.refusals == []


def test_only_dossiers_of_national_procedures_and_offices_that_want_it(bureau: TellingBureau) -> None:
    bureau.received("test")
    bureau.relay()
    assert bureau.lines() == []
    portal_queue.switch(bureau.work, bureau.hall.office_id, on=False, actor=bureau.admin, now=bureau.clock())
    made, _ = bureau.received("told")
    bureau.relay()
    assert bureau.lines() == []
    portal_queue.switch(bureau.work, bureau.hall.office_id, on=True, actor=bureau.admin, now=bureau.clock())
    begin(bureau, made)
    bureau.relay()
    assert len(bureau.lines(made)) == 3, "what happened before is told too"


def test_relaying_facts_twice_makes_no_line_twice(bureau: TellingBureau) -> None:
    made, _ = bureau.received("told")
    bureau.relay()
    with bureau.work() as tx:
        assert portal_queue.queue(tx.session, {made}, bureau.clock()) == 0
    assert len(bureau.lines()) == 1


def test_a_portal_that_is_away_loses_nothing_and_makes_nobody_stuck(bureau: TellingBureau) -> None:
    made, receipt = bureau.received("told")
    begin(bureau, made)
    bureau.relay()
    port = free_port()
    with telling(bureau, f"http://127.0.0.1:{port}") as desk:
        for _ in range(30):
            desk.turn()
            bureau.clock.forward(minutes=2)
        assert bureau.states() == {"pending"}
        assert bureau.faults() == {"portal.unreachable"}
        assert {line.attempts for line in bureau.lines()} == {0}
        assert desk.pause_s == pytest.approx(60)
        book = Book()
        with serving(book, port):
            desk.turn()
    assert bureau.states() == {"sent"}
    assert book.statuses[receipt.code][0] == "2"
    assert len(book.progress[receipt.code]) == len(bureau.lines())


@pytest.mark.parametrize("fault", ["html", "gateway", "garbage", "huge", "bomb", "slow", "drip", "drop"])
def test_an_hour_of_nonsense_and_everything_is_told_once(bureau: TellingBureau, fault: str) -> None:
    made = [bureau.received("told")[0] for _ in range(3)]
    bureau.relay()
    book = Book()
    book.slow_s = 0.7
    with serving(book) as url, telling(bureau, url, wait_s=0.3) as desk:
        book.fail(fault, 0, "TraCuuHoSo")
        for _ in range(3):
            desk.turn()
            bureau.clock.forward(minutes=20)
        assert bureau.states() == {"pending"}
        book.heal()
        desk.turn()
        assert bureau.states() == {"sent"}, bureau.faults()
        assert desk.pause_s == pytest.approx(0)
    assert {len(book.progress[bureau.code(each)]) for each in made} == {1}


@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
def test_a_lost_answer_is_recognised_and_nothing_doubled(bureau: TellingBureau, service: str) -> None:
    made, receipt = bureau.received("told")
    begin(bureau, made)
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        book.fail("lost", 1, service)
        desk.turn()
        assert bureau.states() == {"pending"}
        assert "portal.no_answer" in bureau.faults()
        bureau.clock.forward(minutes=1)
        desk.turn()
    assert bureau.states() == {"sent"}
    assert book.doubled() == []
    assert len(book.progress[receipt.code]) == len(bureau.lines())
    assert book.refusals == []


def test_died_after_telling_and_before_settling(bureau: TellingBureau, monkeypatch: pytest.MonkeyPatch) -> None:
    made, receipt = bureau.received("told")
    begin(bureau, made)
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as first, telling(bureau, url) as second:
        with monkeypatch.context() as patched:
            patched.setattr(portal_queue, "settle", lambda *_a, **_k: None)
            first.turn()  # it told everything and wrote nothing down
        assert bureau.faults() == {portal_queue.CLAIMED}
        assert second.turn() == 0, "another sender keeps off while the claim lasts"
        bureau.clock.forward(minutes=6)
        told = book.calls["CapNhatTienDoHoSoMC"]
        assert second.turn() == 3
        assert book.calls["CapNhatTienDoHoSoMC"] == told
    assert bureau.states() == {"sent"}
    assert len(book.progress[receipt.code]) == 3


def test_already_there_is_told_again_as_an_update(bureau: TellingBureau) -> None:
    bureau.received("told")
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        book.fail("exists", 1, "DongBoHoSoMC")
        desk.turn()
        assert book.refusals == [f"-2 Hồ sơ {bureau.code(bureau.lines()[0].dossier_id)} không có"]
    assert bureau.states() == {"refused"}, "it said exists and then that it has none: a person looks"


def test_known_here_and_lost_there_is_told_as_new(bureau: TellingBureau) -> None:
    made, receipt = bureau.received("told")
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
        book.dossiers.clear()
        begin(bureau, made)
        bureau.relay()
        desk.turn()
    assert bureau.states() == {"sent"}
    assert book.dossiers[receipt.code]["TrangThaiHoSo"] == "4"


def test_one_bad_dossier_of_a_batch_is_found_and_says_nothing_of_a_person(
    bureau: TellingBureau, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = [bureau.received("told")[0] for _ in range(6)]
    bad = made[3]
    with bureau.work() as tx:
        row = tx.session.get_one(type(bureau.row(bad)), bad)
        row.applicant_phone = "người nhà"
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
        assert bureau.states(bad) == {"refused"}
        assert (bureau.lines(bad)[0].fault, bureau.lines(bad)[0].answer) == ("portal.refused", "-1")
        assert set(book.dossiers) == {bureau.code(each) for each in made if each != bad}
        (alert,) = (one for one in bureau.hall.view().alerts if one.kind == "portal.left")
        assert (alert.facts["dossier"], alert.facts["fault"]) == (bureau.code(bad), "portal.refused")
        offered = [one.key for one in possible(bureau.view(bad), frozenset({Role.SUPERVISOR}))]
        assert "portal_again" in offered
        assert "portal_again" not in {one.key for one in possible(bureau.view(made[0]), frozenset({Role.SUPERVISOR}))}
        with bureau.work() as tx:
            tx.session.get_one(type(row), bad).applicant_phone = "+84912345678"
        assert portal_queue.again(bureau.work, bad, actor=bureau.boss, now=bureau.clock()) == 1
        desk.turn()
    assert bureau.hall.view().alerts == ()
    assert bureau.states() == {"sent"}
    assert "người nhà" not in caplog.text
    with bureau.work.reading() as session:
        told = session.scalars(select(Fact).where(Fact.kind == "portal.refused")).one()
    assert told.data == {"line": bureau.lines(bad)[0].seq, "fault": "portal.refused"}


def test_what_lacks_a_field_is_not_sent(bureau: TellingBureau) -> None:
    made, _ = bureau.received("told")
    with bureau.work() as tx:
        tx.session.get_one(type(bureau.row(made)), made).applicant_name = " "
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
    assert book.calls["DongBoHoSoMC"] == 0
    assert bureau.faults() == {"portal.incomplete.ChuHoSo"}


def test_a_dossier_it_chokes_on_becomes_stuck_and_holds_up_no_other(bureau: TellingBureau) -> None:
    made, good = bureau.received("told")[0], bureau.received("told")[0]
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url, batch=1) as desk:
        book.choke_on(bureau.code(made))
        for _ in range(portal_queue.MOST_ATTEMPTS):
            desk.turn()
            bureau.clock.forward(minutes=16)
        assert bureau.states(good) == {"sent"}
        assert bureau.states(made) == {"stuck"}
        assert bureau.lines(made)[0].fault == "portal.not_json"
        book.heal()
        portal_queue.again(bureau.work, made, actor=bureau.boss, now=bureau.clock())
        desk.turn()
    assert bureau.states() == {"sent"}


def test_a_session_that_ends_is_renewed_once_for_all(bureau: TellingBureau) -> None:
    for _ in range(5):
        bureau.received("told")
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        book.fail("expired", 1, "DongBoHoSoMC")
        desk.turn()
    assert bureau.states() == {"sent"}
    assert book.logins == 2


def test_a_wrong_password_waits_for_the_office_and_counts_against_no_line(bureau: TellingBureau) -> None:
    bureau.received("told")
    bureau.relay()
    book = Book()
    with serving(book) as url:
        with telling(bureau, url, password="wrong") as desk:
            desk.turn()
        assert (bureau.states(), bureau.faults()) == ({"pending"}, {"portal.login"})
        bureau.clock.forward(minutes=1)
        with telling(bureau, url) as desk:
            desk.turn()
    assert bureau.states() == {"sent"}


def test_answers_may_be_packed(bureau: TellingBureau) -> None:
    bureau.received("told")
    bureau.relay()
    book = Book()
    book.gzip = True
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
    assert bureau.states() == {"sent"}


def test_a_supplement_and_a_correction_are_told_with_the_dossier(bureau: TellingBureau) -> None:
    made, receipt = bureau.received("told")
    begin(bureau, made)
    bureau.clock.forward(minutes=5)
    processing.ask_supplement(
        bureau.work,
        bureau.stage(made, "check").id,
        ["Bản sao bằng"],
        "Bản sao mờ",
        actor=bureau.one,
        now=bureau.clock(),
    )
    bureau.relay()
    book = Book()
    with serving(book) as url, telling(bureau, url) as desk:
        desk.turn()
        (asked,) = book.dossiers[receipt.code]["DanhSachHoSoBoSung"]
        assert (asked["NoiDungBoSung"], asked["TrangThaiBoSung"]) == ("Bản sao bằng; Bản sao mờ", "0")
        bureau.clock.forward(minutes=5)
        processing.supplemented(bureau.work, made, actor=bureau.desk, now=bureau.clock())
        told = Applicant("citizen", "Nguyễn Văn Anh", number="001090123456", phone="0912345678")
        intake.describe(bureau.work, made, told, actor=bureau.desk, now=bureau.clock())
        bureau.relay()
        desk.turn()
    held = book.dossiers[receipt.code]
    assert held["DanhSachHoSoBoSung"][0]["TrangThaiBoSung"] == "1"
    assert (held["ChuHoSo"], held["TrangThaiHoSo"]) == ("Nguyễn Văn Anh", "4")
    assert bureau.states() == {"sent"}
    assert bureau.row(made).status is Status.PROCESSING


def test_only_who_supervises_tells_again(bureau: TellingBureau) -> None:
    made, _ = bureau.received("told")
    with pytest.raises(Exception, match=r"^$|dossier") as none_refused:
        portal_queue.again(bureau.work, made, actor=bureau.boss, now=bureau.clock())
    assert type(none_refused.value).__name__ == "BadInput"
    with pytest.raises(Exception) as forbidden:  # noqa: PT011
        portal_queue.again(
            bureau.work, made, actor=Actor("officer", bureau.desk.id, bureau.hall.office_id), now=bureau.clock()
        )
    assert type(forbidden.value).__name__ == "Forbidden"
