"""Words that change language in the browser: `t(key)` is a Var over the reader's locale.

Text made on the server (a toast, a sentence with a reason) uses `onestop.words.say` instead.
"""

import re
from collections.abc import Iterator

import reflex as rx
from reflex.vars import StringVar

from onestop.web.session import Visitor
from onestop.words import LOCALES, area

HOLE = re.compile(r"\{(\w+)(?::[^}]*)?\}")


def _pattern(locale: str, key: str, n: int | None = None) -> str:
    catalogue = area(locale, key.partition(".")[0])
    return catalogue.gettext(key) if n is None else catalogue.ngettext(key, key, n)


def _pieces(pattern: str, facts: dict[str, object]) -> Iterator[rx.Var[str]]:
    start = 0
    for hole in HOLE.finditer(pattern):
        yield rx.Var.create(pattern[start : hole.start()])
        yield _text(facts[hole[1]])
        start = hole.end()
    yield rx.Var.create(pattern[start:])


def _text(fact: object) -> rx.Var[str]:
    """A fact as text; Reflex's own `to_string` shows a zero as nothing."""
    if not isinstance(fact, rx.Var):
        return rx.Var.create(str(fact))
    return rx.Var(f'String({fact!s} ?? "")', _var_data=fact._get_all_var_data()).to(str)  # noqa: SLF001 - Reflex's way


def _fill(pattern: str, facts: dict[str, object]) -> rx.Var[str]:
    return rx.Var.create(list(_pieces(pattern, facts))).join("")


def _in(locale: str, key: str, facts: dict[str, object]) -> rx.Var[str] | str:
    n = facts.get("n")
    if isinstance(n, rx.Var):
        return rx.cond(
            _text(n) == "1", _fill(_pattern(locale, key, 1), facts), _fill(_pattern(locale, key, 2), facts)
        )
    pattern = _pattern(locale, key, n if isinstance(n, int) else None)
    return _fill(pattern, facts) if facts else pattern


def t(key: str, **facts: object) -> StringVar[str]:
    """The words for `key` in the language of whoever looks; a fact may be a Var, a fact `n` chooses the plural."""
    first, *others = LOCALES
    chosen = rx.match(Visitor.locale, *((other, _in(other, key, facts)) for other in others), _in(first, key, facts))
    return chosen.to(str)
