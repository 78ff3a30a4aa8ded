"""What a call was refused with."""

from collections.abc import Callable
from typing import Any

from onestop.domain.errors import DomainError


def refusal_of(work: Callable[[], Any]) -> dict[str, str | int] | None:
    """The facts of the refusal; `None` when there was none. Any other exception is let through."""
    try:
        work()
    except DomainError as refusal:
        return refusal.facts
    return None
