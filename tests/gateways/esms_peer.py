"""A text gateway of the eSMS shape, from the rules file (8.3) alone: strict in every field, told how to fail."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
KEY, SECRET, BRAND = "key-1", "se:cret/1", "MOST"
FIELDS = {
    *("ApiKey", "SecretKey", "Phone", "Content", "Brandname", "SmsType", "IsUnicode", "Sandbox", "RequestId"),
}


@dataclass
class Gateway:
    """What it was sent, by request id; `answers` are used up one by one before it behaves."""

    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    """`lost`: it takes the message and hangs up; `html`, `busy`, `no_money`, `empty`: it takes nothing."""
    faults: list[str] = field(default_factory=list)
    asked: int = 0

    def answer(self, body: bytes) -> tuple[int, str, bytes] | None:
        """Status, type and body; `None`: hang up."""
        self.asked += 1
        how = self.answers.pop(0) if self.answers else ""
        if how == "html":
            return 200, "text/html", b"<html><body>502 Bad Gateway</body></html>"
        if how == "busy":
            return 429, "text/plain", b""
        if how == "empty":
            return 500, "application/json", b""
        found = self._judged(body, no_money=how == "no_money")
        return None if how == "lost" else (200, "application/json", json.dumps(found).encode())

    def _judged(self, body: bytes, *, no_money: bool) -> dict[str, Any]:
        sent = json.loads(body)
        fault = self._fault(sent, no_money=no_money)
        if fault is not None:
            return {"CodeResult": fault, "ErrorMessage": "refused"}
        if sent["RequestId"] in self.taken:
            return {"CodeResult": "124", "ErrorMessage": "RequestId existed"}
        self.taken[sent["RequestId"]] = sent
        return {"CodeResult": "100", "CountRegenerate": 0, "SMSID": f"sms-{len(self.taken)}"}

    def _fault(self, sent: dict[str, Any], *, no_money: bool) -> str | None:
        written = set(sent) == FIELDS and all(isinstance(value, str) for value in sent.values())
        checks = (
            ("99", not written),
            ("101", written and (sent["ApiKey"], sent["SecretKey"]) != (KEY, SECRET)),
            ("103", no_money),
            ("104", written and (sent["Brandname"], sent["SmsType"]) != (BRAND, "2")),
            ("105", written and sent["Sandbox"] not in ("0", "1")),
            ("99", written and not re.fullmatch(r"84[35789]\d{8}", sent["Phone"])),
            (
                "119",
                written and (not sent["Content"] or (sent["IsUnicode"] == "0" and not sent["Content"].isascii())),
            ),
        )
        found = next((code for code, wrong in checks if wrong), None)
        if found in ("99", "104", "105", "119"):
            self.faults.append(found)
        return found


@contextmanager
def serving(gateway: Gateway) -> Iterator[int]:
    """The gateway on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told = gateway.answer(body) if self.path == PATH else (404, "text/plain", b"")
            if told is None:
                self.close_connection = True
                return
            status, kind, content = told
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests look at what was taken."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def address(port: int, key: str = KEY) -> str:
    return f"esms+http://{key}:se%3Acret%2F1@127.0.0.1:{port}/?brand={BRAND}"
