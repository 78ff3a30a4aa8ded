"""Calls of other systems, signed with a secret both sides know (Standard Webhooks 1.0)."""

from typing import Final, Literal

from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from onestop.domain.errors import WebhookUnsigned
from onestop.domain.formats import webhook
from onestop.domain.formats.webhook import Signed
from onestop.wiring import wiring

HEADERS: Final = ("webhook-id", "webhook-timestamp", "webhook-signature")


class BySecret(SecurityBase):
    """Signed with that system's secret, `ONESTOP_BANK_SECRET` or `ONESTOP_POST_SECRET`; without one nobody calls."""

    def __init__(self, system: Literal["bank", "post"]) -> None:
        self.model = APIKey(
            **{"in": APIKeyIn.header}, name="webhook-signature", description="Standard Webhooks 1.0: `v1,<base64>`"
        )
        self.scheme_name = self._system = system

    async def __call__(self, request: Request) -> None:
        process = wiring()
        keys = process.settings.bank_keys if self._system == "bank" else process.settings.post_keys
        signed = Signed(*(request.headers.get(name, "")[:400] for name in HEADERS))
        if not webhook.holds(keys, signed, await request.body(), process.now()):
            raise WebhookUnsigned
