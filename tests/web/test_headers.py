"""What every answer tells the browser, and which pages may open the socket."""

import os
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.datastructures import Headers as Sent
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from onestop.web import headers, routes
from onestop.web.build import STAMP
from onestop.web.headers import ALWAYS, Headers, from_own_page
from onestop.web.phone.page import script
from onestop.web.phone.route import phone
from onestop.web.policy import NOT_A_PAGE, hashed, inline_scripts, policy
from onestop.wiring import Shop

PAGE = '<html><script src="/onestop.js"></script><script type="module">\nlet a = "ấ";\n</script></html>'


async def page(_: Request) -> Response:
    return HTMLResponse(PAGE)


async def facts(_: Request) -> Response:
    return JSONResponse({})


async def socket(opened: WebSocket) -> None:
    await opened.accept()
    await opened.close()


def served(built: Path, monkeypatch: pytest.MonkeyPatch) -> Headers:
    client = built / "build" / "client"
    client.mkdir(parents=True)
    (client / "index.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(headers, "web_dir", lambda: built)
    table = [Route("/", page), Route("/facts", facts), WebSocketRoute(f"{routes.SOCKET}/", socket)]
    return Headers(Starlette(routes=table))


@pytest.mark.usefixtures("lite")
async def test_every_answer_says_what_may_be_done_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = served(tmp_path, monkeypatch)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client:
        for path in ("/", "/facts", "/nowhere"):
            told = (await client.get(path)).headers
            assert {name: told.get(name) for name in ALWAYS} == ALWAYS
            assert "strict-transport-security" not in told
        assert (await client.get("/facts")).headers["content-security-policy"] == NOT_A_PAGE
        rules = (await client.get("/")).headers["content-security-policy"]
    scripts = next(rule for rule in rules.split("; ") if rule.startswith("script-src"))
    assert hashed('\nlet a = "ấ";\n') in scripts
    assert "unsafe-inline" not in scripts
    assert {"object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"} <= set(rules.split("; "))


async def unchanged(_: Request) -> Response:
    return Response(status_code=304)


@pytest.mark.usefixtures("lite")
async def test_a_page_the_browser_kept_keeps_its_rules() -> None:
    app = Headers(Starlette(routes=[Route("/", unchanged)]))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client:
        assert "content-security-policy" not in (await client.get("/")).headers


def test_pages_built_again_bring_their_own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headers, "web_dir", lambda: tmp_path)
    client = tmp_path / "build" / "client"
    client.mkdir(parents=True)
    told = []
    for built_at, words in enumerate(("one", "two")):
        (client / "index.html").write_text(f"<script>{words}</script>", encoding="utf-8")
        (tmp_path / STAMP).write_text(words)
        os.utime(tmp_path / STAMP, (built_at, built_at))
        told.append(hashed(words) in headers.page_policy())
    assert told == [True, True]
    assert hashed("one") not in headers.page_policy()


def test_scripts_of_the_built_pages_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text(PAGE, encoding="utf-8")
    assert inline_scripts(tmp_path) == {'\nlet a = "ấ";\n'}
    assert inline_scripts(tmp_path / "none") == set()


def test_the_phone_page_runs_its_own_script_and_no_other() -> None:
    rules = phone("AB12CD34EF56").headers["content-security-policy"]
    assert rules == policy([script()])
    assert "unsafe-eval" not in rules


@pytest.mark.usefixtures("lite")
@pytest.mark.parametrize(
    ("origin", "more", "ours"),
    [
        (None, {}, True),
        ("http://hall:3000", {}, True),
        ("http://hall:8080", {}, False),
        ("https://evil.vn", {}, False),
        ("null", {}, False),
        ("https://motcua.vn", {"x-forwarded-host": "motcua.vn"}, True),
        ("https://evil.vn", {"x-forwarded-host": "motcua.vn"}, False),
    ],
)
def test_only_our_own_pages_count_as_ours(origin: str | None, more: dict[str, str], ours: bool) -> None:
    sent = {"host": "hall:3000", **more, **({"origin": origin} if origin else {})}
    assert from_own_page(Sent(sent)) is ours


def test_a_proxy_that_hides_the_name_is_known_by_the_public_address(
    lite: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lite, "settings", lite.settings.model_copy(update={"public_url": "https://motcua.vn/hall"}))
    assert from_own_page(Sent({"host": "127.0.0.1:3000", "origin": "https://motcua.vn"}))


@pytest.mark.usefixtures("lite")
@pytest.mark.parametrize(
    ("origin", "answer"), [("http://hall", "websocket.accept"), ("http://hall:8080", "websocket.close")]
)
async def test_the_socket_opens_for_our_own_pages_only(
    origin: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Message] = []
    sent = [(b"host", b"hall"), (b"origin", origin.encode())]
    path = f"{routes.SOCKET}/"

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        told.append(message)

    scope = {"type": "websocket", "path": path, "headers": sent, "query_string": b"", "subprotocols": []}
    await served(tmp_path, monkeypatch)(scope, receive, send)
    assert told[0]["type"] == answer
