"""Between what a browser sends and what the use cases take; pure. A refusal names the field."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from onestop.domain.errors import BadInput
from onestop.domain.people import Role
from onestop.usecases.setup import CounterWish, PriorityWish, QueueWish
from onestop.usecases.setup_people import OfficerWish
from onestop.usecases.setup_places import DeviceWish, PlaceWish
from onestop.usecases.setup_policy import BOUNDS, CHOICES, SWITCHES, TEXTS
from onestop.web.setup.facts import BUTTONS, ROLES, WEEKDAYS

Form = Mapping[str, Any]
SPAN = re.compile(r"\s*(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s*")
MOST_DIGITS = 6


def text(form: Form, name: str) -> str:
    return str(form.get(name) or "").strip()


def number(form: Form, name: str, otherwise: int | None = None) -> int:
    """A whole number; an empty field is `otherwise`, or a refusal without it."""
    given = text(form, name)
    if not given and otherwise is not None:
        return otherwise
    if not given.isdecimal() or len(given) > MOST_DIGITS:
        raise BadInput(field=name)
    return int(given)


def maybe_number(form: Form, name: str) -> int | None:
    return number(form, name) if text(form, name) else None


def switch(form: Form, name: str) -> bool:
    """A box that is ticked."""
    return form.get(name) in (True, "on", "true")


def chosen(form: Form, name: str) -> UUID | None:
    """The id chosen from a list; nothing chosen is `None`."""
    given = text(form, name)
    try:
        return UUID(given) if given else None
    except ValueError:
        raise BadInput(field=name) from None


def hours(form: Form) -> tuple[tuple[int, str, str], ...]:
    """A field per weekday, `08:00–12:00, 13:00–17:00`."""
    found = []
    for weekday in WEEKDAYS:
        given = text(form, f"hours_{weekday}")
        for span in given.split(",") if given else ():
            match = SPAN.fullmatch(span)
            if match is None:
                raise BadInput(field=f"hours_{weekday}")
            found.append((weekday, match[1], match[2]))
    return tuple(found)


def queue(form: Form) -> QueueWish:
    return QueueWish(
        code=text(form, "code").upper(),
        name_vi=text(form, "name_vi"),
        name_en=text(form, "name_en"),
        where_vi=text(form, "where_vi"),
        where_en=text(form, "where_en"),
        bring_vi=text(form, "bring_vi"),
        bring_en=text(form, "bring_en"),
        hours=hours(form),
        daily_limit=maybe_number(form, "daily_limit"),
        first_number=number(form, "first_number", 1),
        last_number=maybe_number(form, "last_number"),
        zone_id=chosen(form, "zone"),
        position=number(form, "position", 0),
        active=switch(form, "active"),
    )


def counter(form: Form) -> CounterWish:
    weights: dict[UUID, int] = {}
    for name in form:
        if name.startswith("weight_") and (weight := number(form, name, 0)):
            queue_id = chosen({"weights": name.removeprefix("weight_")}, "weights")
            weights |= {queue_id: weight} if queue_id else {}
    return CounterWish(
        number=number(form, "number"),
        name_vi=text(form, "name_vi"),
        name_en=text(form, "name_en"),
        zone_id=chosen(form, "zone"),
        weights=weights,
        auto_call=switch(form, "auto_call"),
        active=switch(form, "active"),
    )


def officer(form: Form) -> OfficerWish:
    return OfficerWish(
        username=text(form, "username").lower(),
        name=text(form, "name"),
        title=text(form, "title"),
        roles=frozenset(Role(role) for role in ROLES if switch(form, f"role_{role}")),
        active=switch(form, "active"),
    )


def priority(form: Form) -> PriorityWish:
    return PriorityWish(
        code=text(form, "code").lower(),
        name_vi=text(form, "name_vi"),
        name_en=text(form, "name_en"),
        icon=text(form, "icon"),
        head_start_min=number(form, "head_start_min", 0),
        needs_proof=switch(form, "needs_proof"),
        legal_basis=text(form, "legal_basis"),
        position=number(form, "position", 0),
        active=switch(form, "active"),
    )


def device(form: Form) -> DeviceWish:
    buttons = {button: text(form, f"button_{button}").upper() for button in BUTTONS}
    return DeviceWish(
        code=text(form, "code").lower(),
        kind=text(form, "kind"),
        name=text(form, "name"),
        counter_id=chosen(form, "counter"),
        zone_id=chosen(form, "zone"),
        printer_id=chosen(form, "printer"),
        buttons={button: code for button, code in buttons.items() if code},
        cells=maybe_number(form, "cells"),
        place=text(form, "place"),
        width=maybe_number(form, "width"),
        active=switch(form, "active"),
    )


def place(form: Form) -> PlaceWish:
    return PlaceWish(
        code=text(form, "code").lower(),
        kind=text(form, "kind"),
        name=text(form, "name"),
        counter_id=chosen(form, "counter"),
        zone_id=chosen(form, "zone"),
        printer_id=chosen(form, "printer"),
        speaks=switch(form, "speaks"),
    )


def policy(form: Form) -> dict[str, Any]:
    return {
        **{name: number(form, name) for name in BOUNDS},
        **{name: text(form, name) for name in (*CHOICES, *TEXTS, "close_at")},
        **{name: switch(form, name) for name in SWITCHES},
    }


def filled(values: Mapping[str, Any]) -> dict[str, str]:
    """An entry's values as the text of form fields; a ticked box is `on`."""
    found: dict[str, str] = {}
    for name, value in values.items():
        match name:
            case "hours":
                found |= _hours_text(value)
            case "weights" | "buttons" | "members" | "places":
                found |= {f"{name[:-1]}_{key}": str(one) for key, one in value.items()}
            case "roles":
                found |= {f"role_{role}": "on" for role in value}
            case _:
                found[name.removesuffix("_id")] = _plain(value)
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _hours_text(rows: list[list[Any]]) -> dict[str, str]:
    days: dict[str, list[str]] = {}
    for weekday, opens, closes in rows:
        days.setdefault(f"hours_{weekday}", []).append(f"{opens}–{closes}")
    return {name: ", ".join(spans) for name, spans in days.items()}
