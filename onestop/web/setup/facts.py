"""What the setup screen shows, ready to be read."""

from dataclasses import dataclass
from typing import Final

from onestop.domain.people import Role

SECTIONS: Final = (
    *("queues", "counters", "officers", "priorities", "devices", "places", "policy"),
    *("authorities", "units", "away", "dossiers", "booking", "zones", "offices"),
)
SINGLE: Final = frozenset({"policy", "dossiers", "booking"})
"""Sections that are one form and have no list."""
NEW: Final = "new"
ROLES: Final = tuple(role.value for role in Role)
WEEKDAYS: Final = range(1, 8)
BUTTONS: Final = range(1, 10)


@dataclass(frozen=True)
class Item:
    """An entry of the list on the left."""

    id: str = ""
    title: str = ""
    hint: str = ""
    active: bool = True
    mark: str = ""


@dataclass(frozen=True)
class Option:
    id: str = ""
    name: str = ""
    value: str = ""
    """What a form field beside it starts with."""


@dataclass(frozen=True)
class Shown:
    """A secret just made, shown once."""

    kind: str = ""
    """`password`, `device` or `place`; empty: none."""
    text: str = ""
