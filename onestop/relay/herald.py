"""Tells the devices of every office that the server is there, and lets the broker tell them when it is not."""

from collections.abc import Callable, Iterable
from datetime import datetime

from hardware.bus import Bus, Delivery, Will
from hardware.contract import topics
from hardware.contract.messages import Envelope, ServerState
from hardware.contract.writing import enclose
from onestop.storage.rows.base import new_id


class Herald:
    """One client per office beside the hub's: a connection leaves one will, each office has its own topic."""

    def __init__(self, url: str, bus: Bus, now: Callable[[], datetime]) -> None:
        self._url, self._bus, self._now = url, bus, now
        self._wills: dict[str, Bus] = {}
        self._started = False

    def cover(self, offices: Iterable[str]) -> None:
        """Speak to these offices too, and hear their devices; those known already stay."""
        for office in offices:
            if office in self._wills:
                continue
            will = Will(topics.server(office), lambda _conn: self._says("offline"))
            self._wills[office] = Bus(self._url, f"onestop-will-{new_id().hex[-8:]}", will, [])
            heard = [topics.every_device(office, branch) for branch in topics.UP]
            self._bus.listen([*heard, topics.server(office)])
            if self._started:
                self._wills[office].start()
                self._tell(office)

    def start(self) -> None:
        self._started = True
        for will in self._wills.values():
            will.start()

    def tell_all(self) -> None:
        """Say again that we are here."""
        for office in self._wills:
            self._tell(office)

    def contradict(self, item: Delivery) -> None:
        """The will or the farewell of an earlier hub must not close the hall's dispensers: we are here."""
        if item.envelope.data.get("state") == "offline":
            self._bus.publish(item.topic, self._says("online"))

    def stop(self) -> None:
        """Take leave of every office."""
        for office, will in self._wills.items():
            self._bus.publish(topics.server(office), self._says("offline"))
            if self._started:
                will.stop()

    def _tell(self, office: str) -> None:
        self._bus.publish(topics.server(office), self._says("online"))

    def _says(self, state: str) -> Envelope:
        return enclose("server", ServerState.model_validate({"state": state, "srv_ts": self._now()}))
