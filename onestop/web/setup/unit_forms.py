"""What the forms of authorities, units, stand-ins and the rules for dossiers say, as wishes."""

from datetime import date
from typing import Any
from uuid import UUID

from onestop.domain.errors import BadInput
from onestop.usecases import setup_booking
from onestop.usecases.setup_dossiers import BOUNDS, LANES, SWITCHES
from onestop.usecases.setup_offices import OfficeWish, ZoneWish
from onestop.usecases.setup_units import AuthorityWish, UnitWish
from onestop.web.setup.forms import Form, chosen, hours, number, switch, text


def dossiers(form: Form) -> dict[str, Any]:
    return {
        **{name: number(form, name) for name in BOUNDS},
        **{name: text(form, name) for name in LANES},
        **{name: switch(form, name) for name in SWITCHES},
        "work_hours": hours(form),
    }


def booking(form: Form) -> dict[str, Any]:
    """Rules for numbers from home; a queue without places takes none."""
    places = {name.removeprefix("place_"): number(form, name, 0) for name in form if name.startswith("place_")}
    return {
        "on": switch(form, "on"),
        **{name: number(form, name) for name in setup_booking.BOUNDS},
        "per_slot": {code: count for code, count in places.items() if count},
    }


def authority(form: Form, code: str) -> AuthorityWish:
    return AuthorityWish(
        code=code,
        name_vi=text(form, "name_vi"),
        name_en=text(form, "name_en"),
        code_template=text(form, "code_template"),
        elsewhere=switch(form, "elsewhere"),
        hotline=text(form, "hotline"),
        bank=text(form, "bank"),
        account="".join(text(form, "account").split()),
        account_holder=text(form, "account_holder"),
        demonstration=switch(form, "demonstration"),
        unverified=switch(form, "unverified"),
        position=number(form, "position", 0),
        active=switch(form, "active"),
    )


def unit(form: Form, code: str) -> UnitWish:
    return UnitWish(
        code=code,
        name_vi=text(form, "name_vi"),
        authority=text(form, "authority"),
        name_en=text(form, "name_en"),
        demonstration=switch(form, "demonstration"),
        unverified=switch(form, "unverified"),
        position=number(form, "position", 0),
        active=switch(form, "active"),
    )


def zone(form: Form) -> ZoneWish:
    return ZoneWish(text(form, "code").lower(), text(form, "name_vi"), text(form, "name_en"))


def office(form: Form) -> OfficeWish:
    return OfficeWish(
        code=text(form, "code").lower(),
        name_vi=text(form, "name_vi"),
        name_en=text(form, "name_en"),
        address=text(form, "address"),
        timezone=text(form, "timezone"),
    )


def members(form: Form) -> dict[UUID, bool]:
    """Who works in a unit; the value says whether they head it."""
    found: dict[UUID, bool] = {}
    for name in form:
        if name.startswith("member_") and text(form, name) in ("member", "head"):
            officer_id = chosen({"members": name.removeprefix("member_")}, "members")
            found |= {officer_id: text(form, name) == "head"} if officer_id else {}
    return found


def away(form: Form) -> tuple[UUID, UUID, tuple[date, date]]:
    """Who is away, who stands in, from and to."""
    officer_id, by = chosen(form, "officer"), chosen(form, "by")
    if officer_id is None or by is None:
        raise BadInput(field="by" if officer_id else "officer")
    return officer_id, by, (day(form, "from_day"), day(form, "to_day"))


def day(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(text(form, name))
    except ValueError:
        raise BadInput(field=name) from None
