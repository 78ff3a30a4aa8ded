"""Run by a test as its own process, to be killed: an agent with one dispenser whose button never rests.

Every press has a number of its own in `press_ms`; `given` has each number before it is pressed, `kept` each
whose event was on disk.
"""

import signal
import sys
import threading
from pathlib import Path

from hardware.agent.agent import Agent
from hardware.agent.config import parse
from hardware.drivers.protocols import KeyPress, KeySignal
from tests.hardware.agent_standins import KEY, OFFICE, StandInDevice

PAUSE_S = 0.01


class RestlessButton(StandInDevice):
    alive = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._given = (folder / "given").open("a")
        self._kept = (folder / "kept").open("a")
        lines = (folder / "given").read_text().split()
        self._number = int(lines[-1]) if lines else 0
        self._pressed = False

    def lamp(self, *, lit: bool) -> None:
        """It has none."""

    def next(self, timeout_s: float) -> KeySignal | None:
        if self._pressed:
            print(self._number, file=self._kept, flush=True)
            self._pressed = False
        if threading.Event().wait(min(timeout_s, PAUSE_S)) or (self._folder / "enough").exists():
            return None
        self._number += 1
        print(self._number, file=self._given, flush=True)
        self._pressed = True
        return KeyPress("1", self._number)


def main() -> None:
    folder, url = Path(sys.argv[1]), sys.argv[2]
    device = {"id": "dispenser-1", "kind": "dispenser", "key": KEY.hex(), "driver": {}, "grace_s": 60}
    config = parse({"office": OFFICE, "mqtt": url, "data_dir": folder, "devices": [device]})
    agent = Agent(config, {"dispenser-1": RestlessButton(folder)})
    agent.start()
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    agent.watch(ended)
    agent.stop()


if __name__ == "__main__":
    main()
