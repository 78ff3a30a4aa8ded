"""A message through the hall's modem: hub, broker, agent and a strict modem between it and the phone."""

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from hardware.agent.agent import Agent
from hardware.agent.config import parse
from hardware.broker import ManagedBroker
from hardware.simulator.virtual_modem import VirtualModem
from onestop.gateways.message import Message, NotSent
from onestop.relay.hub import Hub
from onestop.relay.modem_way import ModemWay
from onestop.storage.rows import Device, DeviceCommand, DeviceEvent, Notice
from onestop.usecases import notices, setup_places
from onestop.usecases.notices import Fate
from onestop.usecases.setup_places import DeviceWish
from tests.factories import Hall
from tests.hardware.agent_standins import eventually
from tests.hardware.modems import fault, plugged_in

TEXT = "Hồ sơ G06 đã có kết quả. Mời ông/bà đến Bộ phận Một cửa."
TO = "0912 345 670"


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[VirtualModem]:
    with plugged_in(tmp_path) as made:
        yield made


@pytest.fixture
def agent(here: Hall, hub: Hub, broker: ManagedBroker, modem: VirtualModem, tmp_path: Path) -> Iterator[Agent]:
    wish = DeviceWish("modem-1", "modem", "Modem")
    setup_places.save_device(here.work, here.office_id, None, wish, actor=here.officer("admin1"), now=here.clock())
    eventually(lambda: hub.bridge.bus.connected)
    driver = {"model": "gsm", "line": modem.line, "answer_s": 1.0, "sent_s": 1.0}
    device = {"id": "modem-1", "kind": "modem", "key": row(here).key.hex(), "driver": driver}
    (tmp_path / "agent").mkdir()
    made = Agent(parse({"office": "most", "mqtt": broker.url, "data_dir": tmp_path / "agent", "devices": [device]}))
    made.start()
    eventually(lambda: row(here).presence == "ready")
    yield made
    made.stop()


def row(here: Hall) -> Device:
    with here.work.reading() as session:
        return session.scalars(select(Device).where(Device.code == "modem-1")).one()


def commands(here: Hall) -> list[DeviceCommand]:
    with here.work.reading() as session:
        return list(session.scalars(select(DeviceCommand).where(DeviceCommand.kind == "sms.send")))


def way(here: Hall, wait_s: float = 15.0) -> ModemWay:
    return ModemWay("modem://most/modem-1", here.shop, wait_s=wait_s)


@pytest.mark.usefixtures("agent")
def test_it_goes_out_once_however_often_it_is_handed_over(here: Hall, modem: VirtualModem) -> None:
    message = Message(uuid4(), TO, "", TEXT)
    first = way(here).send(message)
    assert way(here).send(message) == first
    assert [(one.to, one.text) for one in modem.phones.texts] == [("0912345670", TEXT)]
    (kept,) = commands(here)
    assert (kept.state, TEXT in str(kept.body), "0912" in str(kept.body)) == ("done", False, False)


