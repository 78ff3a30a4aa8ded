"""What the printer tests share: a slip with everything on it, and a line that something happens on."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from hardware.contract.documents import Gap, PrintDocument, Qr, Rule, Text
from hardware.drivers.printer_line import PrinterLine

CHECK_URL = "https://onestop.example/t/7F3K9Q2MZX"
HEAD, REQUEST = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Mời ông/bà chờ đến lượt"
SLIP = PrintDocument(
    elements=(
        Text(text=HEAD, size=28, bold=True, align="center"),
        Rule(),
        Text(text="A1024", size=160, bold=True, align="center"),
        Text(text=REQUEST, size=32, align="center"),
        Gap(height=20),
        Qr(data=CHECK_URL),
        Rule(dashed=True),
        Text(text="22/11/2026 08:15", size=24),
    )
)


class WatchedLine:
    """Any line; `before_job` runs when the job, not a status request, is about to be written."""

    def __init__(self, line: PrinterLine, before_job: Callable[[], object], after_job: Callable[[], object]) -> None:
        self._line, self._before, self._after = line, before_job, after_job
        self.answers = line.answers

    def write(self, data: bytes) -> None:
        is_job = data.startswith(b"\x1b@")
        if is_job:
            self._before()
        self._line.write(data)
        if is_job:
            self._after()

    def open(self) -> None:
        self._line.open()

    def read(self, timeout_s: float) -> bytes:
        return self._line.read(timeout_s)

    def close(self) -> None:
        self._line.close()

    def wire_s(self, size: int) -> float:
        return self._line.wire_s(size)


def codes_in(picture: Path) -> list[str]:
    """What a reader of QR codes finds."""
    found = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True)
    return found.stdout.split()


def lines_in(picture: Path) -> list[str]:
    """What a reader of Vietnamese finds."""
    call = ["tesseract", str(picture), "-", "-l", "vie", "--psm", "4"]
    found = subprocess.run(call, capture_output=True, text=True, check=True, env={"OMP_THREAD_LIMIT": "1"})
    return [line.strip() for line in found.stdout.splitlines() if line.strip()]
