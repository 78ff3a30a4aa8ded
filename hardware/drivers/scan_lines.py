"""From a stream of bytes to scanned lines, pure: what ends one, what is noise, what is too long.

Scanners send UTF-8, Windows-1258 or UTF-16 of either order; the bytes are cut here and read elsewhere. In UTF-16
an end of line is two bytes, of which the zero must not be left to the line before or after it.
"""

from collections import Counter

from hardware.contract.messages import MAX_SCAN

CR, LF = 0x0D, 0x0A
FEWEST = 3
"""What has fewer visible signs than this is noise: no code is as short."""
_VISIBLE = range(0x21, 0x7F)


class Lines:
    """Feed it what was read; tell it `quiet` when nothing came for a while: that ends a line too."""

    def __init__(self, longest: int = MAX_SCAN) -> None:
        self._longest, self._line = longest, bytearray()
        self._flooded = self._little = self._owed_nul = False
        self.faults: Counter[str] = Counter()
        """`scanner.noise` and `scanner.too_long`: how often."""

    @property
    def begun(self) -> bool:
        return bool(self._line) or self._flooded

    def feed(self, data: bytes) -> list[bytes]:
        lines = []
        for byte in data:
            if not self._ends(byte):
                self._keep(byte)
            elif (line := self._end()) is not None:
                lines.append(line)
        return lines

    def quiet(self) -> bytes | None:
        line = self._end()
        self._little = self._owed_nul = False
        return line

    def clear(self) -> None:
        """The line was cut: what had begun will not go on."""
        self._line.clear()
        self._flooded = self._little = self._owed_nul = False

    def _ends(self, byte: int) -> bool:
        """Is it an end of line, and not the second half of a wide letter such as `č` (01 0D)?"""
        line = self._line
        is_half = line[:3:2] == b"\0\0" and len(line) % 2 == 1 and line[-1] != 0
        return byte in (CR, LF) and not is_half

    def _keep(self, byte: int) -> None:
        owed, self._owed_nul = self._owed_nul, False
        if owed and byte == 0 and not self._line:
            return
        if len(self._line) < self._longest:
            self._line.append(byte)
        elif not self._flooded:
            self._flooded = True
            self.faults["scanner.too_long"] += 1

    def _end(self) -> bytes | None:
        line, flooded = bytes(self._line), self._flooded
        self._line.clear()
        self._flooded = False
        if line.strip(b"\0"):
            self._little = _is_little(line)
        self._owed_nul = self._little
        if flooded or not line.strip(b"\0"):
            return None
        if sum(byte in _VISIBLE for byte in line) < FEWEST:
            self.faults["scanner.noise"] += 1
            return None
        return line[:-1] if len(line) % 2 and line[-1] == 0 else line


def _is_little(line: bytes) -> bool:
    """UTF-16LE: the zeros stand second."""
    return line[1::2].count(0) > line[::2].count(0)
