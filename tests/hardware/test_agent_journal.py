"""What a device must not forget, through kills, copies and broken files."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from hardware.agent.journal import Journal, JournalBusy
from hardware.agent.outbox import Outbox
from hardware.contract.messages import Ack, CallerKey, Envelope, Result, ResultState
from hardware.contract.writing import enclose


def event() -> Envelope:
    return enclose("caller.key", CallerKey(key="next"))


def seqs(journal: Journal) -> list[int]:
    return [one.seq for one in journal.events(0, 1000) if one.seq is not None]


def test_events_keep_number_and_epoch_until_acknowledged(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    sent = [event() for _ in range(3)]
    assert [journal.add_event(one) for one in sent] == [1, 2, 3]
    epoch = journal.ep
    journal.close()
    again = Journal(tmp_path / "j")
    assert again.ep == epoch
    assert [one.model_copy(update={"ep": None, "seq": None}) for one in again.events(0, 10)] == sent
    assert again.acknowledge(epoch, 2) == 2
    assert again.acknowledge("another", 3) == 0
    assert seqs(again) == [3]
    again.acknowledge(epoch, 3)
    assert again.add_event(event()) == 4
    again.close()


@pytest.mark.parametrize("damage", [b"this is no database at all" * 200, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_broken_file_is_put_aside_and_gets_a_new_epoch(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "j"
    journal = Journal(path)
    journal.add_event(event())
    epoch = journal.ep
    journal.close()
    path.write_bytes(damage)
    again = Journal(path)
    assert again.ep != epoch
    assert again.add_event(event()) == 1
    assert [one for one in tmp_path.iterdir() if ".broken-" in one.name]
    again.close()


def test_an_old_copy_of_the_file_is_noticed_by_the_acknowledgement(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    epoch = journal.ep
    journal.add_event(event())
    assert journal.acknowledge(epoch, 40) == 0
    assert journal.ep != epoch
    assert seqs(journal) == [1]
    journal.close()


def test_two_agents_cannot_have_one_journal(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    with pytest.raises(JournalBusy):
        Journal(tmp_path / "j")
    journal.close()


def test_a_fact_is_remembered_with_the_event_or_not_at_all(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.add_event(event(), rated_rev="9")
    assert journal.recall("rated_rev") == "9"
    with pytest.raises(sqlite3.Error):
        journal.add_event(event(), rated_rev=object())  # type: ignore[arg-type]
    assert (journal.recall("rated_rev"), seqs(journal)) == ("9", [1])
    assert journal.add_event(event()) == 2
    journal.close()


def test_commands_without_an_end_are_found(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    begun, held, done = uuid4(), uuid4(), uuid4()
    for one in (begun, held, done):
        journal.begin(one, "print")
    journal.end(Result(id=held, ok=True, state=ResultState.HELD))
    journal.end(Result(id=done, ok=True, state=ResultState.PRINTED))
    assert [one.id for one in journal.unended()] == [begun, held]
    known = journal.begun(done)
    assert known is not None
    assert known.result is not None
    assert journal.begun(uuid4()) is None
    journal.close()


def test_the_outbox_sends_a_window_and_goes_on_as_acknowledged(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    for _ in range(250):
        journal.add_event(event())
    sent: list[int] = []
    outbox = Outbox(journal, lambda one: sent.append(one.seq or 0))
    outbox.pump()
    assert sent == []
    outbox.link(up=True)
    assert sent == list(range(1, 101))
    outbox.acknowledged(Ack(ep=journal.ep, seq=60, srv_ts=datetime.now(UTC)))
    assert sent == list(range(1, 161))
    outbox.again_from(70)
    assert sent[160:] == list(range(70, 161))
    journal.close()


def test_a_repeated_acknowledgement_does_not_put_off_resending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.agent.outbox.RESEND_S", 0.0)
    journal = Journal(tmp_path / "j")
    sent: list[int] = []
    outbox = Outbox(journal, lambda one: sent.append(one.seq or 0))
    outbox.link(up=True)
    for _ in range(2):
        journal.add_event(event())
        outbox.pump()
        outbox.acknowledged(Ack(ep=journal.ep, seq=0, srv_ts=datetime.now(UTC)))
    outbox.tick()
    assert sent == [1, 2, 1, 2]
    journal.close()
