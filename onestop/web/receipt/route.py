"""The address on a receipt: the same small page for everybody; the secret behind `#` never comes here."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import HTMLResponse

from onestop.web.light import answered
from onestop.web.receipt.page import RECEIPT

CODE: Final = re.compile(r"[A-Za-z0-9.-]{1,60}")

router = APIRouter()


@router.get("/d", include_in_schema=False)
def asking(accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    """For whoever has to type the code."""
    return answered(RECEIPT, accept_language, {"code": ""})


@router.get("/d/{code}", include_in_schema=False)
def receipt(code: str, accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    if not CODE.fullmatch(code):
        raise HTTPException(status_code=404)
    return answered(RECEIPT, accept_language, {"code": code.upper()})
