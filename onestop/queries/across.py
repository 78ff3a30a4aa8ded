"""How a dossier stands with the authority elsewhere that decides it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import stage
from onestop.domain.dossier import Noted
from onestop.queries.dossier_facts import AcrossView
from onestop.storage.rows import Authority, Dossier, DossierEvent, DossierStage, Office

TOLD: Final = (Noted.HANDED_ON, Noted.THEIR_ANSWER)


def seen(session: Session, row: Dossier, stages: Sequence[DossierStage]) -> AcrossView | None:
    """`None` for a dossier that is decided here."""
    if not session.get_one(Authority, row.authority_id).elsewhere:
        return None
    return told(row, stages, events(session, [row.id]).get(row.id, ()))


def told(row: Dossier, stages: Sequence[DossierStage], events: Iterable[DossierEvent]) -> AcrossView:
    last: dict[str, DossierEvent] = {event.kind: event for event in events}
    sent: dict[str, Any] = last[Noted.HANDED_ON].data if Noted.HANDED_ON in last else {}
    answer = last.get(Noted.THEIR_ANSWER)
    return AcrossView(
        here=row.handed_on_at is None or bool(stage.left_before_last(stages)),
        handed_on_at=row.handed_on_at,
        how=str(sent.get("how", "")),
        list_no=str(sent.get("list", "")),
        their_code=row.their_code,
        said=str(answer.data.get("text", "")) if answer else "",
        said_at=answer.at if answer else None,
    )


def events(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[DossierEvent]]:
    """What was handed on and answered of these dossiers, in order."""
    found: dict[UUID, list[DossierEvent]] = {}
    wanted = select(DossierEvent).where(DossierEvent.dossier_id.in_(ids), DossierEvent.kind.in_(TOLD))
    for event in session.scalars(wanted.order_by(DossierEvent.dossier_id, DossierEvent.seq)):
        found.setdefault(event.dossier_id, []).append(event)
    return found


def host(session: Session, office: Office) -> str:
    """Whose hall it is, for the head of a form: the first authority that decides here."""
    named = select(Authority.name_vi).where(Authority.office_id == office.id, Authority.elsewhere.is_(False))
    return session.scalars(named.order_by(Authority.position, Authority.code).limit(1)).first() or office.name_vi
