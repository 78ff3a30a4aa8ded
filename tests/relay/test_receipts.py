"""Receipt and result slip through the hub: once per fact, to the counter's printer, emptied when done."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hardware.contract.documents import PrintDocument, Qr, Text
from onestop.domain.errors import BadInput, Forbidden, PlaceHasNoPrinter
from onestop.domain.procedure import Channel
from onestop.relay import relay
from onestop.storage.papers import Kept
from onestop.storage.rows import Alert, Counter, Device, DeviceCommand, Dossier, Fact, Place
from onestop.usecases import devices, intake, papers, receiving, results, returning, slips, sweeps
from onestop.usecases.papers import Scan
from onestop.usecases.returning import Taker
from onestop.words import say
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.beyond import NAME, far
from tests.usecases.dossiers import GOOD, RULES, Bureau

HERE = "http://here"


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    return Bureau(hall, clock)


def told(bureau: Bureau) -> list[DeviceCommand]:
    """What the hub has ordered once it has acted on every fact."""
    while relay.step(bureau.work, HERE, bureau.clock()).facts:
        pass
    with bureau.work.reading() as session:
        return list(session.scalars(select(DeviceCommand).order_by(DeviceCommand.created_at, DeviceCommand.id)))


def words(command: DeviceCommand) -> str:
    paper = PrintDocument.model_validate(command.body["document"])
    return "\n".join(part.text for part in paper.elements if isinstance(part, Text))


def code_of(command: DeviceCommand) -> str:
    paper = PrintDocument.model_validate(command.body["document"])
    return next(part.data for part in paper.elements if isinstance(part, Qr))


def printer_of(bureau: Bureau, command: DeviceCommand) -> str:
    with bureau.work.reading() as session:
        return session.get_one(Device, command.device_id).code


def report(bureau: Bureau, command: DeviceCommand, state: str) -> None:
    printer = devices.known(bureau.work, "most", printer_of(bureau, command))
    results.result(bureau.work, printer, command.id, state, None, now=bureau.clock())


def alerts(bureau: Bureau) -> list[Alert]:
    with bureau.work.reading() as session:
        return list(session.scalars(select(Alert).where(Alert.closed_at.is_(None))))


def put_a_printer_at_counter_1(bureau: Bureau) -> None:
    with bureau.work() as tx:
        counter = tx.session.scalars(select(Counter.id).where(Counter.number == 1)).one()
        tx.session.execute(update(Device).where(Device.code == "printer-2").values(counter_id=counter))


RESULT = Scan(Kept("b" * 64, 900, "application/pdf"), "Giấy phép.pdf", 1, "", checked="clean")


def ready(bureau: Bureau) -> UUID:
    made, _ = bureau.received()
    with bureau.work() as tx:
        tx.session.execute(update(Dossier).where(Dossier.id == made).values(status="ready", ready_at=bureau.clock()))
    return made


def test_a_receipt_prints_once_with_code_due_date_and_secret(bureau: Bureau) -> None:
    _, receipt = bureau.received()
    (command,) = told(bureau)
    assert (command.kind, command.form, command.reprint_of) == ("print", "receipt", None)
    assert printer_of(bureau, command) == "printer-1"  # the reception's
    text = words(command)
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in text
    assert "Nguyễn Văn An" in text
    assert "17 giờ 00 phút" in text
    assert "10 ngày làm việc" in text
    assert code_of(command) == f"{HERE}/d/{receipt.code}#s={receipt.secret}"
    assert "BẢN IN LẠI" not in text
    assert "0912345678" not in text
    assert "001090123456" not in text
    assert len(told(bureau)) == 1


def test_a_receipt_of_what_is_decided_elsewhere_says_who_decides(bureau: Bureau) -> None:
    made = far(bureau)
    (command,) = told(bureau)
    text = " ".join(words(command).split())
    assert f"{say('vi', 'receipt.decides')}: {NAME}" in text
    assert text.startswith(bureau.hall.view().office.name_vi)
    here, _ = bureau.received()
    assert say("vi", "receipt.decides") not in words(told(bureau)[-1])
    assert made != here


def test_a_fact_that_comes_twice_prints_once(bureau: Bureau) -> None:
    bureau.received()
    told(bureau)
    with bureau.work() as tx:
        tx.session.execute(update(Fact).where(Fact.kind == "dossier.receive").values(sent_at=None))
    assert len(told(bureau)) == 1


def test_the_counters_own_printer_goes_before_the_receptions(bureau: Bureau) -> None:
    put_a_printer_at_counter_1(bureau)
    bureau.hall.sit(1)
    bureau.received()
    assert [printer_of(bureau, command) for command in told(bureau)] == ["printer-2"]


def test_without_any_printer_nothing_is_ordered_and_a_reprint_says_so(bureau: Bureau) -> None:
    with bureau.work() as tx:
        tx.session.execute(update(Place).values(printer_id=None))
    made, _ = bureau.received()
    assert told(bureau) == []
    with pytest.raises(PlaceHasNoPrinter):
        slips.reprint_receipt(bureau.work, made, actor=bureau.desk, now=bureau.clock())


def test_who_handed_in_online_stands_at_no_counter(bureau: Bureau) -> None:
    made = bureau.opened(channel=Channel.ONLINE)
    intake.check_papers(bureau.work, made, GOOD, actor=bureau.desk, now=bureau.clock())
    receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert told(bureau) == []


def test_what_is_returned_at_once_has_a_receipt_only_when_asked(bureau: Bureau) -> None:
    bureau.procedure("quick", replace(RULES, at_once=True))
    made, _ = bureau.received("quick")
    assert told(bureau) == []
    slips.reprint_receipt(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    (first,) = told(bureau)
    assert "BẢN IN LẠI" not in words(first)


def test_a_reprint_is_marked(bureau: Bureau) -> None:
    made, _ = bureau.received()
    told(bureau)
    slips.reprint_receipt(bureau.work, made, actor=bureau.desk, now=bureau.clock.forward(minutes=1))
    again = told(bureau)[-1]
    assert words(again).startswith(" BẢN IN LẠI ")
    assert again.reprint_of == made


def test_who_may_print_again_and_what(bureau: Bureau) -> None:
    draft = bureau.opened()
    made, _ = bureau.received()
    by: Any = {"actor": bureau.desk, "now": bureau.clock()}
    for dossier_id, form in ((draft, "receipt"), (made, "result"), (made, "letter")):
        with pytest.raises(BadInput):
            slips.reprint_receipt(bureau.work, dossier_id, form=form, **by)
    with pytest.raises(Forbidden):
        slips.reprint_receipt(bureau.work, made, actor=bureau.hall.place("kiosk-1"), now=bureau.clock())


def test_a_result_slip_prints_when_it_is_handed_out_at_the_counter(bureau: Bureau) -> None:
    made = ready(bureau)
    told(bureau)
    returning.hand_out(
        bureau.work, made, Taker("Nguyễn Văn An"), actor=bureau.desk, now=bureau.clock.forward(hours=1)
    )
    slip = told(bureau)[-1]
    assert slip.form == "result"
    assert "PHIẾU TRẢ KẾT QUẢ" in words(slip)
    assert "10 giờ 00 phút" in words(slip)


def test_what_went_out_online_prints_nothing(bureau: Bureau) -> None:
    made = ready(bureau)
    with bureau.work() as tx:
        tx.session.execute(update(Dossier).where(Dossier.id == made).values(result_by="online"))
    papers.attach(bureau.work, made, RESULT, actor=bureau.one, now=bureau.clock(), kind="result")
    before = len(told(bureau))
    returning.hand_out_online(bureau.work, made, actor=bureau.desk, now=bureau.clock())
    assert len(told(bureau)) == before


@pytest.mark.parametrize("state", ["printed", "sent_unverified", "failed", "expired", "unknown"])
def test_what_has_ended_names_nobody_any_more(bureau: Bureau, state: str) -> None:
    bureau.received()
    (command,) = told(bureau)
    report(bureau, command, "accepted")
    assert "Nguyễn" in str(told(bureau)[0].body)
    report(bureau, command, state)
    ended = told(bureau)[0]
    assert ended.state == state
    assert "Nguyễn" not in str(ended.body)
    PrintDocument.model_validate(ended.body["document"])


def test_a_print_nobody_is_sure_of_is_printed_again_once(bureau: Bureau) -> None:
    bureau.received()
    (command,) = told(bureau)
    report(bureau, command, "unknown")
    first, again = told(bureau)
    assert "BẢN IN LẠI" in words(again)
    report(bureau, again, "unknown")
    assert len(told(bureau)) == 2
    assert [alert.kind for alert in alerts(bureau)] == ["receipt.failed"]
    assert first.id == command.id


def test_an_unprinted_receipt_alerts_and_the_alert_goes_with_the_print(bureau: Bureau, clock: Clock) -> None:
    made, receipt = bureau.received()
    (command,) = told(bureau)
    sweeps.watch_slips(bureau.work, now=clock.forward(seconds=15))
    assert alerts(bureau) == []
    sweeps.watch_slips(bureau.work, now=clock.forward(seconds=10))
    (alert,) = alerts(bureau)
    assert (alert.kind, alert.facts) == (
        "receipt.unconfirmed",
        {"dossier": receipt.code, "dossier_id": made.hex},
    )
    report(bureau, command, "printed")
    assert alerts(bureau) == []


def test_a_receipt_nobody_printed_in_time_is_given_up_and_emptied(bureau: Bureau, clock: Clock) -> None:
    bureau.received()
    told(bureau)
    clock.forward(minutes=5, seconds=6)
    assert sweeps.expire_commands(bureau.work, now=clock()) == 1
    (command,) = told(bureau)
    assert (command.state, command.code) == ("failed", results.OVERDUE)
    assert "Nguyễn" not in str(command.body)
    report(bureau, command, "printed")
    assert told(bureau)[0].state == "printed"


def test_no_fact_of_a_print_names_the_person(bureau: Bureau) -> None:
    bureau.received()
    (command,) = told(bureau)
    report(bureau, command, "printed")
    with bureau.work.reading() as session:
        facts = session.scalars(select(Fact).where(Fact.kind.startswith("receipt."))).all()
    assert [(fact.kind, set(fact.data)) for fact in facts] == [("receipt.printed", {"dossier", "form"})]
    assert bureau.clock() - command.created_at < timedelta(minutes=1)
