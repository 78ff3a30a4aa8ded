"""A broker of our own: `mosquitto` as a child where it is installed, else the `iotcore` wheel's rumqttd.

It listens on loopback only, is started again when it dies, and dies with its parent. Nothing relies on its
memory: messages are acknowledged end to end and signed, so a broker may forget and need not be trusted.
"""

import argparse
import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, ClassVar, Literal

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
READY_S = 15.0
LOOK_S = 0.5
"""How often the keeper looks whether it is to stop, or the plug is pulled [s]."""
MESSAGE_LIMIT = 262_144
"""Largest message the broker passes on [bytes]; readers have their own, smaller limit."""

Kind = Literal["mosquitto", "iotcore"]

# Runs in the child before the broker: Linux ends it when its parent ends, however that dies.
_LEASHED = (
    "import ctypes, os, sys\n"
    "sys.platform == 'linux' and ctypes.CDLL(None).prctl(1, 15)\n"
    "os.getppid() == int(sys.argv[1]) or os._exit(1)\n"
    "os.execv(sys.argv[2], sys.argv[2:])\n"
)

_MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
{user}persistence true
persistence_location {folder}/
autosave_interval 300
max_queued_messages 10000
message_size_limit {limit}
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
"""

_RUMQTTD = """\
id = 0

[router]
id = 0
max_connections = 10010
max_outgoing_packet_count = 200
max_segment_size = 1048576
max_segment_count = 4

[v5.1]
name = "v5"
listen = "{host}:{port}"
next_connection_delay_ms = 1

[v5.1.connections]
connection_timeout_ms = 5000
max_payload_size = {limit}
max_inflight_count = 100
dynamic_filters = true
"""


class BrokerError(Exception):
    """Base of the refusals to start."""

    code: ClassVar[str] = "broker.failed"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class PortTaken(BrokerError):
    code = "broker.port_taken"


class NotReady(BrokerError):
    code = "broker.not_ready"


class NoProgram(BrokerError):
    code = "broker.no_program"


class ManagedBroker:
    """A broker process and the thread that keeps it alive."""

    def __init__(self, folder: Path, port: int | None = None, kind: Kind | None = None) -> None:
        self.kind: Kind = kind or ("mosquitto" if mosquitto_program() else "iotcore")
        self.folder = folder.absolute()
        self.port = port or free_port()
        self.plug = self.folder / "unplugged"
        """While this file is there the broker stands still, as if its plug were pulled; gone with `start`."""
        self.starts = 0
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="broker keeper", daemon=True)

    @property
    def url(self) -> str:
        return f"mqtt://{HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start and wait until it answers a CONNECT.

        Raises:
            PortTaken, NotReady, NoProgram: and nothing is left running.
        """
        if not _is_free(self.port):
            raise PortTaken(port=self.port)
        self._command()
        self.plug.unlink(missing_ok=True)
        self._keeper.start()
        deadline = time.monotonic() + READY_S
        while not answers(self.port):
            if time.monotonic() > deadline or not self._keeper.is_alive():
                self.stop()
                raise NotReady(kind=self.kind, port=self.port, log=str(self.folder / "broker.log"))
            self._stopping.wait(0.02)

    def stop(self) -> None:
        """End the broker and its keeper; safe to call twice."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
        if self._keeper.is_alive():
            self._keeper.join(timeout=10)

    def _command(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.kind == "iotcore":
            config = self.folder / "rumqttd.toml"
            config.write_text(_RUMQTTD.format(host=HOST, port=self.port, limit=MESSAGE_LIMIT))
            return [sys.executable, "-m", "iotcore", "--config", str(config), "--log-level", "CRITICAL"]
        program = mosquitto_program()
        if program is None:
            raise NoProgram(kind=self.kind)
        user = "user root\n" if os.geteuid() == 0 else ""
        config = self.folder / "mosquitto.conf"
        text = _MOSQUITTO.format(host=HOST, port=self.port, folder=self.folder, limit=MESSAGE_LIMIT, user=user)
        config.write_text(text)
        return [program, "-c", str(config)]

    def _keep(self) -> None:
        # The leash is tied to the thread that forks, so all starts happen in this one.
        delay_s = 0.1
        with (self.folder / "broker.log").open("ab") as output:
            while not self._stopping.is_set():
                while self.plug.exists() and not self._stopping.wait(LOOK_S):
                    delay_s = 0.1
                began = time.monotonic()
                self._run_once(output)
                if self._stopping.is_set():
                    return
                delay_s = 0.1 if time.monotonic() - began > 10 else min(5.0, delay_s * 2)  # noqa: PLR2004
                log.warning("broker: %s ended, started again in %.1f s", self.kind, delay_s)
                self._stopping.wait(delay_s)

    def _run_once(self, output: IO[bytes]) -> None:
        leashed = [sys.executable, "-c", _LEASHED, str(os.getpid()), *self._command()]
        process = subprocess.Popen(leashed, stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # noqa: S603
        self._process = process
        self.starts += 1
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=LOOK_S)
            if self._stopping.is_set() or self.plug.exists():
                _end(process)


def managed_broker(folder: Path, port: int | None = None, kind: Kind | None = None) -> ManagedBroker:
    """A started, answering broker that keeps its files in `folder`."""
    broker = ManagedBroker(folder, port, kind)
    broker.start()
    return broker


def mosquitto_program() -> str | None:
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int, timeout_s: float = 1.0) -> bool:
    """Does something there accept an MQTT 5 CONNECT?"""
    client_id = b"ready-check"
    body = b"\x00\x04MQTT\x05\x02\x00\x0a\x00" + len(client_id).to_bytes(2, "big") + client_id
    try:
        with socket.create_connection((HOST, port), timeout=timeout_s) as line:
            line.settimeout(timeout_s)
            line.sendall(b"\x10" + bytes([len(body)]) + body)
            reply = line.recv(4)
            line.sendall(b"\xe0\x00")
    except OSError:
        return False
    return len(reply) == 4 and reply[0] == 0x20 and reply[3] == 0  # noqa: PLR2004


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m hardware.broker", description=__doc__)
    parser.add_argument("--port", type=int, default=None, help="loopback port; a free one when left out")
    parser.add_argument("--data", type=Path, required=True, help="folder for its files")
    parser.add_argument("--kind", choices=["mosquitto", "iotcore"], default=None)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        broker = managed_broker(given.data, given.port, given.kind)
    except BrokerError as refusal:
        log.error("%s %s", refusal.code, refusal.facts)  # noqa: TRY400 - the code says it, no traceback
        return 2
    log.info("broker: %s at %s", broker.kind, broker.url)
    ended.wait()
    broker.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
