"""Broker and agent are killed while events flow: nothing that was on disk is lost, nothing acts twice."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from hardware.broker import Kind, managed_broker
from tests.hardware.agent_standins import StandInServer, eventually

HERE = Path(__file__).parent
KILLED = 2


@contextmanager
def child(folder: Path, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, str(HERE / "agent_child.py"), str(folder), url]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen(command, env=environment, stderr=output)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def more_than(least: int, count: Callable[[], int]) -> bool:
    return count() > least


def numbers(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()] if file.exists() else []


@pytest.mark.parametrize("kind", ["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def test_kills_lose_and_double_nothing(kind: Kind, tmp_path: Path) -> None:
    broker = managed_broker(tmp_path / "broker", kind=kind)
    server = StandInServer(broker.url).start()
    dice = random.Random(7)
    try:
        for _ in range(KILLED):
            with child(tmp_path, broker.url):
                wanted = len(server.effects) + dice.randint(10, 40)
                eventually(partial(more_than, wanted, lambda: len(server.effects)))
                assert broker.pid is not None
                os.kill(broker.pid, signal.SIGKILL)
                on_disk = len(numbers(tmp_path / "kept")) + 30
                eventually(partial(more_than, on_disk, lambda: len(numbers(tmp_path / "kept"))))
        (tmp_path / "enough").touch()
        kept = set(numbers(tmp_path / "kept"))
        with child(tmp_path, broker.url):
            eventually(lambda: kept <= {one.data["press_ms"] for one in server.effects}, 15)
        counted = Counter(one.data["press_ms"] for one in server.effects)
        assert [number for number, times in counted.items() if times > 1] == []
        assert set(counted) <= set(numbers(tmp_path / "given"))
        assert broker.starts == KILLED + 1
    finally:
        server.stop()
        broker.stop()
