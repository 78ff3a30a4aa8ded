"""What a page of ours may load and run: our own files, and the inline scripts the build wrote, each by its hash.

Reflex runs what a handler tells a browser to do (`rx.call_script`) through `eval`, so its pages must allow that; a
script that somebody smuggles into a page still does not run.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Final

SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
EVERYWHERE: Final = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
)
NOT_A_PAGE: Final = "default-src 'none'; frame-ancestors 'none'"
"""Of an answer no browser should show as a page."""


def hashed(script: str) -> str:
    """How a policy names one inline script."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(scripts: Iterable[str] = (), *, evaluates: bool = False) -> str:
    """The `Content-Security-Policy` of a page with these inline scripts."""
    names = sorted({hashed(script) for script in scripts})
    allowed = " ".join(["script-src 'self'", *(["'unsafe-eval'"] if evaluates else []), *names])
    return "; ".join([*EVERYWHERE, allowed])


def inline_scripts(built: Path) -> set[str]:
    """Every inline script of the built pages; none before the first build."""
    return {script for page in built.rglob("*.html") for script in SCRIPT.findall(page.read_text("utf-8"))}
