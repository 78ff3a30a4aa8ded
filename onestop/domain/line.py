"""Whose turn: one pure function chooses among the heads of the lines a counter serves, and says why.

A line is ordered by `rank_at`, written when a ticket enters it. What this function costs depends on how many
lines a counter serves, never on how many people wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from onestop.domain.policy import Balance, Policy


class Lane(StrEnum):
    ORDINARY = "o"
    PREFERRED = "p"


class Why(StrEnum):
    """Why this ticket is next; each is a sentence in the catalogue `why`."""

    ONLY_ONE = "only_one"
    PERSONAL = "personal"
    PRIORITY = "priority"
    ORDINARY_TURN = "ordinary_turn"
    LONGEST_WAIT = "longest_wait"
    WEIGHT = "weight"
    CHOSEN = "chosen"


PERSONAL = "x"


def queue_line(queue_id: UUID, day: date, lane: Lane) -> str:
    return f"{queue_id.hex}:{day:%y%m%d}:{lane}"


def personal_line(owner_id: UUID, day: date) -> str:
    """The line of one counter or one officer: tickets handed to them by name."""
    return f"{owner_id.hex}:{day:%y%m%d}:{PERSONAL}"


@dataclass(frozen=True, slots=True)
class Head:
    """The first of a line, as the choice sees it."""

    ticket_id: UUID
    number: str
    queue: str
    """Code of the queue; credits are kept by it."""
    rank_at: datetime
    issued_at: datetime
    lane: Lane
    personal: bool = False
    priority: str | None = None
    weight: int = 1
    line: str = ""

    @property
    def preferred(self) -> bool:
        return self.lane is Lane.PREFERRED or self.personal


@dataclass(frozen=True, slots=True)
class Turn:
    """What a counter remembers between calls, kept in the same transaction as the call."""

    preferred_run: int = 0
    """Preferred calls in a row made while an ordinary ticket waited [count]."""
    credits: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    head: Head
    why: Why
    facts: Mapping[str, str | int]
    turn: Turn


def rank(
    arrival: datetime,
    *,
    head_start: timedelta = timedelta(),
    appointment: datetime | None = None,
    tolerance: timedelta = timedelta(minutes=15),
    lead: timedelta = timedelta(minutes=15),
) -> datetime:
    """Where a ticket stands in its line.

    Args:
        arrival: when the number was taken.
        head_start: how much earlier a priority class counts as arrived.
        appointment: the appointed instant; counts as an arrival `lead` before it when the person came no later
            than `tolerance` after it, and is forgotten otherwise.
        tolerance: how late one may come and keep it.
        lead: how far before the appointed instant it ranks.
    """
    if appointment is not None and arrival <= appointment + tolerance:
        return appointment - lead
    return arrival - head_start


def choose(heads: Sequence[Head], turn: Turn, policy: Policy, now: datetime) -> Choice | None:
    """The next ticket of a counter; `None` when nobody waits.

    While an ordinary ticket waits at this counter, at most `policy.max_preferred_run` preferred ones go first,
    so an ordinary head is called within `max_preferred_run + 1` calls of the counter.
    """
    if not heads:
        return None
    preferred = [h for h in heads if h.preferred]
    ordinary = [h for h in heads if not h.preferred]
    if preferred and (not ordinary or turn.preferred_run < policy.max_preferred_run):
        return _preferred(preferred, turn, policy, ordinary_waits=bool(ordinary))
    return _ordinary(ordinary, turn, policy, now, passed_over=bool(preferred))


def _preferred(heads: Sequence[Head], turn: Turn, policy: Policy, *, ordinary_waits: bool) -> Choice:
    head = min(heads, key=lambda h: (h.rank_at, h.number))
    run = turn.preferred_run + 1 if ordinary_waits else 0
    why = Why.PERSONAL if head.personal else Why.PRIORITY
    facts: dict[str, str | int] = {
        "number": head.number,
        "run": max(run, 1),
        "most": policy.max_preferred_run,
    }
    if head.priority:
        facts["priority"] = head.priority
    return Choice(head, why, facts, Turn(run, turn.credits))


def _ordinary(heads: Sequence[Head], turn: Turn, policy: Policy, now: datetime, *, passed_over: bool) -> Choice:
    if policy.balance is Balance.WEIGHTS:
        head, credits = _by_weight(heads, turn.credits)
        why = Why.WEIGHT
    else:
        head, credits = min(heads, key=lambda h: (h.rank_at, h.number)), dict(turn.credits)
        why = Why.LONGEST_WAIT
    if passed_over:
        why = Why.ORDINARY_TURN
    elif len(heads) == 1:
        why = Why.ONLY_ONE
    waited_min = max(0, int((now - head.issued_at).total_seconds() // 60))
    facts: dict[str, str | int] = {
        "number": head.number,
        "queue": head.queue,
        "minutes": waited_min,
        "most": policy.max_preferred_run,
        "weight": head.weight,
    }
    return Choice(head, why, facts, Turn(0, credits))


def _by_weight(heads: Sequence[Head], held: Mapping[str, int]) -> tuple[Head, dict[str, int]]:
    """Smooth weighted round robin: each line earns its weight, the richest pays the sum of all.

    Over any stretch in which the same lines have people, a line with weight w of total W is chosen at least once
    in every lines · ⌈W/w⌉ choices (where credits are even, about every ⌈W/w⌉).

    Source:
        I. Sysoev, nginx `ngx_http_upstream_round_robin`, smooth weighted balancing (2012).
    """
    credits = {h.queue: held.get(h.queue, 0) + h.weight for h in heads}
    chosen = min(heads, key=lambda h: (-credits[h.queue], h.rank_at, h.number))
    credits[chosen.queue] -= sum(h.weight for h in heads)
    return chosen, credits
