"""Setup: who may change the office, what is refused, and that each change leaves its fact."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from onestop.domain.errors import (
    BadCredentials,
    BadInput,
    CounterBusy,
    Forbidden,
    NameTaken,
    NotFound,
    NotSignedIn,
    PlaceUnknown,
)
from onestop.domain.people import Actor, Role
from onestop.domain.policy import Policy
from onestop.queries import setup as setup_query
from onestop.storage import hall as hall_rows
from onestop.storage.rows import CounterQueue, Device, Fact, Office, Officer, Queue
from onestop.usecases import accounts, setup, setup_offices, setup_people, setup_places, setup_policy
from onestop.usecases.setup import CounterWish, PriorityWish, QueueWish
from onestop.usecases.setup_offices import ZoneWish
from onestop.usecases.setup_people import OfficerWish
from onestop.usecases.setup_places import DeviceWish, PlaceWish
from tests.factories import PASSWORD, Hall

QUEUE = QueueWish("T", "Lĩnh vực thử", "Trial field", hours=((1, "08:00", "12:00"), (1, "13:00", "17:00")))
COUNTER = CounterWish(77, "Quầy thử", "Trial counter")
CLASS = PriorityWish("trial", "Diện thử", "Trial class", head_start_min=5)
PERSON = OfficerWish("thu.nghiem", "Lê Thử Nghiệm", roles=frozenset({Role.OFFICER}))
DEVICE = DeviceWish("sign-77", "sign", "Bảng thử", cells=6)
PLACE = PlaceWish("kiosk-77", "kiosk", "Ki-ốt thử")
ZONE = ZoneWish("tang-2", "Tầng 2", "Second floor")


def admin(hall: Hall) -> Actor:
    return hall.officer("admin1")


def entry(hall: Hall, section: str, title: str) -> setup_query.Entry:
    view = setup_query.view(hall.work, hall.office_id, hall.clock())
    entries: tuple[setup_query.Entry, ...] = getattr(view, section)
    return next(e for e in entries if title in (e.title, e.hint, e.values.get("code")))


def last_fact(hall: Hall) -> Fact:
    with hall.work.reading() as session:
        return session.scalars(select(Fact).order_by(Fact.id.desc()).limit(1)).one()


def made(hall: Hall, act: Callable[..., Any], wish: Any, actor: Actor | None = None, row: UUID | None = None) -> Any:
    return act(hall.work, hall.office_id, row, wish, actor=actor or admin(hall), now=hall.clock())


SAVES: list[tuple[Callable[..., Any], Any]] = [
    (setup.save_queue, QUEUE),
    (setup.save_counter, COUNTER),
    (setup.save_priority, CLASS),
    (setup_people.save_officer, PERSON),
    (setup_places.save_device, DEVICE),
    (setup_places.save_place, PLACE),
    (setup_offices.save_zone, ZONE),
]


@pytest.mark.parametrize(("act", "wish"), SAVES)
def test_only_an_administrator_of_this_office_changes_it(hall: Hall, act: Callable[..., Any], wish: Any) -> None:
    strangers = [
        hall.officer("officer1"),
        hall.officer("floor1"),
        hall.officer("supervisor1"),
        hall.place("kiosk-1"),
        Actor("anyone", ""),
        replace(admin(hall), office_id=uuid4()),
    ]
    for actor in strangers:
        with pytest.raises(Forbidden):
            made(hall, act, wish, actor)
    assert last_fact(hall).kind == "setup.seeded"


@pytest.mark.parametrize(("act", "wish"), SAVES)
def test_a_change_leaves_its_fact_and_a_name_is_given_once(hall: Hall, act: Callable[..., Any], wish: Any) -> None:
    made(hall, act, wish)
    fact = last_fact(hall)
    assert (fact.kind, fact.actor) == ("setup.changed", str(admin(hall)))
    assert fact.data["what"] in ("queue", "counter", "priority", "officer", "device", "place", "zone")
    with pytest.raises(NameTaken):
        made(hall, act, wish)


@pytest.mark.parametrize(("act", "wish"), SAVES)
def test_another_offices_row_is_not_found(hall: Hall, act: Callable[..., Any], wish: Any) -> None:
    with pytest.raises(NotFound):
        made(hall, act, wish, row=uuid4())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "a"}, "code"),
        ({"code": "ABC"}, "code"),
        ({"code": "1"}, "code"),
        ({"code": ""}, "code"),
        ({"name_vi": " "}, "name_vi"),
        ({"name_en": "x" * 121}, "name_en"),
        ({"bring_vi": "x" * 401}, "bring_vi"),
        ({"first_number": 0}, "first_number"),
        ({"first_number": 10, "last_number": 9}, "last_number"),
        ({"daily_limit": 0}, "daily_limit"),
        ({"hours": ((1, "08:00", "08:00"),)}, "hours_1"),
        ({"hours": ((2, "8 giờ", "12:00"),)}, "hours_2"),
        ({"hours": ((3, "08:00", "12:00"), (3, "11:00", "14:00"))}, "hours_3"),
        ({"zone_id": UUID(int=1)}, "zone"),
    ],
)
def test_a_queue_is_checked(hall: Hall, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        made(hall, setup.save_queue, replace(QUEUE, **change))
    assert refused.value.facts["field"] == field


def test_a_new_queue_gives_numbers_and_keeps_its_prefix(hall: Hall) -> None:
    queue_id = made(hall, setup.save_queue, QUEUE)
    made(hall, setup.save_queue, replace(QUEUE, code="U", name_vi="Tên mới"), row=queue_id)
    with hall.work.reading() as session:
        row = session.get_one(Queue, queue_id)
    assert (row.code, row.name_vi, row.hours) == ("T", "Tên mới", [[1, "08:00", "12:00"], [1, "13:00", "17:00"]])
    assert hall.take("T").number == "T001"


def test_a_queue_with_people_in_it_is_not_switched_off(hall: Hall) -> None:
    queue_id = made(hall, setup.save_queue, QUEUE)
    hall.take("T")
    with pytest.raises(BadInput):
        made(hall, setup.save_queue, replace(QUEUE, active=False), row=queue_id)
    hall.clock.forward(days=1)  # type: ignore[attr-defined]
    made(hall, setup.save_queue, replace(QUEUE, active=False), row=queue_id)
    assert hall.view().queue("T") is None


@pytest.mark.parametrize("change", [{"number": 0}, {"number": 1000}, {"weights": {UUID(int=1): 1}}])
def test_a_counter_is_checked(hall: Hall, change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        made(hall, setup.save_counter, replace(COUNTER, **change))


def test_a_counter_serves_what_it_is_told_and_is_switched_off_when_closed(hall: Hall) -> None:
    queue_id = made(hall, setup.save_queue, QUEUE)
    counter_id = made(hall, setup.save_counter, replace(COUNTER, weights={queue_id: 3}))
    with hall.work.reading() as session:
        assert [(s.queue_id, s.weight) for s in session.scalars(select(CounterQueue).where(
            CounterQueue.counter_id == counter_id))] == [(queue_id, 3)]  # fmt: skip
    with pytest.raises(BadInput):
        made(hall, setup.save_counter, replace(COUNTER, weights={queue_id: 10}), row=counter_id)
    hall.sit(77, "officer1")
    with pytest.raises(CounterBusy):
        made(hall, setup.save_counter, replace(COUNTER, active=False), row=counter_id)
    made(hall, setup.save_counter, COUNTER, row=counter_id)
    assert hall.view().counters[-1].queues == ()


@pytest.mark.parametrize(
    "change", [{"code": "Ưu tiên"}, {"name_vi": ""}, {"head_start_min": 241}, {"head_start_min": -1}]
)
def test_a_priority_class_is_checked(hall: Hall, change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        made(hall, setup.save_priority, replace(CLASS, **change))


def test_a_priority_class_is_granted_then_switched_off(hall: Hall) -> None:
    class_id = made(hall, setup.save_priority, CLASS)
    assert hall.take(priority="trial")
    made(hall, setup.save_priority, replace(CLASS, active=False), row=class_id)
    assert "trial" not in {p.code for p in hall.view().priorities}


@pytest.mark.parametrize(
    "change", [{"username": "a"}, {"username": "Có Dấu"}, {"name": ""}, {"roles": frozenset()}, {"title": "x" * 121}]
)
def test_an_officer_is_checked(hall: Hall, change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        made(hall, setup_people.save_officer, replace(PERSON, **change))


def test_a_new_officer_signs_in_with_the_password_shown_once(hall: Hall) -> None:
    welcomed = made(hall, setup_people.save_officer, PERSON)
    signed_in = accounts.log_in(hall.work, PERSON.username, welcomed.password, now=hall.clock())
    assert signed_in.roles == (Role.OFFICER,)
    more = replace(PERSON, roles=frozenset({Role.OFFICER, Role.FLOOR}))
    assert made(hall, setup_people.save_officer, more, row=welcomed.id).password == ""
    assert accounts.whoami(hall.work, signed_in.token, now=hall.clock()).roles == more.roles
    made(hall, setup_people.save_officer, replace(more, active=False), row=welcomed.id)
    with pytest.raises(NotSignedIn):
        accounts.whoami(hall.work, signed_in.token, now=hall.clock())
    with pytest.raises(BadCredentials):
        accounts.log_in(hall.work, PERSON.username, welcomed.password, now=hall.clock())


def test_administrators_do_not_shut_themselves_out(hall: Hall) -> None:
    me = admin(hall).officer_id
    wish = OfficerWish("admin1", "Quản trị", roles=frozenset({Role.ADMIN}))
    for change in ({"roles": frozenset({Role.FLOOR})}, {"active": False}):
        with pytest.raises(BadInput):
            made(hall, setup_people.save_officer, replace(wish, **change), row=me)


def test_a_password_reset_ends_sessions_and_a_lock(hall: Hall) -> None:
    officer_id, token = hall.officer("officer2").officer_id, hall.token("officer2")
    for _ in range(accounts.MAX_FAILURES):
        with pytest.raises(BadCredentials):
            accounts.log_in(hall.work, "officer2", "wrong password", now=hall.clock())
    assert entry(hall, "officers", "officer2").mark == "locked"
    by: dict[str, Any] = {"actor": admin(hall), "now": hall.clock()}
    setup_people.unlock(hall.work, hall.office_id, officer_id, **by)
    assert accounts.log_in(hall.work, "officer2", PASSWORD, now=hall.clock())
    password = setup_people.reset_password(hall.work, hall.office_id, officer_id, **by)
    with pytest.raises(NotSignedIn):
        accounts.whoami(hall.work, token, now=hall.clock())
    assert accounts.log_in(hall.work, "officer2", password, now=hall.clock())
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)


@pytest.mark.parametrize("act", [setup_people.reset_password, setup_people.unlock])
def test_accounts_are_the_administrators_business(hall: Hall, act: Callable[..., Any]) -> None:
    officer_id = hall.officer("officer2").officer_id
    with pytest.raises(Forbidden):
        act(hall.work, hall.office_id, officer_id, actor=hall.officer("supervisor1"), now=hall.clock())
    with pytest.raises(NotFound):
        act(hall.work, hall.office_id, uuid4(), actor=admin(hall), now=hall.clock())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Sign 1"}, "code"),
        ({"kind": "lamp"}, "kind"),
        ({"name": ""}, "name"),
        ({"cells": 41}, "cells"),
        ({"width": 100}, "width"),
        ({"counter_id": UUID(int=1)}, "counter"),
        ({"printer_id": UUID(int=1)}, "printer"),
        ({"kind": "dispenser", "buttons": {1: "Z"}}, "button_1"),
        ({"kind": "dispenser", "buttons": {10: "A"}}, "buttons"),
    ],
)
def test_a_device_is_checked(hall: Hall, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        made(hall, setup_places.save_device, replace(DEVICE, **change))
    assert refused.value.facts["field"] == field


def test_a_devices_key_is_shown_once_and_renewed(hall: Hall) -> None:
    device = made(hall, setup_places.save_device, DEVICE)
    assert made(hall, setup_places.save_device, replace(DEVICE, cells=8), row=device.id).secret == ""
    with pytest.raises(BadInput):
        made(hall, setup_places.save_device, replace(DEVICE, kind="printer"), row=device.id)
    renewed = setup_places.renew_key(hall.work, hall.office_id, device.id, actor=admin(hall), now=hall.clock())
    with hall.work.reading() as session:
        row = session.get_one(Device, device.id)
    assert (row.key.hex(), row.config) == (renewed, {"cells": 8})
    assert renewed != device.secret
    assert device.secret not in str(setup_query.view(hall.work, hall.office_id, hall.clock()))


def test_a_dispensers_buttons_are_kept(hall: Hall) -> None:
    printer_id = UUID(entry(hall, "devices", "printer-1").id)
    wish = DeviceWish("dispenser-77", "dispenser", "Máy thử", printer_id=printer_id, buttons={2: "B", 1: "A"})
    made(hall, setup_places.save_device, wish)
    assert entry(hall, "devices", "dispenser-77").values["buttons"] == {"1": "A", "2": "B"}
    not_a_printer = UUID(entry(hall, "devices", "sign-1").id)
    with pytest.raises(BadInput):
        made(hall, setup_places.save_device, replace(wish, code="dispenser-78", printer_id=not_a_printer))


def test_a_scanner_may_belong_to_a_place_where_numbers_are_taken(hall: Hall) -> None:
    wish = DeviceWish("scanner-77", "scanner", "Máy quét thử", place="kiosk-1")
    made(hall, setup_places.save_device, wish)
    assert entry(hall, "devices", "scanner-77").values["place"] == "kiosk-1"
    for unfit in ("board-1", "nowhere"):
        with pytest.raises(BadInput):
            made(hall, setup_places.save_device, replace(wish, code="scanner-78", place=unfit))


def test_a_places_credential_is_shown_once_changed_and_revoked(hall: Hall) -> None:
    place = made(hall, setup_places.save_place, PLACE)
    assert accounts.place_of(hall.work, place.secret).code == "kiosk-77"
    by: dict[str, Any] = {"actor": admin(hall), "now": hall.clock()}
    other = setup_places.new_credential(hall.work, hall.office_id, place.id, **by)
    with pytest.raises(PlaceUnknown):
        accounts.place_of(hall.work, place.secret)
    assert accounts.place_of(hall.work, other).code == "kiosk-77"
    setup_places.revoke(hall.work, hall.office_id, place.id, **by)
    with pytest.raises(PlaceUnknown):
        accounts.place_of(hall.work, other)
    assert entry(hall, "places", "kiosk-77").mark == "no_key"


@pytest.mark.parametrize("change", [{"code": "a b"}, {"kind": "lift"}, {"kind": "tablet"}, {"name": " "}])
def test_a_place_is_checked(hall: Hall, change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        made(hall, setup_places.save_place, replace(PLACE, **change))


@pytest.mark.parametrize("act", [setup_places.new_credential, setup_places.revoke, setup_places.renew_key])
def test_credentials_are_the_administrators_business(hall: Hall, act: Callable[..., Any]) -> None:
    section = "devices" if act is setup_places.renew_key else "places"
    row_id = UUID(entry(hall, section, "dispenser-1").id)
    with pytest.raises(Forbidden):
        act(hall.work, hall.office_id, row_id, actor=hall.officer("supervisor1"), now=hall.clock())
    with pytest.raises(NotFound):
        act(hall.work, hall.office_id, uuid4(), actor=admin(hall), now=hall.clock())


@pytest.mark.parametrize(("name", "bounds"), sorted(setup_policy.BOUNDS.items()))
def test_each_rule_has_its_bounds(lite_hall: Hall, name: str, bounds: tuple[int, int]) -> None:
    low, high = bounds
    for value in (low, high):
        setup_policy.save_policy(
            lite_hall.work, lite_hall.office_id, {name: value}, actor=admin(lite_hall), now=lite_hall.clock()
        )
        assert getattr(policy(lite_hall), name) == value
    wrong: tuple[Any, ...] = (low - 1, high + 1, "5", True)
    for value in wrong:
        with pytest.raises(BadInput):
            setup_policy.save_policy(
                lite_hall.work, lite_hall.office_id, {name: value}, actor=admin(lite_hall), now=lite_hall.clock()
            )


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("balance", "weights", "luck"),
        ("reinstate_at", "end", "middle"),
        ("linh", "lẻ", "không"),
        ("enforce_hours", True, "yes"),
        ("close_at", "17:30", "25:00"),
        ("close_at", "", "17:30:00"),
        ("ticker_vi", "Xin chào", "x" * 401),
    ],
)
def test_a_rule_in_words_is_checked(hall: Hall, name: str, good: object, bad: object) -> None:
    setup_policy.save_policy(hall.work, hall.office_id, {name: good}, actor=admin(hall), now=hall.clock())
    assert getattr(policy(hall), name) == good
    for wrong in ({name: bad}, {"unknown": 1}):
        with pytest.raises(BadInput):
            setup_policy.save_policy(hall.work, hall.office_id, wrong, actor=admin(hall), now=hall.clock())
    with pytest.raises(Forbidden):
        setup_policy.save_policy(
            hall.work, hall.office_id, {name: good}, actor=hall.officer("supervisor1"), now=hall.clock()
        )


def policy(hall: Hall) -> Policy:
    with hall.work.reading() as session:
        return hall_rows.policy_of(session.get_one(Office, hall.office_id))


def test_every_rule_can_be_changed() -> None:
    named = {*setup_policy.BOUNDS, *setup_policy.CHOICES, *setup_policy.SWITCHES, *setup_policy.TEXTS, "close_at"}
    assert named == set(Policy().stored()) - {"days"}, "days come with the calendar"


def test_what_setup_shows_holds_no_secret(hall: Hall) -> None:
    shown = str(setup_query.view(hall.work, hall.office_id, hall.clock()))
    with hall.work.reading() as session:
        secrets = [o.password_hash for o in session.scalars(select(Officer))]
        keys = [d.key.hex() for d in session.scalars(select(Device))]
    assert not any(secret in shown for secret in secrets + keys)
    with pytest.raises(NotFound):
        setup_query.view(hall.work, uuid4(), hall.clock())
