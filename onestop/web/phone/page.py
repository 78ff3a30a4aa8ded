"""The phone page as one piece of text: its style, script and words of every language are inside it.

It is no page of Reflex: thousands may be open at once, on one bar of signal.
"""

from functools import cache
from html import escape
from typing import Final

from onestop.domain.rating import BEST, MAX_COMMENT, WORST, Reason
from onestop.queries.lookup import PUBLIC
from onestop.web import light
from onestop.web.shell import ZONE
from onestop.words import LOCALES, say

SAID: Final = [
    "your_number",
    "ahead_none",
    "ahead",
    "ahead_unit",
    "ahead_before",
    "more_than",
    "wait",
    "wait_unknown",
    "sit",
    "bring_title",
    "near",
    "next_title",
    "next_go",
    "counter",
    "serving",
    "parked",
    "parked_hint",
    "missed",
    "missed_hint",
    "cancelled",
    "cancelled_hint",
    "over",
    "over_hint",
    "served",
    "unknown",
    "unknown_hint",
    "loading",
    "leave",
    "leave_ask",
    "leave_yes",
    "leave_no",
    "chime",
    "chime_on",
    "live",
    "lost",
    "lost_hint",
    "rate_title",
    "why_title",
    "reasons_title",
    "comment",
    "send",
    "rate_thanks",
    "rate_closed",
    "criticism",
    "criticism_ask",
    "criticism_yes",
    "criticism_no",
    "criticism_sent",
    "failed",
    "language",
    "other_language",
    "visit_dossiers",
    *(f"public_{status}" for status in dict.fromkeys(PUBLIC.values())),
]


@cache
def words(locale: str) -> dict[str, str]:
    """What the page can say in one language; a text with holes keeps them for the script to fill."""
    found = {key: _pattern(locale, key) for key in SAID}
    found |= {f"mark_{mark}": say(locale, f"phone.mark_{mark}") for mark in range(WORST, BEST + 1)}
    return found | {f"reason_{reason}": say(locale, f"phone.reason_{reason}") for reason in Reason}


def _pattern(locale: str, key: str) -> str:
    return say(locale, f"phone.{key}")


@cache
def script() -> str:
    """The page's script without what only its writers read: indents and whole lines of comment."""
    lines = (line.strip() for line in (light.ASSETS / "phone.js").read_text(encoding="utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def phone_page(locale: str, token: str) -> str:
    """The page for the holder of `token`, beginning in `locale`; the holder may change the language on it."""
    locale = locale if locale in LOCALES else LOCALES[0]
    facts: dict[str, object] = {
        "token": token,
        "locale": locale,
        "zone": ZONE,
        "reasons": [reason.value for reason in Reason],
        "longest": MAX_COMMENT,
        "words": {each: words(each) for each in LOCALES},
    }
    say_it = words(locale)
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">'
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(say_it['your_number'])}</title>"
        f'<link rel="icon" href="/icon.svg" type="image/svg+xml"><style>{light.style("phone")}</style></head>'
        '<body data-view="loading"><header><p id="office"></p>'
        '<button id="language" type="button"></button></header>'
        f'<main id="main" tabindex="-1"><p class="quiet">{escape(say_it["loading"])}</p></main>'
        '<footer><p id="touch" role="status"></p><div id="doors"></div></footer>'
        '<p id="spoken" class="spoken" role="status" aria-live="polite"></p>'
        f'<script type="application/json" id="facts">{light.data(facts)}</script><script>{script()}</script>'
        "</body></html>"
    )
