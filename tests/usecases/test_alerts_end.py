"""An alert whose cause is gone closes by itself, also when the cause went with the counter or the queue."""

from sqlalchemy import update

from onestop.storage.rows import Queue
from onestop.usecases import counters, devices, hall_watch, sweeps
from tests.conftest import Clock
from tests.factories import Hall


def _kinds(hall: Hall) -> set[str]:
    return {alert.kind for alert in hall.view().alerts}


def test_an_idle_counter_that_closes_is_not_idle_any_more(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=30))
    assert "counter.idle" in _kinds(hall)
    counters.close(hall.work, "most-1", actor=officer, now=clock())
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=1))
    assert "counter.idle" not in _kinds(hall)


def test_a_queue_taken_out_of_use_has_no_long_wait(hall: Hall, clock: Clock) -> None:
    hall.take()
    hall_watch.watch_waits(hall.work, now=clock.forward(hours=2))
    assert _kinds(hall) == {"wait.long"}
    with hall.work() as tx:
        tx.session.execute(update(Queue).where(Queue.code == "A").values(active=False))
    hall_watch.watch_waits(hall.work, now=clock.forward(minutes=1))
    assert _kinds(hall) == set()


def test_a_broker_started_again_is_no_news_about_every_device(hall: Hall, clock: Clock) -> None:
    devices.greet(hall.work, devices.known(hall.work, "most", "sign-1"), {"conn": "c"}, now=clock())
    devices.reset_presence(hall.work, now=clock.forward(seconds=20))
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=1))
    assert _kinds(hall) == set()
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=90))
    assert _kinds(hall) == {"device.offline"}
