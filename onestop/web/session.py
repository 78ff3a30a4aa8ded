"""Who looks at a screen: a visitor with a language, or an officer whose token is checked at every event.

The token is in a cookie no script can read; the browser shows it when its socket opens. `answered` stands below
`@rx.event` and turns a refusal into a toast in the reader's language.
"""

import functools
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, aclosing, suppress
from typing import Any, Final, TypeVar, cast

import reflex as rx
from reflex.event import EventSpec

from onestop.domain.errors import DomainError, Forbidden, NotSignedIn
from onestop.domain.people import Role
from onestop.live.feed import live
from onestop.live.roll import roll
from onestop.usecases import accounts
from onestop.usecases.workplaces import Workplace, workplaces
from onestop.web import routes
from onestop.web.toast import toast
from onestop.wiring import wiring
from onestop.words import LOCALES, refused

SESSION_COOKIE: Final = accounts.COOKIE

Look = Callable[[accounts.Who], Awaitable[None]]
Handler = TypeVar("Handler", bound=Callable[..., Any])


def cookie(header: str, name: str) -> str:
    """The value of one cookie in a `Cookie` header; empty without it."""
    pairs = (part.strip().partition("=") for part in header.split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def _answer(state: "Visitor", refusal: DomainError) -> EventSpec:
    if isinstance(refusal, NotSignedIn):
        return rx.redirect(routes.login(state.router.url.path))
    return toast("bad", refused(state.locale, refusal.code, refusal.facts))


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


def follows(who: accounts.Who, roles: frozenset[Role]) -> AbstractContextManager[Callable[[], None]]:
    """While an officer's page follows: what it gives, called at each picture, raises once they may look no more."""
    return roll().watched(who.office_id, who.mark, roles, until=who.expires_at)


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

    officer_name: str = ""
    username: str = ""
    office_vi: str = ""
    office_en: str = ""
    roles: list[str] = []
    workplaces: list[Workplace] = []
    """The officer's other offices with this one; none for whoever has only this."""
    office: str = ""
    _seen_by: str = ""
    """Whose screens this tab holds; the next officer finds none of it."""

    def _token(self) -> str:
        """What the browser showed when its socket opened; signing in or out loads the page anew."""
        return cookie(self.router.headers.cookie, SESSION_COOKIE)

    async def _who(self, roles: frozenset[Role] = frozenset()) -> accounts.Who:
        """Who is asking, from the session's token and nothing else; `NotSignedIn`, or `Forbidden` without a role."""
        if not (token := self._token()):
            raise NotSignedIn
        process = wiring()
        who = await process.run(accounts.whoami, process.work, token, now=process.now())
        if roles and not roles & frozenset(who.roles):
            raise Forbidden
        return who

    async def _kept_true(self, roles: frozenset[Role], look: Look, again_s: float) -> None:
        """While the page is looked at: `look` at each change of the hall, and so often while nothing rings [s]."""
        who = await self._who(roles)
        with follows(who, roles) as still:
            async with aclosing(live().follow(who.office_id, again_s)) as pictures:
                async for _ in pictures:
                    still()
                    async with self:
                        await look(who)

    @rx.event
    @answered
    async def arrive(self) -> None:
        """The first event of every officer's page: greet, or send to the log-in page."""
        await self._greet()

    @rx.event
    async def pass_by(self) -> None:
        """The first event of a page for anybody: greet whoever is signed in."""
        with suppress(NotSignedIn):
            await self._greet()

    async def _greet(self) -> None:
        self.officer_name, self.username, self.roles = "", "", []
        who = await self._who()
        if self._seen_by not in {"", who.username}:
            self.reset()  # type: ignore[no-untyped-call]
        self._seen_by = who.username
        self.officer_name, self.username = who.name, who.username
        self.office = who.office
        process = wiring()
        found = await process.run(workplaces, process.work, who.officer_id)
        self.workplaces = list(found) if len(found) > 1 else []
        self.office_vi, self.office_en = who.office_name_vi, who.office_name_en
        self.roles = sorted(str(role) for role in who.roles)

    @rx.event
    @answered
    async def go_on_in(self, office: str) -> EventSpec:
        """The page's script asks for another session, for only it can exchange the cookie."""
        await self._who()
        return rx.call_script(f"onestop.workIn({json.dumps(office)})")

    @rx.event
    @answered
    async def log_out(self) -> EventSpec:
        process = wiring()
        if token := self._token():
            await process.run(accounts.log_out, process.work, token, now=process.now())
        # With every screen below: what an officer saw or was shown once is not the next one's.
        self.reset()  # type: ignore[no-untyped-call]
        return rx.call_script("onestop.signOut()")
