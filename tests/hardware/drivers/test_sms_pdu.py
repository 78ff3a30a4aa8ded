"""Texts as bytes: read back by an independent decoder, and the published examples read by ours."""

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from smspdudecoder.codecs import GSM
from smspdudecoder.elements import Date
from smspdudecoder.fields import SMSDeliver, SMSSubmit

from hardware.drivers.sms_pdu import BadPdu, Deliver, StatusReport, packed, received, submit, unpacked
from hardware.drivers.sms_text import BASIC, EXTENDED, Part, cut, septets, unaccented
from onestop.domain.formats.fold import unaccent
from onestop.domain.formats.sms import size

NOTICE = (
    "Hồ sơ G06-260609-0001 đã được tiếp nhận. Ngày hẹn trả: 14:00 20/06/2026. Kính mời ông/bà mang giấy hẹn đến quầy."
)
PHONE = "+84912345678"

signs = st.sampled_from(BASIC.replace("\x1b", "") + "".join(EXTENDED))
plain_texts = st.text(signs, min_size=1, max_size=700)
any_texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)
phones = st.from_regex(r"\+?[0-9]{3,15}", fullmatch=True)


def seen(part: Part, to: str = PHONE, reference: int = 7, validity_min: int = 1440) -> dict[str, Any]:
    """What the independent decoder sees, with an empty message centre before it as a modem is told."""
    tpdu = submit(to, part, reference=reference, validity_min=validity_min)
    read: dict[str, Any] = SMSSubmit.decode(StringIO(f"00{tpdu.hex().upper()}"))
    return read


def shown(read: dict[str, Any], part: Part) -> str:
    """The text. Where there was an escape, the peer takes seven bits left empty at the end for an `@`."""
    text: str = read["user_data"]["data"]
    empty = (len(septets(part.text)) + (7 if part.of > 1 else 0)) % 8 == 7
    return text.removesuffix("@") if empty and set(EXTENDED) & set(part.text) else text


@given(plain_texts, phones)
def test_the_gsm_alphabet_arrives_as_it_was_written(text: str, to: str) -> None:
    parts = cut(text)
    read = [seen(part, to) for part in parts]
    assert [shown(one, part) for one, part in zip(read, parts, strict=True)] == [part.text for part in parts]
    assert "".join(part.text for part in parts) == text
    assert {one["dcs"]["encoding"] for one in read} == {"gsm"}
    assert {one["recipient"]["number"] for one in read} == {to.removeprefix("+")}
    kind = "international" if to.startswith("+") else "unknown"
    assert {one["recipient"]["toa"]["ton"] for one in read} == {kind}
    assert all(one["header"]["srr"] for one in read)


@given(any_texts)
def test_every_other_text_arrives_too(text: str) -> None:
    assume(any(sign not in BASIC and sign not in EXTENDED for sign in text))
    read = [seen(part) for part in cut(text)]
    assert "".join(one["user_data"]["data"] for one in read) == text
    assert {one["dcs"]["encoding"] for one in read} == {"ucs2"}


@given(any_texts | plain_texts, st.integers(0, 255))
def test_parts_are_counted_and_belong_together(text: str, reference: int) -> None:
    parts = cut(text)
    if len(parts) == 1:
        assert seen(parts[0])["user_data"]["header"] is None
        return
    for at, part in enumerate(parts, 1):
        (element,) = seen(part, reference=reference)["user_data"]["header"]["elements"]
        told = {"reference": reference, "parts_count": len(parts), "part_number": at}
        assert (element["iei"], element["data"]) == (0, told)


@given(any_texts | plain_texts)
def test_no_part_is_too_long_and_no_sign_is_cut(text: str) -> None:
    for part in cut(text):
        octets = submit(PHONE, part)
        assert len(octets) <= 14 + 140
        if part.wide:
            assert not 0xDC00 <= int.from_bytes(part.text.encode("utf-16-be")[:2], "big") <= 0xDFFF
        else:
            assert len(septets(part.text)) <= (160 if part.of == 1 else 153)


