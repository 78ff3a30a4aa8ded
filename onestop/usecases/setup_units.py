"""Authorities, their units, who works in them, and who stands in for whom; changed by an administrator."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput, NotFound
from onestop.domain.formats import code_template, vietqr
from onestop.domain.formats.vietqr import Transfer
from onestop.domain.people import SUPERVISION, Actor
from onestop.storage import units
from onestop.storage.rows import Authority, Officer, OfficerRole, Substitution, Unit, UnitMember
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.hands import said
from onestop.usecases.setup import ADMIN, changed, check

MOST_AWAY: Final = timedelta(days=366)
AGENCY: Final = re.compile(r"[A-Z0-9.]{1,24}")
"""An authority's code, as it stands in dossier codes."""
LONGEST_TEMPLATE: Final = 80


@dataclass(frozen=True, slots=True)
class AuthorityWish:
    code: str
    name_vi: str
    name_en: str = ""
    code_template: str = code_template.DEFAULT
    elsewhere: bool = False
    hotline: str = ""
    bank: str = ""
    """BIN of the bank fees are transferred to; empty with `account`: not by transfer."""
    account: str = ""
    account_holder: str = ""
    demonstration: bool = False
    unverified: bool = False
    """The name was written from memory."""
    position: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class UnitWish:
    code: str
    name_vi: str
    authority: str
    name_en: str = ""
    demonstration: bool = False
    unverified: bool = False
    """The name was written from memory."""
    position: int = 0
    active: bool = True


def save_authority(work: UnitOfWork, office_id: UUID, wish: AuthorityWish, *, actor: Actor, now: datetime) -> UUID:
    """Make an authority, or change the one with this code.

    Raises:
        BadInput: with the `field`; a template whose codes could repeat. Forbidden.
    """
    check(AGENCY.fullmatch(wish.code) is not None, "code")
    check(len(wish.code_template) <= LONGEST_TEMPLATE, "code_template")
    code_template.render(wish.code_template, agency=wish.code, on=now.date(), seq=1)
    _check_account(wish)
    with work() as tx:
        actor.must(ADMIN, office_id)
        row = tx.session.scalars(
            select(Authority).where(Authority.office_id == office_id, Authority.code == wish.code)
        ).one_or_none()
        if row is None:
            row = Authority(id=new_id(), office_id=office_id, code=wish.code)
            tx.session.add(row)
        row.name_vi, row.name_en = said(wish.name_vi, "name_vi", 200, least=2), said(wish.name_en, "name_en", 200)
        row.code_template, row.elsewhere, row.hotline = wish.code_template, wish.elsewhere, wish.hotline[:40]
        row.bank, row.account, row.account_holder = wish.bank, wish.account, wish.account_holder.strip()
        row.demonstration, row.position, row.active = wish.demonstration, wish.position, wish.active
        row.unverified = wish.unverified
        tx.session.flush()
        changed(tx, office_id, "authority", wish.code, actor, now)
        return row.id


def _check_account(wish: AuthorityWish) -> None:
    """A whole account or none."""
    check(len(wish.account_holder) <= 120, "account_holder")  # noqa: PLR2004 - the column's width
    if wish.bank or wish.account:
        vietqr.encode(Transfer(wish.bank, wish.account))
        check(bool(wish.account_holder.strip()), "account_holder")


def save_unit(
    work: UnitOfWork,
    office_id: UUID,
    wish: UnitWish,
    *,
    actor: Actor,
    now: datetime,
    members: Mapping[UUID, bool] | None = None,
) -> UUID:
    """Make a unit, or change the one with this code; `members` as in `save_members`, `None`: they stay.

    Raises:
        BadInput, NotFound: no such authority. Forbidden.
    """
    with work() as tx:
        actor.must(ADMIN, office_id)
        authority = authority_of(tx.session, office_id, wish.authority)
        row = tx.session.scalars(
            select(Unit).where(Unit.office_id == office_id, Unit.code == wish.code)
        ).one_or_none()
        if row is None:
            row = Unit(id=new_id(), office_id=office_id, code=said(wish.code, "code", 24, least=1))
            tx.session.add(row)
        row.authority_id = authority.id
        row.name_vi, row.name_en = said(wish.name_vi, "name_vi", 200, least=2), said(wish.name_en, "name_en", 200)
        row.demonstration, row.position, row.active = wish.demonstration, wish.position, wish.active
        row.unverified = wish.unverified
        tx.session.flush()
        if members is not None:
            _set_members(tx.session, office_id, row.id, members)
        changed(tx, office_id, "unit", wish.code, actor, now)
        return row.id


