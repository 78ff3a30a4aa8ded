"""Bytes of a modem into lines: answers, news in between, the prompt; nothing it sends upsets the reader.

A line ends with CR or LF, empty ones count nothing. News of two lines (`+CDS: 25` and its bytes in hexadecimal) come
out as one, a newline between. Sources: 3GPP TS 27.005 (V.25ter answers, `CR LF > SP`), TS 27.007.
"""

import re
from collections import Counter

LONGEST: int = 1024
"""A longer line is noise: a PDU of 176 octets has 352 digits [characters]."""
PROMPT = "> "
_ENDS = re.compile(rb"[\r\n]+")
_TWO_LINES = ("+CDS:", "+CMT:", "+CMGR:")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


class AtLines:
    def __init__(self) -> None:
        self.faults: Counter[str] = Counter()
        self._begun = b""
        self._head = ""
        self._too_long = False

    def feed(self, data: bytes) -> list[str]:
        """The lines that are complete now; `PROMPT` where the modem waits for a text."""
        *ended, self._begun = _ENDS.split(self._begun + data)
        lines = [line for raw in ended for line in self._line(raw)]
        if len(self._begun) > LONGEST:
            self._too_long, self._begun = True, b""
        if self._begun == PROMPT.encode() and not self._too_long:
            self._begun = b""
            lines.append(PROMPT)
        return lines

    def clear(self) -> None:
        self._begun, self._head, self._too_long = b"", "", False

    def _line(self, raw: bytes) -> list[str]:
        noise, self._too_long = self._too_long or len(raw) > LONGEST, False
        text = raw.decode("ascii", errors="replace")
        line = "".join(letter for letter in text if " " <= letter <= "~").strip()
        if noise or (raw and not line):
            self.faults["modem.noise"] += 1
            return []
        if line.startswith(_TWO_LINES):
            self._head = line
            return []
        if line and self._head and _HEX.fullmatch(line):
            head, self._head = self._head, ""
            return [f"{head}\n{line}"]
        return [line] if line else []
