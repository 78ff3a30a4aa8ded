"""Everything one machine needs, started together and stopped together; no process is left behind.

This process stays small: it builds, migrates and seeds in children, then only watches.
"""

import ctypes
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from hardware.broker import BrokerError, ManagedBroker, free_port, managed_broker
from onestop.config import Settings

ROOT = Path(__file__).parent.parent
READY_WITHIN_S = 60.0
GRACE_S = 6.0
"""How long a child may take to end after SIGTERM before it is killed [s]."""
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class CannotStart(Exception):
    """One clear sentence for the person who typed the command."""


@dataclass
class Child:
    """One process of the product, started again when it dies."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = field(default=0)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.started = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                cwd=ROOT,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads touch Python between fork and exec
            )

    @property
    def dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


PORT_TAKEN: Final = "ONESTOP_HTTP_PORT {} is taken or not allowed on this machine."
FOLDER_TAKEN: Final = "ONESTOP_DATA_DIR {} is in use: another `onestop up` runs on it."


def is_free(host: str, port: int) -> bool:
    """Whether this program may listen there."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


class Up:
    """The launcher."""

    def __init__(self, settings: Settings, *, demo: bool, out: IO[str]) -> None:
        self._settings, self._demo, self._out = settings, demo, out
        self._data = settings.data_dir.resolve()
        self._broker: ManagedBroker | None = None
        self._children: list[Child] = []
        self._ended = threading.Event()
        self._claim: IO[str] | None = None

    def run(self) -> int:
        """Start, watch until told to stop, stop; the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self._ended.set())
        try:
            self._check_port()
            self._claim_folder()
            self._prepare()
            self._start()
            if self._wait_until_ready():
                self._say_where()
            self._watch()
        finally:
            self._stop()
        return 0

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)

    def _check_port(self) -> None:
        if not is_free(self._settings.http_host, self._settings.http_port):
            raise CannotStart(PORT_TAKEN.format(self._settings.http_port))

    def _claim_folder(self) -> None:
        """One launcher for a data folder: two would end each other's processes. Whoever dies lets go of it."""
        self._data.mkdir(parents=True, exist_ok=True)
        self._claim = (self._data / "up.lock").open("w")
        try:
            fcntl.flock(self._claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(FOLDER_TAKEN.format(self._data)) from None

    def _prepare(self) -> None:
        self._print("OneStop: preparing the database and the screens …")
        self._once("migrate")
        if self._demo:
            self._once("seed", "--quiet")
        if not self._ended.is_set():
            self._child_done([sys.executable, "-m", "onestop.web.build"], "The screens could not be built")

    def _once(self, *words: str) -> None:
        if not self._ended.is_set():
            self._child_done([sys.executable, "-m", "onestop.cli", *words], "")

    def _child_done(self, command: Sequence[str], sentence: str) -> None:
        log = self._data / "logs" / "prepare.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        done = self._ended_child(command)
        with log.open("a", encoding="utf-8") as out:
            out.write(done.stdout + done.stderr)
        if done.returncode != 0 and not self._ended.is_set():
            told = done.stderr.strip().splitlines()[-1:] if not sentence else [f"{sentence}; see {log}."]
            raise CannotStart(" ".join(told) or "Preparation failed.")

    def _ended_child(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run to the end; told to stop, end it with all it started."""
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment(),
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no threads touch Python between fork and exec
        )
        while True:
            try:
                out, errors = child.communicate(timeout=0.2)
            except subprocess.TimeoutExpired:
                if self._ended.is_set():
                    os.killpg(child.pid, signal.SIGTERM)
            else:
                return subprocess.CompletedProcess(command, child.returncode, out, errors)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "ONESTOP_DATA_DIR": str(self._data), "PYTHONUNBUFFERED": "1"}

    def _start(self) -> None:
        mqtt = self._settings.mqtt_url or self._start_broker()
        environment = {**self._environment(), "ONESTOP_MQTT_URL": mqtt}
        self._add("hub", [sys.executable, "-m", "onestop.cli", "hub"], environment)
        self._add("web", [sys.executable, "-m", "onestop.cli", "web"], environment)
        if self._demo:
            self._add_virtual_hall(mqtt, environment)
        for child in self._children:
            child.start()

    def _start_broker(self) -> str:
        try:
            self._broker = managed_broker(self._data / "broker")
        except BrokerError as refused:
            raise CannotStart(f"The message broker could not be started ({refused.code}).") from refused
        return self._broker.url

    def _add(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._children.append(Child(name, command, environment, self._data / "logs" / f"{name}.log"))

    def _add_virtual_hall(self, mqtt: str, environment: Mapping[str, str]) -> None:
        port, token = free_port(), secrets.token_urlsafe(24)
        address = self._data / "virtual.json"
        address.touch(mode=0o600)
        address.write_text(json.dumps({"url": f"http://127.0.0.1:{port}", "token": token}), encoding="utf-8")
        config = self._data / "hall.toml"
        plug = [] if self._broker is None else ["--broker-plug", str(self._broker.plug)]
        told = ["--mqtt", mqtt, "--port", str(port), "--token", token, "--out", str(config)]
        self._once("virtual-hall", *told, *plug)
        command = [sys.executable, "-m", "hardware.simulator", "--config", str(config)]
        self._add("virtual-hall", command, environment)

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline and not self._ended.wait(0.2):
            if _answers(f"http://{_host(self._settings.http_host)}:{self._settings.http_port}/api/v1/health/live"):
                return True
            self._revive()
        if not self._ended.is_set():
            self._print(f"The web process does not answer yet; see {self._data / 'logs' / 'web.log'}.")
        return False

    def _say_where(self) -> None:
        self._print(f"OneStop is ready: {self._settings.address}/")
        if self._demo:
            self._print(self._told_by("welcome"))
        self._print("Ctrl-C stops everything.")

    def _told_by(self, *words: str) -> str:
        command = [sys.executable, "-m", "onestop.cli", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=self._environment())
        return done.stdout.rstrip()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self._revive()

    def _revive(self) -> None:
        for child in self._children:
            if child.dead and time.monotonic() - child.started > 1.0 and not self._ended.is_set():
                child.restarts += 1
                self._print(f"{child.name} ended unexpectedly and is started again ({child.restarts}).")
                child.start()

    def _stop(self) -> None:
        for child in reversed(self._children):
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        for child in self._children:
            if child.process is not None:
                try:
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.signal(signal.SIGKILL)
                    child.process.wait()
        if self._broker is not None:
            self._broker.stop()


def _host(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310 - our own http address
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False
