"""A hall, its agent, a broker and a small server: from a press to paper, sign and voice, over the real bytes."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from hardware.broker import managed_broker
from hardware.bus import Bus, Delivery, Link, Will
from hardware.contract import topics
from hardware.contract.documents import PrintDocument, SignFace, Text, Utterance
from hardware.contract.messages import (
    Ack,
    Armed,
    Envelope,
    KeypadDesired,
    Print,
    Say,
    Scanned,
    ServerState,
    SignDesired,
    Wire,
)
from hardware.contract.signing import signed
from hardware.contract.writing import enclose
from hardware.simulator.control import Control
from hardware.simulator.hall import VirtualHall
from hardware.simulator.hall_config import parse
from tests.hardware.simulator.hall_scenes import KEY, Hands, eventually, settings


class Server:
    """Acknowledges every event, remembers events and results."""

    def __init__(self, url: str) -> None:
        self.url = url
        will = Will(topics.server("demo"), lambda _: _server("offline"))
        self._bus = Bus((url,), "server", will, [topics.every_device("demo", branch) for branch in topics.UP])
        self.events: list[tuple[str, str, dict[str, Any]]] = []
        self.results: list[tuple[UUID, str]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._bus.start()
        self._thread.start()

    def send(self, device: str, branch: topics.Branch, kind: str, body: Wire) -> None:
        name = topics.topic("demo", device, branch)
        self._bus.publish(name, signed(KEY, name, enclose(kind, body)))

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        self._bus.stop()

    def states(self, command: UUID) -> list[str]:
        return [state for name, state in self.results if name == command]

    def _run(self) -> None:
        while not self._ended.is_set():
            item = self._bus.receive(0.1)
            if isinstance(item, Link) and item.up:
                self._bus.publish(topics.server("demo"), _server("online"))
            elif isinstance(item, Delivery) and item.address is not None:
                self._take(item.address, item.envelope)

    def _take(self, at: topics.Address, envelope: Envelope) -> None:
        if at.branch == "up/evt":
            self.events.append((at.device, envelope.type, envelope.data))
            ack = Ack(ep=envelope.ep or "", seq=envelope.seq or 0, srv_ts=datetime.now(UTC))
            self.send(at.device, "dn/ack", "ack", ack)
        elif at.branch == "up/res":
            self.results.append((UUID(envelope.data["id"]), envelope.data["state"]))


def _server(state: str) -> Envelope:
    return enclose("server", ServerState.model_validate({"state": state, "srv_ts": datetime.now(UTC)}))


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=60)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    broker = managed_broker(tmp_path / "broker")
    made = Server(broker.url)
    yield made
    made.stop()
    broker.stop()


@pytest.fixture
def hands(server: Server, tmp_path: Path) -> Iterator[Hands]:
    hall = VirtualHall(parse(settings(tmp_path, mqtt=server.url, telemetry_s=1)))
    hall.start()
    control = Control(hall)
    made = Hands(control.url)
    eventually(lambda: all(one["agent"]["connected"] for one in made.state()["devices"].values()), 20)
    yield made
    control.close()
    hall.stop()


def test_a_visit_in_devices(server: Server, hands: Hands) -> None:
    eventually(lambda: hands.device("dispenser-1")["agent"]["shows"] == "open")
    hands.post("/press", device="dispenser-1", key="2")
    eventually(lambda: ("dispenser-1", "ticket.request", 2) in _short(server))

    job = Print(id=uuid4(), expires_at=soon(), document=PrintDocument(elements=(Text(text="A012", size=160),)))
    server.send("printer-1", "dn/cmd", "print", job)
    eventually(lambda: server.states(job.id)[-1:] == ["printed"])
    assert len(hands.device("printer-1")["slips"]) == 1

    face = SignDesired(rev=1, face=SignFace(text="A012"), valid_until=soon())
    server.send("sign-1", "dn/desired", "sign", face)
    eventually(lambda: hands.device("sign-1")["text"] == "A012")

    call = Say(id=uuid4(), expires_at=soon(), utterance=Utterance(clips=("vi/chin",), sentence="Xin mời số A012"))
    server.send("voice-1", "dn/cmd", "announce", call)
    eventually(lambda: server.states(call.id)[-1:] == ["spoken"])
    assert hands.device("voice-1")["sentences"][0]["sentence"] == "Xin mời số A012"

    armed = KeypadDesired(rev=1, armed=Armed(ticket="T-1", until=soon()))
    server.send("keypad-1", "dn/desired", "keypad", armed)
    eventually(lambda: hands.device("keypad-1")["armed"])
    hands.post("/press", device="keypad-1", key="4")
    eventually(lambda: ("keypad-1", "rating", 4) in _short(server))
    eventually(lambda: not hands.device("keypad-1")["armed"])


def test_a_card_is_scanned_and_leaves_nothing_behind(server: Server, hands: Hands, tmp_path: Path) -> None:
    card = "001090123456||Nguyễn Văn A|01011990|Nam|Phường Bến Nghé|15042021"
    eventually(lambda: hands.device("scanner-1")["agent"]["shows"] == "ready")
    hands.post("/scan", device="scanner-1", text=card, encoding="utf-16-be")
    eventually(lambda: [device for device, kind, _ in server.events if kind == "scanned"] == ["scanner-1"])
    scanned = Scanned.model_validate(server.events[-1][2])
    assert scanned.scan.decode("utf-16-be") == card
    kept = tmp_path / "hall" / "agent"
    eventually(lambda: not any(scanned.payload.encode() in path.read_bytes() for path in kept.iterdir()))


def test_no_paper_is_told_and_the_slip_waits(server: Server, hands: Hands) -> None:
    hands.post("/fault", device="printer-1", fault="paper_out", on=True)
    eventually(lambda: any(data.get("paper") == "out" for _, _, data in server.events))
    hands.post("/fault", device="printer-1", fault="paper_out", on=False)
    eventually(lambda: any(data.get("paper") == "ok" for _, _, data in server.events[-1:]))
    job = Print(id=uuid4(), expires_at=soon(), document=PrintDocument(elements=(Text(text="A013", size=160),)))
    server.send("printer-1", "dn/cmd", "print", job)
    eventually(lambda: server.states(job.id)[-1:] == ["printed"])
    assert hands.device("printer-1")["printed"] == 1


def _short(server: Server) -> list[tuple[str, str, object]]:
    return [(device, kind, data.get("button", data.get("value"))) for device, kind, data in server.events]
