"""What a million past tickets and a full hall cost: the same visit on a database with them and on one without."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, text

from benchmarks import databases, officer
from benchmarks.pace import per_second
from benchmarks.table import Line
from onestop.domain import calendar, line, ticket
from onestop.storage import hall
from onestop.storage.rows import Office, Queue, Ticket
from onestop.storage.rows.base import new_id
from onestop.wiring import Shop

PAST: Final = 1_000_000
PER_DAY: Final = 2_500
WAITING: Final = 10_000
MADE: Final = frozenset({"id", "business_day", "number", "serial", "line", "track_token"})
COUNT: Final = {
    "PostgreSQL": ("generate_series(1, :count) n(n)", "gen_random_uuid()", "substr(md5(n::text), 1, 16)"),
    "SQLite": (
        "(WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < :count) SELECT n FROM k) n",
        "lower(hex(randomblob(16)))",
        "printf('%016d', n)",
    ),
}
DAY_BACK: Final = {
    "PostgreSQL": "t.business_day - (1 + n / :per_day)",
    "SQLite": "date(t.business_day, '-' || (1 + n / :per_day) || ' days')",
}


def past(shop: Shop, kind: str, count: int = PAST) -> None:
    """`count` served tickets, some thousands a day, copied inside the database from one that was really served."""
    officer.cycle(shop, 2)()
    numbers, new, token = COUNT[kind]
    day = DAY_BACK[kind]
    with shop.work() as tx:
        kept = [column.name for column in Ticket.__table__.columns if column.name not in MADE]
        columns, same = ", ".join(kept), ", ".join(f"t.{name}" for name in kept)
        tx.session.execute(
            text(
                f"INSERT INTO ticket (id, business_day, number, serial, line, track_token, {columns}) "  # noqa: S608
                f"SELECT {new}, {day}, 'Z' || n, n, 'past', {token}, {same} "
                f"FROM ticket t, {numbers} WHERE t.status = 'served'"
            ),
            {"count": count, "per_day": PER_DAY},
        )
    with shop.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def waiting(shop: Shop, count: int = WAITING) -> None:
    """`count` people in line since an hour."""
    now = shop.now()
    with shop.work() as tx:
        office = tx.session.scalars(select(Office)).one()
        queue = tx.session.scalars(select(Queue).where(Queue.code == "A")).one()
        day = calendar.business_day(now, hall.zone_of(office))
        hall.open_day(tx.session, office.id, day, now)
        rows = [
            {
                "id": new_id(),
                "office_id": office.id,
                "business_day": day,
                "number": f"W{n}",
                "series_queue_id": queue.id,
                "serial": 100_000 + n,
                "queue_id": queue.id,
                "status": ticket.Status.WAITING,
                "line": line.queue_line(queue.id, day, line.Lane.ORDINARY),
                "rank_at": now - timedelta(hours=1) + timedelta(milliseconds=n),
                "issued_at": now - timedelta(hours=1),
                "channel": "kiosk",
                "track_token": f"W{n:015}",
            }
            for n in range(count)
        ]
        tx.session.execute(insert(Ticket), rows)


def lines() -> Iterator[Line]:
    for kind in databases.KINDS:
        with databases.office(kind) as empty, databases.office(kind) as old, databases.office(kind) as full:
            past(old, kind)
            waiting(full)
            rates = per_second([officer.cycle(shop) for shop in (empty, old, full)])
        bare, with_past, with_waiting = rates
        yield Line("a visit with 1,000,000 past tickets / empty", kind, bare / with_past, "×", "≤", 1.15, ratio=True)
        yield Line("a visit with 10,000 waiting / empty", kind, bare / with_waiting, "×", "≤", 1.5, ratio=True)
