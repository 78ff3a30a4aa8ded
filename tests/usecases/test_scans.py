"""What a scanner read: few fields at a counter for a short while, a number at a place; on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from onestop.domain.errors import NotAtCounter
from onestop.domain.formats.scans import receipt_url
from onestop.storage.rows import Alert, Counter, CounterScan, Device, DeviceEvent, Fact, Ticket, VisitDossier
from onestop.usecases import device_events, devices, scans
from onestop.usecases.device_effects import Event
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau

CARD = "001090123456|012345678|Nguyễn Văn An|01011990|Nam|Phường Bến Nghé|15042021".encode()
SCANNER = "scanner-1"


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def seat(hall: Hall) -> Counter:
    with hall.work.reading() as session:
        return session.scalars(select(Counter).where(Counter.number == 1)).one()


def lies(hall: Hall) -> CounterScan | None:
    with hall.work.reading() as session:
        return session.get(CounterScan, seat(hall).id)


def facts(hall: Hall, kind: str) -> list[Fact]:
    with hall.work.reading() as session:
        return list(session.scalars(select(Fact).where(Fact.kind == kind)))


def scan(hall: Hall, clock: Clock, payload: bytes, seq: int = 1) -> int:
    scanner = devices.known(hall.work, "most", SCANNER)
    event = Event("e1", seq, "scanned", clock(), {}, payload)
    return device_events.take_event(hall.work, scanner, event, now=clock())


def move_to_the_dispenser(hall: Hall) -> None:
    """The scanner stands beside the dispenser and no longer at a counter."""
    with hall.work() as tx:
        tx.session.execute(
            update(Device).where(Device.code == SCANNER).values(counter_id=None, config={"place": "dispenser-1"})
        )


def test_a_card_leaves_the_fields_a_dossier_needs_and_nothing_else(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    assert scan(hall, clock, CARD) == 1
    row = lies(hall)
    assert row is not None
    assert row.kind == "card"
    assert row.data["name"] == "Nguyễn Văn An"
    assert set(row.data) == {"number", "name", "born", "address", "missing", "doubts", "spelling"}
    assert "012345678" not in str(row.data)
    used = scans.use_scan(hall.work, seat(hall).id, actor=officer, now=clock())
    assert used is not None
    assert used.data["number"] == "001090123456"
    assert lies(hall) is None
    assert scans.use_scan(hall.work, seat(hall).id, actor=officer, now=clock()) is None


def test_nothing_of_a_card_is_in_the_log_or_among_the_events(hall: Hall, clock: Clock) -> None:
    hall.sit(1)
    scan(hall, clock, CARD)
    told = facts(hall, "scan.taken")
    assert [fact.data for fact in told] == [{"scan": "card"}]
    with hall.work.reading() as session:
        noted = session.scalars(select(DeviceEvent)).one()
    assert (noted.kind, noted.data, noted.outcome) == ("scanned", {}, "done")
    assert "001090123456" not in repr(Event("e", 1, "scanned", clock(), {}, CARD))


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        (b"http://here/t/ABCDEF2345", "ticket"),
        (b"000.00.00.T01-261123-0001", "dossier"),
        (b"RR123456785VN", "post"),
        (b"\xff\xfe\x00", "unreadable"),
        (b"hello", "unreadable"),
    ],
)
def test_each_scan_takes_the_place_of_the_last(hall: Hall, clock: Clock, payload: bytes, kind: str) -> None:
    hall.sit(1)
    scan(hall, clock, CARD)
    scan(hall, clock, payload, 2)
    row = lies(hall)
    assert row is not None
    assert row.kind == kind
    assert "name" not in row.data


def test_a_repeated_event_does_not_bring_a_used_scan_back(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    scan(hall, clock, CARD)
    scans.use_scan(hall.work, seat(hall).id, actor=officer, now=clock())
    assert scan(hall, clock, CARD) == 1
    assert lies(hall) is None


def test_where_nobody_sits_nothing_is_kept(hall: Hall, clock: Clock) -> None:
    assert scan(hall, clock, CARD) == 1
    assert lies(hall) is None
    assert facts(hall, "scan.taken") == []


def test_only_the_officer_of_the_counter_takes_it(hall: Hall, clock: Clock) -> None:
    hall.sit(1)
    other = hall.sit(2)
    scan(hall, clock, CARD)
    with pytest.raises(NotAtCounter):
        scans.use_scan(hall.work, seat(hall).id, actor=other, now=clock())
    with pytest.raises(NotAtCounter):
        scans.use_scan(hall.work, seat(hall).id, actor=hall.place("kiosk-1"), now=clock())
    assert lies(hall) is not None


def test_after_two_minutes_it_is_gone(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    scan(hall, clock, CARD)
    assert scans.forget_old(hall.work, now=clock()) == 0
    clock.forward(minutes=2, seconds=1)
    assert scans.forget_old(hall.work, now=clock()) == 1
    assert lies(hall) is None
    assert scans.use_scan(hall.work, seat(hall).id, actor=officer, now=clock()) is None
    assert len(facts(hall, "scan.forgotten")) == 1


def test_too_old_is_not_told_though_the_sweep_has_not_come_by(hall: Hall, clock: Clock) -> None:
    officer = hall.sit(1)
    scan(hall, clock, CARD)
    clock.forward(minutes=3)
    assert scans.use_scan(hall.work, seat(hall).id, actor=officer, now=clock()) is None
    assert lies(hall) is None


def test_an_erased_scan_is_acknowledged_and_dropped(hall: Hall, clock: Clock) -> None:
    hall.sit(1)
    assert scan(hall, clock, b"") == 1
    assert lies(hall) is None


# --- at a place ---


def test_a_receipt_at_the_dispenser_gives_a_printed_number(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    move_to_the_dispenser(bureau.hall)
    url = receipt_url("http://here", receipt.code, receipt.secret).encode()
    assert scan(bureau.hall, clock, url) == 1
    with bureau.work.reading() as session:
        issued = session.scalars(select(Ticket)).one()
        bound = session.scalars(select(VisitDossier)).one()
    assert issued.number.startswith("A")
    assert (issued.channel, issued.slip) == ("dispenser", "pending")
    assert (bound.dossier_id, bound.purpose) == (made, "question")


def test_the_same_receipt_again_prints_the_same_number(bureau: Bureau, clock: Clock) -> None:
    receipt = bureau.received()[1]
    move_to_the_dispenser(bureau.hall)
    url = receipt_url("http://here", receipt.code, receipt.secret).encode()
    scan(bureau.hall, clock, url)
    scan(bureau.hall, clock, url, 2)
    with bureau.work.reading() as session:
        issued = session.scalars(select(Ticket)).one()
    again = facts(bureau.hall, "ticket.reprint")
    assert [fact.subject for fact in again] == [issued.id.hex]


@pytest.mark.parametrize("payload", [b"hello", CARD, b"000.00.00.T01-261123-9999"])
def test_what_gives_no_number_brings_a_person(bureau: Bureau, clock: Clock, payload: bytes) -> None:
    move_to_the_dispenser(bureau.hall)
    assert scan(bureau.hall, clock, payload) == 1
    with bureau.work.reading() as session:
        assert session.scalars(select(Ticket)).all() == []
        alert = session.scalars(select(Alert)).one()
        noted = session.scalars(select(DeviceEvent)).one()
    assert (alert.kind, alert.facts) == ("help.kiosk", {"place": "Máy lấy số nút bấm 1"})
    assert noted.data == {}


def test_a_scan_that_was_long_on_its_way_gives_no_number(bureau: Bureau, clock: Clock) -> None:
    receipt = bureau.received()[1]
    move_to_the_dispenser(bureau.hall)
    url = receipt_url("http://here", receipt.code, receipt.secret).encode()
    scanner = devices.known(bureau.work, "most", SCANNER)
    late = Event("e1", 1, "scanned", clock() - timedelta(seconds=40), {}, url)
    device_events.take_event(bureau.work, scanner, late, now=clock())
    with bureau.work.reading() as session:
        assert session.scalars(select(Ticket)).all() == []
