"""A broker for all tests of this folder, and halls whose clock is the real one: the hub reads it itself."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hardware.broker import ManagedBroker, managed_broker
from onestop.relay.hub import Hub
from onestop.wiring import Shop
from tests.factories import Hall
from tests.hardware.agent_standins import eventually


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedBroker]:
    started = managed_broker(tmp_path_factory.mktemp("broker"), kind="iotcore")
    yield started
    started.stop()


@pytest.fixture
def here(lite: Shop) -> Hall:
    return Hall(lite, lambda: datetime.now(UTC))


@pytest.fixture
def hub(here: Hall, broker: ManagedBroker) -> Iterator[Hub]:
    started = Hub(here.shop, broker.url)
    started.start()
    eventually(lambda: started.bridge.bus.connected)
    yield started
    started.stop()
