"""The queue to the national portal: filled from facts, claimed, settled; nothing in it is lost or told twice.

A line is one event of one dossier. Lines of a dossier leave in order; a line the portal refused, or that is stuck,
holds up no later one, for each carries the whole dossier as it stands.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from onestop.domain import portal
from onestop.domain.errors import BadInput
from onestop.domain.people import SUPERVISION, Actor, Role
from onestop.domain.portal import LEFT, PortalPolicy
from onestop.storage.rows import Dossier, DossierEvent, Office, PortalLine, Procedure
from onestop.storage.unit_of_work import Tx, UnitOfWork
from onestop.usecases.alerts import raise_in, settle_in

CLAIMED_FOR: Final = timedelta(minutes=5)
CLAIMED: Final = "portal.claimed"
DESK: Final = Actor.system("portal")
MOST_ATTEMPTS: Final = 8
"""After so many a line the portal does not answer is stuck, if it answers others [count]."""
AGAIN_AFTER_S: Final = (20, 60, 120, 300, 600, 900)
"""Seconds to the next try after each failed one [s]."""
AWAY_FOR: Final = timedelta(seconds=20)
"""How long lines wait when nobody was there to take them; that counts as no attempt."""
WHOLE: Final = 0
"""Number of the line by which a dossier is told again without an event: before all others, it adds no progress."""
LONGEST_FAULT: Final = 80
LONGEST_ANSWER: Final = 16


@dataclass(frozen=True, slots=True)
class Claimed:
    """Lines of one dossier, in order, that are ours to tell until the claim ends."""

    dossier_id: UUID
    seqs: tuple[int, ...]
    last_sent: int
    """The newest event the portal has taken; 0: it was never told of this dossier."""
    doubtful: bool
    """Some of it may have arrived: it was sent before and nobody wrote down how that ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How telling one line went."""

    dossier_id: UUID
    seq: int
    state: str
    """`sent`, `refused`, `again` (counts as an attempt) or `away` (nobody was there)."""
    fault: str = ""
    answer: str = ""


def queue(session: Session, dossier_ids: Collection[UUID], now: datetime) -> int:
    """Write a line for each event of these dossiers that is to be told and has none; return how many.

    Only where the office has the portal switched on, the procedure a national code and the dossier its own.
    """
    wanted = _to_tell(session, dossier_ids)
    if not wanted:
        return 0
    events = session.execute(
        select(DossierEvent.dossier_id, DossierEvent.seq, DossierEvent.kind)
        .where(DossierEvent.dossier_id.in_(wanted))
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    ).all()
    known = set(
        session.execute(select(PortalLine.dossier_id, PortalLine.seq).where(PortalLine.dossier_id.in_(wanted))).all()
    )
    lines = [
        {"dossier_id": of, "seq": seq, "office_id": wanted[of], "made_at": now, "next_at": now}
        for of, mine in groupby(events, key=lambda event: event.dossier_id)
        for seq in portal.told(mine)
        if (of, seq) not in known
    ]
    if lines:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(PortalLine).on_conflict_do_nothing(), lines)
    return len(lines)


def _to_tell(session: Session, dossier_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those that are told at all, and the office of each."""
    if not dossier_ids:
        return {}
    on = [row.id for row in session.scalars(select(Office)) if PortalPolicy.of(row.policy).on]
    if not on:
        return {}
    found = session.execute(
        select(Dossier.id, Dossier.office_id)
        .join(Procedure, Procedure.id == Dossier.procedure_id)
        .where(
            Dossier.id.in_(dossier_ids), Dossier.office_id.in_(on), Dossier.code.is_not(None), Procedure.code != ""
        )
    )
    return dict(found.all())


def claim(work: UnitOfWork, now: datetime, most: int = 100) -> Sequence[Claimed]:
    """All pending lines of up to `most` dossiers whose first one is due, put off so that no other sender has them."""
    with work.reading() as session:
        if not _due(session, now, 1):
            return []
    with work() as tx:
        chosen = _due(tx.session, now, most)
        held = _lock(tx.session, chosen)
        found = []
        for dossier_id, group in groupby(held, key=lambda row: row.dossier_id):
            rows = list(group)
            if rows[0].next_at > now:
                continue  # another has it, or an earlier line is put off
            found.append((dossier_id, tuple(row.seq for row in rows), any(row.attempts for row in rows)))
            for row in rows:
                row.attempts += 1
                row.next_at, row.fault = now + CLAIMED_FOR, CLAIMED
        last = _last_sent(tx.session, [dossier_id for dossier_id, _, _ in found])
        return [Claimed(of, seqs, last.get(of, 0), doubt) for of, seqs, doubt in found]


def _due(session: Session, now: datetime, most: int) -> list[UUID]:
    """Dossiers whose first pending line is due, those that wait longest first."""
    earlier = aliased(PortalLine)
    first = ~(
        select(earlier.seq)
        .where(earlier.dossier_id == PortalLine.dossier_id, earlier.seq < PortalLine.seq, earlier.state == "pending")
        .exists()
    )
    found = session.scalars(
        select(PortalLine.dossier_id)
        .where(PortalLine.state == "pending", PortalLine.next_at <= now, first)
        .order_by(PortalLine.next_at)
        .limit(most)
    )
    return list(found)


