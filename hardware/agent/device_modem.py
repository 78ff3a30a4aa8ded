"""A GSM modem: texts one after another, part by part; what became of each is told when the network says so.

Numbers and words are in memory only, while a text is under way. Reports of parts an earlier run sent have no text to
belong to any more and are counted, not told.
"""

import time
from collections import OrderedDict
from secrets import randbelow
from typing import Final, NamedTuple
from uuid import UUID

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import AnyCommand, Reported, ResultState, SendText, TextFate, TextReport
from hardware.drivers.errors import DeviceError, FateUnknown
from hardware.drivers.protocols import ModemDriver
from hardware.drivers.sms_pdu import StatusReport
from hardware.drivers.sms_text import cut, unaccented

LISTEN_S: Final = 0.5
HEALTH_EVERY_S: Final = 30.0
FOLLOWED: Final = 256
"""Message references of a modem: an older part's report would name a newer one [count]."""
DELIVERED: Final = frozenset({0x00, 0x02})
PASSED_ON, STILL_TRYING, OVER = 0x01, 0x20, 0x40
OUT_OF_TIME: Final = 0x46


class _Sent(NamedTuple):
    command: UUID
    part: int
    parts: int


class ModemWork(Work):
    accepts = SendText

    def __init__(self, outlet: Outlet, driver: ModemDriver) -> None:
        super().__init__(outlet, driver)
        self._driver = driver
        self._reference = randbelow(256)
        self._followed: OrderedDict[int, _Sent] = OrderedDict()
        self._counts: dict[UUID, dict[str, int]] = {}
        self._looked = float("-inf")
        self._last: Reported | None = None

    def turn(self) -> None:
        command = self.wait(0.0)
        if command is not None:
            self.carry_out(command)
        elif time.monotonic() >= self._looked + HEALTH_EVERY_S:
            self._look()
        elif (told := self._driver.next(LISTEN_S)) is not None:
            self._tell_fate(told)
        self.io_errors.update(self._driver.faults - self.io_errors)

    def do(self, command: AnyCommand) -> ResultState:
        if not isinstance(command, SendText):
            raise TypeError
        parts = cut(unaccented(command.text) if command.unaccented else command.text)
        self._reference = (self._reference + 1) % 256
        for sent, part in enumerate(parts):
            self._counts[command.id] = {"parts": len(parts), "parts_sent": sent}
            try:
                number = self._driver.send(
                    command.to, part, reference=self._reference, validity_min=command.validity_min
                )
            except FateUnknown as why:
                self.io_errors[why.code] += 1
                return ResultState.UNKNOWN
            except DeviceError:
                self._looked = float("-inf")  # whoever looks at the hall sees why
                raise
            self._follow(number, _Sent(command.id, part.number, part.of))
        self._counts[command.id] = {"parts": len(parts), "parts_sent": len(parts)}
        return ResultState.DONE

    def counts(self, command: UUID) -> dict[str, int]:
        return self._counts.pop(command, {})

    def _follow(self, number: int, sent: _Sent) -> None:
        self._followed.pop(number, None)
        self._followed[number] = sent
        while len(self._followed) > FOLLOWED:
            self._followed.popitem(last=False)

    def _tell_fate(self, told: StatusReport) -> None:
        if STILL_TRYING <= told.status < OVER:
            return
        sent = self._followed.pop(told.reference, None)
        if sent is None:
            self.io_errors["modem.report_of_no_text"] += 1
            return
        fate = _fate(told.status)
        report = TextReport(
            command=sent.command,
            part=sent.part,
            parts=sent.parts,
            fate=fate,
            at=told.ended_at,
            status=told.status,
        )
        self.outlet.event("sms.report", report)

    def _look(self) -> None:
        health = self._driver.health()
        self._looked = time.monotonic()
        ready = health.answers and health.sim == "ready" and health.network in ("home", "roaming")
        rev = 0 if self.wanted is None else self.wanted.rev
        detail = health.model_dump(mode="json")
        reported = Reported(rev=rev, ok=ready, shows="ready" if ready else "not ready", detail=detail)
        if reported != self._last:
            self._last = reported
            self.outlet.report(reported)


def _fate(status: int) -> TextFate:
    """TP-Status of a part that is over (3GPP TS 23.040, 9.2.3.15)."""
    if status in DELIVERED:
        return TextFate.DELIVERED
    if status == PASSED_ON:
        return TextFate.UNCONFIRMED
    return TextFate.EXPIRED if status == OUT_OF_TIME else TextFate.FAILED
