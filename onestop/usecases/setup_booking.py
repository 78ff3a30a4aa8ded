"""The office's rules for numbers from home, each within its bounds, changed by an administrator."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from onestop.domain.booking import BookingRules
from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.storage.rows import Office, Queue
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.setup import ADMIN, changed, check

BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "days_ahead": (0, 60),
    "slot_min": (5, 240),
    "per_day": (1, 20),
    "per_queue": (1, 20),
    "ahead_min": (0, 1440),
    "early_min": (0, 240),
    "late_min": (0, 240),
    "remind_min": (0, 1440),
}
"""Least and most of each number, in the unit `BookingRules` names."""
MOST_PLACES: Final = 200


def save_booking_rules(
    work: UnitOfWork, office_id: UUID, wanted: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Change the rules; what is not named stays. What is booked already stands.

    Raises:
        BadInput: an unknown rule, a value outside its bounds, places for a queue that is none; `field` says which.
        Forbidden.
    """
    for name, value in wanted.items():
        _check(name, value)
    with work() as tx:
        actor.must(ADMIN, office_id)
        known = set(tx.session.scalars(select(Queue.code).where(Queue.office_id == office_id)))
        for code in wanted.get("per_slot", {}):
            check(code in known, f"place_{code[:8]}")
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        mine = office.policy.get("booking", {})
        office.policy = {**office.policy, **BookingRules.of({"booking": {**mine, **wanted}}).stored()}
        changed(tx, office_id, "booking", office.code, actor, now)


def _check(name: str, value: Any) -> None:
    if name in BOUNDS:
        low, high = BOUNDS[name]
        check(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high, name)
    elif name == "on":
        check(isinstance(value, bool), name)
    elif name == "per_slot":
        for code, places in value.items():
            right = isinstance(places, int) and not isinstance(places, bool) and 0 <= places <= MOST_PLACES
            check(right, f"place_{str(code)[:8]}")
    else:
        raise BadInput(field=name[:40])
