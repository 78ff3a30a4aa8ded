"""The virtual printer's ear: commands found whatever pieces they come in, nonsense survived."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hardware.simulator.escpos_reader import Reader, Token
from hardware.simulator.paper_roll import Roll
from hardware.simulator.virtual_printer import VirtualPrinter
from hardware.simulator.wires import Wires

JOB = (
    bytes.fromhex("1b40 1c2e 1b6101 1d2133")
    + b"B1024\n"
    + bytes.fromhex("1d763000 0100 0200 1004 1b40 1d7201 1d564200")
)
TOKENS = [
    Token(b"\x1b@"),
    Token(b"\x1c."),
    Token(b"\x1ba", b"\1"),
    Token(b"\x1d!", b"\x33"),
    Token(b"", b"B1024\n"),
    Token(b"\x1dv", bytes.fromhex("3000 0100 0200 1004")),
    Token(b"\x1b@"),
    Token(b"\x1dr", b"\1"),
    Token(b"\x1dV", b"B\0"),
]


def test_a_job_in_one_piece_and_byte_by_byte() -> None:
    assert list(Reader().feed(JOB)) == TOKENS
    reader = Reader()
    pieces = [token for byte in JOB for token in reader.feed(bytes((byte,)))]
    assert b"".join(token.arguments for token in pieces if not token.name) == b"B1024\n"
    assert [token for token in pieces if token.name] == [token for token in TOKENS if token.name]


@given(st.binary(max_size=400))
def test_nonsense_is_survived(noise: bytes) -> None:
    reader, roll = Reader(), Roll(384)
    for token in reader.feed(noise[:60] + JOB):
        if len(token.arguments) < 5000:
            roll.burn(token)
    reader.clear()
    for token in reader.feed(JOB):
        roll.burn(token)
    assert roll.text
    assert roll.cut().startswith(b"\x89PNG")


def test_only_the_last_twenty_slips_are_kept(tmp_path: Path) -> None:
    wires = Wires()
    printer = VirtualPrinter(wires, "printer-1", tmp_path, port=0)
    wires.do(lambda: printer._received(JOB * 25))
    assert printer.printed == 25
    assert len(printer.slips) == 20
    assert sum(1 for _ in (tmp_path / "printer-1.slips").glob("*.png")) == 20
    printer.close()
    wires.close()
