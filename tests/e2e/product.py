"""The really started product: `onestop up --demo` in a folder, on a port and with a database of its own."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, TypeVar

import psutil
from pydantic import SecretStr

from onestop.config import Settings
from onestop.gateways.virtual_hall import VirtualHall
from onestop.usecases import demo

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "a calm morning"
READY_S = 170.0
"""The first start on a machine also builds the front end [s]."""
STOP_S = 15.0
PARTS = {
    "hub": "onestop.cli hub",
    "web": "onestop.cli web",
    "hall": "hardware.simulator",
    "broker": "broker/",
}
"""Processes of the product, by what their command lines contain."""
Found = TypeVar("Found")


PORTS = range(20_000, 32_000)
"""Below those a machine gives to whoever calls out: one of these is nobody's while the product is being started."""


def free_port() -> int:
    while True:
        port = random.choice(PORTS)
        with socket.socket() as asked, contextlib.suppress(OSError):
            asked.bind(("127.0.0.1", port))
            return port


def eventually(look: Callable[[], Found], within_s: float = 20.0, what: str = "") -> Found:
    """What `look` finds as soon as it finds anything; fails when it never does."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {within_s} s: {what or look}"
        time.sleep(0.1)
    return found


class Product:
    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ONESTOP_")},
            "ONESTOP_DATA_DIR": str(data),
            "ONESTOP_HTTP_PORT": str(self.port),
            "ONESTOP_DEMO_PASSWORD": PASSWORD,
            "ONESTOP_ANONYMOUS_PER_MINUTE": "100000",
            **settings,
        }
        self.settings = Settings(
            _env_file=None,
            data_dir=data,
            http_port=self.port,
            demo_password=SecretStr(PASSWORD),
            database_url=settings.get("ONESTOP_DATABASE_URL", ""),
        )
        self.launcher: subprocess.Popen[bytes] | None = None

    # --- its life ---

    def start(self, *, ready: bool = True) -> None:
        command = [sys.executable, "-m", "onestop.cli", "up", "--demo"]
        with (self.data / "up.out").open("ab") as out:
            self.launcher = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        if ready:
            eventually(self._ready, READY_S, "onestop up did not become ready")

    def _ready(self) -> bool:
        assert self.launcher is not None
        assert self.launcher.poll() is None, self.printed
        return "Ctrl-C stops everything." in self.printed

    @property
    def printed(self) -> str:
        return (self.data / "up.out").read_text(encoding="utf-8")

    def end(self) -> int:
        """Tell it to end as Ctrl-C does; the exit code."""
        assert self.launcher is not None
        self.launcher.send_signal(signal.SIGTERM)
        return self.launcher.wait(STOP_S)

    def stop(self) -> None:
        """End it and whatever is left of it."""
        try:
            if self.launcher is not None and self.launcher.poll() is None:
                self.end()
        finally:
            for process in self.processes():
                process.kill()

    def processes(self) -> list[psutil.Process]:
        """Whatever of this machine's processes belongs to this product."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = process.environ().get("ONESTOP_DATA_DIR") == str(self.data.resolve())
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def part(self, name: str) -> psutil.Process | None:
        for process in psutil.Process(self.launcher.pid).children() if self.launcher else []:
            try:
                if PARTS[name] in " ".join(process.cmdline()):
                    return process
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return None

    def kill(self, name: str) -> bool:
        """SIGKILL to one part; `False` when it is not there just now."""
        victim = self.part(name)
        if victim is None:
            return False
        victim.kill()
        return True

    # --- its doors ---

    def ask(
        self, method: str, path: str, body: Any = None, *, by: str = "", key: str = ""
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer; status 0 when nobody answers."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": by} if by else {}
        headers |= {"Idempotency-Key": key} if key else {}
        line = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, f"/api/v1{path}", None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            text = answer.read()
        except (OSError, HTTPException):
            return 0, {}
        finally:
            line.close()
        return answer.status, json.loads(text) if text else {}

    def place(self, code: str) -> str:
        return demo.place_key(self.settings, code)

    def take(self, queue: str = "A") -> dict[str, Any]:
        """A number at the kiosk."""
        status, ticket = self.ask(
            "POST", "/offices/most/tickets", {"queue": queue}, by=f"Place {self.place('kiosk-1')}"
        )
        assert status == 201, ticket
        return ticket

    def officer(self, username: str) -> str:
        """What an officer shows with each request."""
        status, signed = self.ask("POST", "/session", {"username": username, "password": PASSWORD})
        assert status == 200, signed
        return f"Bearer {signed['token']}"

    def hall(self) -> VirtualHall:
        return VirtualHall.found(self.data)

    def devices(self) -> dict[str, dict[str, Any]]:
        devices: dict[str, dict[str, Any]] = self.hall().state()["devices"]
        return devices
