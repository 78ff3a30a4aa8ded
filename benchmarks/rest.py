"""Take, call, start, finish through REST by one officer, beside the bare FastAPI sketch."""

import json
import time
from collections.abc import Iterator

from benchmarks import bare_api, databases, officer, processes
from benchmarks.http_line import HttpLine, request
from benchmarks.pace import per_second
from benchmarks.table import REQUESTS, Line, median_ms
from onestop.usecases import accounts, demo
from onestop.wiring import Shop

STEPS = ("take", "call", "start", "finish")
TAKE = f"/api/v1/offices/{demo.CODE}/tickets"


def token(shop: Shop, number: int) -> str:
    """`Authorization` of the officer of counter `number`."""
    signed = accounts.log_in(shop.work, f"officer{number}", databases.PASSWORD, now=shop.now())
    return f"Bearer {signed.token}"


def kiosk(shop: Shop) -> str:
    return f"Place {demo.place_key(shop.settings, officer.KIOSK)}"


class Visit:
    """One visit after another on one connection; keeps how long each step took."""

    def __init__(self, shop: Shop, port: int, number: int = 1) -> None:
        officer.sat(shop, number)
        self._line, self._bearer = HttpLine(port), token(shop, number)
        self._take = request("POST", TAKE, kiosk(shop), {"queue": "A"})
        self._call = request("POST", f"/api/v1/counters/{demo.CODE}-{number}/call-next", self._bearer)
        self.took: dict[str, list[float]] = {step: [] for step in STEPS}

    def __call__(self) -> None:
        self._ask("take", self._take, 201)
        ticket = json.loads(self._ask("call", self._call))["ticket"]["id"]
        self._ask("start", request("POST", f"/api/v1/tickets/{ticket}/start", self._bearer))
        self._ask("finish", request("POST", f"/api/v1/tickets/{ticket}/finish", self._bearer))

    def _ask(self, step: str, wanted: bytes, expected: int = 200) -> bytes:
        began = time.perf_counter()
        status, content = self._line.ask(wanted)
        self.took[step].append(time.perf_counter() - began)
        assert status == expected, content
        return content


def lines() -> Iterator[Line]:
    yield from _on("SQLite")
    yield from _on("PostgreSQL")


def _on(kind: str) -> Iterator[Line]:
    held = kind == "PostgreSQL"
    with databases.office(kind) as shop, databases.empty(kind) as (url, folder):
        environment = databases.environment(shop)
        bare_app = processes.application("benchmarks.bare_api:application", databases.bare_environment(url), folder)
        with processes.web(environment) as port, bare_app as bare_port:
            visit = Visit(shop, port)
            ours, bare = per_second([visit, bare_api.cycle(bare_port)])
    target = 80.0 if held else None
    yield Line("REST: take, call, start, finish", kind, ours, "cycles/s", "≥", target, work=REQUESTS, bare=bare)
    for step in STEPS:
        target = 3.2 if held else None
        yield Line(
            f"  {step}, median", kind, median_ms(visit.took[step]), "ms", "≤", target, work=REQUESTS, bare=bare
        )
    yield Line("  the bare FastAPI sketch", kind, bare, "cycles/s")
    yield Line("  REST / sketch", kind, ours / bare, "×", "≥", 0.65 if held else None, ratio=True)
