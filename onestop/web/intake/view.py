"""From a dossier as it was read to the intake screen that shows it; pure, the clock comes in as an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from displays import qr
from onestop.domain import dossier
from onestop.domain.deadline import CountFrom, Limit, Line
from onestop.domain.dossier import Step
from onestop.domain.formats.fold import fold
from onestop.domain.formats.scans import receipt_url
from onestop.domain.procedure import Component
from onestop.queries.dossier_facts import DossierView, FileView, ListRow, PaperView
from onestop.queries.intake_desk import IntakeView, WaitingScan
from onestop.usecases.intake import SETTLED
from onestop.usecases.papers import Earlier
from onestop.web import routes
from onestop.web.intake.facts import NONE, Before, File, Other, Paper, Scanned, Sheet, Two, Why, both
from onestop.web.intake.reading import Looked
from onestop.words import LOCALES, say

KB: Final = 1024
LISTED: Final = 6
"""Most other dossiers of the applicant in their list [count]."""
SOURCES: Final = ("upload", "phone", "folder", "kiosk", "reused", "form")
BEFORE_RECEIPT: Final = frozenset({dossier.Status.DRAFT, dossier.Status.SUBMITTED, dossier.Status.SUPPLEMENT})


@dataclass(frozen=True)
class Times:
    """How this office reads an instant."""

    zone: ZoneInfo
    now: datetime

    def at(self, at: datetime | None) -> str:
        """`24/11 17:00`, with the year when it is another one."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        same_year = local.year == self.now.astimezone(self.zone).year
        return f"{local:%d/%m %H:%M}" if same_year else f"{local:%d/%m/%Y %H:%M}"

    def due(self, at: datetime | None) -> str:
        """`17:00 · 07/12/2026`."""
        return f"{at.astimezone(self.zone):%H:%M · %d/%m/%Y}" if at else ""


def sheet(looked: Looked, times: Times, address: str) -> Sheet:
    intake, view = looked.intake, looked.intake.view
    status, terms = dossier.Status(view.status), intake.terms
    papers = _papers(looked, times)
    ways = dossier.LIFE[status]
    before = status in BEFORE_RECEIPT and not view.code
    guided = any(event.kind == Step.ASK_SUPPLEMENT for event in view.events)
    blocks = _blocks(view) if before else []
    lacking = any(paper.state == "wrong" or (paper.required and paper.state == "missing") for paper in view.papers)
    return Sheet(
        id=str(view.id),
        code=view.code,
        status=view.status,
        procedure=view.procedure,
        procedure_key=view.procedure_key,
        procedure_code=view.procedure_code,
        authority=view.authority,
        unit=view.unit,
        case=view.case,
        channel=view.channel,
        demonstration=bool(view.demonstration),
        beyond=_beyond(view, times),
        made_up=_made_up(view.demonstration),
        number=intake.seat.number,
        open=status not in dossier.ENDED,
        papers=papers,
        settled=sum(paper.state in SETTLED for paper in view.papers),
        blocks=blocks,
        others=[_other(row) for row in intake.others[:LISTED]],
        has=len(intake.others),
        limit=_limit(terms.limit) if terms else NONE,
        due=times.due(intake.due),
        why=_whys(intake.why, times),
        begins=_begins(intake, begun=bool(view.code) and intake.due is not None),
        not_begun=bool(view.code) and intake.due is None and terms is not None and terms.limit is not None,
        missing=intake.missing,
        fee=_fee(view.fee_vnd),
        fee_note=terms.fee_note if terms else "",
        terms_note=terms.note if terms else "",
        refused_way=terms is None,
        may_receive=before and Step.RECEIVE in ways and not blocks,
        may_guide=before and Step.ASK_SUPPLEMENT in ways and not guided and lacking and bool(view.applicant_name),
        may_refuse=before and Step.REFUSE in ways and bool(view.applicant_name),
        may_discard=status is dossier.Status.DRAFT,
        guided=guided,
        received=times.at(view.received_at),
        register=f"{view.register_no}/{view.register_year}" if view.register_no else "",
        qr=qr.address(receipt_url(address, view.code, view.secret)) if view.code else "",
        to_give_back=sum(paper.to_give_back for paper in papers),
        scans=[_scanned(scan, times) for scan in intake.seat.incoming],
    )


def _beyond(view: DossierView, times: Times) -> Two:
    """Short: who decides stands below the procedure."""
    if view.across is None:
        return NONE
    if view.across.here:
        return both("dossiers.beyond")
    return both("dossiers.beyond_gone", at=times.at(view.across.handed_on_at))


def _made_up(parts: Sequence[str]) -> Two:
    named = [both(f"intake.part_{part}") for part in parts]
    return Two(", ".join(one.vi for one in named), ", ".join(one.en for one in named))


