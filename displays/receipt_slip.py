"""The receipt of a dossier and the slip of a result on thermal paper, 80 or 58 mm wide: form 01 for a small printer.

Like form 01 it is given to the person, so a name may be on it; phone, address and identity number are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from displays.fitting import balance, shrink, width, wrap_at_most
from displays.forms import dates
from displays.paper import qr_module
from displays.say import Say
from hardware.contract.documents import Element, Gap, PrintDocument, Qr, Rule, Text

BODY, LARGE, SMALL = 26, 34, 24
GAP, BETWEEN = 8, 6
QR_WITHIN = 264
"""A code this wide is read at arm's length [dots]."""
MOST_PAPERS, MOST_STEPS = 12, 6
"""More are counted, not listed: the printed form 01 has all."""


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    office: str
    code: str
    applicant: str
    request: str
    papers: tuple[tuple[str, int], ...]
    """Name and number of pieces."""
    limit: str
    received: datetime
    """In the office's own zone, like every moment here."""
    due: datetime | None
    lookup_url: str
    return_at: str
    officer: str
    no_due: str = ""
    """In place of a due date, a whole sentence."""
    due_steps: tuple[str, ...] = ()
    """The due date explained line by line."""
    secret: str = ""
    decides: str = ""
    """The authority elsewhere that decides; empty: the one at the head."""
    phone: str = ""
    """Whom to call [the office's number]."""
    demonstration: bool = False
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class ResultSlip:
    """What a person takes along with a result: what was handed over, to whom, when."""

    office: str
    code: str
    receiver: str
    request: str
    results: tuple[str, ...]
    handed: datetime
    officer: str
    originals_back: tuple[str, ...] = ()
    rate_url: str = ""
    """Where the dossier may be rated; empty: no code."""
    demonstration: bool = False
    reprint: bool = False


def receipt(slip: ReceiptSlip, say: Say, dots: int = 576) -> PrintDocument:
    """The receipt for a printer `dots` wide."""
    return PrintDocument(width=dots, elements=tuple(_receipt(slip, say, dots)))


def result(slip: ResultSlip, say: Say, dots: int = 576) -> PrintDocument:
    """The result slip for a printer `dots` wide."""
    return PrintDocument(width=dots, elements=tuple(_result(slip, say, dots)))


def _receipt(slip: ReceiptSlip, say: Say, dots: int) -> Iterator[Element]:
    yield from _head(slip, say("receipt.title"), say, dots)
    if slip.secret:
        yield from _centred(say("receipt.secret", secret=slip.secret), dots, BODY)
    yield Rule(dashed=True)
    yield from _fact(say("receipt.applicant"), slip.applicant, dots, bold=True)
    yield from _fact(say("receipt.request"), slip.request, dots)
    if slip.decides:
        yield from _fact(say("receipt.decides"), slip.decides, dots)
    yield from _listed(say("receipt.papers", n=len(slip.papers)), _counted(slip, say), say, dots)
    yield from _fact(say("receipt.limit"), slip.limit, dots)
    yield from _moment(say("receipt.received"), slip.received, say, dots)
    yield from _due(slip, say, dots)
    yield from _fact(say("receipt.return_at"), slip.return_at, dots)
    yield Rule(dashed=True)
    yield Qr(data=slip.lookup_url, module=qr_module(slip.lookup_url, QR_WITHIN))
    yield from _centred(say("receipt.scan"), dots, SMALL)
    yield from _centred(say("receipt.bring"), dots, SMALL)
    if slip.phone:
        yield from _centred(say("receipt.call", phone=slip.phone), dots, SMALL)
    yield from _centred(say("receipt.officer", officer=slip.officer), dots, SMALL)


def _due(slip: ReceiptSlip, say: Say, dots: int) -> Iterator[Element]:
    yield Gap(height=GAP)
    yield Rule()
    yield from _centred(say("receipt.due"), dots, BODY)
    if slip.due is None:
        yield from _centred(slip.no_due, dots, BODY, bold=True, at_most=4)
    else:
        yield from _centred(_clock(slip.due, say), dots, LARGE, bold=True)
        yield from _one_line(_day(slip.due, say), dots, LARGE)
    for step in slip.due_steps[:MOST_STEPS]:
        yield from (Text(text=line, size=SMALL) for line in wrap_at_most(f"– {step}", SMALL, dots, 3))
    yield Rule()
    yield Gap(height=GAP)


