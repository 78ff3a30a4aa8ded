"""An advice is kept with its visit and its outcome; nobody writes into another office's visit; both databases."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from onestop.domain.errors import BadInput, Forbidden, ProcedureUnknown
from onestop.storage.rows import Consultation, Fact
from onestop.usecases.consulting import consult
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

TOPIC, OUTCOME = "Điều kiện cấp phép", "Đủ điều kiện; cần bổ sung hợp đồng thuê địa điểm."


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def test_the_outcome_is_kept_with_the_visit_and_the_log_holds_no_word_of_it(bureau: Bureau) -> None:
    ticket = bureau.hall.take("A").id
    office, now = bureau.hall.office_id, bureau.clock()
    made = consult(
        bureau.work, office, TOPIC, OUTCOME, actor=bureau.desk, now=now, ticket_id=ticket, procedure_key="test"
    )
    with bureau.work.reading() as session:
        row = session.get_one(Consultation, made)
        assert (row.ticket_id, row.topic, row.outcome, row.at) == (ticket, TOPIC, OUTCOME, now)
        assert row.officer_id == bureau.desk.officer_id
        assert row.procedure_id is not None
        fact = session.scalars(select(Fact).where(Fact.kind == "consultation.given")).one()
        assert TOPIC not in str(fact.data)


def test_what_cannot_be_kept_is_refused(bureau: Bureau) -> None:
    office, by = bureau.hall.office_id, dict[str, Any](actor=bureau.desk, now=bureau.clock())
    with pytest.raises(BadInput, match="topic"):
        consult(bureau.work, office, " ", OUTCOME, **by)
    with pytest.raises(BadInput, match="outcome"):
        consult(bureau.work, office, TOPIC, "ok", **by)
    with pytest.raises(BadInput, match="ticket"):
        consult(bureau.work, office, TOPIC, OUTCOME, ticket_id=uuid4(), **by)
    with pytest.raises(ProcedureUnknown):
        consult(bureau.work, office, TOPIC, OUTCOME, procedure_key="none", **by)
    with pytest.raises(Forbidden):
        consult(bureau.work, office, TOPIC, OUTCOME, actor=bureau.head, now=bureau.clock())
