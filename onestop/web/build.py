"""Builds the front end into `.web/` with the bundled bun, and only when something it is made of has changed.

`python -m onestop.web.build` calls nobody but the npm registry, and needs neither Node nor a running product.
"""

import hashlib
import importlib
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
MADE_OF = (
    "onestop/web",
    "onestop/onestop.py",
    "onestop/words.py",
    "displays",
    "locale",
    "assets",
    "reflex.lock",
    "rxconfig.py",
)
STAMP = "onestop.stamp"
REFLEX_PARTS = ("build", "frontend_skeleton", "path_ops", "prerequisites")

BAKED_ADDRESS = "endpoint.hostname = frontend_hostname;"
OWN_ADDRESS = "endpoint.host = window.location.host;"
BAKED_TLS_PORT = 'endpoint.port = ""; // Assume websocket is on https port via load balancer.'


def quiet_environment() -> None:
    """Reflex reads these at import: production, no telemetry, no version check."""
    defaults = {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_USE_GRANIAN": "false",
        "REFLEX_WEB_WORKDIR": str(ROOT / ".web"),
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    tools = str(Path(sys.executable).parent)
    if tools not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((tools, os.environ.get("PATH", "")))


def web_dir() -> Path:
    return Path(os.environ.get("REFLEX_WEB_WORKDIR", ROOT / ".web"))


def fingerprint(root: Path = ROOT) -> str:
    """One hash over the name and content of everything the front end is made of."""
    digest = hashlib.sha256(version("reflex").encode())
    for part in MADE_OF:
        start = root / part
        for path in [start] if start.is_file() else sorted(p for p in start.rglob("*") if p.is_file()):
            if "__pycache__" in path.parts or path.suffix == ".aside":
                continue
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = web_dir() / STAMP
    built = web_dir() / "build" / "client" / "index.html"
    return built.is_file() and stamp.is_file() and stamp.read_text() == fingerprint()


def _speak_to_own_address(state_js: Path) -> None:
    """The browser talks to the host and port it was served from, so one build serves every address and port."""
    text = state_js.read_text()
    if BAKED_ADDRESS not in text or BAKED_TLS_PORT not in text:
        sys.exit(f"{state_js}: not the runtime this build step was written for (reflex {version('reflex')})")
    state_js.write_text(text.replace(BAKED_ADDRESS, OWN_ADDRESS).replace(BAKED_TLS_PORT, ""))


def _reflex(name: str) -> Any:
    return importlib.import_module(f"reflex.utils.{name}")


def _put_whole(web: Path, root: Path) -> None:
    """What was resolved, back to the project: in one step and only where it differs, whenever the build is ended."""
    if not web.is_file() or (root.is_file() and root.read_bytes() == web.read_bytes()):
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    aside = root.with_name(f"{root.name}.{os.getpid()}.aside")
    shutil.copyfile(web, aside)
    aside.replace(root)


def build() -> None:
    """Compile the pages and bundle them; raises SystemExit when a step fails."""
    # Reflex reads its environment when it is imported, so it is imported only once that is set.
    bundler, frontend_skeleton, path_ops, prerequisites = (_reflex(name) for name in REFLEX_PARTS)

    def put(name: str) -> None:
        _put_whole(frontend_skeleton.get_web_lockfile_path(name), frontend_skeleton.get_root_lockfile_path(name))

    # Reflex writes into the file itself: ended there, it would leave a lock no later build could read.
    frontend_skeleton.sync_web_lockfile_to_root = put
    with path_ops.file_lock(web_dir()):
        shutil.rmtree(web_dir() / "public", ignore_errors=True)
        frontend_skeleton.initialize_web_directory()
        prerequisites.get_compiled_app(prerender_routes=True, use_rich=False, trigger="export")
        bundler.setup_frontend(ROOT)
        _speak_to_own_address(web_dir() / "utils" / "state.js")
        bundler.build()
        (web_dir() / STAMP).write_text(fingerprint())


def ensure() -> bool:
    """Build unless the last build still stands; True when it built."""
    if is_current():
        return False
    quiet_environment()
    os.chdir(ROOT)
    build()
    return True


if __name__ == "__main__":
    print("built" if ensure() else "nothing changed")  # noqa: T201
