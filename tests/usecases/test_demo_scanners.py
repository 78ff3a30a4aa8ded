"""A demonstration office an earlier release made gets, at the next start, what has come since."""

from sqlalchemy import delete, or_, select, update

from onestop.storage.rows import Counter, CounterQueue, Device, Office, Procedure, Queue
from onestop.usecases import demo
from tests.factories import Hall


def scanners(hall: Hall) -> dict[str, tuple[str, bytes]]:
    with hall.work.reading() as session:
        rows = session.scalars(select(Device).where(Device.kind == "scanner")).all()
        return {row.code: (str(row.counter_id), row.key) for row in rows}


def test_an_older_office_is_given_its_scanners_once(lite_hall: Hall) -> None:
    made = scanners(lite_hall)
    assert sorted(made) == ["scanner-1", "scanner-2"]
    with lite_hall.work() as tx:
        tx.session.execute(delete(Device).where(Device.code == "scanner-2"))
    for _ in range(2):
        assert demo.seed(lite_hall.work, lite_hall.shop.settings, lite_hall.clock()) is None
        assert scanners(lite_hall) == made


def lanes(hall: Hall) -> dict[str, str]:
    with hall.work.reading() as session:
        kept = session.get_one(Office, hall.office_id).policy.get("dossiers", {})
        return {name: kept.get(name, "") for name in ("result_queue", "help_queue")}


def test_an_older_office_is_given_its_lanes_and_keeps_what_was_chosen(lite_hall: Hall) -> None:
    assert lanes(lite_hall) == {"result_queue": "R", "help_queue": "S"}
    with lite_hall.work() as tx:
        office = tx.session.get_one(Office, lite_hall.office_id)
        office.policy = {name: value for name, value in office.policy.items() if name != "dossiers"}
    demo.seed(lite_hall.work, lite_hall.shop.settings, lite_hall.clock())
    assert lanes(lite_hall) == {"result_queue": "R", "help_queue": "S"}
    with lite_hall.work() as tx:
        office = tx.session.get_one(Office, lite_hall.office_id)
        office.policy = {**office.policy, "dossiers": {"result_queue": "A"}}
    demo.seed(lite_hall.work, lite_hall.shop.settings, lite_hall.clock())
    assert lanes(lite_hall) == {"result_queue": "A", "help_queue": ""}


def lines(hall: Hall) -> dict[str, str]:
    """Queue of each procedure of the police and of social insurance."""
    with hall.work.reading() as session:
        rows = select(Procedure.key, Queue.code).outerjoin(Queue, Queue.id == Procedure.queue_id)
        ours = or_(*(Procedure.key.startswith(each) for each in ("demo-ca-", "demo-bhxh-")))
        return dict(session.execute(rows.where(ours)).all())


def test_an_older_office_is_given_the_queue_of_the_police_and_social_insurance(lite_hall: Hall) -> None:
    made, served = lines(lite_hall), {c.number: set(c.queues) for c in lite_hall.view().counters}
    assert made == dict.fromkeys(["demo-ca-1", "demo-ca-2", "demo-bhxh-1", "demo-bhxh-2"], "P")
    with lite_hall.work() as tx:
        new = select(Queue.id).where(Queue.code == "P")
        mine = select(Counter.id).where(Counter.number == 3)
        tx.session.execute(update(Procedure).where(Procedure.queue_id.in_(new)).values(queue_id=None))
        tx.session.execute(delete(CounterQueue).where(CounterQueue.queue_id.in_(new)))
        tx.session.execute(delete(Queue).where(Queue.code == "P"))
        chosen = select(Queue.id).where(Queue.code == "A").scalar_subquery()
        tx.session.execute(update(Procedure).where(Procedure.key == "demo-ca-2").values(queue_id=chosen))
        tx.session.execute(
            delete(CounterQueue).where(CounterQueue.counter_id.in_(mine), CounterQueue.queue_id == chosen)
        )
    for _ in range(2):
        assert demo.seed(lite_hall.work, lite_hall.shop.settings, lite_hall.clock()) is None
        assert lines(lite_hall) == {**made, "demo-ca-2": "A"}
    now_served = {c.number: set(c.queues) for c in lite_hall.view().counters}
    assert now_served == {**served, 3: served[3] - {"A", "P"}}
