"""The applicant between its fields, a scanned card and the use case; what is wrong or doubtful is said per field."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from onestop.domain.errors import BadInput
from onestop.domain.formats import personal_number, phones
from onestop.queries.dossier_facts import DossierView
from onestop.usecases import intake
from onestop.usecases.intake import Applicant
from onestop.web.intake.facts import NONE, Notes, Person, Two, both

SUBMITTER: Final = ("name", "number", "phone", "relation")
_DAY: Final = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
LONGEST: Final = 1000
_EARLIEST: Final = 1850


def person_of(view: DossierView) -> Person:
    given = {f"submitter_{name}": str(view.submitter.get(name, "")) for name in SUBMITTER}
    return Person(
        kind=view.applicant_kind or "citizen",
        name=view.applicant_name,
        number=view.applicant_number,
        born=written(view.applicant_born),
        phone=shown(view.applicant_phone),
        email=view.applicant_email,
        address=view.applicant_address,
        subject=view.subject,
        result_by=view.result_by or "counter",
        **given,
    )


def applicant_of(person: Person) -> Applicant:
    """As the use case takes it."""
    told = {name: getattr(person, f"submitter_{name}") for name in SUBMITTER}
    return Applicant(
        kind=person.kind,
        name=person.name,
        number=person.number,
        born=stored(person.born),
        phone=person.phone,
        email=person.email,
        address=person.address,
        submitter={name: value for name, value in told.items() if value.strip()},
        subject=person.subject,
        result_by=person.result_by,
    )


def shown(phone: str) -> str:
    try:
        return phones.parse(phone).shown if phone else ""
    except BadInput:
        return phone


def written(born: str) -> str:
    """`1990-01-31` as `31/01/1990`; of a year alone, the year."""
    return "/".join(reversed(born.split("-")))


def stored(born: str) -> str:
    """`31/01/1990` as `1990-01-31`; what is no day stays as it was typed."""
    parts = _DAY.fullmatch(born.strip())
    if parts is None:
        return born.strip()[:10]
    day, month, year = parts.groups()
    return "-".join(part.zfill(2) for part in (year, month, day) if part)


def faults(person: Person, today: date) -> dict[str, Two]:
    """What cannot be kept as it is written."""
    found = {name: both(f"intake.fault_{name}") for name in intake.faults(applicant_of(person))}
    if not person.name.strip():
        found.pop("name", None)  # not yet written is no fault: the list of what is missing says it
    if person.born.strip() and not _possible(stored(person.born), today):
        found["born"] = both("intake.fault_born")
    return found


def _possible(born: str, today: date) -> bool:
    year, month, day = [*born.split("-"), "01", "01"][:3]
    try:
        return date(_EARLIEST, 1, 1) <= date(int(year), int(month), int(day)) <= today
    except ValueError:
        return False


def doubts(person: Person, today: date) -> dict[str, Two]:
    """What can be kept, but is odd: a number that does not fit the year of birth, an unknown province."""
    if person.kind != "citizen" or not person.number.strip():
        return {}
    year = stored(person.born)[:4]
    known = int(year) if year.isdecimal() and len(year) == 4 else None  # noqa: PLR2004 - as years are written
    found = personal_number.check(person.number, this_year=today.year, year=known)
    return {"number": both(f"intake.{found[0].code.replace('.', '_')}")} if found else {}


def keepable(person: Person, kept: Person, wrong: Mapping[str, Two]) -> Person:
    """The same with every field at fault as it was kept before; a submitter is kept whole or not at all."""
    names = {name for name in wrong if not name.startswith("submitter")}
    if len(names) < len(wrong):
        names |= {f"submitter_{name}" for name in SUBMITTER}
    return replace(person, **{name: getattr(kept, name) for name in names})


def notes(found: Mapping[str, Two]) -> Notes:
    return Notes(**{name: words for name, words in found.items() if name in Notes.__dataclass_fields__})


def with_card(person: Person, card: Mapping[str, Any]) -> Person:
    """What a scanned card said stands in the fields; what it did not say stays as it was."""
    told = {name: str(card.get(name) or "") for name in ("number", "name", "address")}
    told["born"] = written(str(card.get("born") or ""))
    return replace(person, kind="citizen", **{name: value for name, value in told.items() if value})


def card_notes(card: Mapping[str, Any]) -> dict[str, Two]:
    """What a card did not say, or said in doubt, field by field."""
    found = {name: both("intake.card_missing") for name in card.get("missing", ())}
    found |= {name: both(f"intake.card_{doubt}") for name, doubt in dict(card.get("doubts", {})).items()}
    if card.get("spelling") not in ("sound", None):
        found |= {name: both(f"intake.spelling_{card['spelling']}") for name in ("name", "address")}
    return found


def card_said(card: Mapping[str, Any]) -> Two:
    """What to do about a card that needs a look."""
    if card.get("spelling") not in ("sound", None):
        return both(f"intake.card_spelling_{card['spelling']}")
    return both("intake.card_check") if card.get("missing") or card.get("doubts") else NONE


def without_subject(person: Person) -> Person:
    """The same applicant, who wants something else this time."""
    return replace(person, subject="")
