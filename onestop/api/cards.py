"""A photograph of a citizen's card, where a browser cannot read its code itself: read, answered, and gone."""

from typing import Annotated, Final

from fastapi import Depends
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.asking import Caller
from onestop.api.files import Signed
from onestop.api.memory import memory
from onestop.api.routing import problems, router
from onestop.api.shaping import private
from onestop.api.uploads import files_of
from onestop.domain.errors import Forbidden
from onestop.usecases import digitising
from onestop.usecases.intake import INTAKE
from onestop.wiring import wiring

routes = router("card")
KIOSK: Final = "kiosk"


class Asker(Signed):
    """An officer who takes in dossiers, or the page of a kiosk with its place's key."""

    async def __call__(self, request: Request) -> Caller:
        scheme, _, credential = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "place":
            return await super().__call__(request)
        standing = await memory().place(credential.strip())
        if standing.kind != KIOSK:
            raise Forbidden
        return Caller(standing.actor, "", standing=standing)


class CodeAnswer(BaseModel):
    """What the code in the photograph says, as a scanner would have typed it."""

    model_config = ConfigDict(extra="forbid")

    text: str


@routes.post("/card-pictures", response_model=CodeAnswer, responses={**problems(401, 403, 422)})
async def read_picture(request: Request, _caller: Annotated[Caller, Depends(Asker(INTAKE))]) -> Response:
    """One photograph (`files`, multipart, at most 16 MB); neither it nor what its code says is kept."""
    process = wiring()
    async with files_of(request) as pictures:
        today = process.now().date()
        text = await process.run_glance(digitising.read_code, pictures[0], today)
    return private({"text": text})
