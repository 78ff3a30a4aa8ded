"""A kiosk's scanner and the page that asks: one page, a short while, nothing left behind; on both databases."""

import pytest
from sqlalchemy import select, update

from onestop.domain.formats.scans import receipt_url
from onestop.storage.rows import Alert, CounterScan, Device, Fact, PlaceScan, Ticket
from onestop.usecases import device_events, devices, place_scans
from onestop.usecases.device_effects import Event
from onestop.usecases.scans import Scan
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

CARD = "001090123456|012345678|Nguyễn Văn An|01011990|Nam|Phường Bến Nghé|15042021".encode()
MINE, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def at_kiosk(hall: Hall) -> Hall:
    """The scanner of the first counter stands at the first kiosk."""
    with hall.work() as tx:
        stands = {"counter_id": None, "config": {"place": "kiosk-1"}}
        tx.session.execute(update(Device).where(Device.code == "scanner-1").values(stands))
    return hall


def scan(hall: Hall, payload: bytes = CARD, seq: int = 1) -> None:
    scanner = devices.known(hall.work, "most", "scanner-1")
    event = Event("e1", seq, "scanned", hall.clock(), {}, payload)
    assert device_events.take_event(hall.work, scanner, event, now=hall.clock()) == seq


def ask(hall: Hall, asker: str = MINE, *, first: bool = True, place: str = "kiosk-1") -> None:
    place_scans.ask(hall.work, hall.place_id(place), asker, first=first, now=hall.clock())


def use(hall: Hall, asker: str = MINE, place: str = "kiosk-1") -> Scan | None:
    actor = hall.place(place)
    return place_scans.use(hall.work, hall.place_id(place), asker, actor=actor, now=hall.clock())


def rows(hall: Hall) -> list[PlaceScan]:
    with hall.work.reading() as session:
        return list(session.scalars(select(PlaceScan)))


def seen(hall: Hall) -> bool:
    """What the kiosk's page is told by the picture of the hall."""
    return hall.place_id("kiosk-1") in hall.view().scans


def test_a_card_comes_to_the_page_that_asks_once(at_kiosk: Hall) -> None:
    ask(at_kiosk)
    assert not seen(at_kiosk)
    scan(at_kiosk)
    assert seen(at_kiosk)
    found = use(at_kiosk)
    assert found is not None
    assert (found.kind, found.data["name"], found.data["number"]) == ("card", "Nguyễn Văn An", "001090123456")
    assert (use(at_kiosk), seen(at_kiosk)) == (None, False)
    assert [(row.at, row.kind, row.data) for row in rows(at_kiosk)] == [(None, "", {})]
    with at_kiosk.work.reading() as session:
        told = {fact.kind: fact.data for fact in session.scalars(select(Fact).where(Fact.kind.like("scan.%")))}
        assert session.scalars(select(Alert)).all() == []
        assert session.scalars(select(CounterScan)).all() == []
    assert told == {"scan.taken": {"scan": "card"}, "scan.used": {"scan": "card"}}


def test_the_page_opened_last_has_it_and_no_other_place(at_kiosk: Hall) -> None:
    ask(at_kiosk, MINE)
    scan(at_kiosk)
    ask(at_kiosk, OTHER)
    assert use(at_kiosk, OTHER) is None  # what was read for the page before is gone
    scan(at_kiosk, seq=2)
    ask(at_kiosk, MINE, first=False)
    ask(at_kiosk, MINE, place="dispenser-1")
    assert use(at_kiosk, MINE) is None
    assert use(at_kiosk, MINE, "dispenser-1") is None
    assert use(at_kiosk, OTHER) is not None
    at_kiosk.clock.forward(seconds=61)  # type: ignore[attr-defined]
    ask(at_kiosk, MINE, first=False)
    scan(at_kiosk, seq=3)
    assert use(at_kiosk, MINE) is not None


def test_what_nobody_takes_up_is_gone_and_so_is_a_lost_page(at_kiosk: Hall, clock: Clock) -> None:
    ask(at_kiosk)
    scan(at_kiosk)
    assert place_scans.forget_old(at_kiosk.work, now=clock()) == 0
    clock.forward(seconds=21)
    assert not seen(at_kiosk)
    assert place_scans.forget_old(at_kiosk.work, now=clock()) == 1
    assert [(row.kind, row.data) for row in rows(at_kiosk)] == [("", {})]
    assert place_scans.forget_old(at_kiosk.work, now=clock()) == 0
    clock.forward(seconds=40)
    assert place_scans.forget_old(at_kiosk.work, now=clock()) == 1
    assert rows(at_kiosk) == []


def test_too_old_is_not_told_though_the_sweep_has_not_come_by(at_kiosk: Hall, clock: Clock) -> None:
    ask(at_kiosk)
    scan(at_kiosk)
    clock.forward(seconds=21)
    assert use(at_kiosk) is None
    assert "An" not in str([row.data for row in rows(at_kiosk)])


def test_a_page_that_left_leaves_nothing(at_kiosk: Hall) -> None:
    ask(at_kiosk)
    scan(at_kiosk)
    place_scans.leave(at_kiosk.work, at_kiosk.place_id("kiosk-1"), OTHER)
    assert len(rows(at_kiosk)) == 1
    place_scans.leave(at_kiosk.work, at_kiosk.place_id("kiosk-1"), MINE)
    assert rows(at_kiosk) == []


def test_only_where_no_page_asks_a_receipt_is_a_number_at_once(at_kiosk: Hall, clock: Clock) -> None:
    receipt = Bureau(at_kiosk, clock).received()[1]
    url = receipt_url("http://here", receipt.code, receipt.secret).encode()
    ask(at_kiosk)
    scan(at_kiosk, url)
    found = use(at_kiosk)
    assert found is not None
    assert (found.kind, found.data) == ("dossier", {"code": receipt.code, "secret": receipt.secret})
    with at_kiosk.work.reading() as session:
        assert session.scalars(select(Ticket)).all() == []
    clock.forward(seconds=61)
    scan(at_kiosk, url, seq=2)
    with at_kiosk.work.reading() as session:
        assert [row.channel for row in session.scalars(select(Ticket))] == ["kiosk"]
