"""What every form is: a head, a template, and the data check it has to pass before it is printed.

`needs` names what may not be empty, `faults` adds what else must hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from displays.forms.codes import Drawing
from displays.forms.parts import NOBODY, Contact, Head, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Base of all; `demonstration` frames a form whose content is no rule of law."""

    template: ClassVar[str]
    needs: ClassVar[tuple[str, ...]]
    head: Head
    demonstration: bool = False

    def faults(self) -> Iterator[str]:
        """Names of fields at fault beyond those that are empty."""
        yield from ()

    def drawings(self) -> dict[str, Drawing]:
        """Bars of its own, by what they say."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier(Form):
    """A form about one dossier; with `lookup_url` (the receipt's secret is in it) it carries a QR."""

    code: str
    person: Person
    request: str
    contact: Contact = NOBODY
    lookup_url: str = ""
