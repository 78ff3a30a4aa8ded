"""Every call of the published description, with values it allows and values it does not, against the started product:
nothing answers with a fault of ours, nothing answers what is not described.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.product import Product

pytestmark = pytest.mark.e2e
SCHEMATHESIS = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
CHECKS = "not_a_server_error,response_schema_conformance,status_code_conformance,content_type_conformance"
LEFT_OUT = r"stream|^/api/v1/session$"
"""Streams do not end by themselves; a session that is deleted makes nobody of who asks."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", ["supervisor1", ""])
def test_what_is_described_is_what_happens(product: Product, tmp_path: Path, who: str) -> None:
    assert SCHEMATHESIS is not None
    asked = [SCHEMATHESIS, "run", f"{product.address}/api/openapi.json", "--url", product.address]
    asked += ["--exclude-path-regex", LEFT_OUT, "--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
    asked += ["--max-examples", "6", "--seed", "11", "--request-timeout", "20", "--no-color"]
    asked += ["-H", f"Authorization: {product.officer(who)}"] if who else []
    done = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=500)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    assert re.search(r"Tested: \d{3}", done.stdout), done.stdout[-2000:]
