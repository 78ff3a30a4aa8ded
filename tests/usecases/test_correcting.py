"""A returned result that was wrong by our fault is put right by a dossier of its own; on both databases."""

from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain import dossier
from onestop.domain.errors import BadInput, CorrectionUnderWay, Forbidden, IllegalDossierStep
from onestop.storage.papers import Kept
from onestop.storage.rows import Notice
from onestop.usecases import correcting, papers, processing, returning
from onestop.usecases.papers import Scan
from onestop.usecases.returning import Taker
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

FAULT = "Sai ngày cấp: 12/10, đúng là 21/10"


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def through(bureau: Bureau, made: UUID) -> None:
    """All stages to the result in the applicant's hand."""
    for code in ("check", "weigh", "sign"):
        worker, each = bureau.two if code == "weigh" else bureau.one, bureau.stage(made, code)
        processing.take(bureau.work, each.id, actor=worker, now=bureau.clock())
        if code == "sign":
            result = Scan(Kept("b" * 64, 900, "application/pdf"), "Giấy phép.pdf", 1, "", checked="clean")
            papers.attach(bureau.work, made, result, actor=worker, now=bureau.clock(), kind="result")
        processing.done(bureau.work, each.id, actor=worker, now=bureau.clock(), result="granted")
    returning.hand_out(bureau.work, made, Taker("Nguyễn Văn An"), actor=bureau.desk, now=bureau.clock())


@pytest.fixture
def returned(bureau: Bureau) -> UUID:
    made, _ = bureau.received()
    scan = Scan(Kept("a" * 64, 700, "application/pdf"), "Đơn.pdf", 2, "đơn đề nghị", checked="clean")
    papers.attach(bureau.work, made, scan, actor=bureau.desk, now=bureau.clock(), paper_code="form")
    through(bureau, made)
    return made


def test_received_at_once_with_what_is_here_and_free_of_charge(bureau: Bureau, clock: Clock, returned: UUID) -> None:
    clock.forward(days=7)
    receipt = correcting.correct(bureau.work, returned, FAULT, actor=bureau.desk, now=clock())
    before, after = bureau.view(returned), bureau.view(receipt.dossier_id)
    assert after.code == receipt.code != before.code
    assert (after.status, after.fee_vnd, after.applicant_name) == ("received", 0, before.applicant_name)
    assert before.code in after.subject
    assert FAULT in after.subject
    assert {p.state for p in after.papers if p.required} == {"reused"}
    assert [f.name for p in after.papers for f in p.files] == ["Đơn.pdf"]
    assert [(f.name, f.kind) for f in after.more_files] == [("Giấy phép.pdf", "internal")]
    assert (after.register_no or 0) == (before.register_no or 0) + 1
    assert after.due is not None
    assert before.due is not None
    assert after.due > before.due
    assert (after.corrects, [one.code for one in before.corrected_by]) != (None, [])
    assert after.corrects is not None
    assert (after.corrects.id, before.corrected_by[0].id) == (returned, receipt.dossier_id)
    assert (before.status, before.outcome) == ("returned", "granted")
    assert before.events[-1].kind == dossier.Noted.CORRECTION
    assert before.events[-1].data == {"by": receipt.code, "reason": FAULT}


def test_the_applicant_is_told_with_an_apology_and_nothing_personal(bureau: Bureau, returned: UUID) -> None:
    receipt = correcting.correct(bureau.work, returned, FAULT, actor=bureau.desk, now=bureau.clock())
    with bureau.work.reading() as session:
        told = session.scalars(select(Notice).where(Notice.dossier_id == receipt.dossier_id)).all()
    assert {n.kind for n in told} == {"correction"}
    text = next(n.text for n in told if n.channel == "sms")
    assert "xin loi" in text
    assert receipt.code in text
    assert "21/10" not in text


def test_one_at_a_time_and_again_when_the_correction_was_wrong_too(bureau: Bureau, returned: UUID) -> None:
    first = correcting.correct(bureau.work, returned, FAULT, actor=bureau.desk, now=bureau.clock())
    with pytest.raises(CorrectionUnderWay) as twice:
        correcting.correct(bureau.work, returned, FAULT, actor=bureau.desk, now=bureau.clock())
    assert twice.value.facts == {"dossier": first.code}
    through(bureau, first.dossier_id)
    again = correcting.correct(bureau.work, returned, "Sai cả tên", actor=bureau.desk, now=bureau.clock())
    of_the_correction = correcting.correct(
        bureau.work, first.dossier_id, "Sai cả tên", actor=bureau.desk, now=bureau.clock()
    )
    assert [one.code for one in bureau.view(returned).corrected_by] == [first.code, again.code]
    assert [one.code for one in bureau.view(first.dossier_id).corrected_by] == [of_the_correction.code]


def test_only_what_was_returned_by_who_takes_in_dossiers_and_with_words(bureau: Bureau, returned: UUID) -> None:
    under_way, _ = bureau.received()
    with pytest.raises(IllegalDossierStep):
        correcting.correct(bureau.work, under_way, FAULT, actor=bureau.desk, now=bureau.clock())
    with pytest.raises(Forbidden):
        correcting.correct(bureau.work, returned, FAULT, actor=bureau.two, now=bureau.clock())
    with pytest.raises(BadInput):
        correcting.correct(bureau.work, returned, "sai", actor=bureau.desk, now=bureau.clock())
    assert bureau.view(returned).corrected_by == ()
    assert bureau.view(returned).events[-1].kind == dossier.Step.RETURN
