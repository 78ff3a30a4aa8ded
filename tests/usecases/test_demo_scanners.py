"""A demonstration office made before there were scanners gets them at the next start."""

from sqlalchemy import delete, select

from onestop.storage.rows import Device
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
