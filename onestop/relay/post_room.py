"""Notices leave the house: claimed, sent, settled, each by itself, in a thread that holds up nobody else.

Killed between sending and settling, a message is sent again when its claim is over, and can be recognised by its id.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from onestop.config import Settings
from onestop.gateways.email import Email
from onestop.gateways.message import Message, NotSent
from onestop.gateways.outgoing_folder import LetterFolder, TextFolder
from onestop.usecases import notices
from onestop.usecases.notices import Outgoing
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
"""A message may wait this long [s]."""
AT_ONCE: Final = 4
"""Claimed together: as many as are surely done before their claims end [count]."""
SENDER: Final = "no-reply@localhost"


class Way(Protocol):
    def send(self, message: Message) -> None: ...


def ways(settings: Settings) -> Mapping[str, Way]:
    """How each channel leaves this installation."""
    folder = outgoing(settings)
    url = settings.smtp_url
    email: Way = (
        Email(url, settings.mail_from) if url else LetterFolder(folder / "email", settings.mail_from or SENDER)
    )
    return {"email": email, "sms": TextFolder(folder / "sms")}


def outgoing(settings: Settings) -> Path:
    """Where messages lie that something else takes on."""
    return settings.data_dir.resolve() / "outgoing"


class PostRoom:
    def __init__(self, shop: Shop, ways_out: Mapping[str, Way]) -> None:
        self._shop, self._ways = shop, ways_out

    def turn(self) -> int:
        """Send what is due; return how many were tried. At most `AT_ONCE`, so that an end is not waited for long."""
        due = attempt(notices.claim, self._shop.work, self._shop.now(), AT_ONCE)
        for each in due:
            self._send(each)
        return len(due)

    def _send(self, each: Outgoing) -> None:
        fault, final = "", False
        try:
            text = each.text.replace(notices.ADDRESS, self._shop.settings.address)
            self._ways[each.channel].send(Message(each.id, each.address, each.subject, text))
        except NotSent as failed:
            fault, final = failed.fault, failed.final
            log.warning("notice %s by %s not sent: %s", each.id, each.channel, fault)
        attempt(notices.settle, self._shop.work, each.id, fault, now=self._shop.now(), final=final)
