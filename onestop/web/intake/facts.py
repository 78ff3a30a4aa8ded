"""What the intake screen shows, ready to be read; words stand in both languages."""

from dataclasses import dataclass, field, fields

from onestop.words import say


@dataclass(frozen=True)
class Two:
    """The same words in both languages; the browser shows the reader's."""

    vi: str = ""
    en: str = ""


NONE = Two()


def both(key: str, **facts: object) -> Two:
    return Two(say("vi", key, **facts), say("en", key, **facts))


@dataclass(frozen=True)
class Person:
    """The applicant as the fields hold it: days as `31/01/1990`, telephone numbers as people write them."""

    kind: str = "citizen"
    name: str = ""
    number: str = ""
    born: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    submitter_name: str = ""
    submitter_number: str = ""
    submitter_phone: str = ""
    submitter_relation: str = ""
    subject: str = ""
    result_by: str = "counter"


FIELDS = frozenset(each.name for each in fields(Person))


@dataclass(frozen=True)
class Notes:
    """A word beside each field that wants one."""

    name: Two = NONE
    number: Two = NONE
    born: Two = NONE
    phone: Two = NONE
    email: Two = NONE
    address: Two = NONE
    submitter_name: Two = NONE
    submitter_number: Two = NONE
    submitter_phone: Two = NONE
    submitter_relation: Two = NONE
    subject: Two = NONE
    result_by: Two = NONE
    kind: Two = NONE


@dataclass(frozen=True)
class File:
    href: str = ""
    name: str = ""
    detail: Two = NONE
    replaced: bool = False
    checked: bool = False
    infected: bool = False


@dataclass(frozen=True)
class Before:
    """A paper the applicant gave with an earlier dossier."""

    id: str = ""
    dossier: str = ""
    at: str = ""


@dataclass(frozen=True)
class Scanned:
    """What the counter's network scanner sent."""

    id: str = ""
    href: str = ""
    detail: Two = NONE


@dataclass(frozen=True)
class Paper:
    """One line of the checklist."""

    code: str = ""
    name: str = ""
    place: int = 0
    """From 1."""
    state: str = "missing"
    required: bool = True
    question: str = ""
    answer: str = ""
    """To the question: `yes`, `no`, or empty while nobody asked."""
    fault: str = ""
    originals: int = 0
    certified: int = 0
    plain: int = 0
    compared: int = 0
    wanted: Two = NONE
    note: str = ""
    demonstration: bool = False
    files: list[File] = field(default_factory=list)
    standing: int = 0
    """Digital copies that stand [count]."""
    before: list[Before] = field(default_factory=list)
    to_give_back: bool = False
    given_back: Two = NONE


@dataclass(frozen=True)
class Why:
    at: str = ""
    words: Two = NONE
    source: str = ""


@dataclass(frozen=True)
class Other:
    """Another dossier of the same applicant."""

    href: str = ""
    code: str = ""
    procedure: str = ""
    status: str = ""
    light: str = "none"


@dataclass(frozen=True)
class Sheet:
    """The dossier on the screen."""

    id: str = ""
    code: str = ""
    status: str = "draft"
    procedure: str = ""
    procedure_key: str = ""
    procedure_code: str = ""
    authority: str = ""
    unit: str = ""
    case: str = ""
    channel: str = ""
    demonstration: bool = False
    beyond: Two = NONE
    """The authority elsewhere that decides, and whether it has it; empty: one of this hall."""
    made_up: Two = NONE
    """Which parts of the version are ours and not law."""
    number: str = ""
    """Of the visit at this counter."""
    open: bool = True
    """It can still be changed."""
    papers: list[Paper] = field(default_factory=list)
    settled: int = 0
    blocks: list[Two] = field(default_factory=list)
    """What stands between it and the receipt."""
    others: list[Other] = field(default_factory=list)
    has: int = 0
    """How many other dossiers the applicant has here [count]."""
    limit: Two = NONE
    due: str = ""
    why: list[Why] = field(default_factory=list)
    begins: Two = NONE
    """What the time limit counts from, where that is later than the receipt."""
    not_begun: bool = False
    """Received, and the time limit waits for that."""
    missing: int = 0
    fee: Two = NONE
    fee_note: str = ""
    terms_note: str = ""
    refused_way: bool = False
    """The procedure is not offered through this channel."""
    may_receive: bool = False
    may_guide: bool = False
    may_refuse: bool = False
    may_discard: bool = False
    guided: bool = False
    received: str = ""
    register: str = ""
    qr: str = ""
    """The receipt's address as a picture, with its secret."""
    to_give_back: int = 0
    scans: list[Scanned] = field(default_factory=list)
    """Waiting at this counter, the newest first."""


@dataclass(frozen=True)
class Invited:
    """A phone's way in, while its dialog is open."""

    code: str = ""
    name: str = ""
    qr: str = ""
    until: str = ""


@dataclass(frozen=True)
class Offer:
    """A procedure in the list one chooses from."""

    key: str = ""
    code: str = ""
    name: str = ""
    field: str = ""
    authority: str = ""
    queue: str = ""
    own: bool = False
    """Of the line the person stood in."""


@dataclass(frozen=True)
class Case:
    code: str = ""
    name: str = ""
