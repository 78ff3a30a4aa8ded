"""The loudspeaker of a virtual hall: the last sentences and how long they sounded, from the WAVs it was given.

Its only fault is `cable_cut`: the place it plays from is gone, so that playing fails.
"""

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FAULTS = frozenset({"cable_cut"})


class VirtualVoice:
    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.faults = name, set[str]()
        self.out = folder / f"{name}.played"
        self.out.mkdir(parents=True, exist_ok=True)
        for old in self.out.iterdir():
            old.unlink()

    def fault(self, fault: str, *, on: bool) -> None:
        (self.faults.add if on else self.faults.discard)(fault)
        away = self.out.with_suffix(".cut")
        if on and self.out.is_dir():
            self.out.rename(away)
            self.out.write_bytes(b"")
        elif not on and away.is_dir():
            self.out.unlink()
            away.rename(self.out)

    def sentences(self) -> list[dict[str, Any]]:
        """The newest first."""
        folder = self.out if self.out.is_dir() else self.out.with_suffix(".cut")
        numbers = sorted((int(path.stem) for path in folder.glob("*.wav")), reverse=True)
        return [one for number in numbers for one in _played(folder, number)]

    def state(self) -> dict[str, Any]:
        return {"kind": "voice", "faults": sorted(self.faults), "sentences": self.sentences()}

    def close(self) -> None:
        """What was said stays readable."""


def _played(folder: Path, number: int) -> Iterator[dict[str, Any]]:
    """One sentence, or none when the player has just forgotten it."""
    try:
        sentence = (folder / f"{number}.txt").read_text(encoding="utf-8")
        length_s = _length_s(folder / f"{number}.wav")
    except FileNotFoundError:
        return
    yield {"id": number, "sentence": sentence, "length_s": round(length_s, 2)}


def _length_s(path: Path) -> float:
    with wave.open(str(path), "rb") as sound:
        return sound.getnframes() / sound.getframerate()
