"""A dossier under somebody's hands: its event, its clock counted again from all events, and the fact that tells it.

Every use case on dossiers goes through here, so that history, clock and log cannot part.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain import deadline, dossier, stage, winding
from onestop.domain.calendar import WorkCalendar
from onestop.domain.deadline import Limit, Move, Reckoning, Tick
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.people import Actor
from onestop.domain.procedure import Rules
from onestop.storage import calendars, catalogue, dossiers
from onestop.storage.rows import Authority, Dossier, DossierStage, Office
from onestop.storage.unit_of_work import Tx


class Record:
    """One locked dossier inside one transaction."""

    def __init__(self, tx: Tx, row: Dossier, actor: Actor, now: datetime) -> None:
        self.tx, self.row, self.actor, self.now = tx, row, actor, now
        self.session: Session = tx.session
        self.office = tx.session.get_one(Office, row.office_id)
        self.policy = DossierPolicy.of(self.office.policy)
        self.recounted = False
        """The due date moved because the office's days or hours did, and for nothing else."""
        self._clock_moved = False

    @classmethod
    def locked(cls, tx: Tx, dossier_id: UUID, actor: Actor, now: datetime) -> "Record":
        """A draft people prepare themselves counts as touched, by whomever but the clock."""
        row = dossiers.locked(tx.session, dossier_id)
        if row.left_at is not None and actor.kind != "system":
            row.left_at = now
        return cls(tx, row, actor, now)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return calendars.of(self.session, self.office)

    @property
    def rules(self) -> Rules:
        return catalogue.rules(self.session, self.row.version_id)

    @cached_property
    def elsewhere(self) -> bool:
        """Another hall's authority decides: it is received here and handed on (non-boundary intake)."""
        return self.session.get_one(Authority, self.row.authority_id).elsewhere

    @property
    def limit(self) -> Limit | None:
        """What the law gives for it through its channel, in its case."""
        return self.rules.terms_of(self.row.channel, self.row.case_code).limit

    def today(self) -> date:
        return self.now.astimezone(self.calendar.zone).date()

    def step(self, step: dossier.Step, *, at: datetime | None = None, **data: Any) -> None:
        """Go one step of the dossier's life, write it down, and count the clock again.

        Raises:
            IllegalDossierStep, CalendarMissing.
        """
        self.row.take(step)
        self.note(step, at=at, **data)
        if self.row.status in dossier.ENDED:
            self.row.ended_at = at or self.now
            self._close_stages()
        self.wind()

    def _close_stages(self) -> None:
        for each in self.stages():
            if each.status not in stage.OVER:
                each.take(stage.Step.CLOSE)
                each.look_at = None

    def note(self, kind: str, *, at: datetime | None = None, **data: Any) -> None:
        """Write down what happened. The log's fact has the code and no content."""
        self._clock_moved = self._clock_moved or kind in winding.MOVES_CLOCK
        dossiers.add_event(self.session, self.row, kind, at or self.now, self.now, str(self.actor), data)
        self.tx.emit(
            f"dossier.{kind}",
            self.row.office_id,
            self.row.id,
            self.actor,
            self.now,
            dossier=self.row.code or "",
            status=self.row.status.value,
            stage=data.get("stage", ""),
        )

    def ticks(self) -> list[Tick]:
        rules = self.rules
        return list(winding.ticks(dossiers.history(self.session, self.row.id), rules.count_from, rules.on_supplement))

    def wind(self) -> None:
        """Count the clock again from all events, and those of the stages that are under way."""
        row, ticks = self.row, self.ticks()
        found = deadline.reckon(self.limit, ticks, self.calendar)
        self._tell_recount(found)
        if found.due != row.due:
            row.warned = 0
        row.original_due = row.original_due or found.original
        row.due, row.stopped_at = found.due, found.stopped_at
        row.reappointments = found.extensions
        row.look_at = self.next_look(found.due, row.warned) if found.runs else None
        row.punctuality = ""
        if found.ended_at is not None and found.due is not None:
            row.punctuality = deadline.punctuality(found.due, found.ended_at, self.calendar).value
        for each in self.stages():
            if each.status in stage.UNDER_WAY:
                self._wind_stage(each, ticks)

    def _tell_recount(self, found: Reckoning) -> None:
        """What was promised is not moved behind anybody's back: the history says when days or hours moved it."""
        before = self.row.due
        if before is None or found.due is None or found.due == before or self._clock_moved:
            return
        self.recounted = True
        self.note(dossier.Noted.RECOUNTED, before=before.isoformat(), due=found.due.isoformat())

    def stages(self) -> Sequence[DossierStage]:
        return dossiers.stages(self.session, self.row.id)

    def wind_stage(self, each: DossierStage) -> None:
        """Count one stage's clock: it starts when the stage opens and stands when the dossier's stands."""
        self._wind_stage(each, self.ticks())

    def _wind_stage(self, each: DossierStage, ticks: Sequence[Tick]) -> None:
        limit = limit_of(each)
        if limit is None or each.opened_at is None:
            each.due = each.look_at = None
            return
        mine = [Tick(Move.START, each.opened_at)]
        mine += [tick for tick in ticks if tick.move in _STAGE_MOVES and tick.at >= each.opened_at]
        found = deadline.reckon(limit, mine, self.calendar)
        if found.due != each.due:
            each.warned = 0
        each.due = found.due
        each.look_at = self.next_look(found.due, each.warned, ahead=1) if found.stopped_at is None else None

    def next_look(self, due: datetime | None, warned: int, ahead: int | None = None) -> datetime | None:
        """When to tell the next one: the holder some working days before, the head at the due instant,
        the supervisor some working days after; `None` once all were told.
        """
        if due is None or warned >= len(_LADDER):
            return None
        day, calendar = due.astimezone(self.calendar.zone).date(), self.calendar
        if warned == 0:
            before = self.policy.prepare_apology_days if ahead is None else ahead
            return calendar.open_of(calendar.working_day(day - timedelta(days=1), 1 - before))
        if warned == 1:
            return due
        return calendar.open_of(calendar.working_day(day, self.policy.escalate_after_days))


def limit_of(each: DossierStage) -> Limit | None:
    """What the stage was given."""
    return Limit(each.limit_n, each.limit_unit) if each.limit_n and each.limit_unit else None


_STAGE_MOVES = frozenset({Move.STOP, Move.RESUME, Move.RESTART})
_LADDER = ("holder", "head", "supervisor")
"""Who is told, one after the other, as a due date nears and passes."""
