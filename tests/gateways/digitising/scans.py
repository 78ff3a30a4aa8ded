"""Made-up scans: pages of Vietnamese writing, drawn straight, then laid in askew, shaded, speckled, photographed."""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS: Final = Path(__file__).parents[3] / "displays" / "fonts"
A4_MM: Final = (210, 297)
TITLE: Final = "ĐƠN ĐỀ NGHỊ CẤP GIẤY PHÉP"
TEXT: Final = (
    "Kính gửi: Bộ phận Một cửa, số 113 Trần Duy Hưng, Hà Nội",
    "Tôi đề nghị cấp giấy phép theo quy định của pháp luật hiện hành,",
    "kèm theo các giấy tờ sau đây: bản sao giấy chứng nhận đăng ký,",
    "bản vẽ thiết kế, văn bản thẩm định và biên lai nộp phí, lệ phí.",
    "Tôi cam kết những thông tin khai trên là đúng sự thật và chịu",
    "trách nhiệm trước pháp luật về nội dung đã kê khai. Người nộp hồ",
    "sơ được hẹn trả kết quả sau mười lăm ngày làm việc kể từ ngày",
    "nhận đủ hồ sơ hợp lệ; trường hợp phải bổ sung thì được báo một",
    "lần bằng văn bản, nêu rõ lý do và nội dung cần bổ sung.",
)


@cache
def font(points: float, dpi: int, weight: str = "400Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"BeVietnamPro_{weight}.ttf"), round(points * dpi / 72))


def blank(dpi: int = 200, colour: str = "white", mode: str = "RGB") -> Image.Image:
    width, height = (round(side / 25.4 * dpi) for side in A4_MM)
    return Image.new(mode, (width, height), colour)


def page(dpi: int = 200, *, lines: int = 27, number: int = 1, stamp: bool = True) -> Image.Image:
    """An A4 letter with a heading, paragraphs, a red stamp and a page number."""
    picture = blank(dpi)
    pen, inch = ImageDraw.Draw(picture), dpi
    pen.text((2.2 * inch, 0.9 * inch), TITLE, "black", font(15, dpi, "700Bold"))
    for at in range(lines):
        pen.text((1.1 * inch, (1.6 + 0.3 * at) * inch), TEXT[at % len(TEXT)], (25, 25, 35), font(11.5, dpi))
    if stamp:
        box = [5.2 * inch, 8.8 * inch, 6.6 * inch, 10.2 * inch]
        pen.ellipse(box, outline=(205, 30, 40), width=dpi // 20)
        pen.text((5.45 * inch, 9.4 * inch), "ĐÃ NHẬN", (205, 30, 40), font(13, dpi, "700Bold"))
    pen.text((4.1 * inch, 11.1 * inch), str(number), "black", font(10, dpi))
    return picture


def askew(picture: Image.Image, degrees: float) -> Image.Image:
    """As if laid in turned counter-clockwise: what is taken away is the same number of degrees clockwise."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=picture.getpixel((2, 2)))


def speckled(picture: Image.Image, levels: float = 8, specks: int = 150, seed: int = 3) -> Image.Image:
    """A worn scanner: grain, and dust as single dark pixels."""
    chance = np.random.default_rng(seed)
    grain = np.asarray(picture.convert("RGB")).astype(np.float32) + chance.normal(0, levels, (*picture.size[::-1], 1))
    rows, columns = (chance.integers(0, side, specks) for side in picture.size[::-1])
    grain[rows, columns] = 60
    return Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))


def photographed(paper: Image.Image, seed: int = 5) -> Image.Image:
    """A page on a dark desk, seen at a slant under a lamp at the upper left."""
    width, height = int(paper.width * 1.25), int(paper.height * 1.2)
    corners = ((0.10, 0.06), (0.92, 0.10), (0.95, 0.95), (0.05, 0.93))
    to = [(x * width, y * height) for x, y in corners]
    back = _perspective(to, [(0, 0), (paper.width, 0), paper.size, (0, paper.height)])
    size, how = (width, height), Image.Transform.PERSPECTIVE
    seen = paper.convert("RGB").transform(size, how, back, Image.Resampling.BICUBIC)
    sheet = Image.new("L", paper.size, 255).transform(size, how, back, Image.Resampling.BILINEAR)
    desk = Image.new("RGB", size, (74, 58, 46))
    return _lit(Image.composite(seen, desk, sheet), seed)


def _lit(picture: Image.Image, seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0 : picture.height, 0 : picture.width]
    light = 0.92 - 0.38 * (0.6 * x / picture.width + 0.4 * y / picture.height)
    warm = np.asarray(picture, dtype=np.float32) * light[..., None] * np.array([1.0, 0.97, 0.88])
    return Image.fromarray(np.clip(warm + chance.normal(0, 3, (*light.shape, 1)), 0, 255).astype(np.uint8))


def _perspective(source: list[tuple[float, float]], target: list[tuple[float, float]]) -> list[float]:
    """Coefficients that take a point of `source` to its point of `target`."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(c) for c in np.linalg.solve(np.array(rows), np.array(wanted))]
