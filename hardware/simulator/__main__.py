"""`python -m hardware.simulator --config hall.toml`: a virtual hall until SIGTERM."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from hardware.agent.journal import JournalBusy
from hardware.simulator.control import Control
from hardware.simulator.hall import VirtualHall
from hardware.simulator.hall_config import BadHallConfig, load

log = logging.getLogger("hardware.simulator")


def main() -> int:
    """Exit code 0 after SIGTERM, 1 when the agent gave up, 2 for a configuration it cannot start with."""
    parser = argparse.ArgumentParser(prog="python -m hardware.simulator", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="TOML file")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        hall = VirtualHall(load(given.config))
        hall.start()
    except (BadHallConfig, JournalBusy) as refusal:
        log.error("%s %s", refusal.code, refusal.args[-1])  # noqa: TRY400 - the code says it, no traceback
        return 2
    control = Control(hall)
    log.info("virtual hall: %d devices, control on %s", len(hall.devices), control.url)
    well = _stand_by(hall, ended)
    control.close()
    hall.stop()
    return 0 if well else 1


def _stand_by(hall: VirtualHall, ended: threading.Event) -> bool:
    if hall.agent is not None:
        return hall.agent.watch(ended)
    ended.wait()
    return True


if __name__ == "__main__":
    sys.exit(main())
