"""Frozen values are shared, not copied: every browser has a state of every screen, filled with its defaults.

Reflex copies each default for each browser. What is never changed in place needs that as little as a number does.
"""

import copy
import dataclasses
from collections.abc import Iterator
from functools import partial
from typing import Any

from reflex.state import BaseState


def share_frozen_defaults(root: type[BaseState]) -> int:
    """Let the states of a tree begin with the same frozen defaults; return how many are shared."""
    found = [(field, value) for state in _tree(root) for field, value in _copied(state) if _is_frozen(value)]
    for field, value in found:
        field.default, field.default_factory = value, None
    return len(found)


def _tree(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for below in state.get_substates():
        yield from _tree(below)


def _copied(state: type[BaseState]) -> Iterator[tuple[Any, object]]:
    """Fields of a state whose default is copied each time, and that default."""
    for field in state.get_fields().values():
        make = field.default_factory
        if isinstance(make, partial) and make.func is copy.deepcopy:
            yield field, make.args[0]


def _is_frozen(value: object) -> bool:
    return dataclasses.is_dataclass(value) and bool(getattr(type(value), "__dataclass_params__").frozen)  # noqa: B009
