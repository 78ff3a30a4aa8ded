"""Codes of cards in photographs: turned, noisy, small, dark; what is no picture is refused."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import qrcode
from PIL import Image, ImageDraw, ImageFilter

from onestop.domain.errors import PaperRefused
from onestop.domain.formats import citizen_card
from onestop.gateways.digitising import apart, codes
from onestop.gateways.digitising.facts import Limits
from tests.domain.formats.test_citizen_card import CARD, TODAY
from tests.gateways.digitising import files

NEW_CARD = f"{CARD}|Nguyễn Văn B|Trần Thị C||"
"""The card of 2024 says more behind the seven fields."""


def code(text: str | bytes = CARD, module_px: int = 6) -> Image.Image:
    made = qrcode.QRCode(box_size=module_px, border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    made.add_data(text.encode() if isinstance(text, str) else text)
    made.make(fit=True)
    return made.make_image().get_image().convert("L")


def card(text: str | bytes = CARD, module_px: int = 6) -> Image.Image:
    """A card on a desk, its code in the upper right corner."""
    qr = code(text, module_px)
    face = Image.new("L", (qr.width * 4, int(qr.width * 2.5)), 205)
    pen = ImageDraw.Draw(face)
    for row in range(6):
        pen.text((60, qr.width + 90 + 60 * row), "CĂN CƯỚC CÔNG DÂN 001090123456", fill=60, font_size=36)
    face.paste(qr, (face.width - qr.width - 60, 60))
    desk = Image.new("L", (int(face.width * 1.4), int(face.height * 1.5)), 110)
    desk.paste(face, (int(face.width * 0.2), int(face.height * 0.25)))
    return desk


def noisy(picture: Image.Image, strength: float, seed: int = 7) -> Image.Image:
    grain = np.random.default_rng(seed).normal(0, strength, (picture.height, picture.width))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def shaded(picture: Image.Image) -> Image.Image:
    """A lamp from one side: the other side is nearly dark."""
    light = np.linspace(1.0, 0.25, picture.width)[None, :]
    return Image.fromarray((np.asarray(picture) * light).astype(np.uint8))


def saved(path: Path, picture: Image.Image, quality: int = 70) -> Path:
    picture.convert("RGB").save(path, "JPEG", quality=quality)
    return path


def read(path: Path) -> list[citizen_card.Card]:
    return [citizen_card.read(found, today=TODAY) for found in codes.read(path, Limits())]


PLAIN = citizen_card.read(CARD, today=TODAY)


@pytest.mark.parametrize("degrees", [0, 12, 33, 45, 90, 137, 180, 270])
def test_a_turned_and_noisy_card(tmp_path: Path, degrees: int) -> None:
    turned = card().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=110)
    assert read(saved(tmp_path / "a.jpg", noisy(turned, 35))) == [PLAIN]


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(lambda c: shaded(noisy(c, 10)), id="shaded"),
        pytest.param(lambda c: c.filter(ImageFilter.GaussianBlur(1.6)), id="blurred"),
        pytest.param(lambda c: c.point(lambda v: 90 + v // 6), id="pale"),
        pytest.param(lambda c: c.point(lambda v: v // 8), id="dark"),
        pytest.param(lambda c: noisy(c, 70), id="very noisy"),
        pytest.param(lambda c: c.resize((c.width // 3, c.height // 3)), id="small"),
    ],
)
def test_in_bad_light(tmp_path: Path, spoilt: object) -> None:
    assert read(saved(tmp_path / "a.jpg", spoilt(card()))) == [PLAIN]  # type: ignore[operator]


def test_a_large_photograph_held_sideways(tmp_path: Path) -> None:
    large = card(module_px=10).resize((4000, 3000)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    large.save(tmp_path / "a.jpg", "JPEG", exif=exif)
    assert read(tmp_path / "a.jpg") == [PLAIN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be"])
def test_what_was_printed_comes_byte_for_byte(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path / "a.jpg", card(NEW_CARD.encode(encoding)))
    assert codes.read(path, Limits()) == [NEW_CARD.encode(encoding)]
    assert read(path)[0].name == "Nguyễn Văn A"


def test_several_codes_and_none(tmp_path: Path) -> None:
    two = Image.new("L", (1600, 800), 255)
    two.paste(code("https://example.vn/t/ABCDEFGHJK"), (20, 20))
    two.paste(code(CARD), (800, 20))
    assert set(codes.read(saved(tmp_path / "a.jpg", two), Limits())) == {
        CARD.encode(),
        b"https://example.vn/t/ABCDEFGHJK",
    }
    assert codes.read(saved(tmp_path / "b.jpg", noisy(Image.new("L", (900, 600), 128), 60)), Limits()) == []


def test_apart_it_is_the_same_and_refuses_the_same(tmp_path: Path) -> None:
    assert apart.read_codes(saved(tmp_path / "a.jpg", card())) == [CARD.encode()]
    kept = io.BytesIO()
    card().save(kept, "PNG")
    torn = tmp_path / "torn.png"
    torn.write_bytes(kept.getvalue()[:3000])
    text = tmp_path / "text.jpg"
    text.write_bytes(CARD.encode())
    for path, reason in ((files.born(tmp_path / "a.pdf"), "type"), (text, "type"), (torn, "broken")):
        with pytest.raises(PaperRefused) as refused:
            apart.read_codes(path)
        assert refused.value.facts == {"reason": reason, "number": 1}
    huge = tmp_path / "huge.png"
    Image.new("1", (12_000, 12_000)).save(huge)
    with pytest.raises(PaperRefused, match="too_large"):
        apart.read_codes(huge)


def test_whoever_asks_loads_no_reader() -> None:
    asked = "import sys; from onestop.api import cards; print({'zxingcpp', 'numpy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
