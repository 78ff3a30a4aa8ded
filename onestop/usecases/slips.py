"""Receipt and result slip on thermal paper: printed by themselves with their fact, and again when somebody asks."""

from datetime import datetime
from typing import Final
from uuid import UUID

from onestop.domain.errors import BadInput, PlaceHasNoPrinter
from onestop.domain.people import Actor
from onestop.storage import dossiers, printers
from onestop.storage.rows import Dossier
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.intake import INTAKE

FORMS: Final = ("receipt", "result")


def reprint_receipt(
    work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime, form: str = "receipt"
) -> None:
    """Print a dossier's receipt, or its result slip, again where the officer sits, marked as a reprint.

    Raises:
        BadInput: there is none yet. PlaceHasNoPrinter: neither the counter nor the reception has a printer.
        DossierUnknown, Forbidden.
    """
    if form not in FORMS:
        raise BadInput(field="form")
    with work() as tx:
        row = dossiers.locked(tx.session, dossier_id)
        actor.must(INTAKE, row.office_id)
        if not _issued(row, form):
            raise BadInput(field="form")
        if printers.near(tx.session, row.office_id, printers.counter_of(tx.session, str(actor))) is None:
            raise PlaceHasNoPrinter
        tx.emit("dossier.reprint", row.office_id, row.id, actor, now, dossier=row.code or "", form=form)


def _issued(row: Dossier, form: str) -> bool:
    return row.code is not None if form == "receipt" else row.returned_at is not None
