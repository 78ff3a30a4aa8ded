"""Which devices are loud: silent, out of paper, open, stuck, or showing something else than they should; pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from onestop.queries.facts import AlertView, DeviceView, PlaceView
from onestop.web.floor.facts import Both, Kind, Machine, both, each

SHOWING = frozenset({"sign", "keypad", "dispenser"})
"""Kinds that have a state of their own to be in step with."""


def machines(
    devices: tuple[DeviceView, ...],
    troubled: AbstractSet[str] = frozenset(),
    screens: Iterable[Machine] = (),
) -> tuple[list[Machine], list[Machine]]:
    """The loud ones, worst first, and the quiet ones. `troubled`: codes of those whose own line fails."""
    every = [*(_machine(d, troubled=d.code in troubled) for d in devices), *screens]
    loud = sorted((m for m in every if m.tone != "quiet"), key=lambda m: (m.tone != "bad", m.code))
    return loud, [m for m in every if m.tone == "quiet"]


def screens(places: Iterable[PlaceView], alerts: Iterable[AlertView]) -> list[Machine]:
    """Kiosks, boards and tablets that were ever opened; loud as long as the hall's watch says so."""
    told = {(alert.kind, alert.subject) for alert in alerts}
    return [_screen(place, told) for place in places if place.seen_at is not None]


def _screen(place: PlaceView, told: AbstractSet[tuple[str, str]]) -> Machine:
    found = next((kind for kind in SCREEN_TROUBLES if (kind, place.code) in told), "")
    word = both(f"floor.device_{SCREEN_TROUBLES[found]}") if found else Both()
    return Machine(place.code, place.kind, place.name, "bad" if found else "quiet", word)


SCREEN_TROUBLES: Final = {"place.silent": "lost", "board.behind": "standing_still"}


def kinds(quiet: list[Machine]) -> list[Kind]:
    """How many of each kind are well."""
    return [Kind(kind, count) for kind, count in sorted(Counter(m.kind for m in quiet).items())]


def _machine(d: DeviceView, *, troubled: bool) -> Machine:
    found = list(_troubles(d, troubled=troubled))
    tone = "quiet" if not found else ("bad" if any(bad for bad, _ in found) else "warn")
    word = each(lambda tongue: ", ".join(getattr(words, tongue) for _, words in found))
    behind = d.kind in SHOWING and d.presence == "ready" and not d.in_step
    return Machine(d.code, d.kind, d.name, tone, word if found else Both(), behind, d.unfinished)


def _troubles(d: DeviceView, *, troubled: bool) -> Iterator[tuple[bool, Both]]:
    if d.presence != "ready":
        yield d.presence != "unknown", both(f"floor.device_{d.presence if d.presence in PRESENCES else 'lost'}")
        return
    told = d.condition
    if troubled:
        yield True, both("floor.device_trouble")
    if told.get("online") is False and told.get("paper") != "out" and told.get("cover") != "open":
        yield True, both("floor.device_offline")
    if told.get("paper") == "out":
        yield True, both("floor.device_paper_out")
    if told.get("paper") == "near_end":
        yield False, both("floor.device_near_end")
    if told.get("cover") == "open":
        yield True, both("floor.device_cover")
    if told.get("stuck"):
        yield True, both("floor.device_stuck")


PRESENCES = frozenset({"unknown", "init", "disconnected", "lost"})
