"""Every colour, size and shadow of the screens, written once; the stylesheets know only their names.

`css()` is the text of the custom properties; a part of a page changes its light with `data-theme`. Names that end in
`-far` are for screens read standing (7:1 on every ground); `symbol` is the white a QR code needs in any light.
"""

from typing import Final

Palette = dict[str, str]

LIGHT: Final[Palette] = {
    "paper": "#fbfaf6",
    "surface": "#ffffff",
    "sunken": "#f2f0e9",
    "ink": "#15202b",
    "ink-soft": "#46525e",
    "line": "#dcd9cf",
    "line-strong": "#7d858d",
    "press": "#123f7d",
    "press-deep": "#0b2c5a",
    "press-wash": "#e8eff8",
    "on-press": "#ffffff",
    "call": "#a3161b",
    "call-deep": "#7d0f14",
    "call-wash": "#fbeceb",
    "on-call": "#ffffff",
    "good": "#14592f",
    "good-wash": "#e6f3ea",
    "warn": "#744600",
    "warn-wash": "#fdf1d8",
    "bad": "#8f1d12",
    "bad-wash": "#fbeae6",
    "focus": "#123f7d",
    "ink-soft-far": "#333f4a",
    "good-far": "#0f4724",
    "warn-far": "#5c3700",
    "bad-far": "#7a160c",
    "symbol": "#ffffff",
    "veil": "rgb(21 32 43 / 48%)",
}

DARK: Final[Palette] = {
    "paper": "#10171f",
    "surface": "#18212b",
    "sunken": "#0b1118",
    "ink": "#f4f2ec",
    "ink-soft": "#b8c2cc",
    "line": "#2f3b47",
    "line-strong": "#8793a0",
    "press": "#a6c8ff",
    "press-deep": "#cfe1ff",
    "press-wash": "#1b2c44",
    "on-press": "#0b1a30",
    "call": "#ff9b91",
    "call-deep": "#ffc0b9",
    "call-wash": "#3a1a1b",
    "on-call": "#2a0507",
    "good": "#8fd9a8",
    "good-wash": "#153022",
    "warn": "#f3c56b",
    "warn-wash": "#362810",
    "bad": "#ffab9f",
    "bad-wash": "#3b1c18",
    "focus": "#a6c8ff",
    "ink-soft-far": "#c9d2db",
    "good-far": "#a9e6be",
    "warn-far": "#f8d48b",
    "bad-far": "#ffc4bb",
    "symbol": "#ffffff",
    "veil": "rgb(0 0 0 / 64%)",
}

BOARD: Final[Palette] = DARK | {
    "paper": "#0a0f15",
    "surface": "#121a23",
    "ink": "#ffffff",
    "ink-soft": "#c9d2db",
    "call": "#a3161b",
    "call-deep": "#c9262c",
    "on-call": "#ffffff",
}

SCALE: Final[dict[str, str]] = {
    "text-s": "0.875rem",
    "text-m": "1rem",
    "text-l": "1.125rem",
    "text-xl": "1.375rem",
    "title-m": "1.75rem",
    "title-l": "2.25rem",
    "title-xl": "3rem",
    "number-m": "2.5rem",
    "number-l": "4.5rem",
    "number-xl": "8rem",
}

SHAPE: Final[dict[str, str]] = {
    **{f"space-{n}": f"{n * 8}px" for n in (1, 2, 3, 4, 5, 6, 8, 10, 12)},
    "space-half": "4px",
    "radius-s": "6px",
    "radius-m": "10px",
    "radius-l": "16px",
    "radius-full": "999px",
    "shadow-card": "0 1px 2px rgb(21 32 43 / 6%), 0 4px 16px rgb(21 32 43 / 5%)",
    "shadow-float": "0 2px 8px rgb(21 32 43 / 12%), 0 16px 48px rgb(21 32 43 / 18%)",
    "target": "44px",
    "target-touch": "72px",
    "wrap": "1120px",
}

FAMILY: Final = '"Be Vietnam Pro", system-ui, "Noto Sans", "Segoe UI", sans-serif'
MONO: Final = 'ui-monospace, "DejaVu Sans Mono", monospace'
WEIGHTS: Final = (400, 500, 600, 700, 800)
SUBSETS: Final[dict[str, str]] = {
    "latin-ext": (
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,"
        "U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
    ),
    "vietnamese": (
        "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
        "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"
    ),
    "latin": (
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,"
        "U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
    ),
}
"""What each font file covers, so that a browser fetches only the letters a page uses; the later one wins a letter."""


def _properties(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _faces() -> str:
    return "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:swap;'
        f'src:url(/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2) format("woff2");unicode-range:{covers}}}'
        for weight in WEIGHTS
        for subset, covers in SUBSETS.items()
    )


def css() -> str:
    """The font faces and custom properties every stylesheet builds on."""
    type_and_shape = _properties(SCALE | SHAPE | {"family": FAMILY, "mono": MONO})
    return (
        _faces()
        + f":root{{color-scheme:light;{type_and_shape}}}"
        + f':root,[data-theme="light"]{{{_properties(LIGHT)}}}'
        + f'[data-theme="dark"]{{color-scheme:dark;{_properties(DARK)}}}'
        + f'[data-theme="board"]{{color-scheme:dark;{_properties(BOARD)}}}'
    )
