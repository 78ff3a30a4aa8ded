"""Each life is one complete table: every status has a row, every step leads somewhere, what is over is over."""

import itertools
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from onestop.domain import announcement, counter, dossier, stage, ticket
from onestop.domain.errors import IllegalCounterStep, IllegalDossierStep, IllegalStageStep, IllegalStep

Life = Mapping[Any, Mapping[Any, StrEnum]]
LIVES: dict[str, tuple[type[StrEnum], type[StrEnum], Life, StrEnum]] = {
    "ticket": (ticket.Status, ticket.Step, ticket.LIFE, ticket.Status.WAITING),
    "counter": (counter.Status, counter.Step, counter.LIFE, counter.Status.CLOSED),
    "announcement": (announcement.Status, announcement.Step, announcement.LIFE, announcement.Status.PENDING),
    "dossier": (dossier.Status, dossier.Step, dossier.LIFE, dossier.Status.DRAFT),
    "stage": (stage.Status, stage.Step, stage.LIFE, stage.Status.WAITING),
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


@pytest.mark.parametrize(("status", "step"), list(itertools.product(dossier.Status, dossier.Step)))
def test_the_door_of_the_dossier_follows_the_table(status: dossier.Status, step: dossier.Step) -> None:
    if step in dossier.LIFE[status]:
        assert dossier.after(status, step) is dossier.LIFE[status][step]
        return
    with pytest.raises(IllegalDossierStep) as refused:
        dossier.after(status, step)
    assert refused.value.facts == {"status": status.value, "step": step.value}


@pytest.mark.parametrize(("status", "step"), list(itertools.product(stage.Status, stage.Step)))
def test_the_door_of_the_stage_follows_the_table(status: stage.Status, step: stage.Step) -> None:
    if step in stage.LIFE[status]:
        assert stage.after(status, step) is stage.LIFE[status][step]
        return
    with pytest.raises(IllegalStageStep) as refused:
        stage.after(status, step)
    assert refused.value.facts == {"status": status.value, "step": step.value}


def test_a_dossier_that_ended_stays_ended_and_every_other_can_still_end() -> None:
    assert {s for s, row in dossier.LIFE.items() if not row} == dossier.ENDED
    assert not dossier.WITH_US & dossier.WITH_THEM
    assert set(dossier.NATIONAL) == set(dossier.Status) - {dossier.Status.DRAFT}


def test_every_stage_under_way_can_be_closed_with_its_dossier() -> None:
    for status in stage.UNDER_WAY | {stage.Status.WAITING}:
        assert stage.after(status, stage.Step.CLOSE) in stage.OVER


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
