"""The hands of a virtual hall: a small HTTP interface on loopback, for the page that shows it and for tests.

Every request carries the header `X-Hall-Token`. Refusals are `{"code": …}` with 400, 401, 404 or 413.

`GET /state` answers::

    {"office": "demo",
     "counters": [{"sign": "sign-1", "keypad": "keypad-1", "scanner": "scanner-1"}],   null where there is none
     "dispensers": [{"buttons": "dispenser-1", "printer": "printer-1"}],
     "voice": "voice-1",                                          or null
     "faults": {"printer": ["cable_cut", …], "sign": […], …},     what can be broken, by kind
     "devices": {
       "sign-1":      {"kind": "sign", "faults": [], "text": "A012", "second": "", "cells": 8,
                       "brightness": 4, "blinking": false, "writes": 3},
       "keypad-1":    {"kind": "keypad", "faults": [], "keys": ["4", "3", "2", "1", "0"], "armed": true,
                       "presses": 1},
       "scanner-1":   {"kind": "scanner", "faults": [], "scans": 2},
       "dispenser-1": {"kind": "dispenser", "faults": [], "keys": ["1", "2"], "armed": false, "presses": 7},
       "printer-1":   {"kind": "printer", "faults": ["paper_out"], "printed": 7, "holding": false,
                       "slips": [{"id": "printer-1-7", "at": "2026-11-22T01:15:42+00:00",
                                  "text": […], "symbols": […]}]},  newest first, at most 20; text and QR codes
                                                                   set by the printer itself (hybrid slips)
       "voice-1":     {"kind": "voice", "faults": [],
                       "sentences": [{"id": 3, "sentence": "Xin mời số …", "length_s": 4.7}]}}}   newest first

Every device also has `"agent": {"connected": true, "shows": "…", "ok": true}` while the agent runs inside.

`GET /slips/{id}.png` is the picture of a slip, `GET /voices/{device}/{id}.wav` the sound of a sentence.
`POST /press {"device": "keypad-1", "key": "4", "ms": 100}`,
`POST /scan {"device": "scanner-1", "text": "…", "encoding": "utf-16-be"}` (left out: `utf-8`) and
`POST /fault {"device": "printer-1", "fault": "paper_out", "on": true}` answer `{}`.
"""

import hmac
import json
import logging
import re
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hardware.simulator.hall import UnknownThing, VirtualHall
from hardware.simulator.virtual_scanner import Encoding
from hardware.simulator.virtual_voice import VirtualVoice

log = logging.getLogger(__name__)

TOKEN_HEADER = "X-Hall-Token"  # noqa: S105 - a header's name
LARGEST_BODY = 4096
_SLIP = re.compile(r"/slips/([a-z0-9-]+)\.png")
_SOUND = re.compile(r"/voices/([a-z0-9-]+)/([0-9]+)\.wav")


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    device: str


class Press(_Asked):
    key: str
    ms: Annotated[int, Field(ge=1, le=60_000)] = 100


class Scan(_Asked):
    text: Annotated[str, Field(min_length=1, max_length=1000, repr=False)]
    encoding: Encoding = "utf-8"


class Fault(_Asked):
    fault: str
    on: bool


class Refused(Exception):
    def __init__(self, status: HTTPStatus, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class _Handler(BaseHTTPRequestHandler):
    hall: ClassVar[VirtualHall]
    timeout = 10
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(self._look)

    def do_POST(self) -> None:
        self._answer(self._act)

    def log_message(self, format: str, *args: Any) -> None:
        """A page asks twice a second: silence."""

    def _answer(self, work: Callable[[], tuple[str, bytes]]) -> None:
        try:
            self._check()
            kind, body = work()
            self._send(HTTPStatus.OK, kind, body)
        except Refused as why:
            self.close_connection = True
            self._send(why.status, "application/json", json.dumps({"code": why.code}).encode())
        except UnknownThing as why:
            self._send(HTTPStatus.NOT_FOUND, "application/json", json.dumps({"code": why.code}).encode())

    def _check(self) -> None:
        """The token, and a host that is this machine: a page from elsewhere has neither."""
        host = (self.headers.get("Host") or "").rpartition(":")[0]
        given = self.headers.get(TOKEN_HEADER) or ""
        token_fits = hmac.compare_digest(given.encode(), self.hall.config.token.encode())
        if host not in {"127.0.0.1", "localhost"} or not token_fits:
            raise Refused(HTTPStatus.UNAUTHORIZED, "hall.unauthorized")

    def _look(self) -> tuple[str, bytes]:
        if self.path == "/state":
            return "application/json", json.dumps(self.hall.state(), ensure_ascii=False).encode()
        if slip := _SLIP.fullmatch(self.path):
            return "image/png", _content(self.hall.slip(slip[1]))
        if sound := _SOUND.fullmatch(self.path):
            voice = self.hall.devices.get(sound[1])
            path = voice.out / f"{sound[2]}.wav" if isinstance(voice, VirtualVoice) else None
            return "audio/wav", _content(path)
        raise Refused(HTTPStatus.NOT_FOUND, "hall.not_found")

    def _act(self) -> tuple[str, bytes]:
        body = self._body()
        try:
            if self.path == "/press":
                press = Press.model_validate_json(body)
                self.hall.press(press.device, press.key, press.ms)
            elif self.path == "/scan":
                scan = Scan.model_validate_json(body)
                self.hall.scan(scan.device, scan.text, scan.encoding)
            elif self.path == "/fault":
                fault = Fault.model_validate_json(body)
                self.hall.fault(fault.device, fault.fault, on=fault.on)
            else:
                raise Refused(HTTPStatus.NOT_FOUND, "hall.not_found")
        except ValidationError as why:
            raise Refused(HTTPStatus.BAD_REQUEST, "hall.bad_request") from why
        return "application/json", b"{}"

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal():
            raise Refused(HTTPStatus.BAD_REQUEST, "hall.bad_request")
        if int(length) > LARGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "hall.too_large")
        return self.rfile.read(int(length))

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def _content(path: Path | None) -> bytes:
    try:
        if path is not None:
            return path.read_bytes()
    except OSError:
        pass  # forgotten between the question and the answer
    raise Refused(HTTPStatus.NOT_FOUND, "hall.not_found")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, _request: Any, client_address: Any) -> None:
        """A page that left in the middle of an answer, or a fault of ours: the hall goes on."""
        log.warning("hall: a request from %s failed: %r", client_address, sys.exception())


class Control:
    def __init__(self, hall: VirtualHall) -> None:
        handler = type("HallHandler", (_Handler,), {"hall": hall})
        self._server = _Server(("127.0.0.1", hall.config.control_port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="hall", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
