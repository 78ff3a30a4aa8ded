"""A number for a dossier: the line of its business for the receipt's holder, nothing told to anybody else."""

import pytest
from sqlalchemy import select, update

from onestop.domain import dossier
from onestop.domain.errors import DossierEnded, DossierUnknown, Forbidden, QueueClosed, QueueUnknown, VisitInLine
from onestop.domain.policy import Policy
from onestop.storage.rows import Dossier, Office, Procedure, Queue, Ticket, VisitDossier
from onestop.usecases import dossier_visits
from onestop.usecases.dossier_visits import Claim, DossierTicket
from onestop.usecases.ticketing import Wish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def claimed(bureau: Bureau, status: dossier.Status = dossier.Status.RECEIVED) -> Claim:
    made, receipt = bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Dossier).where(Dossier.id == made).values(status=status))
    return Claim(receipt.code, receipt.secret)


def take(bureau: Bureau, claim: Claim, office: str = "most") -> DossierTicket:
    hall = bureau.hall
    wish = Wish(office, "", "kiosk", place_id=hall.place_id("kiosk-1"))
    return dossier_visits.take_for_dossier(bureau.work, wish, claim, actor=hall.place("kiosk-1"), now=bureau.clock())


def bound(bureau: Bureau) -> list[tuple[str, str]]:
    with bureau.work.reading() as session:
        rows = session.execute(
            select(Ticket.number, VisitDossier.purpose).join(Ticket, Ticket.id == VisitDossier.ticket_id)
        )
        return [(number, purpose) for number, purpose in rows]


@pytest.mark.parametrize(
    ("status", "number", "purpose"),
    [
        (dossier.Status.RECEIVED, "A001", "question"),
        (dossier.Status.PROCESSING, "A001", "question"),
        (dossier.Status.SUPPLEMENT, "A001", "supplement"),
        (dossier.Status.PAYING, "A001", "payment"),
        (dossier.Status.READY, "R001", "result"),
    ],
)
def test_each_business_has_its_line(bureau: Bureau, status: dossier.Status, number: str, purpose: str) -> None:
    found = take(bureau, claimed(bureau, status))
    assert (found.taken.number, found.purpose, found.taken.printing) == (number, purpose, True)
    assert bound(bureau) == [(number, purpose)]


@pytest.mark.parametrize("status", [s for s in dossier.Status if s in dossier.ENDED])
def test_one_that_ended_is_refused_to_its_holder(bureau: Bureau, status: dossier.Status) -> None:
    claim = claimed(bureau, status)
    with pytest.raises(DossierEnded) as refused:
        take(bureau, claim)
    assert refused.value.facts == {"dossier": claim.code}
    assert bound(bureau) == []


@pytest.mark.parametrize("secret", ["", "WRONGONE"])
@pytest.mark.parametrize("status", [dossier.Status.READY, dossier.Status.RETURNED, dossier.Status.SUPPLEMENT])
def test_without_the_secret_the_ticket_tells_and_binds_nothing(
    bureau: Bureau, status: dossier.Status, secret: str
) -> None:
    found = take(bureau, Claim(claimed(bureau, status).code, secret))
    assert (found.taken.number, found.purpose) == ("A001", "")
    assert bound(bureau) == []


def test_who_stands_in_line_is_told_the_number(bureau: Bureau) -> None:
    claim = claimed(bureau)
    first = take(bureau, claim)
    with pytest.raises(VisitInLine) as refused:
        take(bureau, claim)
    assert refused.value.facts == {"number": first.taken.number}
    assert take(bureau, Claim(claim.code)).taken.number == "A002"


def test_the_next_day_the_same_receipt_gives_another_number(bureau: Bureau) -> None:
    claim = claimed(bureau)
    take(bureau, claim)
    bureau.clock.forward(days=1)
    assert take(bureau, claim).taken.number == "A001"


def test_a_code_of_nobody_or_of_another_office(bureau: Bureau) -> None:
    claim = claimed(bureau)
    with pytest.raises(DossierUnknown):
        take(bureau, Claim("000.00.00.T01-261123-9999", claim.secret))
    with bureau.work() as tx:
        tx.session.add(Office(code="other", name_vi="Khác", name_en="Other", timezone="Asia/Ho_Chi_Minh"))
    with pytest.raises(DossierUnknown):
        take(bureau, claim, "other")


def test_a_procedure_without_a_line_goes_where_advice_is_given(bureau: Bureau) -> None:
    claim = claimed(bureau)
    with bureau.work() as tx:
        tx.session.execute(update(Procedure).values(queue_id=None))
    assert take(bureau, claim).taken.number == "S001"
    with bureau.work() as tx:
        tx.session.execute(update(Queue).where(Queue.code == "S").values(active=False))
    with pytest.raises(QueueUnknown):
        take(bureau, Claim(claim.code))


def test_a_result_lane_that_was_closed_for_good_leaves_the_procedures_line(bureau: Bureau) -> None:
    claim = claimed(bureau, dossier.Status.READY)
    with bureau.work() as tx:
        tx.session.execute(update(Queue).where(Queue.code == "R").values(active=False))
    found = take(bureau, claim)
    assert (found.taken.number, found.purpose) == ("A001", "result")


def test_the_halls_own_rules_hold_and_leave_nothing_half_done(bureau: Bureau) -> None:
    claim = claimed(bureau)
    with bureau.work() as tx:
        office = tx.session.scalars(select(Office)).one()
        office.policy = {**office.policy, **Policy(enforce_hours=True).stored()}
    bureau.clock.forward(hours=14)
    with pytest.raises(QueueClosed):
        take(bureau, claim)
    assert bound(bureau) == []


def test_a_receipt_brought_to_the_counter_joins_the_visit_there_once(bureau: Bureau) -> None:
    claim = claimed(bureau, dossier.Status.READY)
    ticket, officer = bureau.hall.take("A"), bureau.hall.sit(1)
    bureau.hall.call(1, officer)
    for _ in range(2):
        dossier_visits.join_visit(bureau.work, ticket.id, claim.code, actor=officer, now=bureau.clock())
    assert bound(bureau) == [(ticket.number, "result")]
    with pytest.raises(DossierUnknown):
        dossier_visits.join_visit(bureau.work, ticket.id, "000.00.00.X", actor=officer, now=bureau.clock())
    stranger = bureau.hall.officer("officer2")
    with pytest.raises(Forbidden):
        dossier_visits.join_visit(bureau.work, ticket.id, claim.code, actor=stranger, now=bureau.clock())
