"""The page of one dossier: it shows what can be done and nothing else, says why, and follows what others do."""

import asyncio
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
from onestop.usecases import asides, intake, lateness, processing, returning
from onestop.usecases.intake import Applicant
from onestop.web.dossiers import reading, view
from onestop.web.dossiers.deeds import ACTS, Doing
from onestop.web.dossiers.dialogs import FIELDS
from onestop.web.dossiers.facts import Times
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.one_page import one_dossier
from onestop.web.dossiers.possible import AT_ONCE, possible
from onestop.web.dossiers.sheet import Page
from onestop.words import LOCALES, say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, RULES, Bureau
from tests.web.browser import Locked, signed_in
from tests.web.test_dossiers import read

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


def tab(bureau: Bureau, dossier_id: UUID, username: str | None = "officer2") -> OneDossier:
    state = OneDossier()
    if username:
        signed_in(state, bureau.hall.token(username))
        looked = reading.look(bureau.work, dossier_id, bureau.hall.officer(username), bureau.clock())
        state.page, state._looked = page(bureau, dossier_id, username), looked
    return state


def page(bureau: Bureau, dossier_id: UUID, username: str = "officer2") -> Page:
    who = bureau.hall.officer(username)
    looked = reading.look(bureau.work, dossier_id, who, bureau.clock())
    return view.page(looked, Times(bureau.zone, bureau.clock()), who.roles)


async def press(state: OneDossier, key: str, subject: object) -> str:
    return read(await OneDossier.press.fn(state, key, str(subject)))  # type: ignore[attr-defined]


async def act(state: OneDossier, **form: Any) -> str:
    return read(await OneDossier.act.fn(state, form))  # type: ignore[attr-defined]


# --- the ways of a dossier ---


def received(bureau: Bureau) -> UUID:
    return bureau.received()[0]


def held(bureau: Bureau, made: UUID | None = None) -> UUID:
    made = made or received(bureau)
    processing.take(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=bureau.clock())
    return made


def asked(bureau: Bureau) -> UUID:
    made = held(bureau)
    stage = bureau.stage(made, "check").id
    processing.ask_supplement(
        bureau.work, stage, ["Đơn: thiếu chữ ký"], "Thiếu", actor=bureau.one, now=bureau.clock()
    )
    return made


def charged(bureau: Bureau) -> UUID:
    made = held(bureau)
    processing.ask_fee(bureau.work, bureau.stage(made, "check").id, 50_000, actor=bureau.one, now=bureau.clock())
    return made


def second(bureau: Bureau) -> UUID:
    made = held(bureau)
    now = bureau.clock()
    processing.done(bureau.work, bureau.stage(made, "check").id, actor=bureau.one, now=now)
    stage = bureau.stage(made, "weigh").id
    processing.take(bureau.work, stage, actor=bureau.two, now=now)
    asides.ask_opinion(bureau.work, stage, "t-one", "Có đồng ý không?", actor=bureau.two, now=now)
    asides.arrange_visit(bureau.work, stage, now + timedelta(days=1), "12 Phố Huế", actor=bureau.two, now=now)
    return made


def ready(bureau: Bureau) -> UUID:
    made, now = second(bureau), bureau.clock()
    processing.done(bureau.work, bureau.stage(made, "weigh").id, actor=bureau.two, now=now)
    last = bureau.stage(made, "sign").id
    processing.take(bureau.work, last, actor=bureau.one, now=now)
    processing.done(bureau.work, last, actor=bureau.one, now=now, result="granted")
    wish = Applicant(APPLICANT.kind, APPLICANT.name, address="12 Phố Huế, Hà Nội", result_by="post")
    intake.describe(bureau.work, made, wish, actor=bureau.desk, now=now)
    return made


def posted(bureau: Bureau) -> UUID:
    made = ready(bureau)
    returning.order_post(bureau.work, made, actor=bureau.post, now=bureau.clock())
    return made


