"""What forms share: the head, people, papers and rows of their tables.

Strings are ready to be read; a `datetime` is in the office's own zone. Counts are pieces.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Head:
    superior: str
    """The agency above, left first line."""
    office: str
    """The one-stop shop, left second line."""
    place: str
    """Where it is signed: "Hà Nội"."""
    issued: datetime
    number: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a form is about or made out to."""

    name: str
    title: str = "Ông/Bà/Tổ chức"
    address: str = ""
    phone: str = ""
    email: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask."""

    officer: str = ""
    phone: str = ""
    website: str = ""


NOBODY: Final = Contact()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for the agency: "TRƯỞNG BỘ PHẬN" and the name."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    digital: int = 0
    """Handed in as files, or reused from the store."""

    @property
    def pieces(self) -> int:
        return self.originals + self.certified + self.copies + self.digital


@dataclass(frozen=True, slots=True)
class Lack:
    """What a dossier lacks: the paper or content, and why."""

    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """One line of the control slip; a planned hand-over has no time yet."""

    unit: str
    at: datetime | None
    giver: str
    receiver: str
    due: datetime | None = None
    result: str = ""
    """"Trước hạn", "Đúng hạn", "Quá hạn", or empty while the unit works."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register."""

    number: int
    code: str
    procedure: str
    sets: int
    name: str
    contact: str
    unit: str
    received: datetime
    due: datetime | None
    returned: datetime | None = None
    way: str = ""
    signed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One result handed to a person."""

    code: str
    name: str
    receiver: str
    at: datetime | None
    number: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Original:
    """One original taken for comparison."""

    name: str
    copies: int
    taken: datetime
    given_back: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a procedure asks for; `quantity` in words: "1 bản chính"."""

    name: str
    quantity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One consignment handed to the post; `collect` is what the post collects, in words with its unit."""

    tracking: str
    code: str
    receiver: str
    address: str
    phone: str = ""
    collect: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """One dossier that goes on to an authority elsewhere; `pieces` is how many papers are in it."""

    code: str
    applicant: str
    procedure: str
    pieces: int
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """One blank of a form, filled in; `text` may have several lines."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Cash:
    """One line of a till's list; what was given back has a minus."""

    number: str
    at: datetime
    code: str
    amount: str
