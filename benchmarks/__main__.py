"""The command line: one table; `--only` picks measurements, `--strict` fails on a missed ratio of this run."""

import argparse
import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.machine import Pace, paces, sketches, slower
from benchmarks.processes import NotReady
from benchmarks.table import AT_THIS_PACE, Line, head

MEASUREMENTS: Final = (
    "use_cases",
    "deadlines",
    "rest",
    "crowd",
    "bookings",
    "history",
    "dossiers",
    "screens",
    "devices",
    "memory",
    "papers",
    "forms",
    "public",
    "portal",
)
BESIDE_NO_SKETCH: Final = frozenset({"crowd", "bookings", "screens", "devices", "public"})
"""Held to the machine's pace, but without a sketch turn about: its pace is measured just before."""

BUSY: Final = ": other work is running, only ratios and counts mean something"


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", action="append", choices=MEASUREMENTS, help="only this one; may be repeated")
    asked.add_argument("--strict", action="store_true", help="exit code 1 when a ratio of this run is missed")
    wanted = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # databases and processes are let go on the way out
    print(f"{os.cpu_count()} processors, {_before()}\n{head()}", flush=True)
    began, here, found, failed = time.monotonic(), _told(paces()), list[tuple[Line, str]](), list[str]()
    for name in wanted.only or MEASUREMENTS:
        try:
            found += _measured(name, here)
        except NotReady as ended:
            print(f"{name}: a process did not start; its last words:\n{ended}", flush=True)
            failed.append(name)
    _sum_up([verdict for _, verdict in found], failed, time.monotonic() - began)
    held = [line for line, verdict in found if line.ratio and verdict == "NOT MET"]
    return 1 if failed or (wanted.strict and held) else 0


def _told(found: Iterator[Pace]) -> list[Pace]:
    kept = []
    for pace in found:
        print(pace.told(), flush=True)
        kept.append(pace)
    return kept


def _measured(name: str, here: Sequence[Pace]) -> Iterator[tuple[Line, str]]:
    """Each line of one measurement and whether it is met, told as it is found."""
    if name in BESIDE_NO_SKETCH:
        here = _told(sketches())
    for line in importlib.import_module(f"benchmarks.{name}").lines():
        stretched_by = slower(line, here)
        print(line.told(stretched_by), flush=True)
        yield line, line.verdict(stretched_by)


def _sum_up(verdicts: Sequence[str], failed: Sequence[str], took_s: float) -> None:
    counts = [f"{verdicts.count(verdict)} {verdict}" for verdict in ("met", AT_THIS_PACE, "NOT MET")]
    counts += [f"{name} did not run" for name in failed]
    print(f"\n{', '.join(counts)}; {took_s:.0f} s, load {os.getloadavg()[0]:.1f} after the run")


def _before() -> str:
    """What this machine does besides."""
    load = os.getloadavg()[0]
    busy = load > (os.cpu_count() or 1)
    return f"load {load:.1f} before the run{BUSY if busy else ''}"


if __name__ == "__main__":
    sys.exit(main())
