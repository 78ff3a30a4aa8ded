"""Papers over HTTP: sent, opened, reused, handed over to a phone; what is no paper is refused and nothing is kept."""

import asyncio
import io
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pikepdf
import pytest
from httpx import Response
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from onestop.domain.people import Actor
from onestop.storage.rows import HandOver, PaperFile
from onestop.usecases import accounts, papers, virus_round
from onestop.usecases.papers import HAND_OVER_FOR
from tests.api.conftest import BASE, Client
from tests.conftest import Clock
from tests.factories import PASSWORD
from tests.usecases.dossiers import Bureau


@pytest.fixture
def bureau(client: Client) -> Bureau:
    clock = Clock(client.hall.shop.now())
    return Bureau(client.hall, clock)


def picture(words: str = "ĐƠN ĐỀ NGHỊ") -> bytes:
    """A page somebody photographed."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    for row in range(12):
        pen.text((120, 140 + 110 * row), f"{words} {row}", fill="black", font_size=48)
    kept = io.BytesIO()
    page.save(kept, "JPEG", quality=80)
    return kept.getvalue()


async def sent(client: Client, path: str, *files: bytes, **headers: str) -> Response:
    parts = [("files", (f"anh-{n}.jpg", data, "application/octet-stream")) for n, data in enumerate(files)]
    return await client.http.post(BASE + path, files=parts, headers=headers)


def kept(client: Client) -> int:
    with client.hall.work.reading() as session:
        return session.scalar(select(func.count()).select_from(PaperFile)) or 0


async def test_who_may_open_a_paper_sees_its_first_page_small(client: Client, bureau: Bureau) -> None:
    officer = client.bearer("officer1")
    told = (await sent(client, f"/dossiers/{bureau.opened()}/files?paper=form", picture(), **officer)).json()
    path = f"/files/{told['id']}/thumbnail"
    answer = await client.get(path, **officer)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"
    assert max(Image.open(io.BytesIO(answer.content)).size) == 240
    client.hall.shop.papers.thumbnail(told["sha256"]).unlink()
    assert (await client.get(path, **officer)).content == answer.content
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, **client.place("kiosk-1"))).status_code == 403
    assert (await client.get(f"/files/{uuid4()}/thumbnail", **officer)).status_code == 404


async def test_pictures_become_one_paper_that_officers_open(client: Client, bureau: Bureau) -> None:
    made = bureau.opened()
    officer, path = client.bearer("officer1"), f"/dossiers/{made}/files?paper=form"
    answer = await sent(client, path, picture(), picture("TRANG HAI"), **officer)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["pages"], told["checked"]) == (2, "unchecked")
    opened = await client.get(f"/files/{told['id']}", **officer)
    assert opened.headers["content-type"] == "application/pdf"
    assert "sandbox" in opened.headers["content-security-policy"]
    assert opened.headers["cache-control"] == "no-store"
    with pikepdf.open(io.BytesIO(opened.content)) as pdf:
        assert len(pdf.pages) == 2
        assert "Nguyễn" not in str(pdf.docinfo)


async def test_what_was_found_infected_later_is_opened_by_nobody(client: Client, bureau: Bureau) -> None:
    officer = client.bearer("officer1")
    made = bureau.opened()
    told = (await sent(client, f"/dossiers/{made}/files?paper=form", picture(), **officer)).json()
    virus_round.judged_infected(client.hall.work, UUID(told["id"]), now=client.hall.shop.now())
    refused = await client.get(f"/files/{told['id']}", **officer)
    assert (refused.status_code, refused.json()["code"]) == (422, "paper.refused")
    assert not refused.content.startswith(b"%PDF")


async def test_the_cookie_of_our_own_page_opens_a_file_that_of_another_does_not(
    client: Client, bureau: Bureau
) -> None:
    made = bureau.opened()
    told = (await sent(client, f"/dossiers/{made}/files?paper=form", picture(), **client.bearer("officer1"))).json()
    shop = client.hall.shop
    token = accounts.log_in(shop.work, "officer2", PASSWORD, now=shop.now()).token
    cookie = {"Cookie": f"{accounts.COOKIE}={token}"}
    path = f"/files/{told['id']}"
    assert (await client.get(path, **cookie)).status_code == 200
    assert (await client.get(path, **cookie, **{"Sec-Fetch-Site": "cross-site"})).status_code == 401
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, **client.bearer("floor1"))).status_code == 403
    assert (await client.get(f"/files/{uuid4()}", **client.bearer("officer1"))).status_code == 404


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"MZ\x90\x00" + bytes(500), "type"), (b"%PDF-1.7\nnothing", "broken"), (b"hello", "type")],
)
async def test_what_is_no_paper_is_refused(client: Client, bureau: Bureau, data: bytes, reason: str) -> None:
    made = bureau.opened()
    path = f"/dossiers/{made}/files?paper=form"
    answer = await sent(client, path, data, **client.bearer("officer1"))
    assert (answer.status_code, answer.json()["code"]) == (422, "paper.refused")
    assert answer.json()["facts"]["reason"] == reason
    assert kept(client) == 0


async def test_an_encrypted_pdf_and_three_hundred_megabytes(client: Client, bureau: Bureau) -> None:
    made, officer = bureau.opened(), client.bearer("officer1")
    locked = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    path = f"/dossiers/{made}/files?paper=form"
    refused = await sent(client, path, locked.getvalue(), **officer)
    assert refused.json()["facts"]["reason"] == "encrypted"

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
        for _ in range(300):
            yield bytes(1024 * 1024)

    kind = {"Content-Type": "multipart/form-data; boundary=x", **officer}
    huge = await client.http.post(BASE + path, content=endless(), headers=kind)
    assert (huge.status_code, huge.json()["code"]) == (413, "body.too_large")
    announced = await client.http.post(BASE + path, content=b"x", headers={**kind, "Content-Length": "314572800"})
    assert announced.status_code == 413
    assert kept(client) == 0


async def test_nothing_and_nonsense(client: Client, bureau: Bureau) -> None:
    made, officer = bureau.opened(), client.bearer("officer1")
    path = f"/dossiers/{made}/files"
    assert (await client.http.post(f"{BASE}{path}?paper=form", headers=officer)).status_code == 422
    assert (await sent(client, f"{path}?paper=none", picture(), **officer)).status_code == 404
    assert (await sent(client, path, picture(), **officer)).status_code == 404
    assert (await sent(client, f"/dossiers/{uuid4()}/files?paper=form", picture(), **officer)).status_code == 404
    many = await sent(client, f"{path}?paper=form", *[b"x"] * 21, **officer)
    assert (many.status_code, many.json()["code"]) == (422, "input.invalid")


async def test_a_phone_sends_what_it_was_invited_for(client: Client, bureau: Bureau) -> None:
    made, officer = bureau.opened(), client.bearer("officer1")
    answer = await client.post(f"/dossiers/{made}/hand-over", {"paper": "form"}, **officer)
    assert answer.status_code == 201, answer.text
    token = answer.json()["url"].rpartition("/h/")[2]
    told = (await client.get(f"/hand-over/{token}")).json()
    assert told == {"paper": "Đơn đề nghị", "left": papers.MOST_FROM_PHONE}
    assert (await sent(client, f"/hand-over/{token}/files", picture())).status_code == 201
    assert next(p for p in bureau.view(made).papers if p.code == "form").files[0].source == "phone"
    for wrong in (token[:-1], "x", "a" * 300):
        assert (await client.get(f"/hand-over/{wrong}")).status_code == 404
        assert (await sent(client, f"/hand-over/{wrong}/files", picture())).status_code == 404


async def test_earlier_papers_are_reused(client: Client, bureau: Bureau) -> None:
    first, officer = bureau.received()[0], client.bearer("officer1")
    told = (await sent(client, f"/dossiers/{first}/files?paper=form", picture(), **officer)).json()
    second = bureau.opened()
    listed = (await client.get(f"/dossiers/{second}/earlier", **officer)).json()["items"]
    assert [(each["file"], each["paper"]) for each in listed] == [(told["id"], "form")]
    again = await client.post(f"/dossiers/{second}/reuse", {"file": told["id"], "paper": "form"}, **officer)
    assert again.json()["sha256"] == told["sha256"]


async def test_progress_is_told_to_whoever_asked_for_the_work(client: Client, bureau: Bureau) -> None:
    made, officer, job = bureau.opened(), client.bearer("officer1"), uuid4()
    work = asyncio.create_task(sent(client, f"/dossiers/{made}/files?paper=form&job={job}", picture(), **officer))
    heard = await client.get(f"/jobs/{job}/stream", **officer)
    await work
    assert '"what": "end"' in heard.text
    assert '"what": "check"' in heard.text or '"what": "pages"' in heard.text


def test_a_code_of_a_hand_over_is_kept_nowhere(bureau: Bureau) -> None:
    made = bureau.opened()
    token = papers.invite(bureau.work, made, "form", actor=bureau.desk, now=bureau.clock())
    with bureau.work.reading() as session:
        rows = session.execute(select(HandOver.token_hash)).scalars().all()
    assert token not in rows
    assert HAND_OVER_FOR.total_seconds() == 900
    assert Actor("holder", "phone", UUID(int=1)).id == "phone"
