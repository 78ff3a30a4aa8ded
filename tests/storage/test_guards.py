"""What must never happen does not happen, whatever the program above forgets: the database refuses it."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from onestop.domain.ticket import Status
from onestop.storage import idempotency, outbox
from onestop.storage.rows import Alert, Counter, DeviceCommand, Rating, Ticket
from onestop.storage.rows.base import new_id
from tests.conftest import Clock
from tests.factories import Hall


def refused(hall: Hall, statement: Any) -> None:
    with pytest.raises(IntegrityError), hall.work() as tx:
        tx.session.execute(statement)


def refused_rows(hall: Hall, *rows: Any) -> None:
    with pytest.raises(IntegrityError), hall.work() as tx:
        tx.session.add_all(rows)


def test_a_number_is_unique_per_day(hall: Hall) -> None:
    hall.take()
    second = hall.take()
    refused(hall, update(Ticket).where(Ticket.id == second.id).values(number="A001"))
    refused(hall, update(Ticket).where(Ticket.id == second.id).values(serial=1))


def test_a_counter_has_one_ticket_and_an_officer_one_counter(hall: Hall) -> None:
    hall.take()
    second = hall.take()
    officer = hall.sit(1)
    called = hall.call(1, officer)
    assert called is not None
    at = hall.ticket(called.id).counter_id
    serving = update(Ticket).where(Ticket.id == second.id).values(counter_id=at, status=Status.SERVING)
    refused(hall, serving)
    refused(hall, update(Counter).where(Counter.code == "most-2").values(officer_id=officer.officer_id))


def test_one_rating_one_open_alert_one_command_per_fact(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    row = hall.ticket(taken.id)
    for value in (5, 0):
        mark = Rating(
            ticket_id=row.id,
            office_id=row.office_id,
            queue_id=row.queue_id,
            value=value,
            source="phone",
            counter_id=None,
            officer_id=None,
            at=clock(),
        )
        refused_rows(hall, mark)
    refused_rows(hall, *(Alert(office_id=row.office_id, kind="k", subject="s", raised_at=clock()) for _ in range(2)))
    view = hall.view()
    printer = next(d.id for d in view.devices if d.code == "printer-1")
    common = {"device_id": printer, "fact_id": 1, "kind": "print", "body": {}}
    times = {"created_at": clock(), "expires_at": clock()}
    refused_rows(hall, *(DeviceCommand(id=new_id(), **common, **times) for _ in range(2)))


def test_a_failed_transaction_leaves_neither_row_nor_fact(hall: Hall) -> None:
    before = hall.view()
    with suppress(RuntimeError), hall.work() as tx:
        tx.emit("test.happened", hall.office_id, "x", hall.place("kiosk-1"), hall.clock())
        tx.session.execute(update(Counter).values(preferred_run=9))
        raise RuntimeError
    after = hall.view()
    assert (after.counters, after.queues) == (before.counters, before.queues)
    with hall.work.reading() as session:
        assert "test.happened" not in {fact.kind for fact in outbox.unsent(session)}


def test_a_lease_is_held_by_one_until_it_ends(hall: Hall, clock: Clock) -> None:
    def take(holder: str) -> bool:
        with hall.work() as tx:
            return outbox.take_lease(tx.session, "relay", holder, clock(), timedelta(seconds=10))

    assert take("one")
    assert not take("two")
    clock.forward(seconds=9)
    assert take("one")
    clock.forward(seconds=9)
    assert not take("two")
    clock.forward(seconds=1)
    assert take("two")
    with hall.work() as tx:
        outbox.drop_lease(tx.session, "relay", "two", clock())
    assert take("one")


def test_an_idempotency_key_is_kept_with_its_request(hall: Hall, clock: Clock) -> None:
    with hall.work() as tx:
        idempotency.keep(tx.session, "k", {"a": 1}, {"made": 7}, clock())
    with hall.work.reading() as session:
        assert idempotency.recall(session, "k", {"a": 1}) == {"made": 7}
        assert idempotency.recall(session, "other", {"a": 1}) is None
