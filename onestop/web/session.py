"""Who looks at a screen: a visitor with a language, or an officer whose token is checked at every event.

`answered` stands below `@rx.event` and turns a refusal into a toast in the reader's language.
"""

import functools
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, TypeVar, cast

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import DomainError, Forbidden, NotSignedIn
from onestop.domain.people import Role
from onestop.usecases import accounts
from onestop.web import routes
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import LOCALES, say

SESSION_MAX_AGE_S = 12 * 3600

Handler = TypeVar("Handler", bound=Callable[..., Any])


def _answer(state: "Visitor", refusal: DomainError) -> EventSpec:
    if isinstance(refusal, NotSignedIn):
        return rx.redirect(routes.login(state.router.url.path))
    return toast("bad", say(state.locale, f"refusal.{refusal.code}", **refusal.facts))


def answered(handler: Handler) -> Handler:
    """A refusal raised by `handler` becomes a toast; without a session it becomes the log-in page."""

    @functools.wraps(handler)
    async def stream(self: "Visitor", *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async with aclosing(handler(self, *args, **kwargs)) as told:
                async for each in told:
                    yield each
        except DomainError as refusal:
            yield _answer(self, refusal)

    @functools.wraps(handler)
    async def once(self: "Visitor", *args: Any, **kwargs: Any) -> Any:
        try:
            return await handler(self, *args, **kwargs)
        except DomainError as refusal:
            return _answer(self, refusal)

    return cast("Handler", stream if inspect.isasyncgenfunction(handler) else once)


class Visitor(rx.State):
    """Anybody at a screen; the browser remembers the language."""

    locale: str = rx.LocalStorage(LOCALES[0], name="onestop.locale", sync=True)

    @rx.event
    def speak(self, locale: str) -> EventSpec | None:
        if locale not in LOCALES:
            return None
        self.locale = locale
        return rx.call_script(f"document.documentElement.lang = '{locale}'")


class OfficerSession(Visitor):
    """An officer at a screen. The vars say whom to greet; what may be done is decided by `_who`, each time."""

    token: str = rx.Cookie("", name="onestop.session", same_site="strict", max_age=SESSION_MAX_AGE_S)
    officer_name: str = ""
    username: str = ""
    office_vi: str = ""
    office_en: str = ""
    roles: list[str] = []

    async def _who(self, roles: frozenset[Role] = frozenset()) -> accounts.Who:
        """Who is asking, from the session's token and nothing else; `NotSignedIn`, or `Forbidden` without a role."""
        if not self.token:
            raise NotSignedIn
        process = wiring()
        who = await process.run(accounts.whoami, process.work, self.token, now=process.now())
        if roles and not roles & frozenset(who.roles):
            raise Forbidden
        return who

    @rx.event
    @answered
    async def arrive(self) -> None:
        """The first event of every officer's page: greet, or send to the log-in page."""
        self.officer_name, self.username, self.roles = "", "", []
        who = await self._who()
        self.officer_name, self.username = who.name, who.username
        self.office_vi, self.office_en = who.office_name_vi, who.office_name_en
        self.roles = sorted(str(role) for role in who.roles)

    @rx.event
    @answered
    async def log_out(self) -> EventSpec:
        process = wiring()
        if self.token:
            await process.run(accounts.log_out, process.work, self.token, now=process.now())
        # With every screen below: what an officer saw or was shown once is not the next one's.
        self.reset()  # type: ignore[no-untyped-call]
        return rx.redirect(routes.LOGIN)
