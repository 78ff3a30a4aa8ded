"""Topics and signatures, among them those of a newer or a foreign sender."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.contract import signing, topics
from hardware.contract.messages import CallerKey, Envelope, RatingKey
from hardware.contract.writing import enclose, wire

KEY = b"k" * 32
TOPIC = topics.topic("most", "keypad-3", "up/evt")
slugs = st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True)


@given(slugs, slugs, st.sampled_from((*topics.UP, *topics.DOWN)))
def test_a_topic_is_read_as_it_was_made(office: str, device: str, branch: topics.Branch) -> None:
    assert topics.read(topics.topic(office, device, branch)) == topics.Address(office, device, branch)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "onestop/v1/most/keypad-3",
        "onestop/v2/most/keypad-3/status",
        "onestop/v1/most/keypad-3/up/evt/more",
        "onestop/v1/most/keypad-3/up/nothing",
        "onestop/v1/Most/keypad-3/status",
        "onestop/v1/most/keypad-3/status\n",
        topics.server("most"),
    ],
)
def test_a_foreign_topic_is_none_of_ours(name: str) -> None:
    assert topics.read(name) is None


def test_state_is_retained_events_never() -> None:
    retained = {b for b in (*topics.UP, *topics.DOWN) if topics.is_retained(topics.topic("o", "d", b))}
    assert retained == topics.RETAINED
    assert topics.is_retained(topics.server("o"))
    assert not topics.is_retained("something/else")
    assert (topics.qos(topics.topic("o", "d", "up/tele")), topics.qos(TOPIC)) == (0, 1)


@given(
    st.integers(0, 4),
    st.none() | st.text(max_size=64),
    st.datetimes(timezones=st.just(UTC)),
    st.none() | st.integers(1, 10**9),
)
def test_what_was_signed_is_genuine_after_the_wire(
    value: int, ticket: str | None, at: datetime, seq: int | None
) -> None:
    rating = RatingKey(value=value, ticket=ticket)
    payload = wire(signing.signed(KEY, TOPIC, enclose("rating", rating, at=at, ep="e", seq=seq)))
    assert signing.genuine_payload(KEY, TOPIC, payload)
    assert signing.genuine(KEY, TOPIC, Envelope.model_validate_json(payload))
    assert not signing.genuine_payload(b"x" * 32, TOPIC, payload)
    assert not signing.genuine_payload(KEY, TOPIC + "x", payload)


def test_any_change_breaks_the_signature() -> None:
    payload = wire(signing.signed(KEY, TOPIC, enclose("caller.key", CallerKey(key="next"))))
    for field, other in (("type", "rating"), ("seq", 3), ("data", {"key": "miss"}), ("sig", "ă"), ("sig", None)):
        body = json.loads(payload) | {field: other}
        assert not signing.genuine_payload(KEY, TOPIC, json.dumps(body).encode())


def test_a_newer_sender_may_sign_fields_this_reader_does_not_know() -> None:
    body = json.loads(wire(enclose("caller.key", CallerKey(key="next")))) | {"zone": {"b": 1, "a": "Đ"}}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    body["sig"] = hmac.new(KEY, TOPIC.encode() + b"\0" + canonical, hashlib.sha256).hexdigest()
    payload = json.dumps(body, indent=1).encode()
    assert Envelope.model_validate_json(payload).type == "caller.key"
    assert signing.genuine_payload(KEY, TOPIC, payload)


@pytest.mark.parametrize("data", ['{"n":' + "9" * 5000 + "}", '{"n":"\\ud800"}', '{"n":NaN}', '{"n":1,"n":2}'])
def test_strange_json_is_not_genuine_and_raises_nothing(data: str) -> None:
    plain = wire(enclose("caller.key", CallerKey(key="next"))).decode()
    payload = plain.replace('{"key":"next"}', data)[:-1] + ',"sig":"00"}'
    assert not signing.genuine_payload(KEY, TOPIC, payload.encode())
