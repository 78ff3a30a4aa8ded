"""What every form is set with: the shipped fonts, read once, and the archive's standard."""

from pathlib import Path
from typing import Final

import typst

FOLDER = Path(__file__).parent.parent / "fonts"
FONTS: Final = typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])
STANDARD: Final = "a-2b"
"""PDF/A-2b: fonts inside, no links to the outside (ISO 19005-2)."""