def _result(slip: ResultSlip, say: Say, dots: int) -> Iterator[Element]:
    yield from _head(slip, say("receipt.result_title"), say, dots)
    yield Rule(dashed=True)
    yield from _fact(say("receipt.receiver"), slip.receiver, dots, bold=True)
    yield from _fact(say("receipt.request"), slip.request, dots)
    yield from _listed(say("receipt.results", n=len(slip.results)), slip.results, say, dots)
    if slip.originals_back:
        back = say("receipt.originals_back", n=len(slip.originals_back))
        yield from _listed(back, slip.originals_back, say, dots)
    yield from _moment(say("receipt.handed"), slip.handed, say, dots)
    yield Rule(dashed=True)
    if slip.rate_url:
        yield Qr(data=slip.rate_url, module=qr_module(slip.rate_url, QR_WITHIN))
        yield from _centred(say("receipt.rate"), dots, SMALL)
    yield from _centred(say("receipt.handed_by", officer=slip.officer), dots, SMALL)


def _head(slip: ReceiptSlip | ResultSlip, title: str, say: Say, dots: int) -> Iterator[Element]:
    if slip.reprint:
        mark = f" {say('slip.reprint')} "
        yield Text(text=mark, size=shrink(mark, dots, 36, bold=True), bold=True, align="center", invert=True)
        yield Gap(height=GAP)
    if slip.demonstration:
        yield Rule()
        yield from _centred(say("receipt.demonstration"), dots, SMALL, bold=True)
        yield Rule()
    yield from _centred(slip.office, dots, BODY, bold=True, at_most=3)
    yield Gap(height=GAP)
    yield from _centred(title, dots, LARGE, bold=True)
    yield from _code(slip.code, dots)


def _code(code: str, dots: int) -> Iterator[Text]:
    """Whole where the paper allows; on narrow paper the last number stands below what it counts in."""
    if width(code, SMALL, bold=True) <= dots or "-" not in code:
        yield from _one_line(code, dots, 30)
        return
    agency, _, rest = code.partition("-")
    yield from _one_line(f"{agency}-", dots, 30)
    yield from _one_line(rest, dots, 30)


def _counted(slip: ReceiptSlip, say: Say) -> tuple[str, ...]:
    return tuple(say("receipt.paper", name=name, pieces=pieces) for name, pieces in slip.papers)


def _listed(label: str, things: tuple[str, ...], say: Say, dots: int) -> Iterator[Element]:
    yield Gap(height=BETWEEN)
    yield Text(text=label, size=SMALL, bold=True)
    for thing in things[:MOST_PAPERS]:
        yield from (Text(text=line, size=SMALL) for line in wrap_at_most(f"• {thing}", SMALL, dots, 3))
    if len(things) > MOST_PAPERS:
        more = say("receipt.more", n=len(things) - MOST_PAPERS)
        yield from (Text(text=line, size=SMALL) for line in wrap_at_most(more, SMALL, dots, 2))


def _fact(label: str, value: str, dots: int, *, bold: bool = False) -> Iterator[Element]:
    """On one line where it fits, else the value below its label, and a name still whole where the paper allows."""
    yield Gap(height=BETWEEN)
    whole = f"{label}: {value}"
    if not bold and width(whole, BODY) <= dots:
        yield Text(text=whole, size=BODY)
        return
    yield Text(text=f"{label}:", size=SMALL)
    size = shrink(value, dots, BODY, bold=bold)
    yield from (Text(text=line, size=size, bold=bold) for line in wrap_at_most(value, size, dots, 4, bold=bold))


def _one_line(text: str, dots: int, size: int) -> Iterator[Text]:
    fitting = shrink(text, dots, size, bold=True)
    return _centred(text, dots, fitting, bold=True)


def _centred(text: str, dots: int, size: int, *, bold: bool = False, at_most: int = 3) -> Iterator[Text]:
    broken = balance(text, size, dots, at_most, bold=bold)
    return (Text(text=line, size=size, bold=bold, align="center") for line in broken)


def _moment(label: str, at: datetime, say: Say, dots: int) -> Iterator[Element]:
    """On one line with its label, else below it; the day is never broken."""
    whole = f"{_clock(at, say)}, {_day(at, say)}"
    if width(whole, BODY) <= dots:
        yield from _fact(label, whole, dots)
        return
    yield from _fact(label, f"{_clock(at, say)},", dots)
    day = _day(at, say)
    yield Text(text=day, size=shrink(day, dots, BODY))


def _clock(at: datetime, say: Say) -> str:
    return say("receipt.clock", hour=at.hour, minute=f"{at.minute:02}")


def _day(at: datetime, say: Say) -> str:
    return say("receipt.day", day=f"{at.day:02}", month=dates.month(at), year=at.year)
