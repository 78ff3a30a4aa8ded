"""A whole job in a process of its own, bound in memory and time: what a hostile file breaks is only that process.

The two talk in lines of JSON. This side loads nothing of the engine: a process that only asks stays small.
"""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising.facts import (
    Batch,
    Cancel,
    Cancelled,
    Digitised,
    Limits,
    Progress,
    Reason,
    Recognition,
    Scan,
    never,
    quiet,
)

ROOT: Final = Path(__file__).parents[3]
CHILD: Final = (
    "import os, sys; os.putenv('OPENBLAS_NUM_THREADS', '1'); sys.path.insert(0, sys.argv[1]);"
    "from onestop.gateways.digitising import child; child.run()"
)
ASK_S: Final = 0.1

Line = dict[str, Any]


class TookTooLong(Exception):
    """The job passed its time; nothing was written."""


@dataclass(frozen=True, slots=True)
class Bounds:
    memory_bytes: int = 2 * 1024**3
    """Address space; where the system knows such a bound."""
    seconds: float = 900.0


GLANCE: Final = Bounds(1024**3, 20.0)
"""What a look at one photograph or one page may take."""
PHOTOGRAPH: Final = Limits(bytes_per_file=16 * 1024**2, pages=1)


def digitise(
    batch: Batch,
    to: Path,
    *,
    scanner_url: str = "",
    recognise: bool = True,
    progress: Progress = quiet,
    cancelled: Cancel = never,
    bounds: Bounds = Bounds(),
) -> Digitised:
    """As `work.digitise`, in a child process. Blocks; run it in a thread.

    Raises:
        PaperRefused: also `broken` when a file brought the child down, and `too_large` when it took all its memory.
        Cancelled, TookTooLong: nothing is left at `to`.
        OSError: as there.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-apart-") as made:
        told = _told(batch, Path(made), scanner_url, bounds, recognise=recognise)
        with _running(told) as heard:
            answer = _answer(heard, progress, cancelled, time.monotonic() + bounds.seconds)
        done = _digitised(_understood(answer)["done"])
        shutil.copyfile(done.path, to)
        return replace(done, path=to)


def read_codes(picture: Path, *, bounds: Bounds = GLANCE) -> list[bytes]:
    """What the QR codes in a photograph say, byte for byte. Blocks about a second; nothing of it is kept.

    Raises:
        PaperRefused: no picture we read (`type`, `broken`), or too large a one. TookTooLong. OSError.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-apart-") as made:
        told = {"picture": str(picture.resolve()), "limits": asdict(PHOTOGRAPH), "workplace": made}
        with _running(told | {"memory_bytes": bounds.memory_bytes}) as heard:
            answer = _answer(heard, quiet, never, time.monotonic() + bounds.seconds)
    return [bytes.fromhex(code) for code in _understood(answer)["codes"]]


def draw_thumbnail(paper: Path, *, bounds: Bounds = GLANCE) -> bytes:
    """The first page of a kept paper, small, as a JPEG; empty for one that cannot be drawn. Blocks about a second.

    Raises:
        OSError: it cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-apart-") as made:
        told = {"page_of": str(paper.resolve()), "workplace": made, "memory_bytes": bounds.memory_bytes}
        with suppress(PaperRefused, TookTooLong), _running(told) as heard:
            answer = _answer(heard, quiet, never, time.monotonic() + bounds.seconds)
            return _picture(_understood(answer)["thumbnail"])
    return b""


def _told(batch: Batch, workplace: Path, scanner: str, bounds: Bounds, *, recognise: bool) -> Line:
    return {
        "sources": [str(path.resolve()) for path in batch.sources],
        "title": batch.title,
        "at": batch.at.isoformat(),
        "limits": asdict(batch.limits),
        "drop_blank": batch.drop_blank,
        "recognise": recognise and batch.recognise,
        "asked": batch.recognise,
        "scanner": scanner,
        "workplace": str(workplace),
        "memory_bytes": bounds.memory_bytes,
    }


@contextmanager
def _running(told: Line) -> Iterator["queue.Queue[Line | None]"]:
    """The lines the child says, then None; whatever happens, it and its own children are gone afterwards."""
    command = [sys.executable, "-c", CHILD, str(ROOT)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    heard: queue.Queue[Line | None] = queue.Queue()
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:  # noqa: S603 - our own
        listener = threading.Thread(target=_listen, args=(process.stdout, heard), daemon=True)
        listener.start()
        try:
            with suppress(BrokenPipeError):
                print(json.dumps(told), file=process.stdin, flush=True)
            yield heard
        finally:
            _end(process)
            listener.join()


def _listen(said: IO[str], heard: "queue.Queue[Line | None]") -> None:
    for line in said:
        heard.put(json.loads(line))
    heard.put(None)


def _answer(heard: "queue.Queue[Line | None]", progress: Progress, cancelled: Cancel, until: float) -> Line | None:
    while True:
        if cancelled():
            raise Cancelled
        if time.monotonic() > until:
            raise TookTooLong
        try:
            line = heard.get(timeout=ASK_S)
        except queue.Empty:
            continue
        if line is None or "progress" not in line:
            return line
        progress(*line["progress"])


def _understood(answer: Line | None) -> Line:
    if answer is None:
        raise PaperRefused(reason=Reason.BROKEN)
    if "refused" in answer:
        raise PaperRefused(**answer["refused"])
    if "failed" in answer:
        raise OSError(answer["failed"], os.strerror(answer["failed"]))
    return answer


def _digitised(facts: Line) -> Digitised:
    facts |= {"recognition": Recognition(facts["recognition"]), "scan": Scan(facts["scan"])}
    facts["thumbnail"] = _picture(facts["thumbnail"])
    return Digitised(**{**facts, "path": Path(facts["path"])})


def _picture(path: str) -> bytes:
    return Path(path).read_bytes() if path else b""


def _end(process: "subprocess.Popen[str]") -> None:
    """With it go the Tesseracts it started: they are of its session."""
    if os.name == "nt":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
