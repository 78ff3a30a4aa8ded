"""What anybody may ask from home, with a load generator of its own on the same processors: a dossier, one's place."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from benchmarks import databases, officer, processes
from benchmarks.processes import NotReady
from benchmarks.table import REQUESTS, Line
from onestop.domain.deadline import Limit, Unit
from onestop.domain.people import Actor
from onestop.domain.procedure import Channel, Rules, StageRule, Terms
from onestop.usecases import catalogue, intake, receiving, setup_units, ticketing
from onestop.usecases.receiving import Receipt
from onestop.wiring import Shop

CONNECTIONS: Final = 32
SECONDS: Final = 10
PER_S: Final = 400
P99_MS: Final = 100
ADMIN: Final = Actor.system("bench")
NO_WRK: Final = "wrk is not installed (Debian's package of that name)"
UNITS_MS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What the generator saw."""

    per_s: float
    p99_ms: float
    errors: int
    """Answers other than 2xx and 3xx, and connections that broke [count]."""


def lines() -> Iterator[Line]:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NotReady(NO_WRK)
    with databases.office("PostgreSQL") as shop:
        receipt, taken = _received(shop), _taken(shop)
        with processes.web(databases.environment(shop)) as port:
            dossier = f"/api/v1/lookup/{receipt.code}"
            asked = (
                ("a dossier by its code", dossier, "", True),
                ("one's place in line", f"/api/v1/track/{taken}", "", True),
                ("a dossier by its receipt, all of it", dossier, f"Receipt {receipt.secret}", False),
            )
            for what, path, bearer, held in asked:
                _loaded(wrk, port, path, bearer, 2)
                yield from _told(what, _loaded(wrk, port, path, bearer, SECONDS), held=held)


def _told(what: str, found: Load, *, held: bool) -> Iterator[Line]:
    kind, most, p99 = "PostgreSQL", PER_S if held else None, P99_MS if held else None
    yield Line(f"{what}, {CONNECTIONS} connections", kind, found.per_s, "/s", "≥", most, work=REQUESTS)
    yield Line("  p99", kind, found.p99_ms, "ms", "≤", p99, work=REQUESTS)
    yield Line("  errors", kind, found.errors, "", "=", 0, ratio=True)


def _loaded(wrk: str, port: int, path: str, bearer: str, seconds: int) -> Load:
    header = ["-H", f"Authorization: {bearer}"] if bearer else []
    command = [wrk, "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "--latency", *header]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True, timeout=seconds + 30
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", told)
    if rate is None or slow is None:
        raise NotReady(told)
    errors = int(wrong[1]) if wrong else 0
    errors += sum(int(each) for each in broken.groups()) if broken else 0
    return Load(float(rate[1]), float(slow[1]) * UNITS_MS[slow[2]], errors)


def _received(shop: Shop) -> Receipt:
    here, now = officer.office_id(shop), shop.now()
    setup_units.save_authority(
        shop.work, here, setup_units.AuthorityWish("000.00.00.Z98", "Cơ quan đo"), actor=ADMIN, now=now
    )
    unit = setup_units.UnitWish("p-0", "Phòng đo", "000.00.00.Z98")
    setup_units.save_unit(shop.work, here, unit, actor=ADMIN, now=now)
    rules = Rules(
        terms=(Terms(Channel.COUNTER, Limit(10, Unit.WORKING_DAYS), fee_vnd=0),),
        stages=(
            StageRule("a", "Thẩm tra", "p-0", Limit(4, Unit.WORKING_DAYS)),
            StageRule("b", "Ký", "p-0", Limit(2, Unit.WORKING_DAYS), after=("a",)),
        ),
    )
    wish = catalogue.ProcedureWish("public", "Thủ tục đo", "000.00.00.Z98", unit="p-0")
    made = catalogue.save_procedure(shop.work, here, wish, actor=ADMIN, now=now)
    catalogue.save_version(shop.work, made, rules, date(now.year - 1, 1, 1), actor=ADMIN, now=now)
    opened = intake.open_dossier(shop.work, here, "public", actor=ADMIN, now=now)
    who = intake.Applicant("citizen", "Nguyễn Văn An", number="001090000000")
    intake.describe(shop.work, opened, who, actor=ADMIN, now=now)
    return receiving.receive(shop.work, opened, actor=ADMIN, now=now)


def _taken(shop: Shop) -> str:
    place = Actor("place", officer.KIOSK, officer.office_id(shop))
    return ticketing.take(shop.work, officer.WISH, actor=place, now=shop.now()).track_token