def late(bureau: Bureau) -> UUID:
    made = held(bureau)
    bureau.clock.forward(days=30)
    return made


def over(bureau: Bureau) -> UUID:
    made = held(bureau)
    processing.withdraw(bureau.work, made, "Không còn nhu cầu", actor=bureau.desk, now=bureau.clock())
    return made


WAYS = [received, held, asked, charged, second, ready, posted, late, over]


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
        "name": APPLICANT.name,
        "state": "accepted",
        "new_due": monday.date().isoformat(),
    }


def tried(bureau: Bureau, key: str, subject: UUID, made: UUID, who: Actor) -> DomainError | None:
    """What the use case says to it; nothing stays done."""
    form = filled(bureau, made)
    now, stages = bureau.clock(), bureau.view(made).stages
    one = next((s for s in stages if s.id == subject), None)
    form["officer"] = str((bureau.two if one and one.unit_id == stages[1].unit_id else bureau.one).officer_id)
    form["unit"] = "t-one" if one and one.unit_id == stages[1].unit_id else "t-two"
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


@pytest.mark.parametrize("way", WAYS)
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


@pytest.mark.parametrize(("username", "answer"), [(None, "/login"), ("floor1", "onestop.toast")])
async def test_every_event_asks_who_is_asking(bureau: Bureau, username: str | None, answer: str) -> None:
    made = held(bureau)
    state = OneDossier()
    if username:
        signed_in(state, bureau.hall.token(username))
    assert answer in await press(state, "release", bureau.stage(made, "check").id)
    assert answer in await act(state, note="x")
    assert answer in read(await OneDossier.watch.fn(state))  # type: ignore[attr-defined]
    assert (state.page, state.known) == (Page(), "")
    assert bureau.stage(made, "check").officer_id == bureau.one.officer_id


async def test_what_needs_no_words_is_done_at_once(bureau: Bureau) -> None:
    made = received(bureau)
    state = tab(bureau, made)
    said = await press(state, "take", bureau.stage(made, "check").id)
    assert say("vi", "dossiers.done_take") in said
    assert state.page.columns[0].steps[0].status == "held"


async def test_a_dialog_asks_and_the_use_case_does(bureau: Bureau) -> None:
    made = held(bureau)
    state = tab(bureau, made)
    assert "deed-ask_supplement" in await press(state, "ask_supplement", bureau.stage(made, "check").id)
    assert (state.asked.stage, state.asked.basis_needed) == ("Thẩm tra", False)
    said = await act(state, lines="Đơn: thiếu chữ ký\n\nBản sao: mờ", reason="Chưa hợp lệ")
    assert say("vi", "dossiers.done_ask_supplement") in said
    assert bureau.row(made).status == "supplement"
    assert [point.vi for point in state.page.told[0].points] == ["Đơn: thiếu chữ ký", "Bản sao: mờ"]


async def test_a_late_supplement_asks_for_its_law(bureau: Bureau, clock: Clock) -> None:
    made = held(bureau)
    clock.forward(days=7)
    state = tab(bureau, made)
    await press(state, "ask_supplement", bureau.stage(made, "check").id)
    assert state.asked.basis_needed
    assert say("vi", "dossiers.refused_late", days=3) in await act(state, lines="Đơn: thiếu", reason="Thiếu giấy tờ")


async def test_the_last_stage_asks_for_the_result(bureau: Bureau) -> None:
    made = second(bureau)
    processing.done(bureau.work, bureau.stage(made, "weigh").id, actor=bureau.two, now=bureau.clock())
    last = bureau.stage(made, "sign").id
    processing.take(bureau.work, last, actor=bureau.one, now=bureau.clock())
    state = tab(bureau, made)
    await press(state, "done", last)
    assert state.asked.last
    assert say("vi", "dossiers.field_result") in await act(state, outcome="Đã ký")
    assert say("vi", "dossiers.done_done") in await act(state, outcome="Đã ký", result="granted")
    assert state.page.status == "ready"


