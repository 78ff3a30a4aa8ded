"""A virtual GSM modem on a pty: strict about syntax and order, with a card, a network and phones behind it.

Faults: `cable_cut` (gone from the machine), `no_sim`, `pin` (the card asks for one), `no_network`, `no_credit` (the
operator bars sending), `congested` (the network refuses), `silent` (takes a text, never answers), `resets` (comes up
anew in the middle of sending), `noise` (rings, vendor's lines and broken bytes everywhere), `echo` (cannot be
switched off), `keeps_reports` (puts reports into its memory), `phones_off` (texts expire).
`NAME.sent` has a line for each part the network took: when, and the SHA-256 of its octets.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from hardware.simulator.sms_centre import Misread, Phones, Submitted, read, status_report
from hardware.simulator.wires import Pty, Wires

FAULTS: Final = frozenset(
    {"cable_cut", "no_sim", "pin", "no_network", "no_credit", "congested", "silent", "resets", "noise", "echo"}
    | {"keeps_reports", "phones_off"}
)
ACCEPT_S, REPORT_S = 0.3, 1.5
"""What the network takes to accept a part, and to tell of its delivery [s]."""
LONGEST_LINE = 600
CTRL_Z, ESC = 0x1A, 0x1B
DELIVERED, EXPIRED = 0x00, 0x46
NOISE = b"\r\nRING\r\n\r\n^RSSI: 18\r\n\xff\xfe\r\n\r\n+CREG: 5\r\n\r\n^BOOT:1,0,0\r\n"


class VirtualModem:
    def __init__(
        self, wires: Wires, name: str, folder: Path, *, accept_s: float = ACCEPT_S, report_s: float = REPORT_S
    ) -> None:
        self.name, self.faults = name, set[str]()
        self.phones = Phones()
        self.sent = 0
        self.wrongs: list[str] = []
        """What was asked of it that no modem understands or at a time when none listens."""
        self._wires, self._accept_s, self._report_s = wires, accept_s, report_s
        self._trail = folder / f"{name}.sent"
        self._number = -1
        self._memory: dict[int, str] = {}
        self._begin()
        self._pty = wires.do(lambda: Pty(wires, folder / name, self._received))

    @property
    def line(self) -> str:
        return str(self._pty.link)

    def fault(self, fault: str, *, on: bool) -> None:
        """Call on the wires' thread."""
        (self.faults.add if on else self.faults.discard)(fault)
        if fault == "cable_cut":
            self._begin()
            (self._pty.unplug if on else self._pty.plug)()

    def restart(self) -> None:
        """Power came and went: what it was told is forgotten. Call on the wires' thread."""
        self._begin()
        self._say("RDY")

    def state(self) -> dict[str, Any]:
        """What the phones show is made up for a demonstration: it is here and in no file."""
        texts = [
            {"id": one.id, "at": one.at.isoformat(), "to": one.to, "text": one.text, "parts": one.of}
            for one in reversed(self.phones.texts)
        ]
        return {
            "kind": "modem",
            "faults": sorted(self.faults),
            "sent": self.sent,
            "ready": not self.faults & {"cable_cut", "no_sim", "pin", "no_network"},
            "texts": texts,
        }

    def close(self) -> None:
        self._wires.do(self._pty.unplug)

    def _begin(self) -> None:
        self._line, self._body = bytearray(), bytearray()
        self._told = 0
        self._prompting = self._sending = False
        self._echo, self._pdu, self._reports, self._errors = True, False, 0, False
        self._life = object()

    # --- bytes ---

    def _received(self, data: bytes) -> None:
        for byte in data:
            if self._echo or "echo" in self.faults:
                self._pty.write(bytes((byte,)))
            (self._text_byte if self._prompting else self._command_byte)(byte)

    def _command_byte(self, byte: int) -> None:
        if byte == ESC:
            self._line.clear()
        elif byte != 0x0D:  # noqa: PLR2004 - CR
            self._line.append(byte)
            del self._line[LONGEST_LINE:]
        elif self._line:
            line = bytes(self._line).decode("ascii", errors="replace")
            self._line.clear()
            self._obey(line)

    def _text_byte(self, byte: int) -> None:
        if byte == ESC:
            self._prompting = False
            self._say("OK")
        elif byte == CTRL_Z:
            self._prompting = False
            self._submit(bytes(self._body).decode("ascii", errors="replace"))
        else:
            self._body.append(byte)
            del self._body[LONGEST_LINE:]

    def _say(self, *lines: str) -> None:
        if "noise" in self.faults:
            self._pty.write(NOISE)
        self._pty.write("".join(f"\r\n{line}\r\n" for line in lines).encode("ascii"))

    # --- commands ---

    def _obey(self, line: str) -> None:
        if self._sending:
            self.wrongs.append(f"while sending: {line[:12]}")
            return
        for pattern, answer in self._commands:
            if match := re.fullmatch(pattern, line):
                answer(self, match)
                return
        self.wrongs.append(f"unknown: {line[:12]}")
        self._say("ERROR")

    def _ok(self, _: re.Match[str]) -> None:
        self._say("OK")

    def _set_echo(self, match: re.Match[str]) -> None:
        self._echo = match[1] == "1"
        self._say("OK")

    def _set_errors(self, match: re.Match[str]) -> None:
        self._errors = match[1] == "1"
        self._say("OK")

    def _card(self, _: re.Match[str]) -> None:
        if "no_sim" in self.faults:
            self._say("+CME ERROR: 10" if self._errors else "ERROR")
        else:
            self._say("+CPIN: SIM PIN" if "pin" in self.faults else "+CPIN: READY", "OK")

    def _network(self, _: re.Match[str]) -> None:
        away = self.faults & {"no_network", "no_sim", "pin"}
        self._say("+CREG: 0,2" if away else "+CREG: 0,1", "OK")

    def _signal(self, _: re.Match[str]) -> None:
        self._say("+CSQ: 99,99" if "no_network" in self.faults else "+CSQ: 21,99", "OK")

    def _set_mode(self, match: re.Match[str]) -> None:
        self._pdu = match[1] == "0"
        self._say("OK")

    def _mode(self, _: re.Match[str]) -> None:
        self._say(f"+CMGF: {0 if self._pdu else 1}", "OK")

    def _set_reports(self, match: re.Match[str]) -> None:
        if self.faults & {"no_sim", "pin"} or (match[1] == "1" and "keeps_reports" in self.faults):
            self._say("+CMS ERROR: 303" if self._errors else "ERROR")
            return
        self._reports = int(match[1])
        self._say("OK")

    def _set_memory(self, _: re.Match[str]) -> None:
        self._say(f"+CPMS: {len(self._memory)},255,0,10,0,10", "OK")

    def _recall(self, match: re.Match[str]) -> None:
        kept = self._memory.get(int(match[1]))
        self._say(*(("+CMS ERROR: 321",) if kept is None else (f"+CMGR: 0,,{len(kept) // 2 - 8}\r\n{kept}", "OK")))

    def _erase(self, match: re.Match[str]) -> None:
        self._memory.pop(int(match[1]), None)
        self._say("OK")

    def _ask_for_text(self, match: re.Match[str]) -> None:
        if not self._pdu:
            self.wrongs.append("text mode")
        refused = {"no_sim": 310, "pin": 311, "no_network": 331, "no_credit": 50} if self._pdu else {}
        number = next((refused[fault] for fault in refused if fault in self.faults), None)
        if number is not None or not self._pdu:
            self._say(f"+CMS ERROR: {number or 302}")
            return
        self._told, self._prompting = int(match[1]), True
        self._body.clear()
        self._pty.write(b"\r\n> ")

    # --- the network ---

    def _submit(self, digits: str) -> None:
        try:
            part = read(digits, self._told)
        except Misread as why:
            self.wrongs.append(f"misread: {why}")
            self._say("+CMS ERROR: 304")
            return
        self._sending = True
        life = self._life
        self._wires.later(self._accept_s, lambda: self._accept(part, life))

    def _accept(self, part: Submitted, life: object) -> None:
        if life is not self._life:
            return
        if "congested" in self.faults:
            self._sending = False
            self._say("+CMS ERROR: 42")
            return
        self._take(part)
        if "resets" in self.faults:
            self.restart()
        elif "silent" not in self.faults:
            self._say(f"+CMGS: {self._number}", "OK")
        self._sending = False

    def _take(self, part: Submitted) -> None:
        """The network has it from here on, whatever the modem still says."""
        self._number = (self._number + 1) % 256
        self.sent += 1
        taken = datetime.now(UTC)
        with self._trail.open("a", encoding="ascii") as trail:
            trail.write(f"{taken.isoformat()} {hashlib.sha256(part.octets).hexdigest()}\n")
        if "phones_off" not in self.faults:
            self.phones.receive(part)
        if part.wants_report:
            number = self._number
            self._wires.later(self._report_s, lambda: self._report(part, number, taken))

    def _report(self, part: Submitted, number: int, taken: datetime) -> None:
        status = EXPIRED if "phones_off" in self.faults else DELIVERED
        digits, length = status_report(part, number, taken, datetime.now(UTC), status)
        if self._prompting or self._sending:  # modems keep news back while they send
            self._wires.later(self._accept_s, lambda: self._tell(digits, length))
        else:
            self._tell(digits, length)

    def _tell(self, digits: str, length: int) -> None:
        if self._reports == 1:
            self._say(f"+CDS: {length}\r\n{digits}")
        elif self._reports == 2:  # noqa: PLR2004 - into the memory
            place = min(set(range(1, 256)) - set(self._memory))
            self._memory[place] = digits
            self._say(f'+CDSI: "SR",{place}')

    _commands: ClassVar[tuple[tuple[str, Callable[[Any, re.Match[str]], None]], ...]] = (
        (r"AT", _ok),
        (r"ATE([01])", _set_echo),
        (r"AT\+CMEE=([01])", _set_errors),
        (r"AT\+CPIN\?", _card),
        (r"AT\+CREG\?", _network),
        (r"AT\+CSQ", _signal),
        (r"AT\+CMGF=([01])", _set_mode),
        (r"AT\+CMGF\?", _mode),
        (r"AT\+CNMI=2,0,0,([012]),0", _set_reports),
        (r'AT\+CPMS="SR"', _set_memory),
        (r"AT\+CMGR=(\d{1,3})", _recall),
        (r"AT\+CMGD=(\d{1,3})", _erase),
        (r"AT\+CMGS=(\d{1,3})", _ask_for_text),
    )
