"""The demonstration office's virtual hall, as the simulator is configured: the devices of the seed, their keys."""

from pathlib import Path

from hardware.simulator.hall_config import toml
from onestop.config import Settings
from onestop.usecases import demo

CLIPS = Path(__file__).parent.parent / "hardware" / "drivers" / "clips"


def write(
    settings: Settings, *, mqtt: str, port: int, token: str, out: Path, broker_plug: Path | None = None
) -> None:
    """Write the simulator's TOML file, readable by its owner only."""

    def key(code: str) -> str:
        return demo.device_key(settings, code).hex()

    counters = [
        {
            "sign": {"id": f"sign-{n}", "key": key(f"sign-{n}"), "unit": n, "cells": 6},
            "keypad": {"id": f"keypad-{n}", "key": key(f"keypad-{n}")},
            **({"scanner": {"id": f"scanner-{n}", "key": key(f"scanner-{n}")}} if n in demo.SCANNERS_AT else {}),
        }
        for n in range(1, demo.COUNTERS + 1)
    ]
    dispensers = [
        {"printer": {"id": "printer-1", "key": key("printer-1")}},
        {
            "buttons": {"id": "dispenser-1", "key": key("dispenser-1"), "count": 6},
            "printer": {"id": "printer-2", "key": key("printer-2")},
        },
    ]
    settings_of_hall: dict[str, object] = {
        "folder": str(settings.data_dir.resolve() / "virtual"),
        "office": demo.CODE,
        "mqtt": mqtt,
        "token": token,
        "control_port": port,
        "counters": counters,
        "dispensers": dispensers,
        "voice": {"id": "voice-1", "key": key("voice-1"), "clips": str(CLIPS)},
    }
    if broker_plug is not None:
        settings_of_hall["broker_plug"] = str(broker_plug.resolve())
    out.touch(mode=0o600)
    out.write_text(toml(settings_of_hall), encoding="utf-8")
