"""From a fact to a device's wire: a call to its sign's frame, a dispenser's button to the printer's first byte.

The hub, the broker, the agent and the drivers are the product's; the devices are virtual and their wires are tapped.
"""

import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks import databases, officer, processes
from benchmarks.table import VISITS, Line, p99_ms
from hardware.broker import managed_broker
from hardware.simulator.hall import VirtualHall
from hardware.simulator.hall_config import parse
from hardware.simulator.virtual_printer import VirtualPrinter
from hardware.simulator.virtual_sign import VirtualSign
from onestop.usecases import calling, demo, serving
from onestop.virtual_hall import write
from onestop.wiring import Shop

WARM: Final = 3
"""First calls and presses that are not counted: fonts and words are read, the relay has settled [count]."""
ROUNDS: Final = 40 + WARM
PRESSES: Final = 25 + WARM
QUIET_S: Final = 0.3
HANDS_OFF_S: Final = 1.2
"""A dispenser takes a second press only after a pause [s]."""
PATIENCE_S: Final = 20.0
WRITES: Final = frozenset({6, 16})
"""Modbus functions that show something."""
STATUS_REQUESTS: Final = (b"\x10\x04", b"\x1dr")
BITS_PER_BYTE: Final = 10
BAUD: Final = 115_200
SIGN, BUTTONS, PRINTER = "sign-1", "dispenser-1", "printer-2"


class Wire:
    """When something that counts last arrived, and how many bytes since it was last asked."""

    def __init__(self) -> None:
        self._arrived = threading.Event()
        self.at, self.bytes = 0.0, 0

    def expect(self) -> None:
        self._arrived.clear()
        self.bytes = 0

    def arrive(self, count: int) -> None:
        self.bytes += count
        if not self._arrived.is_set():
            self.at = time.perf_counter()
            self._arrived.set()

    def wait(self) -> None:
        assert self._arrived.wait(PATIENCE_S)


def tap_sign(sign: VirtualSign, wire: Wire) -> None:
    answer = sign.answer

    def tapped(function: int, body: bytes) -> bytes:
        if function in WRITES:
            wire.arrive(len(body))
        return answer(function, body)

    setattr(sign, "answer", tapped)  # noqa: B010 - a method of one object, on purpose


def tap_printer(printer: VirtualPrinter, wire: Wire) -> None:
    """On its line, before the printer itself has read anything."""
    line: Any = getattr(printer, "_wire")  # noqa: B009 - the wire is the device's own business, except here
    received: Callable[[bytes], None] = line._received  # noqa: SLF001

    def tapped(data: bytes) -> None:
        if not data.startswith(STATUS_REQUESTS):
            wire.arrive(len(data))
        received(data)

    line._received = tapped  # noqa: SLF001


@contextmanager
def hall(shop: Shop) -> Iterator[VirtualHall]:
    """The demonstration's devices with their agent in this process; broker and hub in theirs."""
    folder = shop.settings.data_dir
    broker = managed_broker(folder / "broker")
    config, log = folder / "hall.toml", folder / "hub.log"
    write(shop.settings, mqtt=broker.url, port=0, token="a-token-of-the-bench", out=config)  # noqa: S106
    settings = tomllib.loads(config.read_text(encoding="utf-8"))
    for dispenser in settings["dispensers"]:
        dispenser["printer"]["wire"] = "serial"
    environment = {**databases.environment(shop), "ONESTOP_MQTT_URL": broker.url}
    made = VirtualHall(parse(settings))
    try:
        with processes.process(_hub(), environment, log):
            made.start()
            _wait_for(lambda: _greeted(made), log)
            yield made
            made.stop()
    finally:
        broker.stop()


def _hub() -> list[str]:
    return [sys.executable, "-m", "onestop.cli", "hub"]


def _greeted(made: VirtualHall) -> bool:
    """Every sign shows what the hub wants it to show."""
    return made.agent is not None and all(
        device.bus.connected and device.reported.ok for device in made.agent.devices.values()
    )


def _wait_for(true: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + processes.READY_WITHIN_S
    while not true():
        if time.monotonic() > deadline:
            raise processes.NotReady(log.read_text(errors="replace")[-500:])
        time.sleep(0.1)


def _signs(shop: Shop, made: VirtualHall) -> list[float]:
    """Calls of one counter, one after the other; each until its sign's frame."""
    wire, sign = Wire(), made.devices[SIGN]
    assert isinstance(sign, VirtualSign)
    tap_sign(sign, wire)
    actor, code = officer.sat(shop), f"{demo.CODE}-1"
    officer.crowd(shop, ROUNDS, shop.now())
    took = []
    for _ in range(ROUNDS):
        time.sleep(QUIET_S)
        wire.expect()
        began = time.perf_counter()
        called = calling.call_next(shop.work, code, actor=actor, now=shop.now())
        wire.wait()
        took.append(wire.at - began)
        assert called is not None
        serving.start(shop.work, called.id, actor=actor, now=shop.now())
        serving.finish(shop.work, called.id, actor=actor, now=shop.now())
    return took[WARM:]


def _slips(made: VirtualHall) -> tuple[list[float], list[int]]:
    """Presses of a dispenser's button; each until the printer's first byte, and the bytes of each slip."""
    wire, printer = Wire(), made.devices[PRINTER]
    assert isinstance(printer, VirtualPrinter)
    tap_printer(printer, wire)
    took, sizes = [], []
    for n in range(PRESSES):
        time.sleep(HANDS_OFF_S)
        wire.expect()
        began, printed = time.perf_counter(), printer.printed
        made.press(BUTTONS, "123456"[n % 6])
        wire.wait()
        took.append(wire.at - began)
        _until_printed(printer, printed)
        sizes.append(wire.bytes)
    return took[WARM:], sizes


def _until_printed(printer: VirtualPrinter, before: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while printer.printed == before and time.monotonic() < deadline:
        time.sleep(0.02)


def lines() -> Iterator[Line]:
    for kind in databases.KINDS:
        with databases.office(kind) as shop, hall(shop) as made:
            signs = _signs(shop, made)
            slips, sizes = _slips(made)
        sign, slip = p99_ms(signs), p99_ms(slips)
        yield Line("a call until the sign's frame is on the wire, p99", kind, sign, "ms", "≤", 100.0, work=VISITS)
        yield Line(
            "a dispenser's button until the printer's first byte, p99", kind, slip, "ms", "≤", 150.0, work=VISITS
        )
    paper_s = max(sizes) * BITS_PER_BYTE / BAUD
    yield Line(f"an 80 mm slip ({max(sizes)} bytes) over {BAUD} baud", "", paper_s, "s", "≤", 1.5, ratio=True)
