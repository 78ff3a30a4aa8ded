"""The addresses of the screens: patterns for the router, builders for links."""

from typing import Final

HOME: Final = "/"
LOGIN: Final = "/login"
KIOSK: Final = "/kiosk/[place]"
HALL: Final = "/hall/[place]"
PHONE: Final = "/t/[token]"
RECEPTION: Final = "/reception"
COUNTER: Final = "/counter"
TABLET: Final = "/tablet/[place]"
FLOOR: Final = "/floor"
SETUP: Final = "/setup"
VIRTUAL: Final = "/virtual"


def kiosk(place: str) -> str:
    return f"/kiosk/{place}"


def hall(place: str) -> str:
    return f"/hall/{place}"


def phone(token: str) -> str:
    return f"/t/{token}"


def tablet(place: str) -> str:
    return f"/tablet/{place}"
