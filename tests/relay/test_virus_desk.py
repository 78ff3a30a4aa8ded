"""Papers that came unchecked are judged when the virus scanner is there, and an infected one is shut for good."""

import socket
import threading
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.gateways.digitising.clam import Clamd, NoScanner, Verdict
from onestop.queries import lookup
from onestop.relay import virus_desk
from onestop.relay.virus_desk import VirusDesk
from onestop.storage.rows import Dossier, PaperFile
from onestop.usecases import papers, processing, returning
from onestop.usecases.papers import Scan
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau


class Made:
    """A scanner that says what its test says of each file's bytes."""

    def __init__(self) -> None:
        self.there, self.bad, self.too_big = True, b"bad", b"big"
        self.seen: list[bytes] = []

    def check(self, path: Path) -> Verdict:
        said = path.read_bytes()
        self.seen.append(said)
        if not self.there or said.startswith(self.too_big):
            return Verdict.UNCHECKED
        return Verdict.INFECTED if said.startswith(self.bad) else Verdict.CLEAN

    def answers(self) -> bool:
        return self.there


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def attached(bureau: Bureau, made: UUID, content: bytes, tmp_path: Path, kind: str = "paper") -> UUID:
    source = tmp_path / "source"
    source.write_bytes(content)
    scan = Scan(bureau.hall.shop.papers.keep(source), "Giấy", 1)
    code = "form" if kind == "paper" else ""
    return papers.attach(bureau.work, made, scan, actor=bureau.boss, now=bureau.clock(), paper_code=code, kind=kind)


def checked(bureau: Bureau) -> dict[UUID, str]:
    with bureau.work.reading() as session:
        return dict(session.execute(select(PaperFile.id, PaperFile.checked)).all())


def round_of(desk: VirusDesk) -> int:
    told = 0
    while n := desk.turn():
        told += n
    return told


def test_what_came_while_it_was_away_is_judged_when_it_is_back(bureau: Bureau, tmp_path: Path) -> None:
    made, _ = bureau.received()
    first, second = (attached(bureau, made, f"%PDF {n}".encode(), tmp_path) for n in (1, 2))
    scanner = Made()
    scanner.there = False
    desk = VirusDesk(bureau.hall.shop, scanner)
    assert desk.turn() == 0
    assert len(scanner.seen) == 1, "one look tells that nobody answers"
    scanner.there = True
    assert round_of(desk) == 2
    assert checked(bureau) == {first: "clean", second: "clean"}
    assert round_of(desk) == 0


def test_an_infected_one_is_shut_and_somebody_is_told(bureau: Bureau, tmp_path: Path) -> None:
    made, receipt = bureau.received()
    bad, good = attached(bureau, made, b"bad one", tmp_path), attached(bureau, made, b"good one", tmp_path)
    desk = VirusDesk(bureau.hall.shop, Made())
    assert round_of(desk) == 2
    assert checked(bureau) == {bad: "infected", good: "clean"}
    (alert,) = bureau.hall.view().alerts
    assert (alert.kind, alert.facts["dossier"]) == ("paper.infected", receipt.code)
    assert [e.data.get("how") for e in bureau.view(made).events if e.kind == "paper"][-1] == "infected"
    assert round_of(VirusDesk(bureau.hall.shop, Made())) == 0, "told once"


def test_a_paper_too_big_for_it_holds_up_no_other(
    bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virus_desk, "AT_ONCE", 1)
    made, _ = bureau.received()
    big, small = attached(bureau, made, b"big one", tmp_path), attached(bureau, made, b"small", tmp_path)
    desk = VirusDesk(bureau.hall.shop, Made())
    for _ in range(4):
        desk.turn()
    assert checked(bureau) == {big: "unchecked", small: "clean"}


def test_an_infected_result_is_fetched_by_nobody(bureau: Bureau, tmp_path: Path) -> None:
    made, receipt = bureau.received()
    for code in ("check", "weigh", "sign"):
        each = bureau.stage(made, code).id
        processing.take(bureau.work, each, actor=bureau.boss, now=bureau.clock())
        if code == "sign":
            attached(bureau, made, b"bad result", tmp_path, "result")
        processing.done(bureau.work, each, actor=bureau.boss, now=bureau.clock(), result="granted")
    with bureau.work() as tx:
        tx.session.get_one(Dossier, made).result_by = "online"
    returning.hand_out_online(bureau.work, made, actor=bureau.desk, now=bureau.clock())

    def fetchable() -> bool:
        with bureau.work.reading() as session:
            return lookup.look_up(session, receipt.code, receipt.secret, bureau.clock()).result is not None

    assert fetchable()
    assert round_of(VirusDesk(bureau.hall.shop, Made())) == 1
    assert not fetchable()


@pytest.mark.parametrize(("answer", "there"), [(b"PONG\0", True), (b"PONK\0", False), (b"", False)])
def test_whether_it_answers(answer: bytes, there: bool) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        line, _ = listening.accept()
        with line:
            heard.append(line.recv(64))
            line.sendall(answer)

    serving = threading.Thread(target=serve, daemon=True)
    serving.start()
    assert Clamd(("127.0.0.1", listening.getsockname()[1]), timeout_s=2).answers() is there
    serving.join(5)
    listening.close()
    assert heard == [b"zPING\0"]
    assert not Clamd(("127.0.0.1", 1), timeout_s=1).answers()
    assert not NoScanner().answers()
