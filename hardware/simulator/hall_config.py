"""The one TOML file a virtual hall is configured by, and the agent's configuration that follows from it.

For example::

    folder = "hall"
    office = "demo"
    mqtt = "mqtt://127.0.0.1:1883"
    token = "at least sixteen letters"
    control_port = 8790
    voice = { id = "voice-1", key = "hex" }

    [[counters]]
    sign = { id = "sign-1", key = "hex", unit = 1, cells = 8 }
    keypad = { id = "keypad-1", key = "hex" }
    scanner = { id = "scanner-1", key = "hex" }

    [[dispensers]]
    buttons = { id = "dispenser-1", key = "hex", count = 4 }
    printer = { id = "printer-1", key = "hex", width = 576, wire = "tcp" }
"""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]


class BadHallConfig(Exception):
    """The file cannot be read or a setting is wrong; `facts` name the settings, never their values."""

    code = "hall.bad_config"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Section):
    id: Slug
    key: str = Field(repr=False, description="HMAC key of this device, hex")


class SignPlace(Place):
    model: Literal["modbus", "pole"] = "modbus"
    unit: int = Field(default=1, ge=1, le=247, description="Modbus address; no two alike")
    cells: int = Field(default=8, ge=1, le=40)
    two_lines: bool = False


class KeypadPlace(Place):
    keys: str = Field(default="43210", min_length=1, description="one letter a key")
    meanings: dict[str, str] = Field(default_factory=dict, description="as in the agent's `keys`")


class ButtonsPlace(Place):
    count: int = Field(default=4, ge=1, le=9)
    lang: str = "vi"


class PrinterPlace(Place):
    width: int = Field(default=576, ge=200, le=832)
    wire: Literal["tcp", "serial"] = "tcp"
    port: int = Field(default=0, ge=0, le=65535, description="TCP port, 0 for any free one")
    mode: Literal["raster", "hybrid"] | None = Field(default=None, description="else as the line allows")


class VoicePlace(Place):
    clips: Path | None = Field(default=None, description="else the shipped ones")
    paced: bool = Field(default=True, description="an announcement takes as long as it sounds")


class Counter(Section):
    sign: SignPlace | None = None
    keypad: KeypadPlace | None = None
    scanner: Place | None = None


class Dispenser(Section):
    buttons: ButtonsPlace | None = None
    printer: PrinterPlace | None = None


class HallConfig(Section):
    folder: Path = Field(description="serial links, slips, agent journals")
    office: Slug
    mqtt: str | tuple[str, ...]
    token: str = Field(min_length=16, repr=False, description="what the control interface asks for")
    control_port: int = Field(default=0, ge=0, le=65535)
    agent: Literal["inside", "none"] = Field(default="inside", description="`none`: somebody runs it on `agent.toml`")
    telemetry_s: float = 30
    counters: tuple[Counter, ...] = ()
    dispensers: tuple[Dispenser, ...] = ()
    voice: VoicePlace | None = None
    broker_plug: Path | None = Field(default=None, description="while this file is there the broker stands still")

    @field_validator("counters")
    @classmethod
    def _units_differ(cls, counters: tuple[Counter, ...]) -> tuple[Counter, ...]:
        units = [one.sign.unit for one in counters if one.sign is not None and one.sign.model == "modbus"]
        if len(set(units)) != len(units):
            raise ValueError(units)
        return counters


def parse(settings: Mapping[str, Any]) -> HallConfig:
    """Check a configuration.

    Raises:
        BadHallConfig: it names each wrong setting.
    """
    try:
        return HallConfig.model_validate(settings)
    except ValidationError as why:
        raise BadHallConfig(settings=[".".join(map(str, error["loc"])) for error in why.errors()]) from None


def load(path: Path) -> HallConfig:
    """Read the file; a relative folder is beside it.

    Raises:
        BadHallConfig: no such file, not TOML, or a wrong setting.
    """
    try:
        config = parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise BadHallConfig(file=str(path), problem=type(why).__name__) from why
    return config.model_copy(update={"folder": path.parent / config.folder})


def toml(settings: Mapping[str, Any]) -> str:
    """Plain settings as TOML: tables in arrays at the end, everything else on its line."""
    flat = {name: value for name, value in settings.items() if name != "devices"}
    lines = [f"{name} = {_value(value)}" for name, value in flat.items()]
    for device in settings.get("devices", ()):
        lines += ["", "[[devices]]", *(f"{name} = {_value(value)}" for name, value in device.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(name)} = {_value(one)}" for name, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
