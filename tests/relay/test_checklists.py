"""A kiosk's other papers: ordered once per fact, at its own printer, and nothing of a person left when it is out."""

from typing import Any

import pytest
from sqlalchemy import select

from onestop.domain.errors import Forbidden, PlaceHasNoPrinter, ProcedureUnknown
from onestop.domain.numbering import reference
from onestop.domain.people import Actor
from onestop.relay import relay
from onestop.storage.rows import DeviceCommand, Place
from onestop.usecases import checklists, handing_in
from onestop.words import say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau
from tests.usecases.test_handing_in import copied, kiosk, prepared

ADDRESS = "https://motcua.example.vn"


@pytest.fixture
def bureau(lite_hall: Hall, clock: Clock) -> Bureau:
    return Bureau(lite_hall, clock)


def printed(bureau: Bureau) -> list[str]:
    """What is ordered now, as one text each."""
    relay.step(bureau.work, ADDRESS, bureau.clock())
    with bureau.work.reading() as session:
        rows = session.scalars(select(DeviceCommand).order_by(DeviceCommand.created_at)).all()
        return [" ".join(text(row.body)) for row in rows]


def text(body: dict[str, Any]) -> list[str]:
    return [str(part.get("text") or part.get("data") or "") for part in body["document"]["elements"]]


def ask(bureau: Bureau, place: str = "kiosk-1", key: str = "test", **more: Any) -> None:
    checklists.print_list(
        bureau.work, bureau.hall.place_id(place), key, actor=kiosk(bureau), now=bureau.clock(), **more
    )


def test_the_list_for_ones_answers_comes_out_where_one_stands(bureau: Bureau) -> None:
    ask(bureau, yes=("more",))
    (paper,) = printed(bureau)
    assert "Giấy ủy quyền" in paper
    assert f"{ADDRESS}/procedures/test?office=most#done=1&case=&yes=more" in paper
    assert len(printed(bureau)) == 1


def test_what_was_answered_no_to_is_not_on_it(bureau: Bureau) -> None:
    ask(bureau)
    assert "Giấy ủy quyền" not in printed(bureau)[0]


def test_only_the_place_itself_prints_there(bureau: Bureau) -> None:
    with pytest.raises(Forbidden):
        ask(bureau, "reception-1")
    with pytest.raises(ProcedureUnknown):
        ask(bureau, key="no-such")
    with bureau.work() as tx:
        tx.session.get_one(Place, bureau.hall.place_id("kiosk-1")).printer_id = None
    with pytest.raises(PlaceHasNoPrinter):
        ask(bureau)


def test_who_hands_in_takes_a_slip_along_that_names_nobody(bureau: Bureau) -> None:
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    told = handing_in.submit(bureau.work, made, actor=kiosk(bureau), now=bureau.clock())
    (paper,) = printed(bureau)
    assert reference(made) in paper
    assert f"{ADDRESS}/d/{made}#s={told.secret}" in paper
    assert "Nguyễn" not in paper


def test_a_slip_nobody_saw_come_out_is_printed_once_more(bureau: Bureau) -> None:
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    handing_in.submit(bureau.work, made, actor=kiosk(bureau), now=bureau.clock())
    (first,) = printed(bureau)
    with bureau.work() as tx:
        actor = Actor("device", "printer-1")
        tx.emit("receipt.unknown", bureau.hall.office_id, made, actor, bureau.clock(), dossier="", form="submitted")
    assert printed(bureau) == [first, f" {say('vi', 'slip.reprint')}   {first}"]
    with bureau.work.reading() as session:
        again = session.scalars(select(DeviceCommand).where(DeviceCommand.reprint_of.is_not(None))).all()
    assert [(row.dossier_id, row.form) for row in again] == [(made, "submitted")]
