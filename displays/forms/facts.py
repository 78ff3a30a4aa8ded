"""Forms 01–07 of Thông tư 03/2025/TT-VPCP, a frozen dataclass each.

Their fields are those of templates in use; the appendix itself was not at hand. All other papers: `letters.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import ClassVar

from displays.forms.base import Dossier, Form
from displays.forms.parts import Entry, HandOver, Lack, Paper, Person, Signer

MACHINE_WORDS = re.compile(
    r"traceback|exception|\berror\b|\bnull\b|\bhttp\b|0x[0-9a-f]{4}|^[\w-]+(\.[\w-]+)+$|^[A-Z0-9_-]+$", re.IGNORECASE
)
"""What a program says, not a person: no reason for a refusal."""


def _listed(papers: Sequence[Paper], instead: str) -> bool:
    """Each paper has a name and at least one piece; without any a sentence says why."""
    whole = all(paper.name.strip() and paper.pieces for paper in papers)
    return whole and bool(papers or instead.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Dossier):
    """01 Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""

    template: ClassVar[str] = "01-receipt"
    needs: ClassVar[tuple[str, ...]] = (
        *("code", "person.name", "request", "sets", "limit", "received", "return_at", "officer"),
        "lookup_url",
    )
    papers: tuple[Paper, ...]
    limit: str
    """The legal time limit in words."""
    received: datetime
    due: datetime | None
    return_at: str
    officer: str
    no_due: str = ""
    """In place of a due date where the procedure has none, a whole sentence."""
    no_papers: str = ""
    """In place of the list where none is recorded or nothing was handed in, a whole sentence."""
    relation: str = ""
    """What `person` is to the owner."""
    sets: int = 1
    channel: str = ""
    owner: Person | None = None
    """Where the dossier is another's than `person`'s."""
    rules: str = ""
    """The version of the procedure the dossier was received under."""
    due_steps: tuple[str, ...] = ()
    """The due date explained line by line."""
    secret: str = ""
    book: str = ""
    book_number: str = ""
    decides: str = ""
    """The authority elsewhere that decides; empty: the one at the head."""
    corrects: str = ""
    """The apology of a dossier that puts a wrong result right, a whole sentence."""

    def faults(self) -> Iterator[str]:
        if (self.due is None) is not bool(self.no_due):
            yield "due"
        if self.due is not None and self.due < self.received:
            yield "due"
        if not _listed(self.papers, self.no_papers):
            yield "papers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement(Dossier):
    """02 Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""

    template: ClassVar[str] = "02-supplement"
    needs: ClassVar[tuple[str, ...]] = ("person.name", "request", "lacks", "basis", "stage", "guidance", "officer")
    lacks: tuple[Lack, ...]
    basis: str
    stage: str
    """At which step it was found: "khi tiếp nhận"."""
    guidance: str
    officer: str
    until: datetime | None = None

    def faults(self) -> Iterator[str]:
        if any(not (lack.content.strip() and lack.reason.strip()) for lack in self.lacks):
            yield "lacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Dossier):
    """03 Phiếu từ chối tiếp nhận giải quyết hồ sơ; the dossier may have no code yet."""

    template: ClassVar[str] = "03-refusal"
    needs: ClassVar[tuple[str, ...]] = ("person.name", "request", "reason", "officer")
    reason: str
    officer: str
    basis: str = ""
    guidance: str = ""

    def faults(self) -> Iterator[str]:
        if MACHINE_WORDS.search(self.reason):
            yield "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology(Dossier):
    """04 Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết; at most one new date (NĐ 61/2018 Đ19.9)."""

    template: ClassVar[str] = "04-apology"
    needs: ClassVar[tuple[str, ...]] = (
        *("head.number", "code", "person.name", "request", "limit", "reason", "unit", "return_at", "signer.name"),
        "signer.title",
    )
    limit: str
    received: datetime
    due: datetime
    """The original due instant."""
    reason: str
    unit: str
    """The unit that is late."""
    new_due: datetime
    return_at: str
    signer: Signer
    earlier: tuple[datetime, ...] = ()
    """New dates named before: with one, there is no other."""
    copies: tuple[str, ...] = ()
    """Nơi nhận."""

    def faults(self) -> Iterator[str]:
        if self.due <= self.received:
            yield "due"
        if self.new_due <= self.due:
            yield "new_due"
        if self.earlier:
            yield "earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Dossier):
    """05 Thông báo dừng giải quyết hồ sơ."""

    template: ClassVar[str] = "05-stop"
    needs: ClassVar[tuple[str, ...]] = (
        *("head.number", "code", "person.name", "request", "asked_by", "stage", "decision", "reason", "money"),
        *("signer.name", "signer.title"),
    )
    received: datetime
    asked_by: str
    """On whose request, and how it came."""
    stage: str
    decision: str
    reason: str
    money: str
    """What becomes of a fee that was paid."""
    signer: Signer
    basis: str = ""
    papers_back: str = ""
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Dossier):
    """06 Phiếu kiểm soát quá trình giải quyết hồ sơ."""

    template: ClassVar[str] = "06-control"
    needs: ClassVar[tuple[str, ...]] = ("code", "person.name", "request", "limit", "hand_overs")
    papers: tuple[Paper, ...]
    limit: str
    received: datetime
    due: datetime | None
    hand_overs: tuple[HandOver, ...]
    no_papers: str = ""
    """As on the receipt."""

    def faults(self) -> Iterator[str]:
        if not _listed(self.papers, self.no_papers):
            yield "papers"
        done = [row for row in self.hand_overs if row.at is not None]
        if any(not row.unit.strip() for row in self.hand_overs) or any(not row.giver.strip() for row in done):
            yield "hand_overs"
        times = [row.at for row in done if row.at is not None]
        if any(later < earlier for earlier, later in pairwise(times)):
            yield "hand_overs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Form):
    """07 Sổ theo dõi hồ sơ: A4, one year, numbered from 1 without gaps (TT 01/2018 Đ9)."""

    template: ClassVar[str] = "07-register"
    needs: ClassVar[tuple[str, ...]] = ("year", "book")
    year: int
    book: str
    opened: date
    closed: date | None
    entries: tuple[Entry, ...]
    first: int = 1
    """The number of the first line shown: above 1 where a book goes on or a part is printed."""

    def faults(self) -> Iterator[str]:
        if [entry.number for entry in self.entries] != list(range(self.first, self.first + len(self.entries))):
            yield "entries"
        if any(entry.received.year != self.year for entry in self.entries) or self.opened.year != self.year:
            yield "year"
