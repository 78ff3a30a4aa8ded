"""The form of what a procedure is called and whose it is, as a wish."""

from collections.abc import Mapping
from typing import Any, Final

from onestop.domain.errors import BadInput
from onestop.usecases.catalogue import ProcedureWish

FRESH: Final = {"active": "on", "position": "0"}
LONGEST: Final[Mapping[str, int]] = {
    "key": 40,
    "code": 40,
    "name_vi": 400,
    "name_en": 400,
    "authority": 24,
    "unit": 24,
    "queue": 2,
    "field_code": 24,
    "field_vi": 120,
    "source": 300,
}
MOST_POSITION: Final = 9999


def wish(form: Mapping[str, Any], known: Mapping[str, str]) -> ProcedureWish:
    """What the form asks for; the key of a `known` procedure stays.

    Raises:
        BadInput: with the `field`.
    """
    text = {name: str(form.get(name) or "").strip() for name in LONGEST}
    text["key"] = known.get("key") or text["key"] or text["code"]
    for name, value in text.items():
        if len(value) > LONGEST[name] or not value.isprintable():
            raise BadInput(field=name)
    position = str(form.get("position") or "0")
    if not (position.isascii() and position.isdecimal()) or int(position[:6]) > MOST_POSITION:
        raise BadInput(field="position")
    return ProcedureWish(**text, position=int(position), active=form.get("active") in (True, "on", "true"))
