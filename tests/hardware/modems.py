"""A strict virtual modem for a test, quick to accept and to report."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hardware.simulator.virtual_modem import VirtualModem
from hardware.simulator.wires import Wires


@contextmanager
def plugged_in(folder: Path) -> Iterator[VirtualModem]:
    wires = Wires()
    made = VirtualModem(wires, "modem-1", folder, accept_s=0.02, report_s=0.05)
    try:
        yield made
    finally:
        made.close()
        wires.close()


def fault(modem: VirtualModem, name: str, *, on: bool = True) -> None:
    """Break something, or mend it."""
    modem._wires.do(lambda: modem.fault(name, on=on))
