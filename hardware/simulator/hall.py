"""A whole hall of virtual devices, and the agent that drives them as it would drive real ones."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from hardware.agent.agent import Agent
from hardware.agent.config import parse as agent_config
from hardware.simulator import (
    virtual_broker,
    virtual_keys,
    virtual_pole,
    virtual_printer,
    virtual_scanner,
    virtual_sign,
    virtual_voice,
)
from hardware.simulator.hall_config import Counter, Dispenser, HallConfig, Place, toml
from hardware.simulator.virtual_broker import VirtualBroker
from hardware.simulator.virtual_keys import LAMP_OFF, LAMP_ON, VirtualDispenser, VirtualKeypad, VirtualKeys
from hardware.simulator.virtual_pole import VirtualPole
from hardware.simulator.virtual_printer import Slip, VirtualPrinter
from hardware.simulator.virtual_scanner import Encoding, VirtualScanner
from hardware.simulator.virtual_sign import SignBus, VirtualSign
from hardware.simulator.virtual_voice import VirtualVoice
from hardware.simulator.wires import Wires

FAULTS = {
    "sign": virtual_sign.FAULTS,
    "keypad": virtual_keys.FAULTS,
    "dispenser": virtual_keys.FAULTS,
    "printer": virtual_printer.FAULTS,
    "scanner": virtual_scanner.FAULTS,
    "voice": virtual_voice.FAULTS,
    "broker": virtual_broker.FAULTS,
}
LINE2_BASE = 2000


class UnknownThing(Exception):
    """No such device, key or fault; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class VirtualDevice(Protocol):
    name: str
    faults: set[str]

    def fault(self, fault: str, *, on: bool) -> None: ...
    def state(self) -> dict[str, Any]: ...


