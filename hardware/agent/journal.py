"""What a device must not forget: events not yet acknowledged, commands begun and ended, the last desired state.

One SQLite file per device, WAL and synchronous=FULL: what a method wrote survives a power cut. A file that is
new or was found broken gets a new epoch, so its numbering is never mistaken for the old one. In a `personal` one,
what is forgotten is overwritten with zeros and gone from the log beside it before the call returns.
"""

import json
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from hardware.contract.messages import Envelope, Result, ResultState

log = logging.getLogger(__name__)

KEEP_COMMANDS = 5_000

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS command (
    nr INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, result TEXT
);
"""
_UNENDED = (ResultState.ACCEPTED, ResultState.HELD)


class JournalBusy(Exception):
    """Another process holds this journal, or its folder cannot be written."""

    code = "agent.journal_busy"


@dataclass(frozen=True, slots=True)
class Begun:
    """A command the device has started; `result` is `None` while it is being done."""

    id: UUID
    kind: str
    result: Result | None


class Journal:
    def __init__(self, path: Path, *, personal: bool = False) -> None:
        """Open or make the file; a broken one is put aside, or destroyed where it may hold a person's data.

        Raises:
            JournalBusy: locked by another process, or not writable.
        """
        self._lock = threading.RLock()
        self._personal = personal
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = self._opened(path)
        except (sqlite3.OperationalError, OSError) as why:
            raise JournalBusy(str(path)) from why
        self.ep = self.recall("ep") or self._new_epoch()

    def _opened(self, path: Path) -> sqlite3.Connection:
        try:
            return _connected(path, personal=self._personal)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            log.exception("journal %s is broken: put aside, new epoch", path.name)
            for part in ("", "-wal", "-shm"):
                broken = path.with_name(path.name + part)
                if broken.exists():
                    self._put_aside(broken)
            return _connected(path, personal=self._personal)

    def _put_aside(self, broken: Path) -> None:
        if self._personal:
            broken.write_bytes(bytes(broken.stat().st_size))
            broken.unlink()
        else:
            broken.replace(broken.with_name(f"{broken.name}.broken-{time.time_ns()}"))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # --- small facts ---

    def recall(self, name: str) -> str | None:
        with self._lock:
            row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, **facts: str) -> None:
        with self._lock, self._db:
            self._set(facts)

    def _set(self, facts: Mapping[str, str]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts.items())

    def _new_epoch(self) -> str:
        ep = secrets.token_hex(4)
        self.remember(ep=ep)
        return ep

    # --- events ---

    def add_event(self, envelope: Envelope, **facts: str) -> int:
        """Keep an event, and with it (or not at all) what the device remembers because of it."""
        body = envelope.model_dump_json(exclude={"ep", "seq", "sig"})
        with self._lock, self._db:
            row = self._db.execute("INSERT INTO event (body) VALUES (?) RETURNING seq", (body,)).fetchone()
            self._set(facts)
        return int(row[0])

    def events(self, after: int, window: int) -> list[Envelope]:
        """Unacknowledged events past `after`, at most `window` past the oldest of all."""
        with self._lock:
            rows = self._db.execute(
                "SELECT seq, body FROM event WHERE seq > ? AND seq < (SELECT min(seq) FROM event) + ? ORDER BY seq",
                (after, window),
            ).fetchall()
            return [_envelope(body, self.ep, seq) for seq, body in rows]

    @property
    def outbox(self) -> int:
        with self._lock:
            return int(self._db.execute("SELECT count(*) FROM event").fetchone()[0])

    def acknowledge(self, ep: str, seq: int) -> int:
        """Forget the events up to `seq`, and say how many that were.

        A server that knows more of this epoch than the file does shows that the file is an old copy of
        itself: what it holds is numbered anew under a new epoch.
        """
        with self._lock, self._db:
            if ep != self.ep:
                return 0
            if seq > self._last_seq():
                self.ep = self._renumber()
                forgotten = 0
            else:
                forgotten = self._db.execute("DELETE FROM event WHERE seq <= ?", (seq,)).rowcount
        if forgotten or self.ep != ep:
            self._scrub()
        return forgotten

    def rewrite(self, envelope: Envelope) -> None:
        """Put another body in the place of an event that is still there; it keeps its number."""
        body = envelope.model_dump_json(exclude={"ep", "seq", "sig"})
        with self._lock, self._db:
            self._db.execute("UPDATE event SET body = ? WHERE seq = ?", (body, envelope.seq))
        self._scrub()

    def _scrub(self) -> None:
        """The log beside the file holds pages as they were: it is worked in and cut to nothing."""
        if self._personal:
            with self._lock:
                _cut_log(self._db)

    def _last_seq(self) -> int:
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event'").fetchone()
        return 0 if row is None else int(row[0])

    def _renumber(self) -> str:
        ep = secrets.token_hex(4)
        kept = self._db.execute("SELECT body FROM event ORDER BY seq").fetchall()
        self._db.execute("DELETE FROM event")
        self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'event'")
        self._db.executemany("INSERT INTO event (body) VALUES (?)", kept)
        self._set({"ep": ep})
        log.warning("journal: the server knows more of this epoch than the file; %d events renumbered", len(kept))
        return ep

    # --- commands ---

    def begin(self, command: UUID, kind: str) -> None:
        """Written before the driver is touched: from here on it is never done a second time."""
        with self._lock, self._db:
            self._db.execute("INSERT INTO command (id, kind) VALUES (?, ?)", (str(command), kind))
            self._db.execute("DELETE FROM command WHERE nr <= last_insert_rowid() - ?", (KEEP_COMMANDS,))

    def end(self, result: Result) -> None:
        with self._lock, self._db:
            self._db.execute("UPDATE command SET result = ? WHERE id = ?", (result.model_dump_json(), str(result.id)))

    def begun(self, command: UUID) -> Begun | None:
        with self._lock:
            row = self._db.execute("SELECT id, kind, result FROM command WHERE id = ?", (str(command),)).fetchone()
        return None if row is None else _begun(row)

    def unended(self) -> list[Begun]:
        """Commands that were being done, or held by the device, when the agent last stopped."""
        with self._lock:
            rows = self._db.execute("SELECT id, kind, result FROM command ORDER BY nr").fetchall()
        every = [_begun(row) for row in rows]
        return [one for one in every if one.result is None or one.result.state in _UNENDED]


def _connected(path: Path, *, personal: bool) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, timeout=0.2)
    try:
        # Two agents on one journal would both act: the second must not even start.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        if personal:
            db.execute("PRAGMA secure_delete = ON")
        if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError
        db.executescript(_TABLES)
        with db:
            db.execute("INSERT OR REPLACE INTO meta VALUES ('opened', datetime('now'))")
        if personal:  # a kill may have come between forgetting and scrubbing
            _cut_log(db)
    except sqlite3.Error:
        db.close()
        raise
    return db


def _cut_log(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _envelope(body: str, ep: str, seq: int) -> Envelope:
    return Envelope.model_validate_json(body).model_copy(update={"ep": ep, "seq": seq})


def _begun(row: tuple[Any, ...]) -> Begun:
    result = None if row[2] is None else Result.model_validate(json.loads(row[2]))
    return Begun(UUID(row[0]), str(row[1]), result)
