"""Notices leave the house: once, again after a fault, recognisable when sent twice, holding up nobody."""

import logging
import time
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hardware.broker import ManagedBroker
from onestop.gateways.email import Email
from onestop.gateways.message import Message, NotSent
from onestop.gateways.outgoing_folder import LetterFolder
from onestop.relay import hub as hub_module
from onestop.relay.hub import Hub
from onestop.relay.post_room import PostRoom, Way, outgoing, ways
from onestop.storage.rows import Dossier, Fact, Notice, NoticeTemplate
from onestop.usecases import notices
from tests.conftest import Clock
from tests.factories import Hall
from tests.gateways.esms_peer import address
from tests.gateways.mail_peer import Mailbox, free_port, serving, silent
from tests.hardware.agent_standins import eventually
from tests.relay.device import Device
from tests.relay.kept import Kept
from tests.usecases.dossiers import Bureau

SENDER = "motcua@example.vn"


@pytest.fixture
def bureau(hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(hall.shop, "now", clock)
    return Bureau(hall, clock)


def room(bureau: Bureau, email: Way, sms: Way | None = None) -> PostRoom:
    return PostRoom(bureau.hall.shop, {"email": [email], "sms": [sms or Kept()]})


def email_row(bureau: Bureau | Hall) -> Notice:
    with bureau.work.reading() as session:
        return session.scalars(select(Notice).where(Notice.channel == "email")).one()


def only_email(bureau: Bureau) -> UUID:
    """A received dossier whose text message has gone already; the notice that is left."""
    bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Notice).where(Notice.channel == "sms").values(state="sent"))
    return email_row(bureau).id


def test_both_messages_of_a_receipt_leave_once(bureau: Bureau) -> None:
    bureau.received()
    email, sms = Kept(), Kept()
    made = room(bureau, email, sms)
    assert made.turn() == 2
    assert made.turn() == 0
    assert (email.sent[0].address, sms.sent[0].address) == ("an@example.vn", "+84912345678")
    assert (email_row(bureau).state, email_row(bureau).sent_at) == ("sent", bureau.clock())


def test_a_server_that_is_away_is_tried_again_later_and_the_text_message_goes(bureau: Bureau) -> None:
    bureau.received()
    sms = Kept()
    dead = room(bureau, Email(f"smtp://127.0.0.1:{free_port()}", SENDER, wait_s=0.3), sms)
    dead.turn()
    assert len(sms.sent) == 1
    assert (email_row(bureau).state, email_row(bureau).fault) == ("pending", "smtp.unreachable")
    assert dead.turn() == 0
    mailbox = Mailbox()
    bureau.clock.forward(minutes=1)
    with serving(mailbox) as port:
        assert room(bureau, Email(f"smtp://127.0.0.1:{port}", SENDER)).turn() == 1
    assert (email_row(bureau).state, email_row(bureau).fault, len(mailbox.letters)) == ("sent", "", 1)


def test_killed_between_sending_and_writing_it_down(bureau: Bureau) -> None:
    only_email(bureau)
    mailbox = Mailbox()
    with serving(mailbox) as port:
        email = Email(f"smtp://127.0.0.1:{port}", SENDER)
        (claimed,) = notices.claim(bureau.work, bureau.clock())
        email.send(Message(claimed.id, claimed.address, claimed.subject, claimed.text))  # and here it dies
        restarted = room(bureau, email)
        assert restarted.turn() == 0
        bureau.clock.forward(minutes=6)
        assert restarted.turn() == 1
        assert restarted.turn() == 0
    first, again = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == again
    assert email_row(bureau).state == "sent"


