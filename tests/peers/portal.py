"""A stand-in for the national portal's old adapter, strict about its format, that fails in every way it is told to.

`python -m tests.peers.portal --port 8085` starts one for a demonstration; what it holds is at `/_held`, and
`POST /_fail {"fault": "html", "times": 3, "service": "DongBoHoSoMC"}` makes it fail.
"""

import argparse
import gzip
import json
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.peers import portal_format
from tests.peers.portal_format import Wrong

USER, PASSWORD, AGENCY = "onestop", "bí mật", "000.00.00.G06"
FAULTS = ("drop", "lost", "slow", "drip", "html", "gateway", "garbage", "huge", "bomb", "expired", "exists", "refuse")
"""`drop` before anything is done, `lost` after: no answer either way."""


class Book:
    """What the portal keeps, and how it is to fail."""

    def __init__(self, delay_s: float = 0.0) -> None:
        self.delay_s = delay_s
        self.slow_s = 3.0
        self.gzip = False
        self.shows_progress = True
        self.dossiers: dict[str, dict[str, Any]] = {}
        self.statuses: dict[str, list[str]] = {}
        self.progress: dict[str, list[dict[str, str]]] = {}
        self.calls: Counter[str] = Counter()
        self.refusals: list[str] = []
        self.sessions: set[str] = set()
        self.logins = 0
        self._faults: deque[tuple[str, str | None]] = deque()
        self._always: set[tuple[str, str | None]] = set()
        self._poison: set[str] = set()
        self.lock = threading.RLock()

    def fail(self, fault: str, times: int = 1, service: str | None = None) -> None:
        """Fail the next so many calls (of one service); 0: until `heal`."""
        assert fault in FAULTS, fault
        with self.lock:
            if times:
                self._faults.extend([(fault, service)] * times)
            else:
                self._always.add((fault, service))

    def choke_on(self, code: str) -> None:
        """Answer HTML to every batch that has this dossier in it."""
        self._poison.add(code)

    def heal(self) -> None:
        with self.lock:
            self._faults.clear()
            self._always.clear()
            self._poison.clear()

    def fault_for(self, service: str, body: dict[str, Any]) -> str:
        with self.lock:
            for at, (fault, only) in enumerate(self._faults):
                if only in (None, service):
                    del self._faults[at]
                    return fault
            data = body.get("data") or []
            if any(isinstance(each, dict) and each.get("MaHoSo") in self._poison for each in data):
                return "html"
            return next((fault for fault, only in self._always if only in (None, service)), "")

    def doubled(self) -> list[tuple[str, str, str]]:
        """Progress entries it has more than once."""
        marks = Counter(
            (code, each["ThoiDiemXuLy"], each["NoiDungXuLy"])
            for code, all_of in self.progress.items()
            for each in all_of
        )
        return [mark for mark, n in marks.items() if n > 1]

    # --- services ---

    def log_in(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("username") != USER or body.get("password") != PASSWORD:
            return {"error_code": -1, "message": "Sai tên đăng nhập hoặc mật khẩu"}
        session = secrets.token_hex(16)
        with self.lock:
            self.sessions.add(session)
            self.logins += 1
        return {"session": session, "error_code": 0}

    def serve(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            self.calls[str(body.get("service"))] += 1
            if body.get("session") not in self.sessions:
                return {"error_code": "-100", "message": "Phiên làm việc không hợp lệ hoặc đã hết hạn"}
            if body.get("madonvi") != AGENCY:
                return self._no("-5", "madonvi")
            match body.get("service"):
                case "TraCuuHoSo":
                    return self._find(body)
                case "DongBoHoSoMC":
                    return self._take(body)
                case "CapNhatTienDoHoSoMC":
                    return self._follow(body)
            return self._no("-4", "service")

    def _find(self, body: dict[str, Any]) -> dict[str, Any]:
        code = body.get("MaHoSo")
        if not isinstance(code, str) or not code:
            return self._no("-1", "MaHoSo")
        record = self.dossiers.get(code)
        if record is None:
            return {"error_code": "0", "result": []}
        more = {"DanhSachTienDo": self.progress[code]} if self.shows_progress else {}
        return {"error_code": "0", "result": [{**record, **more}]}

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        updating, data = body.get("isUpdating"), body.get("data")
        if updating not in ("True", "False") or not isinstance(data, list) or not data:
            return self._no("-1", "isUpdating")
        for record in data:
            try:
                portal_format.check_dossier(record)
            except Wrong as wrong:
                return self._no("-1", wrong.field)
            before = self.dossiers.get(record["MaHoSo"])
            if updating == "False" and before is not None:
                return self._no("-3", f"Hồ sơ {record['MaHoSo']} đã tồn tại")
            if updating == "True" and before is None:
                return self._no("-2", f"Hồ sơ {record['MaHoSo']} không có")
            if before and not portal_format.may_follow(before["TrangThaiHoSo"], record["TrangThaiHoSo"]):
                return self._no("-6", f"TrangThaiHoSo {before['TrangThaiHoSo']}>{record['TrangThaiHoSo']}")
        for record in data:
            code = record["MaHoSo"]
            self.dossiers[code] = record
            self.progress.setdefault(code, [])
            self.statuses.setdefault(code, []).append(record["TrangThaiHoSo"])
        return {"error_code": "00", "message": "Thành công"}

    def _follow(self, body: dict[str, Any]) -> dict[str, Any]:
        data = body.get("data")
        if not isinstance(data, list) or not data:
            return self._no("-1", "data")
        newest: dict[str, str] = {}
        for entry in data:
            try:
                portal_format.check_progress(entry)
            except Wrong as wrong:
                return self._no("-1", wrong.field)
            code = entry["MaHoSo"]
            if code not in self.dossiers:
                return self._no("-2", code)
            if entry["TrangThai"] != self.dossiers[code]["TrangThaiHoSo"]:
                return self._no("-6", "TrangThai")
            last = newest.get(code) or (self.progress[code][-1]["ThoiDiemXuLy"] if self.progress[code] else "")
            if entry["ThoiDiemXuLy"] < last:
                return self._no("-7", "ThoiDiemXuLy")
            newest[code] = entry["ThoiDiemXuLy"]
        for entry in data:
            self.progress[entry["MaHoSo"]].append(entry)
        return {"error_code": "0", "message": "Thành công"}

    def _no(self, code: str, why: str) -> dict[str, Any]:
        self.refusals.append(f"{code} {why}")
        return {"error_code": code, "message": why}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    book: Book

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the stand-in is asked, it does not tell."""

    def do_GET(self) -> None:
        book = self.book
        held = {"dossiers": book.dossiers, "progress": book.progress, "calls": book.calls, "refusals": book.refusals}
        self._json(held if self.path == "/_held" else {"error_code": "404"})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            self._json({"error_code": "-1", "message": "JSON"})
        elif self.path == "/_fail":
            self.book.fail(body["fault"], int(body.get("times", 1)), body.get("service"))
            self._json({"error_code": "0"})
        elif self.headers.get("dstcode") != AGENCY:
            self._json({"error_code": "-5", "message": "dstcode"})
        else:
            self._served(body)

    def _served(self, body: dict[str, Any]) -> None:
        book = self.book
        service = "login" if self.path == "/login" else str(body.get("service"))
        time.sleep(book.delay_s)
        fault = book.fault_for(service, body)
        if fault == "drop":
            self.close_connection = True
            return
        if self._failed(fault):
            return
        if fault == "slow":
            time.sleep(book.slow_s)
        if fault == "expired":
            book.sessions.clear()
        answer = book.log_in(body) if service == "login" else book.serve(body)
        if fault == "lost":
            self.close_connection = True
            return
        self._json(answer)

    def _failed(self, fault: str) -> bool:
        """Whether it has failed before it did anything."""
        match fault:
            case "html":
                page = "<html><body>Hệ thống đang bảo trì</body></html>".encode()
                self._bytes(page, "text/html; charset=utf-8")
            case "gateway":
                self._bytes(b"<h1>502</h1>", "text/html", 502)
            case "garbage":
                self._bytes(b'{"error_code": "0"', "application/json")
            case "huge":
                self._bytes(b'{"error_code": "0", "x": "' + b"x" * 6_000_000 + b'"}', "application/json")
            case "bomb":
                self._bytes(gzip.compress(b" " * 60_000_000), "application/json", encoding="gzip")
            case "drip":
                self._drip()
            case "exists":
                self._json({"error_code": "3", "message": "Hồ sơ đã tồn tại trên hệ thống"})
            case "refuse":
                self._json({"error_code": "-9", "message": "Từ chối Nguyễn Văn An, 0912345678"})
            case _:
                return False
        return True

    def _drip(self) -> None:
        """A byte now and then, each in time, all of them never."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True

    def _json(self, answer: dict[str, Any]) -> None:
        content = json.dumps(answer, ensure_ascii=False).encode()
        if self.book.gzip:
            self._bytes(gzip.compress(content), "application/json", encoding="gzip")
        else:
            self._bytes(content, "application/json")

    def _bytes(self, content: bytes, kind: str, status: int = 200, encoding: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        try:
            self.wfile.write(content)
            self.wfile.flush()
        except OSError:
            self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed is no fault of the portal's."""


def start(book: Book, port: int = 0) -> Server:
    """A running server; its port is `server_address[1]`."""
    handler = type("BookHandler", (Handler,), {"book": book})
    server = Server(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


@contextmanager
def serving(book: Book, port: int = 0) -> Iterator[str]:
    """The address of a running stand-in."""
    server = start(book, port)
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    """Stand in until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8085)
    parser.add_argument("--delay-ms", type=int, default=50)
    asked = parser.parse_args()
    server = start(Book(asked.delay_ms / 1000), asked.port)
    print(f"ONESTOP_PORTAL_URL=http://127.0.0.1:{server.server_address[1]}")
    print(
        f"ONESTOP_PORTAL_USER={USER} ONESTOP_PORTAL_PASSWORD='{PASSWORD}' ONESTOP_PORTAL_AGENCY={AGENCY}", flush=True
    )
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        server.shutdown()


if __name__ == "__main__":
    main()
