"""The hall's voice: shipped WAV clips in a row, a gong first, said as often as asked. No speech is made here."""

import io
import re
import shutil
import subprocess
import threading
import wave
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from hardware.contract.documents import Utterance
from hardware.drivers.errors import ClipMissing, ClipUnusable, NoPlayer, PlayerFailed

SHIPPED = Path(__file__).parent / "clips"
CLIP_NAME = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
GONG = "gong"
PLAYERS: Mapping[str, tuple[str, ...]] = {
    "aplay": ("aplay", "-q", "-"),
    "paplay": ("paplay", "/dev/stdin"),
    "pw-play": ("pw-play", "-"),
}
PLAY_S = 60.0
"""A player that takes longer hangs [s]."""
KEPT = 20
Sound = tuple[int, int, int]
"""Channels, bytes a sample, samples a second."""


class Player(Protocol):
    def play(self, wav: bytes, sentence: str, length_s: float) -> None: ...
    def close(self) -> None: ...


class CommandPlayer:
    """Any program that plays a WAV from its standard input."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command

    def play(self, wav: bytes, sentence: str, length_s: float) -> None:  # noqa: ARG002 - ears need no words
        try:
            subprocess.run(  # noqa: S603 - one of our own command lines
                self._command, input=wav, capture_output=True, check=True, timeout=PLAY_S + length_s
            )
        except (OSError, subprocess.SubprocessError) as why:
            raise PlayerFailed(player=self._command[0], problem=type(why).__name__) from why

    def close(self) -> None:
        """Nothing stays open between sentences."""


class FilePlayer:
    """Keeps the last sentences as `<n>.wav` beside `<n>.txt`; `paced` takes as long as a loudspeaker would."""

    def __init__(self, folder: Path, *, paced: bool = False) -> None:
        self._folder, self._paced = folder, paced
        self._closed = threading.Event()

    def play(self, wav: bytes, sentence: str, length_s: float) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(int(path.stem) for path in self._folder.glob("*.wav"))
            number = (kept[-1] if kept else 0) + 1
            (self._folder / f"{number}.txt").write_text(sentence, encoding="utf-8")
            half = self._folder / f"{number}.half"
            half.write_bytes(wav)
            half.rename(self._folder / f"{number}.wav")
            self._forget(kept[: -KEPT + 1])
        except OSError as why:
            raise PlayerFailed(player="file", problem=type(why).__name__) from why
        if self._paced:
            self._closed.wait(length_s)

    def close(self) -> None:
        self._closed.set()

    def _forget(self, numbers: list[int]) -> None:
        for number in numbers:
            for kind in ("wav", "txt"):
                (self._folder / f"{number}.{kind}").unlink(missing_ok=True)


class ClipVoice:
    def __init__(self, clips: Path, player: Player, gong: str | None = None) -> None:
        self._clips, self._player, self._gong = clips, player, gong

    @property
    def caps(self) -> tuple[str, ...]:
        return ("voice:clips",)

    def speak(self, utterance: Utterance) -> float:
        wav, length_s = self.sound(utterance)
        self._player.play(wav, utterance.sentence, length_s)
        return length_s

    def sound(self, utterance: Utterance) -> tuple[bytes, float]:
        """The whole announcement as one WAV, and its length [s]."""
        gong = self._gong_clip()
        clips = [self._clip(name) for name in utterance.clips]
        sounds = {sound for sound, _ in clips} | ({gong[0]} if gong else set())
        if len(sounds) != 1:
            raise ClipUnusable(clips=utterance.clips, sounds=len(sounds))
        channels, width, rate = sounds.pop()
        silence = bytes(rate * utterance.gap_ms // 1000 * channels * width)
        once = b"".join(samples for _, samples in clips)
        said = (gong[1] if gong else b"") + silence.join([once] * utterance.repeat)
        return _wav((channels, width, rate), said), len(said) / (channels * width * rate)

    def close(self) -> None:
        self._player.close()

    def _gong_clip(self) -> tuple[Sound, bytes] | None:
        """A configured gong must be there; without one, `gong.wav` is played where it is."""
        if self._gong is None and not (self._clips / f"{GONG}.wav").is_file():
            return None
        return self._clip(self._gong or GONG) if self._gong != "" else None

    def _clip(self, name: str) -> tuple[Sound, bytes]:
        path = self._clips / f"{name}.wav"
        if CLIP_NAME.fullmatch(name) is None or not path.is_file():
            raise ClipMissing(clip=name)
        try:
            with wave.open(str(path), "rb") as clip:
                sound = (clip.getnchannels(), clip.getsampwidth(), clip.getframerate())
                return sound, clip.readframes(clip.getnframes())
        except (wave.Error, EOFError) as why:
            raise ClipUnusable(clip=name) from why


def _wav(sound: Sound, samples: bytes) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as target:
        target.setnchannels(sound[0])
        target.setsampwidth(sound[1])
        target.setframerate(sound[2])
        target.writeframes(samples)
    return out.getvalue()


def from_config(config: Mapping[str, Any]) -> ClipVoice:
    """Where wanted: `clips` (a folder, else the shipped one), `gong` (`""` for none), `player`.

    `player` is `auto`, a program of `PLAYERS`, or `file`, which needs `out`, a folder, and takes `paced`.
    """
    return ClipVoice(Path(config.get("clips") or SHIPPED), _player(config), config.get("gong"))


def _player(config: Mapping[str, Any]) -> Player:
    wanted = config.get("player", "auto")
    if wanted == "file":
        return FilePlayer(Path(config["out"]), paced=bool(config.get("paced", False)))
    if wanted != "auto":
        return CommandPlayer(PLAYERS[wanted])
    for name, command in PLAYERS.items():
        if shutil.which(name):
            return CommandPlayer(command)
    raise NoPlayer(known=tuple(PLAYERS))
