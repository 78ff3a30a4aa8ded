"""Finders for dossiers: by id and code, their history, stages and papers; codes and register lines allotted here."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from onestop.domain import dossier
from onestop.domain.errors import DossierUnknown, PaperUnknown, RegisterClosed
from onestop.domain.formats.fold import fold
from onestop.domain.formats.vietqr import bill_of
from onestop.storage.rows import (
    Dossier,
    DossierEvent,
    DossierKey,
    DossierPaper,
    DossierSeries,
    DossierStage,
    FeedbackSeries,
    PaperFile,
    ReceiptSeries,
    RegisterSeries,
)

LONGEST_KEY = 120
COUNT_AGAIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""`look_at` of a dossier whose due date the next sweep counts again."""


def locked(session: Session, dossier_id: UUID) -> Dossier:
    """A dossier, locked until the transaction ends."""
    found = session.get(Dossier, dossier_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise DossierUnknown
    return found


def by_code(session: Session, code: str, *, lock: bool = False) -> Dossier:
    wanted = select(Dossier).where(Dossier.code == code.strip().upper()[:60])
    found = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise DossierUnknown
    return found


def events(session: Session, dossier_id: UUID) -> list[DossierEvent]:
    """Its history, in order."""
    return list(
        session.scalars(select(DossierEvent).where(DossierEvent.dossier_id == dossier_id).order_by(DossierEvent.seq))
    )


def history(session: Session, dossier_id: UUID) -> list[dossier.Event]:
    """The same as the domain knows it."""
    return [dossier.Event(row.kind, row.at, row.data) for row in events(session, dossier_id)]


def add_event(
    session: Session, row: Dossier, kind: str, at: datetime, noted_at: datetime, actor: str, data: dict[str, Any]
) -> None:
    """The next event of a locked dossier."""
    last = session.scalar(select(func.max(DossierEvent.seq)).where(DossierEvent.dossier_id == row.id))
    session.add(
        DossierEvent(
            dossier_id=row.id, seq=(last or 0) + 1, kind=kind, at=at, noted_at=noted_at, actor=actor[:80], data=data
        )
    )
    session.flush()


def stages(session: Session, dossier_id: UUID) -> list[DossierStage]:
    return list(
        session.scalars(
            select(DossierStage).where(DossierStage.dossier_id == dossier_id).order_by(DossierStage.position)
        )
    )


def papers(session: Session, dossier_id: UUID) -> list[DossierPaper]:
    return list(
        session.scalars(
            select(DossierPaper).where(DossierPaper.dossier_id == dossier_id).order_by(DossierPaper.position)
        )
    )


def paper(session: Session, dossier_id: UUID, code: str) -> DossierPaper:
    found = session.scalars(
        select(DossierPaper).where(DossierPaper.dossier_id == dossier_id, DossierPaper.code == code[:40])
    ).one_or_none()
    if found is None:
        raise PaperUnknown(paper=code[:40])
    return found


def _insert(session: Session, row: Any) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(row)


def next_serial(session: Session, authority_id: UUID, day: date) -> int:
    """The next dossier of an authority's day; its row stays locked until the transaction ends."""
    statement = _insert(session, DossierSeries).values(authority_id=authority_id, day=day, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["authority_id", "day"], set_={"last": DossierSeries.last + 1}
    )
    found: int = session.execute(statement.returning(DossierSeries.last)).scalar_one()
    return found


def next_line(session: Session, authority_id: UUID, year: int) -> int:
    """The next line of a year's register: without gaps, for it is allotted in the transaction that needs it.

    Raises:
        RegisterClosed: the year's register takes no line any more.
    """
    statement = _insert(session, RegisterSeries).values(authority_id=authority_id, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["authority_id", "year"],
        set_={"last": RegisterSeries.last + 1},
        where=RegisterSeries.closed_at.is_(None),
    )
    found: int | None = session.execute(statement.returning(RegisterSeries.last)).scalar_one_or_none()
    if found is None:
        raise RegisterClosed(year=year)
    return found


def next_receipt(session: Session, office_id: UUID, year: int) -> int:
    """The next receipt for money of an office's year; without gaps, as a register's lines are."""
    return _next_of_year(session, ReceiptSeries, office_id, year)


def next_feedback(session: Session, office_id: UUID, year: int) -> int:
    """The next suggestion or complaint of an office's year."""
    return _next_of_year(session, FeedbackSeries, office_id, year)


def _next_of_year(
    session: Session, series: type[ReceiptSeries] | type[FeedbackSeries], office_id: UUID, year: int
) -> int:
    statement = _insert(session, series).values(office_id=office_id, year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["office_id", "year"], set_={"last": series.last + 1})
    found: int = session.execute(statement.returning(series.last)).scalar_one()
    return found


def beginnings(text: str) -> set[str]:
    """`nguyễn văn an` is found by `nguyen van an`, `van an` and `an`."""
    words = fold(text).split()
    return {" ".join(words[i:])[:LONGEST_KEY] for i in range(len(words))}


def index(session: Session, row: Dossier, texts: Iterable[str]) -> None:
    """Write down what a dossier is found by: these, its code at an authority elsewhere, and in a transfer."""
    bill = bill_of(row.code or "")
    keys = set().union(*(beginnings(text) for text in (*texts, row.their_code, bill) if text))
    session.execute(delete(DossierKey).where(DossierKey.dossier_id == row.id))
    session.add_all(DossierKey(office_id=row.office_id, key=key, dossier_id=row.id) for key in sorted(keys))


def of_bills(session: Session, bills: Collection[str], authority_ids: Collection[UUID]) -> dict[str, Dossier]:
    """The dossiers of these authorities that transfers name so, by bill."""
    named = select(Dossier).join(DossierKey, DossierKey.dossier_id == Dossier.id)
    named = named.where(DossierKey.key.in_({fold(bill) for bill in bills}))
    named = named.where(DossierKey.office_id == Dossier.office_id, Dossier.authority_id.in_(authority_ids))
    rows = session.scalars(named.where(Dossier.code.is_not(None)).limit(MOST_FOUND)).unique()
    return {bill: row for row in rows if (bill := bill_of(row.code or "")) in bills}


MOST_FOUND: Final = 50
"""Dossiers one search finds [count]."""


def found_by(session: Session, office_id: UUID, text: str, limit: int = MOST_FOUND) -> Sequence[UUID]:
    """Dossiers whose applicant's name has these words one after the other; the last may be unfinished.

    Whole names before begun ones, of each the newest: two ranges of one index read backwards, whatever the history.
    """
    key = fold(text)[:LONGEST_KEY]
    if not key:
        return []
    ours = select(DossierKey.dossier_id).where(DossierKey.office_id == office_id).limit(limit * 3)
    found: list[UUID] = []
    for some in (DossierKey.key == key, and_(DossierKey.key > key, DossierKey.key < key + "\U0010ffff")):
        if len(found) < limit:
            found += session.scalars(ours.where(some).order_by(DossierKey.key.desc(), DossierKey.dossier_id.desc()))
    return list(dict.fromkeys(found))[:limit]


def secret_matches(row: Dossier, secret: str) -> bool:
    """Compared by digest: the time it takes tells nothing."""
    return bool(secret) and _digest(secret.strip().upper()) == _digest(row.secret)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def result_file(session: Session, dossier_id: UUID) -> PaperFile | None:
    """The digital result as it stands; an earlier one was replaced."""
    return session.scalars(
        select(PaperFile)
        .where(PaperFile.dossier_id == dossier_id, PaperFile.kind == "result", PaperFile.replaced_by.is_(None))
        .order_by(PaperFile.added_at.desc())
        .limit(1)
    ).first()


def count_again(session: Session, office_id: UUID) -> None:
    """Have due dates of what is under way counted again by the next sweep: days or hours of the office changed."""
    session.execute(
        update(Dossier)
        .where(Dossier.office_id == office_id, Dossier.status.in_(list(dossier.WITH_US)), Dossier.due.is_not(None))
        .values(look_at=COUNT_AGAIN)
        .execution_options(synchronize_session=False)
    )
