"""`onestop up --demo` starts everything, leaves nothing behind, and refuses what it cannot do in one sentence."""

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.product import PARTS, Product, eventually

pytestmark = [pytest.mark.e2e]


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path)
    yield made
    made.stop()


def test_sigterm_ends_every_process(product: Product) -> None:
    """The one all days in the browser were lived with: it comes after them."""
    parts = {name: product.part(name) for name in PARTS}
    assert all(parts.values()), parts
    assert len(product.processes()) >= len(PARTS) + 1
    assert product.end() == 0
    assert product.processes() == []


def test_a_killed_launcher_leaves_nothing_running_and_a_second_start_finds_everything(fresh: Product) -> None:
    fresh.start()
    assert fresh.launcher is not None
    assert len(fresh.processes()) >= len(PARTS) + 1
    taken = fresh.take()
    fresh.launcher.kill()
    fresh.launcher.wait()
    eventually(lambda: fresh.processes() == [], 15, "children outlive a killed launcher")
    (fresh.data / "up.out").unlink()
    fresh.start()
    status, found = fresh.ask("GET", f"/track/{taken['track_token']}")
    assert (status, found["number"], found["status"]) == (200, taken["number"], "waiting")
    assert fresh.take()["number"] != taken["number"]


def test_sigterm_while_it_builds_the_screens_ends_everything(tmp_path: Path) -> None:
    fresh = Product(tmp_path, REFLEX_WEB_WORKDIR=str(tmp_path / "web"))
    fresh.start(ready=False)
    eventually(lambda: _builds(fresh), 60, "it never builds")
    fresh.end()
    assert fresh.processes() == []


def _builds(product: Product) -> bool:
    lines = []
    for process in product.processes():
        with contextlib.suppress(psutil.Error):
            lines += process.cmdline()
    return "onestop.web.build" in lines


def test_a_taken_port_is_one_sentence_and_exit_code_2(fresh: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", fresh.port))
        other.listen()
        fresh.start(ready=False)
        assert fresh.launcher is not None
        assert fresh.launcher.wait(20) == 2
    [sentence] = fresh.printed.splitlines()
    assert sentence.startswith(f"ONESTOP_HTTP_PORT {fresh.port} ")
    assert fresh.processes() == []


def test_a_database_that_is_away_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    fresh = Product(tmp_path, ONESTOP_DATABASE_URL="postgresql+psycopg://127.0.0.1:1/nowhere")
    fresh.start(ready=False)
    assert isinstance(fresh.launcher, subprocess.Popen)
    assert fresh.launcher.wait(30) == 2
    assert fresh.printed.splitlines()[-1].startswith("ONESTOP_DATABASE_URL ")
    assert fresh.processes() == []


def test_a_second_launcher_on_the_same_folder_is_one_sentence_and_exit_code_2(fresh: Product) -> None:
    fresh.start()
    taken = fresh.take()["number"]
    second = Product(fresh.data)
    second.start(ready=False)
    assert second.launcher is not None
    assert second.launcher.wait(20) == 2
    assert fresh.printed.splitlines()[-1].startswith(f"ONESTOP_DATA_DIR {fresh.data} ")
    assert fresh.take()["number"] != taken, "the first one goes on"
