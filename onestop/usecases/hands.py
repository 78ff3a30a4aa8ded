"""Whose hands a stage is in: its unit's, its holder's, whoever stands in for the holder, or the unit's head's."""

import unicodedata
from datetime import datetime
from typing import Final
from uuid import UUID

from onestop.domain import stage
from onestop.domain.errors import BadInput, DossierUnknown, IllegalStageStep, NotYourStage
from onestop.domain.people import SUPERVISION, Actor, Role
from onestop.storage import units
from onestop.storage.rows import DossierStage
from onestop.storage.unit_of_work import Tx
from onestop.usecases.record import Record

WORKERS: Final = frozenset({Role.UNIT, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN})
"""Who may work on stages, if they are of the unit."""
LONGEST: Final = 1000


def stage_of(tx: Tx, stage_id: UUID, actor: Actor, now: datetime) -> tuple[Record, DossierStage]:
    """A stage with its dossier, which is locked before it: one order of locks for everybody.

    Raises:
        DossierUnknown. Forbidden: the caller works in another office, or has no role that works on stages.
    """
    seen = tx.session.get(DossierStage, stage_id)
    if seen is None:
        raise DossierUnknown
    record = Record.locked(tx, seen.dossier_id, actor, now)
    actor.must(WORKERS, record.row.office_id)
    found = tx.session.get_one(DossierStage, stage_id, with_for_update=True, populate_existing=True)
    return record, found


def must_be_of_unit(record: Record, each: DossierStage) -> None:
    """An officer of the stage's unit, a head where only a head takes it, or the stand-in of one."""
    if record.actor.roles & SUPERVISION:
        return
    mine, heads = record.actor.officer_id, each.heads_only
    for officer in (mine, *units.replaced_by(record.session, mine, record.today())):
        if units.is_member(record.session, each.unit_id, officer, head=heads):
            return
    raise NotYourStage(stage=each.name[:120])


def must_hold(record: Record, each: DossierStage) -> None:
    """The holder, whoever stands in for the holder, or a head of the unit."""
    mine = record.actor.officer_id
    if units.acts_for(record.session, mine, each.officer_id, record.today()):
        return
    must_be_head(record, each)


def must_be_head(record: Record, each: DossierStage) -> None:
    """A head of the stage's unit, or a supervisor of the office."""
    if record.actor.roles & SUPERVISION:
        return
    if not units.is_member(record.session, each.unit_id, record.actor.officer_id, head=True):
        raise NotYourStage(stage=each.name[:120])


def must_be_under_way(each: DossierStage) -> None:
    """What is over asks nobody for anything.

    Raises:
        IllegalStageStep.
    """
    if each.status not in stage.UNDER_WAY:
        raise IllegalStageStep(status=each.status.value, step=stage.Step.DONE.value)


def said(text: str, name: str, most: int = LONGEST, *, least: int = 0) -> str:
    """Words of a person, trimmed and composed: two keyboards write one name alike.

    Raises:
        BadInput: too few, too many, or unprintable.
    """
    kept = "\n".join(" ".join(line.split()) for line in unicodedata.normalize("NFC", text).strip().splitlines())
    if not least <= len(kept) <= most or not kept.replace("\n", "").isprintable():
        raise BadInput(field=name)
    return kept
