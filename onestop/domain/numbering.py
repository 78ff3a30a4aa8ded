"""Ticket numbers: the queue's prefix and a serial, `A047`; the width grows, it never wraps."""

import secrets
from uuid import UUID

TRACK_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L, U: a code a person may have to type."""
TRACK_LENGTH = 12


def ticket_number(prefix: str, serial: int, digits: int = 3) -> str:
    """`A` and 47 give `A047`; 1024 gives `A1024`."""
    return f"{prefix}{serial:0{digits}d}"


def track_token() -> str:
    """The unguessable code in a slip's QR: about 58 bits."""
    return "".join(secrets.choice(TRACK_ALPHABET) for _ in range(TRACK_LENGTH))


def reference(dossier_id: UUID) -> str:
    """What people call a dossier by before it has a code: the last eight signs of its id."""
    tail = dossier_id.hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"
