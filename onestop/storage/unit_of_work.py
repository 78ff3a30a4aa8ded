"""The unit of work: one use case, one transaction; rows and facts leave together or not at all.

This is the only file that commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from onestop.domain.people import Actor
from onestop.storage.bell import Bell
from onestop.storage.capacity import CapacityMemo
from onestop.storage.rows import Fact
from onestop.storage.session import READS, is_sqlite
from onestop.storage.turnstile import Turnstile

_FACTS = insert(Fact.__table__).inline()  # type: ignore[arg-type]


class Tx:
    """One open transaction."""

    def __init__(self, session: Session, capacity: CapacityMemo) -> None:
        self.session = session
        self.capacity = capacity
        self.facts: list[dict[str, Any]] = []

    @property
    def sqlite(self) -> bool:
        return self.session.get_bind().dialect.name == "sqlite"

    def emit(self, kind: str, office_id: UUID, subject: UUID | str, actor: Actor, now: datetime, **data: Any) -> None:
        """Write down what happened; the relay tells whoever must know, after the commit."""
        subject = subject.hex if isinstance(subject, UUID) else subject
        fact = {
            "office_id": office_id,
            "kind": kind,
            "subject": subject,
            "at": now,
            "actor": str(actor),
            "data": data,
        }
        self.facts.append(fact)

    def write_facts(self) -> None:
        """All of them in the order they happened, without the price of mapped objects nobody looks at."""
        if self.facts:
            self.session.execute(_FACTS, self.facts)


class UnitOfWork:
    """Opens transactions on one engine. Leaving the block commits; an exception rolls everything back."""

    def __init__(self, engine: Engine, bell: Bell) -> None:
        self.engine = engine
        self._bell = bell
        self._reading = engine.execution_options(**{READS: True})
        self._capacity = CapacityMemo()
        self._turnstile = Turnstile(Path(f"{engine.url.database}.turn")) if is_sqlite(engine) else None
        self._one_writer = self._turnstile or nullcontext()

    def close(self) -> None:
        """Let go of the engine's connections and of the turnstile."""
        self.engine.dispose()
        if self._turnstile is not None:
            self._turnstile.close()

    @contextmanager
    def __call__(self) -> Iterator[Tx]:
        with self._one_writer, Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            tx = Tx(session, self._capacity)
            yield tx
            tx.write_facts()
            session.commit()
        if tx.facts:
            self._bell.ring()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, on one consistent picture of the database."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session


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
