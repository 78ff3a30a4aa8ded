"""The command line: one table; `--only` picks measurements, `--strict` fails on a missed ratio of this run."""

import argparse
import importlib
import os
import signal
import sys
import time
from typing import Final

from benchmarks.table import Line, head

MEASUREMENTS: Final = ("use_cases", "rest", "crowd", "history", "screens", "devices", "memory")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", action="append", choices=MEASUREMENTS, help="only this one; may be repeated")
    asked.add_argument("--strict", action="store_true", help="exit code 1 when a ratio of this run is missed")
    wanted = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # databases and processes are let go on the way out
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the run\n{head()}", flush=True)
    began, found = time.monotonic(), list[Line]()
    for name in wanted.only or MEASUREMENTS:
        for line in importlib.import_module(f"benchmarks.{name}").lines():
            print(line.told(), flush=True)
            found.append(line)
    missed = [line for line in found if line.met is False]
    held = [line for line in missed if line.ratio]
    took = f"{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} after the run"
    print(f"\n{len(missed)} of {sum(line.met is not None for line in found)} targets missed, {took}")
    return 1 if wanted.strict and held else 0


if __name__ == "__main__":
    sys.exit(main())
