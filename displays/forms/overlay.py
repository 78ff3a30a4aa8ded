"""The shipped templates, and an office's own folder that wins over them file by file."""

import re
from pathlib import Path
from typing import Final, TypeAlias

from displays.forms.errors import TemplateFaulty

Files: TypeAlias = dict[str, bytes]

SHIPPED_FOLDER: Final = Path(__file__).parent / "templates"
KINDS: Final = frozenset({".typ", ".svg", ".png", ".jpg"})
LARGEST: Final = 2_000_000
"""A template or an emblem; more would make every form heavy [bytes]."""
FROM_OUTSIDE: Final = re.compile(rb'"\s*@')
PLACE: Final = re.compile(r"┌─ (\S+):(\d+):\d+")
MAIN: Final = "main.typ"


def _files(folder: Path) -> Files:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in KINDS}


SHIPPED: Final = _files(SHIPPED_FOLDER)


def overlaid(folder: Path) -> Files:
    """The shipped files with the office's over them; a folder that is not there changes nothing.

    Raises:
        TemplateFaulty: a file is too large, unreadable, or wants a package from the network.
    """
    if not folder.is_dir():
        return SHIPPED
    try:
        own = _files(folder)
    except OSError as problem:
        raise TemplateFaulty(
            file=Path(problem.filename or folder).name, line=0, problem=str(problem.strerror)
        ) from problem
    for name, content in own.items():
        _acceptable(name, content)
    return SHIPPED | own


def _acceptable(name: str, content: bytes) -> None:
    if len(content) > LARGEST:
        raise TemplateFaulty(file=name, line=0, problem=f"larger than {LARGEST} bytes")
    if not name.endswith(".typ"):
        return
    if found := FROM_OUTSIDE.search(content):
        raise TemplateFaulty(file=name, line=_line(content, found.start()), problem="packages are not fetched")
    try:
        content.decode()
    except UnicodeDecodeError as broken:
        raise TemplateFaulty(file=name, line=_line(content, broken.start), problem="not UTF-8") from broken


def _line(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def place(diagnostic: str, own: frozenset[str]) -> tuple[str, int]:
    """File and line of a fault: the first that is the office's, as theirs is what changed; else the first."""
    places = [(Path(found[1]).name, int(found[2])) for found in PLACE.finditer(diagnostic)]
    return next((one for one in places if one[0] in own), places[0] if places else ("", 0))
