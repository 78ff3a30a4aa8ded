"""An alert raised twice in one transaction is one alert: a silent voice misses several calls at once."""

from datetime import timedelta

from sqlalchemy import select

from onestop.storage.rows import Alert
from onestop.usecases import sweeps
from tests.conftest import Clock
from tests.factories import Hall


def test_several_unheard_calls_of_a_zone_raise_one_alert(hall: Hall, clock: Clock) -> None:
    for number in (1, 2):
        hall.take("A")
        assert hall.call(number, hall.sit(number)) is not None
    clock.forward(minutes=5)
    assert sweeps.give_up_late_calls(hall.work, now=clock()) == 2
    with hall.work.reading() as session:
        kinds = [alert.kind for alert in session.scalars(select(Alert))]
    assert kinds == ["voice.unheard"]
    assert sweeps.give_up_late_calls(hall.work, now=clock() + timedelta(seconds=1)) == 0
