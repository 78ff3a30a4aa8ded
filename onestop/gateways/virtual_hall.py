"""The hands of the virtual hall: its HTTP interface on loopback, found by the file the launcher leaves.

Calls block; run them in a thread.
"""

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit

FILE = "virtual.json"
TOKEN_HEADER = "X-Hall-Token"  # noqa: S105 - a header's name
TIMEOUT_S = 3.0
OK = 200


class HallAway(Exception):
    """No virtual hall runs beside this installation, or it does not answer."""


class HallRefused(Exception):
    """The virtual hall does not know the device, key, fault or picture; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class VirtualHall:
    host: str
    port: int
    token: str

    @classmethod
    def found(cls, data_dir: Path) -> Self:
        """The hall named in the data folder; read anew each time, for it may have been started again.

        Raises:
            HallAway: no such file, or it names no address on this machine.
        """
        try:
            told = json.loads((data_dir / FILE).read_text(encoding="utf-8"))
            at = urlsplit(str(told["url"]))
            token = str(told["token"])
        except (OSError, ValueError, KeyError, TypeError) as why:
            raise HallAway from why
        if at.hostname not in ("127.0.0.1", "localhost") or at.port is None:
            raise HallAway
        return cls(at.hostname, at.port, token)

    def state(self) -> dict[str, Any]:
        """Everything there is to see, as the hall's own description says."""
        answer: dict[str, Any] = json.loads(self._ask("GET", "/state"))
        return answer

    def picture(self, slip: str) -> bytes:
        """A slip as PNG."""
        return self._ask("GET", f"/slips/{quote(slip, safe='')}.png")

    def sound(self, device: str, sentence: int) -> bytes:
        """A spoken sentence as WAV."""
        return self._ask("GET", f"/voices/{quote(device, safe='')}/{sentence}.wav")

    def press(self, device: str, key: str) -> None:
        self._ask("POST", "/press", {"device": device, "key": key})

    def scan(self, device: str, text: str, encoding: str = "utf-8") -> None:
        """Hold a code under a scanner, which sends it in `utf-8`, `utf-16-be` or `utf-16-le`."""
        self._ask("POST", "/scan", {"device": device, "text": text, "encoding": encoding})

    def fault(self, device: str, fault: str, *, on: bool) -> None:
        self._ask("POST", "/fault", {"device": device, "fault": fault, "on": on})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> bytes:
        line = HTTPConnection(self.host, self.port, timeout=TIMEOUT_S)
        try:
            line.request(
                method, path, None if body is None else json.dumps(body).encode(), {TOKEN_HEADER: self.token}
            )
            answer = line.getresponse()
            content = answer.read()
        except (OSError, HTTPException) as why:
            raise HallAway from why
        finally:
            line.close()
        if answer.status != OK:
            raise HallRefused(_code(content))
        return content


def _code(content: bytes) -> str:
    try:
        return str(json.loads(content)["code"])
    except (ValueError, KeyError, TypeError):
        return "hall.refused"
