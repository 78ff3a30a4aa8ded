"""Signing in: one try, one answer; the place the officer was going to is kept."""

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from onestop.domain.errors import DomainError
from onestop.usecases import accounts
from onestop.web import routes
from onestop.web.session import OfficerSession
from onestop.wiring import wiring
from onestop.words import say


class Login(OfficerSession):
    busy: bool = False
    refusal: str = ""

    @rx.event
    async def sign_in(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self.busy, self.refusal = True, ""
        yield
        try:
            self._welcome(await self._try(str(form.get("username", "")).strip(), str(form.get("password", ""))))
        except DomainError as refused:
            self.refusal = say(self.locale, f"refusal.{refused.code}", **refused.facts)
        else:
            yield rx.redirect(routes.own(self.router.url.query_parameters.get("then", routes.HOME)))
        finally:
            self.busy = False

    async def _try(self, username: str, password: str) -> accounts.SignedIn:
        process = wiring()
        process.count_asking("log-in", self.router.session.client_ip)
        hours = process.settings.session_hours
        return await process.run(accounts.log_in, process.work, username, password, now=process.now(), hours=hours)

    def _welcome(self, signed_in: accounts.SignedIn) -> None:
        self.token = signed_in.token
        self.officer_name, self.username = signed_in.name, signed_in.username
        self.roles = sorted(str(role) for role in signed_in.roles)
