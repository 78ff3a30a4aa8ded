"""Twenty scanned pages to one PDF, without text recognition: letters at 300 dpi in colour, stamped, most askew."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.table import Line
from onestop.gateways.digitising import apart, work
from onestop.gateways.digitising.facts import Batch
from onestop.storage.papers import PaperStore

PAGES: Final = 20
DPI: Final = 300
TARGET_S: Final = 6.0
FONT: Final = Path(__file__).parents[1] / "displays" / "fonts" / "BeVietnamPro_400Regular.ttf"
WRITING: Final = "Kính gửi: Bộ phận Một cửa. Tôi đề nghị cấp giấy phép theo quy định của pháp luật."


def lines() -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        batch = Batch(
            tuple(_scan(folder / f"{number}.jpg", number) for number in range(PAGES)), "Scan", recognise=False
        )
        work.digitise(replace(batch, sources=batch.sources[:2]), folder / "warm.pdf")
        here, busy, alone, keeping = _took(batch, folder)
    yield Line(f"{PAGES} scanned pages to one PDF, without recognition", "", here, "s", "≤", TARGET_S)
    yield Line("  processor time of it, on all cores", "", busy, "s")
    yield Line("  the same in a process of its own", "", alone, "s", "≤", TARGET_S)
    yield Line("  its PDF kept in the paper store", "", keeping * 1000, "ms")


def _took(batch: Batch, folder: Path) -> tuple[float, float, float, float]:
    """Seconds: the job in this process, its processor time, the job apart, keeping its PDF."""
    began, idle = time.perf_counter(), time.process_time()
    work.digitise(batch, folder / "here.pdf")
    here, busy = time.perf_counter(), time.process_time() - idle
    done = apart.digitise(batch, folder / "apart.pdf")
    alone = time.perf_counter()
    PaperStore(folder / "papers").keep(done.path)
    return here - began, busy, alone - here, time.perf_counter() - alone


def _scan(path: Path, number: int) -> Path:
    """A4 with 30 lines, a red stamp and grain, laid in askew by up to 2.7°."""
    page = Image.new("RGB", (round(8.27 * DPI), round(11.69 * DPI)), (250, 249, 245))
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), round(10.5 * DPI / 72))
    for at in range(30):
        pen.text((DPI, (1 + 0.3 * at) * DPI), WRITING, (25, 25, 35), font)
    pen.ellipse([5.2 * DPI, 9 * DPI, 6.6 * DPI, 10.4 * DPI], outline=(205, 30, 40), width=DPI // 20)
    laid = page.rotate((number % 7 - 3) * 0.9, Image.Resampling.BICUBIC, fillcolor=(250, 249, 245))
    grain = np.random.default_rng(number).integers(-6, 7, (*laid.size[::-1], 1), dtype=np.int16)
    Image.fromarray(np.clip(np.asarray(laid) + grain, 0, 255).astype(np.uint8)).save(path, quality=85, dpi=(DPI, DPI))
    return path
