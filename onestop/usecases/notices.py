"""Messages to applicants: written with their cause in one transaction, sent later, never blocking anybody.

A text message carries the code, a date, a place and the hotline, and no name, content or reason (rules file, 13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.domain.errors import BadInput
from onestop.domain.formats.fold import unaccent
from onestop.domain.people import Actor, Role
from onestop.domain.quiet import may_go_at
from onestop.storage.rows import Authority, Notice, NoticeTemplate, Office
from onestop.storage.rows.base import new_id
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases.record import Record
from onestop.words import say

KINDS: Final = (
    "received",
    "supplement",
    "fee",
    "late",
    "overdue",
    "ready",
    "rejected",
    "moved",
    "delivered",
    "refused",
    "stopped",
    "withdrawn",
    "correction",
    "onward",
)
CHANNELS: Final = ("sms", "email")
FACTS: Final = frozenset({"code", "due", "authority", "place", "hotline", "link"})
"""What a template may name; nothing of these is personal."""
LANGUAGE: Final = "vi"
MOST_ATTEMPTS: Final = 6
AGAIN_AFTER: Final = (1, 5, 15, 60, 240)
"""Minutes to the next try after each failed one [min]."""
CLAIMED_FOR: Final = timedelta(minutes=5)
ADDRESS: Final = "{address}"
"""Stands in a text for this installation's address, which only the process that sends it knows."""
LONGEST_TEXT: Final = 4000
LONGEST_SUBJECT: Final = 120
LONGEST_SMS: Final = 459
"""Three parts of an unaccented message (rules file, 8.2) [characters]."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send."""

    id: UUID
    channel: str
    address: str
    subject: str
    text: str
    attempt: int
    gateway: str
    """Who may have it already; nobody else may be handed it."""


def tell(record: Record, kind: str) -> None:
    """Write the messages of `kind` for whoever left a telephone or an address; nobody left: none."""
    row = record.row
    if row.applicant_phone:
        _write(record, kind, "sms", row.applicant_phone)
    if row.applicant_email:
        _write(record, kind, "email", row.applicant_email)


def _write(record: Record, kind: str, channel: str, address: str) -> None:
    subject, text = worded(record, kind, channel)
    policy, zone = record.policy, ZoneInfo(record.office.timezone)
    quiet = (policy.quiet_from, policy.quiet_to) if channel == "sms" else (0, 0)
    record.session.add(
        Notice(
            id=new_id(),
            office_id=record.row.office_id,
            dossier_id=record.row.id,
            kind=kind,
            channel=channel,
            address=address,
            subject=subject,
            text=text,
            made_at=record.now,
            next_at=may_go_at(record.now, zone, *quiet),
        )
    )


def worded(record: Record, kind: str, channel: str) -> tuple[str, str]:
    """Subject and text as they will be sent."""
    own = record.session.get(NoticeTemplate, (record.row.office_id, kind, channel))
    return compose(kind, channel, _facts(record), own.text if own else "", own.subject if own else "")


def compose(kind: str, channel: str, facts: Mapping[str, str], text: str = "", subject: str = "") -> tuple[str, str]:
    """Subject and text of a notice; where the office has no words of its own, the catalogue's."""
    said = text.format_map(facts) if text.strip() else say(LANGUAGE, f"notice.{kind}_{channel}", **facts)
    if channel == "sms":
        return "", unaccent(said)[:LONGEST_SMS]
    return subject.format_map(facts) if subject.strip() else say(LANGUAGE, "notice.subject", **facts), said


def _facts(record: Record) -> dict[str, str]:
    zone = ZoneInfo(record.office.timezone)
    authority = record.session.get_one(Authority, record.row.authority_id)
    due = record.row.due
    return {
        "code": record.row.code or say(LANGUAGE, "notice.no_code"),
        "due": f"{due.astimezone(zone):%H:%M %d/%m/%Y}" if due else say(LANGUAGE, "notice.no_due"),
        "authority": authority.name_vi,
        "place": record.office.name_vi,
        "hotline": authority.hotline,
        "link": f"{ADDRESS}/d/{record.row.code}" if record.row.code else "",
    }


