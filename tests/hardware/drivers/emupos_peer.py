"""emupos, an independent printer: its own Python, its own environment under `var/peers`, run for one test module."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[3]
HOME = ROOT / "var" / "peers" / "emupos"
REQUIREMENT = "emupos==0.4.0"
OLDEST = (3, 13)


@cache
def missing() -> str:
    """Why the peer cannot run here; empty when it can."""
    program = HOME / "bin" / "emupos"
    if program.is_file():
        return ""
    python = _python()
    if python is None:
        return "no Python 3.13 or later found for emupos"
    made = subprocess.run([python, "-m", "venv", str(HOME)], capture_output=True, check=False)
    install = [str(HOME / "bin" / "pip"), "install", "-q", REQUIREMENT]
    if made.returncode == 0 and subprocess.run(install, capture_output=True, check=False).returncode == 0:
        return ""
    shutil.rmtree(HOME, ignore_errors=True)
    return "emupos could not be installed"


def _python() -> str | None:
    named = [shutil.which(f"python3.{minor}") for minor in (13, 14, 15)]
    built = (Path.home() / ".pyenv" / "versions").glob("3.*/bin/python")
    return next((one for one in [*named, *map(str, sorted(built))] if one and _new_enough(one)), None)


def _new_enough(python: str) -> bool:
    ask = [python, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"]
    with suppress(OSError):
        return subprocess.run(ask, capture_output=True, check=False).returncode == 0
    return False


@dataclass(frozen=True, slots=True)
class Emupos:
    """Two printers: `tcp` and `pty`."""

    port: int
    lines: dict[str, str]

    def receipts(self, device: str) -> list[str]:
        """Ids of what came out."""
        return [one["id"] for one in json.loads(self._call("GET", f"/devices/{device}/receipts"))]

    def picture(self, device: str, receipt: str, folder: Path) -> Path:
        path = folder / f"{receipt}.png"
        path.write_bytes(self._call("GET", f"/devices/{device}/receipts/{receipt}/image"))
        return path

    def fault(self, device: str, fault: str, *, on: bool) -> None:
        self._call("PUT" if on else "DELETE", f"/devices/{device}/faults/{fault}")

    def _call(self, method: str, path: str) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, f"/api/v1{path}")
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        assert answer.status < 300, body
        return body


@contextmanager
def running(folder: Path) -> Iterator[Emupos]:
    api, printer = _free_port(), _free_port()
    config = {
        "schema": 1,
        "api": {"host": "127.0.0.1", "port": api},
        "devices": [
            _printer("tcp", {"tcp": {"port": printer}}, folder),
            _printer("pty", {"serial": {"pty": True}}, folder),
        ],
    }
    (folder / "emupos.yaml").write_text(json.dumps(config), encoding="utf-8")
    call = [str(HOME / "bin" / "emupos"), "run", "--config", str(folder / "emupos.yaml")]
    environment = {**os.environ, "TMPDIR": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(call, stdout=log, stderr=log, cwd=folder, env=environment)
    try:
        yield _ready(process, api, {"tcp": f"tcp://127.0.0.1:{printer}", "pty": str(folder / "emupos" / "pty")})
    finally:
        process.terminate()
        process.wait(10)


def _printer(name: str, connection: dict[str, object], folder: Path) -> dict[str, object]:
    receipts = str(folder / f"{name}-receipts")
    kind = {"id": name, "type": "printer", "profile": "epson-tm-t20iii"}
    return {**kind, "connections": [connection], "receipts_dir": receipts}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _ready(process: "subprocess.Popen[bytes]", api: int, lines: dict[str, str]) -> Emupos:
    peer = Emupos(api, lines)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            peer.receipts("tcp")
            return peer
        threading.Event().wait(0.05)
    raise RuntimeError(process.poll())