@pytest.mark.usefixtures("agent")
def test_two_processes_with_the_same_message_send_it_once(here: Hall, modem: VirtualModem) -> None:
    message = Message(uuid4(), TO, "", TEXT)
    sent: list[str] = []
    hands = [threading.Thread(target=lambda: sent.append(way(here).send(message))) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert (len(sent), len(set(sent)), modem.sent) == (3, 1, 1)


@pytest.mark.usefixtures("agent")
def test_what_was_surely_not_sent_goes_out_the_next_time(here: Hall, modem: VirtualModem) -> None:
    message = Message(uuid4(), TO, "", TEXT)
    fault(modem, "no_credit")
    with pytest.raises(NotSent) as refused:
        way(here).send(message)
    assert (refused.value.fault, refused.value.final, refused.value.unsure) == ("modem.barred", False, False)
    fault(modem, "no_credit", on=False)
    way(here).send(message)
    assert modem.sent == 1
    assert sorted(one.state for one in commands(here)) == ["done", "failed"]


@pytest.mark.usefixtures("agent")
def test_what_may_have_been_sent_is_for_a_person(here: Hall, modem: VirtualModem) -> None:
    message = Message(uuid4(), TO, "", TEXT)
    fault(modem, "silent")
    for _ in range(2):
        with pytest.raises(NotSent) as unsure:
            way(here).send(message)
        assert (unsure.value.fault, unsure.value.final, unsure.value.unsure) == ("modem.unknown", True, True)
    assert modem.sent == 1


@pytest.mark.usefixtures("agent")
def test_a_text_of_which_a_part_has_left_is_never_begun_again(here: Hall, modem: VirtualModem) -> None:
    long = Message(uuid4(), TO, "", TEXT * 3)
    take = modem._take

    def first_only(part: object) -> None:
        take(part)  # type: ignore[arg-type]
        modem.faults.add("no_credit")

    modem._take = first_only  # type: ignore[method-assign]
    with pytest.raises(NotSent) as unsure:
        way(here).send(long)
    assert (unsure.value.final, unsure.value.unsure, modem.sent) == (True, True, 1)


def test_a_modem_that_is_away_or_unknown_takes_nothing(here: Hall) -> None:
    message = Message(uuid4(), TO, "", TEXT)
    with pytest.raises(NotSent) as away:
        way(here, 0.1).send(message)
    assert (away.value.fault, away.value.final, away.value.unsure) == ("modem.away", False, False)
    assert commands(here) == []


def test_no_answer_leaves_the_command_to_be_met_again(here: Hall) -> None:
    wish = DeviceWish("modem-1", "modem", "Modem")
    setup_places.save_device(here.work, here.office_id, None, wish, actor=here.officer("admin1"), now=here.clock())
    with here.work() as tx:
        tx.session.execute(update(Device).where(Device.code == "modem-1").values(presence="ready"))
    message = Message(uuid4(), TO, "", TEXT)
    for _ in range(2):
        with pytest.raises(NotSent) as unsure:
            way(here, 0.05).send(message)
        assert (unsure.value.fault, unsure.value.final, unsure.value.unsure) == ("modem.no_answer", False, True)
    assert len(commands(here)) == 1


def noted(here: Hall, message: Message) -> None:
    """The notice behind a message, while it is being sent."""
    with here.work() as tx:
        tx.session.add(
            Notice(
                id=message.id,
                office_id=here.office_id,
                kind="booked",
                channel="sms",
                address=TO,
                text=message.text,
                made_at=here.clock(),
                next_at=here.clock(),
                gateway="modem:most:modem-1",
            )
        )


def arrived(here: Hall, message: Message) -> str:
    with here.work.reading() as session:
        return session.get_one(Notice, message.id).arrived


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("text", [TEXT, TEXT * 3])
@pytest.mark.parametrize("settled", [False, True])
def test_the_networks_word_stands_beside_the_notice(
    here: Hall, modem: VirtualModem, text: str, settled: bool
) -> None:
    message = Message(uuid4(), TO, "", text)
    noted(here, message)
    number = way(here).send(message)
    if settled:
        fate = Fate(gateway="modem:most:modem-1", reference=number, parts=1)
        notices.settle(here.work, message.id, fate, now=here.clock())
    eventually(lambda: arrived(here, message) == "arrived")
    with here.work.reading() as session:
        told = session.scalars(select(DeviceEvent).where(DeviceEvent.kind == "sms.report")).all()
        assert {one.outcome for one in told} == {"done"}
        assert len(told) == modem.sent


@pytest.mark.usefixtures("agent")
def test_a_telephone_that_stays_off_is_told_too(here: Hall, modem: VirtualModem) -> None:
    message = Message(uuid4(), TO, "", TEXT * 3)
    noted(here, message)
    fault(modem, "phones_off")
    way(here).send(message)
    eventually(lambda: arrived(here, message) == "expired")
