"""From a filled-in dialog to the use case that does it, which checks every text; numbers and days are read here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from onestop.domain.errors import BadInput
from onestop.domain.people import Actor
from onestop.storage.unit_of_work import UnitOfWork
from onestop.usecases import (
    across,
    apologising,
    asides,
    correcting,
    fees,
    portal_queue,
    processing,
    publishing,
    returning,
    slips,
)
from onestop.usecases.across import Sent
from onestop.usecases.returning import PostEvent, Taker
from onestop.web.dossiers.reading import identifier

LONGEST_NUMBER: Final = 13


@dataclass(frozen=True, slots=True)
class Doing:
    """Who does what to what, with what was filled in."""

    work: UnitOfWork
    subject: UUID
    form: Mapping[str, Any]
    actor: Actor
    now: datetime
    zone: ZoneInfo

    @property
    def by(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    def text(self, name: str) -> str:
        return str(self.form.get(name, "") or "")

    def number(self, name: str) -> int:
        """Written with or without points between the thousands."""
        digits = self.text(name).replace(".", "").replace(" ", "")
        if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
            raise BadInput(field=name)
        return int(digits)

    def instant(self, name: str) -> datetime:
        """A day, or a day and time, of the office's zone; a form tells minutes, and the present one means now."""
        try:
            told = datetime.fromisoformat(self.text(name)).replace(tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise BadInput(field=name) from None
        return self.now if told == self.now.astimezone(UTC).replace(second=0, microsecond=0) else told

    def chosen(self, name: str) -> UUID:
        return identifier(self.text(name))


Act = Callable[[Doing], str | None]
"""Does it; a key of words to warn with, if there is something to warn of."""


def _take(d: Doing) -> None:
    processing.take(d.work, d.subject, **d.by)


def _release(d: Doing) -> None:
    processing.release(d.work, d.subject, **d.by)


def _assign(d: Doing) -> None:
    processing.assign(d.work, d.subject, d.chosen("officer"), **d.by)


def _done(d: Doing) -> None:
    processing.done(d.work, d.subject, outcome=d.text("outcome"), result=d.text("result"), **d.by)


def _send_back(d: Doing) -> None:
    processing.send_back(d.work, d.subject, d.text("stage"), d.text("reason"), **d.by)


def _skip(d: Doing) -> None:
    processing.skip(d.work, d.subject, d.text("reason"), **d.by)


def _ask_supplement(d: Doing) -> None:
    lines = [line for line in d.text("lines").splitlines() if line.strip()]
    processing.ask_supplement(d.work, d.subject, lines, d.text("reason"), basis=d.text("basis"), **d.by)


def _supplemented(d: Doing) -> None:
    processing.supplemented(d.work, d.subject, note=d.text("note"), **d.by)


def _ask_fee(d: Doing) -> None:
    fees.ask(d.work, d.subject, d.number("amount"), **d.by)


def _paid(d: Doing) -> None:
    fees.paid(d.work, d.subject, d.text("reference"), **d.by)


def _ask_opinion(d: Doing) -> None:
    days = d.number("days") if d.text("days") else None
    asides.ask_opinion(d.work, d.subject, d.text("unit"), d.text("question"), days=days, **d.by)


def _answer(d: Doing) -> None:
    asides.answer_opinion(d.work, d.subject, d.text("answer"), **d.by)


def _arrange_visit(d: Doing) -> None:
    at, place, members = d.instant("at"), d.text("place"), d.text("members")
    asides.arrange_visit(d.work, d.subject, at, place, members=members, **d.by)


def _report_visit(d: Doing) -> None:
    if d.text("passed") not in ("yes", "no"):
        raise BadInput(field="passed")
    asides.report_visit(d.work, d.subject, d.text("report"), passed=d.text("passed") == "yes", **d.by)


def _apologise(d: Doing) -> None:
    apologising.apologise(d.work, d.subject, d.instant("new_due"), d.text("reason"), **d.by)


def _stop(d: Doing) -> None:
    processing.stop(d.work, d.subject, d.text("reason"), **d.by)


def _withdraw(d: Doing) -> None:
    processing.withdraw(d.work, d.subject, d.text("reason"), **d.by)


def _reopen(d: Doing) -> None:
    processing.reopen(d.work, d.subject, d.text("reason"), **d.by)


def _published(d: Doing) -> None:
    at = min(d.instant("at"), d.now)
    publishing.published(d.work, d.subject, d.text("reference"), at=at, **d.by)


def _correct(d: Doing) -> None:
    correcting.correct(d.work, d.subject, d.text("fault"), **d.by)


def _hand_on(d: Doing) -> None:
    sent = Sent(d.text("how"), d.instant("at"), d.text("list_no"), d.text("note"))
    across.hand_on(d.work, d.subject, sent, **d.by)


def _their_code(d: Doing) -> None:
    across.answered(d.work, d.subject, d.text("their_code"), **d.by)


def _their_answer(d: Doing) -> None:
    new_due = d.instant("new_due") if d.text("new_due") else None
    across.reported(d.work, d.subject, d.text("note"), at=d.instant("at"), new_due=new_due, **d.by)


def _their_result(d: Doing) -> None:
    across.arrived(d.work, d.subject, d.text("result"), outcome=d.text("outcome"), **d.by)


def _note(d: Doing) -> None:
    processing.note(d.work, d.subject, d.text("note"), **d.by)


def _portal_again(d: Doing) -> None:
    portal_queue.again(d.work, d.subject, **d.by)


def _print(form: str, d: Doing) -> None:
    slips.reprint_receipt(d.work, d.subject, form=form, **d.by)


def _hand_out(d: Doing) -> None:
    taker = Taker(d.text("name"), d.text("number"), d.text("authorisation"))
    returning.hand_out(d.work, d.subject, taker, **d.by)


def _hand_out_online(d: Doing) -> None:
    returning.hand_out_online(d.work, d.subject, **d.by)


def _order_post(d: Doing) -> str | None:
    """Local item codes need not follow S10: one whose check digit is off is taken, and said to be odd."""
    _, holds = returning.order_post(d.work, d.subject, post_code=d.text("post_code"), **d.by)
    return None if holds else "dossiers.odd_post_code"


def _post_says(d: Doing) -> str | None:
    """What is older than what is known is kept in the item's history and changes nothing; that is said."""
    event = PostEvent(d.instant("at"), d.text("state"), d.text("place"), d.text("note"), d.text("signed_by"))
    became = returning.post_says(d.work, d.subject, event, **d.by)
    return None if became == event.state else "dossiers.post_older"


ACTS: Final[Mapping[str, Act]] = {
    "take": _take,
    "release": _release,
    "assign": _assign,
    "done": _done,
    "send_back": _send_back,
    "skip": _skip,
    "ask_supplement": _ask_supplement,
    "supplemented": _supplemented,
    "ask_fee": _ask_fee,
    "paid": _paid,
    "ask_opinion": _ask_opinion,
    "answer": _answer,
    "arrange_visit": _arrange_visit,
    "report_visit": _report_visit,
    "apologise": _apologise,
    "stop": _stop,
    "withdraw": _withdraw,
    "reopen": _reopen,
    "correct": _correct,
    "published": _published,
    "hand_on": _hand_on,
    "their_code": _their_code,
    "their_answer": _their_answer,
    "their_result": _their_result,
    "print_receipt": partial(_print, "receipt"),
    "print_result": partial(_print, "result"),
    "portal_again": _portal_again,
    "note": _note,
    "hand_out": _hand_out,
    "hand_out_online": _hand_out_online,
    "order_post": _order_post,
    "post_says": _post_says,
}
"""Every deed of `possible`, by its key."""
