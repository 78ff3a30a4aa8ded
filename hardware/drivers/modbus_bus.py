"""Modbus RTU as a master: whole frames out, checked frames in, one talker at a time on a shared RS-485 pair."""

import threading
from collections import Counter
from collections.abc import Sequence
from time import monotonic, sleep

import serial

from hardware.drivers.errors import SignRefused, SignSilent
from hardware.drivers.serial_port import open_port

TIMEOUT_S = 0.2
RETRIES = 2
READ, WRITE_ONE, WRITE_MANY = 0x03, 0x06, 0x10
EXCEPTION = 0x80
_POLYNOMIAL, _START = 0xA001, 0xFFFF


def crc16(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    crc = _START
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
    return crc.to_bytes(2, "little")


def frame(unit: int, function: int, body: bytes) -> bytes:
    head = bytes((unit, function)) + body
    return head + crc16(head)


def words(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def write_one(unit: int, register: int, value: int) -> bytes:
    return frame(unit, WRITE_ONE, words((register, value)))


def write_many(unit: int, register: int, values: Sequence[int]) -> bytes:
    body = words((register, len(values))) + bytes((2 * len(values),)) + words(values)
    return frame(unit, WRITE_MANY, body)


def read_many(unit: int, register: int, count: int) -> bytes:
    return frame(unit, READ, words((register, count)))


class ModbusBus:
    """One serial line; every sign on it shares this object, so frames never mix.

    `errors` counts `timeouts` and `crc_errors` for telemetry. `echo`: the adapter hears itself.
    """

    def __init__(self, url: str, baud: int = 9600, *, echo: bool = False) -> None:
        self._url, self._baud, self._echo = url, baud, echo
        self._lock = threading.Lock()
        self._port: serial.Serial | None = None
        self._last = 0.0
        self.errors: Counter[str] = Counter()

    def ask(self, request: bytes, *, retries: int = RETRIES) -> bytes:
        """The body of the answer, without address, function and CRC.

        Raises:
            SignSilent: nothing, or nothing readable, came within the time and the retries.
            SignRefused: the sign understood and declined.
        """
        with self._lock:
            for _ in range(1 + retries):
                answer = self._once(request)
                if answer is not None:
                    return answer
        raise SignSilent(unit=request[0], line=self._url)

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _once(self, request: bytes) -> bytes | None:
        try:
            port = self._opened()
            self._gap()
            port.reset_input_buffer()
            port.write(request)
            if self._echo:
                port.read(len(request))
            answer = port.read(5)
            if len(answer) == 5 and not answer[1] & EXCEPTION:  # noqa: PLR2004 - an exception is five bytes
                answer += port.read(_rest(answer))
        except (serial.SerialException, OSError):
            self.errors["timeouts"] += 1
            self._hang_up()
            return None
        self._last = monotonic()
        return self._checked(request, answer)

    def _checked(self, request: bytes, answer: bytes) -> bytes | None:
        if len(answer) < 5:  # noqa: PLR2004 - the shortest answer there is
            self.errors["timeouts"] += 1
            return None
        body, crc = answer[:-2], answer[-2:]
        if crc16(body) != crc or body[0] != request[0] or body[1] & ~EXCEPTION != request[1]:
            self.errors["crc_errors"] += 1
            return None
        if body[1] & EXCEPTION:
            raise SignRefused(unit=body[0], exception=body[2])
        return body[2:]

    def _gap(self) -> None:
        """Frames are apart by 3.5 characters of silence."""
        rest = self._last + 3.5 * 11 / self._baud - monotonic()
        if rest > 0:
            sleep(rest)

    def _opened(self) -> serial.Serial:
        if self._port is None:
            self._port = open_port(self._url, self._baud, timeout_s=TIMEOUT_S)
        return self._port

    def _hang_up(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None


def _rest(head: bytes) -> int:
    """Bytes still to come after the first five."""
    return head[2] if head[1] == READ else 3


_shared: dict[str, tuple[ModbusBus, int]] = {}
_sharing = threading.Lock()


def join(url: str, baud: int, *, echo: bool) -> ModbusBus:
    """The one bus of this line in this process."""
    with _sharing:
        bus, members = _shared.get(url) or (ModbusBus(url, baud, echo=echo), 0)
        _shared[url] = (bus, members + 1)
        return bus


def leave(url: str) -> None:
    """The last one to leave closes the line."""
    with _sharing:
        if url not in _shared:
            return
        bus, members = _shared[url]
        if members > 1:
            _shared[url] = (bus, members - 1)
        else:
            del _shared[url]
            bus.close()
