"""The addresses of the screens: patterns for the router, builders for links."""

from typing import Final
from urllib.parse import quote
from uuid import UUID

HOME: Final = "/"
LOGIN: Final = "/login"
AWAY: Final = "/away"
SESSION: Final = "/session"
"""Not a screen: where the log-in page opens a session and the log-out ends it."""
SOCKET: Final = "/_event"
"""Not a screen: Reflex's own socket."""
KIOSK: Final = "/kiosk/[place]"
HALL: Final = "/hall/[place]"
PHONE: Final = "/t/[token]"
RECEPTION: Final = "/reception"
COUNTER: Final = "/counter"
TABLET: Final = "/tablet/[place]"
FLOOR: Final = "/floor"
SETUP: Final = "/setup"
VIRTUAL: Final = "/virtual"
DOSSIERS: Final = "/dossiers"
DOSSIER: Final = "/dossiers/[dossier]"
"""By the dossier's own id, which says nothing about anybody."""
ONWARD: Final = "/onward"
"""What goes on to authorities elsewhere."""
MONEY: Final = "/money"
PORTAL: Final = "/portal"
FEEDBACK_DESK: Final = "/feedback-desk"
DRAFTS: Final = "/handed-in"
INTAKE: Final = "/intake"
"""Where a procedure is chosen; `?same=<dossier>` for the same applicant."""
INTAKE_OF: Final = "/intake/[dossier]"


def login(then: str = HOME) -> str:
    """The log-in page, which goes on to `then`."""
    return LOGIN if then in {HOME, LOGIN} else f"{LOGIN}?then={quote(then, safe='/')}"


def own(address: str) -> str:
    """`address` if it is a path of this product, else the first page: nobody is led elsewhere by a link."""
    plain = address.isprintable() and "\\" not in address  # browsers read a backslash as a slash and drop tabs
    return address if plain and address.startswith("/") and address[1:2] != "/" else HOME


def kiosk(place: str) -> str:
    return f"/kiosk/{place}"


def hall(place: str) -> str:
    return f"/hall/{place}"


def phone(token: str) -> str:
    return f"/t/{token}"


def tablet(place: str) -> str:
    return f"/tablet/{place}"


def dossier(dossier_id: UUID) -> str:
    return f"/dossiers/{dossier_id}"


def intake(dossier_id: UUID) -> str:
    return f"/intake/{dossier_id}"