async def test_a_choice_offers_only_who_and_what_fits(bureau: Bureau) -> None:
    made = second(bureau)
    state = tab(bureau, made, "supervisor1")
    weigh = bureau.stage(made, "weigh").id
    await press(state, "assign", weigh)
    assert {choice.value for choice in state.asked.choices} == {str(bureau.two.officer_id)}
    await press(state, "send_back", weigh)
    assert [choice.value for choice in state.asked.choices] == ["check"]
    await press(state, "ask_opinion", weigh)
    assert "t-two" not in {choice.value for choice in state.asked.choices}


async def test_a_stale_act_is_refused_and_explained(bureau: Bureau) -> None:
    made = held(bureau)
    stage = bureau.stage(made, "check").id
    state = tab(bureau, made)
    await press(state, "done", stage)
    processing.done(bureau.work, stage, actor=bureau.one, now=bureau.clock())
    said = await act(state, outcome="Đủ điều kiện")
    assert say("vi", "dossiers.refused_stage", status=say("vi", "dossiers.stage_done")) in said
    state.locale = "en"
    await press(state, "note", made)
    assert say("en", "dossiers.refused_step", status="") not in await act(state, note="Đã gọi")


async def test_an_odd_item_code_is_taken_and_said(bureau: Bureau) -> None:
    made = ready(bureau)
    state = tab(bureau, made, "post1")
    await press(state, "order_post", made)
    assert state.asked.value == "12 Phố Huế, Hà Nội"
    said = await act(state, post_code="EE123456780VN")
    assert say("vi", "dossiers.odd_post_code") in said


@pytest.mark.parametrize(("key", "form"), [("ask_fee", {"amount": "nhiều"}), ("ask_fee", {}), ("assign", {})])
async def test_what_is_no_number_or_choice_is_refused_by_name(bureau: Bureau, key: str, form: dict[str, str]) -> None:
    made = held(bureau)
    state = tab(bureau, made, "supervisor1")
    await press(state, key, bureau.stage(made, "check").id)
    assert '"bad' in (await act(state, **form)).replace("\\", "")
    assert bureau.row(made).status == "processing"


async def test_a_browser_cannot_do_what_was_not_asked(bureau: Bureau) -> None:
    made = held(bureau)
    state = tab(bureau, made)
    assert "bad" in await press(state, "explode", made)
    assert "bad" in await act(state, note="x")
    assert len(bureau.view(made).events) == len(page(bureau, made).told)


# --- two officers, one dossier ---


async def test_the_page_follows_what_a_colleague_does(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    made = received(bureau)
    state, drawn = tab(bureau, made, "unit1"), asyncio.Event()
    monkeypatch.setattr("onestop.web.dossiers.one.OneDossier._wanted", lambda _: made)
    handler: Any = OneDossier.watch
    watching = asyncio.create_task(handler.fn(Locked(state, drawn)))
    try:
        async with asyncio.timeout(20):
            await drawn.wait()
            assert state.page.columns[0].steps[0].status == "open"
            await asyncio.to_thread(held, bureau, made)
            while state.page.columns[0].steps[0].status != "held":
                drawn.clear()
                await drawn.wait()
        assert "take" not in {deed.key for deed in state.page.deeds}
        assert state.known == "yes"
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await feed.live().stop()


async def test_an_id_of_nobody_is_said_so(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tab(bureau, received(bureau))
    monkeypatch.setattr("onestop.web.dossiers.one.OneDossier._wanted", lambda _: new_id())
    handler: Any = OneDossier.watch
    await handler.fn(Locked(state, asyncio.Event()))
    assert (state.known, state.page) == ("no", Page())
    await feed.live().stop()


def test_the_page_compiles_in_every_language() -> None:
    drawn = read(one_dossier())
    assert all(say(locale, "dossiers.why") in drawn for locale in LOCALES)
