"""Text messages that belong to no dossier: to whoever books a slot, or proves a telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.formats.fold import unaccent
from onestop.domain.quiet import may_go_at
from onestop.storage.rows import Notice, Office
from onestop.storage.rows.base import new_id
from onestop.usecases.notices import LONGEST_SMS
from onestop.words import say


@dataclass(frozen=True, slots=True)
class Words:
    """What it says: `kind` is `code`, `booked`, `slot_soon` or `slot_given_up`."""

    kind: str
    facts: Mapping[str, str | int]
    lang: str = "vi"
    until: datetime | None = None
    """Of no use after that instant."""
    at_once: bool = False
    """Somebody waits for it, at night too."""


def write(session: Session, office: Office, phone: str, words: Words, now: datetime) -> None:
    """Write one, without diacritics, for the post room to send."""
    policy = DossierPolicy.of(office.policy)
    quiet = (0, 0) if words.at_once else (policy.quiet_from, policy.quiet_to)
    session.add(
        Notice(
            id=new_id(),
            office_id=office.id,
            dossier_id=None,
            kind=words.kind,
            channel="sms",
            address=phone,
            text=unaccent(say(words.lang, f"notice.{words.kind}_sms", **words.facts))[:LONGEST_SMS],
            made_at=now,
            next_at=may_go_at(now, ZoneInfo(office.timezone), *quiet),
            until=words.until,
        )
    )
