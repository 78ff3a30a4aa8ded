"""LED signs with Modbus RTU registers; the map of a model is configuration: mode, base register, cells.

What is written is read back; a sign that lost power is noticed by `verify` and written again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hardware.contract.documents import SignFace
from hardware.drivers import modbus_bus as modbus
from hardware.drivers.errors import SignDiffers, SignSilent
from hardware.drivers.plain import plain

Layout = Literal["ascii_per_reg", "packed", "value"]
LAYOUTS: tuple[Layout, ...] = ("ascii_per_reg", "packed", "value")


@dataclass(frozen=True, slots=True)
class SignMap:
    """Where a model keeps what it shows.

    `value` signs show a number: letters are left out and dashes are `dash_value`.
    """

    layout: Layout = "ascii_per_reg"
    base: int = 0
    cells: int = 6
    line2_base: int | None = None
    brightness_reg: int | None = None
    blink_reg: int | None = None
    dash_value: int = 0
    read_back: bool = True

    def encoded(self, text: str) -> tuple[int, ...]:
        if self.layout == "value":
            digits = "".join(letter for letter in text if letter.isdecimal())[-self.cells :]
            return (min(int(digits), 0xFFFF) if digits else self.dash_value,)
        cells = plain(text)[: self.cells].ljust(self.cells).encode("ascii")
        if self.layout == "ascii_per_reg":
            return tuple(cells)
        padded = cells + b" " * (len(cells) % 2)
        return tuple(int.from_bytes(padded[at : at + 2], "big") for at in range(0, len(padded), 2))

    def decoded(self, registers: tuple[int, ...]) -> str:
        if self.layout == "value":
            dashed = registers[0] == self.dash_value
            return "-" * self.cells if dashed else str(registers[0])
        raw = bytes(registers) if self.layout == "ascii_per_reg" else modbus.words(registers)
        return raw.decode("ascii", "replace").rstrip(" ")


class ModbusSign:
    def __init__(self, bus: modbus.ModbusBus, unit: int, layout: SignMap) -> None:
        self._bus, self._unit, self._map = bus, unit, layout
        self._wanted: dict[int, tuple[int, ...]] = {}
        self._dead = False

    @property
    def caps(self) -> tuple[str, ...]:
        return (f"sign:{self._map.cells}x{1 if self._map.line2_base is None else 2}",)

    @property
    def io_errors(self) -> dict[str, int]:
        return dict(self._bus.errors)

    def show(self, face: SignFace) -> str:
        self._wanted = self._registers(face)
        self._write()
        if self._map.read_back and not self._same():
            raise SignDiffers(unit=self._unit)
        lines = [self._map.base] + ([] if self._map.line2_base is None else [self._map.line2_base])
        return "\n".join(self._map.decoded(self._wanted[line]) for line in lines)

    def verify(self) -> bool:
        if not self._map.read_back or not self._wanted or self._same():
            return True
        self._write()
        return False

    def dashes(self) -> str:
        cells = "-" * self._map.cells
        return self.show(SignFace(text=cells, second=cells if self._map.line2_base is not None else ""))

    def close(self) -> None:
        self._bus.close()

    def _registers(self, face: SignFace) -> dict[int, tuple[int, ...]]:
        wanted = {self._map.base: self._map.encoded(face.text)}
        if self._map.line2_base is not None:
            wanted[self._map.line2_base] = self._map.encoded(face.second)
        if self._map.brightness_reg is not None:
            wanted[self._map.brightness_reg] = (face.brightness,)
        if self._map.blink_reg is not None:
            wanted[self._map.blink_reg] = (round(face.blink_s),)
        return wanted

    def _write(self) -> None:
        for register, values in self._wanted.items():
            if len(values) == 1:
                self._ask(modbus.write_one(self._unit, register, values[0]))
            else:
                self._ask(modbus.write_many(self._unit, register, values))

    def _same(self) -> bool:
        """A blink register counts down by itself: it is written, not compared."""
        kept = {at: values for at, values in self._wanted.items() if at != self._map.blink_reg}
        return all(self._read(at, len(values)) == values for at, values in kept.items())

    def _read(self, register: int, count: int) -> tuple[int, ...]:
        data = self._ask(modbus.read_many(self._unit, register, count))[1:]
        return tuple(int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))

    def _ask(self, request: bytes) -> bytes:
        """A sign that did not answer last time is asked once, so that it does not slow its neighbours."""
        try:
            answer = self._bus.ask(request, retries=0 if self._dead else modbus.RETRIES)
        except SignSilent:
            self._dead = True
            raise
        self._dead = False
        return answer


class SharedModbusSign(ModbusSign):
    """A sign beside others on one line: the line closes with the last of them."""

    def __init__(self, url: str, unit: int, layout: SignMap, *, baud: int, echo: bool) -> None:
        super().__init__(modbus.join(url, baud, echo=echo), unit, layout)
        self._url: str | None = url

    def close(self) -> None:
        if self._url is not None:
            modbus.leave(self._url)
            self._url = None


def from_config(config: Mapping[str, Any]) -> SharedModbusSign:
    """`line`, `unit`, and where wanted `baud`, `echo` and the fields of `SignMap` (`layout` is `mode`)."""
    layout = config.get("mode", "ascii_per_reg")
    if layout not in LAYOUTS:
        raise ValueError(layout)
    names = ("base", "cells", "line2_base", "brightness_reg", "blink_reg", "dash_value", "read_back")
    settings = {name: config[name] for name in names if name in config}
    unit = int(config["unit"])
    if not 1 <= unit <= 247:  # noqa: PLR2004 - Modbus addresses
        raise ValueError(unit)
    return SharedModbusSign(
        config["line"],
        unit,
        SignMap(layout=layout, **settings),
        baud=int(config.get("baud", 9600)),
        echo=bool(config.get("echo", False)),
    )
