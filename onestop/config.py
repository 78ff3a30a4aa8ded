"""Settings, from the environment or `.env`; the only reader of the environment."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from onestop.domain.formats.webhook import key_of

SMS_URL = r"(esms(\+http)?://\S+|modem://[a-z0-9-]+/[a-z0-9-]+(\?\S*)?)"
"""A gateway for text messages."""


class Settings(BaseSettings):
    """Names as in the environment: `ONESTOP_DATA_DIR`, `ONESTOP_DATABASE_URL`, …"""

    model_config = SettingsConfigDict(env_prefix="ONESTOP_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Path("var")
    database_url: str = ""
    mqtt_url: str = Field(default="", pattern=r"^(mqtts?://\S+)?$")
    redis_url: str = Field(default="", pattern=r"^((rediss?|unix)://\S+)?$")
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=1, le=65535)
    http_workers: int = Field(default=1, ge=1, le=16)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/\S*)?)?$")
    demo_password: SecretStr | None = None
    demo_hours: str = Field(default="always", pattern="^(always|real)$")
    timezone: str = "Asia/Ho_Chi_Minh"
    session_hours: int = Field(default=12, ge=1, le=72)
    anonymous_per_minute: int = Field(default=60, ge=1)
    streams_per_address: int = Field(default=2500, ge=1)
    clamd_url: str = Field(default="", pattern=r"^((unix|tcp)://\S+)?$")
    """Where ClamAV answers; empty: no virus scanner here."""
    smtp_url: str = Field(default="", pattern=r"^(smtps?://\S+)?$")
    """`smtp://user:password@host:port`; empty: e-mails are written to the outgoing folder."""
    mail_from: str = ""
    sms_urls: str = Field(default="", pattern=rf"^({SMS_URL}(\s+{SMS_URL})*)?$")
    """`esms://key:secret@host/?brand=MOST` or `modem://most/modem-1`, several with spaces between, in the order in
    which they are tried; empty: text messages are written to the outgoing folder."""
    portal_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/\S*)?)?$")
    """Where the national portal's adapter answers; empty: nothing is sent there."""
    portal_path: str = Field(default="/integrate", pattern=r"^/\S*$")
    """Of its services, below that address."""
    portal_user: str = ""
    portal_password: SecretStr | None = None
    portal_agency: str = ""
    """Our code there, sent with every call."""
    bank_secret: SecretStr | None = None
    """`whsec_…`, several with spaces between while they change: whoever tells of transfers signs with it."""
    post_secret: SecretStr | None = None
    """The same for whoever tells what the post says of items."""
    scan_folder: Path | None = None
    """A network scanner's folder that is watched; a subfolder for each counter."""
    sign_key: Path | None = None
    """A PKCS#12 file with the office's key; forms and results are signed with it."""
    sign_password: SecretStr | None = None

    @property
    def bank_keys(self) -> tuple[bytes, ...]:
        """What calls about transfers are signed with; none: nobody may tell of any."""
        return _keys(self.bank_secret)

    @property
    def post_keys(self) -> tuple[bytes, ...]:
        """What calls about items of the post are signed with."""
        return _keys(self.post_secret)

    @field_validator("bank_secret", "post_secret")
    @classmethod
    def _usable_keys(cls, value: SecretStr | None) -> SecretStr | None:
        for secret in value.get_secret_value().split() if value else ():
            key_of(secret)
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise ValueError(value) from unknown
        return value

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, value: str) -> str:
        if value and not (urlsplit(value).hostname and urlsplit(value).port != 0):  # a bad port raises by itself
            raise ValueError(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError(value)
        return value

    @property
    def database(self) -> str:
        """The effective database URL: SQLite in the data folder unless told otherwise."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'onestop.db'}"

    @property
    def address(self) -> str:
        """What is printed on slips and prefixes every link a person follows."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


@cache
def _keys(secrets: SecretStr | None) -> tuple[bytes, ...]:
    return tuple(key_of(secret) for secret in secrets.get_secret_value().split()) if secrets else ()


def settings() -> Settings:
    return Settings()
