"""What the intake screen asks of the use case: all faults of an applicant at once, a paper asked for by an answer."""

from dataclasses import replace

import pytest

from onestop.domain.errors import PapersMissing
from onestop.usecases import intake, receiving
from onestop.usecases.intake import Applicant, PaperSeen
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def test_every_field_an_applicant_cannot_be_taken_with_is_named_at_once() -> None:
    wrong = Applicant("citizen", "A", phone="12", email="x@y", submitter={"phone": "1"}, result_by="post")
    assert intake.faults(wrong) == ("name", "phone", "email", "submitter_name", "address")
    assert intake.faults(APPLICANT) == ()
    assert intake.faults(replace(APPLICANT, result_by="post", address="12 Láng")) == ()


def test_a_paper_whose_question_was_answered_with_yes_must_be_there(bureau: Bureau) -> None:
    made = bureau.full()
    asked = PaperSeen("more", "missing", required=True)
    intake.check_papers(bureau.work, made, [asked], actor=bureau.desk, now=bureau.clock())
    with pytest.raises(PapersMissing):
        receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    intake.check_papers(
        bureau.work, made, [PaperSeen("more", "not_needed", required=False)], actor=bureau.desk, now=bureau.clock()
    )
    assert receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock()).code
