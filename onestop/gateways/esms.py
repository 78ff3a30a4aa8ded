"""Text messages through an HTTP gateway of the eSMS shape: one POST a message, known by our own id.

Source: eSMS REST, SendMultipleMessage_V4_post_json (rules file, 8.3; seen). That code 124 says "this id came before"
is from memory. The id makes a repeat harmless, so an answer that got lost is asked for again at the same gateway.
"""

from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

import httpx

from onestop.gateways.message import Message, NotSent

PATH: Final = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
WAIT_S: Final = 10.0
"""For an answer [s]."""
MOST_ANSWER: Final = 64 * 1024
"""Largest answer read [bytes]."""
TAKEN, KNOWN_ALREADY, NO_ACCESS, NO_MONEY = "100", "124", "101", "103"
CARE: Final = "2"
"""SmsType of messages to one's own customers under a brand name."""
OURS_TO_MEND: Final = frozenset({NO_ACCESS, NO_MONEY})
"""The office mends it, the message is not at fault."""


class Esms:
    """`esms://key:secret@host[:port]/?brand=MOST`; `esms+http://` without TLS, for a gateway on this machine only."""

    repeats: Final = True

    def __init__(self, url: str, *, wait_s: float = WAIT_S, sandbox: bool = False) -> None:
        parts = urlsplit(url)
        self._key, self._secret = unquote(parts.username or ""), unquote(parts.password or "")
        self._brand = parse_qs(parts.query).get("brand", [""])[0]
        self._sandbox = sandbox or "sandbox" in parse_qs(parts.query)
        scheme = "http" if parts.scheme.endswith("+http") else "https"
        self._address = f"{scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{PATH}"
        self.name = f"esms:{parts.hostname}:{parts.port or ''}:{self._brand}"[:80]
        self._client = httpx.Client(timeout=wait_s, follow_redirects=False)

    def send(self, message: Message) -> str:
        """Hand one message over; the gateway's own number for it.

        Raises:
            NotSent: `esms.unreachable` and `esms.refused.<code>`: it was surely not taken. `esms.no_answer` and
            `esms.garbled`: it may have been.
        """
        try:
            answer = self._client.post(self._address, json=self._asked(message))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol):
            raise NotSent("esms.unreachable") from None
        except httpx.HTTPError:
            raise NotSent("esms.no_answer", unsure=True) from None
        return _number(_read(answer))

    def _asked(self, message: Message) -> dict[str, str]:
        return {
            "ApiKey": self._key,
            "SecretKey": self._secret,
            "Phone": message.address.removeprefix("+"),
            "Content": message.text,
            "Brandname": self._brand,
            "SmsType": CARE,
            "IsUnicode": "0" if message.text.isascii() else "1",
            "Sandbox": "1" if self._sandbox else "0",
            "RequestId": message.id.hex,
        }


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise NotSent(f"esms.refused.{answer.status_code}")
    if answer.status_code != httpx.codes.OK or len(answer.content) > MOST_ANSWER:
        raise NotSent("esms.garbled", unsure=True)
    try:
        found = answer.json()
    except ValueError:
        raise NotSent("esms.garbled", unsure=True) from None
    if not isinstance(found, dict) or "CodeResult" not in found:
        raise NotSent("esms.garbled", unsure=True)
    return found


def _number(found: dict[str, Any]) -> str:
    code = str(found["CodeResult"])[:8]
    if code in (TAKEN, KNOWN_ALREADY):
        return str(found.get("SMSID") or "")[:64]
    word = code if code.isalnum() else "unknown"
    raise NotSent(f"esms.refused.{word}", final=code not in OURS_TO_MEND)
