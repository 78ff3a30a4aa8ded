"""Slips on an independent printer: one for each job, readable by machines that know nothing of us."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.drivers.errors import CoverOpen, PaperOut
from hardware.drivers.escpos_printer import EscposPrinter, Mode
from hardware.drivers.printer_line import line_for
from hardware.drivers.protocols import Outcome
from tests.hardware.drivers import emupos_peer
from tests.hardware.drivers.emupos_peer import Emupos
from tests.hardware.drivers.printer_scenes import CHECK_URL, HEAD, REQUEST, SLIP, WatchedLine, codes_in, lines_in

pytestmark = [pytest.mark.py313, pytest.mark.skipif(bool(emupos_peer.missing()), reason=emupos_peer.missing())]


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    with emupos_peer.running(tmp_path_factory.mktemp("emupos")) as peer:
        yield peer


@pytest.mark.parametrize("mode", ["raster", "hybrid"])
@pytest.mark.parametrize("device", ["tcp", "pty"])
def test_one_readable_slip_for_each_job(emupos: Emupos, device: str, mode: Mode, tmp_path: Path) -> None:
    before = emupos.receipts(device)
    driver = EscposPrinter(line_for(emupos.lines[device]), mode=mode)
    assert [driver.print(SLIP), driver.print(SLIP)] == [Outcome.PRINTED, Outcome.PRINTED]
    new = [one for one in emupos.receipts(device) if one not in before]
    assert len(new) == 2
    picture = emupos.picture(device, new[0], tmp_path)
    assert codes_in(picture) == [CHECK_URL]
    assert {HEAD, REQUEST} <= set(lines_in(picture))


def test_status_is_read_as_meant(emupos: Emupos) -> None:
    driver = EscposPrinter(line_for(emupos.lines["tcp"]))
    assert driver.status().raw == "12 12 12 12"
    for fault, paper, cover in (("paper-near-end", "near_end", "closed"), ("cover-open", "ok", "open")):
        emupos.fault("tcp", fault, on=True)
        status = driver.status()
        emupos.fault("tcp", fault, on=False)
        assert (status.online, status.paper, status.cover) == (True, paper, cover)


@pytest.mark.parametrize("device", ["tcp", "pty"])
def test_no_paper_no_byte_and_a_held_job_comes_out_once(emupos: Emupos, device: str) -> None:
    before = len(emupos.receipts(device))
    line = line_for(emupos.lines[device])
    driver = EscposPrinter(WatchedLine(line, lambda: emupos.fault(device, "paper-out", on=True), bool))
    assert driver.print(SLIP) is Outcome.HELD
    with pytest.raises((PaperOut, CoverOpen)):
        driver.print(SLIP)
    assert len(emupos.receipts(device)) == before
    emupos.fault(device, "paper-out", on=False)
    assert driver.settle(10) is Outcome.PRINTED
    assert len(emupos.receipts(device)) == before + 1
