"""Every error is `application/problem+json` (RFC 9457) with a stable `code`, in the reader's language."""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from onestop.domain.errors import BadInput, DomainError
from onestop.words import LOCALES, say
from onestop.words import refused as refused_in_words

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
BY_STATUS: Final = {
    400: "body.malformed",
    404: "route.unknown",
    405: "method.not_allowed",
    413: "body.too_large",
    415: "body.media_type",
}
"""Codes of refusals that are no rule of the shop but of the protocol."""


def locale_of(request: Request) -> str:
    """The first of our languages in `Accept-Language`, by its weights; Vietnamese without any."""
    wishes = []
    for part in request.headers.get("accept-language", "")[:200].split(","):
        tag, _, weight = part.strip().partition(";q=")
        wishes.append((-_weight(weight), tag.partition("-")[0].lower()))
    spoken = [tag for weight, tag in sorted(wishes, key=lambda wish: wish[0]) if tag in LOCALES and weight < 0]
    return spoken[0] if spoken else LOCALES[0]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def problem(
    request: Request,
    status: int,
    code: str,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """One answer: `title` says what kind of thing went wrong, `detail` this very case, `code` is for programs."""
    locale, facts = locale_of(request), dict(facts or {})
    body = {
        "type": f"urn:onestop:problem:{code}",
        "title": say(locale, f"problem.status_{status}"),
        "status": status,
        "code": code,
        "detail": _detail(locale, code, facts),
        **({"facts": facts} if facts else {}),
        **more,
    }
    content = json.dumps(body, ensure_ascii=False, default=str)
    told = {"content-language": locale, **(headers or {})}
    return Response(content, status, told, MEDIA_TYPE)


OWN: Final = frozenset({*BY_STATUS.values(), "internal", "unavailable", "not_ready"})


def _detail(locale: str, code: str, facts: dict[str, Any]) -> str:
    try:
        return say(locale, f"problem.{code}", **facts) if code in OWN else refused_in_words(locale, code, facts)
    except KeyError:
        log.exception("a refusal lacks a fact its words name")
        return code


async def refused(request: Request, refusal: DomainError) -> Response:
    headers = {401: {"www-authenticate": "Bearer"}, 429: {"retry-after": _retry(refusal)}}.get(refusal.status)
    return problem(request, refusal.status, refusal.code, refusal.facts, headers)


def _retry(refusal: DomainError) -> str:
    """Seconds until another try makes sense."""
    return str(refusal.facts.get("seconds") or int(refusal.facts.get("minutes") or 1) * 60)


async def invalid(request: Request, error: RequestValidationError) -> Response:
    """What is wrong with the request, field by field; what was sent is never sent back."""
    errors = [{"field": _field(e["loc"]), "why": e["type"]} for e in error.errors()[:20]]
    if any(e["why"] == "json_invalid" for e in errors):
        return problem(request, 400, BY_STATUS[400])
    facts = {"field": errors[0]["field"]} if errors else {"field": ""}
    return problem(request, BadInput.status, BadInput.code, facts, errors=errors)


def _field(loc: tuple[str | int, ...]) -> str:
    """The field's name as the caller wrote it, without "body" or "path" before it; an unknown one cut short."""
    inner = [str(part)[:60] for part in loc[1:]] or [str(part) for part in loc]
    return ".".join(inner)


async def by_protocol(request: Request, error: HTTPException) -> Response:
    if not request.url.path.startswith("/api/"):
        return await http_exception_handler(request, error)
    return problem(request, error.status_code, BY_STATUS.get(error.status_code, "internal"), headers=error.headers)


async def unreachable(request: Request, error: Exception) -> Response:
    """The database is away: nothing was kept, the caller may try again."""
    log.error("database: %s", type(error).__name__)
    return problem(request, 503, "unavailable", headers={"retry-after": "5"})


async def failed(request: Request, error: Exception) -> Response:
    """A mistake of ours; the server's log has it, the caller gets no inner workings."""
    del error
    if not request.url.path.startswith("/api/"):
        return PlainTextResponse("Internal Server Error", 500)
    return problem(request, 500, "internal")


def answer_problems(app: FastAPI) -> None:
    """Make `app` answer every refusal and every mistake as a problem."""
    handlers: dict[type[Exception], Any] = {
        DomainError: refused,
        RequestValidationError: invalid,
        HTTPException: by_protocol,
        OperationalError: unreachable,
        PoolTimeout: unreachable,
        Exception: failed,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