def authority_of(session: Session, office_id: UUID, code: str) -> Authority:
    row = session.scalars(
        select(Authority).where(Authority.office_id == office_id, Authority.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound(authority=code[:24])
    return row


def save_members(
    work: UnitOfWork, office_id: UUID, unit_code: str, members: Mapping[UUID, bool], *, actor: Actor, now: datetime
) -> None:
    """Who works in a unit; the value says whether they head it.

    Raises:
        BadInput: somebody who has no role in this office. NotFound, Forbidden.
    """
    with work() as tx:
        actor.must(ADMIN, office_id)
        unit = units.by_code(tx.session, office_id, unit_code)
        _set_members(tx.session, office_id, unit.id, members)
        changed(tx, office_id, "members", unit_code, actor, now)


def _set_members(session: Session, office_id: UUID, unit_id: UUID, members: Mapping[UUID, bool]) -> None:
    known = set(session.scalars(select(OfficerRole.officer_id).where(OfficerRole.office_id == office_id)))
    if not set(members) <= known:
        raise BadInput(field="members")
    for row in session.scalars(select(UnitMember).where(UnitMember.unit_id == unit_id)):
        if row.officer_id not in members:
            session.delete(row)
    for officer_id, head in members.items():
        session.merge(UnitMember(unit_id=unit_id, officer_id=officer_id, head=head))


def substitute(
    work: UnitOfWork,
    office_id: UUID,
    officer_id: UUID,
    by: UUID,
    span: tuple[date, date],
    *,
    actor: Actor,
    now: datetime,
) -> UUID:
    """Say who does an officer's work from one day to another, both counted.

    The officer says it, a head of a unit they work in, or a supervisor.

    Raises:
        BadInput: the wrong way round, too long, the same person, or a chain of stand-ins. Forbidden.
    """
    first, last = span
    if first > last or last - first > MOST_AWAY or officer_id == by:
        raise BadInput(field="span")
    with work() as tx:
        _must_speak_for(tx.session, actor, officer_id, office_id)
        for each in (officer_id, by):
            _must_work_here(tx.session, office_id, each)
        if units.overlapping(tx.session, officer_id, by, span):
            raise BadInput(field="by")
        row = Substitution(
            id=new_id(), office_id=office_id, officer_id=officer_id, by_officer_id=by, from_day=first, to_day=last
        )
        tx.session.add(row)
        changed(tx, office_id, "substitution", row.id.hex, actor, now)
        return row.id


def end_substitution(work: UnitOfWork, substitution_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Back earlier than planned."""
    with work() as tx:
        row = tx.session.get(Substitution, substitution_id, with_for_update=True)
        if row is None:
            raise NotFound
        _must_speak_for(tx.session, actor, row.officer_id, row.office_id)
        row.ended_at = row.ended_at or now
        changed(tx, row.office_id, "substitution", row.id.hex, actor, now)


def _must_speak_for(session: Session, actor: Actor, officer_id: UUID, office_id: UUID) -> None:
    """Themselves, whoever heads a unit of this office they work in, or a supervisor.

    Raises:
        Forbidden.
    """
    if actor.kind == "officer" and actor.office_id == office_id:
        if actor.officer_id == officer_id:
            return
        headed = (
            select(UnitMember.unit_id)
            .join(Unit, Unit.id == UnitMember.unit_id)
            .where(UnitMember.officer_id == actor.officer_id, UnitMember.head, Unit.office_id == office_id)
        )
        theirs = select(UnitMember.unit_id).where(UnitMember.officer_id == officer_id, UnitMember.unit_id.in_(headed))
        if session.scalars(theirs).first() is not None:
            return
    actor.must(SUPERVISION, office_id)


def _must_work_here(session: Session, office_id: UUID, officer_id: UUID) -> None:
    here = select(OfficerRole.officer_id).where(
        OfficerRole.officer_id == officer_id, OfficerRole.office_id == office_id
    )
    officer = session.get(Officer, officer_id)
    if officer is None or not officer.active or session.scalars(here).first() is None:
        raise BadInput(field="officer")
