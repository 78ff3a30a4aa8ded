"""Which use case an entry of each section is saved by, and what is then shown once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from onestop.config import Settings
from onestop.domain.errors import BadInput, NameTaken
from onestop.domain.people import Actor
from onestop.queries import setup_units as setup_query
from onestop.storage.rows import Authority, Unit
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import (
    portal_queue,
    setup,
    setup_booking,
    setup_dossiers,
    setup_offices,
    setup_people,
    setup_places,
    setup_policy,
    setup_units,
)
from onestop.web import routes
from onestop.web.setup import forms, unit_forms
from onestop.web.setup.facts import Shown

PLACE_ROUTES: Final[dict[str, Callable[[str], str]]] = {
    "kiosk": routes.kiosk,
    "board": routes.hall,
    "tablet": routes.tablet,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who changes which entry of which section."""

    section: str
    office_id: UUID
    office: str
    entry_id: UUID | None
    actor: Actor
    now: datetime


def save(work: UnitOfWork, settings: Settings, asked: Asked, form: forms.Form) -> tuple[str, Shown]:
    """Save what the form says; return the entry's id and the secret made with a new one."""
    if asked.section in WITHOUT_SECRET:
        return WITHOUT_SECRET[asked.section](work, asked, form), Shown()
    by: dict[str, Any] = {"actor": asked.actor, "now": asked.now}
    where = (work, asked.office_id, asked.entry_id)
    match asked.section:
        case "officers":
            welcomed = setup_people.save_officer(*where, forms.officer(form), **by)
            return str(welcomed.id), _password(welcomed.password)
        case "devices":
            device = forms.device(form)
            made = setup_places.save_device(*where, device, **by)
            return str(made.id), _key(made.secret, device.code, device.kind)
        case "places":
            place = forms.place(form)
            made = setup_places.save_place(*where, place, **by)
            return str(made.id), _link(settings, made.secret, place.code, place.kind)
    raise BadInput(field="section")


def _queue(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    return str(setup.save_queue(work, a.office_id, a.entry_id, forms.queue(form), actor=a.actor, now=a.now))


def _counter(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    return str(setup.save_counter(work, a.office_id, a.entry_id, forms.counter(form), actor=a.actor, now=a.now))


def _priority(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    return str(setup.save_priority(work, a.office_id, a.entry_id, forms.priority(form), actor=a.actor, now=a.now))


def _policy(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    setup_policy.save_policy(work, a.office_id, forms.policy(form), actor=a.actor, now=a.now)
    return ""


def _dossiers(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    setup_dossiers.save_dossier_policy(work, a.office_id, unit_forms.dossiers(form), actor=a.actor, now=a.now)
    portal_queue.switch(work, a.office_id, on=forms.switch(form, "portal"), actor=a.actor, now=a.now)
    return ""


def _booking(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    setup_booking.save_booking_rules(work, a.office_id, unit_forms.booking(form), actor=a.actor, now=a.now)
    return ""


def _authority(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    wish = unit_forms.authority(form, _code(work, a, Authority, form))
    return str(setup_units.save_authority(work, a.office_id, wish, actor=a.actor, now=a.now))


def _unit(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    wish = unit_forms.unit(form, _code(work, a, Unit, form))
    people = unit_forms.members(form)
    return str(setup_units.save_unit(work, a.office_id, wish, actor=a.actor, now=a.now, members=people))


def _code(work: UnitOfWork, a: Asked, kind: type[Authority | Unit], form: forms.Form) -> str:
    """The code an entry has; a new one's must be free, for saving changes whoever has it."""
    if a.entry_id is not None:
        return setup_query.code_of(work, a.office_id, kind, a.entry_id)
    code = forms.text(form, "code").upper()
    if setup_query.known(work, a.office_id, kind, code):
        raise NameTaken(name=code)
    return code


def _away(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    if a.entry_id is not None:
        raise BadInput(field="id")
    officer_id, by, span = unit_forms.away(form)
    return str(setup_units.substitute(work, a.office_id, officer_id, by, span, actor=a.actor, now=a.now))


def _zone(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    wish = unit_forms.zone(form)
    return str(setup_offices.save_zone(work, a.office_id, a.entry_id, wish, actor=a.actor, now=a.now))


def _office(work: UnitOfWork, a: Asked, form: forms.Form) -> str:
    wish = unit_forms.office(form)
    return str(setup_offices.save_office(work, a.entry_id, wish, actor=a.actor, now=a.now))


WITHOUT_SECRET: Final[dict[str, Callable[[UnitOfWork, Asked, forms.Form], str]]] = {
    "queues": _queue,
    "counters": _counter,
    "priorities": _priority,
    "policy": _policy,
    "authorities": _authority,
    "units": _unit,
    "away": _away,
    "dossiers": _dossiers,
    "booking": _booking,
    "zones": _zone,
    "offices": _office,
}


def renew(work: UnitOfWork, settings: Settings, asked: Asked, code: str, kind: str) -> Shown:
    """Another password, key or credential for the entry; the old one counts no more."""
    by: dict[str, Any] = {"actor": asked.actor, "now": asked.now}
    if asked.entry_id is None:
        raise BadInput(field="id")
    where = (work, asked.office_id, asked.entry_id)
    match asked.section:
        case "officers":
            return _password(setup_people.reset_password(*where, **by))
        case "devices":
            return _key(setup_places.renew_key(*where, **by), code, kind)
        case "places":
            return _link(settings, setup_places.new_credential(*where, **by), code, kind)
    raise BadInput(field="section")


def _password(password: str) -> Shown:
    return Shown("password", password) if password else Shown()


def _link(settings: Settings, credential: str, code: str, kind: str) -> Shown:
    if not credential:
        return Shown()
    route = PLACE_ROUTES.get(kind)
    return Shown("place", f"{settings.address}{route(code)}?key={credential}" if route else credential)


BY_ID: Final = "/dev/serial/by-id/…"
DRIVERS: Final = {
    "printer": '{ model = "escpos", line = "tcp://192.168.1.50:9100", width = 576 }',
    "sign": f'{{ model = "modbus", line = "{BY_ID}", unit = 1, cells = 6 }}',
    "keypad": f'{{ model = "serial", line = "{BY_ID}", keys = {{ 4 = "4", 3 = "3", 2 = "2", 1 = "1", 0 = "0" }} }}',
    "dispenser": f'{{ model = "serial", line = "{BY_ID}", keys = {{ 1 = "1", 2 = "2" }} }}',
    "scanner": f'{{ model = "serial", line = "{BY_ID}", baud = 9600 }}',
    "modem": f'{{ model = "gsm", line = "{BY_ID}" }}',
    "voice": '{ model = "clips", clips = "hardware/drivers/clips" }',
}
"""An example of each driver's line in the agent's file."""


def _key(key: str, code: str, kind: str) -> Shown:
    if not key:
        return Shown()
    names = (f'id = "{code}"', f'kind = "{kind}"', f'key = "{key}"', f"driver = {DRIVERS.get(kind, '{}')}")
    return Shown("device", "\n".join(("[[devices]]", *names)))
