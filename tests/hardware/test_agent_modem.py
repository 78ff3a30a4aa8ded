"""Texts through an agent and a strict virtual modem: each once, each fate told, nothing of a person left behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hardware.agent.agent import Agent
from hardware.agent.config import parse
from hardware.agent.journal import Journal
from hardware.broker import ManagedBroker, managed_broker
from hardware.contract.messages import SendText
from hardware.drivers.errors import NoNetwork, SendingBarred
from hardware.simulator.virtual_modem import VirtualModem
from tests.hardware.agent_standins import KEY, OFFICE, StandInServer, eventually
from tests.hardware.modems import fault, plugged_in

TO = "+84912345670"
LONG = "Hồ sơ của ông/bà đã có kết quả. Mời ông/bà đến Bộ phận Một cửa, 113 Trần Duy Hưng, Hà Nội. " * 2


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[ManagedBroker]:
    running = managed_broker(tmp_path / "broker", kind="iotcore")
    yield running
    running.stop()


@pytest.fixture
def server(broker: ManagedBroker) -> Iterator[StandInServer]:
    made = StandInServer(broker.url).start()
    yield made
    made.stop()


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[VirtualModem]:
    with plugged_in(tmp_path) as made:
        yield made


def started(broker: ManagedBroker, modem: VirtualModem, folder: Path) -> Agent:
    driver = {"model": "gsm", "line": modem.line, "answer_s": 1.0, "sent_s": 1.0}
    device = {"id": "modem-1", "kind": "modem", "key": KEY.hex(), "driver": driver}
    (folder / "agent").mkdir(exist_ok=True)
    agent = Agent(parse({"office": OFFICE, "mqtt": broker.url, "data_dir": folder / "agent", "devices": [device]}))
    agent.start()
    return agent


@pytest.fixture
def agent(broker: ManagedBroker, server: StandInServer, modem: VirtualModem, tmp_path: Path) -> Iterator[Agent]:
    made = started(broker, modem, tmp_path)
    eventually(lambda: "modem-1" in server.reported and server.reported["modem-1"].ok)
    yield made
    made.stop()


def send(server: StandInServer, text: str, *, command: UUID | None = None, unaccented: bool = False) -> UUID:
    soon = datetime.now(UTC) + timedelta(minutes=1)
    wish = SendText(id=command or uuid4(), expires_at=soon, to=TO, text=text, unaccented=unaccented)
    server.send("modem-1", "dn/cmd", wish.type, wish)
    return wish.id


@pytest.mark.usefixtures("agent")
def test_a_text_goes_out_once_and_each_part_is_told(server: StandInServer, modem: VirtualModem) -> None:
    command = send(server, LONG)
    eventually(lambda: server.states(command)[-1:] == ["done"])
    send(server, LONG, command=command)  # the server did not hear: the stored answer, no second text
    eventually(lambda: server.states(command).count("done") == 2)
    assert [one.text for one in modem.phones.texts] == [LONG]
    done = server.results[command][-1]
    assert done.parts == done.parts_sent == modem.sent > 1
    eventually(lambda: len([e for e in server.effects if e.type == "sms.report"]) == modem.sent)
    reports = [e.data for e in server.effects if e.type == "sms.report"]
    assert {(r["command"], r["fate"]) for r in reports} == {(str(command), "delivered")}
    assert sorted(r["part"] for r in reports) == list(range(1, modem.sent + 1))


@pytest.mark.usefixtures("agent")
def test_marks_are_taken_off_when_asked(server: StandInServer, modem: VirtualModem) -> None:
    command = send(server, "Quầy 3 mời số A047", unaccented=True)
    eventually(lambda: server.states(command)[-1:] == ["done"])
    assert [one.text for one in modem.phones.texts] == ["Quay 3 moi so A047"]


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize(("name", "code"), [("no_credit", SendingBarred.code), ("no_network", NoNetwork.code)])
def test_what_was_surely_not_sent_failed_with_its_reason(
    server: StandInServer, modem: VirtualModem, name: str, code: str
) -> None:
    fault(modem, name)
    command = send(server, "Moi")
    eventually(lambda: server.states(command)[-1:] == ["failed"])
    failed = server.results[command][-1]
    assert (failed.parts, failed.parts_sent, modem.sent) == (1, 0, 0)
    assert failed.code == code
    fault(modem, name, on=False)
    again = send(server, "Moi")
    eventually(lambda: server.states(again)[-1:] == ["done"])


@pytest.mark.usefixtures("agent")
def test_a_text_whose_fate_nobody_knows_is_unknown_and_never_sent_again(
    server: StandInServer, modem: VirtualModem
) -> None:
    fault(modem, "silent")
    command = send(server, "Moi")
    eventually(lambda: server.states(command)[-1:] == ["unknown"])
    fault(modem, "silent", on=False)
    send(server, "Moi", command=command)
    eventually(lambda: server.states(command).count("unknown") == 2)
    assert modem.sent == 1


def test_after_a_kill_in_the_middle_it_is_unknown_and_nothing_of_it_is_on_disk(
    broker: ManagedBroker, server: StandInServer, modem: VirtualModem, tmp_path: Path
) -> None:
    (tmp_path / "agent").mkdir()
    command = uuid4()
    journal = Journal(tmp_path / "agent" / "modem-1.sqlite")
    journal.begin(command, "sms.send")  # killed here, with the text at the modem
    journal.close()
    agent = started(broker, modem, tmp_path)
    eventually(lambda: server.states(command)[-1:] == ["unknown"])
    sent = send(server, "Bí mật của một người")
    eventually(lambda: server.states(sent)[-1:] == ["done"])
    agent.stop()
    assert modem.sent == 1
    for path in (tmp_path / "agent").iterdir():
        kept = path.read_bytes()
        assert TO.encode() not in kept
        assert "Bí mật".encode() not in kept


@pytest.mark.usefixtures("agent")
def test_how_the_modem_is_stands_on_the_floor(server: StandInServer, modem: VirtualModem) -> None:
    eventually(lambda: server.reported["modem-1"].detail.get("signal") == 21)
    fault(modem, "no_sim")
    send(server, "Moi")
    eventually(lambda: not server.reported["modem-1"].ok)
    assert server.reported["modem-1"].detail["sim"] == "absent"
