"""A counter sign: shows the newest face it was given, and dashes rather than a number nobody vouches for."""

import time
from contextlib import suppress
from datetime import datetime

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import Reported, SignDesired
from hardware.drivers.errors import DeviceError
from hardware.drivers.protocols import SignDriver

RETRY_S = 5.0
VERIFY_S = 60.0


class SignWork(Work):
    def __init__(self, outlet: Outlet, driver: SignDriver) -> None:
        super().__init__(outlet, driver)
        self._driver = driver
        self._shown: tuple[object, ...] | None = None
        self._again_at = float("-inf")
        self._last: Reported | None = None

    def turn(self) -> None:
        now = self.outlet.now()
        due = self._due(now)
        if due != self._shown or time.monotonic() >= self._again_at:
            self._bring(due)
        self.wait(self._rest_s(now))

    def leave(self) -> None:
        # Without an agent nobody would take an old number off.
        super().leave()
        with suppress(DeviceError):
            self._driver.dashes()

    def _due(self, now: datetime) -> tuple[object, ...]:
        """What the sign ought to show: a face, or nothing but dashes."""
        wanted = self.wanted
        if not isinstance(wanted, SignDesired) or wanted.valid_until <= now:
            return ("dashes", 0 if wanted is None else wanted.rev)
        return ("face", wanted.rev, wanted.face)

    def _rest_s(self, now: datetime) -> float:
        rest_s = self._again_at - time.monotonic()
        wanted = self.wanted
        if isinstance(wanted, SignDesired) and wanted.valid_until > now:
            rest_s = min(rest_s, (wanted.valid_until - now).total_seconds())
        return max(0.01, rest_s)

    def _bring(self, due: tuple[object, ...]) -> None:
        wanted = self.wanted
        rev = 0 if wanted is None else wanted.rev
        try:
            shows = self._written(due)
        except DeviceError as refusal:
            self.io_errors[refusal.code] += 1
            self._shown, self._again_at = None, time.monotonic() + RETRY_S
            self._say(Reported(rev=rev, ok=False, detail={"code": refusal.code}))
            return
        self._shown, self._again_at = due, time.monotonic() + VERIFY_S
        self._say(Reported(rev=rev, shows=shows))

    def _written(self, due: tuple[object, ...]) -> str:
        if due == self._shown and self._last is not None:
            if not self._driver.verify():
                self.io_errors["sign.forgot"] += 1
            return self._last.shows
        if isinstance(self.wanted, SignDesired) and due[0] == "face":
            return self._driver.show(self.wanted.face)
        return self._driver.dashes()

    def _say(self, reported: Reported) -> None:
        if reported != self._last:
            self._last = reported
            self.outlet.report(reported)
