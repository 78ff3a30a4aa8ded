"""The device's side of an agent: one thread that owns the driver and does one thing after another."""

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from hardware.agent.journal import Journal
from hardware.contract.messages import AnyCommand, AnyDesired, Command, Reported, Result, ResultState, Wire
from hardware.drivers.errors import DeviceError
from hardware.drivers.protocols import Device

log = logging.getLogger(__name__)

MOST_PENDING = 200
PAUSE_S = 1.0
"""After a fault nobody foresaw [s]."""
FAILED_STATES = frozenset({ResultState.UNKNOWN, ResultState.FAILED, ResultState.EXPIRED})


class Outlet(Protocol):
    """What the work may ask of the side that speaks MQTT; every call is safe from any thread."""

    @property
    def journal(self) -> Journal: ...

    @property
    def offline_s(self) -> float:
        """How long broker or server have been away; 0 when both are there [s]."""

    def now(self) -> datetime:
        """The server's time as far as known."""

    def event(self, kind: str, body: Wire, **facts: str) -> None:
        """On disk when this returns, with the `facts` to remember; sent until acknowledged."""

    def answer(self, result: Result) -> None: ...

    def report(self, reported: Reported) -> None: ...


class Work(ABC):
    """One kind of device. Commands are offered by the MQTT thread and carried out by the own one."""

    accepts: ClassVar[type[Command] | None] = None

    def __init__(self, outlet: Outlet, driver: Device) -> None:
        self.outlet, self._device = outlet, driver
        self.wanted: AnyDesired | None = None
        self.io_errors: Counter[str] = Counter()
        self.stopping = threading.Event()
        self._bell = threading.Condition()
        self._rung = False
        self._pending: dict[UUID, AnyCommand] = {}
        self._doing: UUID | None = None
        self._thread = threading.Thread(target=self._run, name="device work", daemon=True)

    @property
    def caps(self) -> tuple[str, ...]:
        return self._device.caps

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.stopping.set()
        self.ring()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._device.close()

    # --- called by the MQTT thread ---

    def offer(self, command: AnyCommand) -> bool:
        """Take a command on; `False` when too many wait already. One that waits is not taken twice."""
        with self._bell:
            if command.id in self._pending or self.outlet.journal.begun(command.id) is not None:
                return True
            if len(self._pending) >= MOST_PENDING:
                return False
            self._pending[command.id] = command
            self._bell.notify()
        return True

    def desire(self, desired: AnyDesired) -> None:
        self.wanted = desired
        self.ring()

    def link_changed(self) -> None:
        """Broker or server came or went."""
        self.ring()

    def ring(self) -> None:
        with self._bell:
            self._rung = True
            self._bell.notify()

    # --- the own thread ---

    @abstractmethod
    def turn(self) -> None:
        """Do the next thing, or wait a little for one."""

    def do(self, command: AnyCommand) -> ResultState:
        """Carry one accepted command out; a `DeviceError` means nothing visible happened.

        Devices that accept commands do so here; the others (`accepts` is empty) refuse.
        """
        raise DeviceError(command=command.type)

    def leave(self) -> None:
        """The last turn, when the agent stops in good order."""
        with self._bell:
            self._pending.clear()

    def wait(self, timeout_s: float) -> AnyCommand | None:
        """The command next in line, or `None` after a ring or the time-out. It stays in line until begun."""
        with self._bell:
            if not self._pending and not self._rung:
                self._bell.wait(max(0.0, timeout_s))
            self._rung = False
            return next(iter(self._pending.values()), None)

    def carry_out(self, command: AnyCommand) -> None:
        began = time.monotonic()
        self._begin(command)
        if self._is_overdue(command):
            return
        self._doing = command.id
        try:
            state, code = self.do(command), None
        except DeviceError as refusal:
            state, code = ResultState.FAILED, refusal.code
            self.io_errors[refusal.code] += 1
        self.tell(command.id, state, code, round((time.monotonic() - began) * 1000))
        self._doing = None

    def expire_overdue(self) -> None:
        """Answer the commands whose time ran out while they waited."""
        with self._bell:
            waiting = list(self._pending.values())
        for command in waiting:
            if command.expires_at <= self.outlet.now():
                self._begin(command)
                self._is_overdue(command)

    def tell(self, command: UUID, state: ResultState, code: str | None = None, ms: int = 0) -> None:
        ok = state not in FAILED_STATES
        self.outlet.answer(Result(id=command, ok=ok, state=state, code=code, ms=ms, **self.counts(command)))

    def counts(self, command: UUID) -> dict[str, int]:
        """What else a result says of this command, for devices that count something."""
        del command
        return {}

    def _begin(self, command: AnyCommand) -> None:
        with self._bell:  # one step, or `offer` could take it on a second time in between
            self.outlet.journal.begin(command.id, command.type)
            self._pending.pop(command.id, None)

    def _is_overdue(self, command: AnyCommand) -> bool:
        overdue = command.expires_at <= self.outlet.now()
        if overdue:
            self.tell(command.id, ResultState.EXPIRED, "command.expired")
        return overdue

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                self.turn()
            except Exception:
                log.exception("device work failed, goes on")
                self.io_errors["agent.fault"] += 1
                self._leave_unknown()
                self.stopping.wait(PAUSE_S)
        self.leave()

    def _leave_unknown(self) -> None:
        unknown, self._doing = self._doing, None
        if unknown is not None:
            self.tell(unknown, ResultState.UNKNOWN, "agent.fault")
