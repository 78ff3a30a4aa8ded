"""Starts the product's processes as they are started in life, and ends the ones it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.http_line import HOST, HttpLine, request

ROOT: Final = Path(__file__).parent.parent
READY_WITHIN_S: Final = 90.0
GRACE_S: Final = 8.0


class NotReady(Exception):
    """A process did not answer in time; its last words."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A child in a group of its own; the whole group is ended at the end."""
    with log.open("ab") as out:
        child = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=out, stderr=out, start_new_session=True
        )
    try:
        yield child
    finally:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if child.poll() is None:
                os.killpg(child.pid, number)
                try:
                    child.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    continue


def wait_for(port: int, path: str, child: subprocess.Popen[bytes], log: Path) -> None:
    """Until `path` answers 200."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and child.poll() is None:
        try:
            line = HttpLine(port)
            status, _ = line.ask(request("GET", path))
            line.close()
        except OSError:
            time.sleep(0.1)
            continue
        if status == 200:
            return
    raise NotReady("\n".join(log.read_text(errors="replace").splitlines()[-5:]))


@contextmanager
def web(environment: Mapping[str, str]) -> Iterator[int]:
    """One web process, screens and API; its port."""
    if not (ROOT / ".web" / "build" / "client" / "index.html").is_file():
        subprocess.run([sys.executable, "-m", "onestop.web.build"], cwd=ROOT, check=True)
    port = free_port()
    log = Path(environment["ONESTOP_DATA_DIR"]) / f"web-{port}.log"
    command = [sys.executable, "-m", "onestop.cli", "web", "--port", str(port)]
    with process(command, environment, log) as child:
        wait_for(port, "/api/v1/health/live", child, log)
        yield port


@contextmanager
def application(name: str, environment: Mapping[str, str], folder: Path) -> Iterator[int]:
    """An ASGI factory of ours under uvicorn, alone; its port."""
    port, log = free_port(), folder / "application.log"
    command = [sys.executable, "-m", "uvicorn", name, "--factory", "--host", HOST, "--port", str(port)]
    with process([*command, "--log-level", "warning", "--no-access-log"], environment, log) as child:
        wait_for(port, "/live", child, log)
        yield port
