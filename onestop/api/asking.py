"""Who is asking: every route declares one of these guards, which checks before anything else is looked at."""

import hashlib
from dataclasses import dataclass
from typing import Final

from fastapi.openapi.models import APIKey, APIKeyIn, HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from onestop.api.memory import memory
from onestop.domain.errors import BadInput, Forbidden, NotSignedIn
from onestop.domain.people import Actor, Role
from onestop.usecases.accounts import Standing, Who
from onestop.wiring import site, wiring

READS_PER_WRITE: Final = 100
"""A hall's phones share one address: looking is allowed this many times as often as making something."""
LOOK_UPS_PER_WRITE: Final = 10
"""Codes follow one another and could be tried out: looking one up is allowed less often than other looks."""
LONGEST_KEY: Final = 100
LONGEST_SECRET: Final = 40


@dataclass(frozen=True, slots=True)
class Caller:
    """Who stands behind one request."""

    actor: Actor
    address: str
    who: Who | None = None
    standing: Standing | None = None
    token: str = ""
    secret: str = ""
    """Of a receipt."""

    @property
    def officer(self) -> Who:
        if self.who is None:
            raise NotSignedIn
        return self.who


async def _known(request: Request) -> Caller | None:
    """The officer or place whose credential is shown; `None` without one.

    Raises:
        NotSignedIn, PlaceUnknown: a credential was shown and is not valid.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, credential = header.partition(" ")
    credential = credential.strip()
    if scheme.lower() == "bearer" and credential:
        who = await memory().who(credential)
        return Caller(who.actor, "", who=who, token=credential)
    if scheme.lower() == "place" and credential:
        standing = await memory().place(credential)
        return Caller(standing.actor, "", standing=standing)
    raise NotSignedIn


class Staff(SecurityBase):
    """Officers who hold one of `roles` in their office; everybody who is signed in when `roles` is empty."""

    def __init__(self, roles: frozenset[Role] = frozenset()) -> None:
        self.roles = roles
        self.model = HTTPBearer(description="The token of POST /api/v1/session")
        self.scheme_name = "staff"

    async def __call__(self, request: Request) -> Caller:
        found = await _known(request)
        if found is None:
            raise NotSignedIn
        if found.who is None or (self.roles and not self.roles & found.who.roles):
            raise Forbidden
        return found


class Anyone(SecurityBase):
    """Everybody; without a valid credential only so often a minute from one address."""

    def __init__(self, kind: str, times: int = 1) -> None:
        self.kind, self.times = kind, times
        self.model = APIKey.model_validate(
            {"in": APIKeyIn.header, "name": "Authorization", "description": "`Place <key>`; public calls need none"}
        )
        self.scheme_name = "place"

    async def __call__(self, request: Request) -> Caller:
        found = await _known(request)
        if found is not None:
            return found
        address = site(request.client.host if request.client else "")
        wiring().count_asking(self.kind, address, self.times)
        return Caller(Actor("anyone", "web"), address)


class Holder(Anyone):
    """Everybody, and whoever holds a receipt: its secret comes in a header, for addresses are written to logs."""

    def __init__(self) -> None:
        super().__init__("lookup", LOOK_UPS_PER_WRITE)
        self.model = APIKey.model_validate(
            {"in": APIKeyIn.header, "name": "Authorization", "description": "`Receipt <secret>`; without it: less"}
        )
        self.scheme_name = "receipt"

    async def __call__(self, request: Request) -> Caller:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "receipt":
            return await super().__call__(request)
        address = site(request.client.host if request.client else "")
        wiring().count_asking(self.kind, address, self.times)
        return Caller(Actor("holder", "receipt"), address, secret=secret.strip()[:LONGEST_SECRET])


LOOK: Final = Anyone("look", READS_PER_WRITE)
HOLDER: Final = Holder()
MAKE: Final = Anyone("make")
LOG_IN: Final = Anyone("log-in")


def repeat_key(request: Request, caller: Caller) -> str | None:
    """The `Idempotency-Key`, made the caller's own; `None` when the request has none."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(field="Idempotency-Key")
    whose = f"{caller.actor}{caller.address}"
    return f"{hashlib.sha256(whose.encode()).hexdigest()[:24]}:{key}"
