"""The hub on a real broker: what it sends, whom it believes, and what is left when it dies half-way."""

from typing import Any

from sqlalchemy import select, update

from hardware.broker import ManagedBroker
from hardware.bus import Bus
from hardware.contract import topics
from hardware.contract.messages import MAX_PAYLOAD, RatingKey, ResultState, Telemetry, TicketRequest
from hardware.contract.signing import signed
from hardware.contract.writing import enclose
from onestop.relay import relay
from onestop.relay.bridge import Bridge
from onestop.relay.hub import LEASE, Hub
from onestop.storage.rows import Device as Row
from onestop.storage.rows import DeviceCommand, Fact, Lease, Ticket
from onestop.usecases import serving
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device


def row(hall: Hall, code: str) -> Row:
    with hall.work.reading() as session:
        return session.scalars(select(Row).where(Row.code == code)).one()


def commands(hall: Hall) -> list[DeviceCommand]:
    with hall.work.reading() as session:
        return list(session.scalars(select(DeviceCommand).order_by(DeviceCommand.created_at)))


def tickets(hall: Hall) -> int:
    with hall.work.reading() as session:
        return len(session.scalars(select(Ticket.id)).all())


def test_a_sign_follows_its_counter(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    sign = Device(here, broker.url, "sign-1").start().hello()
    here.take()
    officer = here.sit(1)
    called = here.call(1, officer)
    assert called is not None
    eventually(lambda: sign.desired and sign.desired[-1]["face"]["text"].strip() == "A001")
    serving.start(here.work, called.id, actor=officer, now=here.clock())
    serving.finish(here.work, called.id, actor=officer, now=here.clock())
    eventually(lambda: "A001" not in sign.desired[-1]["face"]["text"])
    revisions = [d["rev"] for d in sign.desired]
    assert revisions == sorted(revisions)
    assert not hub.ended
    sign.stop()
    late = Device(here, broker.url, "sign-1").start().hello()
    eventually(lambda: late.desired and late.desired[-1]["rev"] == revisions[-1])
    late.stop()


def test_a_slip_is_ordered_once_and_its_report_believed(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    printer = Device(here, broker.url, "printer-1").start().hello()
    taken = here.take(place="kiosk-1")
    eventually(lambda: printer.commands)
    assert printer.commands[0]["type"] == "print"
    printer.result(printer.commands[0]["id"], ResultState.ACCEPTED)
    printer.result(printer.commands[0]["id"], ResultState.PRINTED)
    eventually(lambda: here.ticket(taken.id).slip == "printed")
    hub.bridge.resend_unanswered()
    hub.bridge.send_commands()
    assert len({c["id"] for c in printer.commands}) == 1
    assert [c.state for c in commands(here)] == ["printed"]
    printer.stop()


def test_an_unanswered_command_is_sent_again_after_a_hello(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    printer = Device(here, broker.url, "printer-1").start().hello()
    here.take(place="kiosk-1")
    eventually(lambda: printer.commands)
    printer.hello()
    eventually(lambda: len(printer.commands) == 2)
    assert printer.commands[0]["id"] == printer.commands[1]["id"]
    assert hub.bridge.bus.connected
    printer.stop()


def test_events_are_acknowledged_in_order(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    dispenser = Device(here, broker.url, "dispenser-1").start().hello()
    for seq in (1, 3, 2, 2):
        dispenser.event(seq, "ticket.request", TicketRequest(button=1))
    eventually(lambda: dispenser.acks.count(("e1", 3)) == 2)
    assert [seq for _, seq in dispenser.acks if seq] == [1, 1, 3, 3]
    assert tickets(here) == 3
    assert not hub.ended
    dispenser.stop()


def test_whom_the_hub_does_not_believe(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    liar = Device(here, broker.url, "dispenser-1").start().hello()
    eventually(lambda: liar.acks)
    own = liar.key
    liar.key = b"\0" * 32
    liar.event(1, "ticket.request", TicketRequest(button=1))
    topic = liar.topic("up/evt")
    unsigned = enclose("ticket.request", TicketRequest(button=1), ep="e1", seq=1)
    liar.bus.publish(topic, unsigned)
    liar.bus.publish(topic, signed(own, liar.topic("up/hello"), unsigned))
    elsewhere = topics.topic("most", "dispenser-9", "up/evt")
    liar.bus.publish(elsewhere, signed(own, elsewhere, unsigned))
    for payload in (b"", b"{", b"\xff\xfe", b"[]", b'{"v":2}', b'{"v":1,"data":"' + b"9" * 5000 + b'"}'):
        liar.raw("up/evt", payload)
    liar.raw("up/evt", b" " * (MAX_PAYLOAD + 1))
    liar.key = own
    liar.tell("up/hello", "hello", Telemetry(up_s=1))
    liar.event(1, "no.such.kind", TicketRequest(button=1))
    liar.event(2, "rating", RatingKey(value=4))
    liar.event(3, "ticket.request", TicketRequest(button=1))
    eventually(lambda: ("e1", 3) in liar.acks)
    assert tickets(here) == 1
    assert hub.bridge.bus.dropped["too_large"] == 1
    assert hub.bridge.bus.dropped["malformed"] >= 4
    liar.stop()


def test_presence_by_will_and_by_age(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    sign = Device(here, broker.url, "sign-2").start().hello()
    eventually(lambda: row(here, "sign-2").presence == "ready")
    assert sign.bus._line is not None
    sign.bus._stopping.set()
    sign.bus._line.shutdown(2)
    eventually(lambda: row(here, "sign-2").presence == "lost")
    assert not hub.ended
    sign.stop()


def test_telemetry_makes_a_lost_device_present(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    keypad = Device(here, broker.url, "keypad-1").start().hello()
    eventually(lambda: row(here, "keypad-1").presence == "ready")
    with here.work() as tx:
        tx.session.execute(update(Row).where(Row.code == "keypad-1").values(presence="lost"))
    keypad.tell("up/tele", "telemetry", Telemetry(up_s=5))
    eventually(lambda: row(here, "keypad-1").presence == "ready")
    assert row(here, "keypad-1").tele["up_s"] == 5
    assert not hub.ended
    keypad.stop()


def holder(hall: Hall) -> str:
    with hall.work.reading() as session:
        return session.get_one(Lease, LEASE).holder


def test_a_second_hub_waits_until_the_first_lets_go(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    first = holder(here)
    second = Hub(here.shop, broker.url)
    second.start()
    here.take(place="kiosk-1")
    eventually(lambda: len(commands(here)) == 1)
    assert holder(here) == first
    assert not second.bridge.bus.connected
    hub.stop()
    eventually(lambda: second.bridge.bus.connected)
    assert holder(here) != first
    here.take(place="kiosk-1")
    eventually(lambda: len(commands(here)) == 2)
    second.stop()


class _Deaf(Bridge):
    """A hub's bridge that is killed after the mark "sent", before a byte left."""

    def _send_command(self, *_: Any) -> None:
        """Dead."""


def test_a_hub_killed_between_mark_and_send_loses_no_slip(here: Hall, broker: ManagedBroker) -> None:
    printer = Device(here, broker.url, "printer-1").start()
    here.take(place="kiosk-1")
    relay.step(here.work, "http://hall", here.clock())
    dead = _Deaf(here.shop, broker.url)
    dead.start()
    eventually(lambda: dead.bus.connected)
    assert dead.send_commands() == 1
    dead.stop()
    assert [c.state for c in commands(here)] == ["sent"]
    alive = Hub(here.shop, broker.url)
    alive.start()
    eventually(lambda: alive.bridge.bus.connected)
    printer.hello()
    eventually(lambda: printer.commands)
    printer.result(printer.commands[0]["id"], ResultState.PRINTED)
    eventually(lambda: [c.state for c in commands(here)] == ["printed"])
    alive.stop()
    printer.stop()


def test_a_culprit_among_the_facts_is_put_aside_and_the_others_go_on(here: Hall) -> None:
    here.take(place="kiosk-1")
    with here.work() as tx:
        tx.session.add(
            Fact(
                office_id=here.office_id,
                kind="ticket.issued",
                subject="not-a-ticket",
                at=here.clock(),
                actor="x",
                data={"printing": True},
            )
        )
    here.take(place="kiosk-1")
    for _ in range(12):
        relay.step(here.work, "http://hall", here.clock())
    assert len(commands(here)) == 2
    with here.work.reading() as session:
        facts = session.scalars(select(Fact).where(Fact.subject == "not-a-ticket")).all()
        unsent = session.scalars(select(Fact).where(Fact.sent_at.is_(None), Fact.parked_at.is_(None))).all()
    assert [(f.attempts, f.parked_at is not None) for f in facts] == [(5, True)]
    assert unsent == []
    assert "relay.parked" in {a.kind for a in here.view().alerts}


def test_a_broker_that_comes_back_is_told_everything_again(here: Hall, hub: Hub, broker: ManagedBroker) -> None:
    here.take()
    here.call(1, here.sit(1))
    eventually(lambda: row(here, "sign-1").rev > 0)
    listener = Bus(broker.url, "listener", None, [topics.topic("most", "sign-1", "dn/desired")])
    listener.start()
    eventually(lambda: listener.connected)
    hub.bridge.bus.renew()
    eventually(lambda: hub.bridge.bus.connects > 1)
    seen: list[object] = []

    def shown() -> bool:
        item = listener.receive(0.05)
        seen.append(item)
        return getattr(item, "envelope", None) is not None

    eventually(shown)
    listener.stop()
