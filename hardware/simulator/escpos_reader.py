"""ESC/POS as a printer hears it: a stream cut into commands, none of it borrowed from the driver."""

from collections.abc import Iterator
from dataclasses import dataclass

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
_LENGTHS: dict[bytes, int] = {
    b"\x1b@": 0, b"\x1ba": 1, b"\x1bE": 1, b"\x1bJ": 1, b"\x1bd": 1, b"\x1bt": 1, b"\x1b2": 0, b"\x1b3": 1,
    b"\x1c.": 0, b"\x1c&": 0, b"\x1d!": 1, b"\x1dB": 1, b"\x1dr": 1, b"\x1da": 1, b"\x1dI": 1,
    b"\x10\x04": 1,
}  # fmt: skip
"""Commands with a fixed number of argument bytes."""
_RASTER, _SYMBOL, _KNIFE = b"\x1dv", b"\x1d(", b"\x1dV"
_WITH_FEED = 65
"""`GS V m` with m of 65 or more has one byte more."""


@dataclass(frozen=True, slots=True)
class Token:
    """One command with its arguments; `name` is empty for text, `arguments` then the text itself."""

    name: bytes
    arguments: bytes = b""


class Reader:
    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Token]:
        """The commands that are whole now; a half one waits for its rest."""
        self._buffer += data
        while self._buffer:
            length = self._length()
            if length == 0 or length > len(self._buffer):
                return
            raw = bytes(self._buffer[:length])
            del self._buffer[:length]
            if raw[0] in {ESC, FS, GS, DLE}:
                yield Token(raw[:2], raw[2:])
            else:
                yield Token(b"", raw)

    def clear(self) -> None:
        self._buffer.clear()

    def _length(self) -> int:
        """Bytes of the first command; 0 while that cannot be told yet."""
        buffer = self._buffer
        if buffer[0] not in {ESC, FS, GS, DLE}:
            return next((at for at, byte in enumerate(buffer) if byte in {ESC, FS, GS, DLE}), len(buffer))
        name = bytes(buffer[:2])
        if len(name) < 2:  # noqa: PLR2004 - a name is two bytes
            return 0
        if name == _RASTER:
            return 8 + _word(buffer, 4) * _word(buffer, 6) if len(buffer) >= 8 else 0  # noqa: PLR2004 - the head
        if name == _SYMBOL:
            return 5 + _word(buffer, 3) if len(buffer) >= 5 else 0  # noqa: PLR2004 - the head
        if name == _KNIFE:
            return 0 if len(buffer) < 3 else 4 if buffer[2] >= _WITH_FEED else 3  # noqa: PLR2004 - with its mode
        return 2 + _LENGTHS.get(name, 0)


def _word(buffer: bytearray, at: int) -> int:
    return buffer[at] | buffer[at + 1] << 8
