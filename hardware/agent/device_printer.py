"""A printer: one document at a time; paper, cover and line are looked at every two seconds when idle."""

import time

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import AnyCommand, Print, PrinterStatus, Reported, ResultState
from hardware.drivers.protocols import Outcome, PrinterDriver

POLL_S = 2.0
SETTLE_S = 1.0


class PrinterWork(Work):
    accepts = Print

    def __init__(self, outlet: Outlet, driver: PrinterDriver) -> None:
        super().__init__(outlet, driver)
        self._driver = driver
        self._polled = float("-inf")
        self._reported: tuple[int, PrinterStatus] | None = None

    def turn(self) -> None:
        command = self.wait(self._polled + POLL_S - time.monotonic())
        if command is not None:
            self.carry_out(command)
        elif time.monotonic() >= self._polled + POLL_S:
            self._look()

    def do(self, command: AnyCommand) -> ResultState:
        if not isinstance(command, Print):
            raise TypeError
        outcome = self._driver.print(command.document)
        if outcome is Outcome.HELD:
            outcome = self._settled(command)
        return ResultState(outcome)

    def _settled(self, command: Print) -> Outcome:
        """The job is inside the printer and comes out when paper is back: waited for, never sent again."""
        self.tell(command.id, ResultState.HELD)
        outcome = Outcome.HELD
        while outcome is Outcome.HELD and not self.stopping.is_set():
            self._look()
            outcome = self._driver.settle(SETTLE_S)
            self.expire_overdue()
        return outcome

    def _look(self) -> None:
        status = self._driver.status()
        self._polled = time.monotonic()
        # The raw bytes may flicker (drawer, button); news is what a person would act on.
        essence = f"{status.online} {status.paper} {status.cover}"
        if self.outlet.journal.recall("printer_status") != essence:
            self.outlet.event("printer.status", status, printer_status=essence)
        rev = 0 if self.wanted is None else self.wanted.rev
        if (rev, status) != self._reported:
            self._reported = (rev, status)
            self.outlet.report(_reported(rev, status))


def _reported(rev: int, status: PrinterStatus) -> Reported:
    ready = status.online and status.paper != "out" and status.cover != "open"
    shows = "ready" if ready else "not ready"
    return Reported(rev=rev, ok=ready, shows=shows, detail=status.model_dump(mode="json"))
