"""A use case, its answer and its `Idempotency-Key` in one transaction and one hop to a thread."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from onestop.storage import idempotency
from onestop.storage.unit_of_work import Inside, UnitOfWork

__all__ = ["Answer", "Inside", "once"]

Answer = dict[str, Any]


def once(
    work: UnitOfWork, key: str | None, asked: Any, now: datetime, step: Callable[[Inside], Answer | None]
) -> Answer | None:
    """Do `step` and return its answer; the answer given before when `key` came before. Nothing done keeps no key.

    Raises:
        KeyReused: the key came before with something else.
    """
    with work() as tx:
        if key is not None and (before := idempotency.recall(tx.session, key, asked)) is not None:
            again: Answer = before
            return again
        answer = step(Inside(tx))
        if key is not None and answer is not None:
            idempotency.keep(tx.session, key, asked, answer, now)
        return answer
