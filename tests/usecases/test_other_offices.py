"""Two offices of one installation: an id of the other one opens nothing here."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain import errors
from onestop.domain.people import Role
from onestop.storage.rows import Office, Officer, OfficerRole, Place
from onestop.storage.rows.base import new_id
from onestop.usecases import accounts, demo, setup_people, ticketing
from tests.factories import PASSWORD, Hall


def other_office(hall: Hall) -> UUID:
    with hall.work() as tx:
        office = Office(id=new_id(), code="khac", name_vi="Khác", name_en="Other", timezone="Asia/Ho_Chi_Minh")
        tx.session.add(office)
        return office.id


def place_there(hall: Hall, office_id: UUID) -> UUID:
    with hall.work() as tx:
        place = Place(id=new_id(), office_id=office_id, code="kiosk-1", kind="kiosk", name="Kiosk")
        place.created_at = hall.clock()
        tx.session.add(place)
        return place.id


def test_no_slip_comes_out_in_another_office(hall: Hall) -> None:
    there, taken = place_there(hall, other_office(hall)), hall.take()
    desk = hall.officer("post1")
    with pytest.raises(errors.BadInput) as refused:
        ticketing.reprint(hall.work, taken.id, there, actor=desk, now=hall.clock())
    assert refused.value.facts == {"field": "place"}
    for place_id in (there, new_id()):
        wish = ticketing.Wish(demo.CODE, "A", "desk", place_id=place_id)
        with pytest.raises(errors.BadInput):
            ticketing.take(hall.work, wish, actor=desk, now=hall.clock())
    assert hall.take().number == "A002"


def test_an_account_of_two_offices_is_no_way_into_the_other(hall: Hall) -> None:
    other = other_office(hall)
    with hall.work() as tx:
        shared = tx.session.scalars(select(Officer).where(Officer.username == "officer1")).one()
        tx.session.add(OfficerRole(officer_id=shared.id, office_id=other, role=Role.ADMIN))
    wish = setup_people.OfficerWish("officer1", shared.name, roles=frozenset({Role.POST}))
    by: Any = {"actor": hall.officer("admin1"), "now": hall.clock()}
    with pytest.raises(errors.Forbidden):
        setup_people.reset_password(hall.work, hall.office_id, shared.id, **by)
    with pytest.raises(errors.Forbidden):
        setup_people.save_officer(hall.work, hall.office_id, shared.id, replace(wish, active=False), **by)
    setup_people.save_officer(hall.work, hall.office_id, shared.id, wish, **by)
    assert accounts.log_in(hall.work, "officer1", PASSWORD, now=hall.clock()).username == "officer1"
