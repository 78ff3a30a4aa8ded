"""What the hub lives through: a database that is away, an old hub's farewell, a lost answer, hours that begin."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from hardware.broker import ManagedBroker
from hardware.contract import topics
from hardware.contract.messages import Presence, ResultState, ServerState, Status
from hardware.contract.writing import enclose
from onestop.relay import bridge as bridging
from onestop.relay import relay
from onestop.relay.hub import Hub
from onestop.storage.rows import DeviceCommand, Fact, Queue
from onestop.usecases import results, sweeps
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device
from tests.relay.test_hub import commands, row


def _away(*_: Any, **__: Any) -> Any:
    statement = "SELECT 1"
    raise OperationalError(statement, {}, ConnectionError())


def test_a_hub_outlives_a_database_that_is_away(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def renew() -> bool:
        tried.append(1)
        if len(tried) == 1:
            _away()
        return True

    monkeypatch.setattr(hub, "_renew", renew)
    eventually(lambda: len(tried) > 2)
    assert not hub.ended


def test_a_result_heard_while_the_database_is_away_is_taken_afterwards(
    here: Hall, hub: Hub, broker: ManagedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = Device(here, broker.url, "printer-1").start().hello()
    taken = here.take(place="kiosk-1")
    eventually(lambda: printer.commands)
    real, tried = results.result, []

    def result(*args: Any, **kwargs: Any) -> Any:
        tried.append(1)
        return _away() if len(tried) == 1 else real(*args, **kwargs)

    monkeypatch.setattr(results, "result", result)
    printer.result(printer.commands[0]["id"], ResultState.PRINTED)
    eventually(lambda: here.ticket(taken.id).slip == "printed")
    assert len(tried) == 2
    assert not hub.ended
    printer.stop()


def test_the_farewell_of_an_old_hub_is_contradicted(hub: Hub) -> None:
    heard: list[str] = []
    real = hub.bridge._herald.contradict

    def contradict(item: Any) -> None:
        heard.append(item.envelope.data["state"])
        real(item)

    hub.bridge._herald.contradict = contradict  # type: ignore[method-assign]
    farewell = enclose("server", ServerState(state="offline", srv_ts=hub._shop.now()))
    hub.bridge.bus.publish(topics.server("most"), farewell)
    eventually(lambda: "offline" in heard and heard[-1] == "online")


def test_a_slip_given_up_while_the_device_was_away_is_asked_about(
    here: Hall, hub: Hub, broker: ManagedBroker
) -> None:
    printer = Device(here, broker.url, "printer-1").start().hello()
    taken = here.take(place="kiosk-1")
    eventually(lambda: [c.state for c in commands(here)] == ["sent"])
    with here.work() as tx:
        tx.session.execute(update(DeviceCommand).values(expires_at=here.clock() - timedelta(minutes=1)))
    sweeps.expire_commands(here.work, now=here.clock())
    assert here.ticket(taken.id).slip == "failed"
    before = len(printer.commands)
    printer.hello()
    eventually(lambda: len(printer.commands) > before)
    printer.result(printer.commands[-1]["id"], ResultState.PRINTED)
    eventually(lambda: here.ticket(taken.id).slip == "printed")
    assert not hub.ended
    printer.stop()


def test_an_accepted_command_whose_end_was_lost_is_asked_about(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    printer = Device(here, broker.url, "printer-1").start().hello()
    here.take(place="kiosk-1")
    eventually(lambda: printer.commands)
    printer.result(printer.commands[0]["id"], ResultState.ACCEPTED)
    eventually(lambda: [c.state for c in commands(here)] == ["accepted"])
    with here.work() as tx:
        tx.session.execute(update(DeviceCommand).values(sent_at=here.clock() - bridging.ASK_AFTER))
    eventually(lambda: len(printer.commands) == 2)
    assert printer.commands[0]["id"] == printer.commands[1]["id"]
    assert not hub.ended
    printer.stop()


def test_a_ready_the_broker_kept_makes_nobody_present(here: Hall, broker: ManagedBroker) -> None:
    sign = Device(here, broker.url, "sign-3").start()
    sign.tell("status", "status", Status(state=Presence.READY, conn=sign.bus.conn, ep="e"))
    sign.tell("up/tele", "tele", Status(state=Presence.READY, conn="", ep="e"))
    eventually(lambda: sign.bus._last is not None and sign.bus._last.is_published())
    seen: list[bool] = []
    hub = Hub(here.shop, broker.url)
    real = hub.bridge._handle

    def handle(item: Any, device: Any) -> None:
        real(item, device)
        seen.append(item.retained)

    hub.bridge._handle = handle  # type: ignore[method-assign]
    hub.start()
    eventually(lambda: True in seen)
    assert row(here, "sign-3").presence != "ready"
    sign.hello()
    eventually(lambda: row(here, "sign-3").presence == "ready")
    hub.stop()
    sign.stop()


def test_hours_that_begin_open_a_button_though_nothing_happened(here: Hall) -> None:
    now = here.clock()
    with here.work() as tx:
        tx.session.execute(update(Queue).values(active=False))
    relay.refresh(here.work, now)
    assert not any(row(here, "dispenser-1").desired["buttons"].values())
    with here.work() as tx:
        tx.session.execute(update(Queue).values(active=True))
    changed = {device.code for device in relay.refresh(here.work, now)}
    assert changed == {"dispenser-1"}
    assert any(row(here, "dispenser-1").desired["buttons"].values())
    assert relay.refresh(here.work, now) == ()


def test_a_database_that_is_away_is_no_fault_of_a_fact(here: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    here.take(place="kiosk-1")
    with monkeypatch.context() as cut:
        cut.setattr(relay, "_act", _away)
        with pytest.raises(OperationalError):
            relay.step(here.work, "http://hall", here.clock())
    with here.work.reading() as session:
        assert {fact.attempts for fact in session.scalars(select(Fact))} == {0}


def test_a_fact_that_breaks_the_relay_in_an_unforeseen_way_is_put_aside(here: Hall) -> None:
    taken = here.take(place="kiosk-1")
    with here.work() as tx:
        data = json.loads('{"place": null}')
        fact = Fact(office_id=here.office_id, kind="ticket.reprint", subject=taken.id.hex, actor="x", data=data)
        fact.at = here.clock()
        tx.session.add(fact)
    for _ in range(7):
        relay.step(here.work, "http://hall", here.clock())
    with here.work.reading() as session:
        parked = session.scalars(select(Fact.kind).where(Fact.parked_at.is_not(None))).all()
    assert parked == ["ticket.reprint"]
    assert len(commands(here)) == 1
