"""A scan on its way through the hub: acknowledged, shown at its counter, noted without its data, in no log."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hardware.broker import ManagedBroker
from hardware.contract.messages import EVENTS, PERSONAL_EVENTS, CallerKey, Scanned
from onestop.domain.formats.scans import receipt_url
from onestop.relay.hub import Hub
from onestop.storage.rows import CounterScan, DeviceEvent
from onestop.storage.rows import Device as Row
from onestop.usecases import setup_places
from onestop.usecases.setup_places import DeviceWish
from tests.conftest import Clock
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device
from tests.usecases.dossiers import Bureau

CARD = "001090123456||Nguyễn Văn A|01011990|Nam|Phường Bến Nghé|15042021".encode()


@pytest.fixture
def scanner(here: Hall, hub: Hub, broker: ManagedBroker) -> Iterator[Device]:
    assert hub.bridge.bus.connected
    made = Device(here, broker.url, "scanner-1").start().hello()
    eventually(lambda: made.acks)
    yield made
    made.stop()


def lies(hall: Hall) -> list[CounterScan]:
    with hall.work.reading() as session:
        return list(session.scalars(select(CounterScan)))


def scanned(left_s: float) -> Scanned:
    return Scanned.of(CARD, datetime.now(UTC) + timedelta(seconds=left_s))


def test_a_scan_is_acknowledged_and_not_kept(here: Hall, scanner: Device, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    here.sit(1)
    card = scanned(60)
    scanner.event(1, "scanned", card)
    scanner.event(2, "caller.key", CallerKey(key="next"))
    eventually(lambda: ("e1", 2) in scanner.acks)
    with here.work.reading() as session:
        noted = session.scalars(select(DeviceEvent).order_by(DeviceEvent.seq)).all()
    assert [(one.seq, one.kind) for one in noted] == [(1, "scanned"), (2, "caller.key")]
    assert noted[0].data == {}
    assert [row.data["name"] for row in lies(here)] == ["Nguyễn Văn A"]
    assert card.payload not in caplog.text
    assert "001090123456" not in caplog.text


@pytest.mark.parametrize("left_s", [-1, -3600])
def test_a_scan_that_came_too_late_is_acknowledged_and_dropped(here: Hall, scanner: Device, left_s: float) -> None:
    here.sit(1)
    scanner.event(1, "scanned", scanned(left_s))
    scanner.event(2, "scanned", Scanned(payload="", expires_at=datetime.now(UTC) + timedelta(seconds=60)))
    eventually(lambda: ("e1", 2) in scanner.acks)
    assert lies(here) == []


def test_a_scan_that_cannot_be_read_holds_nobody_up(
    here: Hall, scanner: Device, caplog: pytest.LogCaptureFixture
) -> None:
    here.sit(1)
    bad = Scanned.model_construct(payload="001090123456 is no base64", expires_at=datetime.now(UTC))
    scanner.event(1, "scanned", bad)
    scanner.event(2, "scanned", scanned(60))
    eventually(lambda: ("e1", 2) in scanner.acks)
    assert len(lies(here)) == 1
    assert "001090123456" not in caplog.text


def test_a_receipt_at_the_dispenser_prints_a_number_at_once(
    here: Hall, hub: Hub, scanner: Device, broker: ManagedBroker
) -> None:
    receipt = Bureau(here, Clock()).received()[1]
    actor, where = here.officer("admin1"), DeviceWish("scanner-1", "scanner", "Máy quét", place="dispenser-1")
    with here.work.reading() as session:
        row_id = session.scalars(select(Row.id).where(Row.code == "scanner-1")).one()
    setup_places.save_device(here.work, here.office_id, row_id, where, actor=actor, now=here.clock())
    printer = Device(here, broker.url, "printer-2").start().hello()
    eventually(lambda: ("most", "scanner-1") not in hub.bridge._known)
    url = receipt_url("http://here", receipt.code, receipt.secret).encode()
    scanner.event(1, "scanned", Scanned.of(url, datetime.now(UTC) + timedelta(seconds=60)))
    eventually(lambda: any("A001" in str(command) for command in printer.commands))
    assert receipt.secret not in str([c for c in printer.commands if "A001" in str(c)])
    printer.stop()


def test_what_is_personal_is_not_among_the_events_that_are_noted() -> None:
    assert not set(EVENTS) & set(PERSONAL_EVENTS)
