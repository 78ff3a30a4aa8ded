"""The bus on both brokers: presence by will, retained branches, and payloads nobody should have sent."""

import os
import queue
import signal
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from hardware.broker import Kind, ManagedBroker, PortTaken, managed_broker
from hardware.bus import Bus, Delivery, Link, Will
from hardware.contract import topics
from hardware.contract.endpoint import BadBrokerUrl, Endpoint
from hardware.contract.messages import MAX_PAYLOAD, CallerKey, Envelope, Reported
from hardware.contract.writing import enclose
from tests.hardware.agent_standins import OFFICE, eventually

EVENTS = topics.topic(OFFICE, "keypad-3", "up/evt")
STATE = topics.topic(OFFICE, "keypad-3", "up/state")
TELEMETRY = topics.topic(OFFICE, "keypad-3", "up/tele")


@pytest.fixture(scope="module", params=["iotcore", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def broker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedBroker]:
    kind: Kind = request.param
    running = managed_broker(tmp_path_factory.mktemp(kind), kind=kind)
    yield running
    running.stop()


@pytest.fixture
def bus(broker: ManagedBroker) -> Iterator[Bus]:
    every = [topics.every_device(OFFICE, branch) for branch in topics.UP]
    one = started(Bus(broker.url, "reader", None, every))
    yield one
    one.stop()


def started(bus: Bus) -> Bus:
    bus.start()
    eventually(lambda: bus.connected)
    return bus


def message(key: str = "next") -> Envelope:
    return enclose("caller.key", CallerKey.model_validate({"key": key}))


def next_delivery(bus: Bus, topic: str) -> Delivery:
    found: list[Delivery] = []

    def came() -> bool:
        item = bus.receive(0.1)
        if isinstance(item, Delivery) and item.topic == topic:
            found.append(item)
        return bool(found)

    eventually(came)
    return found[0]


def raw_client(broker: ManagedBroker) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id="raw", protocol=MQTTProtocolVersion.MQTTv5)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    return client


def test_a_message_comes_as_it_was_sent(bus: Bus) -> None:
    sent = message()
    bus.publish(EVENTS, sent)
    came = next_delivery(bus, EVENTS)
    assert came.envelope == sent
    assert came.address == topics.Address(OFFICE, "keypad-3", "up/evt")
    assert not came.retained


def test_small_messages_do_not_wait_for_each_other(bus: Bus) -> None:
    took_s = []
    for _ in range(15):
        began = time.perf_counter()
        bus.publish(EVENTS, message())
        next_delivery(bus, EVENTS)
        took_s.append(time.perf_counter() - began)
    assert statistics.median(took_s) < 0.03  # Nagle against delayed acknowledgement: 0.04


def test_state_is_retained_and_events_are_not(broker: ManagedBroker, bus: Bus) -> None:
    bus.publish(EVENTS, message())
    bus.publish(STATE, enclose("state", Reported(rev=7)))
    next_delivery(bus, STATE)
    late = started(Bus(broker.url, "late", None, [EVENTS, STATE]))
    came = next_delivery(late, STATE)
    assert came.retained
    assert came.envelope.data["rev"] == 7
    assert not isinstance(late.receive(0.2), Delivery)
    late.stop()


BAD = (b"{not json", b"[" * 30_000, b'{"v":1}', b"\xff\xfe\x00", b'{"v":2,"id":"x"}')


def test_bad_payloads_are_counted_and_the_next_good_one_read(broker: ManagedBroker, bus: Bus) -> None:
    raw = raw_client(broker)
    for payload in (*BAD, b" " * (MAX_PAYLOAD + 1), b""):
        raw.publish(EVENTS, payload, qos=1).wait_for_publish(5)
    raw.disconnect()
    raw.loop_stop()
    bus.publish(EVENTS, message("recall"))
    assert next_delivery(bus, EVENTS).envelope.data["key"] == "recall"
    assert bus.dropped == {"malformed": len(BAD), "too_large": 1}


def test_too_large_is_not_sent_either(bus: Bus) -> None:
    huge = message().model_copy(update={"data": {"text": "x" * MAX_PAYLOAD}})
    assert not bus.publish(EVENTS, huge)
    assert bus.dropped["too_large_out"] == 1


def test_a_lost_process_is_known_by_its_will_with_its_own_connection(broker: ManagedBroker, bus: Bus) -> None:
    status = topics.topic(OFFICE, "keypad-3", "status")

    def farewell(conn: str) -> Envelope:
        return message().model_copy(update={"type": "status", "data": {"state": "lost", "conn": conn}})

    dying = started(Bus(broker.url, "dying", Will(status, farewell), []))
    assert dying._client is not None
    line = dying._client.socket()
    assert line is not None
    conn = dying.conn
    cast(socket.socket, line).shutdown(socket.SHUT_RDWR)
    assert next_delivery(bus, status).envelope.data == {"state": "lost", "conn": conn}
    eventually(lambda: dying.connected and dying.conn != conn)
    dying.stop()


def test_after_the_broker_is_killed_it_is_subscribed_again(tmp_path: Path) -> None:
    broker = managed_broker(tmp_path)
    bus = started(Bus(broker.url, "survivor", None, [EVENTS]))
    assert bus.receive(1) == Link(up=True, conn=bus.conn)
    assert broker.pid is not None
    os.kill(broker.pid, signal.SIGKILL)
    assert isinstance(bus.receive(5), Link)
    bus.publish(EVENTS, message("miss"))
    assert next_delivery(bus, EVENTS).envelope.data["key"] == "miss"
    assert bus.connects == 2
    bus.stop()
    broker.stop()


def test_what_waited_beyond_its_expiry_is_dropped() -> None:
    bus = Bus("mqtt://127.0.0.1:9", "nobody", None, [])
    bus.start()
    bus.publish(EVENTS, message(), expiry_s=0.1)
    bus.publish(TELEMETRY, message())
    eventually(lambda: bus.dropped["no_link"] == 2)
    bus.stop()


def test_of_several_brokers_the_next_is_tried(broker: ManagedBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.bus.TRY_NEXT_S", 0.1)
    bus = started(Bus(["mqtt://127.0.0.1:9", broker.url], "wanderer", None, []))
    bus.stop()


def test_renewing_the_client_subscribes_again(bus: Bus) -> None:
    assert isinstance(bus.receive(1), Link)
    bus.renew()
    eventually(lambda: bus.connects == 2)
    bus.publish(EVENTS, message("start"))
    assert next_delivery(bus, EVENTS).envelope.data["key"] == "start"


@pytest.mark.parametrize("url", ["", "http://x", "mqtt://", "mqtt://host:99999", "mqtt://[::1", "1883"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadBrokerUrl):
        Endpoint.read(url)


def test_a_url_may_hold_a_login() -> None:
    assert Endpoint.read("mqtts://a%40b:p%2F@h") == Endpoint("h", 8883, "a@b", "p/", tls=True)


def test_a_taken_port_is_refused_and_nothing_started(broker: ManagedBroker, tmp_path: Path) -> None:
    with pytest.raises(PortTaken):
        managed_broker(tmp_path, broker.port)


def test_a_full_inbox_drops_and_counts(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "_in", queue.Queue(1))
    for _ in range(3):
        bus.publish(EVENTS, message())
    eventually(lambda: bus.dropped["queue_full"] >= 2, within_s=30)
