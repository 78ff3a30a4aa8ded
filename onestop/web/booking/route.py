"""Where slots are booked, and where a booking is seen again; its code stands behind `#`, and no server is told."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import HTMLResponse

from onestop.web.booking.page import BOOKING
from onestop.web.light import answered

router = APIRouter()


@router.get("/book", include_in_schema=False)
def book(
    office: Annotated[str, Query(max_length=24)] = "", accept_language: Annotated[str, Header()] = ""
) -> HTMLResponse:
    return answered(BOOKING, accept_language, {"office": office, "seen": False})


@router.get("/b", include_in_schema=False)
def booked(accept_language: Annotated[str, Header()] = "") -> HTMLResponse:
    return answered(BOOKING, accept_language, {"office": "", "seen": True})
