"""The one TOML file an agent is configured by."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from hardware.contract.endpoint import Endpoint

Kind = Literal["printer", "sign", "keypad", "dispenser", "scanner", "voice", "modem"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]


class BadAgentConfig(Exception):
    """The file cannot be read or a setting is wrong; `facts` name the settings, never their values."""

    code = "agent.bad_config"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _hex_key(value: SecretStr) -> SecretStr:
    if len(bytes.fromhex(value.get_secret_value())) < 16:  # noqa: PLR2004 - bytes of a key
        raise ValueError
    return value


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _reads(url: str) -> str:
    Endpoint.read(url)
    return url


class DeviceSettings(Section):
    id: Slug
    kind: Kind
    key: Annotated[SecretStr, AfterValidator(_hex_key)] = Field(description="HMAC key, hex")
    driver: dict[str, Any] = Field(description="`model` and what that driver asks for")
    keys: dict[str, str] = Field(
        default_factory=dict,
        description="key of the source → meaning: 0–4, next, recall, start, finish, miss, or a button's number",
    )
    lang: str = Field(default="vi", max_length=5, description="language of this dispenser's slips")
    grace_s: float = Field(default=10, ge=0, description="a dispenser stays open this long without server [s]")

    @property
    def sees_people(self) -> bool:
        """Are there personal data among what it tells?"""
        return self.kind == "scanner"

    @property
    def key_bytes(self) -> bytes:
        return bytes.fromhex(self.key.get_secret_value())


def _distinct(devices: tuple[DeviceSettings, ...]) -> tuple[DeviceSettings, ...]:
    if len({device.id for device in devices}) != len(devices):
        raise ValueError
    return devices


class AgentConfig(Section):
    office: Slug
    mqtt: Annotated[tuple[Annotated[str, AfterValidator(_reads)], ...], BeforeValidator(_several)] = Field(
        min_length=1, description="one URL, or several tried in turn"
    )
    data_dir: Path
    telemetry_s: float = Field(default=30, ge=0.1, le=90)
    devices: Annotated[tuple[DeviceSettings, ...], AfterValidator(_distinct)] = Field(min_length=1)


def parse(settings: Mapping[str, Any]) -> AgentConfig:
    """Check a configuration.

    Raises:
        BadAgentConfig: it names each wrong setting.
    """
    try:
        return AgentConfig.model_validate(settings)
    except ValidationError as why:
        wrong = [".".join(map(str, error["loc"])) or "devices" for error in why.errors()]
        # A list with a wrong part is also reported as too short: the part alone is the news.
        parts = [name for name in wrong if not any(other.startswith(f"{name}.") for other in wrong)]
        raise BadAgentConfig(settings=parts) from None


def load(path: Path) -> AgentConfig:
    """Read the file; a relative `data_dir` is beside it.

    Raises:
        BadAgentConfig: no such file, not TOML, or a wrong setting.
    """
    try:
        config = parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise BadAgentConfig(file=str(path), problem=type(why).__name__) from why
    return config.model_copy(update={"data_dir": path.parent / config.data_dir})
