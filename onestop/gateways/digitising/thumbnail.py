"""The first page of a paper, small, for lists of papers."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import guard, pdf_pages
from onestop.gateways.digitising.facts import Reason

LONG_PX: Final = 240
"""Of its longer edge: twice what a page shows, for fine screens."""
QUALITY: Final = 70


def draw(paper: Path, to: Path) -> None:
    """A JPEG at `to`.

    Raises:
        PaperRefused: no paper we read (`type`, `encrypted`, `broken`).
        OSError: `to` cannot be written.
    """
    kind = guard.media_type(paper)
    page = pdf_pages.rendered(paper, 0, pdf_pages.LEAST_DPI) if kind == guard.PDF else _picture(paper, kind)
    page.thumbnail((LONG_PX, LONG_PX), Image.Resampling.LANCZOS)
    page.save(to, "JPEG", quality=QUALITY, optimize=True)


def _picture(paper: Path, kind: str) -> Image.Image:
    try:
        with guard.opened(paper, kind) as picture:
            picture.draft("RGB", (LONG_PX * 2, LONG_PX * 2))
            return ImageOps.exif_transpose(picture).convert("RGB")
    except guard.READING_FAILS as why:
        raise PaperRefused(reason=Reason.BROKEN, number=1) from why
