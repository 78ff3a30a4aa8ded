"""The house's manners that no linter knows: one place commits, refusals carry facts, events are deliberate."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PRODUCT = ("onestop", "hardware", "displays")
MOST_LINES = 450
USUAL_LINES = 270
"""Nineteen in twenty files are no longer."""


def sources(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py") if ".web" not in p.parts)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def trees(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sources(*folders):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_files_stay_short() -> None:
    lengths = {name(p): lines(p) for p in sources(*PRODUCT, "tests")}
    assert {n: length for n, length in lengths.items() if length > MOST_LINES} == {}
    long = [n for n, length in lengths.items() if length > USUAL_LINES]
    assert len(long) <= len(lengths) / 20, long


def test_nothing_is_named_for_being_useful() -> None:
    word = re.compile(r"(util|helper|manager)s?\b|_(util|helper|manager)s?_", re.IGNORECASE)
    assert [name(p) for p in sources(*PRODUCT, "tests", "benchmarks") if word.search(p.stem)] == []


@pytest.mark.parametrize("folder", PRODUCT)
def test_every_module_says_what_is_true_in_it(folder: str) -> None:
    assert [name(path) for path, tree in trees(folder) if tree.body and not ast.get_docstring(tree)] == []


def test_one_place_commits() -> None:
    places = {
        name(path)
        for path, tree in trees("onestop")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert places <= {"onestop/storage/unit_of_work.py", "onestop/storage/migrate.py"}


def test_a_status_changes_by_its_table_and_nowhere_else() -> None:
    """Where a thing that has a life is given a status, the value comes from `after` or is its first one, at birth."""
    found = []
    for path, tree in trees("onestop"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Assign):
                continue
            if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in node.targets):
                called = [c.func for c in ast.walk(node) if isinstance(c, ast.Call)]
                if not any(isinstance(f, ast.Attribute) and f.attr == "after" for f in called):
                    found.append(f"{name(path)}:{node.lineno}")
    assert found == []


def refusals() -> set[str]:
    tree = ast.parse((ROOT / "onestop/domain/errors.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_a_refusal_carries_facts_and_no_sentence() -> None:
    """Named arguments only, and no text written on the spot but the name of a field."""
    known, wrong = refusals(), []
    for path, tree in trees("onestop"):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            call = node.exc
            if not (isinstance(call.func, ast.Name) and call.func.id in known):
                continue
            texts = [n.value for k in call.keywords for n in ast.walk(k.value) if isinstance(n, ast.Constant)]
            if call.args or any(isinstance(t, str) and " " in t for t in texts):
                wrong.append(f"{name(path)}:{node.lineno}")
    assert wrong == []


ENVIRONMENT = {"onestop/config.py", "onestop/cli.py", "onestop/up.py", "onestop/onestop.py", "onestop/web/build.py"}
"""The settings, and the three programs that hand the environment on to a process or to Reflex."""


def test_the_environment_is_read_in_the_settings_only() -> None:
    readers = {
        name(path)
        for path, tree in trees(*PRODUCT)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= ENVIRONMENT


# --- states of the screens ---


def decorated(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """`event` of `@rx.event` and `@rx.event(background=True)` alike."""
    calls = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return {d.attr if isinstance(d, ast.Attribute) else getattr(d, "id", "") for d in calls}


def states() -> dict[str, tuple[Path, ast.ClassDef]]:
    """Every class of the web that is a Reflex state, however far up."""
    classes = {
        node.name: (path, node)
        for path, tree in trees("onestop/web")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found: set[str] = set()
    while more := {
        own
        for own, (_, node) in classes.items()
        if own not in found and any(ast.unparse(base) in ({"rx.State"} | found) for base in node.bases)
    }:
        found |= more
    return {own: classes[own] for own in found}


def test_what_a_browser_may_call_is_deliberate() -> None:
    """Reflex lets a browser call every public method of a state: each wears `@rx.event` or is a computed value."""
    assert len(states()) > 5
    loose = [
        f"{name(path)}:{method.lineno} {method.name}"
        for path, node in states().values()
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and not method.name.startswith("_")
        and not decorated(method) & {"event", "var"}
    ]
    assert loose == []


# --- what a stranger may read ---

TEXTS = ("*.py", "*.md", "*.toml", "*.ini", "*.yaml", "*.yml", "*.lock", "Makefile", "run")
FOLDERS = (*PRODUCT, "tests", "docs", "alembic", "benchmarks", ".ci", "locale")
ADDRESS = r"index[-]url|://[\w.-]*(registry|pypi|pythonhosted|artifactory|npmmirror|mirror)"
"""Of a package registry or a mirror of one."""
PRIVATE = re.compile(f"{ADDRESS}|{re.escape(str(ROOT))}/", re.IGNORECASE)


def texts() -> Iterator[Path]:
    yield from (p for pattern in TEXTS for p in ROOT.glob(pattern) if p.is_file())
    for folder in FOLDERS:
        yield from (p for pattern in TEXTS for p in (ROOT / folder).rglob(pattern) if p.is_file())


def test_no_machine_and_no_registry_is_named() -> None:
    assert [name(p) for p in texts() if PRIVATE.search(p.read_text(encoding="utf-8"))] == []