@given(any_texts | plain_texts)
def test_the_server_counts_the_same(text: str) -> None:
    parts = cut(text)
    assert size(text).parts == len(parts)
    assert size(text).plain == (not parts[0].wide)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("a" * 459, [153] * 3),
        ("a" * 460, [153, 153, 153, 1]),
        ("[" * 80, [80]),
        ("[" * 81, [76, 5]),
        ("a" * 152 + "€" + "a" * 10, [152, 11]),
        ("ư" * 70, [70]),
        ("ư" * 71, [67, 4]),
        ("ư" * 66 + "\U0001f642" + "ư" * 10, [66, 11]),
        ("a" * 152 + "€" + "a" * 152, [152, 152, 1]),
        ("ư" * 66 + "\U0001f642" + "ư" * 66, [66, 66, 1]),
        (NOTICE, [67, len(NOTICE) - 67]),
        (unaccented(NOTICE), [len(NOTICE)]),
        ("", []),
    ],
)
def test_where_texts_are_cut(text: str, lengths: list[int]) -> None:
    parts = cut(text)
    assert [len(part.text) for part in parts] == lengths
    assert size(text).parts == len(parts)


@given(st.text(min_size=1, max_size=80))
def test_without_marks_every_text_is_in_the_alphabet(text: str) -> None:
    assert not any(part.wide for part in cut(unaccented(text)))


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÁẠẢÃẮẶẤỆỐỢỨỮỲỴĐ 0123456789.,:/-\n", max_size=120))
def test_marks_come_off_as_on_the_server(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert unaccented(unicodedata.normalize(form, text)) == unaccent(unicodedata.normalize(form, text))


def test_signs_of_print_become_signs_of_the_alphabet() -> None:
    assert unaccented("“Hẹn” – 14 giờ… ‘A’\u00a0€5 ☎") == "\"Hen\" - 14 gio... 'A' €5 ?"


@pytest.mark.parametrize(
    ("minutes", "octet", "means"),
    [
        (5, 0, ("validity-minutes", None)),
        (30, 5, ("validity-minutes", 25)),
        (720, 143, ("validity-minutes", 715)),
        (721, 144, ("validity-hours", 12)),
        (1440, 167, ("validity-hours", 24)),
        (1441, 168, ("validity-days", 2)),
        (43_200, 196, ("validity-days", 30)),
        (43_201, 197, ("validity-weeks", 5)),
        (635_040, 255, ("validity-weeks", 63)),
        (999_999, 255, ("validity-weeks", 63)),
    ],
)
def test_how_long_the_network_tries(minutes: int, octet: int, means: tuple[str, int | None]) -> None:
    read = seen(cut("a")[0], validity_min=minutes)
    assert read["vp"] == octet
    if means[0] != "validity-minutes":  # the peer counts minutes from 0, TS 23.040, 9.2.3.12.1 from 5
        assert read[means[0]] == means[1]


@given(st.lists(st.integers(0, 127), max_size=200), st.integers(0, 6))
def test_septets_come_back(coded: list[int], fill: int) -> None:
    assert unpacked(packed(coded), len(coded)) == coded
    shifted = int.from_bytes(packed(coded, fill), "little") >> fill
    assert unpacked(shifted.to_bytes(200, "little"), len(coded)) == coded


def test_a_published_packing() -> None:
    assert packed(septets("hellohello")).hex().upper() == "E8329BFD4697D9EC37"  # TS 23.038's usual example
    assert GSM.encode("hellohello") == "E8329BFD4697D9EC37"


def test_a_published_message_out() -> None:
    """As `0011000B916407281553F80000AA0AE8329BFD4697D9EC37` of the same page; ours asks for a report as well."""
    tpdu = submit("+46708251358", cut("hellohello")[0], validity_min=4 * 1440)
    assert tpdu.hex().upper() == "31000B916407281553F80000AA0AE8329BFD4697D9EC37"


def test_numbers_and_parts_that_are_none() -> None:
    for number in ("", "+", "84 91", "tel", "1" * 21, "+١٢٣"):
        with pytest.raises(BadPdu):
            submit(number, cut("a")[0])
    with pytest.raises(BadPdu):
        submit(PHONE, Part("a" * 161, 1, 1, wide=False))
    with pytest.raises(BadPdu):
        submit(PHONE, Part("ư" * 71, 1, 1, wide=True))


def test_nothing_personal_is_shown() -> None:
    told = [repr(cut(NOTICE)[0])]
    told.append(repr(received(bytes.fromhex(DELIVERED))))
    told.append(repr(received(bytes.fromhex(HELLO))))
    assert not any(word in one for one in told for word in ("Hồ", "hello", "27838890001", "0829200000"))


HELLO = "040BC87238880900F10000993092516195800AE8329BFD4697D9EC37"
"""The delivery of the much copied page on PDU mode (dreamfabric.com/sms), without the message centre's number."""
DELIVERED = "06B70AA18092020000317071518590803170715185418000"
"""A status report of the tests of python-gsmmodem, without the message centre's number."""


def test_a_published_delivery() -> None:
    at = datetime(2099, 3, 29, 13, 16, 59, tzinfo=UTC)  # it was 1999: the network tells two digits
    assert received(bytes.fromhex(HELLO)) == Deliver("27838890001", at, "hellohello")


def test_a_published_status_report() -> None:
    began, ended = datetime(2013, 7, 17, 13, 58, 9, tzinfo=UTC), datetime(2013, 7, 17, 13, 58, 14, tzinfo=UTC)
    assert received(bytes.fromhex(DELIVERED)) == StatusReport(183, "0829200000", began, ended, 0)


instants = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30))  # noqa: DTZ001 - an instant of no place


