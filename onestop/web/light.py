"""Pages that are one small document: style, script and words of every language are inside, facts come from the API.

They are no pages of Reflex (decision 0004): thousands may be open at once, on one bar of signal.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse

from onestop.web import theme
from onestop.web.policy import policy
from onestop.web.shell import ZONE
from onestop.words import LOCALES, counted, say

ASSETS: Final = Path(__file__).parents[2] / "assets"
COLOURS: Final = (
    *("paper", "surface", "sunken", "ink", "ink-soft", "line", "line-strong", "press", "press-wash", "on-press"),
    *("call", "call-deep", "call-wash", "on-call", "good", "good-wash", "warn", "warn-wash", "bad", "bad-wash"),
)
FIRST_LETTERS: Final = ("latin", "vietnamese")
WEIGHTS: Final = (400, 700)
HEADERS: Final = {"Cache-Control": "no-cache", "Referrer-Policy": "no-referrer", "Vary": "Accept-Language"}
COMMON: Final = ("language", "other_language", "loading", "lost", "lost_first", "busy", "failed", "again")
"""What the script every such page shares says; in the catalogue `dossier_phone`."""


@dataclass(frozen=True, slots=True)
class Light:
    """What one page is made of: its own script in `assets/` and the words that script says."""

    name: str
    area: str
    title: str
    said: Sequence[str]


@cache
def words(area: str, keys: tuple[str, ...], locale: str) -> dict[str, str | list[str]]:
    """What a page can say in one language; a text with holes keeps them for the script to fill, and a text that
    counts comes as two, for one and for many.
    """
    return {key: counted(locale, f"{area}.{key}") for key in keys}


def _faces() -> str:
    return "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:fallback;'
        f"src:url(/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2);unicode-range:{theme.SUBSETS[subset]}}}"
        for weight in WEIGHTS
        for subset in FIRST_LETTERS
    )


def _colours(palette: theme.Palette) -> str:
    return "".join(f"--{name}:{palette[name]};" for name in COLOURS)


@cache
def style(*sheets: str) -> str:
    """Tokens of the theme and the named sheets of `assets/`."""
    light = f":root{{color-scheme:light;--family:{theme.FAMILY};{_colours(theme.LIGHT)}}}"
    dark = f"@media (prefers-color-scheme:dark){{:root{{color-scheme:dark;{_colours(theme.DARK)}}}}}"
    return _faces() + light + dark + "".join((ASSETS / f"{sheet}.css").read_text("utf-8") for sheet in sheets)


def data(facts: Mapping[str, object]) -> str:
    """JSON that may stand inside a script element."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def script(name: str) -> str:
    """The shared beginning and the page's own script, closed in on themselves."""
    shared, own = ((ASSETS / f"{each}.js").read_text("utf-8") for each in ("light", name))
    return f'(() => {{\n"use strict";\n{shared}\n{own}\n}})();'


def document(page: Light, locale: str, facts: Mapping[str, object]) -> str:
    """The page beginning in `locale`; whoever reads it may change the language on it."""
    locale = locale if locale in LOCALES else LOCALES[0]
    told = {
        **facts,
        "locale": locale,
        "zone": ZONE,
        "words": {
            each: {**words("dossier_phone", COMMON, each), **words(page.area, tuple(page.said), each)}
            for each in LOCALES
        },
    }
    title = escape(say(locale, f"{page.area}.{page.title}"))
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        f'<title>{title}</title><link rel="icon" href="/icon.svg" type="image/svg+xml">'
        f'<style>{style("phone", "light")}</style></head><body class="light">'
        f'<header><p id="office">{title}</p><button id="language" type="button"></button></header>'
        f'<main id="main" tabindex="-1"><p class="quiet">{escape(say(locale, "dossier_phone.loading"))}</p></main>'
        '<footer><p id="touch" role="status"></p></footer>'
        '<p id="spoken" class="spoken" role="status" aria-live="polite"></p>'
        f'<script type="application/json" id="facts">{data(told)}</script><script>{script(page.name)}</script>'
        "</body></html>"
    )


def preferred(accept_language: str) -> str:
    """The first language of a browser's wish list that we speak."""
    wished = (part.partition(";")[0].strip().lower()[:2] for part in accept_language.split(","))
    return next((locale for locale in wished if locale in LOCALES), LOCALES[0])


def answered(page: Light, accept_language: str, facts: Mapping[str, object]) -> HTMLResponse:
    """The page with the rules of what it may run."""
    told = {**HEADERS, "Content-Security-Policy": policy([script(page.name)])}
    return HTMLResponse(document(page, preferred(accept_language), facts), headers=told)
