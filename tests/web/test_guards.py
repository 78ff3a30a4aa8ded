"""Every event a browser can send, to every screen, as everybody: only who may do a thing gets past its guard.

The table below says who may; a handler that is not in it fails the test, and so does an entry without a handler.
"""

import importlib
import inspect
import pkgutil
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, cast, get_type_hints

import pytest
import reflex as rx
from sqlalchemy import func, select

import onestop.web
from onestop.domain.errors import DomainError, Forbidden, NotSignedIn, PlaceUnknown
from onestop.domain.people import COUNTER, FLOOR, RECEPTION, SUPERVISION, Role
from onestop.live.changes import Changes
from onestop.live.feed import Feed
from onestop.storage.rows import Fact
from onestop.usecases import returning
from onestop.usecases.intake import INTAKE
from onestop.usecases.till import CASHIERS
from onestop.web.place import PlaceSession, keep
from onestop.web.session import OfficerSession
from onestop.web.virtual import reader
from tests.factories import Hall
from tests.web.browser import signed_in

ANYONE: Final = "anyone"
SIGNED_IN: Final = frozenset(Role)
SETUP: Final = frozenset({Role.ADMIN})
DOSSIERS: Final = frozenset(Role) - {Role.FLOOR}
Allowed = str | frozenset[Role]
ACCOUNTS: Final = {
    "officer1": Role.OFFICER,
    "unit1": Role.UNIT,
    "post1": Role.POST,
    "floor1": Role.FLOOR,
    "supervisor1": Role.SUPERVISOR,
    "admin1": Role.ADMIN,
}
PLACES: Final = {"kiosk": "kiosk-1", "board": "board-1", "tablet": "tablet-1"}


def _all(allowed: Allowed, screen: str, handlers: str) -> dict[str, Allowed]:
    return {f"{screen}.{name}": allowed for name in handlers.split()}


EXPECTED: Final[dict[str, Allowed]] = {
    **_all(ANYONE, "Visitor", "speak"),
    **_all(ANYONE, "OfficerSession", "log_out pass_by"),
    **_all(SIGNED_IN, "OfficerSession", "arrive go_on_in"),
    **_all(ANYONE, "PlaceSession", "settle"),
    **_all("kiosk", "Kiosk", "watch take_number choose prefer take ask_for_help back make_larger"),
    **_all("kiosk", "Kiosk", "make_lower home"),
    **_all("kiosk", "KioskFollow", "begin look look_at look_at_visit take_for_it"),
    **_all("kiosk", "KioskPapers", "begin choose_field search choose_procedure answer take_back print_list"),
    **_all("kiosk", "KioskPapers", "ask_a_person look_for"),
    **_all("kiosk", "KioskForm", "open answer pick change before finish"),
    **_all("kiosk", "KioskHandIn", "begin show_card describe follow_papers invite photograph submit"),
    **_all("kiosk", "KioskScan", "listen scanned"),
    **_all("board", "Hall", "watch shown spoken"),
    **_all("tablet", "Tablet", "watch rate say_why skip_why criticise"),
    **_all(COUNTER, "Counter", "watch sit dismiss_handover show choose_outcome call_next call_this recall start"),
    **_all(COUNTER, "Counter", "finish undo miss park transfer add_further write_note reinstate pause resume leave"),
    **_all(COUNTER, "Counter", "set_auto_call ask_for_help"),
    **_all(COUNTER, "Visit", "follow"),
    **_all(INTAKE, "Drafts", "watch"),
    **_all(INTAKE, "Intake", "watch listen tell read_card"),
    **_all(INTAKE, "Checklist", "open_paper move mark count answer find_fault phrase add_paper give_back reuse"),
    **_all(INTAKE, "Checklist", "take_scan discard_scan"),
    **_all(INTAKE, "Checklist", "invite forget_phone"),
    **_all(INTAKE, "Acts", "ask receive guide refuse discard another"),
    **_all(INTAKE, "Advice", "consult"),
    **_all(INTAKE, "Choosing", "load narrow choose_way choose choose_first choose_case"),
    **_all(
        RECEPTION,
        "Reception",
        "watch look_for show_not_out issue forget_given choose reprint grant cancel see helped",
    ),
    **_all(RECEPTION, "Reception", "show_unfinished"),
    **_all(RECEPTION, "PaperList", "draw print_it"),
    **_all(FLOOR, "Floor", "watch hang look_at_counter look_at_queue look_at_person pause close_counter end_visit"),
    **_all(FLOOR, "Floor", "move_visit see close_alert broadcast end_broadcasts"),
    **_all(SUPERVISION, "Floor", "look_at_day close_day reopen_day settle"),
    **_all(SUPERVISION, "Setup", "load go choose"),
    **_all(SETUP, "Setup", "begin save renew revoke unlock hide end_away try_template"),
    **_all(SUPERVISION, "Procedures", "load look_for narrow"),
    **_all(SUPERVISION, "Editing", "load choose try_with"),
    **_all(SETUP, "Editing", "put tick add remove lift save_facts save_version"),
    **_all(SETUP, "Importing", "load send take save_new save_version"),
    **_all(SUPERVISION, "Workdays", "load go pick"),
    **_all(SETUP, "Workdays", "propose set_day save"),
    **_all(SUPERVISION, "Messages", "load choose see_failed try_text try_subject"),
    **_all(SETUP, "Messages", "save reset_words send_again"),
    **_all(DOSSIERS, "Dossiers", "watch look_at narrow sort_by show_only widen find open_register take move_chosen"),
    **_all(returning.DESK, "Dossiers", "order_post hand_list"),
    **_all(SUPERVISION, "Dossiers", "close_register"),
    **_all(DOSSIERS, "OneDossier", "watch press act"),
    **_all(returning.DESK, "Onward", "watch hand_on"),
    **_all(CASHIERS, "Money", "watch show_day close_till"),
    **_all(SUPERVISION, "Money", "ask assign settle"),
    **_all(SUPERVISION, "Portal", "watch show compare_all compare send_again"),
    **_all(SUPERVISION, "FeedbackDesk", "watch show ask decide"),
    **_all(DOSSIERS, "Away", "load save end"),
    **_all(FLOOR, "Virtual", "watch press pull listen"),
}
ARGUMENTS: Final[dict[type, Any]] = {str: "x", int: 1, bool: True, float: 1.0, dict: {}}
"""What a browser that guesses would send, by the type asked for."""


