"""Files to pages: rotation by EXIF, photographs cut out and evened, blank pages known, bad pictures refused."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import crop, guard, pages, pdf_pages, tone
from onestop.gateways.digitising.facts import Limits
from tests.gateways.digitising import files, scans

Draw = Callable[[ImageDraw.ImageDraw], None]


def leaves(path: Path) -> list[Any]:
    return list(pages.leaves(guard.check(path, Limits())))


def seen(path: Path) -> pages.Seen:
    (leaf,) = leaves(path)
    loaded: pages.Seen = leaf.load()
    return loaded


@cache
def photograph() -> Image.Image:
    return scans.photographed(scans.page(150))


# --- from the file ---


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_phone_held_any_way(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (120, 80), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 40, 20), fill="red")
    back = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90"}
    back |= {7: "TRANSVERSE", 8: "ROTATE_270"}
    way = back.get(orientation)
    held = upright.transpose(Image.Transpose[way]) if way else upright
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Phone"
    held.save(tmp_path / "a.jpg", quality=95, exif=exif, dpi=(300, 300))
    found = seen(tmp_path / "a.jpg")
    assert found.camera
    assert found.picture.size == (120, 80)
    red = found.picture.getpixel((10, 10))
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[1] < 100


def test_a_scanner_says_its_resolution_and_a_phone_says_none(tmp_path: Path) -> None:
    scan = seen(files.jpeg(tmp_path / "a.jpg", scans.blank(100), 100))
    assert (scan.camera, scan.dpi) == (False, 100)
    scans.blank(100).save(tmp_path / "b.jpg", dpi=(72, 72))
    assert seen(tmp_path / "b.jpg").camera


def test_a_fine_scan_is_decoded_smaller_and_knows_it(tmp_path: Path) -> None:
    fine = seen(files.jpeg(tmp_path / "a.jpg", scans.blank(400), 400))
    assert fine.picture.width == pytest.approx(scans.blank(200).width, abs=1)
    assert fine.dpi == pytest.approx(200, abs=0.2)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "PA"])
def test_every_way_to_keep_colours(tmp_path: Path, mode: str) -> None:
    shade: Any = {"CMYK": (0, 0, 0, 0), "RGBA": (0, 0, 0, 0), "LA": (0, 0)}.get(
        mode, 65535 if mode == "I;16" else "white"
    )
    path = tmp_path / ("a.tiff" if mode in ("CMYK", "PA", "I;16") else "a.png")
    plain = (
        Image.new("RGBA", (40, 40), (0, 0, 0, 0)).convert("PA") if mode == "PA" else Image.new(mode, (40, 40), shade)
    )
    plain.save(path, dpi=(200, 200))
    found = seen(path).picture
    assert found.mode in ("1", "L", "RGB")
    assert found.convert("L").getpixel((20, 20)) == 255


def test_a_picture_cut_off_is_broken_not_half_a_page(tmp_path: Path) -> None:
    path = files.jpeg(tmp_path / "a.jpg", scans.page(60), 60)
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(PaperRefused) as refused:
        seen(path)
    assert refused.value.facts == {"reason": "broken", "number": 1}


def test_pages_of_a_tiff_come_in_order_and_only_when_asked(tmp_path: Path) -> None:
    shades = [Image.new("L", (200, 300), level) for level in (10, 120, 240)]
    shades[0].save(tmp_path / "a.tiff", save_all=True, append_images=shades[1:], dpi=(200, 200))
    loaded = [leaf.load() for leaf in leaves(tmp_path / "a.tiff")]
    assert [page.picture.getpixel((5, 5)) for page in loaded] == [10, 120, 240]
    assert [page.dpi for page in loaded] == [200] * 3


def test_a_scanned_pdf_is_pictures_and_a_born_one_is_kept(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "a.pdf", scans.page(150), dpi=150)
    (leaf,) = leaves(scan)
    assert leaf.load().picture.size == scans.page(150).size
    assert leaves(files.born(tmp_path / "b.pdf")) == [pages.BornPage(tmp_path / "b.pdf", 0)]


def test_a_black_and_white_pdf_keeps_its_resolution(tmp_path: Path) -> None:
    sharp = scans.page(300, stamp=False).convert("1", dither=Image.Dither.NONE)
    (leaf,) = leaves(files.scanned_pdf(tmp_path / "a.pdf", sharp, dpi=300))
    ready = pages.prepared(leaf.load())
    assert ready is not None
    assert (ready.picture.mode, ready.picture.size, round(ready.dpi)) == ("1", sharp.size, 300)
    assert ready.picture.tobytes() == sharp.tobytes()


def test_a_page_that_claims_to_be_metres_wide(tmp_path: Path) -> None:
    path = files.born(tmp_path / "a.pdf")
    picture = pdf_pages.rendered(path, 0, 400)
    assert picture.width * picture.height <= pdf_pages.MOST_PIXELS * 1.01


# --- on the page ---


def drawn(draw: Draw, colour: str = "white") -> Image.Image:
    picture = scans.blank(200, colour)
    draw(ImageDraw.Draw(picture))
    return scans.speckled(picture)


@pytest.mark.parametrize("colour", ["white", "#cfcab8", "#f3d9d9"])
def test_blank_pages_with_grain_and_dust(colour: str) -> None:
    assert tone.blank(scans.speckled(scans.blank(200, colour)))
    assert tone.blank(scans.blank(200, colour))


def test_shine_through_and_a_lid_shadow_are_nothing() -> None:
    def back(pen: ImageDraw.ImageDraw) -> None:
        for at in range(20):
            pen.text((200, 200 + 60 * at), scans.TEXT[0], "#e4e4e4", scans.font(11, 200))
        pen.rectangle((0, 0, 12, 2400), fill="#404040")

    assert tone.blank(drawn(back))


@pytest.mark.parametrize(
    "mark",
    [
        lambda pen: pen.text((826, 2200), "3", "black", scans.font(9, 200)),
        lambda pen: pen.text((826, 1200), "đã xem", "#909090", scans.font(11, 200)),
        lambda pen: pen.ellipse((1200, 1700, 1500, 2000), outline=(205, 30, 40), width=8),
        lambda pen: pen.line((300, 1500, 500, 1440), fill=(40, 60, 160), width=4),
    ],
    ids=["page number", "pencil", "stamp", "stroke"],
)
def test_a_page_with_one_mark_is_not_blank(mark: Draw) -> None:
    assert not tone.blank(drawn(mark))


def test_a_photograph_is_cut_out_and_evened() -> None:
    found = pages.prepared(pages.Seen(photograph(), None, camera=True))
    assert found is not None
    picture = found.picture
    assert picture.height / picture.width == pytest.approx(2**0.5, abs=0.01)
    small = np.asarray(picture.resize((21, 30), Image.Resampling.BOX).convert("L"))
    rim = np.concatenate([small[1, 1:-1], small[-2, 1:-1], small[1:-1, 1], small[1:-1, -2]])
    assert rim.min() > 225  # no desk left, and no shade
    reds = np.asarray(picture, dtype=int)
    assert ((reds[..., 0] - reds[..., 1]) > 90).sum() > 500  # the stamp is still red


def test_what_is_no_sheet_is_not_cut() -> None:
    scan, chance = scans.page(100), np.random.default_rng(1)
    noise = Image.fromarray(chance.integers(0, 255, (800, 600), dtype=np.uint8))
    torn = photograph().copy()
    pen = ImageDraw.Draw(torn)
    pen.rectangle(
        (0, torn.height // 3, torn.width // 2, torn.height // 2), fill=(74, 58, 46)
    )  # an arm over the sheet
    light = Image.new("RGB", photograph().size, "#d8d4c8")
    light.paste(scans.page(100), (300, 300))  # a white sheet on a light desk
    for picture in (scan, noise, torn, light, scans.blank(50)):
        assert crop.cut_out(picture) is picture


def test_evening_leaves_a_white_page_alone() -> None:
    page = scans.page(100)
    assert np.abs(np.asarray(tone.evened(page), dtype=int) - np.asarray(page, dtype=int)).max() <= 2


def test_no_more_colours_than_there_are() -> None:
    assert tone.fewest_colours(scans.page(100)).mode == "RGB"
    assert tone.fewest_colours(scans.speckled(scans.page(100, stamp=False))).mode == "L"
    assert tone.fewest_colours(scans.page(100, stamp=False).convert("1").convert("RGB")).mode == "1"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_is_turned_when_somebody_is_sure(degrees: int) -> None:
    paper = scans.page(100)
    laid = pages.turned(paper, 360 - degrees)
    found = pages.prepared(pages.Seen(laid, 100, camera=False), lambda _: degrees)
    assert found is not None
    assert np.abs(np.asarray(found.picture, dtype=int) - np.asarray(paper, dtype=int)).max() == 0
