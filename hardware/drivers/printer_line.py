"""The wire to a printer: `tcp://host:9100`, a pyserial URL or a device path, `file:///path` (one way).

Opened for one job and closed after it: a network printer has one connection, and leaks it when it is kept.
"""

import socket
import time
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urlsplit

import serial

from hardware.drivers.serial_port import open_port

CONNECT_S = 3.0
"""How long a printer may take to accept a connection [s]."""
WRITE_S = 20.0
"""How long a whole job may wait to be taken, beside its time on the wire [s]."""


class LineDead(OSError):
    """The connection is gone, or could not be made."""


class PrinterLine(Protocol):
    answers: bool
    """Can a printer at the other end say anything?"""

    def open(self) -> None: ...
    def write(self, data: bytes) -> None: ...
    def read(self, timeout_s: float) -> bytes: ...
    def close(self) -> None: ...
    def wire_s(self, size: int) -> float: ...


class TcpLine:
    answers = True

    def __init__(self, host: str, port: int) -> None:
        self._where = (host, port)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        try:
            self._socket = socket.create_connection(self._where, timeout=CONNECT_S)
        except OSError as why:
            raise LineDead(str(why)) from why
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, data: bytes) -> None:
        try:
            self._connected.settimeout(WRITE_S)
            self._connected.sendall(data)
        except OSError as why:
            raise LineDead(str(why)) from why

    def read(self, timeout_s: float) -> bytes:
        """What has come, at least one byte; empty when nothing came in time."""
        try:
            self._connected.settimeout(max(timeout_s, 0.001))
            data = self._connected.recv(256)
        except TimeoutError:
            return b""
        except OSError as why:
            raise LineDead(str(why)) from why
        if not data:
            raise LineDead
        return data

    def close(self) -> None:
        """Send the end and read what is left: closing over unread bytes would reset the job away."""
        if self._socket is None:
            return
        try:
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.setblocking(False)
            while self._socket.recv(256):
                pass
        except OSError:
            pass  # nothing left to read, or the printer was faster
        finally:
            self._socket.close()
            self._socket = None

    def wire_s(self, size: int) -> float:
        return size / 1_000_000

    @property
    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise LineDead
        return self._socket


class SerialLine:
    answers = True

    def __init__(self, url: str, baud: int) -> None:
        self._url, self._baud = url, baud
        self._port: serial.Serial | None = None

    def open(self) -> None:
        try:
            self._port = open_port(self._url, self._baud)
            self._port.reset_input_buffer()
        except (serial.SerialException, OSError) as why:
            raise LineDead(str(why)) from why

    def write(self, data: bytes) -> None:
        port = self._connected
        try:
            port.write_timeout = WRITE_S + self.wire_s(len(data))
            port.write(data)
        except (serial.SerialException, OSError) as why:
            raise LineDead(str(why)) from why

    def read(self, timeout_s: float) -> bytes:
        port = self._connected
        try:
            port.timeout = timeout_s
            first = port.read(1)
            return first + port.read(port.in_waiting) if first else b""
        except (serial.SerialException, OSError, TypeError) as why:
            # pyserial says TypeError when another thread has closed the port under it
            raise LineDead(str(why)) from why

    def close(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None

    def wire_s(self, size: int) -> float:
        return size * 10 / self._baud

    @property
    def _connected(self) -> serial.Serial:
        if self._port is None:
            raise LineDead
        return self._port


class FileLine:
    """A device node or a file: takes bytes, says nothing."""

    answers = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def open(self) -> None:
        try:
            self._file = self._path.open("ab", buffering=0)
        except OSError as why:
            raise LineDead(str(why)) from why

    def write(self, data: bytes) -> None:
        if self._file is None:
            raise LineDead
        left = memoryview(data)
        deadline = time.monotonic() + WRITE_S
        try:
            while left and time.monotonic() < deadline:
                left = left[self._file.write(left) :]
        except OSError as why:
            raise LineDead(str(why)) from why
        if left:
            raise LineDead

    def read(self, timeout_s: float) -> bytes:  # noqa: ARG002 - the protocol's shape
        return b""

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def wire_s(self, size: int) -> float:  # noqa: ARG002 - the protocol's shape
        return 0.0


def line_for(url: str, baud: int = 115_200) -> PrinterLine:
    """The line a configured address means; anything that is neither TCP nor a file is a serial URL."""
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        if parts.hostname is None:
            raise ValueError(url)
        return TcpLine(parts.hostname, parts.port or 9100)
    if parts.scheme == "file":
        return FileLine(Path(parts.path))
    return SerialLine(url, baud)