class Passed(Exception):
    """The guard let somebody through to the live feed."""


@dataclass(frozen=True)
class Caller:
    name: str
    token: str = ""
    place: str = ""
    """Whose credential the browser holds."""


def _screens() -> Iterator[type[rx.State]]:
    """Every state class of the screens."""
    for module in pkgutil.walk_packages(onestop.web.__path__, "onestop.web."):
        if module.name != "onestop.web.build":
            importlib.import_module(module.name)
    waiting: list[Any] = [rx.State]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("onestop.web"):
            yield one


def _handlers() -> dict[str, tuple[type[rx.State], Callable[..., Any]]]:
    found = {}
    for screen in _screens():
        inherited = {name for base in screen.__mro__[1:] for name in getattr(base, "event_handlers", {})}
        for name in set(screen.event_handlers) - inherited:
            found[f"{screen.__name__}.{name}"] = (screen, screen.event_handlers[name].fn)
    return found


HANDLERS: Final = _handlers()


def _arguments(handler: Callable[..., Any]) -> list[Any]:
    hints = get_type_hints(inspect.unwrap(handler))
    names = list(inspect.signature(handler).parameters)[1:]
    return [ARGUMENTS[getattr(hints[name], "__origin__", hints[name])] for name in names]


async def _tried(
    screen: type[rx.State], handler: Callable[..., Any], caller: Caller, claimed: str
) -> Exception | None:
    """What comes of an event: nothing, a refusal, or the sign that the live feed was reached."""
    state = screen()
    if issubclass(screen, OfficerSession):
        signed_in(cast("OfficerSession", state), caller.token)
    if issubclass(screen, PlaceSession):
        setattr(state, "credentials", keep("", claimed, caller.place))  # noqa: B010
    try:
        told = inspect.unwrap(handler)(state, *_arguments(handler))
        if isinstance(told, types.AsyncGeneratorType):
            async for _ in told:
                pass
        elif inspect.isawaitable(told):
            await told
    except (DomainError, Passed) as outcome:
        return outcome
    return None


def _callers(hall: Hall) -> list[Caller]:
    people = [Caller(name, token=hall.token(name)) for name in ACCOUNTS]
    places = [Caller(kind, place=hall.key(code)) for kind, code in PLACES.items()]
    strangers = [Caller("nobody"), Caller("a liar", token="x" * 43, place="y" * 40)]
    return [*strangers, *people, *places]


def _may(caller: Caller, allowed: Allowed) -> bool:
    if isinstance(allowed, str):
        return allowed in (ANYONE, caller.name)
    role = ACCOUNTS.get(caller.name)
    return role is not None and role in allowed


def _facts(hall: Hall) -> int:
    with hall.work.reading() as session:
        return session.scalar(select(func.count()).select_from(Fact)) or 0


def test_the_table_names_every_handler_and_nothing_else() -> None:
    assert set(HANDLERS) == set(EXPECTED)


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever gets through to a live view is told so instead of following it for ever."""

    def passed(*_: Any, **__: Any) -> Any:
        raise Passed

    monkeypatch.setattr(Feed, "follow", passed)
    monkeypatch.setattr(Feed, "current", passed)
    monkeypatch.setattr(Changes, "follow", passed)
    monkeypatch.setattr(reader.Reader, "follow", passed)


@pytest.mark.usefixtures("feed")
@pytest.mark.parametrize("screen", sorted({name.partition(".")[0] for name in EXPECTED}))
async def test_only_who_may_gets_past_the_guard(
    screen: str, lite_hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    lite_hall.clock = lite_hall.shop.now
    callers = _callers(lite_hall)
    for name in sorted(name for name in HANDLERS if name.startswith(f"{screen}.")):
        allowed = EXPECTED[name]
        # The address names the right place all the time; the credential is the caller's own.
        claimed = PLACES.get(str(allowed), PLACES["kiosk"])
        monkeypatch.setattr(PlaceSession, "_code", lambda _, claimed=claimed: claimed)
        for caller in sorted(callers, key=lambda one: _may(one, allowed)):
            before = _facts(lite_hall)
            outcome = await _tried(*HANDLERS[name], caller, claimed)
            if _may(caller, allowed):
                assert not isinstance(outcome, NotSignedIn | Forbidden | PlaceUnknown), (name, caller.name)
            else:
                assert isinstance(outcome, NotSignedIn | Forbidden | PlaceUnknown), (name, caller.name, outcome)
                assert _facts(lite_hall) == before, (name, caller.name)
