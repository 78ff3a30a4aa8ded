"""A year's register (form 07) is closed when the year is over: by a supervisor, or by the clock where nobody did."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain import register
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import NotFound, RegisterRuns
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import hall
from onestop.storage.rows import Authority, Office, RegisterSeries
from onestop.storage.unit_of_work import Tx, UnitOfWork

CLOCK: Final = Actor.system("register")


def close(work: UnitOfWork, authority_id: UUID, year: int, *, actor: Actor, now: datetime) -> int:
    """Close a year of an authority's register; return how many lines it has. One that is closed stays as it is.

    Raises:
        NotFound: no such authority, or nothing was received in that year. RegisterRuns: the year is not over.
        Forbidden.
    """
    with work() as tx:
        authority = tx.session.get(Authority, authority_id)
        if authority is None:
            raise NotFound(authority="")
        actor.must(SUPERVISION, authority.office_id)
        office = tx.session.get_one(Office, authority.office_id)
        if not register.may_close(year, now.astimezone(hall.zone_of(office)).date()):
            raise RegisterRuns(year=year)
        return _closed(tx, authority, year, actor, now)


def _closed(tx: Tx, authority: Authority, year: int, actor: Actor, now: datetime) -> int:
    series = tx.session.get(RegisterSeries, (authority.id, year), with_for_update=True)
    if series is None:
        raise NotFound(year=str(year))
    if series.closed_at is None:
        series.closed_at, series.closed_by = now, str(actor)
        facts = {"authority": authority.code, "year": year, "lines": series.last}
        tx.emit("register.closed", authority.office_id, authority.id, actor, now, **facts)
    return series.last


def close_over(work: UnitOfWork, *, now: datetime) -> int:
    """Close every register nothing can be dated back into any more; return how many."""
    with work.reading() as session:
        over = tuple(_over(session, now))
    for authority_id, year in over:
        with work() as tx:
            _closed(tx, tx.session.get_one(Authority, authority_id), year, CLOCK, now)
    return len(over)


def _over(session: Session, now: datetime) -> Iterator[tuple[UUID, int]]:
    rows = session.execute(
        select(Office, RegisterSeries)
        .join(Authority, Authority.office_id == Office.id)
        .join(RegisterSeries, RegisterSeries.authority_id == Authority.id)
        .where(RegisterSeries.closed_at.is_(None), RegisterSeries.year <= now.year)
    )
    for office, series in rows:
        days = DossierPolicy.of(office.policy).back_dating_days
        if register.must_close(series.year, now.astimezone(hall.zone_of(office)).date(), days):
            yield series.authority_id, series.year
