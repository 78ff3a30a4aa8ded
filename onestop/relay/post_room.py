"""Notices leave the house: claimed, sent, settled, each by itself, in a thread that holds up nobody else.

Who is about to be handed a message is written down first. Killed between sending and settling, it is handed again to
the same one when its claim is over, if that one recognises a repeat; if not, a person is told that nobody knows.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from onestop.config import Settings
from onestop.domain.formats import sms
from onestop.gateways.email import Email
from onestop.gateways.esms import Esms
from onestop.gateways.message import Message, NotSent
from onestop.gateways.outgoing_folder import LetterFolder, TextFolder
from onestop.relay.modem_way import ModemWay
from onestop.usecases import notices
from onestop.usecases.notices import Fate, Outgoing
from onestop.wiring import Shop, attempt

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
"""A message may wait this long [s]."""
AT_ONCE: Final = 4
"""Claimed together: as many as are surely done before their claims end [count]."""
SENDER: Final = "no-reply@localhost"
GONE: Final = "gateway.gone"
"""Who may have it is no longer among the settings."""
NOBODY_KNOWS: Final = "gateway.unknown"


class Way(Protocol):
    @property
    def name(self) -> str:
        """The same after every start."""

    @property
    def repeats(self) -> bool:
        """A message handed over twice is one message to whoever receives it."""

    def send(self, message: Message) -> str:
        """Its number there. Raises `NotSent`."""


Ways = Mapping[str, Sequence[Way]]
"""By channel, in the order in which they are tried."""


def ways(shop: Shop) -> Ways:
    """How each channel leaves this installation."""
    settings = shop.settings
    folder = outgoing(settings)
    url = settings.smtp_url
    email: Way = (
        Email(url, settings.mail_from) if url else LetterFolder(folder / "email", settings.mail_from or SENDER)
    )
    texts: list[Way] = [
        ModemWay(each, shop) if each.startswith("modem:") else Esms(each) for each in settings.sms_urls.split()
    ]
    return {"email": [email], "sms": texts or [TextFolder(folder / "sms")]}


def outgoing(settings: Settings) -> Path:
    """Where messages lie that something else takes on."""
    return settings.data_dir.resolve() / "outgoing"


class PostRoom:
    def __init__(self, shop: Shop, ways_out: Ways) -> None:
        self._shop, self._ways = shop, ways_out

    def turn(self) -> int:
        """Send what is due; return how many were tried. At most `AT_ONCE`, so that an end is not waited for long."""
        due = attempt(notices.claim, self._shop.work, self._shop.now(), AT_ONCE)
        for each in due:
            fate = self._send(each)
            if fate.fault:
                log.warning("notice %s by %s not sent: %s", each.id, fate.gateway or each.channel, fate.fault)
            attempt(notices.settle, self._shop.work, each.id, fate, now=self._shop.now())
        return len(due)

    def _send(self, each: Outgoing) -> Fate:
        """By the first way that takes it; by the one that may have it, if there is one."""
        text = each.text.replace(notices.ADDRESS, self._shop.settings.address)
        message = Message(each.id, each.address, each.subject, text)
        fate = Fate(GONE, final=True, gateway=each.gateway)
        for way in self._ways[each.channel]:
            if each.gateway in ("", way.name):
                fate = self._by(way, each, message)
                if not fate.fault or fate.final or fate.gateway:
                    break
        return fate

    def _by(self, way: Way, each: Outgoing, message: Message) -> Fate:
        if each.gateway and not way.repeats:
            return Fate(NOBODY_KNOWS, final=True, gateway=way.name)
        if not each.gateway:
            attempt(notices.trying, self._shop.work, each.id, way.name)
        try:
            number = way.send(message)
        except NotSent as failed:
            final = failed.final or (failed.unsure and not way.repeats)
            return Fate(failed.fault, final, way.name if failed.unsure or each.gateway else "")
        parts = sms.size(message.text).parts if each.channel == "sms" else 0
        return Fate(gateway=way.name, reference=number, parts=parts)
