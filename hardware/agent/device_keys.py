"""Keypads and dispensers: a key that counts becomes an event on disk before anything is sent."""

from abc import abstractmethod

from hardware.agent.work import Outlet, Work
from hardware.contract.messages import (
    AnyDesired,
    CallerKey,
    DispenserDesired,
    KeypadDesired,
    RatingKey,
    Reported,
    StuckButton,
    TicketRequest,
)
from hardware.drivers.protocols import KeyPress, KeySource, KeyStuck

LISTEN_S = 0.25
CRITICISM = "0"
MARKS = ("1", "2", "3", "4")
CALLER = {"next": "next", "recall": "recall", "start": "start", "finish": "finish", "miss": "miss"}
MOST_BUTTONS = 64
LIT = ("armed", "open")


class KeyWork(Work):
    """What keypad and dispenser share: hearing keys, telling a stuck one or a lost device."""

    def __init__(self, outlet: Outlet, driver: KeySource, keys: dict[str, str]) -> None:
        super().__init__(outlet, driver)
        self._driver, self._keys = driver, keys
        self._there: bool | None = None
        self._lit: bool | None = None
        self._last: Reported | None = None

    def turn(self) -> None:
        signal = self._driver.next(LISTEN_S)
        if isinstance(signal, KeyStuck):
            button = _number(self._keys.get(signal.key, signal.key))
            self.outlet.event("button.stuck", StuckButton(button=button or 0, stuck=signal.stuck))
        elif isinstance(signal, KeyPress):
            self.pressed(self._keys.get(signal.key, signal.key), signal.press_ms)
        self._there = self._driver.alive
        self._light(lit=self.shows() in LIT)
        self.refresh()

    def desire(self, desired: AnyDesired) -> None:
        super().desire(desired)
        self.refresh()

    def _light(self, *, lit: bool) -> None:
        if lit != self._lit:
            self._lit = lit
            self._driver.lamp(lit=lit)

    @abstractmethod
    def pressed(self, meaning: str, press_ms: int) -> None:
        """A key that means `meaning` was pressed."""

    @abstractmethod
    def shows(self) -> str:
        """What a person sees of it: a word of `LIT`, or another."""

    def refresh(self) -> None:
        """Report when what a person would see has changed."""
        rev = 0 if self.wanted is None else self.wanted.rev
        there = self._there is not False
        detail = {} if there else {"code": "keys.lost"}
        reported = Reported(rev=rev, ok=there, shows=self.shows(), detail=detail)
        if reported != self._last:
            self._last = reported
            self.outlet.report(reported)


class KeypadWork(KeyWork):
    """Marks count once for each arming and until its end; criticism always; an officer's keys always."""

    def pressed(self, meaning: str, press_ms: int) -> None:
        if meaning in CALLER:
            self.outlet.event("caller.key", CallerKey.model_validate({"key": meaning}))
        elif meaning == CRITICISM:
            self.outlet.event("rating", self._rating(0, press_ms))
        elif meaning in MARKS and self.is_armed():
            rating = self._rating(int(meaning), press_ms)
            self.outlet.event("rating", rating, rated_rev=str(rating.armed_rev))

    def is_armed(self) -> bool:
        wanted = self.wanted
        if not isinstance(wanted, KeypadDesired) or wanted.armed is None:
            return False
        if wanted.armed.until <= self.outlet.now():
            return False
        return int(self.outlet.journal.recall("rated_rev") or 0) < wanted.rev

    def shows(self) -> str:
        return "armed" if self.is_armed() else "asleep"

    def _rating(self, value: int, press_ms: int) -> RatingKey:
        wanted = self.wanted
        if not isinstance(wanted, KeypadDesired) or wanted.armed is None:
            return RatingKey(value=value, press_ms=press_ms)
        ticket = wanted.armed.ticket
        return RatingKey(value=value, armed_rev=wanted.rev, ticket=ticket, press_ms=press_ms)


class DispenserWork(KeyWork):
    """A button asks for a ticket while the hall is open and the server is there to give one."""

    def __init__(self, outlet: Outlet, driver: KeySource, keys: dict[str, str], lang: str, grace_s: float) -> None:
        super().__init__(outlet, driver, keys)
        self._lang, self._grace_s = lang, grace_s

    def pressed(self, meaning: str, press_ms: int) -> None:
        button = _number(meaning)
        if not button or self.shows() != "open":
            return  # its lamp is off; where only this button's queue is closed, the server answers on paper
        self.outlet.event("ticket.request", TicketRequest(button=button, lang=self._lang, press_ms=press_ms))

    def shows(self) -> str:
        # A hiccup is bridged from disk; after that a press would call up a ticket nobody waits for.
        if self.outlet.offline_s > self._grace_s:
            return "offline"
        wanted = self.wanted
        return "closed" if isinstance(wanted, DispenserDesired) and not wanted.open else "open"

    def link_changed(self) -> None:
        self.refresh()


def _number(meaning: str) -> int | None:
    return int(meaning) if meaning.isdecimal() and 0 <= int(meaning) <= MOST_BUTTONS else None
