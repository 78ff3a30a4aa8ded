"""The list of papers one needs, on paper at a place's own printer; what was answered is kept with nobody's name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from onestop.domain.errors import Forbidden, PlaceHasNoPrinter
from onestop.domain.people import Actor
from onestop.storage import catalogue
from onestop.storage.rows import Place
from onestop.storage.unit_of_work import UnitOfWork


def print_list(
    work: UnitOfWork,
    place_id: UUID,
    key: str,
    *,
    actor: Actor,
    now: datetime,
    case: str = "",
    yes: Sequence[str] = (),
    lang: str = "vi",
) -> None:
    """Print the papers of a procedure for one's case and answers where one stands.

    Raises:
        ProcedureUnknown, PlaceHasNoPrinter. Forbidden: the place is not the caller's.
    """
    with work() as tx:
        place = tx.session.get(Place, place_id)
        if place is None or actor.kind != "place" or actor.office_id != place.office_id or actor.id != place.code:
            raise Forbidden
        if place.printer_id is None:
            raise PlaceHasNoPrinter
        found = catalogue.by_key(tx.session, place.office_id, key)
        told = {"place": place.id.hex, "case": case[:24], "yes": list(yes)[:80], "lang": lang}
        tx.emit("checklist.asked", place.office_id, found.id, actor, now, **told)
