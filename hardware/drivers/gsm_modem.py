"""GSM modems on a serial line, in PDU mode: one part at a time out, status reports in.

Set up anew whenever the line was opened, the modem came up or an answer was missing; asked before each part
whether it still knows. Sources: 3GPP TS 27.005, 3 and 4; TS 27.007, 7.2 (`+CREG`), 8.3 (`+CPIN`), 8.5 (`+CSQ`).
"""

import re
from collections import Counter, deque
from collections.abc import Mapping
from typing import Any, Final, Literal

from hardware.contract.messages import ModemHealth
from hardware.drivers.at_line import ANSWER_S, AtLine
from hardware.drivers.errors import (
    DeviceError,
    FateUnknown,
    ModemSilent,
    NoNetwork,
    NoSim,
    PinAsked,
    PukAsked,
    SimFaulty,
    TextRefused,
)
from hardware.drivers.sms_pdu import BadPdu, StatusReport, received, submit
from hardware.drivers.sms_text import Part

BAUD = 115_200
SENT_S = 60.0
"""A network may take this long to accept a part [s]."""
_Sim = Literal["ready", "pin", "puk", "absent", "faulty", "unknown"]
_Network = Literal["home", "roaming", "searching", "denied", "none", "unknown"]
_NETWORKS: Final[dict[str, _Network]] = {
    "0": "none",
    "1": "home",
    "2": "searching",
    "3": "denied",
    "5": "roaming",
    "6": "home",
    "7": "roaming",
}
"""`+CREG` (TS 27.007, 7.2); 6 and 7 carry texts only."""
_SIM_REFUSALS: Final[dict[type[DeviceError], _Sim]] = {
    NoSim: "absent",
    PinAsked: "pin",
    PukAsked: "puk",
    SimFaulty: "faulty",
}


