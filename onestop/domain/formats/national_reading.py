"""Looking into the national catalogue's JSON: texts, numbers and lists as they come, each oddity noted once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST: Final = 10_000
"""Of one text [characters]; the rest is cut and told."""
MOST: Final = 500
"""Of one list [entries]; the rest is left out and told."""
GROUPED: Final = re.compile(r"[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:,[0-9]{3})+)")
SAFE: Final = 18
"""Digits of a number that any database keeps."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something missing or strange; the words are `national.<code>` where it is shown."""

    code: str
    path: str
    """`CACHTHUCTHUCHIEN.0.THOIGIAN.1.DONVITINH`."""


@dataclass(slots=True)
class Found:
    """What was found so far."""

    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, path: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(code, path))


@dataclass(frozen=True, slots=True)
class Item:
    """One object of the file and its place."""

    path: str
    stored: Mapping[str, Any]
    found: Found

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text, or a number as text, trimmed; empty and told where it is missing or something else."""
        value = self.stored.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return self._cut(key, str(value) if _short(value) else "", needed=needed)
        if value is not None:
            self.found.note("wrong_type", self.at(key))
        elif needed:
            self.found.note("missing", self.at(key))
        return ""

    def _cut(self, key: str, value: str, *, needed: bool) -> str:
        text = value.replace("\0", "").encode("utf-8", "ignore").decode().strip()
        if needed and not text:
            self.found.note("missing", self.at(key))
        if len(text) > LONGEST:
            self.found.note("too_long", self.at(key))
        return text[:LONGEST].rstrip()

    def whole(self, key: str, *, needed: bool = True) -> int | None:
        """A whole number, `7`, `7.0`, `"07"` or `"1.200.000"`; `None` and told where it is none."""
        value = self.stored.get(key)
        if value is None or value == "":
            if needed:
                self.found.note("missing", self.at(key))
            return None
        number = _number(value)
        if number is None:
            self.found.note("not_a_number", self.at(key))
        return number

    def items(self, key: str, *, needed: bool = True) -> Iterator["Item"]:
        """The objects of a list; a single object counts as a list of one."""
        value = self.stored.get(key)
        listed = [value] if isinstance(value, dict) else value
        if value is None or listed == []:
            if needed:
                self.found.note("missing", self.at(key))
            return
        if not isinstance(listed, list):
            self.found.note("wrong_type", self.at(key))
            return
        if len(listed) > MOST:
            self.found.note("too_many", self.at(key))
        for i, one in enumerate(listed[:MOST]):
            if isinstance(one, dict):
                yield Item(self.at(f"{key}.{i}"), one, self.found)
            else:
                self.found.note("wrong_type", self.at(f"{key}.{i}"))


def _short(value: str | int) -> bool:
    return isinstance(value, str) or abs(value) < 10**SAFE


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if _short(value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 10**SAFE else None
    if not isinstance(value, str):
        return None
    text = _ungrouped(value.strip())
    return int(text) if text.isascii() and text.isdigit() and len(text) <= SAFE else None


def _ungrouped(text: str) -> str:
    """`1.200.000` and `1,200,000` without their points; `1.5` stays what it is."""
    return re.sub("[.,]", "", text) if GROUPED.fullmatch(text) else text
