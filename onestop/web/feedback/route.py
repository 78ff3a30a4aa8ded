"""The page's address; number and secret of what was sent stand behind `#`, and no server hears of them."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import HTMLResponse

from onestop.web.feedback.page import FEEDBACK
from onestop.web.light import answered

router = APIRouter()


@router.get("/feedback", include_in_schema=False)
def feedback(
    office: Annotated[str, Query(max_length=24)] = "", accept_language: Annotated[str, Header()] = ""
) -> HTMLResponse:
    return answered(FEEDBACK, accept_language, {"office": office})