def save_template(
    work: UnitOfWork,
    office_id: UUID,
    kind: str,
    channel: str,
    text: str,
    subject: str,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """The office's own words for a notice; empty: the catalogue's again.

    Raises:
        BadInput: an unknown kind, an unknown fact, a text message that would be cut. Forbidden.
    """
    check_template(kind, channel, text, subject)
    with work() as tx:
        actor.must(frozenset({Role.ADMIN}), office_id)
        row = tx.session.get(NoticeTemplate, (office_id, kind, channel))
        if not text.strip():
            if row is not None:
                tx.session.delete(row)
        elif row is None:
            row = NoticeTemplate(office_id=office_id, kind=kind, channel=channel, text=text, subject=subject)
            tx.session.add(row)
        else:
            row.text, row.subject = text, subject
        tx.emit("setup.changed", office_id, kind, actor, now, what="notice")


def check_template(kind: str, channel: str, text: str, subject: str) -> None:
    """Whether these may be an office's words.

    Raises:
        BadInput: `field` is `kind`, `text` or `subject`.
    """
    if kind not in KINDS or channel not in CHANNELS:
        raise BadInput(field="kind")
    _must_be_template(text, "text")
    _must_be_template(subject, "subject")
    if channel == "sms" and len(text) > LONGEST_SMS - 60:
        raise BadInput(field="text")
    if len(text) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT:
        raise BadInput(field="text" if len(text) > LONGEST_TEXT else "subject")


def _must_be_template(text: str, name: str) -> None:
    """Plain names of facts and nothing that looks into them."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise BadInput(field=name) from None
    if any(fact is not None and (fact not in FACTS or spec or convert) for _, fact, spec, convert in parts):
        raise BadInput(field=name)


def claim(work: UnitOfWork, now: datetime, limit: int = 20) -> Sequence[Outgoing]:
    """Messages whose time has come, put off for a while so that no second sender takes them."""
    with work.reading() as session:
        if session.scalar(_PENDING.where(Notice.next_at <= now).limit(1)) is None:
            return []
    with work() as tx:
        rows = [row for row in _due(tx.session, now, limit) if not _too_late(row, now)]
        for row in rows:
            row.attempts += 1
            row.next_at = now + CLAIMED_FOR
        return [Outgoing(r.id, r.channel, r.address, r.subject, r.text, r.attempts, r.gateway) for r in rows]


_PENDING: Final = select(Notice.id).where(Notice.state == "pending")


def _due(session: Session, now: datetime, limit: int) -> Sequence[Notice]:
    return session.scalars(
        select(Notice)
        .where(Notice.state == "pending", Notice.next_at <= now)
        .order_by(Notice.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def _too_late(row: Notice, now: datetime) -> bool:
    """Whether it is of no use any more; it has failed then."""
    if row.until is None or now < row.until:
        return False
    row.state, row.fault, row.text = "failed", "notice.too_late", ""
    return True


def trying(work: UnitOfWork, notice_id: UUID, gateway: str) -> None:
    """Say who is about to be handed it: should we die now, nobody else may be."""
    with work() as tx:
        tx.session.get_one(Notice, notice_id, with_for_update=True).gateway = gateway


@dataclass(frozen=True, slots=True)
class Fate:
    """How handing it over went."""

    fault: str = ""
    """Empty: well."""
    final: bool = False
    """Trying again is no use."""
    gateway: str = ""
    """Who has it, or may have it; empty: surely nobody."""
    reference: str = ""
    parts: int = 0


def settle(work: UnitOfWork, notice_id: UUID, fate: Fate, *, now: datetime) -> None:
    """Say how sending went; after the last attempt, or a final fault, it has failed."""
    with work() as tx:
        row = tx.session.get_one(Notice, notice_id, with_for_update=True)
        row.fault, row.gateway = fate.fault[:200], fate.gateway
        if not fate.fault:
            row.state, row.sent_at, row.reference, row.parts = "sent", now, fate.reference[:64], fate.parts
        elif fate.final or row.attempts >= MOST_ATTEMPTS:
            row.state = "failed"
            about, system = row.dossier_id or row.id, Actor.system("notices")
            tx.emit("notice.failed", row.office_id, about, system, now, notice=row.kind)
        else:
            row.next_at = now + timedelta(minutes=AGAIN_AFTER[min(row.attempts, len(AGAIN_AFTER)) - 1])
        row.text = "" if row.dossier_id is None and row.state != "pending" else row.text


def again(work: UnitOfWork, notice_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Send a failed message once more.

    Raises:
        BadInput: it did not fail, or is about no dossier.
    """
    with work() as tx:
        row = tx.session.get(Notice, notice_id, with_for_update=True)
        if row is None or row.state != "failed" or row.dossier_id is None:
            raise BadInput(field="notice")
        office = tx.session.get_one(Office, row.office_id)
        actor.must(frozenset({Role.OFFICER, Role.UNIT, Role.SUPERVISOR, Role.ADMIN}), office.id)
        row.state, row.attempts, row.next_at = "pending", 0, now
        tx.emit("notice.again", office.id, row.dossier_id, actor, now, notice=row.kind)
