"""What the page of one dossier shows, ready to be read."""

from dataclasses import dataclass, field

from onestop.web.dossiers.facts import NONE, Choice, Two


@dataclass(frozen=True)
class Person:
    """A line about the applicant or what was asked for."""

    label: Two = NONE
    value: Two = NONE


@dataclass(frozen=True)
class Step:
    """A stage on the line."""

    name: str = ""
    unit: str = ""
    who: str = ""
    status: str = "waiting"
    light: str = "none"
    lit: bool = False
    """It is under way or was late: its light is shown."""
    when: Two = NONE
    due: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Fee:
    """What is still to be paid; the code is empty where nothing can be transferred."""

    amount: str = ""
    account: str = ""
    purpose: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Paid:
    """A sum that came in, or went back (with a minus); `receipt` is the number of the paper at `href`."""

    at: str = ""
    amount: str = ""
    way: Two = NONE
    receipt: str = ""
    href: str = ""


@dataclass(frozen=True)
class Column:
    """Stages that run side by side."""

    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class File:
    href: str = ""
    name: str = ""
    kind: str = "file"
    """`pdf`, `image` or `file`."""
    detail: Two = NONE
    replaced: bool = False
    checked: bool = False
    infected: bool = False


@dataclass(frozen=True)
class Sheet:
    """A paper that was asked for."""

    name: str = ""
    state: str = "missing"
    required: bool = True
    fault: str = ""
    counts: Two = NONE
    files: list[File] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """One thing that happened, in words."""

    seq: int = 0
    at: str = ""
    who: Two = NONE
    what: Two = NONE
    said: str = ""
    """What a person wrote with it."""
    points: list[Two] = field(default_factory=list)
    noted: str = ""
    """When it was written down, if that was later."""


@dataclass(frozen=True)
class Why:
    at: str = ""
    words: Two = NONE
    source: str = ""


@dataclass(frozen=True)
class Aside:
    """An opinion, a visit or a parcel."""

    kind: str = ""
    title: Two = NONE
    detail: str = ""
    answer: str = ""
    when: Two = NONE
    open: bool = True


@dataclass(frozen=True)
class Sent:
    """A notice or a form that went out."""

    what: Two = NONE
    at: str = ""
    state: Two = NONE
    tone: str = "info"


@dataclass(frozen=True)
class Rated:
    """A mark a visit about the dossier was given."""

    mark: int = 0
    visit: Two = NONE
    """Its number and what it was for."""
    at: str = ""
    reasons: Two = NONE


@dataclass(frozen=True)
class Deed:
    """What can be done now."""

    key: str = ""
    subject: str = ""
    label: Two = NONE
    at_stage: str = ""
    """Named where several stages are under way."""
    press: str = ""
    """The key on the keyboard."""
    first: bool = False
    """What is most likely wanted."""


@dataclass(frozen=True)
class Printed:
    """A form this dossier has by now, and where it opens."""

    href: str = ""
    label: Two = NONE


@dataclass(frozen=True)
class Link:
    """Another dossier, and what it has to do with this one."""

    what: Two = NONE
    code: str = ""
    href: str = ""


@dataclass(frozen=True)
class Page:
    id: str = ""
    code: str = ""
    status: str = ""
    outcome: str = ""
    procedure: str = ""
    procedure_code: str = ""
    authority: str = ""
    case: str = ""
    demonstration: bool = False
    beyond: Two = NONE
    """Where it stands with the authority elsewhere that decides it; empty: one of this hall."""
    links: list[Link] = field(default_factory=list)
    applicant: str = ""
    due: str = ""
    limited: bool = False
    """The law sets a limit: without a due date it has not begun."""
    left: Two = NONE
    light: str = "none"
    original: str = ""
    """The due date as it was named first, if it has moved."""
    stopped: str = ""
    why: list[Why] = field(default_factory=list)
    missing: int = 0
    people: list[Person] = field(default_factory=list)
    facts: list[Person] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    more: list[File] = field(default_factory=list)
    adds_files: bool = False
    """Whoever looks may add a result or an internal paper."""
    forms: list[Printed] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    fee: Fee = Fee()
    paid: list[Paid] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)
    prints: list[Sent] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What the open dialog is about."""

    key: str = ""
    subject: str = ""
    title: Two = NONE
    stage: str = ""
    choices: list[Choice] = field(default_factory=list)
    last: bool = False
    """The stage is the last one: its result is asked for."""
    basis_needed: bool = False
    value: str = ""
    """What the first field starts with."""
    day: str = ""
    """The earliest or the suggested day, as a date field wants it."""
