"""An office opened while the hub runs: its devices are heard, and told when the hub is there and when it is gone."""

from uuid import UUID

from sqlalchemy import select

from hardware.broker import ManagedBroker
from hardware.bus import Bus
from hardware.contract import topics
from onestop.relay.hub import Hub
from onestop.storage.rows import Device as Row
from onestop.usecases import setup_offices
from onestop.usecases.setup_offices import OfficeWish
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device

CODE = "phuong-1"


class Listener:
    """What an agent of that office hears of the server."""

    def __init__(self, url: str) -> None:
        self.bus = Bus(url, "listener", None, [topics.server(CODE)])
        self.said: list[str] = []
        self.bus.start()
        eventually(lambda: self.bus.connected)

    def last(self) -> str:
        while (item := self.bus.receive(0.05)) is not None:
            if hasattr(item, "envelope"):
                self.said.append(item.envelope.data["state"])
        return self.said[-1] if self.said else ""


def an_office(hall: Hall) -> UUID:
    wish = OfficeWish(CODE, "Một cửa phường 1", "One-stop shop of ward 1")
    return setup_offices.save_office(hall.work, None, wish, actor=hall.officer("admin1"), now=hall.clock())


def a_sign(hall: Hall, office_id: UUID) -> None:
    with hall.work() as tx:
        tx.session.add(Row(office_id=office_id, code="sign-1", kind="sign", name="Bảng", key=bytes(32), config={}))


def presence(hall: Hall, office_id: UUID) -> str:
    with hall.work.reading() as session:
        return session.scalars(select(Row).where(Row.office_id == office_id)).one().presence


def test_it_is_heard_at_once_and_told_of_the_hubs_end(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    office_id = an_office(here)
    a_sign(here, office_id)
    agent = Listener(broker.url)
    eventually(lambda: agent.last() == "online")
    sign = Device(here, broker.url, "sign-1", office=CODE, key=bytes(32)).start()
    eventually(lambda: sign.hello() and presence(here, office_id) == "ready")
    sign.stop()
    hub.stop()
    eventually(lambda: agent.last() == "offline")
    agent.bus.stop()


def test_a_killed_hub_leaves_a_will_in_every_office(here: Hall, broker: ManagedBroker) -> None:
    an_office(here)
    hub = Hub(here.shop, broker.url)
    hub.start()
    agent = Listener(broker.url)
    eventually(lambda: agent.last() == "online")
    hub._stop.set()  # nobody is left to contradict
    clients = [hub.bridge.bus, *hub.bridge._herald._wills.values()]
    eventually(lambda: all(client.connected for client in clients))
    for client in clients:
        client._stopping.set()
        client._line.shutdown(2)
    eventually(lambda: agent.last() == "offline")
    agent.bus.stop()
    hub.stop()
