"""The address in a hand-over's QR; whether its code still holds is asked of the API."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import HTMLResponse

from onestop.usecases.papers import MOST_FROM_PHONE
from onestop.web.handover.page import HAND_OVER
from onestop.web.light import answered

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")

router = APIRouter()


@router.get("/h/{token}", include_in_schema=False)
def hand_over(token: str, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    if not TOKEN.fullmatch(token):
        raise HTTPException(status_code=404)
    return answered(HAND_OVER, accept_language, {"token": token, "most": MOST_FROM_PHONE})