def _blocks(view: DossierView) -> list[Two]:
    """What stands between it and the receipt, in the order of the screen."""
    named = [] if view.applicant_name else [both("intake.block_name")]
    wrong = sum(paper.state == "wrong" for paper in view.papers)
    missing = sum(paper.required and paper.state == "missing" for paper in view.papers)
    told = [("missing", missing), ("wrong", wrong)]
    return named + [both(f"intake.block_{kind}", n=n) for kind, n in told if n]


def _other(row: ListRow) -> Other:
    begun = not row.code and row.status in BEFORE_RECEIPT
    href = routes.intake(row.dossier_id) if begun else routes.dossier(row.dossier_id)
    return Other(href=href, code=row.code, procedure=row.procedure, status=row.status, light=row.light)


def _limit(limit: Limit | None) -> Two:
    return both(f"intake.limit_{limit.unit}", n=limit.amount) if limit else both("intake.no_limit")


def _begins(intake: IntakeView, *, begun: bool) -> Two:
    """Counting from the fee, an inspection or a publication: what is promised now is promised for that."""
    later = intake.rules.count_from not in (CountFrom.RECEIPT, CountFrom.FULL)
    limited = intake.terms is not None and intake.terms.limit is not None
    return both(f"intake.begins_{intake.rules.count_from}") if later and limited and not begun else NONE


def _fee(vnd: int | None) -> Two:
    if vnd is None:
        return both("intake.fee_unknown")
    amount = f"{vnd:,} đ".replace(",", ".")
    return Two(amount, amount) if vnd else both("intake.fee_free")


def _whys(lines: Sequence[Line], times: Times) -> list[Why]:
    return [
        Why(times.at(line.at), Two(*(say(locale, line.key, **line.facts) for locale in LOCALES)), line.source)
        for line in lines
    ]


# --- papers ---


def _papers(looked: Looked, times: Times) -> list[Paper]:
    rules = looked.intake.components
    return [
        _paper(paper, place, rules.get(paper.code), looked.earlier, times)
        for place, paper in enumerate(looked.intake.view.papers, 1)
    ]


def _paper(paper: PaperView, place: int, rule: Component | None, earlier: Sequence[Earlier], times: Times) -> Paper:
    question = rule.question if rule else ""
    answer = ("no" if paper.state == "not_needed" else "yes" if paper.required else "") if question else ""
    files = sorted(paper.files, key=lambda one: one.replaced)
    return Paper(
        code=paper.code,
        name=paper.name,
        place=place,
        state=paper.state,
        required=paper.required,
        question=question,
        answer=answer,
        fault=paper.fault,
        originals=paper.originals,
        certified=paper.certified,
        plain=paper.plain,
        compared=paper.compared,
        wanted=_wanted(rule),
        note=_note(rule),
        demonstration=rule is not None and rule.demonstration,
        files=[_file(one, times) for one in files],
        standing=sum(not one.replaced for one in files),
        before=[Before(str(e.file_id), e.dossier, times.at(e.added_at)) for e in earlier if e.for_code == paper.code],
        to_give_back=bool(paper.compared) and paper.given_back_at is None,
        given_back=both("intake.given_back", at=times.at(paper.given_back_at)) if paper.given_back_at else NONE,
    )


def _note(rule: Component | None) -> str:
    """The rule's own words, unless they say only what is said beside every paper not everybody needs."""
    if rule is None or (not rule.required and fold(rule.note) == fold(say(LOCALES[0], "intake.if_any"))):
        return ""
    return rule.note


def _wanted(rule: Component | None) -> Two:
    """How many of what the law asks for, and on which form."""
    if rule is None:
        return both("intake.added")
    told = [("originals", rule.originals), ("copies", rule.copies)]
    parts = [both(f"intake.wanted_{kind}", n=n) for kind, n in told if n]
    if rule.form:
        parts.append(Two(rule.form, rule.form))
    return Two(" · ".join(part.vi for part in parts), " · ".join(part.en for part in parts))


def _file(one: FileView, times: Times) -> File:
    size = f"{max(1, one.size // KB)} kB" if one.size < KB * KB else f"{one.size / KB / KB:.1f} MB"
    pages = both("intake.pages", n=one.pages) if one.pages else NONE
    source = both(f"intake.from_{one.source}") if one.source in SOURCES else NONE
    rest = f"{size} · {times.at(one.added_at)}"
    return File(
        href=f"/api/v1/files/{one.id}",
        name=one.name,
        detail=Two(
            *(
                " · ".join(part for part in (first, last, rest) if part)
                for first, last in zip(_each(pages), _each(source), strict=True)
            )
        ),
        replaced=one.replaced,
        checked=one.checked == "clean",
        infected=one.checked == "infected",
    )


def _scanned(scan: WaitingScan, times: Times) -> Scanned:
    pages, at = both("intake.pages", n=scan.pages), times.at(scan.at)
    detail = Two(f"{pages.vi} · {at}", f"{pages.en} · {at}")
    return Scanned(str(scan.id), f"/api/v1/incoming-scans/{scan.id}", detail)


def _each(two: Two) -> tuple[str, str]:
    return two.vi, two.en
