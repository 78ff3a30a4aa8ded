"""The office's own rules, each within its bounds, changed by an administrator."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.domain.policy import Balance, Policy, ReinstateAt
from onestop.storage.rows import Office
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.setup import ADMIN, changed, check, clock_time

BOUNDS: dict[str, tuple[int, int]] = {
    "max_preferred_run": (0, 20),
    "min_recalls": (0, 10),
    "min_recall_interval_s": (0, 600),
    "undo_within_s": (0, 3600),
    "rating_window_s": (10, 300),
    "phone_rating_min": (5, 1440),
    "low_mark": (0, 4),
    "park_min": (1, 480),
    "number_digits": (2, 4),
    "print_confirm_s": (5, 300),
    "wait_alert_min": (1, 480),
    "idle_alert_min": (1, 120),
    "device_silent_s": (35, 900),
}
"""Least and most of each number of the policy, in the unit its name ends with."""
CHOICES: dict[str, tuple[str, ...]] = {
    "balance": tuple(Balance),
    "reinstate_at": tuple(ReinstateAt),
    "linh": ("linh", "lẻ"),
}
SWITCHES = ("enforce_hours", "cut_off", "voice_english")
TEXTS = {"ticker_vi": 400, "ticker_en": 400}


def save_policy(work: UnitOfWork, office_id: UUID, wanted: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Change the office's own rules; what is not named stays.

    Raises:
        BadInput: an unknown rule, or a value outside its bounds.
    """
    for name, value in wanted.items():
        _check_rule(name, value)
    with work() as tx:
        actor.must(ADMIN, office_id)
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        office.policy = {**office.policy, **Policy.of({**office.policy, **wanted}).stored()}
        changed(tx, office_id, "policy", office.code, actor, now)


def _check_rule(name: str, value: Any) -> None:
    if name in BOUNDS:
        low, high = BOUNDS[name]
        check(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high, name)
    elif name in CHOICES:
        check(value in CHOICES[name], name)
    elif name in SWITCHES:
        check(isinstance(value, bool), name)
    elif name in TEXTS:
        check(isinstance(value, str) and len(value) <= TEXTS[name], name)
    elif name == "close_at":
        check(value == "" or clock_time(str(value), name) is not None, name)
    else:
        raise BadInput(field=name[:40])
