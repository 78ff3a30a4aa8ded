"""The address on the slip: the same small page for everybody; what it shows comes from the API."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import HTMLResponse

from onestop.web.phone.page import phone_page, script
from onestop.web.policy import policy
from onestop.words import LOCALES

TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{6,32}")
HEADERS: Final = {"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer", "Vary": "Accept-Language"}

router = APIRouter()


def preferred(accept_language: str) -> str:
    """The first language of a browser's wish list that we speak."""
    wished = (part.partition(";")[0].strip().lower()[:2] for part in accept_language.split(","))
    return next((locale for locale in wished if locale in LOCALES), LOCALES[0])


@router.get("/t/{token}", include_in_schema=False)
def phone(token: str, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    if not TOKEN.fullmatch(token):
        raise HTTPException(status_code=404)
    told = {**HEADERS, "Content-Security-Policy": policy([script()])}
    return HTMLResponse(phone_page(preferred(accept_language), token), headers=told)