def _lock(session: Session, dossier_ids: Collection[UUID]) -> Sequence[PortalLine]:
    return session.scalars(
        select(PortalLine)
        .where(PortalLine.dossier_id.in_(dossier_ids), PortalLine.state == "pending")
        .order_by(PortalLine.dossier_id, PortalLine.seq)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _last_sent(session: Session, dossier_ids: Collection[UUID]) -> dict[UUID, int]:
    found = session.execute(
        select(PortalLine.dossier_id, func.max(PortalLine.seq))
        .where(PortalLine.dossier_id.in_(dossier_ids), PortalLine.state == "sent")
        .group_by(PortalLine.dossier_id)
    )
    return dict(found.all())


def settle(work: UnitOfWork, outcomes: Iterable[Outcome], *, now: datetime, answers: bool = False) -> None:
    """Write down how telling went; `answers`: the portal has lately answered something, so silence is the line's own.

    A line that became stuck or refused is told as a fact, once.
    """
    by_key = {(each.dossier_id, each.seq): each for each in outcomes}
    if not by_key:
        return
    with work() as tx:
        for row in _lock(tx.session, {dossier_id for dossier_id, _ in by_key}):
            each = by_key.get((row.dossier_id, row.seq))
            if each is None:
                continue
            _write(row, each, now, answers=answers)
            if row.state in LEFT:
                facts = {"line": row.seq, "fault": row.fault}
                tx.emit(f"portal.{row.state}", row.office_id, row.dossier_id, DESK, now, **facts)
                _call_a_person(tx, row, now)


def _call_a_person(tx: Tx, row: PortalLine, now: datetime) -> None:
    """Once for a dossier, however many of its lines the portal would not have."""
    code = tx.session.get_one(Dossier, row.dossier_id).code or ""
    told = {"dossier": code, "dossier_id": row.dossier_id.hex, "fault": row.fault}
    raise_in(tx, "portal.left", row.office_id, code, DESK, now, **told)


def _write(row: PortalLine, each: Outcome, now: datetime, *, answers: bool) -> None:
    row.fault, row.answer = each.fault[:LONGEST_FAULT], each.answer[:LONGEST_ANSWER]
    if each.state == "sent":
        row.state, row.sent_at = "sent", now
    elif each.state == "refused":
        row.state = "refused"
    elif each.state == "away":
        row.attempts = max(0, row.attempts - 1)
        row.next_at = now + AWAY_FOR
    elif answers and row.attempts >= MOST_ATTEMPTS:
        row.state = "stuck"
    else:
        wait_s = AGAIN_AFTER_S[min(row.attempts, len(AGAIN_AFTER_S)) - 1]
        row.next_at = now + timedelta(seconds=wait_s)


def hurry(work: UnitOfWork, now: datetime) -> None:
    """The portal is back: what was put off because of it need not wait any longer."""
    with work() as tx:
        tx.session.execute(
            update(PortalLine)
            .where(PortalLine.state == "pending", PortalLine.next_at > now, PortalLine.fault != CLAIMED)
            .values(next_at=now)
            .execution_options(synchronize_session=False)
        )


def again(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> int:
    """Tell what was refused or is stuck once more, with the dossier as it stands now; return how many lines.

    Raises:
        BadInput: nothing of it was refused or is stuck. Forbidden.
    """
    with work() as tx:
        row = tx.session.get(Dossier, dossier_id)
        if row is None:
            raise BadInput(field="dossier")
        actor.must(SUPERVISION, row.office_id)
        done = tx.session.execute(
            update(PortalLine)
            .where(PortalLine.dossier_id == dossier_id, PortalLine.state.in_(LEFT))
            .values(state="pending", next_at=now, fault="", attempts=1)
            .returning(PortalLine.seq)
            .execution_options(synchronize_session=False)
        ).all()
        if not done:
            raise BadInput(field="dossier")
        settle_in(tx, "portal.left", row.office_id, row.code or "", actor, now)
        tx.emit("portal.again", row.office_id, dossier_id, actor, now, lines=len(done))
        return len(done)


def retell(work: UnitOfWork, dossier_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Tell the whole dossier once more as it stands: the portal has it otherwise. No progress is told twice.

    Raises:
        BadInput: it was never told, or still waits to be. Forbidden.
    """
    with work() as tx:
        row = tx.session.get(Dossier, dossier_id)
        if row is None:
            raise BadInput(field="dossier")
        actor.must(SUPERVISION, row.office_id)
        states = set(tx.session.scalars(select(PortalLine.state).where(PortalLine.dossier_id == dossier_id)))
        if "sent" not in states or "pending" in states:
            raise BadInput(field="dossier")
        dialect = sqlite if tx.sqlite else postgresql
        fresh = {"state": "pending", "made_at": now, "next_at": now, "attempts": 0, "fault": "", "answer": ""}
        line = dialect.insert(PortalLine).values(
            dossier_id=dossier_id, seq=WHOLE, office_id=row.office_id, sent_at=None, **fresh
        )
        tx.session.execute(line.on_conflict_do_update(index_elements=["dossier_id", "seq"], set_=fresh))
        tx.emit("portal.again", row.office_id, dossier_id, actor, now, lines=1)


def switch(work: UnitOfWork, office_id: UUID, *, on: bool, actor: Actor, now: datetime) -> None:
    """Whether an office's dossiers are told to the portal, from their next event on with all that was before."""
    with work() as tx:
        actor.must(frozenset({Role.ADMIN}), office_id)
        office = tx.session.get_one(Office, office_id, with_for_update=True)
        if PortalPolicy.of(office.policy).on is on:
            return
        office.policy = {**office.policy, **PortalPolicy(on=on).stored()}
        tx.emit("setup.changed", office_id, office.code, actor, now, what="portal")
