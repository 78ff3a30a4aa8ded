"""Typed publish and subscribe over paho-mqtt, used by devices and by the server.

The bus guarantees nothing: it reconnects, subscribes again and says when. Durability is its owner's.
paho's callbacks only put into queues; one sender thread owns every call that writes.
"""

import contextlib
import logging
import queue
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions
from pydantic import ValidationError

from hardware.contract import signing, topics
from hardware.contract.endpoint import Endpoint
from hardware.contract.messages import MAX_PAYLOAD, Envelope
from hardware.contract.writing import wire

log = logging.getLogger(__name__)

KEEPALIVE_S = 15
RECONNECT_S = (1, 30)
HOLD_S = 10.0
"""How long a message without an expiry waits for a lost connection before it is dropped [s]."""
TRY_NEXT_S = 5.0
"""How long one broker of several may stay silent before the next one is tried [s]."""
QUEUE_SIZE = 20_000


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us when we vanish; made anew for each connection, from its `conn` id."""

    topic: str
    message: Callable[[str], Envelope]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One well-formed message; whether it is genuine is for the reader to ask."""

    topic: str
    address: topics.Address | None
    payload: bytes
    retained: bool
    envelope: Envelope

    def genuine(self, key: bytes) -> bool:
        return signing.genuine_payload(key, self.topic, self.payload)


@dataclass(frozen=True, slots=True)
class Link:
    """The connection came up (and is subscribed again) or went down."""

    up: bool
    conn: str


@dataclass(frozen=True, slots=True)
class _Outgoing:
    topic: str
    payload: bytes
    expires: float | None
    given_up: float


@dataclass(frozen=True, slots=True)
class _Raw:
    topic: str
    payload: bytes
    retained: bool