def test_a_fault_for_good_is_tried_once_and_shown(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    only_email(bureau)
    room(bureau, Kept(NotSent("smtp.refused.550", final=True))).turn()
    assert (email_row(bureau).state, email_row(bureau).fault) == ("failed", "smtp.refused.550")
    with bureau.work.reading() as session:
        assert session.scalars(select(Fact).where(Fact.kind == "notice.failed")).one()
    assert "an@example.vn" not in caplog.text


def test_after_the_last_attempt_it_has_failed(bureau: Bureau) -> None:
    only_email(bureau)
    broken = room(bureau, Kept(NotSent("smtp.unreachable")))
    tried = 0
    for _ in range(20):
        tried += broken.turn()
        bureau.clock.forward(hours=5)
    assert tried == notices.MOST_ATTEMPTS
    assert email_row(bureau).state == "failed"


def test_an_offices_own_words_lead_to_this_installation(bureau: Bureau) -> None:
    with bureau.work() as tx:
        office = bureau.hall.office_id
        tx.session.add(NoticeTemplate(office_id=office, kind="received", channel="sms", text="Xem {link}"))
    _, receipt = bureau.received()
    sms = Kept()
    room(bureau, Kept(), sms).turn()
    assert sms.sent[0].text == f"Xem {bureau.hall.shop.settings.address}/d/{receipt.code}"


def test_without_a_server_everything_lies_in_the_folder(bureau: Bureau) -> None:
    bureau.received()
    settings = bureau.hall.shop.settings
    found = ways(bureau.hall.shop)
    assert isinstance(found["email"][0], LetterFolder)
    PostRoom(bureau.hall.shop, found).turn()
    lying = sorted(path.suffix for path in outgoing(settings).rglob("*") if path.is_file())
    assert lying == [".eml", ".txt"]


def test_a_silent_server_holds_up_no_device(
    here: Hall, broker: ManagedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with silent() as port:
        slow = Email(f"smtp://127.0.0.1:{port}", SENDER, wait_s=4)
        monkeypatch.setattr(hub_module, "ways", lambda _settings: {"email": [slow], "sms": [Kept()]})
        monkeypatch.setattr(hub_module, "LOOK_EVERY_S", 0.1)
        hub = Hub(here.shop, broker.url)
        hub.start()
        eventually(lambda: hub.bridge.bus.connected)
        printer = Device(here, broker.url, "printer-1").start().hello()
        Bureau(here, Clock()).received()
        with here.work() as tx:
            tx.session.execute(update(Notice).values(next_at=here.clock()))
        eventually(lambda: email_row(here).attempts == 1)
        begun = time.monotonic()
        here.take(place="kiosk-1")
        eventually(lambda: any("A001" in str(command) for command in printer.commands))
        assert time.monotonic() - begun < 3
        assert email_row(here).state == "pending"
        printer.stop()
        hub.stop()


def test_the_hub_tells_of_due_dates(here: Hall, broker: ManagedBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = Bureau(here, Clock()).received()
    with here.work() as tx:
        tx.session.execute(
            update(Dossier).where(Dossier.id == made).values(look_at=here.clock(), due=Clock().now, warned=2)
        )
    monkeypatch.setattr(hub_module, "ASSERT_EVERY_S", 0.2)
    hub = Hub(here.shop, broker.url)
    hub.start()
    eventually(lambda: any(alert.kind == "dossier.late" for alert in here.view().alerts))
    hub.stop()
    with here.work.reading() as session:
        assert session.get_one(Dossier, made).warned == 3


# --- text messages: several gateways, one message ---


def sms_row(bureau: Bureau) -> Notice:
    with bureau.work.reading() as session:
        return session.scalars(select(Notice).where(Notice.channel == "sms")).one()


def only_sms(bureau: Bureau, *gateways: Way) -> PostRoom:
    bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Notice).where(Notice.channel == "email").values(state="sent"))
    return PostRoom(bureau.hall.shop, {"email": [], "sms": list(gateways)})


def test_the_next_gateway_takes_what_the_first_surely_did_not(bureau: Bureau) -> None:
    away, second = Kept(NotSent("esms.unreachable"), "first"), Kept(name="second")
    assert only_sms(bureau, away, second).turn() == 1
    row = sms_row(bureau)
    assert (row.state, row.gateway, row.reference, row.parts, row.fault) == ("sent", "second", "second-1", 1, "")


def test_what_one_may_have_is_handed_to_no_other(bureau: Bureau) -> None:
    first, second = Kept(NotSent("esms.no_answer", unsure=True), "first"), Kept(name="second")
    room_ = only_sms(bureau, first, second)
    room_.turn()
    assert (sms_row(bureau).state, sms_row(bureau).gateway) == ("pending", "first")
    bureau.clock.forward(minutes=1)
    first.fault = NotSent("esms.unreachable")
    room_.turn()
    assert (sms_row(bureau).state, sms_row(bureau).gateway) == ("pending", "first")
    bureau.clock.forward(minutes=5)
    first.fault = None
    room_.turn()
    assert (sms_row(bureau).state, len(first.sent), second.sent) == ("sent", 1, [])


@pytest.mark.parametrize("repeats", [True, False])
def test_killed_while_a_gateway_had_it(bureau: Bureau, *, repeats: bool) -> None:
    """Who knows a repeat gets it again; else a person is told that nobody knows, and nobody gets two."""
    first, second = Kept(name="first", repeats=repeats), Kept(name="second")
    room_ = only_sms(bureau, first, second)
    (claimed,) = notices.claim(bureau.work, bureau.clock())
    notices.trying(bureau.work, claimed.id, "first")
    first.send(Message(claimed.id, claimed.address, "", claimed.text))  # and here it dies
    bureau.clock.forward(minutes=6)
    assert room_.turn() == 1
    row = sms_row(bureau)
    expected = ("sent", "", 2) if repeats else ("failed", "gateway.unknown", 1)
    assert ((row.state, row.fault, len(first.sent)), row.gateway, second.sent) == (expected, "first", [])


def test_an_answer_that_is_unsure_of_one_who_knows_no_repeat_is_for_a_person(bureau: Bureau) -> None:
    first = Kept(NotSent("modem.silent", unsure=True), "modem", repeats=False)
    only_sms(bureau, first, Kept(name="second")).turn()
    assert (sms_row(bureau).state, sms_row(bureau).fault) == ("failed", "modem.silent")


def test_a_gateway_that_left_the_settings_keeps_its_message(bureau: Bureau) -> None:
    room_ = only_sms(bureau, Kept(name="second"))
    (claimed,) = notices.claim(bureau.work, bureau.clock())
    notices.trying(bureau.work, claimed.id, "first")
    bureau.clock.forward(minutes=6)
    room_.turn()
    assert (sms_row(bureau).state, sms_row(bureau).fault) == ("failed", "gateway.gone")


def test_settings_name_gateways_in_their_order(bureau: Bureau) -> None:
    shop = bureau.hall.shop
    urls = f"{address(1)} modem://most/modem-1 {address(2)}"
    shop.settings = shop.settings.model_copy(update={"sms_urls": urls})
    assert [way.name for way in ways(shop)["sms"]] == [
        "esms:127.0.0.1:1:MOST",
        "modem:most:modem-1",
        "esms:127.0.0.1:2:MOST",
    ]


def test_at_night_a_text_message_waits_for_the_morning_and_an_email_goes(bureau: Bureau) -> None:
    bureau.clock.forward(hours=(22 - bureau.clock().astimezone(bureau.zone).hour) % 24)
    bureau.received()
    email, sms = Kept(), Kept()
    made = room(bureau, email, sms)
    made.turn()
    assert (len(email.sent), sms.sent) == (1, [])
    assert sms_row(bureau).next_at.astimezone(bureau.zone).hour == 7
    bureau.clock.forward(hours=9)
    made.turn()
    assert len(sms.sent) == 1
