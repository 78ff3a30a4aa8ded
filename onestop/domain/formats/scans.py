"""What a scanned line is: a receipt, a dossier's code, a ticket, a citizen card, a postal item, or none of ours."""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

from onestop.domain.errors import DomainError
from onestop.domain.formats import citizen_card, codes, s10, scan_text
from onestop.domain.formats.citizen_card import Card

_DOSSIER_PATH = re.compile(r"(?:.*)/d/(?P<code>[A-Za-z0-9.-]{6,64})/?")
_TICKET_PATH = re.compile(r"(?:.*)/t/(?P<token>[A-Za-z0-9]{6,64})/?")
_SECRET = re.compile(r"[A-Za-z0-9_-]{4,128}")


@dataclass(frozen=True, slots=True)
class ReceiptScan:
    """A dossier's receipt; with its `secret` its bearer sees more. Without one only the code counts."""

    code: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DossierScan:
    """A bare dossier code, as the receipt's barcode holds it."""

    code: str


@dataclass(frozen=True, slots=True)
class TicketScan:
    token: str


@dataclass(frozen=True, slots=True)
class CardScan:
    card: Card


@dataclass(frozen=True, slots=True)
class PostScan:
    code: s10.PostCode


@dataclass(frozen=True, slots=True)
class UnknownScan:
    """None of ours; `reason` is the refusal's where something was recognised and could not be read."""

    reason: str = ""


Scanned = ReceiptScan | DossierScan | TicketScan | CardScan | PostScan | UnknownScan


def receipt_url(base: str, code: str, secret: str) -> str:
    """What a receipt's QR holds. The secret is in the fragment, which no browser sends to a server."""
    return f"{base.rstrip('/')}/d/{quote(code, safe='')}#s={quote(secret, safe='')}"


def recognise(scan: bytes | str, *, today: date | None = None) -> Scanned:
    """Say what was scanned; nothing is raised, whatever it is. `today` as in `citizen_card.read`."""
    if len(scan) > scan_text.LONGEST:
        return UnknownScan("too_long")
    text = scan_text.text_of(scan)
    if text is None:
        return UnknownScan("encoding")
    if "|" in text:
        return _card(text, today)
    if "/" in text:
        return _link(text)
    return _bare_code(text)


def _card(text: str, today: date | None) -> Scanned:
    try:
        return CardScan(citizen_card.read(text, today=today))
    except DomainError as refusal:
        return UnknownScan(str(refusal.facts["reason"]))


def _link(text: str) -> Scanned:
    try:
        url = urlsplit(text)
    except ValueError:
        return UnknownScan()
    if dossier := _DOSSIER_PATH.fullmatch(url.path):
        return ReceiptScan(dossier["code"].upper(), _secret(url.fragment) or _secret(url.query))
    if ticket := _TICKET_PATH.fullmatch(url.path):
        return TicketScan(ticket["token"].upper())
    return UnknownScan()


def _secret(part: str) -> str:
    """Of `s=<secret>`, or of a fragment that is nothing else."""
    try:
        said = parse_qs(part, max_num_fields=8).get("s", [part])[0]
    except ValueError:
        return ""
    return said if _SECRET.fullmatch(said) else ""


def _bare_code(text: str) -> Scanned:
    try:
        return DossierScan(codes.dossier_code(text).text)
    except DomainError:
        pass
    try:
        return PostScan(s10.read(text))
    except DomainError:
        return UnknownScan()
