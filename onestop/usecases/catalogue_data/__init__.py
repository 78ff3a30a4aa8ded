"""What an office starts with: authorities, their units and fields, and procedures, as data with their sources.

The JSON beside this file is the rules file's table, row by row; what the table lacks is empty, and what had to be
made up to work with (stages, the police's and social insurance's examples) says `demonstration`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from onestop.domain.formats.rules_json import from_json
from onestop.domain.procedure import Rules

FILES: Final = (
    "radiation",
    "intellectual_property",
    "technology",
    "science",
    "standards",
    "post",
    "telecom",
    "demonstration",
)


@dataclass(frozen=True, slots=True)
class StartUnit:
    code: str
    """Ours: no official unit code was seen."""
    name_vi: str
    name_en: str
    certainty: str
    """Of the name: `seen`, `memory` or `demonstration`."""
    demonstration: bool


@dataclass(frozen=True, slots=True)
class StartField:
    """A field of procedures (lĩnh vực)."""

    code: str
    """Ours."""
    name_vi: str
    name_en: str
    queue: str
    """Prefix letter of the hall queue that serves it, in the demonstration hall."""
    unit: str
    """The unit that leads; empty where an authority elsewhere decides."""


@dataclass(frozen=True, slots=True)
class StartAuthority:
    code: str
    """As in dossier codes."""
    name_vi: str
    name_en: str
    code_template: str
    certainty: str
    demonstration: bool
    note: str
    units: tuple[StartUnit, ...]
    fields: tuple[StartField, ...]
    elsewhere: bool = False
    """It decides in another place: what is received for it here is handed on."""


@dataclass(frozen=True, slots=True)
class StartProcedure:
    number: int
    """Row of the table; from 101 on a demonstration of ours."""
    key: str
    """The official code where there is one, else ours."""
    code: str
    """Official; empty where none was seen."""
    reference: str
    """Another number of it that was seen, e.g. `ma_thu_tuc 198`."""
    name_vi: str
    name_en: str
    authority: str
    unit: str
    field: str
    queue: str
    level: str
    """`B` ministry, `T` province, both, or empty."""
    limit_text: str
    """The limits in the table's words, in Vietnamese."""
    source: str
    certainty: str
    """`law`: the law's text was seen; `seen`: a page was; `demonstration`."""
    note: str
    rules: Rules

    @property
    def demonstration(self) -> bool:
        """All of it is an example of ours."""
        return self.certainty == "demonstration"


@cache
def authorities() -> tuple[StartAuthority, ...]:
    """The ministry, two examples in the same hall, and one in another place."""
    return tuple(_authority(stored) for stored in _stored("authorities"))


@cache
def procedures() -> tuple[StartProcedure, ...]:
    """In the order of the table; its row 29 is two, because their limits begin differently.

    Raises:
        ProcedureFaulty: a file was edited wrongly; the place is in the rules of one of its entries.
    """
    found = [_procedure(stored) for name in FILES for stored in _stored(name)]
    return tuple(sorted(found, key=lambda one: (one.number, one.key)))


def unit_codes(authority: str) -> tuple[str, ...]:
    """Units that may work on an authority's stages: its own, and the one-stop shop that returns the result."""
    own = next(one for one in authorities() if one.code == authority)
    return (*(unit.code for unit in own.units), ONE_STOP)


ONE_STOP: Final = "MC"
"""The unit of the one-stop shop itself."""


def _stored(name: str) -> list[dict[str, Any]]:
    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def _authority(stored: Mapping[str, Any]) -> StartAuthority:
    units = tuple(StartUnit(**unit) for unit in stored["units"])
    fields = tuple(StartField(**field) for field in stored["fields"])
    return StartAuthority(**{**stored, "units": units, "fields": fields})


def _procedure(stored: Mapping[str, Any]) -> StartProcedure:
    return StartProcedure(**{**stored, "rules": from_json(stored["rules"])})
