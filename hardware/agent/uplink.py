"""What goes up from one device: signed, on its own topics, with its presence as the will."""

from collections.abc import Callable, Sequence

from hardware.bus import Bus, Will
from hardware.contract import topics
from hardware.contract.messages import PERSONAL_EVENTS, Envelope, Presence, Result, Status, Wire
from hardware.contract.signing import signed
from hardware.contract.writing import enclose

PERSONAL_EXPIRY_S = 10.0
DOWN: tuple[topics.Branch, ...] = ("dn/ack", "dn/cmd", "dn/desired")


class Uplink:
    def __init__(self, office: str, device: str, key: bytes, urls: Sequence[str], epoch: Callable[[], str]) -> None:
        self._office, self._device, self._key, self._epoch = office, device, key, epoch
        will = Will(self._topic("status"), lambda conn: self._status(Presence.LOST, conn))
        filters = (*(self._topic(branch) for branch in DOWN), topics.server(office))
        self.bus = Bus(urls, f"{office}-{device}", will, filters)

    def send(self, branch: topics.Branch, envelope: Envelope, expiry_s: float | None = None) -> bool:
        name = self._topic(branch)
        return self.bus.publish(name, signed(self._key, name, envelope), expiry_s=expiry_s)

    def event(self, event: Envelope) -> bool:
        """A broker that cannot deliver a person's data at once forgets them: they are sent again anyway."""
        return self.send("up/evt", event, PERSONAL_EXPIRY_S if event.type in PERSONAL_EVENTS else None)

    def tell(self, branch: topics.Branch, kind: str, body: Wire) -> bool:
        return self.send(branch, enclose(kind, body, ep=self._epoch() if kind == "hello" else None))

    def result(self, result: Result) -> None:
        self.tell("up/res", "result", result)

    def present(self, state: Presence) -> None:
        self.bus.publish(self._topic("status"), self._status(state, self.bus.conn))

    def _topic(self, branch: topics.Branch) -> str:
        return topics.topic(self._office, self._device, branch)

    def _status(self, state: Presence, conn: str) -> Envelope:
        status = enclose("status", Status(state=state, conn=conn, ep=self._epoch()))
        return signed(self._key, self._topic("status"), status)
