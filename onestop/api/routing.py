"""How every route is declared: one prefix, and the problems it may answer."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from onestop.api.answers import Problem

PREFIX: Final = "/api/v1"
_WHAT: Final = {
    400: "The body is not JSON that can be read",
    401: "Nobody, or not any more, is signed in",
    403: "Not for this caller",
    404: "No such thing",
    409: "A rule of the shop says no",
    413: "The body is too large",
    415: "The body is of another media type",
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


def document(route: APIRoute) -> None:
    """What any call may answer before its route is reached: a credential that is none, a body nobody can read."""
    body = [400, 413, 415] if route.body_field is not None else []
    read = [422] if body or "{" in route.path or route.dependant.query_params else []
    route.responses = {**problems(*body, 401, *read, 503), **route.responses}
