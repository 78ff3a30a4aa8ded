"""What the QR codes in a photograph say: a card held before a camera, small, askew, noisy, in bad light."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import zxingcpp
from PIL import Image, ImageOps

from onestop.domain.errors import PaperRefused
from onestop.gateways.digitising import guard
from onestop.gateways.digitising.facts import Limits, Reason

LONGEST_PX: Final = 4000
"""A phone's 12 million pixels stay as they are; a code on a card across the whole picture needs no more."""
SMALL_PX: Final = 1600
"""A picture with a shorter long edge is tried at twice its size too."""
MOST: Final = 8
"""Codes told of one picture [count]."""


def read(path: Path, limits: Limits) -> list[bytes]:
    """The codes' bytes as they were printed, none twice; looks again, differently, only while nothing was found.

    Raises:
        PaperRefused: no picture we read (`type`, `broken`), or beyond the limits.
    """
    checked = guard.check(path, limits)
    if checked.media_type == guard.PDF:
        raise PaperRefused(reason=Reason.TYPE, number=1)
    for view in _views(_grey(path, checked.media_type)):
        found = zxingcpp.read_barcodes(view, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
        said = dict.fromkeys(bytes(code.bytes) for code in found if code.valid)
        if said:
            return list(said)[:MOST]
    return []


def _grey(path: Path, kind: str) -> Image.Image:
    try:
        with guard.opened(path, kind) as picture:
            scale = LONGEST_PX / max(picture.size)
            if scale < 1:  # a JPEG can be decoded at a half of its size
                picture.draft(None, (int(picture.width * scale), int(picture.height * scale)))
            plain = ImageOps.exif_transpose(picture).convert("L")
    except guard.READING_FAILS as why:
        raise PaperRefused(reason=Reason.BROKEN, number=1) from why
    plain.thumbnail((LONGEST_PX, LONGEST_PX))
    return plain


def _views(grey: Image.Image) -> Iterator[Image.Image]:
    """As it is; then a small one at twice its size, for single dots of its code are too few, a large one at half."""
    yield grey
    if max(grey.size) < SMALL_PX:
        yield grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.BICUBIC)
    else:
        yield grey.reduce(2)
