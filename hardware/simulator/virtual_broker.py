"""The plug of the message broker beside a virtual hall: whoever runs the broker watches for this file."""

from pathlib import Path
from typing import Any

NAME = "broker"
FAULTS = frozenset({"stopped"})


class VirtualBroker:
    def __init__(self, plug: Path) -> None:
        self.name, self.faults = NAME, set[str]()
        self._plug = plug
        self._plug.unlink(missing_ok=True)

    def fault(self, fault: str, *, on: bool) -> None:
        (self.faults.add if on else self.faults.discard)(fault)
        if on:
            self._plug.touch()
        else:
            self._plug.unlink(missing_ok=True)

    def state(self) -> dict[str, Any]:
        return {"kind": NAME, "faults": sorted(self.faults)}
