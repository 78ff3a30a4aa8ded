"""What lists of dossiers rest on: whole names before begun ones, the newest first; the words of partial indexes."""

import re
from dataclasses import replace
from uuid import UUID

import pytest

from onestop.domain import dossier, stage
from onestop.queries import inbox
from onestop.storage import dossiers
from onestop.usecases import intake
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, Bureau


def _named(bureau: Bureau, name: str) -> UUID:
    made = bureau.opened()
    intake.describe(bureau.work, made, replace(APPLICANT, name=name), actor=bureau.desk, now=bureau.clock())
    return made


def test_a_whole_name_is_never_cut_off_by_longer_ones(hall: Hall, clock: Clock) -> None:
    bureau = Bureau(hall, clock)
    old, longer, new = (_named(bureau, name) for name in ("Trần Văn An", "Trần Văn Anh", "Lê Văn An"))

    def found(text: str, limit: int = 50) -> list[UUID]:
        with bureau.work.reading() as session:
            return list(dossiers.found_by(session, hall.office_id, text, limit))

    assert found("van an") == [new, old, longer]
    assert found("van an", 1) == [new]
    assert found("VĂN A", 1) == [longer]
    assert found("tran van an") == [old, longer]
    assert found("van a_") == found("%") == found("") == []


def test_a_list_that_is_longer_than_it_shows_says_so(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = Bureau(hall, clock)
    monkeypatch.setattr(inbox, "MOST", 2)

    def seen() -> tuple[int, bool]:
        with bureau.work.reading() as session:
            view = inbox.inbox(session, bureau.one, clock())
        return len(view.free), view.cut

    bureau.received()
    assert seen() == (1, False)
    bureau.received()
    bureau.received()
    assert seen() == (2, True)


def test_the_words_of_the_partial_indexes_are_those_of_the_tables() -> None:
    for clause, statuses in ((inbox._UNDER_WAY, stage.UNDER_WAY), (inbox._WITH_US, dossier.WITH_US)):
        assert set(re.findall(r"'(\w+)'", clause.text)) == {each.value for each in statuses}
