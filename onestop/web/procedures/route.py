"""The catalogue's two addresses. What was answered in the interview stands behind `#`, and no server hears of it."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import HTMLResponse

from onestop.web.light import answered
from onestop.web.procedures.page import PROCEDURES

router = APIRouter()
Office = Annotated[str, Query(max_length=24)]


@router.get("/procedures", include_in_schema=False)
def found(office: Office = "", accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    return answered(PROCEDURES, accept_language, {"key": "", "office": office})


@router.get("/procedures/{key}", include_in_schema=False)
def one(
    key: Annotated[str, Path(max_length=40)], office: Office = "", accept_language: Annotated[str, Header()] = ""
) -> HTMLResponse:
    return answered(PROCEDURES, accept_language, {"key": key, "office": office})
