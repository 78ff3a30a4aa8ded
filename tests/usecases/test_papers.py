"""Digital papers: added, replaced, reused, sent from a phone; whoever may not see them does not."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from onestop.domain import dossier
from onestop.domain.errors import BadInput, Forbidden, HandOverOver, IllegalDossierStep, PaperUnknown
from onestop.domain.people import Actor
from onestop.storage.papers import PaperStore
from onestop.storage.rows import DossierPaper
from onestop.usecases import intake, papers
from onestop.usecases.papers import Scan
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def scan(bureau: Bureau, text: bytes = b"%PDF-1.7 one") -> Scan:
    store: PaperStore = bureau.hall.shop.papers
    return Scan(store.keep(text), "Đơn đề nghị", 1, "Đơn đề nghị", "clean")


def attached(bureau: Bureau, made: UUID, text: bytes = b"%PDF-1.7 one") -> UUID:
    return papers.attach(
        bureau.work, made, scan(bureau, text), paper_code="form", actor=bureau.desk, now=bureau.clock()
    )


def test_a_better_scan_replaces_and_both_stay(bureau: Bureau) -> None:
    made, _ = bureau.received()
    first, second = attached(bureau, made), attached(bureau, made, b"%PDF-1.7 two")
    files = next(p for p in bureau.view(made).papers if p.code == "form").files
    assert [(f.id, f.replaced) for f in files] == [(first, True), (second, False)]
    assert bureau.hall.shop.papers.verify(files[0].sha256)


def test_a_result_is_stamped_with_its_hash(bureau: Bureau) -> None:
    made, _ = bureau.received()
    with pytest.raises(Forbidden):
        papers.attach(bureau.work, made, scan(bureau), kind="result", actor=bureau.post, now=bureau.clock())
    papers.attach(bureau.work, made, scan(bureau), kind="result", actor=bureau.one, now=bureau.clock())
    view = bureau.view(made)
    stamped = [e for e in view.events if e.kind == dossier.Noted.RESULT]
    assert [e.data["sha256"] for e in stamped] == [view.more_files[0].sha256]


def test_nothing_is_added_where_it_has_no_place(bureau: Bureau) -> None:
    made, _ = bureau.received()
    now = bureau.clock()
    with pytest.raises(PaperUnknown):
        papers.attach(bureau.work, made, scan(bureau), paper_code="nothing", actor=bureau.desk, now=now)
    for wrong in ({"kind": "photo"}, {"kind": "paper"}, {"kind": "result", "paper_code": "form"}):
        with pytest.raises(BadInput):
            papers.attach(bureau.work, made, scan(bureau), actor=bureau.desk, now=now, **wrong)
    with pytest.raises(Forbidden):
        papers.attach(
            bureau.work, made, scan(bureau), paper_code="form", actor=bureau.hall.officer("floor1"), now=now
        )
    over = bureau.opened()
    intake.discard(bureau.work, over, actor=bureau.desk, now=now)
    with pytest.raises(IllegalDossierStep):
        attached(bureau, over)


def test_what_was_given_before_need_not_be_asked_for_again(bureau: Bureau) -> None:
    first, _ = bureau.received()
    file_id = attached(bureau, first)
    second = bureau.opened()
    with bureau.work.reading() as session:
        found = papers.earlier(session, second)
    assert [(e.file_id, e.for_code) for e in found] == [(file_id, "form")]
    papers.reuse(bureau.work, second, "form", file_id, actor=bureau.desk, now=bureau.clock())
    paper = next(p for p in bureau.view(second).papers if p.code == "form")
    assert (paper.state, paper.files[0].source) == ("reused", "reused")
    stranger = bureau.opened()
    intake.describe(
        bureau.work, stranger, intake.Applicant("citizen", "Lê Bốn", number="001090000004"), actor=bureau.desk,
        now=bureau.clock(),
    )  # fmt: skip
    with pytest.raises(PaperUnknown):
        papers.reuse(bureau.work, stranger, "form", file_id, actor=bureau.desk, now=bureau.clock())


def test_a_drafts_papers_and_wrong_ones_are_not_offered(bureau: Bureau) -> None:
    draft = bureau.opened()
    in_draft = attached(bureau, draft)
    second = bureau.opened()

    def offered() -> list[UUID]:
        with bureau.work.reading() as session:
            return [each.file_id for each in papers.earlier(session, second)]

    assert offered() == []
    with pytest.raises(PaperUnknown):
        papers.reuse(bureau.work, second, "form", in_draft, actor=bureau.desk, now=bureau.clock())
    received, _ = bureau.received()
    good = attached(bureau, received)
    assert offered() == [good]
    with bureau.work() as tx:
        tx.session.execute(update(DossierPaper).where(DossierPaper.dossier_id == received).values(state="wrong"))
    assert offered() == []


def test_a_phone_sends_for_a_quarter_of_an_hour(bureau: Bureau, clock: Clock) -> None:
    made = bureau.opened()
    token = papers.invite(bureau.work, made, "form", actor=bureau.desk, now=clock())
    with bureau.work.reading() as session:
        assert papers.allowed(session, token, clock()).paper == "Đơn đề nghị"
        with pytest.raises(HandOverOver):
            papers.allowed(session, token[:-1], clock())
    papers.attach_from_phone(bureau.work, token, scan(bureau), now=clock())
    assert next(p for p in bureau.view(made).papers if p.code == "form").files[0].source == "phone"
    clock.forward(minutes=16)
    with pytest.raises(HandOverOver):
        papers.attach_from_phone(bureau.work, token, scan(bureau), now=clock())
    clock.forward(days=2)
    papers.forget_hand_overs(bureau.work, now=clock())
    with bureau.work.reading() as session, pytest.raises(HandOverOver):
        papers.allowed(session, token, clock() - timedelta(days=2))


def test_a_phone_sends_so_many_and_no_more(bureau: Bureau) -> None:
    made = bureau.opened()
    token = papers.invite(bureau.work, made, "form", actor=bureau.desk, now=bureau.clock())
    for n in range(papers.MOST_FROM_PHONE):
        papers.attach_from_phone(bureau.work, token, scan(bureau, f"%PDF {n}".encode()), now=bureau.clock())
    with pytest.raises(HandOverOver):
        papers.attach_from_phone(bureau.work, token, scan(bureau), now=bureau.clock())


def test_only_officers_of_the_office_open_a_file(bureau: Bureau) -> None:
    made, _ = bureau.received()
    file_id = attached(bureau, made)
    elsewhere = Actor("officer", bureau.desk.id, UUID(int=7), bureau.desk.roles)
    with bureau.work.reading() as session:
        assert papers.file_of(session, file_id, bureau.one).name == "Đơn đề nghị"
        for actor in (elsewhere, bureau.hall.place("kiosk-1")):
            with pytest.raises((PaperUnknown, Forbidden)):
                papers.file_of(session, file_id, actor)
