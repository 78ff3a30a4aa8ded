"""Scanned lines out of bytes: every encoding, split reads, noise, floods, silence, plugs pulled and put back."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.contract.messages import MAX_SCAN
from hardware.drivers import registry
from hardware.drivers.errors import BadConfig
from hardware.drivers.protocols import ScanSource
from hardware.drivers.scan_lines import Lines
from hardware.simulator.virtual_scanner import NOISE, Encoding, VirtualScanner
from hardware.simulator.wires import Wires

CARD = "001090123456|012345678|Nguyễn Văn A|01011990|Nam|Phường Bến Nghé, Quận 1|15042021"
ENDS = ["\r", "\n", "\r\n"]
ENCODINGS = ["utf-8", "utf-16-be", "utf-16-le"]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_line_after_another(encoding: str, end: str) -> None:
    lines = Lines()
    heard = lines.feed((CARD + end + CARD[::-1] + end + CARD + end).encode(encoding))
    assert [line.decode(encoding) for line in heard] == [CARD, CARD[::-1], CARD]
    assert lines.quiet() is None
    assert not lines.faults


texts = st.text("0123456789|ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ /:#.čḍABC", min_size=4, max_size=60)


@given(texts, st.sampled_from(ENCODINGS), st.sampled_from(ENDS), st.lists(st.integers(1, 12), min_size=1))
def test_however_the_reads_are_split(text: str, encoding: str, end: str, sizes: list[int]) -> None:
    if encoding == "utf-16-le":
        text = text.replace("č", "c").replace("ḍ", "d")  # half of these is a CR: told apart in the other order only
    wanted = f"12-{text}"
    data, lines, heard, at = (wanted + end).encode(encoding), Lines(), [], 0
    while at < len(data):
        sizes = sizes[1:] + sizes[:1]
        heard += lines.feed(data[at : at + sizes[0]])
        at += sizes[0]
    assert [line.decode(encoding) for line in heard] == [wanted]


def test_silence_ends_a_line_and_forgets_half_letters() -> None:
    lines = Lines()
    assert lines.feed(b"G06-260609-0001") == []
    assert lines.begun
    assert lines.quiet() == b"G06-260609-0001"
    assert lines.feed((CARD + "\r").encode("utf-16-le")[:-1]) == [CARD.encode("utf-16-le")]
    assert lines.quiet() is None
    assert lines.feed((CARD + "\r").encode("utf-16-be")) == [CARD.encode("utf-16-be")]


def test_a_line_without_an_end_is_thrown_away_whole() -> None:
    lines = Lines()
    assert lines.feed(b"9" * (MAX_SCAN + 1) + b"\rG06-260609-0001\r") == [b"G06-260609-0001"]
    assert lines.feed(b"9" * 5000) == []
    assert lines.quiet() is None
    assert lines.feed(b"9" * MAX_SCAN + b"\n") == [b"9" * MAX_SCAN]
    assert lines.faults == {"scanner.too_long": 2}


def test_noise_is_no_scan() -> None:
    lines = Lines()
    assert lines.feed(b"\x00\xff\x7f\r\n\r\n\x00\r\x01\x02\n7\r") == []
    assert lines.faults["scanner.noise"] == 3


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_no_bytes_upset_it(pieces: list[bytes]) -> None:
    lines = Lines(longest=64)
    for piece in pieces:
        assert all(0 < len(line) <= 64 for line in lines.feed(piece))
    lines.quiet()
    assert not lines.begun


@pytest.fixture
def wires() -> Iterator[Wires]:
    made = Wires()
    yield made
    made.close()


@pytest.fixture
def scanner(wires: Wires, tmp_path: Path) -> Iterator[VirtualScanner]:
    made = VirtualScanner(wires, "scanner-1", tmp_path)
    yield made
    made.close()


@pytest.fixture
def source(scanner: VirtualScanner) -> Iterator[ScanSource]:
    made = registry.scanner({"model": "serial", "line": scanner.line, "quiet_s": 0.8})
    assert made.next(0.01) is None
    assert made.alive
    yield made
    made.close()
    made.close()


@pytest.mark.parametrize("fault", [None, "no_suffix"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be"])
def test_a_card_over_a_real_line(
    wires: Wires, scanner: VirtualScanner, source: ScanSource, fault: str | None, encoding: Encoding
) -> None:
    if fault is not None:
        wires.do(lambda: scanner.fault(fault, on=True))
    wires.do(lambda: scanner.scan(CARD, encoding))
    scan = source.next(5)
    assert scan is not None
    assert scan.decode(encoding) == CARD
    assert source.next(0.1) is None


def test_noise_before_a_card_is_left_to_its_reader(wires: Wires, scanner: VirtualScanner, source: ScanSource) -> None:
    wires.do(lambda: scanner.fault("noise", on=True))
    wires.do(lambda: scanner.scan(CARD))
    assert source.next(5) == NOISE + CARD.encode()


def test_a_card_left_lying_is_scanned_once(wires: Wires, scanner: VirtualScanner, source: ScanSource) -> None:
    for _ in range(3):
        wires.do(lambda: scanner.scan("G06-260609-0001"))
    assert source.next(5) == b"G06-260609-0001"
    assert source.next(0.4) is None
    wires.do(lambda: scanner.scan("G06-260609-0002"))
    wires.do(lambda: scanner.scan("G06-260609-0001"))
    assert [source.next(5), source.next(5)] == [b"G06-260609-0002", b"G06-260609-0001"]


def test_a_flood_leaves_the_next_scan_alone(wires: Wires, scanner: VirtualScanner, source: ScanSource) -> None:
    wires.do(lambda: scanner.fault("flood", on=True))
    wires.do(lambda: scanner.scan("G06-260609-0001"))
    wires.do(lambda: scanner.fault("flood", on=False))
    wires.do(lambda: scanner.scan("G06-260609-0002"))
    assert [source.next(5), source.next(8)] == [b"G06-260609-0001", b"G06-260609-0002"]
    assert source.faults == {"scanner.too_long": 1}


def test_a_pulled_plug_cuts_the_line_it_was_in(
    wires: Wires, scanner: VirtualScanner, source: ScanSource, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wires.do(lambda: scanner.scan(CARD * 15))  # takes more than a second
    assert source.next(0.1) is None
    wires.do(lambda: scanner.fault("cable_cut", on=True))
    assert source.next(0.3) is None
    assert not source.alive
    wires.do(lambda: scanner.fault("cable_cut", on=False))
    assert source.next(1.2) is None
    assert source.alive
    wires.do(lambda: scanner.scan("G06-260609-0003"))
    assert source.next(5) == b"G06-260609-0003"
    assert "Nguy" not in caplog.text


def test_configurations_that_are_none() -> None:
    for wrong in ({}, {"line": "/dev/x", "baud": "fast"}, {"line": "/dev/x", "quiet_s": 0}):
        with pytest.raises(BadConfig):
            registry.scanner({"model": "serial", **wrong})
