"""The other side of `apart`: one job, its memory bound, ended with its parent; nothing of it is left behind."""

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import clam, codes, thumbnail, work
from onestop.gateways.digitising.apart import Line
from onestop.gateways.digitising.facts import Batch, Limits, Reason
from onestop.gateways.digitising.recognise import Tesseract

NICENESS: Final = 5
"""Screens and calls come first."""


def run() -> None:
    """One job from the first line of stdin, lines of JSON to stdout."""
    job = json.loads(sys.stdin.readline())
    workplace = Path(job["workplace"])
    threading.Thread(target=_end_with_parent, args=(workplace,), daemon=True).start()
    tempfile.tempdir = str(workplace)
    _bound(job["memory_bytes"])
    try:
        _say(**_done(job, workplace))
    except PaperRefused as refused:
        _say(refused=refused.facts)
    except MemoryError:
        _say(refused={"reason": Reason.TOO_LARGE})
    except OSError as failed:
        _say(failed=failed.errno or 0)


def _done(job: Line, workplace: Path) -> Line:
    if "picture" in job:
        return _codes(job)
    if "page_of" in job:
        return {"thumbnail": _drawn(Path(job["page_of"]), workplace)}
    return _paper(job, workplace)


def _paper(job: Line, workplace: Path) -> Line:
    tools = work.Tools(clam.scanner(job["scanner"]), Tesseract.found() if job["recognise"] else None)
    done = work.digitise(_batch(job), workplace / "done.pdf", tools, lambda *step: _say(progress=step))
    return {"done": {**asdict(done), "path": str(done.path), "thumbnail": _drawn(done.path, workplace)}}


def _drawn(paper: Path, workplace: Path) -> str:
    """Where the first page is, small; empty for one that cannot be drawn: a paper is good without it."""
    to = workplace / "page.jpg"
    try:
        thumbnail.draw(paper, to)
    except PaperRefused:
        return ""
    return str(to)


def _codes(job: Line) -> Line:
    return {"codes": [code.hex() for code in codes.read(Path(job["picture"]), Limits(**job["limits"]))]}


def _batch(job: Line) -> Batch:
    return Batch(
        sources=tuple(Path(path) for path in job["sources"]),
        title=job["title"],
        at=datetime.fromisoformat(job["at"]),
        limits=Limits(**job["limits"]),
        drop_blank=job["drop_blank"],
        recognise=job["asked"],
    )


def _end_with_parent(workplace: Path) -> None:
    """Stdin is never written again; it ends when the parent does, however it does."""
    sys.stdin.read()
    shutil.rmtree(workplace, ignore_errors=True)
    if os.name == "nt":
        os._exit(1)
    os.killpg(0, signal.SIGKILL)


def _bound(memory_bytes: int) -> None:
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415 - not on Windows

    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
