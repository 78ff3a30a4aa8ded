"""The slip a citizen takes from the kiosk: same facts, same document; nothing personal is on it.

The paper is 110–140 mm long. On 80 mm the capitals of the number are at least 14 mm tall; 58 mm paper prints 48 mm
wide, so there a number of four signs reaches 13 mm and takes the whole width.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from displays.fitting import balance, cut, shrink, wrap_at_most
from displays.paper import DOTS_PER_MM, length, qr_module
from displays.say import Say
from hardware.contract.documents import Element, Gap, PrintDocument, Qr, Rule, Text

WIDE = 576
"""From this width on there is room beside the number [dots]."""
NUMBER_MARGIN = {True: 24, False: 0}
INDENT = 16
"""Second lines of a thing to bring stand in by two blanks [dots]."""
SHORTEST, LONGEST = 110 * DOTS_PER_MM, 140 * DOTS_PER_MM


@dataclass(frozen=True, slots=True)
class TicketSlip:
    office: str
    queue_vi: str
    queue_en: str
    number: str
    issued: datetime
    """In the office's own zone."""
    ahead: int
    more_ahead: bool
    """There are more than that."""
    wait_min: tuple[int, int] | None
    """Expected wait, from and to [min]; None is "unknown"."""
    track_url: str
    lang: str = "vi"
    ready: tuple[str, ...] = ()
    """What to have at hand, one thing each."""
    seat: str = ""
    """Where to sit and wait, a whole sentence."""
    priority: bool = False
    reprint: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """How generously paper is used; tried from wide to tight until the slip is short enough."""

    number: int
    body: int
    gap: int
    ready: int
    qr: int


ROOMS = (
    Room(number=208, body=32, gap=22, ready=4, qr=288),
    Room(number=208, body=30, gap=16, ready=4, qr=264),
    Room(number=192, body=28, gap=12, ready=4, qr=240),
    Room(number=176, body=26, gap=8, ready=4, qr=216),
    Room(number=160, body=26, gap=6, ready=3, qr=200),
    Room(number=156, body=24, gap=4, ready=2, qr=184),
    Room(number=152, body=24, gap=2, ready=0, qr=164),
)


def render(slip: TicketSlip, say: Say, width: int = 576) -> PrintDocument:
    """Lay the slip out for a printer `width` dots wide; `say` speaks the language of `slip.lang`."""
    for room in ROOMS:
        document = PrintDocument(width=width, elements=tuple(_elements(slip, say, width, room)))
        if length(document) <= LONGEST:
            break
    return _filled(document)


def _elements(slip: TicketSlip, say: Say, width: int, room: Room) -> Iterator[Element]:
    if slip.reprint:
        yield _mark(say("slip.reprint"), width)
        yield Gap(height=room.gap)
    yield from _lines(slip.office, width, room.body, at_most=2 if width >= WIDE else 3, bold=True)
    yield Gap(height=max(1, room.gap // 2))
    yield Rule()
    yield Gap(height=room.gap)
    yield from _number(slip, say, width, room)
    yield Gap(height=room.gap)
    yield Rule(dashed=True)
    yield Gap(height=room.gap)
    yield from _waiting(slip, say, width, room)
    yield from _ready(slip, say, width, room)
    yield Gap(height=room.gap)
    yield Rule(dashed=True)
    yield from _foot(slip, say, width, room)


def _number(slip: TicketSlip, say: Say, width: int, room: Room) -> Iterator[Element]:
    yield from _lines(say("slip.your_number"), width, room.body, at_most=1)
    size = shrink(slip.number, width - NUMBER_MARGIN[width >= WIDE], room.number, bold=True)
    yield Text(text=slip.number, size=size, bold=True, align="center")
    if slip.priority:
        yield _mark(say("slip.priority"), width)
        yield Gap(height=room.gap)
    first, second = slip.queue_vi, slip.queue_en
    if slip.lang != "vi":
        first, second = second, first
    yield from _lines(first or second, width, room.body + 4, at_most=2, bold=True)
    if first and second not in {"", first}:
        yield from _lines(second, width, 24, at_most=1)


def _waiting(slip: TicketSlip, say: Say, width: int, room: Room) -> Iterator[Element]:
    yield from _lines(_ahead(slip, say), width, room.body, at_most=2)
    yield from _lines(wait(slip, say), width, room.body, at_most=2, bold=True)
    if slip.seat:
        yield from _lines(slip.seat, width, room.body, at_most=2)


def _ahead(slip: TicketSlip, say: Say) -> str:
    if slip.more_ahead:
        return say("slip.ahead_more", most=slip.ahead)
    return say("slip.ahead", n=slip.ahead) if slip.ahead else say("slip.ahead_none")


def wait(slip: TicketSlip, say: Say) -> str:
    if slip.wait_min is None:
        return say("slip.wait_unknown")
    low, high = slip.wait_min
    if low == high:
        return say("slip.wait_about", n=high)
    return say("slip.wait", low=low, high=high)


def _ready(slip: TicketSlip, say: Say, width: int, room: Room) -> Iterator[Element]:
    if not slip.ready:
        return
    yield Gap(height=room.gap)
    yield Text(text=cut(say("slip.have_ready"), 26, width, bold=True), size=26, bold=True)
    for thing in slip.ready[: room.ready]:
        first, *more = wrap_at_most(f"• {thing}", 24, width - INDENT, 2)
        yield Text(text=first, size=24)
        yield from (Text(text=f"  {line}", size=24) for line in more)
    if len(slip.ready) > room.ready:
        rest = say("slip.more_on_phone" if slip.track_url else "slip.more_at_desk")
        yield from (Text(text=line, size=24) for line in wrap_at_most(rest, 24, width, 2))


def _foot(slip: TicketSlip, say: Say, width: int, room: Room) -> Iterator[Element]:
    if slip.track_url:
        yield Qr(data=slip.track_url, module=qr_module(slip.track_url, room.qr))
        yield from _lines(say("slip.qr_follows"), width, 26, at_most=2)
    printed = say("slip.issued", time=f"{slip.issued:%H:%M}", date=f"{slip.issued:%d/%m/%Y}")
    yield from _lines(printed, width, 24, at_most=1)


def _mark(words: str, width: int) -> Text:
    text = f" {words} "
    return Text(text=text, size=shrink(text, width, 36, bold=True), bold=True, align="center", invert=True)


def _lines(text: str, width: int, size: int, *, at_most: int, bold: bool = False) -> Iterable[Text]:
    broken = balance(text, size, width, at_most, bold=bold)
    return (Text(text=line, size=size, bold=bold, align="center") for line in broken)


def _filled(document: PrintDocument) -> PrintDocument:
    """A slip that would come out too short to hold gets clear paper at its end."""
    missing = SHORTEST - length(document)
    if missing <= 0:
        return document
    return document.model_copy(update={"elements": (*document.elements, Gap(height=min(missing, 400)))})
