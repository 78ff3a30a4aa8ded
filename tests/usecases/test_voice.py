"""Calls as they are spoken: in order, one at a time, marked when too late; boards say what they have shown."""

from uuid import UUID

from sqlalchemy import select, update

from onestop.storage.rows import Announcement, Counter, Device, Place
from onestop.usecases import announcing, calling, sweeps
from onestop.web.hall.view import part, unspoken
from tests.conftest import Clock
from tests.factories import Hall

VOICE = "device:voice-1"


def called(hall: Hall, *seats: int) -> list[UUID]:
    ids = []
    for number in seats:
        ids.append(hall.take().id)
        hall.call(number, hall.sit(number))
    return ids


def statuses(hall: Hall) -> list[str]:
    with hall.work.reading() as session:
        return [s.value for s in session.scalars(select(Announcement.status).order_by(Announcement.id))]


def speak(hall: Hall, clock: Clock) -> announcing.ToSpeak | None:
    return announcing.next_to_speak(hall.work, hall.office_id, None, VOICE, now=clock())


def told(hall: Hall, clock: Clock, announcement_id: int, *, ok: bool) -> None:
    announcing.spoken(hall.work, announcement_id, VOICE, ok=ok, now=clock())


def test_calls_are_spoken_in_order_one_at_a_time(hall: Hall, clock: Clock) -> None:
    called(hall, 1, 2)
    first = speak(hall, clock)
    assert first is not None
    assert (first.number, first.counter, first.nth) == ("A001", 1, 1)
    assert speak(hall, clock) is None
    told(hall, clock, first.id, ok=True)
    second = speak(hall, clock)
    assert second is not None
    assert second.number == "A002"
    told(hall, clock, second.id, ok=True)
    told(hall, clock, second.id, ok=False)
    assert statuses(hall) == ["spoken", "spoken"]
    assert speak(hall, clock) is None


def test_a_failed_call_is_spoken_again_before_the_next(hall: Hall, clock: Clock) -> None:
    called(hall, 1, 2)
    first = speak(hall, clock)
    assert first is not None
    told(hall, clock, first.id, ok=False)
    again = speak(hall, clock)
    assert again is not None
    assert again.id == first.id


def test_a_voice_that_fell_silent_loses_its_call(hall: Hall, clock: Clock) -> None:
    called(hall, 1)
    assert speak(hall, clock) is not None
    clock.forward(seconds=39)
    assert speak(hall, clock) is None
    clock.forward(seconds=1)
    again = speak(hall, clock)
    assert again is not None
    assert again.number == "A001"


def test_a_recall_is_a_call_of_its_own(hall: Hall, clock: Clock) -> None:
    ticket_id = called(hall, 1)[0]
    calling.recall(hall.work, ticket_id, actor=hall.officer("officer1"), now=clock())
    first = speak(hall, clock)
    assert first is not None
    told(hall, clock, first.id, ok=True)
    second = speak(hall, clock)
    assert second is not None
    assert (first.nth, second.nth) == (1, 2)


def test_a_call_nobody_heard_alerts_the_floor_and_a_late_voice_settles_it(hall: Hall, clock: Clock) -> None:
    called(hall, 1)
    late = speak(hall, clock)
    assert late is not None
    assert sweeps.give_up_late_calls(hall.work, now=clock.forward(seconds=59)) == 0
    assert sweeps.give_up_late_calls(hall.work, now=clock.forward(seconds=1)) == 1
    assert statuses(hall) == ["unheard"]
    assert [a.kind for a in hall.view().alerts] == ["voice.unheard"]
    assert [c.number for c in hall.view().calls] == ["A001"]
    assert speak(hall, clock) is None
    told(hall, clock, late.id, ok=True)
    assert statuses(hall) == ["spoken"]
    assert hall.view().alerts == ()


def test_where_there_is_no_voice_nobody_is_alarmed(lite_hall: Hall, clock: Clock) -> None:
    hall = lite_hall
    with hall.work() as tx:
        tx.session.execute(update(Device).where(Device.kind == "voice").values(active=False))
        tx.session.execute(update(Place).values(speaks=False))
    called(hall, 1)
    assert sweeps.give_up_late_calls(hall.work, now=clock.forward(minutes=2)) == 1
    assert statuses(hall) == ["silent"]
    assert hall.view().alerts == ()


def test_a_board_says_once_what_it_has_shown(hall: Hall, clock: Clock) -> None:
    called(hall, 1, 2, 3)
    ids = [call.id for call in hall.view().calls]
    assert announcing.acknowledge(hall.work, hall.office_id, ids[:2], "place:board-1", now=clock()) == 2
    assert announcing.acknowledge(hall.work, hall.office_id, [*ids, 999_999], "place:board-1", now=clock()) == 1


def test_a_counter_without_a_zone_is_called_in_every_zone(hall: Hall, clock: Clock) -> None:
    with hall.work() as tx:
        tx.session.execute(update(Counter).values(zone_id=None))
    called(hall, 1)
    view = hall.view()
    zones = {queue.zone_id for queue in view.queues} - {None}
    assert zones
    for zone in zones:
        assert part(view, clock(), zone).calls == str(view.calls[0].id)
        assert unspoken(view, zone)
    assert sweeps.give_up_late_calls(hall.work, now=clock.forward(minutes=2)) == 1
    assert statuses(hall) == ["unheard"]
