"""E-mail by SMTP: `smtps://` is TLS from the start, `smtp://` turns to TLS where the server can.

A password never leaves this machine in the clear. The Message-ID is made from the message's own id, so a message sent
twice, because we died between sending and writing it down, is one message to whoever receives it.
"""

import contextlib
import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit

from onestop.gateways.message import Message, NotSent

WAIT_S: Final = 10.0
"""For each answer of the server [s]."""
PORTS: Final = {"smtp": 587, "smtps": 465}
_PERMANENT: Final = range(500, 600)


class Email:
    """One server and one sender."""

    name: Final = "smtp"
    repeats: Final = True

    def __init__(
        self, url: str, sender: str = "", *, wait_s: float = WAIT_S, context: ssl.SSLContext | None = None
    ) -> None:
        """`url` is `smtp[s]://[user[:password]@]host[:port]`; without a `sender` the user is, if it is an address."""
        parts = urlsplit(url)
        self._scheme, self._host = parts.scheme, parts.hostname or "localhost"
        self._port = parts.port or PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        fallback = self._user if "@" in self._user else f"no-reply@{self._host}"
        self.sender = sender or fallback
        self._wait_s = wait_s
        self._tls = context or ssl.create_default_context()

    def send(self, message: Message) -> str:
        """Hand one message to the server; its Message-ID.

        Raises:
            NotSent: `smtp.unreachable`, `smtp.refused.<code>`, `smtp.no_tls`, `smtp.address` or `smtp.failed`.
        """
        letter = written(message, self.sender)
        try:
            with self._connected() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next((code for code, _ in refused.recipients.values()), 0)
            raise NotSent(f"smtp.refused.{code}", final=code in _PERMANENT) from None
        except smtplib.SMTPNotSupportedError:
            raise NotSent("smtp.address", final=True) from None
        except smtplib.SMTPResponseException as refused:
            raise NotSent(f"smtp.refused.{refused.smtp_code}", final=_is_final(refused)) from None
        except (smtplib.SMTPException, ssl.SSLError):
            raise NotSent("smtp.failed") from None
        except OSError:
            raise NotSent("smtp.unreachable") from None
        return str(letter["Message-ID"])

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A session that may be used; a server that is slow to say farewell has the message all the same."""
        server = self._opened()
        try:
            self._greet(server)
            yield server
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _opened(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._wait_s, context=self._tls)
        return smtplib.SMTP(self._host, self._port, timeout=self._wait_s)

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if self._scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=self._tls)
            server.ehlo()
        elif self._scheme == "smtp" and self._user and not _is_here(self._host):
            raise NotSent("smtp.no_tls")
        if self._user:
            server.login(self._user, self._password)


def written(message: Message, sender: str) -> EmailMessage:
    """The message as a letter.

    Raises:
        NotSent: `smtp.address`: what was left as an address is none.
    """
    letter = EmailMessage(policy=SMTP)
    try:
        letter["From"] = sender
        letter["To"] = Address(addr_spec=message.address)
        letter["Subject"] = " ".join(message.subject.split())
    except (HeaderParseError, ValueError, IndexError):
        raise NotSent("smtp.address", final=True) from None
    letter["Date"] = format_datetime(datetime.now(UTC))
    letter["Message-ID"] = f"<{message.id.hex}@{sender.rpartition('@')[2].strip('> ') or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    return letter


def _is_final(refused: smtplib.SMTPResponseException) -> bool:
    """A refused message is refused for good; a refused log-in is the office's to mend, and is tried again."""
    own = isinstance(refused, smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError | smtplib.SMTPConnectError)
    return refused.smtp_code in _PERMANENT and not own


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
