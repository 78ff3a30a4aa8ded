"""A job in a process of its own: the same result, the same refusals, and nothing left when it ends in any way."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import apart, work
from onestop.gateways.digitising.facts import Batch, Cancelled, Recognition, Scan
from tests.gateways.digitising import files, scans


@pytest.fixture(autouse=True)
def _own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return files.jpeg(tmp_path / "a.jpg", scans.askew(scans.page(60), 2), 60)


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "temp").iterdir())


def test_the_same_as_in_this_process(tmp_path: Path, scan: Path) -> None:
    job = Batch((scan, files.born(tmp_path / "b.pdf")), "Bản vẽ", recognise=False)
    steps: list[tuple[int, int, str]] = []
    url = f"unix://{tmp_path}/nobody"
    done = apart.digitise(job, tmp_path / "1.pdf", scanner_url=url, progress=lambda *step: steps.append(step))
    here = work.digitise(job, tmp_path / "2.pdf")
    assert done.path.read_bytes() == here.path.read_bytes()
    assert (done.text, done.pages, done.recognition, done.scan) == (
        "Born digital",
        2,
        Recognition.OFF,
        Scan.UNCHECKED,
    )
    assert steps[0] == (0, 2, "check")
    assert steps[-1] == (1, 1, "assemble")
    assert left(tmp_path) == []


def test_a_refusal_comes_through(tmp_path: Path, scan: Path) -> None:
    with pytest.raises(PaperRefused) as refused:
        apart.digitise(Batch((scan, files.encrypted(tmp_path / "b.pdf")), "x"), tmp_path / "1.pdf")
    assert refused.value.facts == {"reason": "encrypted", "number": 2}
    with pytest.raises(FileNotFoundError):
        apart.digitise(Batch((tmp_path / "nobody",), "x"), tmp_path / "1.pdf")
    assert not (tmp_path / "1.pdf").exists()


def test_more_memory_than_it_may_have(tmp_path: Path) -> None:
    large = tmp_path / "a.png"
    scans.blank(700).save(large)
    bounds = apart.Bounds(memory_bytes=500_000_000)
    with pytest.raises(PaperRefused) as refused:
        apart.digitise(Batch((large, large), "x", recognise=False), tmp_path / "1.pdf", bounds=bounds)
    assert refused.value.facts["reason"] in ("too_large", "broken")


def test_more_time_than_it_may_have(tmp_path: Path, scan: Path) -> None:
    with pytest.raises(apart.TookTooLong):
        apart.digitise(Batch((scan,), "x"), tmp_path / "1.pdf", bounds=apart.Bounds(seconds=0.05))
    assert left(tmp_path) == []


def test_it_is_stopped_at_once(tmp_path: Path, scan: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Cancelled):
        apart.digitise(Batch((scan,) * 60, "x"), tmp_path / "1.pdf", cancelled=lambda: time.monotonic() > began + 0.5)
    assert time.monotonic() - began < 3
    assert left(tmp_path) == []
    assert not (tmp_path / "1.pdf").exists()


def test_the_asking_side_loads_nothing_of_the_engine() -> None:
    """It is part of every web process, which would be 50 MB larger."""
    asked = (
        "import sys; import onestop.usecases.digitising; print(*{'numpy', 'pikepdf', 'pypdfium2'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", asked], text=True, check=True, capture_output=True).stdout == "\n"


def test_a_child_that_is_killed_is_a_broken_paper(tmp_path: Path, scan: Path) -> None:
    def kill() -> None:
        mine = psutil.Process()
        while not (children := [c for c in mine.children() if "child.run" in " ".join(c.cmdline())]):
            time.sleep(0.01)
        children[0].kill()

    hand = threading.Thread(target=kill)
    hand.start()
    with pytest.raises(PaperRefused) as refused:
        apart.digitise(Batch((scan,) * 60, "x"), tmp_path / "1.pdf")
    hand.join()
    assert refused.value.facts == {"reason": "broken"}
    assert left(tmp_path) == []


PARENT = """
import sys
from pathlib import Path
from onestop.gateways.digitising import apart
from onestop.gateways.digitising.facts import Batch
apart.digitise(Batch((Path(sys.argv[1]),) * 200, "x"), Path(sys.argv[2]), progress=lambda *s: print(*s, flush=True))
"""


def test_the_child_ends_with_its_parent(tmp_path: Path, scan: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(scan), str(tmp_path / "1.pdf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (child,) = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        child_gone, _ = psutil.wait_procs([child], timeout=5)
    assert child_gone == [child]
