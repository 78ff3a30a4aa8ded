"""In-depth advice: what somebody asked a specialist, and the written outcome they took along."""

from datetime import datetime
from uuid import UUID

from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.storage import catalogue
from onestop.storage.rows import Consultation, Ticket
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import said
from onestop.usecases.intake import INTAKE


def consult(
    work: UnitOfWork,
    office_id: UUID,
    topic: str,
    outcome: str,
    *,
    actor: Actor,
    now: datetime,
    ticket_id: UUID | None = None,
    procedure_key: str = "",
) -> UUID:
    """Write down an advice that was given, for the visit it was given in.

    Raises:
        BadInput: without a topic or an outcome, or with another office's ticket. ProcedureUnknown, Forbidden.
    """
    with work() as tx:
        actor.must(INTAKE, office_id)
        if ticket_id is not None:
            found = tx.session.get(Ticket, ticket_id)
            if found is None or found.office_id != office_id:
                raise BadInput(field="ticket")
        procedure = catalogue.by_key(tx.session, office_id, procedure_key) if procedure_key else None
        made = Consultation(
            id=new_id(),
            office_id=office_id,
            ticket_id=ticket_id,
            procedure_id=procedure.id if procedure else None,
            officer_id=actor.officer_id,
            topic=said(topic, "topic", 300, least=3),
            outcome=said(outcome, "outcome", 4000, least=5),
            at=now,
        )
        tx.session.add(made)
        tx.emit("consultation.given", office_id, made.id, actor, now)
        return made.id