class Bus:
    """One client of one broker (or of the first that answers of several)."""

    def __init__(self, url: str | Sequence[str], client_id: str, will: Will | None, filters: Sequence[str]) -> None:
        self._endpoints = [Endpoint.read(u) for u in ([url] if isinstance(url, str) else url)]
        self._client_id, self._will, self._filters = client_id, will, tuple(filters)
        self._in: queue.Queue[_Raw | Link | None] = queue.Queue(QUEUE_SIZE)
        self._out: queue.Queue[_Outgoing | None] = queue.Queue(QUEUE_SIZE)
        self._up, self._stopping, self._renew = threading.Event(), threading.Event(), threading.Event()
        self._more = threading.Event()
        self._sender = threading.Thread(target=self._send_all, name=f"bus {client_id}", daemon=True)
        self._client: Client | None = None
        self._line: Any = None
        self._last: MQTTMessageInfo | None = None
        self._down_since = self._heard = time.monotonic()
        self.conn = ""
        self.connects = 0
        self.dropped: Counter[str] = Counter()

    # --- the owner's side ---

    @property
    def connected(self) -> bool:
        return self._up.is_set()

    @property
    def silence_s(self) -> float:
        """Age of the last inbound message, for the owner's watchdog [s]."""
        return time.monotonic() - self._heard

    def start(self) -> None:
        self._sender.start()

    def stop(self) -> None:
        """Send what is queued while connected, take leave of the broker (no will), end."""
        self._stopping.set()
        with contextlib.suppress(queue.Full):
            self._out.put_nowait(None)
        if self._sender.is_alive():
            self._sender.join(timeout=5)

    def listen(self, filters: Sequence[str]) -> None:
        """Subscribe to more, within a second and after every reconnect."""
        self._filters = (*self._filters, *filters)
        self._more.set()

    def renew(self) -> None:
        """Throw the client away and make a new one: the owner's watchdog no longer believes it."""
        self._heard = time.monotonic()
        self._renew.set()

    def publish(self, topic: str, message: Envelope, *, expiry_s: float | None = None) -> bool:
        """Queue one message; while the link is down it waits its expiry (or `HOLD_S`), telemetry not at all.

        Returns:
            Whether it was queued; a refusal is counted in `dropped`.
        """
        payload = wire(message)
        if len(payload) > MAX_PAYLOAD:
            return self._drop("too_large_out", topic)
        now = time.monotonic()
        wait_s = 0.0 if topics.qos(topic) == 0 else (HOLD_S if expiry_s is None else expiry_s)
        expires = None if expiry_s is None else now + expiry_s
        try:
            self._out.put_nowait(_Outgoing(topic, payload, expires, now + wait_s))
        except queue.Full:
            return self._drop("queue_full_out", topic)
        return True

    def receive(self, timeout: float) -> Delivery | Link | None:
        """The next message or change of the link; `None` after `timeout` seconds, or for one not well-formed."""
        try:
            item = self._in.get(timeout=timeout) if timeout > 0 else self._in.get_nowait()
        except queue.Empty:
            return None
        return self._parsed(item) if isinstance(item, _Raw) else item

    def nudge(self) -> None:
        """Make a `receive` that waits return at once."""
        with contextlib.suppress(queue.Full):
            self._in.put_nowait(None)

    def _parsed(self, raw: _Raw) -> Delivery | None:
        try:
            envelope = Envelope.model_validate_json(raw.payload)
        except ValidationError:
            self._drop("malformed", raw.topic)
            return None
        return Delivery(raw.topic, topics.read(raw.topic), raw.payload, raw.retained, envelope)

    def _drop(self, why: str, topic: str) -> bool:
        self.dropped[why] += 1
        log.warning("mqtt: dropped (%s) on %s, %d so far", why, topic, self.dropped[why])
        return False

    # --- the sender thread ---

    def _send_all(self) -> None:
        self._open()
        while True:
            try:
                item = self._out.get(timeout=1.0)
            except queue.Empty:
                item = None
            if item is not None:
                self._send(item)
            elif self._stopping.is_set():
                break
            self._tend()
        self._close()

    def _send(self, item: _Outgoing) -> None:
        while not self._up.wait(min(1.0, max(0.0, item.given_up - time.monotonic()))):
            if self._stopping.is_set() or time.monotonic() >= item.given_up:
                self._drop("no_link", item.topic)
                return
            self._tend()
        if self._client is None or (item.expires is not None and time.monotonic() >= item.expires):
            self._drop("expired", item.topic)
            return
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if item.expires is not None:
            properties.MessageExpiryInterval = max(1, round(item.expires - time.monotonic()))
        retain = topics.is_retained(item.topic)
        qos = topics.qos(item.topic)
        self._last = self._client.publish(item.topic, item.payload, qos, retain, properties)

    def _tend(self) -> None:
        """Make a new client where asked for, or where another broker may answer."""
        silent = not self.connected and time.monotonic() - self._down_since > TRY_NEXT_S
        if silent and len(self._endpoints) > 1:
            self._endpoints.append(self._endpoints.pop(0))
            self._renew.set()
        if self._renew.is_set():
            self._renew.clear()
            self._close()
            self._open()
        if self._client is not None and self.connected and self._more.is_set():
            self._more.clear()
            self._subscribe(self._client)

    def _open(self) -> None:
        at = self._endpoints[0]
        client = Client(CallbackAPIVersion.VERSION2, client_id=self._client_id, protocol=MQTTProtocolVersion.MQTTv5)
        client.username_pw_set(at.user, at.password)
        if at.tls:
            client.tls_set()
        client.on_pre_connect = self._on_pre_connect
        client.on_socket_open = self._on_socket_open
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.reconnect_delay_set(*RECONNECT_S)
        client.connect_async(at.host, at.port, KEEPALIVE_S, clean_start=True)
        self._client, self._last, self._down_since = client, None, time.monotonic()
        client.loop_start()

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        if self.connected and self._last is not None:
            with contextlib.suppress(RuntimeError, ValueError):
                self._last.wait_for_publish(timeout=1)
        client.disconnect()
        client.loop_stop()
        self._up.clear()

    # --- paho's thread: nothing here may wait or raise ---

    def _on_pre_connect(self, client: Client, _: Any) -> None:
        if self.connects:  # a herd of devices must not come back in the same instant
            self._stopping.wait(random.uniform(0, 0.5))
        self.conn = secrets.token_hex(4)
        if self._will is not None:
            client.will_set(self._will.topic, wire(self._will.message(self.conn)), qos=1, retain=True)

    def _on_socket_open(self, _: Client, __: Any, line: Any) -> None:
        self._line = line
        self._hurry("TCP_NODELAY")

    def _on_publish(self, _: Client, __: Any, ___: int, ____: ReasonCode | None, _____: Properties | None) -> None:
        self._hurry("TCP_QUICKACK")

    def _hurry(self, option: str) -> None:
        """Small packets wait 40 ms for each other's acknowledgement, ours or (rumqttd) the broker's."""
        number = getattr(socket, option, None)
        if number is not None and self._line is not None:
            with contextlib.suppress(OSError):
                self._line.setsockopt(socket.IPPROTO_TCP, number, 1)

    def _on_connect(self, client: Client, _: Any, __: ConnectFlags, code: ReasonCode, ___: Properties | None) -> None:
        if code.is_failure:
            log.warning("mqtt: %s refused: %s", self._client_id, code)
            return
        self._subscribe(client)
        self.connects += 1
        self._heard = time.monotonic()
        self._enqueue(Link(up=True, conn=self.conn))
        self._up.set()

    def _subscribe(self, client: Client) -> None:
        if self._filters:
            client.subscribe([(f, SubscribeOptions(qos=1)) for f in self._filters])

    def _on_disconnect(
        self, _: Client, __: Any, ___: DisconnectFlags, code: ReasonCode, ____: Properties | None
    ) -> None:
        if self._up.is_set():
            self._up.clear()
            self._down_since = time.monotonic()
            self._enqueue(Link(up=False, conn=self.conn))
            log.info("mqtt: %s lost its broker: %s", self._client_id, code)

    def _on_subscribe(self, _: Client, __: Any, ___: int, codes: list[ReasonCode], ____: Properties | None) -> None:
        for code, name in zip(codes, self._filters, strict=False):
            if code.is_failure:
                self._drop("subscription_refused", name)

    def _on_message(self, _: Client, __: Any, message: MQTTMessage) -> None:
        self._heard = time.monotonic()
        self._hurry("TCP_QUICKACK")
        if not message.payload:
            return
        if len(message.payload) > MAX_PAYLOAD:
            self._drop("too_large", message.topic)
            return
        self._enqueue(_Raw(message.topic, bytes(message.payload), message.retain))

    def _enqueue(self, item: _Raw | Link) -> None:
        try:
            self._in.put_nowait(item)
        except queue.Full:
            self._drop("queue_full", item.topic if isinstance(item, _Raw) else "link")
