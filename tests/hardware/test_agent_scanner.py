"""A scan on its way through the agent: on disk until acknowledged or stale, then really gone; never in a log."""

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from hardware.agent.agent import Agent
from hardware.agent.config import parse
from hardware.agent.journal import Journal
from hardware.broker import ManagedBroker, managed_broker
from hardware.contract.messages import MAX_SCAN, Envelope, Scanned
from hardware.contract.writing import enclose
from tests.hardware.agent_standins import KEY, OFFICE, StandInScanner, StandInServer, eventually

CARD = "001090123456||Nguyễn Văn A|01011990|Nam|Phường Bến Nghé, Quận 1|15042021".encode("utf-16-be")
SOON = datetime.now(UTC) + timedelta(hours=1)


def card(scan: bytes = CARD) -> Envelope:
    return enclose("scanned", Scanned.of(scan, SOON))


def is_anywhere(folder: Path, scan: bytes = CARD) -> bool:
    """Is a scan in any file, as it travels?"""
    payload = Scanned.of(scan, SOON).payload.encode()
    return any(payload[:40] in path.read_bytes() for path in folder.iterdir())


def acknowledge(journal: Journal) -> None:
    journal.acknowledge(journal.ep, journal.outbox)


def erase(journal: Journal) -> None:
    for envelope in journal.events(0, 100):
        journal.rewrite(envelope.model_copy(update={"data": {"payload": ""}}))


def renumber(journal: Journal) -> None:
    journal.acknowledge(journal.ep, 99)
    acknowledge(journal)


@pytest.mark.parametrize("forget", [acknowledge, erase, renumber])
@pytest.mark.parametrize("size", [60, MAX_SCAN])
def test_what_is_forgotten_is_in_no_file(tmp_path: Path, forget: Callable[[Journal], None], size: int) -> None:
    journal = Journal(tmp_path / "j", personal=True)
    scans = [bytes((number,)) * size for number in range(65, 85)]
    for scan in scans:
        journal.add_event(card(scan))
    assert all(is_anywhere(tmp_path, scan) for scan in scans)
    forget(journal)
    assert not any(is_anywhere(tmp_path, scan) for scan in scans)
    journal.close()
    assert not any(is_anywhere(tmp_path, scan) for scan in scans)


def test_an_ordinary_journal_shows_that_this_is_not_for_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.add_event(card())
    acknowledge(journal)
    assert is_anywhere(tmp_path)
    journal.close()


KILLED = """
import os, sys
from pathlib import Path
from hardware.agent import journal
from tests.hardware.test_agent_scanner import acknowledge, card
journal.Journal._scrub = lambda _: os.kill(os.getpid(), 9)
made = journal.Journal(Path(sys.argv[1]), personal=True)
made.add_event(card())
acknowledge(made)
"""


def test_a_kill_before_the_scrubbing_is_made_good_at_the_next_start(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "j")], check=False, cwd=Path.cwd())
    assert killed.returncode == -9
    assert is_anywhere(tmp_path)
    journal = Journal(tmp_path / "j", personal=True)
    assert journal.outbox == 0
    assert not is_anywhere(tmp_path)
    journal.close()


def test_a_broken_file_is_destroyed_not_put_aside(tmp_path: Path) -> None:
    (tmp_path / "j").write_bytes(b"no database " + Scanned.of(CARD, SOON).payload.encode() * 50)
    journal = Journal(tmp_path / "j", personal=True)
    journal.add_event(card())
    assert {path.name for path in tmp_path.iterdir()} == {"j", "j-wal"}
    acknowledge(journal)
    assert not is_anywhere(tmp_path)
    journal.close()


def test_any_bytes_survive_the_wire_and_none_are_told_in_errors() -> None:
    every = bytes(range(256)) * (MAX_SCAN // 256)
    assert Scanned.model_validate_json(Scanned.of(every, SOON).model_dump_json()).scan == every
    assert "AAEC" not in repr(Scanned.of(every, SOON))
    for payload in ("TmfDoW4", "Ngu yen", "N" * 4096):
        with pytest.raises(ValidationError) as refusal:
            Scanned.model_validate({"payload": payload, "expires_at": SOON})
        assert payload not in str(refusal.value)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[ManagedBroker]:
    running = managed_broker(tmp_path / "broker", kind="iotcore")
    yield running
    running.stop()


@pytest.fixture
def server(broker: ManagedBroker) -> Iterator[StandInServer]:
    made = StandInServer(broker.url).start()
    yield made
    made.stop()


@pytest.fixture
def scanner(
    broker: ManagedBroker, server: StandInServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandInScanner]:
    monkeypatch.setattr("hardware.agent.device_scanner.ERASE_EVERY_S", 0.1)
    device = {"id": "scanner-1", "kind": "scanner", "key": KEY.hex(), "driver": {}}
    settings = {
        "office": OFFICE,
        "mqtt": broker.url,
        "data_dir": tmp_path / "agent",
        "devices": [device],
        "telemetry_s": 0.5,
    }
    made = StandInScanner()
    agent = Agent(parse(settings), {"scanner-1": made})
    agent.start()
    eventually(lambda: server.hellos)
    yield made
    agent.stop()


def scans(server: StandInServer) -> list[Scanned]:
    return [Scanned.model_validate(one.data) for one in server.effects if one.type == "scanned"]


def test_a_scan_arrives_once_and_is_gone_when_acknowledged(
    server: StandInServer, scanner: StandInScanner, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.acking = False
    began = datetime.now(UTC)
    scanner.scans.put(CARD)
    eventually(lambda: scans(server))
    (scanned,) = scans(server)
    assert scanned.scan == CARD
    assert 55 < (scanned.expires_at - began).total_seconds() < 65
    assert is_anywhere(tmp_path / "agent")
    server.acking = True
    scanner.scans.put(b"G06-260609-0001")
    eventually(lambda: not is_anywhere(tmp_path / "agent"))
    assert [one.scan for one in scans(server)] == [CARD, b"G06-260609-0001"]
    assert scanned.payload not in caplog.text


def test_a_stale_scan_is_erased_and_keeps_its_number(
    server: StandInServer, scanner: StandInScanner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.device_scanner.VALID_FOR", timedelta(seconds=0.3))
    monkeypatch.setattr("hardware.agent.outbox.RESEND_S", 0.2)
    server.acking = False
    scanner.scans.put(CARD)
    eventually(lambda: scans(server))
    eventually(lambda: not is_anywhere(tmp_path / "agent"))
    server.seen.clear()
    server.effects.clear()
    server.acking = True
    eventually(lambda: scans(server))
    (envelope,) = server.effects
    assert (envelope.seq, scans(server)[0].payload) == (1, "")


def test_a_pulled_scanner_and_what_it_threw_away_are_told(server: StandInServer, scanner: StandInScanner) -> None:
    eventually(lambda: "scanner-1" in server.reported and server.reported["scanner-1"].shows == "ready")
    scanner.faults["scanner.too_long"] += 1
    eventually(lambda: server.telemetry and server.telemetry[-1].data["io_errors"] == {"scanner.too_long": 1})
    scanner.faults["scanner.too_long"] += 1
    eventually(lambda: server.telemetry[-1].data["io_errors"] == {"scanner.too_long": 2})
    scanner.alive = False
    eventually(lambda: server.reported["scanner-1"].detail == {"code": "scanner.lost"})
    scanner.alive = True
    eventually(lambda: server.reported["scanner-1"].ok)
