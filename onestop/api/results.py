"""A digital result for whoever holds the receipt: the bytes that were given out online."""

from base64 import b64encode
from typing import Final
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from onestop.api.files import SAFE
from onestop.api.lookup import Asking, Code, count, seen_by
from onestop.api.routing import problems, router
from onestop.domain.errors import Forbidden, NotFound
from onestop.usecases import fetching
from onestop.wiring import wiring

routes = router("file")
LONGEST_NAME: Final = 120


@routes.get("/lookup/{code}/result", response_class=Response, responses={**problems(401, 403, 404, 422, 429)})
async def fetch_result(code: Code, caller: Asking) -> Response:
    """The digital result itself, for the holder of the receipt, once it was given out online."""
    process = wiring()
    seen = await process.run(seen_by, code, caller.secret)
    count(seen, caller.secret, caller)
    if not seen.full:
        raise Forbidden
    if seen.result is None:
        raise NotFound(result="")
    await process.run(fetching.fetched, process.work, seen.id, now=process.now())
    digest = b64encode(bytes.fromhex(seen.result.sha256)).decode()
    told = {
        **SAFE,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(seen.result.name[:LONGEST_NAME])}",
        "repr-digest": f"sha-256=:{digest}:",
    }
    return FileResponse(process.papers.path(seen.result.sha256), media_type=seen.result.media_type, headers=told)
