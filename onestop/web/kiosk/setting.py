"""Papers set from what was filled in at a kiosk."""

from uuid import UUID

from onestop.domain.people import Actor
from onestop.queries import eforms as sheets
from onestop.queries import forms as material
from onestop.usecases import eforms
from onestop.wiring import Shop


def fill(process: Shop, dossier_id: UUID, code: str, said: tuple[str, ...], actor: Actor) -> UUID:
    """Set the paper from the answers and keep both."""
    now = process.now()
    with process.work.reading() as session:
        facts = sheets.application(session, dossier_id, code, said, actor, now)
    pdf = material.set_form(facts, process.settings.data_dir / "forms")
    return eforms.fill(process.work, process.papers, dossier_id, code, said, pdf, actor=actor, now=now)


def fill_again(process: Shop, dossier_id: UUID, actor: Actor) -> None:
    """Set anew what was filled in: the applicant's particulars, which stand on every paper, were changed."""
    with process.work.reading() as session:
        drawn_up = sheets.drawn_up(session, dossier_id, actor)
        filled = [sheets.sheet(session, dossier_id, code, actor) for code, there in drawn_up.items() if there]
    for one in filled:
        fill(process, dossier_id, one.code, one.said, actor)
