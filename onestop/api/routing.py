"""How every route is declared: one prefix, and the problems it may answer."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter

from onestop.api.answers import Problem

PREFIX: Final = "/api/v1"
_WHAT: Final = {
    401: "Nobody, or not any more, is signed in",
    403: "Not for this caller",
    404: "No such thing",
    409: "A rule of the shop says no",
    422: "Something in the request is wrong",
    429: "Too many requests from this address",
    503: "The database is away; try again",
}


def router(noun: str) -> APIRouter:
    return APIRouter(prefix=PREFIX, tags=[noun])


def problems(*statuses: int) -> Mapping[int | str, dict[str, Any]]:
    """For `responses=`: these statuses answer a problem."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": _WHAT[status], "content": content} for status in statuses}
