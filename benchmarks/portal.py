"""Ten thousand changes told to a portal that answers in 50 ms; then a backlog told while the hall goes on."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, select

from benchmarks import databases, officer, processes
from benchmarks.pace import per_second
from benchmarks.table import Line
from onestop.domain import portal
from onestop.domain.deadline import Limit, Unit
from onestop.domain.people import Actor, Role
from onestop.domain.portal import PortalPolicy
from onestop.domain.procedure import Channel, Rules, StageRule, Terms
from onestop.gateways.portal import Adapter
from onestop.gateways.portal_wire import Wire
from onestop.relay.portal_desk import PortalDesk
from onestop.storage import dossiers
from onestop.storage.rows import Dossier, DossierEvent, Office, Officer, PortalLine
from onestop.storage.rows.base import Row, new_id
from onestop.usecases import catalogue, intake, portal_queue, processing, receiving, setup_units
from onestop.wiring import Shop

CHANGES: Final = 10_000
BACKLOG: Final = 20_000
DELAY_MS: Final = 50
WITHIN_S: Final = 120
SLOWER: Final = 1.25
ADMIN: Final = Actor.system("bench")
USER, PASSWORD, AGENCY = "onestop", "bí mật", "000.00.00.G06"
"""Those of the stand-in (`tests.peers.portal`)."""
CHUNK: Final = 500


def lines() -> Iterator[Line]:
    kind = "PostgreSQL"
    with databases.office(kind) as shop, _portal() as url:
        made = _template(shop)
        changes = _copied(shop, made, CHANGES)
        desk = PortalDesk(shop, Adapter(Wire(url), USER, PASSWORD, AGENCY))
        began = time.perf_counter()
        while desk.turn():
            pass
        took_s = time.perf_counter() - began
        desk.close()
        what = f"{changes:,} changes told to a portal that answers in {DELAY_MS} ms"
        yield Line(what, kind, took_s, "s", "≤", WITHIN_S)
        yield Line("  not told, or out of order", kind, _wrong(shop, changes), "", "=", 0, ratio=True)
    with databases.office(kind) as shop, _portal() as url:
        made = _template(shop)
        (alone,) = per_second([officer.cycle(shop)])
        backlog = _copied(shop, made, BACKLOG)
        with _teller(shop, url, backlog):
            (beside,) = per_second([officer.cycle(shop, 2)])
            left = _left(shop)
        what = f"cycle time while a backlog of {backlog:,} is told / alone"
        yield Line(what, kind, alone / beside, "×", "≤", SLOWER, ratio=True)
        yield Line("  still to tell when that was measured", kind, left, "lines")


@contextmanager
def _portal() -> Iterator[str]:
    """The strict stand-in in a process of its own."""
    port = processes.free_port()
    command = [sys.executable, "-m", "tests.peers.portal", "--port", str(port), "--delay-ms", str(DELAY_MS)]
    with subprocess.Popen(command, cwd=processes.ROOT, stdout=subprocess.PIPE) as peer:
        assert peer.stdout is not None
        peer.stdout.readline()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            peer.send_signal(signal.SIGKILL)


@contextmanager
def _teller(shop: Shop, url: str, backlog: int) -> Iterator[None]:
    """A process that does nothing but tell, from its first line on."""
    told = {"PORTAL_URL": url, "PORTAL_USER": USER, "PORTAL_PASSWORD": PASSWORD, "PORTAL_AGENCY": AGENCY}
    environment = databases.environment(shop) | {f"ONESTOP_{name}": value for name, value in told.items()}
    log = Path(environment["ONESTOP_DATA_DIR"]) / "teller.log"
    with processes.process([sys.executable, "-m", "benchmarks.portal_teller"], environment, log):
        deadline = time.monotonic() + 60
        while _left(shop) >= backlog and time.monotonic() < deadline:
            time.sleep(0.2)
        yield


def _left(shop: Shop) -> int:
    with shop.work.reading() as session:
        return session.scalar(select(func.count()).where(PortalLine.state == "pending")) or 0


def _wrong(shop: Shop, changes: int) -> int:
    """Lines that are not sent, and dossiers a later line of which was told before an earlier one."""
    with shop.work.reading() as session:
        sent = session.scalar(select(func.count()).where(PortalLine.state == "sent")) or 0
        rows = session.execute(select(PortalLine.dossier_id, PortalLine.seq, PortalLine.sent_at)).all()
    last: dict[UUID, Any] = {}
    turned = 0
    for of, _, at in sorted(rows, key=lambda row: (row[0], row[1])):
        turned += of in last and at < last[of]
        last[of] = at
    return abs(changes - sent) + turned


def _template(shop: Shop) -> UUID:
    """One dossier really worked on, whose office tells the portal; it has been told already."""
    here, now, work = officer.office_id(shop), shop.now(), shop.work
    wish = setup_units.AuthorityWish("000.00.00.Z97", "Cơ quan đo")
    setup_units.save_authority(work, here, wish, actor=ADMIN, now=now)
    setup_units.save_unit(work, here, setup_units.UnitWish("q-0", "Phòng đo", wish.code), actor=ADMIN, now=now)
    rules = Rules(
        terms=(Terms(Channel.COUNTER, Limit(10, Unit.WORKING_DAYS), fee_vnd=0),),
        stages=(StageRule("a", "Thẩm tra", "q-0", Limit(4, Unit.WORKING_DAYS)),),
    )
    offer = catalogue.ProcedureWish(
        "told", "Thủ tục đo", wish.code, unit="q-0", code="1.009847", field_code="G06-BX01", field_vi="Bức xạ"
    )
    procedure = catalogue.save_procedure(work, here, offer, actor=ADMIN, now=now)
    catalogue.save_version(work, procedure, rules, date(now.year - 1, 1, 1), actor=ADMIN, now=now)
    with work() as tx:
        office = tx.session.get_one(Office, here)
        office.policy = {**office.policy, **PortalPolicy(on=True).stored()}
        boss = tx.session.scalars(select(Officer.id).where(Officer.username == "supervisor1")).one()
    actor = Actor("officer", str(boss), here, frozenset({Role.SUPERVISOR}))
    made = intake.open_dossier(work, here, "told", actor=ADMIN, now=now)
    who = intake.Applicant("citizen", "Nguyễn Văn An", number="001090000000")
    intake.describe(work, made, who, actor=ADMIN, now=now)
    receiving.receive(work, made, actor=ADMIN, now=now)
    with work.reading() as session:
        (stage,) = dossiers.stages(session, made)
    processing.take(work, stage.id, actor=actor, now=shop.now())
    processing.done(work, stage.id, actor=actor, now=shop.now(), result="granted")
    return made


def _copied(shop: Shop, made: UUID, changes: int) -> int:
    """Copies of it with as many events as make `changes` lines, in the queue; how many lines there are."""
    with shop.work() as tx:
        row, events = tx.session.get_one(Dossier, made), dossiers.events(tx.session, made)
        each = len(portal.told(events))
        ids = [new_id() for _ in range(changes // each)]
        copied: tuple[tuple[type[Row], Sequence[Row]], ...] = ((Dossier, [row]), (DossierEvent, events))
        for table, rows in copied:
            originals = [{column.key: getattr(one, column.key) for column in table.__table__.columns} for one in rows]
            for some in _batches(ids):
                tx.session.execute(
                    insert(table), [_renewed(one, table, n, of) for n, of in some for one in originals]
                )
    for some in _batches(ids):
        with shop.work() as tx:
            portal_queue.queue(tx.session, [of for _, of in some], shop.now())
    return each * len(ids)


def _batches(ids: list[UUID]) -> Iterator[list[tuple[int, UUID]]]:
    numbered = list(enumerate(ids, 1))
    return (numbered[at : at + CHUNK] for at in range(0, len(numbered), CHUNK))


def _renewed(one: dict[str, Any], table: type, n: int, of: UUID) -> dict[str, Any]:
    if table is DossierEvent:
        return {name: value for name, value in one.items() if name != "id"} | {"dossier_id": of}
    return one | {"id": of, "code": f"000.00.00.Z97-250101-{n:05d}", "register_no": n + 1000}
