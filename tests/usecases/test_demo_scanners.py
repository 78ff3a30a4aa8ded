"""A demonstration office an earlier release made gets, at the next start, what has come since."""

from sqlalchemy import delete, select

from onestop.storage.rows import Device, Office
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
