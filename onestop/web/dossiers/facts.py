"""What the lists show, ready to be read; words stand in both languages, instants as the office reads them."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from onestop.words import say


@dataclass(frozen=True)
class Two:
    """The same words in both languages; the browser shows the reader's."""

    vi: str = ""
    en: str = ""


NONE = Two()


def both(key: str, **facts: object) -> Two:
    return Two(say("vi", key, **facts), say("en", key, **facts))


def same(text: str) -> Two:
    """What an officer or the law wrote, in the language it was written in."""
    return Two(text, text)


@dataclass(frozen=True)
class Times:
    """How this office reads an instant."""

    zone: ZoneInfo
    now: datetime

    def at(self, at: datetime | None) -> str:
        """`24/11 17:00`, with the year when it is another one."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        return f"{local:%d/%m %H:%M}" if self._this_year(local) else f"{local:%d/%m/%Y %H:%M}"

    def day(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.zone):%d/%m/%Y}" if at else ""

    def _this_year(self, local: datetime) -> bool:
        return local.year == self.now.astimezone(self.zone).year

    def left(self, due: datetime | None) -> Two:
        """How far a due instant is off, in days of the calendar."""
        if due is None:
            return NONE
        days = (due.astimezone(self.zone).date() - self.now.astimezone(self.zone).date()).days
        if due < self.now:
            return both("dossiers.over", n=-days) if days else both("dossiers.over_today")
        return both("dossiers.left", n=days) if days else both("dossiers.left_today")


@dataclass(frozen=True)
class Line:
    """One line of a list of dossiers, stages, opinions or apologies."""

    key: str = ""
    dossier: str = ""
    stage_id: str = ""
    code: str = ""
    applicant: str = ""
    procedure: str = ""
    stage: str = ""
    who: str = ""
    """Its officer; where nobody has it, the unit."""
    due: str = ""
    left: Two = NONE
    light: str = "none"
    status: str = ""
    received: str = ""
    free: bool = False
    """It can be taken from here."""
    beyond: str = ""
    """The authority elsewhere that decides it."""


@dataclass(frozen=True)
class Group:
    """Lines that ask for the same kind of attention."""

    key: str = ""
    count: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    value: str = ""
    label: Two = NONE


@dataclass(frozen=True)
class Result:
    """A result that waits to be handed out."""

    dossier: str = ""
    delivery: str = ""
    code: str = ""
    applicant: str = ""
    procedure: str = ""
    outcome: str = ""
    by: str = ""
    ready: str = ""
    post_code: str = ""
    state: str = ""
    list_no: str = ""
    may_order: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the register."""

    dossier: str = ""
    number: int = 0
    code: str = ""
    applicant: str = ""
    procedure: str = ""
    status: str = ""
    received: str = ""
    due: str = ""
    returned: str = ""
    by: str = ""


@dataclass(frozen=True)
class Books:
    """The register that is shown, as a whole."""

    lines: int = 0
    closed: str = ""
    """The day; empty: it is open."""
    closed_by: str = ""
    closes: bool = False
    """This officer may close it now."""
