"""What a person takes along from a kiosk: the papers they need, as a list to tick, or that a dossier was handed in.

Nothing personal is on either: who asks about a procedure is nobody's business, and the code in the QR stands for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from displays.fitting import balance, shrink, wrap_at_most
from displays.paper import qr_module
from displays.say import Say
from hardware.contract.documents import Element, Gap, PrintDocument, Qr, Rule, Text

BODY, LARGE, SMALL = 28, 34, 24
QR_WITHIN = 232
BOX = "[  ]"
"""To tick; the shipped font has no empty square."""
MOST_PAPERS = 20
"""More are counted and stand on the phone's page: the slip stays shorter than an arm."""


@dataclass(frozen=True, slots=True)
class Needed:
    """One paper: its name, how many pieces in words, and what else there is to know."""

    name: str
    pieces: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistSlip:
    office: str
    procedure: str
    papers: tuple[Needed, ...]
    limit: str
    fee: str
    url: str
    """The same list on a phone."""
    printed: datetime
    """In the office's own zone."""
    case: str = ""
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class HandedInSlip:
    office: str
    procedure: str
    reference: str
    at: datetime
    """In the office's own zone."""
    url: str
    """Where it can be followed; whoever holds the slip sees all of it."""
    decision: str = ""
    """By when intake is decided, in words."""
    reprint: bool = False


def checklist(slip: ChecklistSlip, say: Say, dots: int = 576) -> PrintDocument:
    """The list for a printer `dots` wide."""
    return PrintDocument(width=dots, elements=tuple(_checklist(slip, say, dots)))


def handed_in(slip: HandedInSlip, say: Say, dots: int = 576) -> PrintDocument:
    """That a dossier was handed in, and how to follow it."""
    return PrintDocument(width=dots, elements=tuple(_handed_in(slip, say, dots)))


def _checklist(slip: ChecklistSlip, say: Say, dots: int) -> Iterator[Element]:
    yield from _head(slip.office, say("checklist.title"), slip.procedure, dots)
    if slip.case:
        yield from _centred(slip.case, SMALL, dots, at_most=3)
    if slip.demonstration:
        yield from _centred(say("checklist.demonstration"), SMALL, dots, bold=True)
    yield Rule()
    for needed in slip.papers[:MOST_PAPERS]:
        yield from _paper(needed, dots)
    if not slip.papers:
        yield from _centred(say("checklist.none"), BODY, dots)
    if len(slip.papers) > MOST_PAPERS:
        yield from _centred(say("checklist.more", n=len(slip.papers) - MOST_PAPERS), SMALL, dots)
    yield Rule()
    yield from _lines(say("checklist.limit", limit=slip.limit), BODY, dots)
    yield from _lines(say("checklist.fee", fee=slip.fee), BODY, dots)
    yield from _foot(slip.url, say("checklist.on_phone"), dots)
    yield from _printed(say("checklist.printed", **_at(slip.printed)), dots)


def _paper(needed: Needed, dots: int) -> Iterator[Element]:
    """A box to tick and the paper's name in large print; second lines stand in under it."""
    first, *more = wrap_at_most(f"{BOX} {needed.name}", BODY, dots, 5, bold=True)
    yield Gap(height=8)
    yield Text(text=first, size=BODY, bold=True)
    yield from (Text(text=f"     {line}", size=BODY, bold=True) for line in _again(more, dots))
    for words in (needed.pieces, needed.note):
        if words:
            yield from (Text(text=f"      {line}", size=SMALL) for line in wrap_at_most(words, SMALL, dots - 48, 3))


def _again(lines: list[str], dots: int) -> list[str]:
    """Broken anew for the narrower place beside the box."""
    return wrap_at_most(" ".join(lines), BODY, dots - 48, 5, bold=True) if lines else []


def _handed_in(slip: HandedInSlip, say: Say, dots: int) -> Iterator[Element]:
    if slip.reprint:
        mark = f" {say('slip.reprint')} "
        yield Text(text=mark, size=shrink(mark, dots, 36, bold=True), bold=True, align="center", invert=True)
        yield Gap(height=8)
    yield from _head(slip.office, say("checklist.handed_in"), slip.procedure, dots)
    yield Rule(dashed=True)
    yield from _centred(say("checklist.reference"), SMALL, dots)
    yield Text(text=slip.reference, size=56, bold=True, align="center")
    yield from _centred(say("checklist.handed_in_at", **_at(slip.at)), SMALL, dots)
    yield from _lines(say("checklist.what_next"), BODY, dots)
    if slip.decision:
        yield from _lines(say("checklist.decision", limit=slip.decision), BODY, dots)
    yield from _foot(slip.url, say("checklist.follow"), dots)


def _head(office: str, title: str, procedure: str, dots: int) -> Iterator[Element]:
    yield from _centred(office, SMALL, dots, at_most=3)
    yield Gap(height=8)
    yield from _centred(title, LARGE, dots, bold=True)
    yield from _centred(procedure, BODY, dots, at_most=6, bold=True)


def _foot(url: str, words: str, dots: int) -> Iterator[Element]:
    yield Gap(height=12)
    yield Qr(data=url, module=qr_module(url, QR_WITHIN))
    yield from _centred(words, SMALL, dots)


def _printed(words: str, dots: int) -> Iterator[Element]:
    yield from _centred(words, SMALL, dots)


def _at(moment: datetime) -> dict[str, object]:
    return {"time": f"{moment:%H:%M}", "date": f"{moment:%d/%m/%Y}"}


def _lines(words: str, size: int, dots: int) -> Iterator[Text]:
    return (Text(text=line, size=size) for line in wrap_at_most(words, size, dots, 4))


def _centred(words: str, size: int, dots: int, *, at_most: int = 3, bold: bool = False) -> Iterator[Text]:
    broken = balance(words, size, dots, at_most, bold=bold)
    return (Text(text=line, size=size, bold=bold, align="center") for line in broken)
