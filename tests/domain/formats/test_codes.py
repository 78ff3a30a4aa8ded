"""Codes of dossiers, procedures and agencies, the template that makes them, and what a scanned line is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onestop.domain.errors import BadInput
from onestop.domain.formats import code_template, codes, scans
from onestop.domain.formats.scans import (
    CardScan,
    DossierScan,
    PostScan,
    ReceiptScan,
    TicketScan,
    UnknownScan,
)
from tests.domain.formats.refusals import refusal_of
from tests.domain.formats.test_citizen_card import CARD


@pytest.mark.parametrize(
    ("written", "agency", "day", "serial", "style"),
    [
        ("000.00.06.H56-231027-0361", "000.00.06.H56", date(2023, 10, 27), 361, "old"),
        ("000.00.00.G06-251219-0001", "000.00.00.G06", date(2025, 12, 19), 1, "old"),
        ("000.00.00.G06-251219-10001", "000.00.00.G06", date(2025, 12, 19), 10_001, "old"),
        ("G09.20-20260609-0092637", "G09.20", date(2026, 6, 9), 92_637, "new"),
        ("G06-260609-0001", "G06", date(2026, 6, 9), 1, "new"),
        (" g09.20–20260609–0092637 ", "G09.20", date(2026, 6, 9), 92_637, "new"),
    ],
)
def test_dossier_codes(written: str, agency: str, day: date, serial: int, style: str) -> None:
    code = codes.dossier_code(written)
    assert (code.agency, code.received_on, code.serial, code.style) == (agency, day, serial, style)
    assert codes.dossier_code(code.text) == code


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "shape"),
        ("000.00.00.G06-251219-001", "shape"),
        ("000.00.00.G06-251319-0001", "date"),
        ("G06-20260230-0001", "date"),
        ("G06-2026060-0001", "shape"),
        ("G06-260609-0001; DROP TABLE", "shape"),
        ("G06-٢٦٠٦٠٩-0001", "shape"),
        ("G06-260609-0001" + " " * 60 + "9", "shape"),
    ],
)
def test_what_is_no_dossier_code(written: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        codes.dossier_code(written)
    assert refusal.value.facts == {"field": "dossier_code", "reason": reason}


@pytest.mark.parametrize(
    ("written", "key", "agency"),
    [
        ("1.014393", "1.014393", ""),
        ("1.014393.H38", "1.014393", "H38"),
        ("2.002131.000.00.00.H58", "2.002131", "000.00.00.H58"),
        ("3.000453.000.00.00.h37", "3.000453", "000.00.00.H37"),
    ],
)
def test_procedure_codes(written: str, key: str, agency: str) -> None:
    code = codes.procedure_code(written)
    assert (code.key, code.agency) == (key, agency)
    assert str(code) == written.upper()
    assert codes.same_procedure(written, key)


def test_procedures_that_differ_or_are_none() -> None:
    assert codes.same_procedure("1.010902.000.00.00.H38", "1.010902.H01")
    assert not codes.same_procedure("1.010902", "2.010902")
    assert not codes.same_procedure("nothing", "nothing")
    for wrong in ("4.010902", "1.10902", "1.010902.38", "1.010902.000.00.H38"):
        with pytest.raises(BadInput):
            codes.procedure_code(wrong)


def test_one_agency_in_two_styles() -> None:
    assert codes.agency_levels("000.00.12.G06") == codes.agency_levels("G06.12") == ("G06", "12")
    assert codes.agency_levels("012.34.56.G06") == codes.agency_levels("G06.56.34.012")
    assert codes.agency_levels("000.34.00.G06") == ("G06", "00", "34")
    assert codes.same_agency("000.00.00.G06", "G06")
    assert not codes.same_agency("000.00.12.G06", "G06")
    assert not codes.same_agency("?", "?")


def test_the_template_of_the_law() -> None:
    code = code_template.render(code_template.DEFAULT, agency="000.00.00.G06", on=date(2025, 12, 19), seq=1)
    assert code == "000.00.00.G06-251219-0001"
    new = code_template.render("{agency}-{date:%Y%m%d}-{seq:07d}", agency="G09.20", on=date(2026, 6, 9), seq=92_637)
    assert new == "G09.20-20260609-0092637"


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999))
def test_a_rendered_code_is_read_and_never_wraps(on: date, seq: int) -> None:
    code = code_template.render(code_template.DEFAULT, agency="000.00.00.G06", on=on, seq=seq)
    read = codes.dossier_code(code)
    assert (read.received_on, read.serial, read.agency) == (on, seq, "000.00.00.G06")


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("", "agency"),
        ("{agency}-{date:%y%m%d}", "seq"),
        ("{agency}-{seq:04d}", "date"),
        ("{agency}-{date:%y%m}-{seq:04d}", "date"),
        ("{date:%y%m%d}-{seq:04d}", "agency"),
        ("{agency}-{date:%y%m%d}-{seq:04d}-{seq}", "seq"),
        ("{agency}-{date:%y%m%d}{seq:04d}", "seq_last"),
        ("{seq:04d}-{agency}-{date:%y%m%d}", "seq_last"),
        ("{agency.__class__}-{date:%y%m%d}-{seq:04d}", "sign"),
        ("{agency!r}-{date:%y%m%d}-{seq:04d}", "sign"),
        ("{agency}-{date:%y%m%d%A}-{seq:04d}", "sign"),
        ("{agency}-{date:%y%m%d}-{seq:0999999999d}", "sign"),
        ("{agency}/{date:%y%m%d}-{seq:04d}", "sign"),
        ("{agency}-{name}-{date:%y%m%d}-{seq:04d}", "sign"),
        ("A" * 200, "too_long"),
    ],
)
def test_templates_that_are_refused(template: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        code_template.check(template)
    assert refusal.value.facts["reason"] == reason


@pytest.mark.parametrize(("agency", "seq"), [("G06/..", 1), ("g06", 1), ("", 1), ("G06", 0)])
def test_values_that_are_in_no_code(agency: str, seq: int) -> None:
    with pytest.raises(BadInput):
        code_template.render(code_template.DEFAULT, agency=agency, on=date(2026, 1, 1), seq=seq)


@given(st.text(max_size=60) | st.text("{}agencydtsq:%yYm04d-.", max_size=60))
def test_no_template_upsets_the_check(template: str) -> None:
    refused = refusal_of(lambda: code_template.check(template))
    assert refused is None or refused["field"] == "code_template"


CODE = "000.00.00.G06-251219-0001"


def test_what_is_scanned_at_the_counter() -> None:
    url = scans.receipt_url("https://most.example.vn/", CODE, "s3cret_-K")
    assert url == f"https://most.example.vn/d/{CODE}#s=s3cret_-K"
    assert scans.recognise(url) == ReceiptScan(CODE, "s3cret_-K")
    assert scans.recognise((url + "\r\n").encode("utf-16-be")) == ReceiptScan(CODE, "s3cret_-K")
    assert scans.recognise(f"https://x.vn/d/{CODE}?s=abcd1234") == ReceiptScan(CODE, "abcd1234")
    assert scans.recognise(f"https://x.vn/one-stop/d/{CODE}#abcd1234") == ReceiptScan(CODE, "abcd1234")
    assert scans.recognise(f"http://127.0.0.1:3000/d/{CODE}") == ReceiptScan(CODE)
    assert scans.recognise(CODE.lower()) == DossierScan(CODE)
    assert scans.recognise("https://x.vn/t/23456789ABCD") == TicketScan("23456789ABCD")
    post = scans.recognise("EB000717618HK")
    assert isinstance(post, PostScan)
    assert not post.code.faults
    card = scans.recognise(CARD.encode("utf-16-be"))
    assert isinstance(card, CardScan)
    assert card.card.number == "001090123456"


@pytest.mark.parametrize(
    ("scan", "reason"),
    [
        ("", ""),
        ("8934563138165", ""),
        ("https://x.vn/d/../../etc", ""),
        ("https://x.vn/d/a b c d e f", ""),
        ("https://[broken/d/" + CODE, ""),
        (f"https://x.vn/d/{CODE}/papers", ""),
        ("12|34|56", "number"),
        (CARD * 30, "too_long"),
        (b"\xd2\xd2\x8a", "encoding"),
    ],
)
def test_what_is_none_of_ours(scan: bytes | str, reason: str) -> None:
    assert scans.recognise(scan) == UnknownScan(reason)


def test_a_secret_is_not_in_a_repr() -> None:
    assert "s3cret" not in repr(scans.recognise(f"https://x.vn/d/{CODE}#s=s3cretive"))
    assert scans.recognise(f"https://x.vn/d/{CODE}#s=' OR 1=1") == ReceiptScan(CODE)


@given(st.binary(max_size=200) | st.text(max_size=200) | st.text("https:/|d.#?=&sVN0123456789[]%", max_size=80))
def test_recognising_never_fails(scan: bytes | str) -> None:
    scans.recognise(scan)


@given(
    st.from_regex(r"[A-Z]{1,3}[0-9.]{5,20}-[0-9]{4}", fullmatch=True), st.from_regex(r"[\w-]{8,40}", fullmatch=True)
)
def test_a_receipt_is_recognised_from_its_url(code: str, secret: str) -> None:
    if secret.isascii():
        assert scans.recognise(scans.receipt_url("http://h:1/base", code, secret)) == ReceiptScan(code, secret)
