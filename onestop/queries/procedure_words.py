"""A procedure's facts in words, the same on a screen and on paper: pieces, time limit, fee, and where the list is."""

from collections.abc import Callable, Sequence
from urllib.parse import quote, urlencode

from onestop.domain.deadline import Limit
from onestop.domain.procedure import Component, Terms

Speak = Callable[..., str]
"""`say`, bound to a language."""


def pieces(component: Component, speak: Speak) -> str:
    """How many originals and copies."""
    said = [
        speak("procedure.originals", count=component.originals) if component.originals else "",
        speak("procedure.copies", count=component.copies) if component.copies else "",
        "" if component.required else speak("procedure.if_any"),
    ]
    return " · ".join(each for each in said if each)


def limit(given: Limit | None, speak: Speak) -> str:
    return speak(f"procedure.unit_{given.unit}", n=given.amount) if given else speak("procedure.no_limit")


def fee(terms: Terms | None, speak: Speak) -> str:
    if terms is None or terms.fee_vnd is None:
        return (terms.fee_note if terms else "") or speak("procedure.fee_unknown")
    return f"{terms.fee_vnd:,} đồng".replace(",", ".") if terms.fee_vnd else speak("procedure.free")


def list_url(address: str, office: str, key: str, case: str, yes: Sequence[str]) -> str:
    """The same list on a phone; what was answered is behind `#`, which no browser sends."""
    answers = urlencode({"done": "1", "case": case, "yes": ",".join(yes)}, safe=",")
    return f"{address}/procedures/{quote(key, safe='')}?office={quote(office, safe='')}#{answers}"
