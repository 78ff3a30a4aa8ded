"""A made-up clamd that speaks INSTREAM byte by byte, and the real one with a database of a single signature."""

import base64
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

EICAR: Final = base64.b64decode(
    b"WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)
"""The string every scanner agrees to find; kept packed so that this file is not found itself."""


class Peer:
    """Answers `FOUND` for a stream with the EICAR string, after reading it to its end; keeps what it heard."""

    def __init__(self, answer: bytes | None = None, most_bytes: int | None = None) -> None:
        self.answer, self.most_bytes = answer, most_bytes
        self.command, self.stream = b"", b""
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        line, _ = self.listening.accept()
        with line, line.makefile("rb") as said:
            self.command = said.read(len(b"zINSTREAM\0"))
            while size := struct.unpack("!L", said.read(4))[0]:
                self.stream += said.read(size)
                if self.most_bytes is not None and len(self.stream) > self.most_bytes:
                    return  # as clamd does: hangs up, with bytes still on their way
            line.sendall(self.answer if self.answer is not None else self._verdict())

    def _verdict(self) -> bytes:
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in self.stream else b"stream: OK\0"


@contextmanager
def peer(answer: bytes | None = None, most_bytes: int | None = None) -> Iterator[Peer]:
    made = Peer(answer, most_bytes)
    made.thread.start()
    try:
        yield made
    finally:
        made.listening.close()
        made.thread.join(5)


@contextmanager
def clamd() -> Iterator[str]:
    """The URL of the real clamd, started with one signature: there is no other to be had without a network."""
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    with tempfile.TemporaryDirectory(prefix="clamd-") as made:
        folder, at = Path(made), Path(made, "socket")
        folder.chmod(0o755)
        (folder / "one.ndb").write_text(f"Eicar.Made.Up:0:*:{EICAR.hex()}\n", encoding="ascii")
        settings = f"DatabaseDirectory {folder}\nLocalSocket {at}\nForeground yes\nMaxThreads 2\nStreamMaxLength 1M\n"
        (folder / "conf").write_text(settings, encoding="ascii")
        quiet = subprocess.DEVNULL
        with subprocess.Popen([program, "-c", str(folder / "conf")], stdout=quiet, stderr=quiet) as process:
            try:
                _wait_for(at, process)
                yield f"unix://{at}"
            finally:
                process.terminate()


def _wait_for(at: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while not at.exists():
        assert process.poll() is None, "clamd ended"
        assert time.monotonic() < until, "clamd does not listen"
        time.sleep(0.05)
