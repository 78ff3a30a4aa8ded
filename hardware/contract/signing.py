"""Messages are signed per device: a broker is never trusted (HMAC-SHA256 over topic, NUL, canonical body)."""

import hashlib
import hmac
import json
from typing import Any

from hardware.contract.messages import Envelope


def _canonical(envelope: Envelope) -> bytes:
    body: dict[str, Any] = envelope.model_dump(mode="json", exclude={"sig"}, exclude_none=True)
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signature(key: bytes, topic: str, envelope: Envelope) -> str:
    """Hex HMAC-SHA256 of `topic`, a NUL and the canonical body."""
    return hmac.new(key, topic.encode() + b"\0" + _canonical(envelope), hashlib.sha256).hexdigest()


def signed(key: bytes, topic: str, envelope: Envelope) -> Envelope:
    return envelope.model_copy(update={"sig": signature(key, topic, envelope)})


def genuine(key: bytes, topic: str, envelope: Envelope) -> bool:
    return envelope.sig is not None and hmac.compare_digest(envelope.sig, signature(key, topic, envelope))
