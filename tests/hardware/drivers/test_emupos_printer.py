"""Slips on an independent printer: one for each job, readable by machines that know nothing of us."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from displays.ticket_slip import render
from hardware.contract.documents import PrintDocument
from hardware.drivers.errors import CoverOpen, PaperOut
from hardware.drivers.escpos_printer import EscposPrinter, Mode
from hardware.drivers.printer_line import line_for
from hardware.drivers.protocols import Outcome
from onestop.words import say
from tests.displays.test_ticket_slip import SLIP as TICKET
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


def real(number: str) -> PrintDocument:
    """The product's own slip for a number, as the relay orders it."""
    slip = replace(TICKET, number=number, track_url=f"https://motcua.example.vn/t/{number}7F3K9Q2M")
    return render(slip, partial(say, "vi"))


@pytest.mark.zbarimg
@pytest.mark.tesseract
@pytest.mark.parametrize("device", ["tcp", "pty"])
def test_the_products_own_slip_is_read_by_strangers(emupos: Emupos, device: str, tmp_path: Path) -> None:
    before = emupos.receipts(device)
    driver = EscposPrinter(line_for(emupos.lines[device]))
    assert driver.print(real("A147")) is Outcome.PRINTED
    (new,) = [one for one in emupos.receipts(device) if one not in before]
    picture = emupos.picture(device, new, tmp_path)
    assert codes_in(picture) == ["https://motcua.example.vn/t/A1477F3K9Q2M"]
    read = " ".join(lines_in(picture))
    for words in ("Bộ phận Một cửa phường Nghĩa Đô", "Hộ tịch", say("vi", "slip.your_number")):
        assert words in read
    assert "A147" in " ".join(lines_in(farther(picture)))


def farther(picture: Path) -> Path:
    """The same from farther away: a reader of letters takes a number of 26 mm for a drawing."""
    with Image.open(picture) as near:
        near.convert("L").reduce(4).resize((near.width // 2, near.height // 2)).save(picture.with_suffix(".far.png"))
    return picture.with_suffix(".far.png")


@pytest.mark.zbarimg
@pytest.mark.parametrize("device", ["tcp", "pty"])
def test_each_number_comes_out_once_whatever_happens_to_the_paper(
    emupos: Emupos, device: str, tmp_path: Path
) -> None:
    """Paper ends and the cover opens in the middle of a job; another job is refused until it is mended."""
    before = emupos.receipts(device)
    line = line_for(emupos.lines[device])
    script = {"B002": "paper-out", "B004": "cover-open"}
    for number in ("B001", "B002", "B003", "B004", "B005"):
        fault = script.get(number)
        act = partial(emupos.fault, device, fault, on=True) if fault else bool
        driver = EscposPrinter(WatchedLine(line, act, bool))
        outcome = driver.print(real(number))
        if fault:
            assert outcome is Outcome.HELD
            with pytest.raises((PaperOut, CoverOpen)):
                driver.print(real("B999"))
            emupos.fault(device, fault, on=False)
            assert driver.settle(10) is Outcome.PRINTED
        else:
            assert outcome is Outcome.PRINTED
    new = [one for one in emupos.receipts(device) if one not in before]
    read = [codes_in(emupos.picture(device, one, tmp_path))[0].rpartition("/")[2][:4] for one in new]
    assert sorted(read) == ["B001", "B002", "B003", "B004", "B005"]