class VirtualHall:
    """Devices run from construction on; the agent from `start`."""

    def __init__(self, config: HallConfig) -> None:
        self.config = config
        self.folder = config.folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.wires = Wires()
        self.devices: dict[str, VirtualDevice] = {}
        self._drivers: list[dict[str, Any]] = []
        self._bus = self._signs()
        for counter in config.counters:
            self._pole(counter)
            self._keypad(counter)
            self._scanner(counter)
        for dispenser in config.dispensers:
            self._dispenser(dispenser)
        self._voice()
        if config.broker_plug is not None:
            self.devices[virtual_broker.NAME] = VirtualBroker(config.broker_plug.absolute())
        self.agent: Agent | None = None

    @property
    def agent_settings(self) -> dict[str, Any]:
        """What the agent of this hall is configured by."""
        return {
            "office": self.config.office,
            "mqtt": self.config.mqtt,
            "data_dir": self.folder / "agent",
            "telemetry_s": self.config.telemetry_s,
            "devices": self._drivers,
        }

    def start(self) -> None:
        """Write `agent.toml`, and run the agent when it is to run inside."""
        path = self.folder / "agent.toml"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(toml(self.agent_settings))
        if self.config.agent == "inside" and self._drivers:
            (self.folder / "agent").mkdir(exist_ok=True)
            self.agent = Agent(agent_config(self.agent_settings))
            self.agent.start()

    def stop(self) -> None:
        if self.agent is not None:
            self.agent.stop()
        self._bus.close()
        for device in self.devices.values():
            if isinstance(device, VirtualPrinter | VirtualKeys | VirtualPole | VirtualScanner):
                device.close()
        self.wires.close()

    # --- what a hand does in the hall ---

    def press(self, device: str, key: str, held_ms: int = 100) -> None:
        """Press a key.

        Raises:
            UnknownThing: no such device, or it has no such key.
        """
        keys = self.devices.get(device)
        if not isinstance(keys, VirtualKeys):
            raise UnknownThing("hall.unknown_device")
        if not self.wires.do(lambda: keys.press(key, held_ms)):
            raise UnknownThing("hall.unknown_key")

    def scan(self, device: str, text: str, encoding: Encoding = "utf-8") -> None:
        """Hold a code under a scanner.

        Raises:
            UnknownThing: no such scanner.
        """
        scanner = self.devices.get(device)
        if not isinstance(scanner, VirtualScanner):
            raise UnknownThing("hall.unknown_device")
        self.wires.do(lambda: scanner.scan(text, encoding))

    def fault(self, device: str, fault: str, *, on: bool) -> None:
        """Break something, or mend it.

        Raises:
            UnknownThing: no such device, or such a device has no such fault.
        """
        broken = self.devices.get(device)
        if broken is None:
            raise UnknownThing("hall.unknown_device")
        possible = virtual_pole.FAULTS if isinstance(broken, VirtualPole) else FAULTS[self._kind(device)]
        if fault not in possible:
            raise UnknownThing("hall.unknown_fault")
        self.wires.do(lambda: broken.fault(fault, on=on))

    def _kind(self, device: str) -> str:
        return next((str(one["kind"]) for one in self._drivers if one["id"] == device), virtual_broker.NAME)

    def slip(self, name: str) -> Path | None:
        return self.wires.do(lambda: next((slip.path for slip in self._slips() if slip.id == name), None))

    def _slips(self) -> Iterator[Slip]:
        for device in self.devices.values():
            if isinstance(device, VirtualPrinter):
                yield from device.slips

    def state(self) -> dict[str, Any]:
        """Everything there is to see; the shape is told in `control`."""
        devices = self.wires.do(lambda: {name: device.state() for name, device in self.devices.items()})
        for name, seen in self._agent_states():
            devices[name]["agent"] = seen
            if devices[name]["kind"] == "keypad":
                devices[name]["armed"] = seen["shows"] == "armed"
        voice = self.config.voice
        return {
            "office": self.config.office,
            "devices": devices,
            "counters": [
                {"sign": _id(one.sign), "keypad": _id(one.keypad), "scanner": _id(one.scanner)}
                for one in self.config.counters
            ],
            "dispensers": [
                {"buttons": _id(one.buttons), "printer": _id(one.printer)} for one in self.config.dispensers
            ],
            "voice": _id(voice),
            "faults": {kind: sorted(faults) for kind, faults in FAULTS.items()},
        }

    def _agent_states(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, device in (self.agent.devices if self.agent else {}).items():
            reported = device.reported
            yield name, {"connected": device.bus.connected, "shows": reported.shows, "ok": reported.ok}

    # --- building ---

    def _add(self, place: Place, kind: str, device: VirtualDevice, driver: dict[str, Any], **more: object) -> None:
        self.devices[place.id] = device
        self._drivers.append({"id": place.id, "kind": kind, "key": place.key, "driver": driver, **more})

    def _signs(self) -> SignBus:
        signs_at = [one.sign for one in self.config.counters if one.sign is not None]
        places = [place for place in signs_at if place.model == "modbus"]
        line2 = {place.id: LINE2_BASE if place.two_lines else None for place in places}
        signs = {
            place.unit: VirtualSign(place.id, place.unit, cells=place.cells, line2_base=line2[place.id])
            for place in places
        }
        bus = SignBus(self.wires, self.folder / "signs", signs)
        for place in places:
            driver = {"model": "modbus", "line": bus.line, "unit": place.unit, "cells": place.cells}
            more = {"line2_base": LINE2_BASE} if place.two_lines else {}
            more |= {"brightness_reg": virtual_sign.BRIGHTNESS_REG, "blink_reg": virtual_sign.BLINK_REG}
            self._add(place, "sign", signs[place.unit], {**driver, **more})
        return bus

    def _pole(self, counter: Counter) -> None:
        place = counter.sign
        if place is not None and place.model == "pole":
            pole = VirtualPole(self.wires, place.id, self.folder)
            self._add(place, "sign", pole, {"model": "pole", "line": pole.line})

    def _keypad(self, counter: Counter) -> None:
        place = counter.keypad
        if place is not None:
            keypad = VirtualKeypad(self.wires, place.id, self.folder, place.keys)
            self._add(place, "keypad", keypad, _box(keypad), keys=place.meanings)

    def _scanner(self, counter: Counter) -> None:
        place = counter.scanner
        if place is not None:
            scanner = VirtualScanner(self.wires, place.id, self.folder)
            self._add(place, "scanner", scanner, {"model": "serial", "line": scanner.line})

    def _dispenser(self, dispenser: Dispenser) -> None:
        place, paper = dispenser.buttons, dispenser.printer
        if place is not None:
            buttons = VirtualDispenser(self.wires, place.id, self.folder, place.count)
            self._add(place, "dispenser", buttons, _box(buttons), lang=place.lang)
        if paper is not None:
            port = paper.port if paper.wire == "tcp" else None
            printer = VirtualPrinter(self.wires, paper.id, self.folder, width=paper.width, port=port)
            driver = {"model": "escpos", "line": printer.line, "width": paper.width}
            self._add(paper, "printer", printer, {**driver, "mode": paper.mode} if paper.mode else driver)

    def _voice(self) -> None:
        place = self.config.voice
        if place is not None:
            voice = VirtualVoice(place.id, self.folder)
            driver = {"model": "clips", "player": "file", "out": str(voice.out), "paced": place.paced}
            clips = {"clips": str(place.clips.absolute())} if place.clips else {}
            self._add(place, "voice", voice, {**driver, **clips})


def _box(keys: VirtualKeys) -> dict[str, Any]:
    lamp = {"lamp_off": LAMP_OFF.decode(), "lamp_on": LAMP_ON.decode()}
    return {"model": "serial", "line": keys.line, "keys": {key: key for key in keys.keys}, **lamp}


def _id(place: Place | None) -> str | None:
    return None if place is None else place.id
