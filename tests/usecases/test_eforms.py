"""A form filled in on a screen: the answers and their paper are kept together, by whoever may add a paper."""

from dataclasses import replace
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select

from onestop.domain.eform import Blank, Kind
from onestop.domain.errors import BadInput, DossierUnknown, Forbidden, IllegalDossierStep, PaperUnknown
from onestop.domain.people import Actor
from onestop.queries import eforms as sheets
from onestop.queries import forms as material
from onestop.storage.papers import Kept
from onestop.storage.rows import PaperFile
from onestop.usecases import eforms, handing_in, intake, papers
from onestop.usecases.papers import Scan
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, RULES, Bureau

BLANKS = (Blank("Số giấy phép", needed=True), Blank("Ngày cấp", Kind.DAY), Blank("Lý do", Kind.PROSE))
SAID = ("GP-112", "5/3/2026", "Giấy rách\nkhông đọc được")


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    made = Bureau(hall, clock)
    first, *rest = RULES.components
    drawn = replace(first, blanks=BLANKS, blanks_ours=True, form="Mẫu 08")
    made.procedure("drawn", replace(RULES, components=(drawn, *rest)))
    return made


def kiosk(bureau: Bureau) -> Actor:
    return bureau.hall.place("kiosk-1")


def prepared(bureau: Bureau) -> UUID:
    work, office = bureau.work, bureau.hall.office_id
    return handing_in.prepare(work, office, "drawn", APPLICANT, actor=kiosk(bureau), now=bureau.clock())


def filled(bureau: Bureau, made: UUID, said: tuple[str, ...] = SAID, actor: Actor | None = None) -> UUID:
    who = actor or kiosk(bureau)
    with bureau.work.reading() as session:
        facts = sheets.application(session, made, "form", said, who, bureau.clock())
    pdf = material.set_form(facts, bureau.hall.shop.settings.data_dir / "none")
    return eforms.fill(bureau.work, bureau.hall.shop.papers, made, "form", said, pdf, actor=who, now=bureau.clock())


def put(bureau: Bureau, made: UUID, code: str, said: tuple[str, ...], actor: Actor) -> UUID:
    store = bureau.hall.shop.papers
    return eforms.fill(bureau.work, store, made, code, said, b"%PDF-", actor=actor, now=bureau.clock())


def copies(bureau: Bureau, made: UUID) -> list[PaperFile]:
    with bureau.work.reading() as session:
        return list(session.scalars(select(PaperFile).where(PaperFile.dossier_id == made).order_by(PaperFile.id)))


def test_what_was_said_stands_on_the_paper_and_beside_it(bureau: Bureau) -> None:
    made = prepared(bureau)
    with bureau.work.reading() as session:
        before = sheets.sheet(session, made, "form", kiosk(bureau))
        assert (before.blanks, before.said, before.ours, before.number) == (BLANKS, ("", "", ""), True, "Mẫu 08")
        assert sheets.drawn_up(session, made, kiosk(bureau)) == {"form": False}
    filled(bureau, made)
    with bureau.work.reading() as session:
        after = sheets.sheet(session, made, "form", kiosk(bureau))
        assert after.said == ("GP-112", "05/03/2026", "Giấy rách\nkhông đọc được")
        assert sheets.drawn_up(session, made, kiosk(bureau)) == {"form": True}
        lacking = [paper.code for paper in handing_in.without_copy(session, made)]
    assert "form" not in lacking
    (copy,) = copies(bureau, made)
    assert (copy.source, copy.media_type, "GP-112" in copy.text_found) == ("form", "application/pdf", True)
    document = pypdfium2.PdfDocument(bureau.hall.shop.papers.path(copy.sha256))
    said = document[0].get_textpage().get_text_range()
    document.close()
    assert all(words in said for words in (APPLICANT.name, "Số giấy phép", "05/03/2026", "không đọc được"))
    assert "Số liệu minh họa" in said, "blanks that are ours are marked on the paper"


def test_filled_in_again_the_newer_paper_stands(bureau: Bureau) -> None:
    made = prepared(bureau)
    filled(bureau, made)
    second = filled(bureau, made, ("GP-113", "", ""))
    first, newer = copies(bureau, made)
    assert (first.replaced_by, newer.id, newer.replaced_by) == (second, second, None)
    with bureau.work.reading() as session:
        assert sheets.sheet(session, made, "form", kiosk(bureau)).said == ("GP-113", "", "")


def test_a_picture_of_the_signed_form_takes_its_place(bureau: Bureau) -> None:
    made = prepared(bureau)
    filled(bureau, made)
    scan = Scan(Kept("0" * 64, 10, "application/pdf"), "Đơn", 1)
    papers.attach(bureau.work, made, scan, actor=kiosk(bureau), now=bureau.clock(), paper_code="form", source="phone")
    with bureau.work.reading() as session:
        assert sheets.drawn_up(session, made, kiosk(bureau)) == {"form": False}
    assert [copy.replaced_by is None for copy in copies(bureau, made)] == [False, True]


def test_what_does_not_fit_leaves_nothing(bureau: Bureau) -> None:
    made = prepared(bureau)
    for said in (("", "", ""), ("GP", "32/1/2026", ""), ("GP",)):
        with pytest.raises(BadInput):
            filled(bureau, made, said)
        with pytest.raises(BadInput):
            eforms.fill(
                bureau.work,
                bureau.hall.shop.papers,
                made,
                "form",
                said,
                b"%PDF-",
                actor=bureau.desk,
                now=bureau.clock(),
            )
    assert copies(bureau, made) == []


def test_only_a_form_that_was_drawn_up(bureau: Bureau) -> None:
    made = prepared(bureau)
    with bureau.work.reading() as session:
        for code in ("copy", "no-such"):
            with pytest.raises(PaperUnknown):
                sheets.sheet(session, made, code, bureau.desk)
    for code in ("copy", "no-such"):
        with pytest.raises(PaperUnknown):
            put(bureau, made, code, (), bureau.desk)


def test_another_office_and_a_unit_of_no_office_see_nothing(bureau: Bureau) -> None:
    made = prepared(bureau)
    stranger = replace(bureau.desk, office_id=UUID(int=7))
    with bureau.work.reading() as session, pytest.raises(DossierUnknown):
        sheets.sheet(session, made, "form", stranger)
    with pytest.raises(Forbidden):
        put(bureau, made, "form", SAID, stranger)


def test_what_has_ended_is_not_filled_in(bureau: Bureau) -> None:
    made = prepared(bureau)
    intake.refuse(bureau.work, made, "Không thuộc thẩm quyền", actor=bureau.desk, now=bureau.clock())
    with pytest.raises(IllegalDossierStep):
        filled(bureau, made, actor=bureau.desk)
    assert copies(bureau, made) == []
