"""A device that does what its test says, on a real bus, signed with its own key."""

import threading
from typing import Any
from uuid import UUID

from hardware.bus import Bus, Delivery, Will
from hardware.contract import topics
from hardware.contract.messages import Envelope, Hello, Presence, Result, ResultState, Status, Wire
from hardware.contract.signing import signed
from hardware.contract.writing import enclose
from onestop.usecases import demo
from tests.factories import Hall
from tests.hardware.agent_standins import eventually

OFFICE = "most"
DOWN: tuple[topics.Branch, ...] = ("dn/ack", "dn/cmd", "dn/desired")


class Device:
    def __init__(self, hall: Hall, url: str, code: str, *, office: str = OFFICE, key: bytes = b"") -> None:
        self.code, self.key, self.office = code, key or demo.device_key(hall.shop.settings, code), office
        will = Will(self.topic("status"), self._lost)
        self.bus = Bus(url, f"{office}-{code}", will, [self.topic(branch) for branch in DOWN])
        self.desired: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.acks: list[tuple[str, int]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def start(self) -> "Device":
        self.bus.start()
        self._thread.start()
        eventually(lambda: self.bus.connected)
        return self

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()
        self.bus.stop()

    def topic(self, branch: topics.Branch) -> str:
        return topics.topic(self.office, self.code, branch)

    def _lost(self, conn: str) -> Envelope:
        body = enclose("status", Status(state=Presence.LOST, conn=conn, ep="e"))
        return signed(self.key, self.topic("status"), body)

    def tell(self, branch: topics.Branch, kind: str, body: Wire, **more: Any) -> None:
        self.bus.publish(self.topic(branch), signed(self.key, self.topic(branch), enclose(kind, body, **more)))

    def hello(self) -> "Device":
        self.tell("up/hello", "hello", Hello(model="test", conn=self.bus.conn), ep="e1")
        return self

    def event(self, seq: int, kind: str, body: Wire) -> None:
        self.tell("up/evt", kind, body, ep="e1", seq=seq)

    def result(self, command: UUID | str, state: ResultState) -> None:
        self.tell("up/res", "result", Result(id=UUID(str(command)), ok=True, state=state))

    def raw(self, branch: topics.Branch, payload: bytes) -> None:
        """Bytes past every check of ours."""
        assert self.bus._client is not None
        self.bus._client.publish(self.topic(branch), payload, 1)

    def _listen(self) -> None:
        while not self._ended.is_set():
            item = self.bus.receive(0.1)
            if not isinstance(item, Delivery) or item.address is None or not item.genuine(self.key):
                continue
            data = item.envelope.data
            if item.address.branch == "dn/desired":
                self.desired.append(data)
            elif item.address.branch == "dn/cmd":
                self.commands.append(data)
            else:
                self.acks.append((data["ep"], data["seq"]))
