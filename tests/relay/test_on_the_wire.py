"""Somebody else's eyes on the broker: `mosquitto_sub` sees the documented topics and nothing about a person."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hardware.broker import managed_broker
from hardware.contract import topics
from onestop.relay.hub import Hub
from onestop.usecases import serving
from onestop.wiring import Shop
from tests.factories import Hall
from tests.hardware.agent_standins import eventually

pytestmark = pytest.mark.mosquitto


class Listener:
    """`mosquitto_sub -v` on everything, line by line."""

    def __init__(self, port: int) -> None:
        self.heard: list[tuple[str, str]] = []
        command = ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(port), "-V", "5", "-t", "onestop/v1/#", "-v"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            topic, _, payload = line.strip().partition(" ")
            self.heard.append((topic, payload))

    def latest(self, topic: str) -> str:
        return next((payload for name, payload in reversed(self.heard) if name == topic), "")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@pytest.fixture
def listener(lite: Shop, tmp_path: Path) -> Iterator[tuple[Hall, Listener]]:
    if shutil.which("mosquitto_sub") is None:
        pytest.fail("mosquitto is here but mosquitto_sub is not: install mosquitto-clients")
    broker = managed_broker(tmp_path / "broker", kind="mosquitto")
    hub = Hub(lite, broker.url)
    listens = Listener(broker.port)
    hub.start()
    eventually(lambda: hub.bridge.bus.connected)
    yield Hall(lite, lambda: datetime.now(UTC)), listens
    hub.stop()
    listens.close()
    broker.stop()


def test_a_visit_is_seen_under_the_documented_topics(listener: tuple[Hall, Listener]) -> None:
    hall, heard = listener
    sign, printer = topics.topic("most", "sign-3", "dn/desired"), topics.topic("most", "printer-1", "dn/cmd")
    taken = hall.take("A", place="kiosk-1")
    officer = hall.sit(3)
    hall.call(3, officer)
    eventually(lambda: "A001" in heard.latest(sign))
    eventually(lambda: '"print"' in heard.latest(printer))
    serving.start(hall.work, taken.id, actor=officer, now=hall.clock())
    serving.finish(hall.work, taken.id, actor=officer, now=hall.clock())
    keypad = topics.topic("most", "keypad-3", "dn/desired")
    eventually(lambda: taken.id.hex in heard.latest(keypad))
    assert json.loads(heard.latest(topics.server("most")))["data"]["state"] == "online"
    for topic, payload in heard.heard:
        assert topic == topics.server("most") or topics.read(topic) is not None
        assert "Nguyễn" not in payload
        assert "officer" not in payload
