"""The client other systems may begin with: it works on the started product, and asks again without doing twice."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.e2e.product import PASSWORD, ROOT, Product

pytestmark = pytest.mark.e2e
CLIENT = ROOT / "docs" / "examples" / "client.py"


def run(product: Product, *words: str, officer: bool = False) -> tuple[int, str, str]:
    who = ["--user", "officer1", "--password", PASSWORD] if officer else []
    done = subprocess.run(
        [sys.executable, str(CLIENT), product.address, *who, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_dossier_is_received_and_followed(product: Product) -> None:
    code, out, _ = run(product, "receive", "most-20", "Nguyễn Văn An", "001090123456", "0912345678", officer=True)
    assert code == 0
    receipt = json.loads(out)
    code, out, _ = run(product, "follow", receipt["code"])
    assert (code, "stages" in json.loads(out)) == (0, False)
    code, out, _ = run(product, "follow", receipt["code"], "--secret", receipt["secret"])
    assert (code, json.loads(out)["procedure"]) == (0, "Đăng ký chuyển giao công nghệ")


def test_a_refusal_has_its_code(product: Product) -> None:
    code, out, err = run(product, "follow", "000.00.00.G06-200101-0001")
    assert (code, out, err.partition(":")[0]) == (1, "", "dossier.unknown")
    assert run(product, "receive", "most-20", "An", "1", "2")[2].startswith("session.required")


@pytest.fixture
def client() -> ModuleType:
    made = importlib.util.spec_from_file_location("client_example", Path(CLIENT))
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


def test_a_lost_answer_is_asked_for_again_with_the_same_key(client: ModuleType) -> None:
    keys: list[str] = []

    def answers(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx.ReadError("gone")
        if len(keys) == 2:
            return httpx.Response(503, headers={"retry-after": "0"})
        return httpx.Response(200, json={"token": "t"})

    office: Any = client.OneStop("http://hall", transport=httpx.MockTransport(answers), wait_s=0)
    office.log_in("officer1", "x")
    assert (len(keys), len(set(keys))) == (3, 1)


def test_whoever_never_answers_is_said_so(client: ModuleType) -> None:
    def answers(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody", request=request)

    office: Any = client.OneStop("http://hall", transport=httpx.MockTransport(answers), wait_s=0)
    with pytest.raises(httpx.ConnectError):
        office.follow("000")
