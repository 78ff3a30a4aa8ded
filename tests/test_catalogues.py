"""Every word a person reads is there in every language, with the same facts in it, and every key in code exists."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from onestop.domain.errors import DomainError

ROOT = Path(__file__).parents[1]
LOCALES = ("vi", "en")
CODE = ("onestop", "displays")
SPEAKERS = {"say", "t"}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
FORMS = {"vi": 1, "en": 2}
COUNTED = re.compile(r"(?<!–)(?<!More than )\{\w+\}((?: [A-Za-z]+){1,3})")
"""A fact and the words that follow it; the upper end of "2–5 minutes", and more than a number, are plural always."""
VERBS = {"is", "was", "has", "does", "needs", "goes", "gives", "asks", "belongs", "apologises"}
AREAS = sorted({path.stem for path in ROOT.glob("locale/*/LC_MESSAGES/*.po")})


@cache
def catalogue(locale: str, area: str) -> dict[str, Message]:
    path = ROOT / "locale" / locale / "LC_MESSAGES" / f"{area}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as source:
        return {key(message): message for message in read_po(source, locale=locale, abort_invalid=True) if message.id}


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def facts(form: str) -> set[str]:
    return {name.partition(".")[0].partition("[")[0] for _, name, _, _ in Formatter().parse(form) if name is not None}


def message(wanted: str) -> Message | None:
    return catalogue(LOCALES[0], wanted.partition(".")[0]).get(wanted)


@dataclass(frozen=True, slots=True)
class Saying:
    """One place in the code where words are asked for by a literal key."""

    where: str
    speaker: str
    key: str
    facts: frozenset[str]
    open_facts: bool
    """`**facts` are handed on: what is in them cannot be read here."""
    beginning: bool = False
    """The key is an f-string: only its beginning is known."""


def test_there_are_words() -> None:
    assert AREAS
    assert all((ROOT / "locale" / locale).is_dir() for locale in LOCALES)


@pytest.mark.parametrize("area", AREAS)
def test_every_language_has_every_key_of_the_area(area: str) -> None:
    first, *others = (set(catalogue(locale, area)) for locale in LOCALES)
    assert all(other == first for other in others), [sorted(first ^ other) for other in others]
    assert {key.partition(".")[0] for key in first} <= {area}


@pytest.mark.parametrize("area", AREAS)
def test_no_translation_is_empty_unsure_or_its_own_key(area: str) -> None:
    for locale in LOCALES:
        for name, entry in catalogue(locale, area).items():
            assert not entry.fuzzy, (locale, name)
            assert all(form.strip() and form != name for form in forms(entry)), (locale, name)


@pytest.mark.parametrize("area", AREAS)
def test_every_form_in_every_language_names_the_same_facts(area: str) -> None:
    """The count itself may be left out of a form ("one person")."""
    for name in catalogue(LOCALES[0], area):
        entries = [catalogue(locale, area)[name] for locale in LOCALES]
        named = {frozenset(facts(form) - {"n"}) for entry in entries for form in forms(entry)}
        assert len(named) == 1, (name, named)
        counted = {entry.pluralizable for entry in entries}
        assert len(counted) == 1, (name, "plural in one language only")
        assert counted == {any("n" in facts(form) for entry in entries for form in forms(entry))}, (
            name, "a fact n needs plural forms, and plural forms a fact n",
        )  # fmt: skip


def counts(form: str) -> str:
    """The noun in the plural that stands behind a fact of an English sentence; empty where none does."""
    for found in COUNTED.finditer(form):
        for word in found[1].split():
            if word in VERBS:
                break
            if word == "people" or re.search(r"[^su]s$", word):
                return word
    return ""


def test_the_reader_of_english_sees_what_it_should() -> None:
    assert counts("{n} working days counted") == "days"
    assert counts("Later {count} people are waiting") == "people"
    assert not any(map(counts, ("{code} needs papers", "{n} day left", "{low}–{high} minutes", "{n} pass")))


@pytest.mark.parametrize("area", AREAS)
def test_english_that_counts_things_says_one_thing_otherwise_than_many(area: str) -> None:
    for name, entry in catalogue("en", area).items():
        said = forms(entry)
        assert entry.pluralizable or not counts(said[0]), (name, "counts, and knows no form for one")
        assert not entry.pluralizable or not counts(said[0]), (name, "says many where it is one")


@pytest.mark.parametrize("area", AREAS)
def test_a_language_has_all_the_forms_it_needs(area: str) -> None:
    for locale in LOCALES:
        wrong = {
            name
            for name, entry in catalogue(locale, area).items()
            if entry.pluralizable and len(forms(entry)) != FORMS[locale]
        }
        assert not wrong, (locale, wrong)


@pytest.mark.parametrize("area", AREAS)
def test_no_sentence_shouts(area: str) -> None:
    for locale in LOCALES:
        for name, entry in catalogue(locale, area).items():
            assert not any("!" in form or "quý khách" in form.lower() for form in forms(entry)), (locale, name)


def test_every_key_in_code_exists() -> None:
    known = {name for area in AREAS for name in catalogue(LOCALES[0], area)}
    unknown = [
        f"{one.where} {one.key}"
        for one in sayings()
        if not (any(name.startswith(one.key) for name in known) if one.beginning else one.key in known)
    ]
    assert unknown == []


def test_every_fact_a_sentence_names_is_given() -> None:
    missing = []
    for one in sayings():
        entry = None if one.beginning or one.open_facts else message(one.key)
        if entry is None:
            continue
        lacking = {fact for form in forms(entry) for fact in facts(form)} - one.facts
        if lacking or ("n" in one.facts and not entry.pluralizable):
            missing.append(f"{one.where} {one.key} {sorted(lacking) or 'has no plural forms'}")
    assert missing == []


def refusals(base: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for refusal in base.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def test_every_refusal_has_words() -> None:
    codes = {refusal.code for refusal in refusals()}
    assert sorted(code for code in codes if message(f"refusal.{code}") is None) == []


def test_every_fact_a_refusal_names_is_raised_with_it() -> None:
    codes = {refusal.__name__: refusal.code for refusal in refusals()}
    missing = []
    for path in sorted((ROOT / "onestop").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            entry = message(f"refusal.{codes.get(speaker(node.exc), '')}")
            given = {word.arg for word in node.exc.keywords}
            if entry is None or None in given:
                continue
            lacking = {fact for form in forms(entry) for fact in facts(form)} - given
            if lacking:
                missing.append(f"{path.relative_to(ROOT)}:{node.lineno} {entry.id} {sorted(lacking)}")
    assert missing == []


@cache
def sayings() -> tuple[Saying, ...]:
    return tuple(one for folder in CODE for path in sorted((ROOT / folder).rglob("*.py")) for one in said_in(path))


def said_in(path: Path) -> Iterator[Saying]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and speaker(node) in SPEAKERS:
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            given = frozenset(word.arg for word in node.keywords if word.arg)
            handed_on = any(word.arg is None for word in node.keywords)
            for name, beginning in keys(node):
                yield Saying(where, speaker(node), name, given, handed_on, beginning)


def speaker(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def keys(call: ast.Call) -> Iterator[tuple[str, bool]]:
    """Keys among the first two arguments (a locale may stand before): both sides of an `if`, f-strings as far as
    they are literal.
    """
    for argument in call.args[:2]:
        for branch in branches(argument):
            if isinstance(branch, ast.Constant) and isinstance(branch.value, str) and KEY.fullmatch(branch.value):
                yield branch.value, False
            if isinstance(branch, ast.JoinedStr) and isinstance(branch.values[0], ast.Constant):
                yield str(branch.values[0].value), True


def branches(argument: ast.expr) -> Iterator[ast.expr]:
    if isinstance(argument, ast.IfExp):
        yield from branches(argument.body)
        yield from branches(argument.orelse)
    else:
        yield argument


def test_the_reader_of_code_sees_what_it_should() -> None:
    source = 'say("a.b", n=1); words.say(lang, "c.d" if x else "c.e"); t(f"f.{g}"); say("vi"); other("h.i")'
    call = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    seen = {found for node in call if speaker(node) in SPEAKERS for found in keys(node)}
    assert seen == {("a.b", False), ("c.d", False), ("c.e", False), ("f.", True)}
