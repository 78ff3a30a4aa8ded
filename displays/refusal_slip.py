"""Why a button gave no number, in both languages: nobody is left standing before a machine that says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from displays.fitting import balance
from displays.say import Say
from hardware.contract.documents import Element, Gap, PrintDocument, Rule, Text

LARGE, BODY, SMALL = 34, 28, 24


@dataclass(frozen=True, slots=True)
class RefusalSlip:
    office: str
    queue_vi: str
    queue_en: str
    reason: str
    """The key of its words: `slip.refused_<reason>`."""
    at: datetime
    """In the office's own zone."""


def render(slip: RefusalSlip, vi: Say, en: Say, dots: int = 576) -> PrintDocument:
    """For a printer `dots` wide."""
    return PrintDocument(width=dots, elements=tuple(_elements(slip, vi, en, dots)))


def _elements(slip: RefusalSlip, vi: Say, en: Say, dots: int) -> Iterator[Element]:
    yield from _centred(slip.office, BODY, dots, bold=True)
    yield Rule()
    for name, say, size in ((slip.queue_vi, vi, LARGE), (slip.queue_en, en, BODY)):
        yield Gap(height=16)
        yield from _centred(name, size, dots, bold=True)
        yield from _centred(say(f"slip.refused_{slip.reason}"), size, dots)
        yield from _centred(say("slip.refused_ask"), BODY, dots)
    yield Gap(height=16)
    yield from _centred(vi("slip.issued", time=f"{slip.at:%H:%M}", date=f"{slip.at:%d/%m/%Y}"), SMALL, dots)


def _centred(words: str, size: int, dots: int, *, bold: bool = False) -> Iterator[Text]:
    return (
        Text(text=line, size=size, bold=bold, align="center") for line in balance(words, size, dots, 4, bold=bold)
    )
