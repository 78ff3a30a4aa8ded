"""The page of one dossier: it shows what can be done and nothing else, says why, and follows what others do."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from onestop.domain.errors import DomainError
from onestop.domain.people import Actor
from onestop.domain.procedure import StageRule
from onestop.live import feed
from onestop.storage.rows import PaperFile
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases import intake, lateness
from onestop.usecases.intake import Applicant
from onestop.web.dossiers.deeds import ACTS, Doing
from onestop.web.dossiers.dialogs import FIELDS
from onestop.web.dossiers.possible import AT_ONCE, possible
from onestop.words import say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, RULES, Bureau
from tests.web.dossier_desk import ABROAD, WAYS, asked, held, page, posted, put_right, received, second

PEOPLE = ("officer1", "officer2", "unit1", "unit2", "post1", "supervisor1")


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bureau]:
    """The authority with this process's clock in the test's hand."""
    monkeypatch.setattr(lite_hall.shop, "now", lite_hall.clock)
    yield Bureau(lite_hall, clock)
    feed.forget()


class Tried(UnitOfWork):
    """Does all of it, and takes it back."""

    @contextmanager
    def __call__(self) -> Iterator[Tx]:
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield (tx := Tx(session, self._capacity))
            tx.write_facts()
            session.flush()
            session.rollback()


def filled(bureau: Bureau, made: UUID) -> dict[str, str]:
    """What a willing officer writes into any of the dialogs."""
    soon = (bureau.row(made).due or bureau.clock()) + timedelta(days=3)
    local = soon.astimezone(bureau.zone)
    monday = local + timedelta(days=(7 - local.weekday()) % 7)
    return {
        "reason": "Có lý do chính đáng",
        "basis": "Luật chuyên ngành",
        "lines": "Đơn: thiếu chữ ký",
        "outcome": "Đủ điều kiện",
        "result": "granted",
        "amount": "50.000",
        "reference": "BL-001",
        "question": "Có đồng ý không?",
        "days": "2",
        "answer": "Đồng ý",
        "place": "12 Phố Huế",
        "report": "Đạt yêu cầu",
        "passed": "yes",
        "note": "Đã gọi điện",
        "fault": "Sai ngày cấp",
        "name": APPLICANT.name,
        "state": "accepted",
        "how": "courier",
        "list_no": "07/BG",
        "their_code": "H12.34-261124-0017",
        "new_due": monday.date().isoformat(),
    }


def tried(bureau: Bureau, key: str, subject: UUID, made: UUID, who: Actor) -> DomainError | None:
    """What the use case says to it; nothing stays done."""
    form = filled(bureau, made)
    now, stages = bureau.clock(), bureau.view(made).stages
    one = next((s for s in stages if s.id == subject), None)
    in_two = one is not None and one.unit.endswith("t-two")
    form["officer"] = str((bureau.two if in_two else bureau.one).officer_id)
    form["unit"] = "t-one" if in_two else "t-two"
    form["stage"] = stages[0].code
    at = now + timedelta(days=2) if key == "arrange_visit" else now
    form["at"] = at.astimezone(bureau.zone).replace(tzinfo=None).isoformat()
    work = Tried(bureau.work.engine, bureau.hall.shop.bell)
    try:
        ACTS[key](Doing(work, subject, form, who, now, bureau.zone))
    except DomainError as refusal:
        return refusal
    finally:
        if work._turnstile is not None:
            work._turnstile.close()
    return None


@pytest.mark.parametrize("way", [*WAYS, *ABROAD])
def test_what_is_shown_is_what_the_use_cases_allow(bureau: Bureau, way: Any) -> None:
    """Each button is accepted; what has no button is refused, but for what a head leaves to whoever takes it, for
    taking what one has, and for a fee where there is none.
    """
    made = way(bureau)
    for username in PEOPLE:
        who = bureau.hall.officer(username)
        seen = bureau.view(made, who)
        offered = {(one.key, one.subject) for one in possible(seen, who.roles)}
        for key, subject in offered:
            assert tried(bureau, key, subject, made, who) is None, (username, key)
        free = {s.id for s in seen.stages if s.head and s.status != "held"}
        subjects = {"stage": [s.id for s in seen.stages if s.id not in free], "dossier": [made]}
        for key in ACTS.keys() - AROUND - ({"paid"} if seen.fee_vnd == 0 else set()):
            for subject in subjects["stage" if key in AT_STAGES else "dossier"]:
                held_by = next((s.officer_id for s in seen.stages if s.id == subject), None)
                if (key, subject) not in offered and not (key == "take" and held_by == who.officer_id):
                    assert tried(bureau, key, subject, made, who) is not None, (username, key)


AT_STAGES = frozenset({
    *("take", "release", "assign", "done", "send_back", "skip", "stop"),
    *("ask_supplement", "ask_fee", "ask_opinion", "arrange_visit"),
})  # fmt: skip
AROUND = frozenset({"answer", "report_visit", "post_says", "hand_out", "hand_out_online"})
"""Done to something else, or offered in the way the applicant chose only."""


def test_a_stranger_to_dossiers_is_offered_nothing(bureau: Bureau) -> None:
    made = held(bureau)
    floor = bureau.hall.officer("floor1")
    assert possible(bureau.view(made), floor.roles) == ()


def test_every_deed_has_words_and_a_dialog() -> None:
    assert set(FIELDS) | AT_ONCE == set(ACTS)
    for key in ACTS:
        assert say("vi", f"dossiers.done_{key}") != f"dossiers.done_{key}"
        assert say("vi", f"dossiers.do_{key}") != f"dossiers.do_{key}"


# --- what it shows ---


def test_side_by_side_stages_share_a_column(bureau: Bureau) -> None:
    beside = StageRule("law", "Kiểm tra pháp lý", "t-one", after=("check",))
    first, weigh, sign = RULES.stages
    stages = (first, weigh, beside, dataclasses.replace(sign, after=("weigh", "law")))
    bureau.procedure("beside", dataclasses.replace(RULES, stages=stages, demonstration=("stages",)))
    made = bureau.received("beside")[0]
    shown = page(bureau, made)
    assert [[step.name for step in column.steps] for column in shown.columns] == [
        ["Thẩm tra"],
        ["Thẩm định", "Kiểm tra pháp lý"],
        ["Ký ban hành"],
    ]
    assert shown.demonstration
    assert not page(bureau, received(bureau)).demonstration


def test_the_due_date_is_explained_line_by_line_in_words(bureau: Bureau) -> None:
    shown = page(bureau, asked(bureau))
    assert (shown.due, shown.light, shown.left.vi) == ("07/12 17:00", "stopped", "")
    words = [line.words.vi for line in shown.why]
    assert say("vi", "deadline.started.receive") in words
    assert say("vi", "deadline.stopped.ask_supplement") in words
    assert {line.at for line in shown.why if line.words.vi == say("vi", "deadline.counted.working_days", n=10)} == {
        "07/12/2026"
    }
    assert any(line.source for line in shown.why)


def test_the_history_says_who_did_what(bureau: Bureau) -> None:
    made = second(bureau)
    told = page(bureau, made).told
    assert told[0].what.vi == say("vi", "dossiers.event_visit_arranged", stage="Thẩm định")
    assert told[-1].what.vi == say("vi", "dossiers.event_receive")
    name = next(s.officer for s in bureau.view(made).stages if s.code == "weigh")
    assert told[0].who.vi == name
    assert not any("dossiers." in one.what.vi + one.what.en for one in told)


def test_a_correction_says_what_stood_there(bureau: Bureau) -> None:
    made = received(bureau)
    wish = Applicant(APPLICANT.kind, "Nguyễn Văn Ân", number=APPLICANT.number)
    intake.describe(bureau.work, made, wish, actor=bureau.desk, now=bureau.clock())
    points = [point.vi for point in page(bureau, made).told[0].points]
    assert f"{say('vi', 'dossiers.field_name')}: {APPLICANT.name}" in points


def test_files_are_linked_and_old_ones_are_marked(bureau: Bureau) -> None:
    made = received(bureau)
    paper, newer = bureau.view(made).papers[0], new_id()
    with bureau.work() as tx:
        common = {
            "dossier_id": made,
            "paper_id": paper.id,
            "sha256": "0" * 64,
            "media_type": "application/pdf",
            "size": 2_500_000,
            "source": "upload",
            "added_at": bureau.clock(),
            "added_by": "officer:x",
        }
        tx.session.add(PaperFile(id=newer, name="don-moi.pdf", pages=2, **common))
        tx.session.add(PaperFile(id=new_id(), name="don.pdf", replaced_by=newer, **common))
    files = {file.name: file for file in page(bureau, made).sheets[0].files}
    assert files["don-moi.pdf"].href == f"/api/v1/files/{newer}"
    assert (files["don-moi.pdf"].kind, files["don-moi.pdf"].replaced) == ("pdf", False)
    assert files["don-moi.pdf"].detail.vi.startswith("2 trang · 2.4 MB")
    assert files["don.pdf"].replaced


def test_asides_wait_first_and_parcels_tell_their_state(bureau: Bureau, clock: Clock) -> None:
    made = posted(bureau)
    shown = page(bureau, made, "post1")
    assert {one.kind for one in shown.asides} == {"opinion", "visit", "post"}
    assert [one.open for one in shown.asides] == sorted((one.open for one in shown.asides), reverse=True)
    assert shown.sent[0].what.vi.startswith(say("vi", "dossiers.told_ready"))
    clock.now = clock() + timedelta(days=1)
    assert shown.outcome == "granted"


def test_an_apology_waits_to_be_decided(bureau: Bureau, clock: Clock) -> None:
    made = held(bureau)
    clock.now = bureau.row(made).look_at or clock.now
    lateness.watch(bureau.work, now=clock())
    assert "apologise" in {deed.key for deed in page(bureau, made, "unit1").deeds}
    assert "apologise" not in {deed.key for deed in page(bureau, made, "officer2").deeds}
    assert any(one.kind == "apology" and one.open for one in page(bureau, made, "unit1").asides)


# --- doing ---


def test_a_wrong_result_and_its_correction_lead_to_each_other(bureau: Bureau) -> None:
    made = put_right(bureau)
    (to_right,) = page(bureau, made).links
    assert to_right.what.vi == say("vi", "dossiers.corrected_by")
    new = UUID(to_right.href.rpartition("/")[2])
    (back,) = page(bureau, new).links
    assert (back.code, back.href) == (bureau.view(made).code, f"/dossiers/{made}")
    assert say("vi", "dossiers.event_correction", by=to_right.code) in [t.what.vi for t in page(bureau, made).told]
