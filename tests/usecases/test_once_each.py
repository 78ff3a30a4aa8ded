"""A kill or a lost race at any line: what a device says is done wholly or not at all, and never twice."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.relay import speech
from onestop.storage.rows import Announcement, Device, DeviceCommand, DeviceEvent, IdempotencyKey, Rating
from onestop.usecases import announcing, device_effects, device_events, devices, serving, sweeps
from onestop.usecases.device_effects import Event
from onestop.usecases.devices import Known
from onestop.wiring import attempt
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.test_devices import commands, known, press, relayed, report, take
from tests.usecases.test_together import at_once


class _Killed(BaseException):
    """Nobody catches it: what a kill leaves behind is what the database holds."""


def _killed(*_: Any, **__: Any) -> int:
    raise _Killed


def test_a_next_key_cut_off_after_its_effect_calls_nobody_until_it_comes_again(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.take()
    second = hall.take()
    hall.sit(1)
    key = press(1, "caller.key", clock(), key="next")
    with monkeypatch.context() as cut:
        cut.setattr(device_events, "_advance", _killed)
        with pytest.raises(_Killed):
            take(hall, key, "keypad-1")
    assert hall.view().calls == ()
    assert [take(hall, key, "keypad-1") for _ in range(2)] == [1, 1]
    assert [c.number for c in hall.view().calls] == ["A001"]
    assert hall.ticket(second.id).status.value == "waiting"


def test_a_recall_key_heard_by_two_hubs_at_once_recalls_once(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    hall.call(1, hall.sit(1))
    keypad, key = known(hall, "keypad-1"), press(1, "caller.key", clock(), key="recall")
    heard = at_once(lambda _: attempt(device_events.take_event, hall.work, keypad, key, now=clock()), 4)
    assert heard == [1] * 4
    assert hall.ticket(taken.id).recalls == 1


def test_a_refused_effect_leaves_nothing_but_its_note(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = hall.take()
    hall.call(1, hall.sit(1))
    recall = device_effects.EFFECTS["caller.key"]

    def recalled_then_refused(work: Any, device: Known, event: Event, now: datetime) -> None:
        recall(work, device, event, now)
        raise device_effects.TooLate

    monkeypatch.setitem(device_effects.EFFECTS, "caller.key", recalled_then_refused)
    assert take(hall, press(1, "caller.key", clock(), key="recall"), "keypad-1") == 1
    assert hall.ticket(taken.id).recalls == 0
    with hall.work.reading() as session:
        assert session.scalars(select(DeviceEvent.outcome)).all() == ["event.too_late"]


def _serve(hall: Hall, clock: Clock) -> UUID:
    taken, officer = hall.take(), hall.officer("officer1")
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    return taken.id


def test_a_mark_counts_for_the_visit_the_keypad_was_armed_for(hall: Hall, clock: Clock) -> None:
    hall.sit(1)
    first = _serve(hall, clock)
    clock.forward(seconds=5)
    second = _serve(hall, clock)
    clock.forward(seconds=3)
    take(hall, press(1, "rating", clock(), value=2, ticket=first.hex), "keypad-1")
    take(hall, press(2, "rating", clock(), value=4, ticket=second.hex), "keypad-1")
    with hall.work.reading() as session:
        assert {r.ticket_id: r.value for r in session.scalars(select(Rating))} == {first: 2, second: 4}


@pytest.mark.parametrize("named", ["not-a-ticket", "0" * 32])
def test_a_mark_for_a_visit_that_was_not_here_is_refused(lite_hall: Hall, clock: Clock, named: str) -> None:
    lite_hall.sit(1)
    _serve(lite_hall, clock)
    take(lite_hall, press(1, "rating", clock(), value=2, ticket=named), "keypad-1")
    with lite_hall.work.reading() as session:
        assert session.scalars(select(Rating)).all() == []


# --- results ---


def _spoken_command(hall: Hall, clock: Clock) -> DeviceCommand:
    devices.greet(hall.work, known(hall, "voice-1"), {"conn": "c"}, now=clock())
    assert speech.speak(hall.work, clock()) == 1
    return next(c for c in reversed(commands(hall)) if c.kind == "announce")


def _calls(hall: Hall) -> list[str]:
    with hall.work.reading() as session:
        return [a.status.value for a in session.scalars(select(Announcement).order_by(Announcement.id))]


def test_a_spoken_report_cut_off_half_way_is_taken_when_it_comes_again(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall.take()
    hall.call(1, hall.sit(1))
    command = _spoken_command(hall, clock)
    with monkeypatch.context() as cut:
        cut.setattr(announcing, "settle_in", _killed)
        with pytest.raises(_Killed):
            report(hall, command, "spoken", "voice-1")
    assert _calls(hall) == ["speaking"]
    assert report(hall, command, "spoken", "voice-1") == "spoken"
    assert _calls(hall) == ["spoken"]


def test_a_try_given_up_does_not_stop_the_next_one(hall: Hall, clock: Clock) -> None:
    hall.take()
    hall.call(1, hall.sit(1))
    first = _spoken_command(hall, clock)
    assert first.expires_at - clock() <= announcing.SPEAKING_TAKES
    clock.forward(seconds=41)
    second = _spoken_command(hall, clock)
    assert second.id != first.id
    report(hall, first, "expired", "voice-1")
    assert _calls(hall) == ["speaking"]
    report(hall, second, "spoken", "voice-1")
    assert _calls(hall) == ["spoken"]


def test_paper_that_came_out_while_we_were_away_counts_after_all(hall: Hall, clock: Clock) -> None:
    taken = hall.take(place="kiosk-1")
    command = relayed(hall)[0]
    sweeps.expire_commands(hall.work, now=clock.forward(minutes=3))
    assert hall.ticket(taken.id).slip == "failed"
    assert report(hall, command, "accepted") is None
    assert report(hall, command, "printed") == "printed"
    assert hall.ticket(taken.id).slip == "printed"
    assert report(hall, command, "printed") is None


@pytest.mark.parametrize(("state", "after"), [("accepted", "failed"), ("held", "held")])
def test_what_a_device_accepted_and_never_ended_is_given_up(hall: Hall, clock: Clock, state: str, after: str) -> None:
    hall.take(place="kiosk-1")
    report(hall, relayed(hall)[0], state)
    sweeps.expire_commands(hall.work, now=clock.forward(minutes=2, seconds=59))
    assert commands(hall)[0].state == state
    sweeps.expire_commands(hall.work, now=clock.forward(seconds=2))
    assert commands(hall)[0].state == after


def test_a_device_ahead_of_an_older_database_is_overtaken(hall: Hall, clock: Clock) -> None:
    sign = known(hall, "sign-1")

    def row() -> Device:
        with hall.work.reading() as session:
            return session.get_one(Device, sign.id)

    devices.reported(hall.work, sign, {"rev": 700, "ok": True}, now=clock())
    devices.reported(hall.work, sign, {"rev": 700, "ok": True}, now=clock())
    assert row().rev == row().desired["rev"] == 701
    devices.reported(hall.work, sign, {"rev": 2**40, "ok": True}, now=clock())
    assert row().rev == 701


def test_a_ready_without_a_gap_outdates_the_old_will(hall: Hall, clock: Clock) -> None:
    sign = known(hall, "sign-1")
    devices.greet(hall.work, sign, {"conn": "old"}, now=clock())
    assert devices.presence(hall.work, sign, "ready", "new", now=clock()) is False
    assert devices.presence(hall.work, sign, "lost", "old", now=clock()) is False


def test_an_event_that_cannot_be_written_down_does_not_hold_up_the_next(hall: Hall, clock: Clock) -> None:
    broken = press(1, "button.stuck", clock(), button=1, stuck=True, lang="\0")
    assert take(hall, broken) == 1
    assert take(hall, press(2, at=clock())) == 2


def test_keys_are_kept_as_long_as_a_press_may_be_repeated_and_no_longer(hall: Hall, clock: Clock) -> None:
    take(hall, press(1))

    def kept() -> int:
        with hall.work.reading() as session:
            return len(session.scalars(select(IdempotencyKey.key)).all())

    device_events.forget_old_events(hall.work, now=clock.forward(days=1))
    assert kept() == 1
    device_events.forget_old_events(hall.work, now=clock.forward(days=1, seconds=1))
    assert kept() == 0
