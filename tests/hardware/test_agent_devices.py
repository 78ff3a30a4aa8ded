"""One agent with every kind of device against a stand-in server: what is done, answered, shown and refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from hardware.agent.agent import Agent
from hardware.agent.config import AgentConfig, parse
from hardware.broker import ManagedBroker, managed_broker
from hardware.contract import topics
from hardware.contract.documents import SignFace, Utterance
from hardware.contract.messages import (
    Armed,
    DispenserDesired,
    KeypadDesired,
    PrinterStatus,
    Replay,
    Say,
    SignDesired,
)
from hardware.contract.signing import signed
from hardware.contract.writing import enclose
from hardware.drivers.errors import PaperOut, SignSilent
from hardware.drivers.protocols import KeyStuck, Outcome
from tests.hardware.agent_standins import (
    KEY,
    OFFICE,
    StandInKeys,
    StandInPrinter,
    StandInServer,
    StandInSign,
    StandInVoice,
    eventually,
    slip,
    soon,
)


@dataclass
class Hall:
    """An agent, its stand-in devices and the stand-in server."""

    server: StandInServer
    config: AgentConfig
    printer: StandInPrinter = field(default_factory=StandInPrinter)
    sign: StandInSign = field(default_factory=StandInSign)
    keypad: StandInKeys = field(default_factory=StandInKeys)
    dispenser: StandInKeys = field(default_factory=StandInKeys)
    voice: StandInVoice = field(default_factory=StandInVoice)
    agent: Agent | None = None

    def start(self) -> Agent:
        kinds = ("printer", "sign", "keypad", "dispenser", "voice")
        self.agent = Agent(self.config, {kind: getattr(self, kind) for kind in kinds})
        self.agent.start()
        eventually(lambda: len({one.data["conn"] for one in self.server.hellos}) >= len(kinds))
        return self.agent

    def events(self, kind: str) -> list[dict[str, object]]:
        return [one.data for one in self.server.effects if one.type == kind]

    def states(self, command: UUID) -> list[str]:
        return self.server.states(command)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedBroker]:
    running = managed_broker(tmp_path_factory.mktemp("broker"), kind="iotcore")
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.work.PAUSE_S", 0.05)
    monkeypatch.setattr("hardware.agent.device_printer.POLL_S", 0.2)
    monkeypatch.setattr("hardware.agent.device_printer.SETTLE_S", 0.2)


@pytest.fixture
def hall(broker: ManagedBroker, tmp_path: Path) -> Iterator[Hall]:
    kinds = ("printer", "sign", "keypad", "dispenser", "voice")
    devices: list[dict[str, object]] = [{"id": kind, "kind": kind, "key": KEY.hex(), "driver": {}} for kind in kinds]
    devices[2]["keys"] = {"K4": "4", "K1": "1", "!": "0", "N": "next"}
    devices[3]["grace_s"] = 0
    settings = {"office": OFFICE, "mqtt": broker.url, "data_dir": tmp_path, "devices": devices}
    server = StandInServer(broker.url).start()
    hall = Hall(server, parse(settings))
    yield hall
    if hall.agent is not None:
        hall.agent.stop()
    forget(server, kinds)
    server.stop()


def forget(server: StandInServer, devices: tuple[str, ...]) -> None:
    """The broker outlives the test: leave nothing retained."""
    client = server.bus._client
    assert client is not None
    names = [topics.topic(OFFICE, device, branch) for device in devices for branch in topics.RETAINED]
    sent = [client.publish(name, b"", 1, retain=True) for name in names]
    eventually(lambda: all(one.is_published() for one in sent))


def test_a_slip_is_printed_once_however_often_it_is_asked_for(hall: Hall) -> None:
    hall.start()
    command = slip()
    hall.printer.gate.clear()
    for _ in range(3):
        hall.server.command("printer", command)
    eventually(lambda: hall.printer.printed)
    hall.printer.gate.set()
    eventually(lambda: "printed" in hall.states(command.id))
    hall.server.command("printer", command)
    eventually(lambda: hall.states(command.id).count("printed") == 2)
    assert len(hall.printer.printed) == 1


def test_an_expired_command_is_answered_and_not_done(hall: Hall) -> None:
    hall.start()
    command = slip(valid_s=-1)
    hall.server.command("printer", command)
    eventually(lambda: "expired" in hall.states(command.id))
    assert hall.printer.printed == []


def test_a_command_that_waited_too_long_expires(hall: Hall) -> None:
    hall.start()
    first, second = slip(), slip(valid_s=0.3)
    hall.printer.outcomes = [Outcome.HELD]
    hall.server.command("printer", first)
    eventually(lambda: "held" in hall.states(first.id))
    hall.server.command("printer", second)
    eventually(lambda: "expired" in hall.states(second.id))
    hall.printer.settled.set()
    eventually(lambda: hall.states(first.id)[-1] == "printed")
    assert len(hall.printer.printed) == 1


def test_a_refusal_of_the_driver_is_the_answer(hall: Hall) -> None:
    hall.start()
    command = slip()
    hall.printer.outcomes = [PaperOut()]
    hall.server.command("printer", command)
    eventually(lambda: "failed" in hall.states(command.id))
    assert hall.server.results[command.id][-1].code == "printer.paper_out"


def test_a_driver_that_breaks_leaves_unknown_and_the_next_slip_comes(hall: Hall) -> None:
    hall.start()
    broken, good = slip(), slip()
    hall.printer.outcomes = [RuntimeError(), Outcome.PRINTED]
    hall.server.command("printer", broken)
    hall.server.command("printer", good)
    eventually(lambda: "printed" in hall.states(good.id))
    assert hall.states(broken.id)[-1] == "unknown"


def test_a_print_cut_off_by_a_crash_is_unknown_and_never_done_again(hall: Hall) -> None:
    agent = hall.start()
    command = slip()
    journal = agent.devices["printer"].journal
    journal.begin(command.id, "print")  # what a crash in the middle leaves behind
    agent.stop()
    hall.start()
    eventually(lambda: "unknown" in hall.states(command.id))
    hall.server.command("printer", command)
    eventually(lambda: hall.states(command.id).count("unknown") == 2)
    assert hall.printer.printed == []


def test_unsigned_forged_and_unknown_messages_change_nothing(hall: Hall) -> None:
    agent = hall.start()
    command = slip()
    name = topics.topic(OFFICE, "printer", "dn/cmd")
    envelope = enclose("print", command)
    hall.server.bus.publish(name, envelope)
    hall.server.send("printer", "dn/cmd", "print", command, key=b"x" * 32)
    elsewhere = signed(KEY, topics.topic(OFFICE, "other", "dn/cmd"), envelope)
    hall.server.bus.publish(name, elsewhere)
    changed = signed(KEY, name, envelope).model_copy(update={"type": "other"})
    hall.server.bus.publish(name, changed)
    eventually(lambda: agent.devices["printer"].refused["forged"] == 4)
    dance = uuid4()
    strange = envelope.model_copy(update={"type": "dance", "data": {"type": "dance", "id": str(dance)}})
    hall.server.bus.publish(name, signed(KEY, name, strange))
    eventually(lambda: hall.server.results[dance])
    assert hall.server.results[dance][0].code == "unsupported"
    assert hall.printer.printed == []
    assert command.id not in hall.server.results


def test_the_voice_speaks_and_does_not_print(hall: Hall) -> None:
    hall.start()
    say = Say(id=uuid4(), expires_at=soon(15), utterance=Utterance(clips=("vi/muoi",), sentence="Xin mời số 10"))
    hall.server.command("voice", say)
    eventually(lambda: "spoken" in hall.states(say.id))
    assert hall.voice.spoken == ["Xin mời số 10"]
    wrong = slip()
    hall.server.command("voice", wrong)
    eventually(lambda: hall.server.results[wrong.id])
    assert hall.server.results[wrong.id][0].code == "unsupported"


def face(rev: int, text: str, valid_s: float = 60) -> SignDesired:
    return SignDesired(rev=rev, face=SignFace(text=text), valid_until=soon(valid_s))


def test_a_sign_shows_the_newest_face_and_reports_it(hall: Hall) -> None:
    hall.start()
    hall.server.desire("sign", face(5, "B1024"))
    eventually(lambda: hall.server.reported["sign"].shows == "B1024")
    hall.server.desire("sign", face(4, "B1000"))
    hall.server.desire("sign", face(6, "B1025"))
    eventually(lambda: hall.server.reported["sign"].rev == 6)
    assert hall.sign.shown == ["--", "B1024", "B1025"]


def test_a_sign_shows_dashes_when_nobody_vouches_for_the_number(hall: Hall) -> None:
    hall.start()
    hall.server.desire("sign", face(5, "B1024", valid_s=0.5))
    eventually(lambda: "B1024" in hall.sign.shown)
    eventually(lambda: hall.server.reported["sign"].shows == "--")


def test_a_sign_started_again_shows_what_it_last_was_given(hall: Hall) -> None:
    agent = hall.start()
    hall.server.desire("sign", face(5, "B1024"))
    eventually(lambda: "B1024" in hall.sign.shown)
    agent.stop()
    assert hall.sign.shown.pop() == "--"
    hall.sign.shown.clear()
    hall.start()
    eventually(lambda: hall.sign.shown == ["B1024"])


def test_a_sign_that_does_not_answer_is_tried_again(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.device_sign.RETRY_S", 0.1)
    hall.sign.trouble = SignSilent()
    hall.start()
    hall.server.desire("sign", face(5, "B1024"))
    eventually(lambda: hall.server.reported["sign"].detail == {"code": "sign.silent"})
    hall.sign.trouble = None
    eventually(lambda: hall.server.reported["sign"].ok and hall.server.reported["sign"].shows == "B1024")


def test_a_mark_counts_once_while_armed_and_criticism_always(hall: Hall) -> None:
    hall.start()
    hall.keypad.press("K4")
    hall.keypad.press("!")
    eventually(lambda: hall.events("rating"))
    hall.server.desire("keypad", KeypadDesired(rev=9, armed=Armed(ticket="T-1", until=soon(30))))
    eventually(lambda: hall.server.reported["keypad"].shows == "armed" and hall.keypad.lit)
    for key in ("K1", "K4", "!"):
        hall.keypad.press(key)
    eventually(lambda: len(hall.events("rating")) == 3)
    seen = [(one["value"], one["armed_rev"], one.get("ticket")) for one in hall.events("rating")]
    assert seen == [(0, 0, None), (1, 9, "T-1"), (0, 9, "T-1")]
    hall.server.desire("keypad", KeypadDesired(rev=10, armed=Armed(ticket="T-2", until=soon(-1))))
    eventually(lambda: hall.server.reported["keypad"].rev == 10)
    hall.keypad.press("K4")
    hall.keypad.press("N")
    eventually(lambda: hall.events("caller.key") == [{"key": "next"}])
    assert len(hall.events("rating")) == 3


def test_a_stuck_key_and_a_lost_keypad_are_told(hall: Hall) -> None:
    hall.start()
    hall.keypad.signals.put(KeyStuck("K4", stuck=True))
    eventually(lambda: hall.events("button.stuck") == [{"button": 4, "stuck": True}])
    hall.keypad.alive = False
    eventually(lambda: not hall.server.reported["keypad"].ok)


def test_a_dispenser_asks_only_when_open_and_the_server_is_there(hall: Hall) -> None:
    agent = hall.start()
    device = agent.devices["dispenser"]
    eventually(lambda: device.reported.shows == "open")
    hall.server.desire("dispenser", DispenserDesired(rev=1, buttons={2: False}))
    eventually(lambda: hall.server.reported["dispenser"].rev == 1)
    hall.dispenser.press("3")
    hall.dispenser.press("2")
    eventually(lambda: len(hall.events("ticket.request")) == 2)
    hall.server.present("offline")
    eventually(lambda: hall.server.reported["dispenser"].shows == "offline" and not hall.dispenser.lit)
    hall.dispenser.press("3")
    hall.dispenser.press("x")
    eventually(hall.dispenser.signals.empty)
    hall.server.present("online")
    eventually(lambda: hall.server.reported["dispenser"].shows == "open")
    hall.dispenser.press("1")
    eventually(lambda: len(hall.events("ticket.request")) == 3)
    assert [one["button"] for one in hall.events("ticket.request")] == [3, 2, 1]


def test_events_wait_on_disk_for_a_server_that_does_not_acknowledge(hall: Hall) -> None:
    agent = hall.start()
    hall.server.acking = False
    for _ in range(5):
        hall.keypad.press("!")
    eventually(lambda: len(hall.events("rating")) == 5)
    assert agent.devices["keypad"].journal.outbox == 5
    hall.server.acking = True
    hall.server.send("keypad", "dn/cmd", "replay", Replay(id=uuid4(), expires_at=soon(5), from_seq=1))
    eventually(lambda: agent.devices["keypad"].journal.outbox == 0)
    assert len(hall.events("rating")) == 5


def test_a_change_of_the_printer_is_an_event_and_is_retained(hall: Hall) -> None:
    hall.start()
    eventually(lambda: hall.events("printer.status"))
    hall.printer.paper = PrinterStatus(online=True, paper="out", cover="closed")
    eventually(lambda: len(hall.events("printer.status")) == 2)
    assert hall.events("printer.status")[-1]["paper"] == "out"
    eventually(lambda: not hall.server.reported["printer"].ok)


def test_presence_and_health_are_told(hall: Hall) -> None:
    agent = hall.start()
    eventually(lambda: hall.server.telemetry)
    eventually(lambda: hall.server.statuses["sign"] == ["ready"])
    agent.stop()
    hall.agent = None
    eventually(lambda: hall.server.statuses["sign"] == ["ready", "disconnected"])


def test_a_client_that_is_never_acknowledged_is_made_anew(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.agent.device.UNANSWERED_S", 0.2)
    agent = hall.start()
    hall.server.acking = False
    hall.keypad.press("!")
    eventually(lambda: agent.devices["keypad"].bus.connects == 2)
    assert agent.devices["keypad"].alive
