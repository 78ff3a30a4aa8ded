"""Page pictures and pages that were born digital, bound into one PDF that says nothing about a person.

Pictures only: made to the rules of PDF/A-2b (sRGB intent, XMP, no font that is not embedded), though no validator has
seen it.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

import img2pdf
import pikepdf
from PIL import ImageCms

from onestop.gateways.digitising.pages import BornPage, Ready

JPEG_QUALITY: Final = 80
MAKER: Final = "OneStop"
ROWS_PER_STRIP: Final = 278
"""All rows in one strip: then the bytes go into the PDF as they are."""
LANGUAGE: Final = "vi-VN"


@dataclass(frozen=True, slots=True)
class Plate:
    """A page picture as it goes into the PDF: JPEG, or TIFF with CCITT G4 for black and white."""

    data: bytes
    size: tuple[int, int]
    dpi: float
    layer: bytes = b""
    """A PDF of one page with nothing but invisible text."""
    text: str = ""

    @property
    def points(self) -> tuple[float, float]:
        width, height = self.size
        return width * 72 / self.dpi, height * 72 / self.dpi


Sheet = Plate | BornPage


def plate(ready: Ready) -> Plate:
    """The picture packed; its file carries no metadata of the camera or scanner."""
    packed, picture = BytesIO(), ready.picture
    picture.info = {}
    if picture.mode == "1":
        picture.save(packed, "TIFF", compression="group4", tiffinfo={ROWS_PER_STRIP: picture.height})
    else:
        picture.save(packed, "JPEG", quality=JPEG_QUALITY, subsampling="4:2:0")
    return Plate(packed.getvalue(), picture.size, ready.dpi)


def bind(sheets: Sequence[Sheet], title: str, at: datetime, to: Path) -> None:
    """Write the PDF; the same sheets, title and instant give the same bytes."""
    plates = [sheet for sheet in sheets if isinstance(sheet, Plate)]
    with ExitStack() as held, pikepdf.new() as document:
        pictures = iter(held.enter_context(pikepdf.open(BytesIO(_pictures(plates)))).pages if plates else ())
        paths = {sheet.path for sheet in sheets if isinstance(sheet, BornPage)}
        born = {path: held.enter_context(_filled(path)) for path in paths}
        for sheet in sheets:
            document.pages.append(
                born[sheet.path].pages[sheet.index] if isinstance(sheet, BornPage) else next(pictures)
            )
            if isinstance(sheet, Plate) and sheet.layer:
                layer = held.enter_context(pikepdf.open(BytesIO(sheet.layer)))
                page = document.pages[-1]
                page.add_underlay(layer.pages[0], pikepdf.Rectangle(page.mediabox))
        _describe(document, title, at, pictures_only=not born)
        document.save(to, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _filled(path: Path) -> pikepdf.Pdf:
    """Opened, with what was written into a form made part of its pages: another document has no such form."""
    document = pikepdf.open(path)
    if "/AcroForm" in document.Root:
        document.flatten_annotations()
    for page in document.pages:
        for note in page.obj.get("/Annots", []):
            if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == pikepdf.Name.Widget:
                note.Subtype = pikepdf.Name.Stamp  # of a torn form: it shows what it showed, and asks for nothing
    return document


def _pictures(plates: Sequence[Plate]) -> bytes:
    """One page for each, exactly as large as its picture at its resolution."""
    sizes = iter([plate.points for plate in plates])

    def layout(_width: int, _height: int, _dpi: tuple[float, float]) -> tuple[float, float, float, float]:
        width, height = next(sizes)
        return width, height, width, height

    made: bytes = img2pdf.convert([plate.data for plate in plates], layout_fun=layout, nodate=True)
    return made


def _describe(document: pikepdf.Pdf, title: str, at: datetime, *, pictures_only: bool) -> None:
    document.Root.Lang = pikepdf.String(LANGUAGE)
    document.Root.OutputIntents = pikepdf.Array([_intent(document)])
    stamp = at.isoformat(timespec="seconds")
    with document.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:title"] = title
        told["dc:language"] = {LANGUAGE}
        told["xmp:CreatorTool"] = MAKER
        told["pdf:Producer"] = MAKER
        told["xmp:CreateDate"] = told["xmp:ModifyDate"] = stamp
        if pictures_only:
            told["pdfaid:part"], told["pdfaid:conformance"] = "2", "B"


def _intent(document: pikepdf.Pdf) -> pikepdf.Dictionary:
    profile = document.make_stream(_srgb(), N=3)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        Info=pikepdf.String("sRGB IEC61966-2.1"),
        DestOutputProfile=document.make_indirect(profile),
    )


@cache
def _srgb() -> bytes:
    """Made by LittleCMS, without the instant of making: the same profile every time."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[24:36] = bytes(12)
    return bytes(made)