@given(any_texts | plain_texts, phones, instants, st.integers(-48, 56), st.integers(0, 255))
def test_deliveries_are_read_as_the_peer_reads_them(
    text: str, sender: str, at: datetime, quarters: int, reference: int
) -> None:
    part = cut(text)[0]
    sent = submit(sender, part, reference=reference)
    local = at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    header, address, body = sent[0] & 0x40 | 0x04, sent[2 : 4 + -(-sent[2] // 2)], sent[4 + -(-sent[2] // 2) :]
    delivery = bytes((header,)) + address + body[:2] + bytes.fromhex(Date.encode(local)) + body[3:]
    ours, peers = received(delivery), SMSDeliver.decode(StringIO("00" + delivery.hex().upper()))
    assert isinstance(ours, Deliver)
    assert (ours.text, ours.sender) == (part.text, sender)
    assert ours.at == peers["scts"] == local
    assert ours.sender.removeprefix("+") == peers["sender"]["number"]
    assert (ours.part, ours.of) == (part.number, part.of)
    assert ours.reference == (reference if part.of > 1 else 0)
    if part.wide:
        assert ours.text == peers["user_data"]["data"]


def test_names_instead_of_numbers_and_other_alphabets() -> None:
    name = bytes.fromhex("040BD0CDE6DB5DCE03" + "0000" + "99309251619580" + "0AE8329BFD4697D9EC37")
    named = received(name)  # an example of the peer's own
    assert isinstance(named, Deliver)
    assert named.sender == "MMoney"
    data = received(bytes.fromhex("040BC87238880900F100F599309251619580026869"))
    assert isinstance(data, Deliver)
    assert data.text == "hi"


@given(st.binary(max_size=60))
def test_no_bytes_upset_the_reader(octets: bytes) -> None:
    with suppress(BadPdu):
        assert isinstance(received(octets), Deliver | StatusReport)


@pytest.mark.parametrize("whole", [HELLO, DELIVERED])
def test_a_message_cut_short_is_none(whole: str) -> None:
    octets = bytes.fromhex(whole)
    for length in range(len(octets)):
        with pytest.raises(BadPdu):
            received(octets[:length])
