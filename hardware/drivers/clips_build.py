"""Voice clips from a speech engine: 22.05 kHz, mono, 16 bit, no silence at the ends, one loudness.

Reproducible on one version of the engine; a studio recording may replace any file afterwards.
"""

import math
import subprocess
import sys
import wave
from array import array
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import TypeAlias

from hardware.drivers.errors import DeviceError

Samples: TypeAlias = "array[int]"
RATE = 22_050
"""Samples a second."""
FULL = 32_767
LOUD = 0.14
"""Mean loudness aimed at, of full scale; peaks stay under `PEAK`."""
PEAK = 0.9
SILENCE = 0.012
"""Under this share of a clip's peak it is silent at its ends."""
MARGIN_S, FADE_S = 0.03, 0.006
WORDS_A_MINUTE = 135
GONG_HZ = (880, 1174, 1568)
GONG_STEP_S, GONG_RING_S = 0.16, 0.9


class EngineMissing(DeviceError):
    """The speech engine is not installed."""

    code = "voice.engine_missing"


class EngineUnusable(DeviceError):
    """It speaks at another rate, or in another shape, than the clips have."""

    code = "voice.engine_unusable"


def build(folder: Path, clips: Mapping[str, tuple[str, str]], engine: str = "espeak-ng") -> int:
    """Write `<name>.wav` for each name → (what to say, voice), and `gong.wav`; say how many were written."""
    program = which(engine)
    if program is None:
        raise EngineMissing(engine=engine)
    for name, (text, voice) in clips.items():
        _write(folder / f"{name}.wav", _levelled(_trimmed(_spoken(program, text, voice))))
    _write(folder / "gong.wav", gong())
    return len(clips) + 1


def _spoken(program: str, text: str, voice: str) -> Samples:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        order = [program, "-v", voice, "-s", str(WORDS_A_MINUTE), "-w", str(path), text]
        subprocess.run(order, check=True, capture_output=True, timeout=30)  # noqa: S603
        with wave.open(str(path), "rb") as source:
            shape = (source.getframerate(), source.getnchannels(), source.getsampwidth())
            samples = array("h", source.readframes(source.getnframes()))
    if shape != (RATE, 1, 2):
        raise EngineUnusable(engine=program, shape=shape)
    return _in_file_order(samples)


def _in_file_order(samples: Samples) -> Samples:
    """WAV is little-endian whatever the machine."""
    turned = samples[:]
    if sys.byteorder == "big":
        turned.byteswap()
    return turned


def _trimmed(samples: Samples) -> Samples:
    limit = SILENCE * max(map(abs, samples), default=0)
    loud = [at for at, sample in enumerate(samples) if abs(sample) > limit]
    margin = int(MARGIN_S * RATE)
    kept = samples[max(0, loud[0] - margin) : loud[-1] + margin] if loud else samples
    return _faded(kept)


def _faded(samples: Samples) -> Samples:
    ramp = min(int(FADE_S * RATE), len(samples) // 2)
    for at in range(ramp):
        samples[at] = samples[at] * at // ramp
        samples[-1 - at] = samples[-1 - at] * at // ramp
    return samples


def _levelled(samples: Samples) -> Samples:
    mean = math.sqrt(sum(sample * sample for sample in samples) / max(1, len(samples)))
    peak = max(map(abs, samples), default=0)
    if not peak:
        return samples
    gain = min(LOUD * FULL / mean, PEAK * FULL / peak)
    return array("h", (int(sample * gain) for sample in samples))


def gong() -> Samples:
    """Three bells, one after the other, each ringing out."""
    seconds = GONG_STEP_S * (len(GONG_HZ) - 1) + GONG_RING_S
    bells = [(hz, round(GONG_STEP_S * turn * RATE)) for turn, hz in enumerate(GONG_HZ)]
    wavy = (sum(_bell(hz, at - start) for hz, start in bells) for at in range(int(seconds * RATE)))
    return _faded(array("h", (int(0.3 * FULL * value) for value in wavy)))


def _bell(hz: int, at: int) -> float:
    if at < 0:
        return 0.0
    seconds = at / RATE
    soft_start = min(1.0, seconds / 0.004)
    tone = math.sin(math.tau * hz * seconds) + 0.25 * math.sin(math.tau * 2 * hz * seconds)
    return soft_start * math.exp(-4.5 * seconds) * tone


def _write(path: Path, samples: Samples) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(_in_file_order(samples).tobytes())
