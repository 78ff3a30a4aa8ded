"""The modem driver against a strict modem on a pty: each text once, each failure named, nothing out of order."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.drivers.errors import (
    DeviceError,
    FateUnknown,
    ModemRestarted,
    ModemSilent,
    NoNetwork,
    NoSim,
    PinAsked,
    SendingBarred,
)
from hardware.drivers.gsm_modem import GsmModem
from hardware.drivers.sms_pdu import StatusReport
from hardware.drivers.sms_text import cut
from hardware.simulator.virtual_modem import DELIVERED, EXPIRED, VirtualModem
from tests.hardware.modems import fault as broken
from tests.hardware.modems import plugged_in

TO = "+84912345670"
PLAIN = "Moi ong/ba den quay 3, so A047."
LONG = (
    "Hồ sơ của ông/bà đã có kết quả. Mời ông/bà đến Bộ phận Một cửa, 113 Trần Duy Hưng, Hà Nội, giờ hành chính. " * 3
)


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[VirtualModem]:
    with plugged_in(tmp_path) as made:
        yield made


@pytest.fixture
def driver(modem: VirtualModem) -> Iterator[GsmModem]:
    made = GsmModem(modem.line, answer_s=1.0, sent_s=1.0)
    yield made
    made.close()


def sent(driver: GsmModem, text: str, reference: int = 7) -> list[int]:
    return [driver.send(TO, part, reference=reference, validity_min=1440) for part in cut(text)]


def texts(modem: VirtualModem) -> list[str]:
    return [one.text for one in modem.phones.texts]


def report(driver: GsmModem) -> StatusReport:
    until = time.monotonic() + 5
    while (found := driver.next(0.1)) is None:
        assert time.monotonic() < until, "no report came"
    return found


@pytest.mark.parametrize("text", [PLAIN, "Quầy 3 mời số A047.", LONG, "€[~]" * 50, "x" * 160, "x" * 161])
def test_a_text_arrives_whole(driver: GsmModem, modem: VirtualModem, text: str) -> None:
    numbers = sent(driver, text)
    assert numbers == list(range(len(cut(text))))
    assert texts(modem) == [text]
    assert (modem.wrongs, modem.phones.texts[0].to) == ([], TO)


def test_what_became_of_it_is_told_by_the_modems_number(driver: GsmModem) -> None:
    sent(driver, PLAIN)
    (number,) = sent(driver, PLAIN)
    told = [report(driver), report(driver)]
    assert [(one.reference, one.status, one.recipient) for one in told] == [
        (0, DELIVERED, TO),
        (number, DELIVERED, TO),
    ]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("no_sim", NoSim),
        ("pin", PinAsked),
        ("no_network", NoNetwork),
        ("no_credit", SendingBarred),
        ("congested", NoNetwork),
        ("cable_cut", ModemSilent),
    ],
)
def test_what_cannot_be_sent_is_named_and_goes_out_once_mended(
    driver: GsmModem, modem: VirtualModem, fault: str, why: type[DeviceError]
) -> None:
    sent(driver, PLAIN)
    broken(modem, fault)
    with pytest.raises(why):
        sent(driver, "second")
    assert texts(modem) == [PLAIN]
    broken(modem, fault, on=False)
    again(driver, "second")
    assert texts(modem) == [PLAIN, "second"]
    assert modem.wrongs == []


def again(driver: GsmModem, text: str) -> None:
    """A line that was cut is looked for once a second."""
    for _ in range(30):
        try:
            sent(driver, text)
        except ModemSilent:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the modem never came back")


@pytest.mark.parametrize(("fault", "why"), [("silent", FateUnknown), ("resets", ModemRestarted)])
def test_a_text_whose_fate_nobody_knows_is_said_to_be_so_and_the_next_goes_on(
    driver: GsmModem, modem: VirtualModem, fault: str, why: type[DeviceError]
) -> None:
    sent(driver, PLAIN)
    broken(modem, fault)
    with pytest.raises(why):
        sent(driver, "second")
    assert modem.sent == 2
    broken(modem, fault, on=False)
    sent(driver, "third")
    assert (texts(modem), modem.wrongs) == ([PLAIN, "second", "third"], [])


def test_a_modem_that_came_up_anew_is_set_up_anew(driver: GsmModem, modem: VirtualModem) -> None:
    sent(driver, PLAIN)
    modem._wires.do(modem.restart)
    sent(driver, "second")
    assert (texts(modem), modem.wrongs) == ([PLAIN, "second"], [])
    assert report(driver).status == DELIVERED


@pytest.mark.parametrize("fault", ["noise", "echo"])
def test_rings_vendors_lines_broken_bytes_and_an_echo_change_nothing(
    driver: GsmModem, modem: VirtualModem, fault: str
) -> None:
    broken(modem, fault)
    sent(driver, LONG)
    assert (texts(modem), modem.wrongs) == ([LONG], [])
    assert report(driver).status == DELIVERED


def test_reports_are_fetched_from_a_modem_that_keeps_them(driver: GsmModem, modem: VirtualModem) -> None:
    broken(modem, "keeps_reports")
    sent(driver, PLAIN)
    assert report(driver).status == DELIVERED
    assert (modem._memory, modem.wrongs) == ({}, [])


def test_a_phone_that_is_off_is_told(driver: GsmModem, modem: VirtualModem) -> None:
    broken(modem, "phones_off")
    sent(driver, PLAIN)
    assert report(driver).status == EXPIRED


STATES = [
    ("", "ready", "home", 21),
    ("no_sim", "absent", "searching", 21),
    ("pin", "pin", "searching", 21),
    ("no_network", "ready", "searching", None),
]


@pytest.mark.parametrize(("fault", "sim", "network", "signal"), STATES)
def test_how_it_is(
    driver: GsmModem, modem: VirtualModem, fault: str, sim: str, network: str, signal: int | None
) -> None:
    if fault:
        broken(modem, fault)
    found = driver.health()
    assert (found.answers, found.sim, found.network, found.signal) == (True, sim, network, signal)


def test_one_that_is_not_there(driver: GsmModem, modem: VirtualModem) -> None:
    broken(modem, "cable_cut")
    assert driver.health().answers is False
    assert driver.next(0.05) is None
