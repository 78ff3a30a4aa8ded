"""From what the virtual hall says of itself to what the page shows; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from onestop.web.virtual.segments import outline

NEWEST_SLIPS = 3
"""Pictures kept on the page for each printer [count]."""
NEWEST_SENTENCES = 6


@dataclass(frozen=True)
class Plug:
    """Something that can be broken and mended."""

    device: str = ""
    fault: str = ""
    on: bool = False


@dataclass(frozen=True)
class Gadget:
    """What every device has."""

    id: str = ""
    there: bool = False
    linked: bool = True
    """Its agent reaches the server."""
    broken: int = 0
    plugs: list[Plug] = field(default_factory=list)


@dataclass(frozen=True)
class Seat:
    """A counter: its sign and its keypad."""

    number: int = 0
    sign: Gadget = field(default_factory=Gadget)
    cells: list[str] = field(default_factory=list)
    """What is lit in each cell, as SVG outlines."""
    text: str = ""
    keypad: Gadget = field(default_factory=Gadget)
    letters: list[str] = field(default_factory=list)
    lit: bool = False


@dataclass(frozen=True)
class Stand:
    """A dispenser: its buttons and its printer."""

    buttons: Gadget = field(default_factory=Gadget)
    letters: list[str] = field(default_factory=list)
    lit: bool = False
    printer: Gadget = field(default_factory=Gadget)
    printed: str = "0"
    holding: bool = False
    slips: list[str] = field(default_factory=list)
    """Ids of the newest, newest first."""


@dataclass(frozen=True)
class Sentence:
    id: int = 0
    text: str = ""
    length: str = ""


@dataclass(frozen=True)
class Scene:
    seats: list[Seat] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    voice: Gadget = field(default_factory=Gadget)
    sentences: list[Sentence] = field(default_factory=list)
    others: list[Gadget] = field(default_factory=list)
    """Whatever else the hall lets be broken."""


def scene(state: Mapping[str, Any]) -> Scene:
    devices: Mapping[str, Any] = state.get("devices", {})
    faults: Mapping[str, Any] = state.get("faults", {})
    shown = {name for pair in (*state["counters"], *state["dispensers"]) for name in pair.values()}
    voice = state.get("voice") or ""
    sentences = devices.get(voice, {}).get("sentences", ())[:NEWEST_SENTENCES]
    return Scene(
        seats=[_seat(n, pair, devices, faults) for n, pair in enumerate(state["counters"], start=1)],
        stands=[_stand(pair, devices, faults) for pair in state["dispensers"]],
        voice=_gadget(voice, devices, faults),
        sentences=[Sentence(one["id"], one["sentence"], f"{one['length_s']:.1f} s") for one in sentences],
        others=[_gadget(name, devices, faults) for name in sorted(set(devices) - shown - {voice})],
    )


def slips_wanted(shown: Scene) -> list[str]:
    """Slips whose pictures the page needs."""
    return [slip for stand in shown.stands for slip in stand.slips]


def _gadget(name: str | None, devices: Mapping[str, Any], faults: Mapping[str, Any]) -> Gadget:
    told = devices.get(name or "")
    if told is None or name is None:
        return Gadget()
    broken = set(told["faults"])
    return Gadget(
        id=name,
        there=True,
        linked=bool(told.get("agent", {}).get("connected", True)),
        broken=len(broken),
        plugs=[Plug(name, fault, fault in broken) for fault in faults.get(told["kind"], ())],
    )


def _seat(number: int, pair: Mapping[str, Any], devices: Mapping[str, Any], faults: Mapping[str, Any]) -> Seat:
    sign, keypad = devices.get(pair.get("sign") or "", {}), devices.get(pair.get("keypad") or "", {})
    text = str(sign.get("text", ""))
    return Seat(
        number=number,
        sign=_gadget(pair.get("sign"), devices, faults),
        cells=[outline(letter) for letter in text.ljust(int(sign.get("cells", 0)))],
        text=text,
        keypad=_gadget(pair.get("keypad"), devices, faults),
        letters=list(keypad.get("keys", ())),
        lit=bool(keypad.get("armed", False)),
    )


def _stand(pair: Mapping[str, Any], devices: Mapping[str, Any], faults: Mapping[str, Any]) -> Stand:
    buttons, printer = devices.get(pair.get("buttons") or "", {}), devices.get(pair.get("printer") or "", {})
    return Stand(
        buttons=_gadget(pair.get("buttons"), devices, faults),
        letters=list(buttons.get("keys", ())),
        lit=bool(buttons.get("armed", False)),
        printer=_gadget(pair.get("printer"), devices, faults),
        printed=str(printer.get("printed", 0)),
        holding=bool(printer.get("holding", False)),
        slips=[slip["id"] for slip in printer.get("slips", ())[:NEWEST_SLIPS]],
    )
