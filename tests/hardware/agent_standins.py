"""What an agent's tests put around it: a tiny server that acknowledges, and devices without hardware."""

import queue
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hardware.bus import Bus, Delivery, Link, Will
from hardware.contract import topics
from hardware.contract.documents import PrintDocument, SignFace, Text, Utterance
from hardware.contract.messages import (
    Ack,
    AnyDesired,
    Envelope,
    Print,
    PrinterStatus,
    Reported,
    Result,
    Say,
    ServerState,
    Wire,
)
from hardware.contract.signing import signed
from hardware.contract.writing import enclose
from hardware.drivers.protocols import KeyPress, KeySignal, Outcome

OFFICE = "most"
KEY = bytes(range(32))


def eventually(true: Callable[[], object], within_s: float = 10) -> None:
    """Wait until `true()`; fail after `within_s`."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "not within the time allowed"
        threading.Event().wait(0.01)


class StandInServer:
    """Takes each event once by (device, epoch, seq), then acknowledges; remembers the rest."""

    def __init__(self, url: str, *, name: str = "stand-in") -> None:
        filters = [topics.every_device(OFFICE, branch) for branch in topics.UP]
        self._presence = topics.server(OFFICE)
        self.bus = Bus(url, name, Will(self._presence, lambda _: _presence("offline")), filters)
        self.effects: list[Envelope] = []
        self.results: dict[UUID, list[Result]] = defaultdict(list)
        self.reported: dict[str, Reported] = {}
        self.statuses: dict[str, list[str]] = defaultdict(list)
        self.hellos: list[Envelope] = []
        self.telemetry: list[Envelope] = []
        self.seen: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.acking = True
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "StandInServer":
        self.bus.start()
        self._thread.start()
        eventually(lambda: self.bus.connected)
        return self

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        self.bus.stop()

    def present(self, state: str) -> None:
        self.bus.publish(self._presence, _presence(state))

    def command(self, device: str, command: Print | Say) -> None:
        self.send(device, "dn/cmd", command.type, command)

    def desire(self, device: str, desired: AnyDesired) -> None:
        self.send(device, "dn/desired", desired.kind, desired)

    def send(self, device: str, branch: topics.Branch, kind: str, body: Wire, key: bytes = KEY) -> None:
        name = topics.topic(OFFICE, device, branch)
        self.bus.publish(name, signed(key, name, enclose(kind, body)))

    def states(self, command: UUID) -> list[str]:
        return [result.state.value for result in self.results[command]]

    def _run(self) -> None:
        while not self._ended.is_set():
            item = self.bus.receive(0.1)
            if isinstance(item, Link) and item.up:
                self.present("online")
            elif isinstance(item, Delivery) and item.address is not None and item.genuine(KEY):
                self._take(item.address, item.envelope)

    def _take(self, at: topics.Address, envelope: Envelope) -> None:
        match at.branch:
            case "up/evt":
                self._event(at.device, envelope)
            case "up/res":
                result = Result.model_validate(envelope.data)
                self.results[result.id].append(result)
            case "up/state":
                self.reported[at.device] = Reported.model_validate(envelope.data)
            case "status":
                self.statuses[at.device].append(envelope.data["state"])
            case "up/hello":
                self.hellos.append(envelope)
            case "up/tele":
                self.telemetry.append(envelope)

    def _event(self, device: str, envelope: Envelope) -> None:
        assert envelope.ep is not None
        assert envelope.seq is not None
        seen = self.seen[device, envelope.ep]
        if envelope.seq not in seen:
            seen.add(envelope.seq)
            self.effects.append(envelope)
        if self.acking:
            upto = 0
            while upto + 1 in seen:
                upto += 1
            ack = Ack(ep=envelope.ep, seq=upto, srv_ts=datetime.now(UTC))
            self.send(device, "dn/ack", "ack", ack)


def _presence(state: str) -> Envelope:
    body = ServerState.model_validate({"state": state, "srv_ts": datetime.now(UTC)})
    return enclose("server", body)


def slip(text: str = "B1024", valid_s: float = 60, command: UUID | None = None) -> Print:
    document = PrintDocument(elements=(Text(text=text, size=96),))
    return Print(id=command or uuid4(), expires_at=soon(valid_s), document=document)


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


class StandInDevice:
    caps: tuple[str, ...] = ("stand-in",)

    def close(self) -> None:
        self.closed = True


class StandInPrinter(StandInDevice):
    """Prints at once; `outcomes` and `settles` script the exceptions."""

    def __init__(self) -> None:
        self.printed: list[PrintDocument] = []
        self.outcomes: list[Outcome | Exception] = []
        self.settled = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.paper = PrinterStatus(online=True, paper="ok", cover="closed")

    def print(self, document: PrintDocument) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome.PRINTED
        if isinstance(outcome, Exception):
            raise outcome
        self.printed.append(document)
        self.gate.wait(20)
        return outcome

    def status(self) -> PrinterStatus:
        return self.paper

    def settle(self, timeout_s: float) -> Outcome:
        return Outcome.PRINTED if self.settled.wait(timeout_s) else Outcome.HELD


class StandInSign(StandInDevice):
    def __init__(self) -> None:
        self.shown: list[str] = []
        self.trouble: Exception | None = None

    def show(self, face: SignFace) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.shown.append(face.text)
        return face.text

    def verify(self) -> bool:
        return True

    def dashes(self) -> str:
        self.shown.append("--")
        return "--"


class StandInKeys(StandInDevice):
    def __init__(self) -> None:
        self.alive = True
        self.lit = False
        self.signals: queue.Queue[KeySignal] = queue.Queue()

    def lamp(self, *, lit: bool) -> None:
        self.lit = lit

    def press(self, key: str) -> None:
        self.signals.put(KeyPress(key, 40))

    def next(self, timeout_s: float) -> KeySignal | None:
        try:
            return self.signals.get(timeout=min(timeout_s, 0.1))
        except queue.Empty:
            return None


class StandInScanner(StandInDevice):
    def __init__(self) -> None:
        self.alive = True
        self.faults: Counter[str] = Counter()
        self.scans: queue.Queue[bytes] = queue.Queue()

    def next(self, timeout_s: float) -> bytes | None:
        try:
            return self.scans.get(timeout=min(timeout_s, 0.05))
        except queue.Empty:
            return None


class StandInVoice(StandInDevice):
    def __init__(self) -> None:
        self.spoken: list[str] = []

    def speak(self, utterance: Utterance) -> float:
        self.spoken.append(utterance.sentence)
        return 0.1
