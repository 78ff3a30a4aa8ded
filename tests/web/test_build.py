"""The front end is built again exactly when something it is made of has changed."""

from pathlib import Path

import pytest
from reflex_base.constants import Templates

from onestop.web import build

RUNTIME = Path(Templates.Dirs.WEB_TEMPLATE) / "utils" / "state.js"


def _tree(root: Path) -> Path:
    for part in build.MADE_OF:
        path = root / part
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".py":
            path.write_text("x = 1\n")
        else:
            path.mkdir(parents=True, exist_ok=True)
            (path / "one.txt").write_text("one\n")
    return root


@pytest.mark.parametrize("part", build.MADE_OF)
def test_a_change_of_any_part_is_noticed(tmp_path: Path, part: str) -> None:
    before = build.fingerprint(_tree(tmp_path))
    path = tmp_path / part
    (path if path.is_file() else path / "one.txt").write_text("two\n")
    assert build.fingerprint(tmp_path) != before


def test_what_python_leaves_behind_is_not_a_change(tmp_path: Path) -> None:
    before = build.fingerprint(_tree(tmp_path))
    (tmp_path / "locale" / "__pycache__").mkdir()
    (tmp_path / "locale" / "__pycache__" / "x.pyc").write_bytes(b"1")
    assert build.fingerprint(tmp_path) == before


def test_the_lock_is_whole_whenever_a_build_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    web, root = tmp_path / "web.lock", tmp_path / "reflex.lock" / "bun.lock"
    build._put_whole(web, root)
    assert not root.exists(), "nothing was resolved yet"
    web.write_text("one")
    build._put_whole(web, root)
    assert root.read_text() == "one"
    untouched = root.stat().st_ino
    build._put_whole(web, root)
    assert root.stat().st_ino == untouched
    web.write_text("two")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        build._put_whole(web, root)
    assert root.read_text() == "one"


def test_the_page_talks_to_the_address_it_came_from(tmp_path: Path) -> None:
    state_js = tmp_path / "state.js"
    state_js.write_text(RUNTIME.read_text())
    build._speak_to_own_address(state_js)
    assert build.OWN_ADDRESS in state_js.read_text()
    assert 'endpoint.port = ""' not in state_js.read_text()


def test_an_unknown_runtime_stops_the_build(tmp_path: Path) -> None:
    state_js = tmp_path / "state.js"
    state_js.write_text("something else")
    with pytest.raises(SystemExit):
        build._speak_to_own_address(state_js)
