"""A POST repeated with the same `Idempotency-Key` gets the first answer again; kept in the same transaction."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from onestop.domain.errors import KeyReused
from onestop.storage.rows import IdempotencyKey


def _digest(request: Any) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()


def recall(session: Session, key: str, request: Any) -> Any | None:
    """The answer given before; `None` for a new key.

    Raises:
        KeyReused: the key came before with another request.
    """
    found = session.get(IdempotencyKey, key[:160])
    if found is None:
        return None
    if found.request_hash != _digest(request):
        raise KeyReused
    return found.answer


def keep(session: Session, key: str, request: Any, answer: Any, now: datetime) -> None:
    """Remember; two at once meet at the primary key, and the loser is run again and recalls."""
    session.add(IdempotencyKey(key=key[:160], request_hash=_digest(request), answer=answer, at=now))


def forget(session: Session, before: datetime) -> None:
    """Drop the answers given before an instant: they were promised for a day."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < before))
