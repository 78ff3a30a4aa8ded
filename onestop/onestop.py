"""The composition root of the web process: screens, API, live feed and the built front end behind one port.

A process manager runs `uvicorn onestop.onestop:server --factory` from the project's folder; nothing else is needed.
"""

import importlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from onestop.api.app import api
from onestop.live.feed import live
from onestop.web.build import quiet_environment
from onestop.wiring import settle, wiring

quiet_environment()  # Reflex reads its environment when it is imported, so it is imported below

from reflex.state import State  # noqa: E402

from onestop.web.headers import Headers  # noqa: E402
from onestop.web.leaving import forget_leavers  # noqa: E402
from onestop.web.portal import asking  # noqa: E402
from onestop.web.shell import web_app  # noqa: E402
from onestop.web.still import share_frozen_defaults  # noqa: E402

for page in sorted((Path(__file__).parent / "web").glob("*/page.py")):
    importlib.import_module(f"onestop.web.{page.parent.name}.page")

for route in sorted((Path(__file__).parent / "web").glob("*/route.py")):
    api.include_router(importlib.import_module(f"onestop.web.{route.parent.name}.route").router)


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """The feed starts with the process and stops before the database is let go."""
    shop, feed = wiring(), live()
    feed.start()
    settle()
    forget_leavers(app)
    yield
    await feed.stop()
    asking.close()
    shop.close()


share_frozen_defaults(State)
app = web_app(api_transformer=[api, Headers])
app.register_lifespan_task(lifespan)


def server() -> ASGIApp:
    """What uvicorn serves: the last build's pages beside the API; nothing is compiled again.

    Programs go straight to the API: what Reflex puts around the screens costs them a tenth of their time.
    """
    os.environ |= {"__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true"}
    whole, programs = app(), Headers(api)

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        to_api = scope["type"] == "http" and scope["path"].startswith("/api/")
        await (programs if to_api else whole)(scope, receive, send)

    return door
