"""A form signed on its way out: what is downloaded is good, and a key that cannot sign gives nothing out instead."""

import asyncio
import io
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from httpx import Response
from pydantic import SecretStr
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import func, select

from onestop.gateways.signing import UNSIGNED, Verified, verify
from onestop.storage.rows import FormIssue
from onestop.usecases import processing, returning
from onestop.words import LOCALES, say
from tests.api.conftest import Client
from tests.conftest import Clock
from tests.gateways.test_signing import GOVERNMENT, OFFICE, PASSWORD, STRANGER, Authority
from tests.usecases.dossiers import APPLICANT, Bureau

DAYS = 3650


@pytest.fixture
def bureau(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    monkeypatch.setattr(client.hall.shop, "now", clock)
    return Bureau(client.hall, clock)


@pytest.fixture
def key(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's key file, as the settings name it; it is not there yet."""
    file = tmp_path / "office.p12"
    told = {"sign_key": file, "sign_password": SecretStr(PASSWORD)}
    monkeypatch.setattr(client.hall.shop, "settings", client.hall.shop.settings.model_copy(update=told))
    return file


async def asked(client: Client, made: UUID, *, again: bool = False, lang: str = "vi") -> Response:
    told = {**client.bearer("officer1"), "accept-language": lang}
    return await client.get(f"/dossiers/{made}/forms/01" + ("?again=true" if again else ""), **told)


async def checked(pdf: bytes, by: Authority, now: datetime) -> Verified:
    """Beside the running loop, as the product signs."""
    return await asyncio.to_thread(verify, pdf, [by.root], now)


def given(bureau: Bureau, made: UUID) -> list[bool]:
    """Of each form given out, whether it counts as signed."""
    return [one.signed for one in bureau.view(made).forms]


async def test_what_is_downloaded_carries_the_offices_signature(client: Client, bureau: Bureau, key: Path) -> None:
    usable(key)
    made, now = bureau.received()[0], bureau.clock()
    answer = await asked(client, made)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    found = await checked(answer.content, GOVERNMENT, now)
    assert (found.good, found.signers, found.signed_at) == (True, (OFFICE,), now.replace(microsecond=0))
    (signature,) = PdfFileReader(io.BytesIO(answer.content)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"  # PAdES
    assert not (await checked(answer.content, STRANGER, now)).trusted
    changed = answer.content.replace(b"/Page", b"/Pabe", 1)
    assert not (await checked(changed, GOVERNMENT, now)).good
    assert given(bureau, made) == [True]


async def test_the_same_signed_bytes_are_shown_again_and_a_reprint_is_signed_too(
    client: Client, bureau: Bureau, key: Path
) -> None:
    usable(key)
    made = bureau.received()[0]
    first = (await asked(client, made)).content
    bureau.clock.forward(minutes=5)
    assert (await asked(client, made)).content == first
    again = (await asked(client, made, again=True)).content
    assert again != first
    assert (await checked(again, GOVERNMENT, bureau.clock())).good
    assert given(bureau, made) == [True, True]


async def test_lists_and_the_register_are_signed_as_well(client: Client, bureau: Bureau, key: Path) -> None:
    usable(key)
    made, receipt = bureau.received()
    day = bureau.clock().date().isoformat()
    for code in ("check", "weigh", "sign"):
        each = bureau.stage(made, code).id
        processing.take(bureau.work, each, actor=bureau.boss, now=bureau.clock())
        processing.done(bureau.work, each, actor=bureau.boss, now=bureau.clock(), result="granted")
    returning.hand_out(bureau.work, made, returning.Taker(APPLICANT.name), actor=bureau.desk, now=bureau.clock())
    for path in (f"/authorities/000.00.00.T01/register/{receipt.register_year}", f"/results/{day}"):
        answer = await client.get(path, **client.bearer("officer1"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), path
        assert (await checked(answer.content, GOVERNMENT, bureau.clock())).good, path
    unusable(key, "wrong")
    assert (await client.get(path, **client.bearer("officer1"))).status_code == 409


def usable(key: Path) -> None:
    key.write_bytes(GOVERNMENT.pkcs12(OFFICE, days=DAYS))


def unusable(key: Path, reason: str) -> None:
    if reason == "wrong":
        key.write_bytes(b"not a key")
    elif reason == "ended":
        key.write_bytes(GOVERNMENT.pkcs12(OFFICE, days=2))


@pytest.mark.parametrize("reason", ["absent", "wrong", "ended"])
async def test_a_key_that_cannot_sign_gives_nothing_out_and_says_why(
    client: Client, bureau: Bureau, key: Path, reason: str
) -> None:
    unusable(key, reason)
    made = bureau.received()[0]
    for lang in LOCALES:
        answer = await asked(client, made, lang=lang)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (409, "signing.key_unusable")
        assert told["detail"] == say(lang, f"refusal.signing.key_unusable.{reason}")
        assert str(key) not in answer.text
        assert PASSWORD not in answer.text
    with bureau.work.reading() as session:
        assert session.scalar(select(func.count()).select_from(FormIssue)) == 0
    usable(key)
    assert (await checked((await asked(client, made)).content, GOVERNMENT, bureau.clock())).good


async def test_a_wrong_password_is_told_as_a_key_that_does_not_open(
    client: Client, bureau: Bureau, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usable(key)
    settings = client.hall.shop.settings.model_copy(update={"sign_password": None})
    monkeypatch.setattr(client.hall.shop, "settings", settings)
    told = (await asked(client, bureau.received()[0])).json()
    assert (told["code"], told["facts"]) == ("signing.key_unusable", {"reason": "wrong"})


async def test_an_office_without_a_key_gives_out_what_nobody_takes_for_signed(client: Client, bureau: Bureau) -> None:
    made = bureau.received()[0]
    answer = await asked(client, made)
    assert answer.status_code == 200
    assert await checked(answer.content, GOVERNMENT, bureau.clock()) == UNSIGNED
    assert given(bureau, made) == [False]
