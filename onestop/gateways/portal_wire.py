"""JSON to the national portal and back over HTTP: bounded in time and size, every way to fail a stable code.

The portal's words stay here: they may name a person, so a fault carries its code and nothing else.
"""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import httpx

WAIT_S: Final = 20.0
"""For a whole answer [s]."""
LARGEST: Final = 2_000_000
"""Of an answer, unpacked [bytes]."""
AT_ONCE: Final = 8
"""Connections [count]."""
_LONGEST_CODE: Final = 16


class PortalFault(Exception):
    """It could not be told just now.

    `fault` is `portal.unreachable` (nobody there: nothing was sent), `portal.login` (it will not have us),
    `portal.no_answer`, `portal.slow`, `portal.http.<status>`, `portal.not_json`, `portal.too_long`.
    """

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def away(self) -> bool:
        """Nothing of what was to be said arrived."""
        return self.fault in ("portal.unreachable", "portal.login")


class PortalRefused(Exception):
    """It understood and said no; `code` is its own, `exists` that it has the dossier already."""

    def __init__(self, code: str, *, exists: bool = False) -> None:
        super().__init__(code)
        self.code, self.exists = code[:_LONGEST_CODE], exists


class Wire:
    """Connections to one address, kept open; any thread may use them."""

    def __init__(self, url: str, *, wait_s: float = WAIT_S, largest: int = LARGEST) -> None:
        self._url, self._wait_s, self._largest = url.rstrip("/"), wait_s, largest
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        self._client = httpx.Client(timeout=wait_s, limits=limits, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Send `body` as JSON; the JSON object that comes back.

        Raises:
            PortalFault.
        """
        sent = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", **(headers or {})}
        content = json.dumps(body, ensure_ascii=False).encode()
        return self.send(httpx.Request("POST", self._url + path, content=content, headers=sent))

    def send(self, request: httpx.Request) -> dict[str, Any]:
        """Raises: PortalFault."""
        try:
            status, content = self._answer(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            raise PortalFault("portal.unreachable") from None
        except httpx.TimeoutException:
            raise PortalFault("portal.slow") from None
        except httpx.DecodingError:
            raise PortalFault("portal.not_json") from None
        except httpx.HTTPError:
            raise PortalFault("portal.no_answer") from None
        if status != httpx.codes.OK:
            raise PortalFault(f"portal.http.{status}")
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise PortalFault("portal.not_json")
        return found

    def _answer(self, request: httpx.Request) -> tuple[int, bytes]:
        """Status and body; a body that drips is as slow as one that does not come."""
        until = time.monotonic() + self._wait_s
        request.extensions = {"timeout": httpx.Timeout(self._wait_s).as_dict()}
        request.headers.setdefault("Accept-Encoding", "gzip, deflate")
        answer = self._client.send(request, stream=True)
        try:
            content = bytearray()
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > self._largest:
                    raise PortalFault("portal.too_long")
                if time.monotonic() > until:
                    raise PortalFault("portal.slow")
            return answer.status_code, bytes(content)
        finally:
            answer.close()
