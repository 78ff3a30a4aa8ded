"""The address on the slip: the same small page for everybody; what it shows comes from the API."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import HTMLResponse

from onestop.web.light import HEADERS, preferred
from onestop.web.phone.page import phone_page, script
from onestop.web.policy import policy

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{6,32}")

router = APIRouter()


@router.get("/t/{token}", include_in_schema=False)
def phone(token: str, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    if not TOKEN.fullmatch(token):
        raise HTTPException(status_code=404)
    told = {**HEADERS, "Content-Security-Policy": policy([script()])}
    return HTMLResponse(phone_page(preferred(accept_language), token), headers=told)
