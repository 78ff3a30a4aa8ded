"""What years of dossiers cost those who look: a code, an inbox, a name, and the minute's sweep for what is due."""

import os
import random
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from benchmarks import databases, officer
from benchmarks.dossier_office import FAMILY, GIVEN, MIDDLE, Size, filled
from benchmarks.table import VISITS, Line, p95_ms
from onestop.domain.formats.fold import unaccent
from onestop.domain.people import Actor
from onestop.queries import inbox, lookup
from onestop.usecases import lateness
from onestop.wiring import Shop

FULL: Final = os.environ.get("FULL") == "1"
SIZES: Final = {"PostgreSQL": Size(2_000_000 if FULL else 300_000), "SQLite": Size(200_000)}
SLOWER: Final = {"PostgreSQL": 1, "SQLite": 2}
"""SQLite is given so many times the limits."""
TIMES: Final = 300
MINUTE: Final = 60
"""Dossiers, and stages, that come due in a minute of the opening hour [count]."""


def lines() -> Iterator[Line]:
    for kind in databases.KINDS:
        with databases.office(kind) as shop:
            yield from _on(shop, kind, filled(shop, kind, SIZES[kind]))


def _on(shop: Shop, kind: str, people: list[Actor]) -> Iterator[Line]:
    size, more = SIZES[kind], SLOWER[kind]
    here, chance = officer.office_id(shop), random.Random(1)
    asked: dict[str, tuple[Callable[[], Any], float]] = {
        "look-up by code": (lambda: _look_up(shop, chance.randint(1, size.dossiers)), 5),
        "an officer's inbox": (lambda: _inbox(shop, chance.choice(people)), 25),
        "search by name without diacritics": (lambda: _search(shop, here, _name(chance)), 60),
    }
    for what, (ask, target) in asked.items():
        found = p95_ms([_took(ask) for _ in range(TIMES)][TIMES // 10 :])
        yield Line(f"{what}, {size.dossiers:,} dossiers, p95", kind, found, "ms", "≤", target * more, work=VISITS)
    yield Line("the minute's sweep, nothing due", kind, _took(lambda: lateness.watch(shop.work, now=shop.now())), "s")
    _come_due(shop)
    told: list[int] = []
    took = _took(lambda: told.append(lateness.watch(shop.work, now=shop.now())))
    yield Line(f"the minute's sweep, {told[0]} due or late", kind, took, "s", "≤", 1.0 * more, work=VISITS)


def _took(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def _look_up(shop: Shop, n: int) -> None:
    with shop.work.reading() as session:
        seen = lookup.look_up(session, f"000.00.00.Z99-250101-{n:011}", "", shop.now())
    assert seen.stages_total > 1


def _inbox(shop: Shop, actor: Actor) -> None:
    with shop.work.reading() as session:
        seen = inbox.inbox(session, actor, shop.now())
    assert seen.free


def _search(shop: Shop, here: UUID, text_: str) -> None:
    with shop.work.reading() as session:
        assert inbox.search(session, here, text_, shop.now())


def _name(chance: random.Random) -> str:
    """What somebody types: a whole name, its beginning, its end, or its first word only."""
    whole = [chance.choice(each.split()) for each in (FAMILY, MIDDLE, GIVEN)]
    words = chance.choice((whole, whole[:2], whole[1:], whole[:1], whole[2:]))
    return unaccent(" ".join(words)).lower()


def _come_due(shop: Shop) -> None:
    """A minute of the opening hour: those due next are due now."""
    with shop.work() as tx:
        for table in ("dossier", "dossier_stage"):
            first = f"SELECT id FROM {table} WHERE look_at IS NOT NULL ORDER BY look_at LIMIT {MINUTE}"  # noqa: S608
            past = "2020-01-01 00:00:00.000000"
            tx.session.execute(text(f"UPDATE {table} SET look_at = '{past}' WHERE id IN ({first})"))  # noqa: S608
