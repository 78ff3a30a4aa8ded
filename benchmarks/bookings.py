"""Many people book the same slots at once through REST: none overbooked, no error, and how long it takes them."""

import asyncio
import json
import sys
import time
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from benchmarks import databases, processes, rest
from benchmarks.http_line import AsyncHttpLine, request
from benchmarks.table import REQUESTS, Line, p99_ms
from onestop.domain.booking import BookingRules
from onestop.queries import slots
from onestop.storage.rows import Booking, Office, OneTimeCode
from onestop.usecases import demo, one_time_codes
from onestop.wiring import Shop

CALLERS: Final = 64
PLACES: Final = 10
TRIES: Final = 20
"""Slots each of them asks for, one after the other [count]."""
BOOK: Final = f"/api/v1/offices/{demo.CODE}/bookings"


@dataclass
class Seen:
    took_s: list[float] = field(default_factory=list)
    ends: Tally[str] = field(default_factory=Tally)


def _open(shop: Shop) -> list[str]:
    """Few places and as many bookings as one likes; the first slots, soonest first."""
    with shop.work() as tx:
        office = tx.session.scalars(select(Office)).one()
        rules = replace(BookingRules.of(office.policy), on=True, per_slot={"A": PLACES}, per_day=500, per_queue=500)
        office.policy = {**office.policy, **rules.stored()}
        office_id = office.id
    with shop.work.reading() as session:
        (queue,) = slots.offer(session, office_id, shop.now()).queues
    return [slot.begins.isoformat() for day in queue.days for slot in day.slots][:TRIES]


def _proofs(shop: Shop) -> list[str]:
    """Everybody has proved a telephone."""
    now = shop.now()
    proofs = [f"bench-{n}" for n in range(CALLERS)]
    with shop.work() as tx:
        for n, proof in enumerate(proofs):
            row = OneTimeCode(phone=f"+849{n:08d}", made_at=now, ends_at=now, counted_from=now)
            row.proof, row.proof_ends_at = one_time_codes.digest_of(proof), now + timedelta(hours=1)
            tx.session.add(row)
    return proofs


async def _together(ports: Sequence[int], kiosk: str, proofs: Sequence[str], begins: Sequence[str]) -> Seen:
    seen = Seen()

    async def one(n: int, proof: str) -> None:
        line = await AsyncHttpLine.to(ports[n % len(ports)])
        for slot_at in begins:
            began = time.perf_counter()
            status, content = await line.ask(
                request("POST", BOOK, kiosk, {"queue": "A", "slot_at": slot_at, "proof": proof})
            )
            seen.took_s.append(time.perf_counter() - began)
            seen.ends["made" if status == 201 else f"{status} {json.loads(content).get('code')}"] += 1
        await line.close()

    await asyncio.gather(*(one(n, proof) for n, proof in enumerate(proofs)))
    return seen


def lines() -> Iterator[Line]:
    yield from _on("PostgreSQL", webs=2, target_ms=250.0)
    yield from _on("SQLite", webs=1, target_ms=None)


def _on(kind: str, *, webs: int, target_ms: float | None) -> Iterator[Line]:
    with databases.office(kind) as shop, ExitStack() as stack:
        begins, proofs = _open(shop), _proofs(shop)
        ports = [stack.enter_context(processes.web(databases.environment(shop))) for _ in range(webs)]
        seen = asyncio.run(_together(ports, rest.kiosk(shop), proofs, begins))
        with shop.work.reading() as session:
            kept = session.scalars(select(func.count()).select_from(Booking).group_by(Booking.slot_at)).all()
    refused = {"409 booking.full"}
    for why, times in seen.ends.items():
        if why not in {"made", *refused}:
            print(f"{times} × {why}", file=sys.stderr)
    errors = sum(times for why, times in seen.ends.items() if why not in {"made", *refused})
    what = f"{CALLERS} callers book the same {len(begins)} slots, {webs} web process{'es' if webs > 1 else ''}:"
    over = sum(max(0, count - PLACES) for count in kept)
    yield Line(f"{what} overbooked", kind, over, "", "=", 0, ratio=True)
    yield Line("  places left over", kind, PLACES * len(begins) - sum(kept), "", "=", 0, ratio=True)
    yield Line("  errors", kind, errors, "", "=", 0, ratio=True)
    yield Line("  a booking or its refusal, p99", kind, p99_ms(seen.took_s), "ms", "≤", target_ms, work=REQUESTS)
