"""Signed calls between systems, as Standard Webhooks 1.0 has them: HMAC-SHA256 over id, instant and body.

<https://www.standardwebhooks.com>; a secret is `whsec_` and base64. The body is signed as its bytes are.
"""

import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

PREFIX: Final = "whsec_"
TOLERANCE_S: Final = 300
"""How far a call's instant may lie from ours, either way [s]."""
VERSION: Final = "v1"
_INSTANT: Final = re.compile(r"[0-9]{1,12}")
WANTED: Final = "whsec_ and base64 of 24 bytes or more"
LEAST_KEY: Final = 24
"""The shortest key that is believed [bytes]."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a call's headers say."""

    id: str
    timestamp: str
    """Unix time [s], as written."""
    signature: str
    """`v1,<base64>`, several with blanks between while keys change."""


def key_of(secret: str) -> bytes:
    """The key in a secret.

    Raises:
        ValueError: it is none, or shorter than 24 bytes.
    """
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        key = b""
    if len(key) < LEAST_KEY:
        raise ValueError(WANTED)
    return key


def sign(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a body, `v1,<base64>`."""
    text = f"{message_id}.{timestamp}.".encode() + body
    return f"{VERSION},{b64encode(hmac.digest(key, text, sha256)).decode()}"


def holds(keys: Iterable[bytes], signed: Signed, body: bytes, now: datetime) -> bool:
    """Whether one of the keys signed this body, and lately: neither long ago nor in the future."""
    if not signed.id or _INSTANT.fullmatch(signed.timestamp) is None:
        return False
    at = int(signed.timestamp)
    if abs(now.timestamp() - at) > TOLERANCE_S:
        return False
    told = [one.encode() for one in signed.signature.split()]
    mine = [sign(key, signed.id, at, body).encode() for key in keys]
    return any(hmac.compare_digest(one, own) for one in told for own in mine)