class GsmModem:
    """A `ModemDriver`. It enters no PIN: a card that asks for one has it switched off in a phone."""

    caps: tuple[str, ...] = ("sms:pdu",)

    def __init__(self, url: str, baud: int = BAUD, answer_s: float = ANSWER_S, sent_s: float = SENT_S) -> None:
        self._line, self._sent_s = AtLine(url, baud, answer_s), sent_s
        self._deliveries: deque[StatusReport] = deque()
        self._faults: Counter[str] = Counter()

    @property
    def faults(self) -> Counter[str]:
        return self._faults + self._line.faults

    def send(self, to: str, part: Part, *, reference: int, validity_min: int) -> int:
        try:
            tpdu = submit(to, part, reference=reference, validity_min=validity_min)
        except BadPdu:
            raise TextRefused(cause="modem.bad_text") from None
        self._make_ready()
        if self._network() not in {"home", "roaming"}:
            raise NoNetwork
        said = self._line.hand_over(f"AT+CMGS={len(tpdu)}", f"00{tpdu.hex().upper()}", self._sent_s)
        number = _found(r"\+CMGS: *(\d{1,3})\b.*", said)
        if number is None:
            self._line.fresh = True
            raise FateUnknown
        return int(number[1])

    def next(self, timeout_s: float) -> StatusReport | None:
        if not self._deliveries:
            self._line.listen(timeout_s)
        while self._line.reports:
            self._take(self._line.reports.popleft())
        while self._line.stored:
            self._fetch(self._line.stored.popleft())
        return self._deliveries.popleft() if self._deliveries else None

    def health(self) -> ModemHealth:
        sim: _Sim = "unknown"
        network: _Network = "unknown"
        try:
            sim = self._made_ready()
            network = self._network()
            told = _found(r"\+CSQ: *(\d+) *,.*", self._line.ask("AT+CSQ"))
        except ModemSilent:
            return ModemHealth(answers=False)
        except DeviceError:
            return ModemHealth(answers=True, sim=sim, network=network)
        signal = int(told[1]) if told and int(told[1]) <= 31 else None  # noqa: PLR2004 - 99 is not known
        return ModemHealth(answers=True, sim=sim, network=network, signal=signal)

    def close(self) -> None:
        self._line.close()

    # --- setting up ---

    def _made_ready(self) -> _Sim:
        """Make ready if that is possible, and say how the card is.

        Raises:
            ModemSilent.
        """
        try:
            self._make_ready()
        except (NoSim, PinAsked, PukAsked, SimFaulty) as why:
            return _SIM_REFUSALS[type(why)]
        except TextRefused:
            return "unknown"
        return "ready"

    def _make_ready(self) -> None:
        if not self._line.fresh and self._still_knows():
            return
        self._line.fresh = True
        self._line.synchronise()
        self._line.ask("ATE0")
        self._line.ask("AT+CMEE=1")
        self._ask_for_card()
        self._line.ask("AT+CMGF=0")
        self._ask_for_reports()
        self._line.fresh = False

    def _still_knows(self) -> bool:
        """Whether it is set up as we left it; one that says it has just come up is not."""
        try:
            self._ask_for_card()
            mode = _found(r"\+CMGF: *(\d)", self._line.ask("AT+CMGF?"))
        except ModemSilent as why:
            if not why.facts.get("restarted"):
                raise
            return False
        return mode is not None and mode[1] == "0"

    def _ask_for_card(self) -> None:
        told = _found(r"\+CPIN: *(.+)", self._line.ask("AT+CPIN?"))
        state = told[1].strip() if told else ""
        if state in {"SIM PIN", "SIM PIN2"}:
            raise PinAsked
        if state in {"SIM PUK", "SIM PUK2"}:
            raise PukAsked
        if state != "READY":
            raise SimFaulty(state=state)

    def _ask_for_reports(self) -> None:
        """Status reports straight to us, else into the modem's memory with a word; received texts stay quiet."""
        try:
            self._line.ask("AT+CNMI=2,0,0,1,0")
        except TextRefused:
            self._line.ask("AT+CNMI=2,0,0,2,0")

    def _network(self) -> _Network:
        told = _found(r"\+CREG: *\d *, *(\d+)\b.*", self._line.ask("AT+CREG?"))
        return _NETWORKS.get(told[1], "unknown") if told else "unknown"

    # --- reports ---

    def _take(self, told: str) -> None:
        """Read a report: `+CDS: 25` and its bytes, the message centre's address before them."""
        head, _, digits = told.partition("\n")
        count = re.search(r"(\d+) *$", head)
        try:
            octets = bytes.fromhex(digits)
            message = received(octets[-int(count[1]) :] if count else octets[1 + octets[0] :])
        except (ValueError, IndexError):
            self._faults["modem.bad_report"] += 1
            return
        if isinstance(message, StatusReport):
            self._deliveries.append(message)

    def _fetch(self, place: str) -> None:
        """Read a report out of the modem's memory, and make room there."""
        found = re.fullmatch(r'"(\w\w)" *, *(\d+)', place)
        if found is None:
            self._faults["modem.bad_report"] += 1
            return
        try:
            self._line.ask(f'AT+CPMS="{found[1]}"')
            for line in self._line.ask(f"AT+CMGR={found[2]}"):
                if line.startswith("+CMGR:"):
                    self._take(line)
            self._line.ask(f"AT+CMGD={found[2]}")
        except DeviceError as why:
            self._faults[why.code] += 1


def _found(pattern: str, lines: list[str]) -> re.Match[str] | None:
    return next((match for line in lines if (match := re.fullmatch(pattern, line))), None)


def from_config(config: Mapping[str, Any]) -> GsmModem:
    """`line`, and where wanted `baud`, `answer_s`, `sent_s`."""
    answer_s, sent_s = float(config.get("answer_s", ANSWER_S)), float(config.get("sent_s", SENT_S))
    if answer_s <= 0 or sent_s <= 0:
        raise ValueError(answer_s, sent_s)
    return GsmModem(config["line"], int(config.get("baud", BAUD)), answer_s, sent_s)
