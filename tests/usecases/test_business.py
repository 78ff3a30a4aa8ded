"""The hall's picture tells why somebody is here and that a scan lies there; the dossier, how visits were rated."""

from uuid import UUID

import pytest
from sqlalchemy import select, update

from onestop.domain.people import Actor
from onestop.domain.rating import Source
from onestop.queries import dossier_around
from onestop.queries.facts import HallView
from onestop.storage.rows import Counter, Dossier
from onestop.usecases import dossier_visits, intake, rating, scans, serving, setup_units
from onestop.usecases.dossier_visits import Claim, DossierTicket
from onestop.usecases.ticketing import Wish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def came_for_the_result(bureau: Bureau) -> tuple[UUID, DossierTicket]:
    made, receipt = bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Dossier).where(Dossier.id == made).values(status="ready"))
    wish, claim = Wish("most", "", "kiosk"), Claim(receipt.code, receipt.secret)
    actor = bureau.hall.place("kiosk-1")
    return made, dossier_visits.take_for_dossier(bureau.work, wish, claim, actor=actor, now=bureau.clock())


def waiting(view: HallView) -> dict[str, str]:
    return {t.number: t.business for t in view.waiting}


def test_a_ticket_tells_its_business_from_waiting_to_being_served(bureau: Bureau) -> None:
    hall = bureau.hall
    hall.take()
    came_for_the_result(bureau)
    assert waiting(hall.view()) == {"A001": "", "R001": "result"}
    officer = hall.sit(1)
    hall.call(1, officer)
    hall.call(2, hall.sit(2))
    seats = {c.ticket.number: c.ticket.business for c in hall.view().counters if c.ticket}
    assert seats == {"A001": "", "R001": "result"}


def test_of_several_the_result_goes_first(bureau: Bureau) -> None:
    made, came = came_for_the_result(bureau)
    other = bureau.opened()
    with bureau.work() as tx:
        intake.bind(tx.session, tx.session.get_one(Dossier, other), came.taken.id, "intake", bureau.clock())
    assert waiting(bureau.hall.view()) == {"R001": "result"}
    assert made != other


def test_a_scan_is_announced_by_its_kind_for_as_long_as_it_lies_there(bureau: Bureau) -> None:
    hall = bureau.hall
    officer = hall.sit(1)
    with hall.work.reading() as session:
        seat = session.scalars(select(Counter.id).where(Counter.number == 1)).one()
    scans.take_scan(hall.work, seat, b"000.00.00.T01-261123-0001", actor=officer, now=bureau.clock())
    assert [(c.number, c.scan) for c in hall.view().counters if c.scan] == [(1, "dossier")]
    bureau.clock.forward(minutes=2, seconds=1)
    assert [c.scan for c in hall.view().counters if c.scan] == []


def marked(bureau: Bureau, mark: rating.Mark) -> UUID:
    """A dossier whose visit was served by `officer1` at counter 1 and rated."""
    hall, clock = bureau.hall, bureau.clock
    made, came = came_for_the_result(bureau)
    officer = hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, came.taken.id, actor=officer, now=clock())
    serving.finish(hall.work, came.taken.id, actor=officer, now=clock.forward(minutes=5))
    with hall.work.reading() as session:
        seat = session.scalars(select(Counter.id).where(Counter.number == 1)).one()
    rating.rate_at_counter(
        hall.work, seat, mark, Source.KEYPAD, actor=hall.place("tablet-1"), at=clock(), now=clock()
    )
    return made


def seen(bureau: Bureau, made: UUID, actor: Actor) -> tuple[dossier_around.RatingSeen, ...]:
    with bureau.work.reading() as session:
        return dossier_around.ratings_of(session, made, actor)


def test_a_mark_counts_for_the_visit_and_for_its_dossier(bureau: Bureau) -> None:
    made = marked(bureau, rating.Mark(4))
    (mark,) = seen(bureau, made, bureau.boss)
    assert seen(bureau, bureau.opened(), bureau.boss) == ()
    assert (mark.number, mark.purpose, mark.value) == ("R001", "result", 4)


def test_a_mark_is_seen_by_whom_it_judges_by_their_head_and_by_supervision(bureau: Bureau) -> None:
    made = marked(bureau, rating.Mark(1, ("late_result",)))
    rated, head, colleague = bureau.desk, bureau.head, bureau.two
    assert [m.reasons for m in seen(bureau, made, rated)] == [("late_result",)]
    assert seen(bureau, made, bureau.boss)
    assert seen(bureau, made, head) == seen(bureau, made, colleague) == ()
    members = {head.officer_id: True, rated.officer_id: False, bureau.one.officer_id: False}
    setup_units.save_members(
        bureau.work, bureau.hall.office_id, "t-one", members, actor=bureau.admin, now=bureau.clock()
    )
    assert seen(bureau, made, head)
    assert seen(bureau, made, bureau.one) == seen(bureau, made, colleague) == ()
    assert seen(bureau, made, bureau.hall.place("kiosk-1")) == ()
