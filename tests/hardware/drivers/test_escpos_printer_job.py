"""A job from first byte to answer, against a virtual printer: what is printed, held, unknown, refused."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers import escpos_printer, registry
from hardware.drivers.errors import (
    BadConfig,
    CoverOpen,
    DeviceError,
    PaperOut,
    PrinterOffline,
    PrinterSilent,
    UnknownModel,
)
from hardware.drivers.escpos_printer import EscposPrinter
from hardware.drivers.printer_line import line_for
from hardware.drivers.protocols import Outcome
from hardware.simulator.virtual_printer import VirtualPrinter
from hardware.simulator.wires import Wires
from tests.hardware.drivers.printer_scenes import CHECK_URL, HEAD, REQUEST, SLIP, WatchedLine, codes_in, lines_in


@pytest.fixture
def wires() -> Iterator[Wires]:
    made = Wires()
    yield made
    made.close()


@pytest.fixture(params=["tcp", "serial"])
def printer(request: pytest.FixtureRequest, wires: Wires, tmp_path: Path) -> Iterator[VirtualPrinter]:
    made = VirtualPrinter(wires, "printer-1", tmp_path, port=0 if request.param == "tcp" else None)
    yield made
    made.close()


@pytest.fixture
def breaks(wires: Wires, printer: VirtualPrinter) -> Callable[[str, bool], None]:
    return lambda fault, on: wires.do(lambda: printer.fault(fault, on=on))


def watched(printer: VirtualPrinter, before: Callable[[], None], after: Callable[[], None]) -> EscposPrinter:
    return EscposPrinter(WatchedLine(line_for(printer.line), before, after))


def nothing() -> None:
    """Happens."""


@pytest.mark.parametrize("mode", ["raster", "hybrid"])
def test_a_slip_comes_out_and_can_be_read(printer: VirtualPrinter, mode: str) -> None:
    driver = registry.printer({"model": "escpos", "line": printer.line, "mode": mode})
    assert driver.print(SLIP) is Outcome.PRINTED
    assert driver.status().raw == "12 12 12 12"
    (slip,) = printer.slips
    assert codes_in(slip.path) == [CHECK_URL]
    if mode == "raster":
        assert {HEAD, REQUEST, "A1024"} <= set(lines_in(slip.path))
    else:
        assert slip.text == ("A1024", "22/11/2026 08:15")
        assert slip.symbols == (CHECK_URL,)
    driver.close()


def test_jobs_follow_each_other(printer: VirtualPrinter) -> None:
    driver = EscposPrinter(line_for(printer.line))
    assert [driver.print(SLIP) for _ in range(3)] == [Outcome.PRINTED] * 3
    assert printer.printed == 3


@pytest.mark.parametrize(
    ("fault", "refusal"), [("paper_out", PaperOut), ("cover_open", CoverOpen), ("offline", PrinterOffline)]
)
def test_refused_before_the_first_byte(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None], fault: str, refusal: type[DeviceError]
) -> None:
    driver = EscposPrinter(line_for(printer.line))
    breaks(fault, True)
    with pytest.raises(refusal):
        driver.print(SLIP)
    breaks(fault, False)
    assert printer.printed == 0
    assert driver.print(SLIP) is Outcome.PRINTED
    assert printer.printed == 1


def test_nearly_out_still_prints(printer: VirtualPrinter, breaks: Callable[[str, bool], None]) -> None:
    breaks("near_end", True)
    driver = EscposPrinter(line_for(printer.line))
    assert driver.print(SLIP) is Outcome.PRINTED
    assert driver.status().paper == "near_end"


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_a_held_job_comes_out_once_with_the_new_roll(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None], fault: str
) -> None:
    driver = watched(printer, lambda: breaks(fault, True), nothing)
    assert driver.print(SLIP) is Outcome.HELD
    with pytest.raises((PaperOut, CoverOpen)):
        driver.print(SLIP)
    assert driver.settle(0) is Outcome.HELD
    assert printer.printed == 0
    breaks(fault, False)
    assert driver.settle(5) is Outcome.PRINTED
    assert driver.settle(0) is Outcome.PRINTED
    assert printer.printed == 1
    assert driver.status().paper == "ok"


def test_a_person_changes_the_roll_while_the_driver_waits(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None]
) -> None:
    driver = watched(printer, lambda: breaks("paper_out", True), nothing)
    assert driver.print(SLIP) is Outcome.HELD
    person = threading.Timer(0.3, breaks, ("paper_out", False))
    person.start()
    assert driver.settle(10) is Outcome.PRINTED
    person.join()


def test_what_cannot_be_known_is_unknown(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escpos_printer, "PATIENCE_S", 0.5)
    driver = watched(printer, lambda: breaks("offline", True), lambda: breaks("cable_cut", True))
    assert driver.print(SLIP) is Outcome.UNKNOWN
    assert driver.status().online is False
    with pytest.raises(PrinterSilent):
        driver.print(SLIP)


def test_a_held_job_is_unknown_once_the_cable_is_gone(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escpos_printer, "PATIENCE_S", 0.5)
    driver = watched(printer, lambda: breaks("paper_out", True), nothing)
    assert driver.print(SLIP) is Outcome.HELD
    breaks("cable_cut", True)
    assert driver.settle(5) is Outcome.UNKNOWN


def test_a_printer_that_forgot_its_held_job_is_given_up(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = watched(printer, lambda: breaks("paper_out", True), nothing)
    assert driver.print(SLIP) is Outcome.HELD
    printer._waiting.clear()
    breaks("paper_out", False)
    monkeypatch.setattr(escpos_printer, "PATIENCE_S", 0.5)
    assert driver.settle(5) is Outcome.UNKNOWN


def test_one_way_printers_are_never_called_printed(tmp_path: Path) -> None:
    driver = registry.printer({"model": "escpos", "line": f"file://{tmp_path}/lp"})
    assert driver.print(SLIP) is Outcome.SENT_UNVERIFIED
    assert (tmp_path / "lp").read_bytes().endswith(b"\x1dVB\x00")
    assert driver.status().paper == "unknown"


def test_a_printer_without_a_barrier_is_asked_for_paper_all_the_same(
    printer: VirtualPrinter, breaks: Callable[[str, bool], None]
) -> None:
    driver = registry.printer({"model": "escpos", "line": printer.line, "barrier": False})
    assert driver.print(SLIP) is Outcome.SENT_UNVERIFIED
    breaks("paper_out", True)
    with pytest.raises(PaperOut):
        driver.print(SLIP)
    driver.close()


def test_a_one_way_network_printer_gets_the_whole_job(wires: Wires, tmp_path: Path) -> None:
    printer = VirtualPrinter(wires, "mute", tmp_path, port=0)
    driver = registry.printer({"model": "escpos", "line": printer.line, "answers": False})
    assert driver.print(SLIP) is Outcome.SENT_UNVERIFIED
    assert driver.print(SLIP) is Outcome.SENT_UNVERIFIED
    deadline = threading.Event()
    for _ in range(500):
        if printer.printed == 2 or deadline.wait(0.01):
            break
    assert printer.printed == 2
    printer.close()


def test_nobody_there() -> None:
    driver = EscposPrinter(line_for("tcp://127.0.0.1:9"))
    assert driver.status().online is False
    with pytest.raises(PrinterSilent) as refusal:
        driver.print(SLIP)
    assert refusal.value.code == "printer.silent"


def test_configurations_that_are_none() -> None:
    with pytest.raises(UnknownModel):
        registry.printer({"model": "daisywheel"})
    with pytest.raises(BadConfig):
        registry.printer({"model": "escpos"})
    with pytest.raises(BadConfig):
        registry.printer({"model": "escpos", "line": "tcp://h", "mode": "woodcut"})
