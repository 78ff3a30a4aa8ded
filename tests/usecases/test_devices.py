"""What devices say: each event once, in any order; nonsense refused by name; a lost slip printed once more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from onestop.domain.errors import DeviceUnknown
from onestop.relay import relay
from onestop.storage.rows import DeviceCommand, DeviceEvent, Rating, Ticket
from onestop.usecases import device_effects, device_events, devices, results, serving, sweeps
from onestop.usecases.device_effects import Event
from onestop.usecases.devices import Known
from tests.conftest import MONDAY, Clock
from tests.factories import Hall


def known(hall: Hall, code: str) -> Known:
    return devices.known(hall.work, "most", code)


def press(seq: int, kind: str = "ticket.request", at: datetime = MONDAY, ep: str = "e1", **data: Any) -> Event:
    return Event(ep, seq, kind, at, data or {"button": 1})


def take(hall: Hall, event: Event, device: str = "dispenser-1") -> int:
    return device_events.take_event(hall.work, known(hall, device), event, now=hall.clock())


def outcomes(hall: Hall) -> list[str]:
    with hall.work.reading() as session:
        return list(session.scalars(select(DeviceEvent.outcome).order_by(DeviceEvent.seq)))


def issued(hall: Hall) -> int:
    with hall.work.reading() as session:
        return session.scalar(select(func.count()).select_from(Ticket)) or 0


def test_an_event_repeated_is_done_once(hall: Hall) -> None:
    assert [take(hall, press(1)) for _ in range(3)] == [1, 1, 1]
    assert issued(hall) == 1
    assert take(hall, press(1, ep="e2")) == 1
    assert issued(hall) == 2


def test_events_out_of_order_are_done_and_acknowledged_without_a_gap(hall: Hall) -> None:
    assert [take(hall, press(seq)) for seq in (1, 3, 4, 2, 6, 5)] == [1, 1, 1, 4, 4, 6]
    assert issued(hall) == 6


def test_an_unknown_epoch_is_not_acknowledged_before_its_begin_is_known(hall: Hall) -> None:
    """A hub that came up while a device was sending hears the third press first; the first two must not be lost."""
    assert take(hall, press(3)) == 0
    assert [take(hall, press(seq)) for seq in (1, 2, 3)] == [1, 3, 3]
    assert issued(hall) == 3


def test_an_epoch_the_server_forgot_goes_on_where_the_device_is(hall: Hall) -> None:
    assert [take(hall, press(seq)) for seq in (41, 42)] == [0, 0]
    assert [take(hall, press(seq)) for seq in (41, 42, 43)] == [42, 42, 43]
    assert issued(hall) == 3


def test_an_effect_survives_a_kill_before_its_note(hall: Hall) -> None:
    event = press(1)
    device_effects.EFFECTS["ticket.request"](hall.work, known(hall, "dispenser-1"), event, hall.clock())
    assert take(hall, event) == 1
    assert issued(hall) == 1


def test_a_press_that_comes_too_late_asks_for_nothing(hall: Hall, clock: Clock) -> None:
    pressed_at = clock()
    clock.forward(seconds=31)
    assert take(hall, press(1, at=pressed_at)) == 1
    assert (outcomes(hall), issued(hall)) == (["event.too_late"], 0)


NONSENSE: list[tuple[str, str, dict[str, Any]]] = [
    ("dispenser-1", "ticket.request", {"button": "1; DROP"}),
    ("dispenser-1", "ticket.request", {"button": None}),
    ("dispenser-1", "ticket.request", {"button": 77}),
    ("keypad-1", "rating", {"value": "four"}),
    ("keypad-1", "rating", {"value": [4]}),
    ("keypad-1", "rating", {"value": True}),
    ("keypad-1", "rating", {}),
    ("printer-1", "printer.status", {"online": "yes", "paper": "out"}),
    ("printer-1", "printer.status", {"online": True, "paper": {"kind": "x"}}),
    ("dispenser-1", "button.stuck", {"button": "left", "stuck": True}),
    ("keypad-1", "caller.key", {"key": {"next": 1}}),
    ("keypad-1", "no.such.event", {"kind": "x", "now": 1}),
]


@pytest.mark.parametrize(("device", "kind", "data"), NONSENSE, ids=str)
def test_nonsense_is_refused_by_name_and_acknowledged(
    lite_hall: Hall, device: str, kind: str, data: dict[str, Any]
) -> None:
    event = Event("e1", 1, kind, lite_hall.clock(), data)
    assert take(lite_hall, event, device) == 1
    assert outcomes(lite_hall)[0] != "done"
    assert issued(lite_hall) == 0


def test_unknown_kinds_are_unsupported(lite_hall: Hall) -> None:
    take(lite_hall, press(1, "of.the.future"))
    assert outcomes(lite_hall) == ["unsupported"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
FIELDS = ("button", "value", "key", "stuck", "online", "paper", "cover", "lang", "kind", "now")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(device_effects.EFFECTS)),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=4),
)
def test_no_payload_crashes_the_taking(lite_hall: Hall, kind: str, data: dict[str, Any]) -> None:
    event = Event(uuid4().hex[:16], 1, kind, lite_hall.clock(), data)
    assert take(lite_hall, event, "keypad-1") == 1


def test_a_keypad_rates_the_visit_it_saw(hall: Hall, clock: Clock) -> None:
    taken, officer = hall.take(), hall.sit(1)
    hall.call(1, officer)
    serving.start(hall.work, taken.id, actor=officer, now=clock())
    serving.finish(hall.work, taken.id, actor=officer, now=clock())
    pressed_at = clock.forward(seconds=10)
    clock.forward(minutes=20)
    take(hall, press(1, "rating", pressed_at, value=4), "keypad-1")
    take(hall, press(2, "rating", pressed_at, value=1), "keypad-1")
    with hall.work.reading() as session:
        assert session.get_one(Rating, taken.id).value == 4
    assert outcomes(hall) == ["done", "rating.already"]


def test_the_criticism_key_calls_the_floor_with_the_visit(hall: Hall, clock: Clock) -> None:
    hall.take()
    hall.call(1, hall.sit(1))
    take(hall, press(1, "rating", clock(), value=0), "keypad-1")
    take(hall, press(2, "rating", clock(), value=0), "keypad-1")
    alert = hall.view().alerts[0]
    assert (len(hall.view().alerts), alert.kind, alert.facts["number"], alert.facts["counter"]) == (
        1,
        "criticism",
        "A001",
        1,
    )


def test_a_criticism_that_comes_late_is_about_whoever_was_there_then(hall: Hall, clock: Clock) -> None:
    first, officer = hall.take(), hall.sit(1)
    hall.take()
    take(hall, press(1, "rating", clock() - timedelta(hours=3), value=0), "keypad-1")
    assert (outcomes(hall), hall.view().alerts) == (["rating.window_closed"], ())
    hall.call(1, officer)
    pressed_at = clock()
    serving.start(hall.work, first.id, actor=officer, now=clock())
    clock.forward(minutes=10)
    serving.finish(hall.work, first.id, actor=officer, now=clock())
    hall.call(1, officer)
    clock.forward(hours=1)
    take(hall, press(2, "rating", pressed_at, value=0), "keypad-1")
    (alert,) = (one for one in hall.view().alerts if one.kind == "criticism")
    assert alert.facts["number"] == first.number


def test_an_officers_own_keys(hall: Hall, clock: Clock) -> None:
    taken = hall.take()
    for seq, key in enumerate(("next", "start", "finish"), start=1):
        take(hall, press(seq, "caller.key", clock(), key=key), "keypad-1")
    assert outcomes(hall) == ["forbidden"] * 3
    hall.sit(1)
    for seq, key in enumerate(("next", "start", "finish"), start=4):
        take(hall, press(seq, "caller.key", clock(), key=key), "keypad-1")
    assert outcomes(hall)[3:] == ["done"] * 3
    assert hall.ticket(taken.id).status.value == "served"


# --- slips ---


def commands(hall: Hall) -> list[DeviceCommand]:
    with hall.work.reading() as session:
        return list(session.scalars(select(DeviceCommand).order_by(DeviceCommand.created_at, DeviceCommand.id)))


def relayed(hall: Hall) -> list[DeviceCommand]:
    while relay.step(hall.work, "http://hall", hall.clock()).facts:
        pass
    return commands(hall)


def report(hall: Hall, command: DeviceCommand, state: str, device: str = "printer-1") -> str | None:
    return results.result(hall.work, known(hall, device), command.id, state, None, now=hall.clock())


def test_a_slip_of_unknown_fate_is_printed_once_more_with_a_mark(hall: Hall) -> None:
    taken = hall.take(place="kiosk-1")
    first = relayed(hall)[0]
    assert report(hall, first, "unknown") == "unknown"
    assert report(hall, first, "unknown") is None
    again = relayed(hall)
    assert [c.reprint_of for c in again] == [None, taken.id]
    report(hall, again[1], "unknown")
    assert len(relayed(hall)) == 2
    assert [a.kind for a in hall.view().alerts] == ["slip.failed"]


def test_a_report_counts_once_and_only_from_its_own_device(hall: Hall, clock: Clock) -> None:
    taken = hall.take(place="kiosk-1")
    command = relayed(hall)[0]
    assert report(hall, command, "printed", "printer-2") is None
    assert hall.ticket(taken.id).slip == "pending"
    assert report(hall, command, "accepted") == "accepted"
    assert report(hall, command, "printed") == "printed"
    assert report(hall, command, "failed") is None
    assert hall.ticket(taken.id).slip == "printed"
    assert results.result(hall.work, known(hall, "printer-1"), uuid4(), "printed", None, now=clock()) is None


def test_a_slip_nobody_confirms_is_an_alert_until_it_prints(hall: Hall, clock: Clock) -> None:
    hall.take(place="kiosk-1")
    command = relayed(hall)[0]
    assert sweeps.watch_slips(hall.work, now=clock.forward(seconds=20)) == 0
    assert sweeps.watch_slips(hall.work, now=clock.forward(seconds=1)) == 1
    assert sweeps.watch_slips(hall.work, now=clock()) == 0
    assert [a.kind for a in hall.view().alerts] == ["slip.unconfirmed"]
    report(hall, command, "printed")
    assert hall.view().alerts == ()


def test_a_command_nobody_answered_fails_when_it_expired(hall: Hall, clock: Clock) -> None:
    taken = hall.take(place="kiosk-1")
    relayed(hall)
    assert sweeps.expire_commands(hall.work, now=clock.forward(minutes=2)) == 0
    assert sweeps.expire_commands(hall.work, now=clock.forward(seconds=6)) == 1
    assert hall.ticket(taken.id).slip == "failed"


# --- presence ---


def test_a_will_of_an_old_connection_is_ignored(hall: Hall, clock: Clock) -> None:
    sign = known(hall, "sign-1")
    devices.greet(hall.work, sign, {"conn": "new"}, now=clock())
    assert devices.presence(hall.work, sign, "lost", "old", now=clock()) is False
    assert devices.presence(hall.work, sign, "lost", "new", now=clock()) is True
    assert [a.kind for a in hall.view().alerts] == ["device.offline"]
    devices.greet(hall.work, sign, {"conn": "newer"}, now=clock())
    assert hall.view().alerts == ()


def test_a_silent_device_is_lost_whatever_its_status_says(hall: Hall, clock: Clock) -> None:
    sign = known(hall, "sign-1")
    devices.greet(hall.work, sign, {"conn": "c"}, now=clock())
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=90))
    assert hall.view().alerts == ()
    sweeps.watch_devices(hall.work, now=clock.forward(seconds=1))
    assert [a.kind for a in hall.view().alerts] == ["device.offline"]
    devices.telemetry(hall.work, sign, {"up_s": 1}, now=clock())
    assert hall.view().alerts == ()


def test_a_printer_says_what_it_lacks(hall: Hall, clock: Clock) -> None:
    def says(seq: int, **data: Any) -> list[str]:
        take(hall, press(seq, "printer.status", clock(), **data), "printer-1")
        return [a.kind for a in hall.view().alerts]

    assert says(1, online=False, paper="out", cover="closed") == ["printer.paper_out"]
    assert says(2, online=True, paper="near_end", cover="closed") == ["printer.paper_near_end"]
    assert says(3, online=True, paper="ok", cover="closed") == []


def test_devices_nobody_set_up(lite_hall: Hall) -> None:
    with pytest.raises(DeviceUnknown):
        known(lite_hall, "sign-99")
    with pytest.raises(DeviceUnknown):
        devices.known(lite_hall.work, "elsewhere", "sign-1")
