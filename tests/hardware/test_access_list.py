"""The access list we show for a Mosquitto of one's own keeps an agent to its devices, and lets the bus work."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.broker import answers, free_port, mosquitto_program
from hardware.bus import Bus, Delivery
from hardware.contract import topics
from hardware.contract.messages import CallerKey
from hardware.contract.writing import enclose
from tests.hardware.agent_standins import eventually

pytestmark = pytest.mark.mosquitto
LIST = Path(__file__).parents[2] / "docs" / "examples" / "mosquitto.acl"
PASSWORD = "long enough"
ACCOUNTS = ("onestop", "agent-counter-1")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    taken, passwords = free_port(), tmp_path / "passwords"
    passwords.touch(mode=0o600)
    for account in ACCOUNTS:
        subprocess.run(["mosquitto_passwd", "-b", str(passwords), account, PASSWORD], check=True, capture_output=True)
    access = tmp_path / "acl"
    access.write_text(LIST.read_text(encoding="utf-8"), encoding="utf-8")
    access.chmod(0o600)
    rules = f"allow_anonymous false\npassword_file {passwords}\nacl_file {access}\nuser root\n"
    (tmp_path / "mosquitto.conf").write_text(f"listener {taken} 127.0.0.1\n{rules}")
    broker = subprocess.Popen([str(mosquitto_program()), "-c", str(tmp_path / "mosquitto.conf")])
    try:
        yield taken
    finally:
        broker.terminate()
        broker.wait(10)


def joined(port: int, account: str, filters: list[str]) -> Bus:
    bus = Bus(f"mqtt://{account}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{port}", account, None, filters)
    bus.start()
    eventually(lambda: bus.connected)
    return bus


def test_an_agent_speaks_for_its_devices_and_hears_theirs(port: int) -> None:
    assert not answers(port, 2.0)  # nobody without an account
    hub = joined(port, "onestop", [topics.every_device("most", branch) for branch in topics.UP])
    agent = joined(port, "agent-counter-1", ["onestop/v1/#"])
    key = enclose("caller.key", CallerKey(key="next"))
    try:
        for device in ("sign-2", "sign-1"):  # the stranger's first: what comes after it shows it was dropped
            agent.publish(topics.topic("most", device, "up/evt"), key)
        assert heard(hub) == ["onestop/v1/most/sign-1/up/evt"]
        for device in ("sign-2", "sign-1"):
            hub.publish(topics.topic("most", device, "dn/cmd"), key)
        assert heard(agent) == ["onestop/v1/most/sign-1/dn/cmd"]
    finally:
        agent.stop()
        hub.stop()


def heard(bus: Bus) -> list[str]:
    """Topics of the messages that come, until one of counter 1 has."""
    found: list[str] = []

    def came() -> bool:
        item = bus.receive(0.2)
        if isinstance(item, Delivery):
            found.append(item.topic)
        return any("sign-1" in topic for topic in found)

    eventually(came)
    return found
