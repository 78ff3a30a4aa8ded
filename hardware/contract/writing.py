"""Putting a payload into its envelope and the envelope into bytes."""

import time
from datetime import UTC, datetime
from uuid import UUID

import uuid6

from hardware.contract.messages import Envelope, Wire


def enclose(
    kind: str,
    body: Wire,
    *,
    at: datetime | None = None,
    ep: str | None = None,
    seq: int | None = None,
    synced: bool = True,
) -> Envelope:
    """A new envelope around `body`, still unsigned. `at` is the moment of the fact; left out: now."""
    return Envelope(
        id=UUID(bytes=uuid6.uuid7().bytes),
        ts=at or datetime.now(UTC),
        mono=round(time.monotonic(), 3),
        synced=synced,
        ep=ep,
        seq=seq,
        type=kind,
        data=body.model_dump(mode="json", exclude_none=True),
    )


def wire(envelope: Envelope) -> bytes:
    """The bytes that travel; what is `None` is left out, as in the signature."""
    return envelope.model_dump_json(exclude_none=True).encode()
