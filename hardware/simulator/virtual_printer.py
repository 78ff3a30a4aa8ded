"""A virtual ESC/POS printer on a TCP port and on a pty: prints to pictures, runs out of paper, holds jobs.

Faults: `paper_out`, `near_end`, `cover_open`, `offline`, `cable_cut`. A job that arrives without paper waits
inside and comes out with the next roll; real-time status is answered all the while. The last pictures are kept;
`NAME.printed` beside them has a line for every slip that ever came out: when, and the SHA-256 of its picture.
"""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hardware.simulator.escpos_reader import Reader, Token
from hardware.simulator.paper_roll import Roll
from hardware.simulator.wires import Port, Pty, Wires

FAULTS = frozenset({"paper_out", "near_end", "cover_open", "offline", "cable_cut"})
KEPT_SLIPS = 20
HELD_COMMANDS = 20_000
"""Commands kept while there is no paper; beyond it bytes are lost, as in a real buffer, only later."""
Reply = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Slip:
    id: str
    at: datetime
    text: tuple[str, ...]
    symbols: tuple[str, ...]
    path: Path


class VirtualPrinter:
    def __init__(self, wires: Wires, name: str, folder: Path, *, width: int = 576, port: int | None = None) -> None:
        """`port`: a TCP port (0 for any free one); without it the printer is on a pty, `folder/name`."""
        self.name, self.faults = name, set[str]()
        self.slips: deque[Slip] = deque()
        self.printed = 0
        self._wires, self._folder, self._paper_trail = wires, folder / f"{name}.slips", folder / f"{name}.printed"
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.png"):
            old.unlink()
        self._reader, self._roll = Reader(), Roll(width)
        self._waiting: deque[tuple[Token, Reply]] = deque()
        self._wire: Port | Pty = wires.do(lambda: self._plug(folder, port))

    @property
    def line(self) -> str:
        """Where a driver finds it."""
        return f"tcp://127.0.0.1:{self._wire.port}" if isinstance(self._wire, Port) else str(self._wire.link)

    def fault(self, fault: str, *, on: bool) -> None:
        """Call on the wires' thread."""
        (self.faults.add if on else self.faults.discard)(fault)
        if fault == "cable_cut":
            (self._wire.unplug if on else self._wire.plug)()
        self._work()

    def state(self) -> dict[str, Any]:
        slips = [
            {"id": slip.id, "at": slip.at.isoformat(), "text": slip.text, "symbols": slip.symbols}
            for slip in reversed(self.slips)
        ]
        return {
            "kind": "printer",
            "faults": sorted(self.faults),
            "printed": self.printed,
            "holding": len(self._waiting) > 0,
            "slips": slips,
        }

    def close(self) -> None:
        self._wires.do(self._wire.unplug)

    def _plug(self, folder: Path, port: int | None) -> Port | Pty:
        if port is None:
            return Pty(self._wires, folder / self.name, self._received)
        return Port(self._wires, port, self._received, self._ended)

    def _received(self, data: bytes) -> None:
        if len(self._waiting) > HELD_COMMANDS:
            return
        for token in self._reader.feed(data):
            if token.name == b"\x10\x04":
                self._wire.write(bytes((self._realtime(token.arguments[0]),)))
            else:
                self._waiting.append((token, self._wire.write))
        self._work()

    def _ended(self) -> None:
        """The connection is over: a slip without a cut is torn off; half a command is forgotten."""
        self._reader.clear()
        if not self._waiting and not self._roll.empty:
            self._cut()

    def _work(self) -> None:
        while self._waiting and not self.faults & {"paper_out", "cover_open", "offline"}:
            token, reply = self._waiting.popleft()
            match token.name:
                case b"\x1dV":
                    self._cut()
                case b"\x1dr":
                    reply(b"\x03" if "near_end" in self.faults else b"\x00")
                case _:
                    self._roll.burn(token)

    def _cut(self) -> None:
        self.printed += 1
        name = f"{self.name}-{self.printed}"
        text, symbols = tuple(self._roll.text), tuple(self._roll.symbols)
        path = self._folder / f"{name}.png"
        picture, at = self._roll.cut(), datetime.now(UTC)
        with self._paper_trail.open("a", encoding="ascii") as trail:
            trail.write(f"{at.isoformat()} {hashlib.sha256(picture).hexdigest()}\n")
        path.write_bytes(picture)
        self.slips.append(Slip(name, at, text, symbols, path))
        while len(self.slips) > KEPT_SLIPS:
            self.slips.popleft().path.unlink(missing_ok=True)

    def _realtime(self, kind: int) -> int:
        """The four bytes of `DLE EOT` as an Epson gives them."""
        out, opened = "paper_out" in self.faults, "cover_open" in self.faults
        byte = 0x12
        if kind == 1 and (out or opened or "offline" in self.faults):
            byte |= 0x08
        if kind == 2:  # noqa: PLR2004 - the cause of being off line
            byte |= (0x20 if out else 0) | (0x04 if opened else 0)
        if kind == 4:  # noqa: PLR2004 - the roll
            byte |= 0x6C if out else 0x0C if "near_end" in self.faults else 0
        return byte
