"""A dispenser made in setup: it stands somewhere, and its button gives a slip."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.errors import BadInput, NameTaken
from onestop.storage.rows import Device, Place, Ticket
from onestop.usecases import setup_places
from onestop.usecases.setup_places import DeviceWish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.test_devices import press, relayed, take


@pytest.fixture
def wish(hall: Hall) -> DeviceWish:
    with hall.work.reading() as session:
        printer = session.scalars(select(Device.id).where(Device.code == "printer-2")).one()
    return DeviceWish("dispenser-77", "dispenser", "Máy nút bấm tầng 2", printer_id=printer, buttons={1: "B"})


def save(hall: Hall, wish: DeviceWish, row: UUID | None = None) -> UUID:
    actor = hall.officer("admin1")
    return setup_places.save_device(hall.work, hall.office_id, row, wish, actor=actor, now=hall.clock()).id


def test_its_button_prints_the_slip_at_its_printer(hall: Hall, wish: DeviceWish, clock: Clock) -> None:
    save(hall, wish)
    take(hall, press(1, at=clock()), "dispenser-77")
    (command,) = relayed(hall)
    assert (command.kind, command.device_id) == ("print", wish.printer_id)
    assert "B001" in str(command.body)
    with hall.work.reading() as session:
        (ticket,) = session.scalars(select(Ticket))
    assert (ticket.number, ticket.slip) == ("B001", "pending")


def test_it_keeps_its_printer_when_it_is_renamed(hall: Hall, wish: DeviceWish) -> None:
    row = save(hall, wish)
    save(hall, replace(wish, name="Máy ở cửa", printer_id=None), row)
    with hall.work.reading() as session:
        place = session.scalars(select(Place).where(Place.code == "dispenser-77")).one()
    assert (place.kind, place.name, place.printer_id) == ("dispenser", "Máy ở cửa", wish.printer_id)


def test_without_a_printer_or_in_anothers_place_it_is_none(hall: Hall, wish: DeviceWish) -> None:
    with pytest.raises(BadInput) as bare:
        save(hall, replace(wish, printer_id=None))
    assert bare.value.facts["field"] == "printer"
    with pytest.raises(NameTaken):
        save(hall, replace(wish, code="kiosk-1"))
    with hall.work.reading() as session:
        assert session.scalars(select(Device).where(Device.code.in_(("dispenser-77", "kiosk-1")))).all() == []
