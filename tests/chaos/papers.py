"""What a printer must have burnt for a command, told by the SHA-256 its paper trail keeps."""

import hashlib
from collections import Counter
from pathlib import Path

from hardware.contract.documents import PrintDocument
from hardware.drivers.escpos_printer import encode
from hardware.simulator.escpos_reader import Reader
from hardware.simulator.paper_roll import Roll
from onestop.storage.rows import DeviceCommand

WIDTH = 576
KNIFE = b"\x1dV"


def fingerprint(command: DeviceCommand) -> str:
    """Of the slip a print command makes."""
    document = PrintDocument.model_validate(command.body["document"])
    roll = Roll(WIDTH)
    for token in Reader().feed(encode(document, WIDTH, "raster")):
        if token.name != KNIFE:
            roll.burn(token)
    return hashlib.sha256(roll.cut()).hexdigest()


def came_out(folder: Path) -> Counter[str]:
    """Every slip of a virtual hall's printers, through all its restarts."""
    return Counter(line.split()[1] for trail in folder.glob("*.printed") for line in trail.read_text().splitlines())
