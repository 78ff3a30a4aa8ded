"""How another system hands dossiers in and follows them: Python ≥ 3.11 and httpx, nothing of ours.

    python client.py http://hall:3000 --user officer1 --password … receive most-20 "Nguyễn An" 001090123456 0912345678
    python client.py http://hall:3000 follow 000.00.00.G06-261127-0001 --secret 7F3K9Q2M

Whatever makes something carries an `Idempotency-Key`: after a lost answer the call is sent again, and counts once.
Refusals are problems (RFC 9457) with a stable `code`; the receipt's secret goes in a header and never in an address.
"""

import argparse
import json
import sys
import time
import uuid
from typing import Any

import httpx

TRIES = 4
"""Of one call, while nobody answers [count]."""


class Refused(Exception):
    """The office said no; `code` is stable, `detail` is for people."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(problem.get("detail", ""))
        self.code: str = problem.get("code", "unknown")
        self.facts: dict[str, Any] = problem.get("facts", {})


class OneStop:
    """One office's interface. Without a log-in only what anybody may ask."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None, wait_s: float = 1.0) -> None:
        self._http = httpx.Client(base_url=f"{address}/api/v1", timeout=30, transport=transport)
        self._wait_s = wait_s

    def log_in(self, username: str, password: str) -> None:
        told = self._send("POST", "/session", {"username": username, "password": password})
        self._http.headers["authorization"] = f"Bearer {told['token']}"

    def receive(self, procedure: str, name: str, number: str, phone: str, counter: str = "most-1") -> dict[str, Any]:
        """Open a dossier, say whose it is, find its papers good, receive it: its code, secret and due date."""
        made = self._send("POST", "/dossiers", {"procedure": procedure})
        path = f"/dossiers/{made['id']}"
        applicant = {"kind": "citizen", "name": name, "number": number, "phone": phone}
        self._send("PUT", f"{path}/applicant", applicant)
        papers = self._send("GET", path)["papers"]
        good = [{"code": paper["code"], "state": "good", "originals": 1} for paper in papers]
        self._send("PUT", f"{path}/papers", {"papers": good})
        return self._send("POST", f"{path}/receive", {"counter": counter})

    def follow(self, code: str, secret: str = "") -> dict[str, Any]:
        """How far it is; with the receipt's secret its stages, units and dates too."""
        return self._send(
            "GET", f"/lookup/{code}", headers={"authorization": f"Receipt {secret}"} if secret else None
        )

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        key = {"idempotency-key": uuid.uuid4().hex} if method == "POST" else {}
        for tried in range(1, TRIES + 1):
            try:
                answer = self._http.request(method, path, json=body, headers={**(headers or {}), **key})
            except httpx.TransportError:  # it may have arrived: the same key makes asking again safe
                if tried == TRIES:
                    raise
                time.sleep(self._wait_s * tried)
                continue
            if answer.is_success:
                told: dict[str, Any] = answer.json()
                return told
            if answer.status_code not in (429, 503) or tried == TRIES:
                raise Refused(answer.json() if "json" in answer.headers.get("content-type", "") else {})
            time.sleep(float(answer.headers.get("retry-after", self._wait_s * tried)))
        raise AssertionError


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("address")
    asked.add_argument("--user", default="")
    asked.add_argument("--password", default="")
    acts = asked.add_subparsers(dest="act", required=True)
    receive = acts.add_parser("receive")
    for name in ("procedure", "name", "number", "phone"):
        receive.add_argument(name)
    follow = acts.add_parser("follow")
    follow.add_argument("code")
    follow.add_argument("--secret", default="")
    wanted = asked.parse_args()
    office = OneStop(wanted.address)
    try:
        if wanted.user:
            office.log_in(wanted.user, wanted.password)
        if wanted.act == "receive":
            told = office.receive(wanted.procedure, wanted.name, wanted.number, wanted.phone)
        else:
            told = office.follow(wanted.code, wanted.secret)
    except Refused as refused:
        print(f"{refused.code}: {refused}", file=sys.stderr)
        return 1
    print(json.dumps(told, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
