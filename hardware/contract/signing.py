"""Messages are signed per device: a broker is never trusted (HMAC-SHA256 over topic, NUL, canonical body).

The canonical body is the JSON object as sent, without `sig`: keys sorted, no blanks, UTF-8, no `null`.
"""

import hashlib
import hmac
import json
from typing import Any

from hardware.contract.messages import Envelope


def _canonical(envelope: Envelope) -> bytes:
    return _sorted(envelope.model_dump(mode="json", exclude={"sig"}, exclude_none=True))


def _sorted(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _digest(key: bytes, topic: str, canonical: bytes) -> str:
    return hmac.new(key, topic.encode() + b"\0" + canonical, hashlib.sha256).hexdigest()


def signature(key: bytes, topic: str, envelope: Envelope) -> str:
    """Hex HMAC-SHA256 of `topic`, a NUL and the canonical body."""
    return _digest(key, topic, _canonical(envelope))


def signed(key: bytes, topic: str, envelope: Envelope) -> Envelope:
    return envelope.model_copy(update={"sig": signature(key, topic, envelope)})


def genuine(key: bytes, topic: str, envelope: Envelope) -> bool:
    return envelope.sig is not None and hmac.compare_digest(envelope.sig, signature(key, topic, envelope))


def genuine_payload(key: bytes, topic: str, payload: bytes) -> bool:
    """Is a payload that already parsed as an `Envelope` from the holder of `key`?

    Judged on the bytes as received, so a newer sender may add fields this reader does not know.
    """
    try:
        body: dict[str, Any] = json.loads(payload)
        sig = body.pop("sig", None)
        canonical = _sorted(body)
    except ValueError:  # e.g. a number of 5,000 digits, half a surrogate pair
        return False
    return isinstance(sig, str) and sig.isascii() and hmac.compare_digest(sig, _digest(key, topic, canonical))
