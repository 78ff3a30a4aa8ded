"""The hall's voice: one announcement after another, never two at once."""

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import AnyCommand, AnyDesired, Reported, ResultState, Say
from hardware.drivers.protocols import VoiceDriver

IDLE_S = 30.0


class VoiceWork(Work):
    accepts = Say

    def __init__(self, outlet: Outlet, driver: VoiceDriver) -> None:
        super().__init__(outlet, driver)
        self._driver = driver

    def desire(self, desired: AnyDesired) -> None:
        super().desire(desired)
        self.outlet.report(Reported(rev=desired.rev))

    def turn(self) -> None:
        command = self.wait(IDLE_S)
        if command is not None:
            self.carry_out(command)

    def do(self, command: AnyCommand) -> ResultState:
        if not isinstance(command, Say):
            raise TypeError
        self._driver.speak(command.utterance)
        return ResultState.SPOKEN
