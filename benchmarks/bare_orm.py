"""The normaliser: the four transactions of a visit as a plain SQLAlchemy ORM sketch, nothing checked, nothing told.

It touches the same things (a series, a ticket, a counter, an announcement, facts), so our ratio to it says what the
rules cost and not what the machine is like today.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, ForeignKey, Index, String, func, insert, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from onestop.storage.session import make_engine

_WAITING = text("status = 'waiting'")


class Base(DeclarativeBase):
    """Tables beside the product's, in a database of their own."""


class Series(Base):
    __tablename__ = "series"
    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
    served: Mapped[int] = mapped_column(default=0)


class Counter(Base):
    __tablename__ = "counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    free_at: Mapped[datetime | None]


class Ticket(Base):
    __tablename__ = "ticket"
    __table_args__ = (Index("ix_line", "line", "rank_at", postgresql_where=_WAITING, sqlite_where=_WAITING),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12))
    line: Mapped[int] = mapped_column(ForeignKey("series.id"))
    status: Mapped[str] = mapped_column(String(12))
    rank_at: Mapped[datetime]
    counter_id: Mapped[int | None]
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(String(32), unique=True)


class Announcement(Base):
    __tablename__ = "announcement"
    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]


class Fact(Base):
    __tablename__ = "fact"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


def prepared(url: str) -> Engine:
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all((Series(id=1), Counter(id=1, free_at=None)))
        session.commit()
    return engine


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _told(session: Session, kind: str, ticket: Ticket) -> None:
    session.add(Fact(kind=kind, subject=ticket.id.hex, at=_now()))
    session.commit()


def take(engine: Engine) -> UUID:
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        counted = update(Series).where(Series.id == 1).values(last=Series.last + 1).returning(Series.last)
        serial = session.scalars(counted, execution_options={"synchronize_session": False}).one()
        session.scalar(select(func.count()).select_from(Ticket).where(Ticket.line == 1, Ticket.status == "waiting"))
        ticket = Ticket(
            id=uuid4(), number=f"A{serial:03}", line=1, status="waiting", rank_at=_now(), token=uuid4().hex
        )
        session.add(ticket)
        _told(session, "issued", ticket)
        return ticket.id


def call(engine: Engine) -> UUID:
    first = select(Ticket).where(Ticket.line == 1, Ticket.status == "waiting").order_by(Ticket.rank_at).limit(1)
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        counter = session.scalars(select(Counter).where(Counter.id == 1).with_for_update()).one()
        ticket = session.scalars(first.with_for_update(skip_locked=True)).one()
        ticket.status, ticket.counter_id, ticket.called_at = "called", counter.id, _now()
        session.execute(insert(Announcement).values(ticket_id=ticket.id, at=_now()))
        _told(session, "called", ticket)
        return ticket.id


def start(engine: Engine, ticket_id: UUID) -> None:
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        ticket = session.get_one(Ticket, ticket_id, with_for_update=True)
        ticket.status, ticket.started_at = "serving", _now()
        _told(session, "started", ticket)


def finish(engine: Engine, ticket_id: UUID) -> None:
    with Session(engine, expire_on_commit=False, autoflush=False) as session:
        ticket = session.get_one(Ticket, ticket_id, with_for_update=True)
        counter = session.get_one(Counter, 1)
        ticket.status, ticket.finished_at, counter.free_at = "served", _now(), _now()
        session.execute(
            update(Series).where(Series.id == 1).values(served=Series.served + 1),
            execution_options={"synchronize_session": False},
        )
        _told(session, "finished", ticket)


def cycle(engine: Engine) -> Callable[[], Any]:
    """One visit of one officer."""

    def once() -> None:
        take(engine)
        ticket_id = call(engine)
        start(engine, ticket_id)
        finish(engine, ticket_id)

    return once
