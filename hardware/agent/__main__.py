"""`python -m hardware.agent --config FILE`"""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from hardware.agent.agent import Agent
from hardware.agent.config import BadAgentConfig, load
from hardware.agent.journal import JournalBusy
from hardware.drivers.errors import DeviceError

log = logging.getLogger("hardware.agent")


def main() -> int:
    """Exit code 0 after SIGTERM, 1 when a device gave up, 2 for a configuration it cannot start with."""
    parser = argparse.ArgumentParser(prog="python -m hardware.agent", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="TOML file")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        agent = Agent(load(given.config))
    except (BadAgentConfig, DeviceError, JournalBusy) as refusal:
        log.error("%s %s", refusal.code, refusal.args[-1])  # noqa: TRY400 - the code says it, no traceback
        return 2
    agent.start()
    log.info("agent: %d devices of %s", len(agent.devices), ", ".join(agent.devices))
    well = agent.watch(ended)
    agent.stop()
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
