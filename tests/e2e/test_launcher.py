"""`onestop up --demo` starts everything, leaves nothing behind, and refuses what it cannot do in one sentence."""

import socket
import subprocess
from pathlib import Path

import psutil
import pytest

from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e]


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path)


def test_sigterm_ends_every_process(product: Product) -> None:
    product.start()
    names = {name: product.part(name) for name in ("hub", "web", "hall", "broker")}
    assert all(names.values()), names
    assert product.take()["number"] == "A001"
    assert product.stop() == 0
    assert product.processes() == []


def test_a_killed_launcher_leaves_nothing_running(product: Product) -> None:
    product.start()
    assert product.launcher is not None
    pids = [process.pid for process in product.processes()]
    assert len(pids) >= 4
    product.launcher.kill()
    product.launcher.wait()
    eventually(lambda: product.processes() == [], 15, "children outlive a killed launcher")
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_sigterm_while_it_prepares_ends_everything(product: Product) -> None:
    product.start(ready=False)
    eventually(lambda: "preparing" in product.printed)
    product.stop()
    assert product.processes() == []


def test_a_taken_port_is_one_sentence_and_exit_code_2(product: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", product.port))
        other.listen()
        product.start(ready=False)
        assert product.launcher is not None
        assert product.launcher.wait(20) == 2
    [sentence] = product.printed.splitlines()
    assert sentence.startswith(f"ONESTOP_HTTP_PORT {product.port} ")
    assert product.processes() == []


def test_a_database_that_is_away_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    product = Product(tmp_path, ONESTOP_DATABASE_URL="postgresql+psycopg://127.0.0.1:1/nowhere")
    product.start(ready=False)
    assert isinstance(product.launcher, subprocess.Popen)
    assert product.launcher.wait(30) == 2
    assert product.printed.splitlines()[-1].startswith("ONESTOP_DATABASE_URL ")
    assert product.processes() == []
