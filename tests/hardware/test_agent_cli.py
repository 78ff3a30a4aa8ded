"""The programs as they are started: broker and agent with real drivers on a pseudo-terminal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.agent.config import BadAgentConfig, load
from hardware.broker import answers, free_port, managed_broker
from tests.hardware.agent_standins import KEY, OFFICE, StandInServer, eventually

ROOT = Path(__file__).parents[2]
GOOD = {"id": "dispenser-1", "kind": "dispenser", "key": KEY.hex(), "driver": {"model": "serial"}}


def toml(folder: Path, url: str, **changes: object) -> Path:
    device = GOOD | changes
    lines = [f"{name} = {_inline(value)}" for name, value in device.items()]
    top = f'office = "{OFFICE}"\nmqtt = "{url}"\ndata_dir = "data"\n[[devices]]\n'
    file = folder / "agent.toml"
    file.write_text(top + "\n".join(lines))
    return file


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {json.dumps(part)}" for name, part in value.items()) + "}"
    return json.dumps(value)


@contextmanager
def program(name: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", name, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_byte_on_the_line_becomes_a_request_at_the_server(tmp_path: Path) -> None:
    broker = managed_broker(tmp_path / "broker", kind="iotcore")
    server = StandInServer(broker.url).start()
    master, slave = os.openpty()
    config = toml(tmp_path, broker.url, driver={"model": "serial", "line": os.ttyname(slave)})
    with program("hardware.agent", "--config", str(config)) as agent:
        eventually(lambda: server.reported.get("dispenser-1") and server.reported["dispenser-1"].ok)
        eventually(lambda: server.hellos)

        def pressed() -> bool:
            os.write(master, b"3")
            return bool(server.effects)

        eventually(pressed)
        assert server.effects[0].data["button"] == 3
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(10) == 0
        eventually(lambda: server.statuses["dispenser-1"][-1] == "disconnected")
    os.close(master)
    os.close(slave)
    server.stop()
    broker.stop()


def test_a_wrong_driver_ends_with_code_2_and_one_line(tmp_path: Path) -> None:
    config = toml(tmp_path, "mqtt://127.0.0.1:9", driver={"model": "no-such"})
    with program("hardware.agent", "--config", str(config)) as agent:
        _, said = agent.communicate(timeout=20)
    assert agent.returncode == 2
    assert "device.unknown_model" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"key": "00"}, "devices.0.key"),
        ({"key": "not hex" * 6}, "devices.0.key"),
        ({"kind": "toaster"}, "devices.0.kind"),
        ({"id": "Q 3"}, "devices.0.id"),
        ({"surprise": 1}, "devices.0.surprise"),
    ],
)
def test_a_wrong_setting_is_named_but_not_its_value(tmp_path: Path, changes: dict[str, object], named: str) -> None:
    with pytest.raises(BadAgentConfig) as refusal:
        load(toml(tmp_path, "mqtt://127.0.0.1:9", **changes))
    assert refusal.value.facts == {"settings": [named]}


def test_a_file_that_is_none_and_a_bad_url_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAgentConfig):
        load(tmp_path / "absent.toml")
    with pytest.raises(BadAgentConfig) as refusal:
        load(toml(tmp_path, "http://broker"))
    assert refusal.value.facts == {"settings": ["mqtt.0"]}


def test_the_broker_program_serves_and_leaves_nothing_behind(tmp_path: Path) -> None:
    port = free_port()
    with program("hardware.broker", "--port", str(port), "--data", str(tmp_path)) as broker:
        eventually(lambda: answers(port))
        broker.send_signal(signal.SIGKILL)
        eventually(lambda: not answers(port))
    with program("hardware.broker", "--port", str(port), "--data", str(tmp_path)) as broker:
        eventually(lambda: answers(port))
        broker.send_signal(signal.SIGTERM)
        assert broker.wait(10) == 0
        assert not answers(port)
