"""The due date explained in the few lines a paper has room for."""

from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from onestop.domain.deadline import Rule
from onestop.domain.errors import CalendarMissing
from onestop.queries.dossier import explained
from onestop.words import say

LANGUAGE: Final = "vi"
FEW: Final = 6
"""Lines a paper has room for [count]."""


def due_steps(session: Session, dossier_id: UUID, *, upto: int | None = None) -> tuple[str, ...]:
    """Sentences from the start of the clock to the due date, or to what was promised with event `upto`.

    Single days off are left out where they would crowd the rest from the paper; without a calendar there are none.
    """
    try:
        lines = explained(session, dossier_id, upto=upto)
    except CalendarMissing:
        return ()
    if len(lines) > FEW:
        lines = tuple(line for line in lines if line.rule not in (Rule.DAY_OFF, Rule.MAKE_UP))
    return tuple(say(LANGUAGE, line.key, **line.facts) for line in lines[:FEW])
