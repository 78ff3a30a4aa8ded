"""The colours keep the contrast that was promised: 7:1 on kiosk and board, 4.5:1 elsewhere."""

import re
from pathlib import Path

import pytest

from onestop.web import theme

SCREENS = sorted((Path(__file__).parents[2] / "onestop" / "web").rglob("*.py"))
STYLES = Path(__file__).parent.parent.parent / "assets" / "styles"


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


READ_ON = [
    ("ink", "paper", 7.0),
    ("ink", "surface", 7.0),
    ("ink-soft", "paper", 7.0),
    ("ink-soft", "surface", 7.0),
    ("on-press", "press", 7.0),
    ("press", "surface", 7.0),
    ("on-call", "call", 7.0),
    ("ink-soft", "sunken", 4.5),
    ("press", "press-wash", 4.5),
    ("good", "good-wash", 4.5),
    ("warn", "warn-wash", 4.5),
    ("bad", "bad-wash", 4.5),
    ("ink-soft-far", "sunken", 7.0),
    ("good-far", "good-wash", 7.0),
    ("warn-far", "warn-wash", 7.0),
    ("bad-far", "bad-wash", 7.0),
    ("line-strong", "surface", 3.0),
]


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK, theme.BOARD], ids=["light", "dark", "board"])
@pytest.mark.parametrize(("above", "below", "least"), READ_ON, ids=str)
def test_contrast(palette: theme.Palette, above: str, below: str, least: float) -> None:
    assert contrast(palette[above], palette[below]) >= least


def test_palettes_have_the_same_names() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys() == theme.BOARD.keys()


@pytest.mark.parametrize("style", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_no_colour_literal_outside_the_theme(style: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", style.read_text(), flags=re.DOTALL)
    assert not re.findall(r"(?<![\w-])#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|oklch)\(", text)


@pytest.mark.parametrize("style", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_stylesheets_use_known_properties(style: Path) -> None:
    text = style.read_text()
    set_by_a_page = {name for page in SCREENS for name in re.findall(r"--([\w-]+)", page.read_text(encoding="utf-8"))}
    known = {
        *set_by_a_page,
        *theme.LIGHT,
        *theme.SCALE,
        *theme.SHAPE,
        "family",
        "mono",
        *re.findall(r"--([\w-]+):", text),
    }
    assert set(re.findall(r"var\(--([\w-]+)", text)) <= known
