"""The office's own rules for its dossiers, each within its bounds, changed by an administrator."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.rows import Office, Queue
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.setup import ADMIN, changed, check, clock_time

BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "hand_over_by": (0, 24),
    "supplement_notice_days": (1, 30),
    "apology_before_days": (0, 30),
    "prepare_apology_days": (0, 30),
    "back_dating_days": (0, 90),
    "escalate_after_days": (0, 30),
    "opinion_days": (1, 90),
    "decide_hours": (1, 80),
    "draft_days": (1, 90),
    "quiet_from": (0, 23),
    "quiet_to": (0, 23),
}
"""Least and most of each number, in the unit `DossierPolicy` names."""
LANES: Final = ("result_queue", "help_queue")
SWITCHES: Final = ("phone_numbers",)
SOURCES: Final[Mapping[str, str]] = {
    "hand_over_by": "NĐ 61/2018/NĐ-CP Đ18.2",
    "supplement_notice_days": "NĐ 61/2018/NĐ-CP Đ19.4",
    "apology_before_days": "NĐ 61/2018/NĐ-CP Đ19.9",
}
"""Where a rule stands; what NĐ 118/2025 and TT 03/2025 keep of it was not verified. Others are the office's own."""
MOST_SPANS: Final = 42
DAY_SPAN: Final = 3
"""Parts of one row of working hours: weekday, from, to."""


def save_dossier_policy(
    work: UnitOfWork, office_id: UUID, wanted: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Change the office's rules for dossiers; what is not named stays. Other hours have due dates counted again.

    Raises:
        BadInput: an unknown rule, a value outside its bounds, a line the hall does not have; `field` says which,
        `hours_<weekday>` for working hours. Forbidden.
    """
    for name, value in wanted.items():
        _check_rule(name, value)
    with work() as tx:
        actor.must(ADMIN, office_id)
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        _check_lanes(tx.session, office_id, wanted)
        mine = office.policy.get("dossiers", {})
        kept = DossierPolicy.of({"dossiers": {**mine, **wanted}})
        office.policy = {**office.policy, **kept.stored()}
        if "work_hours" in wanted:
            dossiers.count_again(tx.session, office_id)
        changed(tx, office_id, "dossier_policy", office.code, actor, now)


def _check_rule(name: str, value: Any) -> None:
    if name in BOUNDS:
        low, high = BOUNDS[name]
        check(isinstance(value, int) and not isinstance(value, bool) and low <= value <= high, name)
    elif name in LANES:
        check(isinstance(value, str), name)
    elif name in SWITCHES:
        check(isinstance(value, bool), name)
    elif name == "work_hours":
        _check_hours(value)
    else:
        raise BadInput(field=name[:40])


def _check_hours(rows: Any) -> None:
    """At least one span of working time in a week, none of a day over another."""
    check(isinstance(rows, Sequence) and not isinstance(rows, str) and 0 < len(rows) <= MOST_SPANS, "hours_1")
    days: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        check(isinstance(row, Sequence) and len(row) == DAY_SPAN and row[0] in range(1, 8), "hours_1")
        weekday, opens, closes = row
        name = f"hours_{weekday}"
        check(clock_time(str(opens), name) < clock_time(str(closes), name), name)
        days.setdefault(weekday, []).append((opens, closes))
    for weekday, spans in days.items():
        check(all(one[1] <= two[0] for one, two in pairwise(sorted(spans))), f"hours_{weekday}")


def _check_lanes(session: Session, office_id: UUID, wanted: Mapping[str, Any]) -> None:
    known = {"", *session.scalars(select(Queue.code).where(Queue.office_id == office_id, Queue.active))}
    for name in LANES:
        check(wanted.get(name, "") in known, name)
