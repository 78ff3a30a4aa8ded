"""A broker's address as people write it."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


class BadBrokerUrl(ValueError):
    code = "mqtt.bad_url"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A broker's address, read from `mqtt://user:pass@host:port` (`mqtts` for TLS)."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool

    @classmethod
    def read(cls, url: str) -> "Endpoint":
        """Take a URL apart.

        Raises:
            BadBrokerUrl: not an MQTT URL with a host and a possible port.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as why:
            raise BadBrokerUrl from why
        if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
            raise BadBrokerUrl
        tls = parts.scheme == "mqtts"
        return cls(
            parts.hostname,
            port or (8883 if tls else 1883),
            unquote(parts.username) if parts.username else None,
            unquote(parts.password) if parts.password else None,
            tls,
        )
