"""Building the clips anew with the engine that made them, and what happens where it is missing."""

import wave
from pathlib import Path
from shutil import which

import pytest

from displays.clips import SPOKEN, to_build
from hardware.drivers.clips_build import EngineMissing, build, gong


def test_what_is_to_be_built_is_what_is_said() -> None:
    plan = to_build()
    assert plan.keys() == SPOKEN.keys()
    assert plan["vi/call"] == ("mời công dân có số thứ tự", "vi")


def test_without_an_engine_it_says_which_one_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing) as missing:
        build(tmp_path, {}, engine="no-such-engine")
    assert missing.value.facts == {"engine": "no-such-engine"}
    assert missing.value.code == "voice.engine_missing"


def test_a_stand_in_engine_is_trimmed_and_levelled(tmp_path: Path) -> None:
    """The engine is a program that writes a WAV: half a second of silence around a quiet tone."""
    engine = tmp_path / "engine"
    engine.write_text(ENGINE)
    engine.chmod(0o755)
    assert build(tmp_path / "out", {"vi/mot": ("một", "vi")}, engine=str(engine)) == 2
    with wave.open(str(tmp_path / "out/vi/mot.wav"), "rb") as clip:
        assert 0.18 < clip.getnframes() / clip.getframerate() < 0.3
        samples = memoryview(clip.readframes(clip.getnframes())).cast("h")
    assert 0.1 * 32_767 < max(samples) < 0.95 * 32_767


@pytest.mark.skipif(which("espeak-ng") is None, reason="espeak-ng is not installed; the files are shipped")
def test_espeak_speaks_vietnamese(tmp_path: Path) -> None:
    assert build(tmp_path, {"vi/bay": ("bảy", "vi"), "en/seven": ("seven", "en")}) == 3
    assert {path.name for path in tmp_path.rglob("*.wav")} == {"bay.wav", "seven.wav", "gong.wav"}


def test_the_gong_never_clips() -> None:
    assert max(map(abs, gong())) < 32_767


ENGINE = """#!/usr/bin/env python3
import math, struct, sys, wave
tone = [int(2000 * math.sin(at * 0.2)) for at in range(4410)]
samples = [0] * 11025 + tone + [0] * 11025
with wave.open(sys.argv[sys.argv.index("-w") + 1], "wb") as out:
    out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)
    out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
"""
