"""What a kiosk shows of dossiers and procedures: small, display-ready, in both languages where words are data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from onestop.domain.procedure import Component, Terms
from onestop.queries import procedure_words
from onestop.queries.catalogue import Promise
from onestop.queries.lookup import Seen, StageSeen
from onestop.queries.visit import Received
from onestop.words import say

Speak = Callable[..., str]


@dataclass(frozen=True)
class Step:
    """A stage as its dossier's holder sees it."""

    name: str
    unit: str
    status: str
    day: str
    """Done on, or due on; empty: neither."""


@dataclass(frozen=True)
class Followed:
    """A dossier as far as whoever stands here may see it."""

    code: str = ""
    public: str = ""
    done: int = 0
    total: int = 1
    full: bool = False
    status: str = ""
    procedure: str = ""
    authority: str = ""
    due: str = ""
    limited: bool = False
    light: str = "none"
    purpose: str = "question"
    ended: bool = False
    elsewhere: bool = False
    """The authority is elsewhere; `handed_on` is the day it went there, empty before."""
    handed_on: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Of:
    """A dossier of a visit."""

    code: str
    public: str


@dataclass(frozen=True)
class Choice:
    """Something to choose: a field, a procedure, a case."""

    code: str
    name_vi: str
    name_en: str = ""
    under: str = ""


@dataclass(frozen=True)
class Asked:
    """The question on the screen: which case, or whether one paper is needed."""

    kind: str = ""
    """`case` or `paper`; empty: nothing more is asked."""
    words: str = ""
    number: int = 0
    total: int = 0
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper one needs; while handing in: whether its copy is there."""

    code: str
    name: str
    pieces_vi: str = ""
    pieces_en: str = ""
    note: str = ""
    here: bool = False
    required: bool = True
    form: str = ""
    """`empty` or `filled`: the office drew it up, to be filled in on the screen; nothing: it comes as a picture."""


@dataclass(frozen=True)
class Needed:
    """The list, and what hangs on it."""

    key: str = ""
    name_vi: str = ""
    name_en: str = ""
    authority: str = ""
    queue: str = ""
    papers: tuple[Paper, ...] = ()
    limit_vi: str = ""
    limit_en: str = ""
    fee_vi: str = ""
    fee_en: str = ""
    due: str = ""
    """When it would be due if handed in now; empty: nobody can say."""
    demonstration: bool = False
    online: bool = False
    """It can be handed in here; else it is prepared here and handed in at a counter."""
    qr: str = ""
    case: str = ""
    yes: tuple[str, ...] = ()
    """Papers whose question was said yes to."""


def moment(at: datetime | None, zone: ZoneInfo) -> str:
    """`17:00, 07/12/2026`, the same in both languages."""
    return f"{at.astimezone(zone):%H:%M, %d/%m/%Y}" if at else ""


def followed(seen: Seen, zone: ZoneInfo) -> Followed:
    if not seen.full:
        return Followed(seen.code, seen.public_status, seen.stages_done, seen.stages_total)
    return Followed(
        code=seen.code,
        public=seen.public_status,
        done=seen.stages_done,
        total=seen.stages_total,
        full=True,
        status=seen.status,
        procedure=seen.procedure,
        authority=seen.authority,
        elsewhere=seen.elsewhere,
        handed_on=f"{seen.handed_on_at.astimezone(zone):%d/%m/%Y}" if seen.handed_on_at else "",
        due=moment(seen.due, zone),
        limited=seen.limited,
        light=seen.light,
        purpose=seen.purpose,
        ended=seen.public_status in ("returned", "ended"),
        steps=tuple(_step(stage, zone) for stage in seen.stages),
    )


def _step(stage: StageSeen, zone: ZoneInfo) -> Step:
    at = stage.done_at or stage.due
    return Step(stage.name, stage.unit, stage.status, f"{at.astimezone(zone):%d/%m/%Y}" if at else "")


def of_visit(received: Sequence[Received]) -> tuple[Of, ...]:
    return tuple(Of(each.code, each.public_status) for each in received)


def both(words: Callable[[Speak], str]) -> tuple[str, str]:
    """The same fact in Vietnamese and in English."""
    return words(partial(say, "vi")), words(partial(say, "en"))


def paper(component: Component) -> Paper:
    vi, en = both(partial(procedure_words.pieces, component))
    return Paper(component.code, component.name, vi, en, component.note)


def limit(terms: Terms | None, *, at_once: bool) -> tuple[str, str]:
    if at_once:
        return both(lambda speak: speak("procedure.at_once"))
    return both(lambda speak: procedure_words.limit(terms.limit if terms else None, speak))


def promised(promise: Promise, zone: ZoneInfo) -> str:
    return moment(promise.due, zone)
