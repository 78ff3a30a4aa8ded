"""What the floor screen shows, ready to be read; words stand in both languages, instants as RFC 3339."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from onestop.words import say


@dataclass(frozen=True)
class Both:
    vi: str = ""
    en: str = ""


NO_WORDS = Both()


def both(key: str, **facts: object) -> Both:
    """The words for `key` in both languages."""
    return Both(say("vi", key, **facts), say("en", key, **facts))


def each(make: Callable[[str], str]) -> Both:
    return Both(make("vi"), make("en"))


def instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""


@dataclass(frozen=True)
class Tile:
    """A counter."""

    code: str = ""
    number: int = 0
    name: Both = NO_WORDS
    officer: str = ""
    doing: str = "closed"
    """`free`, `called`, `serving`, `paused` or `closed`."""
    word: Both = NO_WORDS
    since: str = ""
    usual_s: int = 0
    """Beyond it the timer turns amber; 0: no usual time known [s]."""
    ticket_id: str = ""
    ticket: str = ""
    queue: Both = NO_WORDS
    then: Both = NO_WORDS
    """What comes next here, in one line."""
    queues: str = ""
    pauses: Both = NO_WORDS
    """Today's pauses that ended, by reason, in one line."""


@dataclass(frozen=True)
class Line:
    """A queue."""

    code: str = ""
    name: Both = NO_WORDS
    state: str = "open"
    """`open`, `full` or `closed`."""
    waiting: int = 0
    oldest: str = ""
    long_s: int = 0
    """A wait beyond it is over the office's limit [s]."""
    over: bool = False
    wait: Both = NO_WORDS
    issued: int = 0
    served: int = 0
    counters: int = 0
    promise: str = ""
    """Share of calls within the promised interval, `93 %`; empty: not known."""


@dataclass(frozen=True)
class Bell:
    """An alert."""

    id: str = ""
    kind: str = ""
    critical: bool = False
    title: Both = NO_WORDS
    detail: Both = NO_WORDS
    since: str = ""
    seen: bool = False
    words_needed: bool = False
    counter: str = ""
    officer: str = ""
    ticket: str = ""
    link: str = ""
    """The page where it is acted on; empty: here."""


@dataclass(frozen=True)
class Machine:
    """A device; loud when somebody should walk there."""

    code: str = ""
    kind: str = ""
    name: str = ""
    tone: str = "quiet"
    """`quiet`, `warn` or `bad`."""
    word: Both = NO_WORDS
    behind: bool = False
    """It shows something else than it should; loud when that lasts."""
    busy: int = 0


@dataclass(frozen=True)
class Kind:
    """Devices of one kind with which all is well."""

    kind: str = ""
    count: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody in line, by their number."""

    id: str = ""
    number: str = ""
    queue: str = ""
    status: str = "waiting"
    since: str = ""
    priority: Both = NO_WORDS
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A line that runs on the boards."""

    text: str = ""
    until: str = ""


@dataclass(frozen=True)
class Picture:
    office: Both = NO_WORDS
    day: str = ""
    closed: bool = False
    waiting: int = 0
    longest: str = ""
    long_s: int = 0
    open_counters: int = 0
    all_counters: int = 0
    served: int = 0
    tiles: list[Tile] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    bells: list[Bell] = field(default_factory=list)
    loud: list[Machine] = field(default_factory=list)
    quiet: list[Kind] = field(default_factory=list)
    busy: list[Machine] = field(default_factory=list)
    """Quiet ones with something under way, or behind."""
    told: list[Told] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
