"""Many officers at once through REST: without a pause, and at the pace of a lively hall."""

import asyncio
import json
import sys
import time
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from benchmarks import databases, officer, processes, rest
from benchmarks.http_line import AsyncHttpLine, request
from benchmarks.table import REQUESTS, Line, p99_ms
from onestop.storage.rows import Counter, CounterQueue, Office, Officer, OfficerRole, Queue
from onestop.usecases import accounts, demo
from onestop.wiring import Shop

RUSH_S: Final = 10.0
PACE_S: Final = 1.0
LIVELY_S: Final = 12.0


@dataclass
class Seen:
    """What all callers saw together."""

    numbers: Tally[str] = field(default_factory=Tally)
    called: Tally[str] = field(default_factory=Tally)
    errors: list[str] = field(default_factory=list)
    call_s: list[float] = field(default_factory=list)
    step_s: list[float] = field(default_factory=list)
    visits: int = 0


def enlarge(shop: Shop, seats: int) -> None:
    """More counters and officers than the demonstration has, all serving all queues."""
    with shop.work() as tx:
        office = tx.session.scalars(select(Office)).one()
        queues = tx.session.scalars(select(Queue.id)).all()
        like = tx.session.scalars(select(Officer).where(Officer.username == "officer1")).one()
        roles = tx.session.scalars(select(OfficerRole.role).where(OfficerRole.officer_id == like.id)).all()
        for n in range(demo.COUNTERS + 1, seats + 1):
            officer = Officer(username=f"officer{n}", name=f"{n}", title="", password_hash=like.password_hash)
            counter = Counter(office_id=office.id, number=n, code=f"{demo.CODE}-{n}")
            tx.session.add_all((officer, counter))
            tx.session.flush()
            tx.session.add_all(OfficerRole(officer_id=officer.id, office_id=office.id, role=role) for role in roles)
            tx.session.add_all(CounterQueue(counter_id=counter.id, queue_id=queue) for queue in queues)


class Caller:
    """One officer on one connection, who also hands out the numbers they serve."""

    def __init__(self, line: AsyncHttpLine, kiosk: str, bearer: str, number: int, seen: Seen) -> None:
        self._line, self._bearer, self._seen = line, bearer, seen
        letter = "ABCDEF"[number % 6]
        self._take = request("POST", rest.TAKE, kiosk, {"queue": letter})
        self._call = request("POST", f"/api/v1/counters/{demo.CODE}-{number}/call-next", bearer)

    async def visits(self, until: float, pause_s: float) -> None:
        while time.perf_counter() < until:
            taken = await self._ask(self._take, (201,), pause_s)
            self._seen.numbers[taken.get("number", "")] += bool(taken)
            began = time.perf_counter()
            called = await self._ask(self._call, (200, 204), 0.0)
            self._seen.call_s.append(time.perf_counter() - began)
            await asyncio.sleep(max(0.0, began + pause_s - time.perf_counter()))
            if called:
                await self._serve(called["ticket"]["id"], pause_s)

    async def _serve(self, ticket: str, pause_s: float) -> None:
        self._seen.called[ticket] += 1
        for step in ("start", "finish"):
            await self._ask(request("POST", f"/api/v1/tickets/{ticket}/{step}", self._bearer), (200,), pause_s)
        self._seen.visits += 1

    async def _ask(self, wanted: bytes, expected: Sequence[int], pause_s: float) -> dict[str, Any]:
        began = time.perf_counter()
        status, content = await self._line.ask(wanted)
        took = time.perf_counter() - began
        self._seen.step_s.append(took)
        if status not in expected:
            self._seen.errors.append(f"{status} {json.loads(content).get('code')}")
            return {}
        await asyncio.sleep(max(0.0, pause_s - took))
        return json.loads(content) if content else {}


async def _together(shop: Shop, ports: Sequence[int], bearers: Sequence[str], for_s: float, pause_s: float) -> Seen:
    seen, kiosk = Seen(), rest.kiosk(shop)
    lines = [await AsyncHttpLine.to(ports[i % len(ports)]) for i in range(len(bearers))]
    until = time.perf_counter() + for_s
    officers = [Caller(line, kiosk, bearers[i], i + 1, seen) for i, line in enumerate(lines)]

    async def one(officer: Caller, after_s: float) -> None:
        await asyncio.sleep(after_s)
        await officer.visits(until, pause_s)

    await asyncio.gather(*(one(o, pause_s * i / len(officers)) for i, o in enumerate(officers)))
    for line in lines:
        await line.close()
    return seen


def _seated(shop: Shop, count: int) -> list[str]:
    """Everybody sits down; their credentials."""
    bearers = []
    for n in range(1, count + 1):
        officer.sat(shop, n)
        signed = accounts.log_in(shop.work, f"officer{n}", databases.PASSWORD, now=shop.now())
        bearers.append(f"Bearer {signed.token}")
    return bearers


def lines() -> Iterator[Line]:
    yield from _on("PostgreSQL", callers=64, webs=2, p99_target_ms=600.0, lively=True)
    yield from _on("SQLite", callers=16, webs=1, p99_target_ms=250.0, lively=False)


def _on(kind: str, *, callers: int, webs: int, p99_target_ms: float, lively: bool) -> Iterator[Line]:
    with databases.office(kind) as shop, ExitStack() as stack:
        enlarge(shop, callers)
        bearers = _seated(shop, callers)
        ports = [stack.enter_context(processes.web(databases.environment(shop))) for _ in range(webs)]
        asyncio.run(_together(shop, ports, bearers[: callers // 4], 1.0, 0.0))
        rush = asyncio.run(_together(shop, ports, bearers, RUSH_S, 0.0))
        calm = asyncio.run(_together(shop, ports, bearers, LIVELY_S, PACE_S)) if lively else None
    what = f"{callers} callers without pause, {webs} web process{'es' if webs > 1 else ''}"
    yield from _counted(f"{what}:", kind, rush)
    yield Line("  call-next, p99", kind, p99_ms(rush.call_s), "ms", "≤", p99_target_ms, work=REQUESTS)
    yield Line("  visits", kind, rush.visits / RUSH_S, "per second")
    if calm is not None:
        yield from _counted(f"{callers} officers, a step a second each:", kind, calm)
        yield Line("  every step, p99", kind, p99_ms(calm.step_s), "ms", "≤", 50.0, work=REQUESTS)


def _counted(what: str, kind: str, seen: Seen) -> Iterator[Line]:
    """What must never happen, however slow the machine."""
    yield Line(f"{what} duplicate numbers", kind, _twice(seen.numbers), "", "=", 0, ratio=True)
    yield Line("  double calls", kind, _twice(seen.called), "", "=", 0, ratio=True)
    for why, times in Tally(seen.errors).most_common(5):
        print(f"{times} × {why}", file=sys.stderr)
    yield Line("  errors", kind, len(seen.errors), "", "=", 0, ratio=True)


def _twice(tally: Tally[str]) -> int:
    return sum(count - 1 for count in tally.values() if count > 1)
