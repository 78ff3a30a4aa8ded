"""The virus scanner, byte by byte: never "clean" unless it said so to the very end."""

import os
import socket
from pathlib import Path

import pytest

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import guard
from onestop.gateways.digitising.clam import CHUNK_BYTES, Clamd, NoScanner, Verdict, scanner
from onestop.gateways.digitising.facts import Limits
from tests.gateways.digitising import files
from tests.gateways.digitising.clamd_peer import EICAR, clamd, peer


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper"
    path.write_bytes(os.urandom(CHUNK_BYTES * 2 + 7))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad"
    path.write_bytes(b"x" * CHUNK_BYTES + EICAR)
    return path


def test_the_whole_file_is_streamed_as_clamd_wants_it(paper: Path) -> None:
    with peer() as heard:
        assert Clamd(("127.0.0.1", heard.port)).check(paper) is Verdict.CLEAN
    assert heard.command == b"zINSTREAM\0"
    assert heard.stream == paper.read_bytes()


def test_a_find(bad: Path) -> None:
    with peer() as heard:
        assert scanner(f"tcp://127.0.0.1:{heard.port}").check(bad) is Verdict.INFECTED


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: OK", b"stream: O", b"INSTREAM size limit exceeded. ERROR\0", b"stream: broken ERROR\0", b"OK\0"],
)
def test_anything_but_a_whole_verdict_is_none(paper: Path, answer: bytes) -> None:
    with peer(answer) as heard:
        assert Clamd(("127.0.0.1", heard.port)).check(paper) is Verdict.UNCHECKED


def test_clamd_hangs_up_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(8_000_000))
    with peer(most_bytes=100_000) as heard:
        assert Clamd(("127.0.0.1", heard.port)).check(path) is Verdict.UNCHECKED


def test_a_scanner_that_is_down_or_silent(paper: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert Clamd(("127.0.0.1", port), timeout_s=0.2).check(paper) is Verdict.UNCHECKED
    assert Clamd(("127.0.0.1", port)).check(paper) is Verdict.UNCHECKED
    assert scanner(f"unix://{tmp_path}/nobody").check(paper) is Verdict.UNCHECKED


def test_no_scanner_says_so(paper: Path) -> None:
    assert scanner("").check(paper) is Verdict.NONE
    assert isinstance(scanner(""), NoScanner)


@pytest.mark.parametrize("url", ["clamd", "unix:", "tcp://", "http://host:3310", "tcp://host:port"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"clamd|unix|tcp|http|host|port"):
        scanner(url)


def test_an_infected_paper_is_refused(tmp_path: Path) -> None:
    path = files.born(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF"))
    with peer() as heard, pytest.raises(PaperRefused) as refused:
        guard.check(path, Limits(), scanner(f"tcp://127.0.0.1:{heard.port}"))
    assert refused.value.facts["reason"] == "infected"


@pytest.mark.clamd
def test_the_real_clamd(bad: Path, paper: Path, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(3_000_000))
    with clamd() as url:
        real = scanner(url)
        assert real.check(paper) is Verdict.CLEAN
        assert real.check(bad) is Verdict.INFECTED
        assert real.check(large) is Verdict.UNCHECKED
    assert real.check(paper) is Verdict.UNCHECKED
