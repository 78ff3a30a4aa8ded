"""What the console's browser is given: small, ready to show, and nothing it does not need."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Two:
    """The same words in both languages; the browser shows the reader's."""

    vi: str = ""
    en: str = ""


@dataclass(frozen=True)
class Row:
    """One ticket in a list."""

    id: str = ""
    number: str = ""
    queue: str = ""
    since: str = ""
    """RFC 3339: taken, last called or due back, as the list is about."""
    priority: Two = Two()
    marked: bool = False
    by_name: bool = False
    note: str = ""


@dataclass(frozen=True)
class Here:
    """The ticket at the counter; `number` is empty while nobody is."""

    id: str = ""
    number: str = ""
    queue: str = ""
    queue_name: Two = Two()
    serving: bool = False
    since: str = ""
    usual_s: int = 0
    waited_min: int = 0
    recalls: int = 0
    recalls_wanted: int = 0
    miss_at: str = ""
    """When a miss becomes allowed; empty: it is."""
    may_miss: bool = False
    priority: Two = Two()
    marked: bool = False
    note: str = ""
    further: str = ""


@dataclass(frozen=True)
class Done:
    """The visit that ended last, while it may be taken back."""

    id: str = ""
    number: str = ""
    until: str = ""


@dataclass(frozen=True)
class Sign:
    """The counter sign as the device itself reports it."""

    there: bool = False
    text: str = ""
    state: str = ""
    """`ok`, `behind` or `away`."""


@dataclass(frozen=True)
class Choice:
    """Something to choose: a queue, a counter, an officer."""

    value: str = ""
    label: Two = Two()


@dataclass(frozen=True)
class Alarm:
    """The only things that may interrupt an officer."""

    id: str = ""
    kind: str = ""
    text: Two = Two()


@dataclass(frozen=True)
class Free:
    """A counter as the one who looks for a seat sees it."""

    code: str = ""
    number: int = 0
    name: Two = Two()
    queues: str = ""
    officer: str = ""
    free: bool = True


@dataclass(frozen=True)
class Desk:
    """Everything the console shows."""

    ready: bool = False
    day_closed: bool = False
    seat: str = ""
    number: int = 0
    status: str = ""
    since: str = ""
    reason: str = ""
    auto_call: bool = False
    here: Here = Here()
    next: Row = Row()
    why: Two = Two()
    line: tuple[Row, ...] = ()
    waiting: int = 0
    more: int = 0
    parked: tuple[Row, ...] = ()
    missed: tuple[Row, ...] = ()
    done: Done = Done()
    sign: Sign = Sign()
    alarms: tuple[Alarm, ...] = ()
    queues: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()
    officers: tuple[Choice, ...] = ()
    seats: tuple[Free, ...] = ()
    park_min: int = 10
