"""Commands as they arrive: each is done once, and each gets an answer, a stored one where it was done before."""

from uuid import UUID

from pydantic import ValidationError

from hardware.agent.journal import Journal
from hardware.agent.outbox import Outbox
from hardware.agent.uplink import Uplink
from hardware.agent.work import Work
from hardware.contract.messages import COMMAND, AnyCommand, Envelope, Replay, Result, ResultState


class Orders:
    """Commands of one device; `receive` is given genuine ones only."""

    def __init__(self, journal: Journal, outbox: Outbox, up: Uplink, work: Work) -> None:
        self._journal, self._outbox, self._up, self._work = journal, outbox, up, work
        self._owed: list[Result] = []

    def recover(self) -> None:
        """What was being done when the agent stopped is unknown from now on, and never done again."""
        for begun in self._journal.unended():
            result = Result(id=begun.id, ok=False, state=ResultState.UNKNOWN, code="agent.restarted")
            self._journal.end(result)
            self._owed.append(result)

    def report_recovered(self) -> None:
        while self._owed:
            self._up.result(self._owed.pop())

    def receive(self, envelope: Envelope) -> None:
        try:
            command = COMMAND.validate_python(envelope.data)
        except ValidationError:
            # Whatever a newer server wants of an older device deserves an answer, not silence.
            self._answer(_named(envelope), ResultState.FAILED, "unsupported")
            return
        begun = self._journal.begun(command.id)
        if begun is None:
            self._take(command)
        elif begun.result is not None:
            self._up.result(begun.result)

    def _take(self, command: AnyCommand) -> None:
        if isinstance(command, Replay):
            self._outbox.again_from(command.from_seq)
            self._answer(command.id, ResultState.DONE)
        elif self._work.accepts is None or not isinstance(command, self._work.accepts):
            self._answer(command.id, ResultState.FAILED, "unsupported")
        else:
            self._answer(command.id, ResultState.ACCEPTED)  # first: the end may follow at once
            if not self._work.offer(command):
                self._answer(command.id, ResultState.FAILED, "device.busy")

    def _answer(self, command: UUID, state: ResultState, code: str | None = None) -> None:
        ok = state is not ResultState.FAILED
        self._up.result(Result(id=command, ok=ok, state=state, code=code))


def _named(envelope: Envelope) -> UUID:
    try:
        return UUID(str(envelope.data.get("id")))
    except ValueError:
        return envelope.id
