"""Each life is one complete table: every status has a row, every step leads somewhere, what is over is over."""

import itertools
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from onestop.domain import announcement, counter, ticket
from onestop.domain.errors import IllegalCounterStep, IllegalStep

Life = Mapping[Any, Mapping[Any, StrEnum]]
LIVES: dict[str, tuple[type[StrEnum], type[StrEnum], Life, StrEnum]] = {
    "ticket": (ticket.Status, ticket.Step, ticket.LIFE, ticket.Status.WAITING),
    "counter": (counter.Status, counter.Step, counter.LIFE, counter.Status.CLOSED),
    "announcement": (announcement.Status, announcement.Step, announcement.LIFE, announcement.Status.PENDING),
}


@pytest.mark.parametrize("name", LIVES)
def test_every_status_has_a_row_and_every_step_is_in_the_table(name: str) -> None:
    statuses, steps, life, _ = LIVES[name]
    assert set(life) == set(statuses)
    assert {step for row in life.values() for step in row} == set(steps)


@pytest.mark.parametrize("name", LIVES)
def test_every_status_is_reached_from_the_first(name: str) -> None:
    statuses, _, life, first = LIVES[name]
    seen, edge = {first}, {first}
    while edge:
        edge = {after for status in edge for after in life[status].values()} - seen
        seen |= edge
    assert seen == set(statuses)


@pytest.mark.parametrize(("status", "step"), list(itertools.product(ticket.Status, ticket.Step)))
def test_the_door_of_the_ticket_follows_the_table(status: ticket.Status, step: ticket.Step) -> None:
    if step in ticket.LIFE[status]:
        assert ticket.after(status, step) is ticket.LIFE[status][step]
        return
    with pytest.raises(IllegalStep) as refused:
        ticket.after(status, step)
    assert refused.value.facts == {"status": status.value, "step": step.value}


@pytest.mark.parametrize(("status", "step"), list(itertools.product(counter.Status, counter.Step)))
def test_the_door_of_the_counter_follows_the_table(status: counter.Status, step: counter.Step) -> None:
    if step in counter.LIFE[status]:
        assert counter.after(status, step) is counter.LIFE[status][step]
        return
    with pytest.raises(IllegalCounterStep):
        counter.after(status, step)


def test_a_late_report_of_a_voice_changes_nothing() -> None:
    assert announcement.after(announcement.Status.SPOKEN, announcement.Step.RETRY) is None
    assert announcement.after(announcement.Status.UNHEARD, announcement.Step.HEARD) is announcement.Status.SPOKEN


def test_only_a_ticket_at_a_counter_is_recalled_started_or_finished() -> None:
    for step in (ticket.Step.RECALL, ticket.Step.START, ticket.Step.FINISH, ticket.Step.MISS, ticket.Step.RELEASE):
        assert {s for s, row in ticket.LIFE.items() if step in row} <= ticket.AT_COUNTER


def test_nothing_at_a_counter_survives_the_release() -> None:
    assert {ticket.LIFE[s][ticket.Step.RELEASE] for s in ticket.AT_COUNTER}.isdisjoint(ticket.AT_COUNTER)


def test_the_drawing_is_the_table() -> None:
    lines = ticket.drawing().splitlines()
    arrows = [
        f"    {a.value} --> {b.value}: {step.value}" for a, row in ticket.LIFE.items() for step, b in row.items()
    ]
    assert lines[0] == "stateDiagram-v2"
    assert lines[1] == "    [*] --> waiting: take"
    assert lines[2:] == arrows
