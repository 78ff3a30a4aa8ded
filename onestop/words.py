"""Every word a person reads, from the gettext catalogues in `locale/`, one file per area of the product.

A message id is a key (`kiosk.take_number`); the file it lives in is the part before the first dot.
"""

import gettext
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages import mofile, pofile

CATALOGUES = Path(__file__).parent.parent / "locale"
LOCALES = ("vi", "en")
"""Vietnamese first: the public's language; any other locale falls back to it."""


@cache
def area(locale: str, name: str) -> gettext.NullTranslations:
    """One area's catalogue; an unknown area or locale answers with empty translations."""
    path = CATALOGUES / locale / "LC_MESSAGES" / f"{name}.po"
    if not path.is_file():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = pofile.read_po(source, locale=locale)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say(locale: str, key: str, **facts: object) -> str:
    """The words for `key` in `locale`, `{facts}` filled in; a fact `n` chooses the plural form.

    A key missing from the catalogue is shown as it is: `make check` fails on it long before a person sees it.
    """
    catalogue = area(locale if locale in LOCALES else LOCALES[0], key.partition(".")[0])
    n = facts.get("n")
    pattern = catalogue.ngettext(key, key, n) if isinstance(n, int) else key
    if pattern == key:  # what does not count may be given an `n` all the same, as the facts of a refusal are
        pattern = catalogue.gettext(key)
    return pattern.format_map(facts) if facts else pattern


def counted(locale: str, key: str) -> str | list[str]:
    """The words for `key` with their holes left in, for a script to fill: those for one and for many, where a fact
    `n` chooses; the same text twice in a language that does not change it.
    """
    catalogue = area(locale if locale in LOCALES else LOCALES[0], key.partition(".")[0])
    one, many = (catalogue.ngettext(key, key, n) for n in (1, 2))
    return catalogue.gettext(key) if one == key else [one, many]


def refused(locale: str, code: str, facts: Mapping[str, object]) -> str:
    """A refusal in words; those of its `reason` where the catalogue has them, for they say what to do."""
    key = f"refusal.{code}"
    particular = f"{key}.{facts.get('reason')}"
    known = area(locale if locale in LOCALES else LOCALES[0], "refusal").gettext(particular) != particular
    return say(locale, particular if known else key, **facts)
