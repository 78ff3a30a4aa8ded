"""The composition root of the web process: screens, API and the built front end behind one port.

A process manager runs `uvicorn onestop.onestop:server --factory` from the project's folder; nothing else is needed.
"""

import importlib
import os
from pathlib import Path

from onestop.web.build import quiet_environment

quiet_environment()

from fastapi import FastAPI  # noqa: E402
from reflex.environment import environment  # noqa: E402
from starlette.types import ASGIApp  # noqa: E402

from onestop.web.shell import web_app  # noqa: E402

SCREENS = sorted(path.parent.name for path in (Path(__file__).parent / "web").glob("*/page.py"))

for screen in SCREENS:
    importlib.import_module(f"onestop.web.{screen}.page")

api = FastAPI()


@api.get("/api/v1/health/live")
def live() -> dict[str, str]:
    return {"status": "ok"}


app = web_app(api_transformer=api)


def server() -> ASGIApp:
    """What uvicorn serves: pages are not compiled again, the last build is mounted beside the API."""
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    return app()
