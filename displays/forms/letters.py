"""What an office prints besides forms 01–07: letters, lists to be signed, the checklist of a procedure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from displays.forms.base import Dossier, Form
from displays.forms.codes import Drawing, code128
from displays.forms.parts import NOBODY, Cash, Contact, Filled, Going, Need, Original, Parcel, Person, Result, Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(Dossier):
    """Giấy hẹn kiểm tra thực tế."""

    template: ClassVar[str] = "visit"
    needs: ClassVar[tuple[str, ...]] = (
        *("code", "person.name", "request", "place", "purpose", "team", "signer.name", "signer.title"),
    )
    at: datetime
    place: str
    purpose: str
    team: tuple[Signer, ...]
    """Who comes: name, and title with unit."""
    signer: Signer
    bring: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results(Form):
    """Danh sách ký nhận kết quả."""

    template: ClassVar[str] = "results"
    needs: ClassVar[tuple[str, ...]] = ("period", "results", "officer")
    period: str
    results: tuple[Result, ...]
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals(Dossier):
    """Danh mục bản chính đã nhận để đối chiếu và trả lại (NĐ 61/2018 Đ20)."""

    template: ClassVar[str] = "originals"
    needs: ClassVar[tuple[str, ...]] = ("code", "person.name", "originals", "officer")
    originals: tuple[Original, ...]
    officer: str

    def faults(self) -> Iterator[str]:
        if any(one.given_back is not None and one.given_back < one.taken for one in self.originals):
            yield "originals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Form):
    """Đơn, tờ khai a person filled in on a screen; blanks left empty are not printed."""

    template: ClassVar[str] = "application"
    needs: ClassVar[tuple[str, ...]] = ("name", "addressee", "person.name", "procedure")
    name: str
    """What the paper is called: "Đơn đề nghị cấp giấy phép"."""
    addressee: str
    person: Person
    procedure: str
    lines: tuple[Filled, ...]
    number: str = ""
    """The law's number of the form: "Mẫu 05"."""
    born: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(Form):
    """Kết quả tư vấn, hỗ trợ chuyên sâu."""

    template: ClassVar[str] = "consultation"
    needs: ClassVar[tuple[str, ...]] = ("person.name", "topic", "question", "outcome", "specialist.name")
    person: Person
    at: datetime
    topic: str
    question: str
    outcome: tuple[str, ...]
    """The answer, a paragraph each."""
    specialist: Signer
    next_steps: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    contact: Contact = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Form):
    """Danh mục giấy tờ cần chuẩn bị: what a procedure asks for, in large print."""

    template: ClassVar[str] = "checklist"
    needs: ClassVar[tuple[str, ...]] = ("procedure", "papers")
    procedure: str
    papers: tuple[Need, ...]
    procedure_code: str = ""
    case: str = ""
    limit: str = ""
    fee: str = ""
    where: tuple[str, ...] = ()
    basis: str = ""
    contact: Contact = NOBODY
    lookup_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Form):
    """Danh sách bàn giao bưu chính."""

    template: ClassVar[str] = "post"
    needs: ClassVar[tuple[str, ...]] = ("parcels", "officer")
    parcels: tuple[Parcel, ...]
    officer: str
    clerk: str = ""
    """Who takes them over for the post; empty: written by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward(Form):
    """Danh sách bàn giao hồ sơ tiếp nhận phi địa giới: to the authority elsewhere that decides them."""

    template: ClassVar[str] = "onward"
    needs: ClassVar[tuple[str, ...]] = ("authority", "list_no", "way", "going", "officer")
    authority: str
    list_no: str
    way: str
    """How they go, in words."""
    going: tuple[Going, ...]
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Form):
    """Phiếu thu phí, lệ phí, a page for each copy."""

    template: ClassVar[str] = "money"
    needs: ClassVar[tuple[str, ...]] = (
        "number",
        "code",
        "person.name",
        "reason",
        "amount",
        "words",
        "officer",
        "copies",
    )
    number: str
    """Of the office's year: "0047/2026"."""
    code: str
    person: Person
    reason: str
    amount: str
    words: str
    way: str
    reference: str
    at: datetime
    officer: str
    copies: tuple[str, ...]
    """Who keeps each copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillList(Form):
    """Bảng kê thu tiền mặt, signed when the cash is handed over."""

    template: ClassVar[str] = "till"
    needs: ClassVar[tuple[str, ...]] = ("officer", "lines", "expected", "counted", "words")
    officer: str
    since: datetime
    closed: datetime
    lines: tuple[Cash, ...]
    received: str
    back: str
    expected: str
    counted: str
    words: str
    """What was counted, in words."""
    differs: str = ""
    note: str = ""

    def faults(self) -> Iterator[str]:
        if self.differs and not self.note:
            yield "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels(Form):
    """Nhãn bưu gửi, one page for each item: from whom, to whom, its number in Code 128 (UPU S10)."""

    template: ClassVar[str] = "labels"
    needs: ClassVar[tuple[str, ...]] = ("parcels", "sender")
    parcels: tuple[Parcel, ...]
    sender: str
    sender_address: str
    sender_phone: str = ""

    def drawings(self) -> dict[str, Drawing]:
        found = ((one.tracking, code128(one.tracking)) for one in self.parcels)
        return {number: bars for number, bars in found if bars is not None}
