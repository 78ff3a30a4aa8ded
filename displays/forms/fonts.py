"""What every form is set with: the shipped fonts, read once, and the archive's standard."""

from functools import cache
from pathlib import Path
from typing import Final

import typst

FOLDER = Path(__file__).parent.parent / "fonts"
STANDARD: Final = "a-2b"
"""PDF/A-2b: fonts inside, no links to the outside (ISO 19005-2)."""


@cache
def fonts() -> typst.Fonts:
    """Read (7 MB) when the first form is set, not by every process that could set one."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])
