"""A use case, its answer and its `Idempotency-Key` in one transaction and one hop to a thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.storage import idempotency
from onestop.storage.unit_of_work import Tx, UnitOfWork

Answer = dict[str, Any]


class Inside(UnitOfWork):
    """Use cases handed this take part in a transaction that is open already; whoever opened it commits."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.engine = tx.session.get_bind().engine

    @contextmanager
    def __call__(self) -> Iterator[Tx]:
        yield self.tx

    @contextmanager
    def reading(self) -> Iterator[Session]:
        yield self.tx.session


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
