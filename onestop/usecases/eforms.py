"""A form filled in on a screen: what was said is kept beside the paper, and the paper set from it is its copy."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from onestop.domain import eform
from onestop.domain.eform import Answer, Blank
from onestop.domain.errors import PaperUnknown
from onestop.domain.people import Actor
from onestop.storage import dossiers
from onestop.storage.papers import PaperStore
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.papers import Scan, attached, may_add
from onestop.usecases.record import Record


def fill(
    work: UnitOfWork,
    store: PaperStore,
    dossier_id: UUID,
    paper_code: str,
    said: Sequence[str],
    pdf: bytes,
    *,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Keep what was said and the paper set from it, both or neither; an earlier filling stays as a replaced copy.

    `pdf` is that paper, made of the same answers. What is filled in counts as there, not as found good.

    Raises:
        BadInput: `field` is the place of the answer that is not right. PaperUnknown: no such paper, or no form of it
            was drawn up. DossierUnknown, IllegalDossierStep, Forbidden.
    """
    kept = store.keep(pdf)
    with work() as tx:
        record = Record.locked(tx, dossier_id, actor, now)
        may_add(record, "paper")
        paper = dossiers.paper(tx.session, dossier_id, paper_code)
        answers = eform.read(_blanks(record, paper_code), said)
        paper.answers = [asdict(each) for each in answers]
        scan = Scan(kept, paper.name[:200], pages=0, text=_text(answers))
        return attached(record, scan, paper_code, "paper", "form")


def _blanks(record: Record, code: str) -> tuple[Blank, ...]:
    found = next((each for each in record.rules.components if each.code == code), None)
    if found is None or not found.blanks:
        raise PaperUnknown(paper=code[:40])
    return found.blanks


def _text(answers: Sequence[Answer]) -> str:
    return "\n".join(f"{each.label}: {each.text}" for each in answers if each.text)
