"""The voice: clips in a row, gong first, as often as asked; what is missing is named."""

import wave
from pathlib import Path

import pytest

from hardware.contract.documents import Utterance
from hardware.drivers import registry
from hardware.drivers.errors import ClipMissing, ClipUnusable, PlayerFailed, UnknownModel
from hardware.drivers.voice import CommandPlayer

RATE = 8000


def clip(folder: Path, name: str, tenths: int, *, rate: int = RATE, level: bytes = b"\1\0") -> None:
    path = folder / f"{name}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(level * (rate * tenths // 10))


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    clip(folder, "vi/xin-moi-so", 3)
    clip(folder, "vi/chin", 2, level=b"\2\0")
    return folder


def calling(*names: str, repeat: int = 2) -> Utterance:
    return Utterance(clips=names, sentence="Xin mời số chín", repeat=repeat, gap_ms=400)


def test_twice_with_a_gap(clips: Path, tmp_path: Path) -> None:
    voice = registry.voice({"model": "clips", "clips": clips, "player": "file", "out": tmp_path / "out"})
    assert voice.speak(calling("vi/xin-moi-so", "vi/chin")) == pytest.approx(0.5 + 0.4 + 0.5)
    with wave.open(str(tmp_path / "out" / "1.wav")) as sound:
        samples = sound.readframes(sound.getnframes())
    once = b"\1\0" * 2400 + b"\2\0" * 1600
    assert samples == once + bytes(6400) + once
    assert (tmp_path / "out" / "1.txt").read_text(encoding="utf-8") == "Xin mời số chín"


def test_a_gong_goes_first_and_once(clips: Path, tmp_path: Path) -> None:
    clip(clips, "gong", 10)
    settings = {"model": "clips", "clips": clips, "player": "file", "out": tmp_path / "out"}
    assert registry.voice(settings).speak(calling("vi/chin")) == pytest.approx(1 + 0.2 + 0.4 + 0.2)
    assert registry.voice({**settings, "gong": ""}).speak(calling("vi/chin", repeat=1)) == pytest.approx(0.2)
    with pytest.raises(ClipMissing):
        registry.voice({**settings, "gong": "bell"}).speak(calling("vi/chin"))


@pytest.mark.parametrize("name", ["vi/muoi", "../secret", "/etc/passwd", "vi//chin", ""])
def test_what_is_no_clip_is_named(clips: Path, tmp_path: Path, name: str) -> None:
    voice = registry.voice({"model": "clips", "clips": clips, "player": "file", "out": tmp_path / "out"})
    with pytest.raises(ClipMissing) as refusal:
        voice.speak(calling("vi/chin", name))
    assert refusal.value.facts == {"clip": name}
    assert not (tmp_path / "out").exists()


def test_clips_that_do_not_fit_together(clips: Path, tmp_path: Path) -> None:
    clip(clips, "vi/nam", 2, rate=16_000)
    (clips / "vi" / "noise.wav").write_bytes(b"not a sound")
    voice = registry.voice({"model": "clips", "clips": clips, "player": "file", "out": tmp_path / "out"})
    for names in (("vi/chin", "vi/nam"), ("vi/noise",), ()):
        with pytest.raises(ClipUnusable):
            voice.speak(calling(*names))


def test_only_the_last_sentences_are_kept(clips: Path, tmp_path: Path) -> None:
    voice = registry.voice({"model": "clips", "clips": clips, "player": "file", "out": tmp_path / "out"})
    for _ in range(25):
        voice.speak(calling("vi/chin"))
    assert sorted(int(path.stem) for path in (tmp_path / "out").glob("*.wav")) == list(range(6, 26))
    voice.close()


def test_a_player_that_fails() -> None:
    CommandPlayer(("cat",)).play(b"RIFF", "", 0.1)
    for command in ("false", "no-such-player"):
        with pytest.raises(PlayerFailed):
            CommandPlayer((command,)).play(b"", "", 0.1)


def test_the_shipped_clips_make_a_sentence(tmp_path: Path) -> None:
    voice = registry.voice({"model": "clips", "player": "file", "out": tmp_path})
    assert voice.speak(calling("vi/call", "vi/letter-a", "vi/chin", "vi/to-counter", "vi/ba")) > 5


def test_no_such_voice() -> None:
    with pytest.raises(UnknownModel):
        registry.voice({"model": "opera"})
