"""A scan reaches a hub that has no use for it yet: acknowledged, noted without its data, in no log."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hardware.broker import ManagedBroker
from hardware.contract.messages import EVENTS, PERSONAL_EVENTS, CallerKey, Scanned
from onestop.relay.hub import Hub
from onestop.storage.rows import DeviceEvent
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device

CARD = "001090123456||Nguyễn Văn A|01011990|Nam|Phường Bến Nghé|15042021".encode()


@pytest.fixture
def scanner(here: Hall, hub: Hub, broker: ManagedBroker) -> Iterator[Device]:
    assert hub.bridge.bus.connected
    made = Device(here, broker.url, "scanner-1").start().hello()
    eventually(lambda: made.acks)
    yield made
    made.stop()


def test_a_scan_is_acknowledged_and_not_kept(here: Hall, scanner: Device, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    scanned = Scanned.of(CARD, datetime.now(UTC) + timedelta(seconds=60))
    scanner.event(1, "scanned", scanned)
    scanner.event(2, "caller.key", CallerKey(key="next"))
    eventually(lambda: ("e1", 2) in scanner.acks)
    with here.work.reading() as session:
        noted = session.scalars(select(DeviceEvent).order_by(DeviceEvent.seq)).all()
    assert [one.seq for one in noted] == [1, 2]
    assert "payload" not in noted[0].data
    assert scanned.payload not in caplog.text
    assert "001090123456" not in caplog.text


def test_what_is_personal_is_not_among_the_events_that_are_noted() -> None:
    assert not set(EVENTS) & set(PERSONAL_EVENTS)
