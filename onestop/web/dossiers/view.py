"""From a dossier as it was read to the page that shows it; pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from displays import qr
from onestop.domain import dossier, stage
from onestop.domain.people import Role
from onestop.queries import forms
from onestop.queries.dossier_facts import DossierView, FileView, PaperView, StageView
from onestop.queries.fees import FeeDue
from onestop.usecases.hands import WORKERS
from onestop.web import routes
from onestop.web.dossiers import around, asides, telling
from onestop.web.dossiers.facts import NONE, Times, Two, both, same
from onestop.web.dossiers.possible import KEYS, ONWARD, possible
from onestop.web.dossiers.reading import Looked
from onestop.web.dossiers.sheet import Column, Deed, Fee, File, Link, Page, Person, Printed, Sheet, Step

KB: Final = 1024


def page(looked: Looked, times: Times, roles: frozenset[Role]) -> Page:
    view = looked.view
    moved = view.original_due is not None and view.original_due != view.due
    return Page(
        id=str(view.id),
        code=view.code,
        status=view.status,
        outcome=view.outcome,
        procedure=view.procedure,
        procedure_code=view.procedure_code,
        authority=view.authority,
        case=view.case,
        demonstration=bool(view.demonstration),
        beyond=_beyond(view, times),
        links=_links(view),
        applicant=view.applicant_name,
        due=times.at(view.due),
        limited=view.limited,
        left=_left(view, times),
        light=view.light,
        original=times.at(view.original_due) if moved else "",
        stopped=times.at(view.stopped_at),
        why=telling.why(looked.why, times),
        missing=looked.missing,
        people=[Person(both(f"dossiers.field_{k}"), same(v)) for k, v in _people(view).items() if v],
        facts=_facts(view, times),
        columns=columns(view.stages, times),
        sheets=[_sheet(paper, times) for paper in view.papers],
        more=[_file(one, times) for one in view.more_files],
        adds_files=_adds_files(view, roles),
        forms=[_printed(view, form) for form in forms.possible(view)],
        asides=asides.asides(view, times),
        deeds=_deeds(view, roles),
        told=telling.history(view, times),
        sent=asides.sent(view, times),
        fee=_fee(view.fee),
        ratings=around.ratings(looked.around, times),
        prints=around.prints(looked.around, times),
        paid=around.paid(looked.around, times),
    )


def _fee(due: FeeDue | None) -> Fee:
    if due is None:
        return Fee()
    account = f"{due.account} · {due.holder} · BIN {due.bank}" if due.account else ""
    picture = qr.address(due.vietqr) if due.vietqr else ""
    return Fee(f"{due.amount_vnd:,} đ".replace(",", "."), account, due.purpose, picture)


def _beyond(view: DossierView, times: Times) -> Two:
    if view.across is None:
        return NONE
    if view.across.here:
        return both("dossiers.beyond_here", authority=view.authority)
    return both("dossiers.beyond_there", authority=view.authority, at=times.at(view.across.handed_on_at))


def _abroad(view: DossierView, times: Times) -> list[Person]:
    """What is known of it at the authority elsewhere."""
    told = view.across
    if told is None:
        return []
    way = both(f"dossiers.how_{told.how}") if told.how else NONE
    when = " · ".join(part for part in (times.at(told.handed_on_at), told.list_no) if part)
    sent = Two(*(f"{when} · {word}" for word in (way.vi, way.en))) if way != NONE else NONE
    said = " · ".join(part for part in (times.at(told.said_at), told.said) if part)
    lines = (("handed_on", sent), ("their_code", same(told.their_code)), ("their_answer", same(said)))
    return [Person(both(f"dossiers.field_{name}"), value) for name, value in lines if value.vi]


def _links(view: DossierView) -> list[Link]:
    """To the dossier whose result it puts right, and to those that put its own right."""
    found = [("corrects", one) for one in (view.corrects,) if one]
    found += [("corrected_by", one) for one in view.corrected_by]
    return [Link(both(f"dossiers.{key}"), one.code, routes.dossier(one.id)) for key, one in found]


def _adds_files(view: DossierView, roles: frozenset[Role]) -> bool:
    """While it is with us, and until the result is handed out."""
    going_on = dossier.Status(view.status) not in dossier.ENDED
    return bool(view.code) and going_on and bool(roles & WORKERS)


def _printed(view: DossierView, form: str) -> Printed:
    return Printed(f"/api/v1/dossiers/{view.id}/forms/{form}", both(f"dossiers.form_{form}"))


def _left(view: DossierView, times: Times) -> Two:
    running = view.stopped_at is None and dossier.Status(view.status) in dossier.WITH_US
    return times.left(view.due) if running else NONE


def _people(view: DossierView) -> Mapping[str, str]:
    submitter = ", ".join(
        str(view.submitter[key]) for key in ("name", "relation", "phone") if view.submitter.get(key)
    )
    return {
        "name": view.applicant_name,
        "number": view.applicant_number,
        "born": view.applicant_born,
        "phone": view.applicant_phone,
        "email": view.applicant_email,
        "address": view.applicant_address,
        "submitter": submitter,
    }


def _facts(view: DossierView, times: Times) -> list[Person]:
    register = f"{view.register_no}/{view.register_year}" if view.register_no else ""
    fee = f"{view.fee_vnd:,} đ".replace(",", ".") if view.fee_vnd else ""
    told = {
        "subject": view.subject,
        "received_at": " · ".join(part for part in (times.at(view.received_at), view.received_by) if part),
        "register": register,
        "visit_numbers": ", ".join(view.visit_numbers),
        "fee": fee,
        "paid_at": times.at(view.paid_at),
        "ready_at": times.at(view.ready_at),
        "returned_at": times.at(view.returned_at),
    }
    ways = [
        (both("dossiers.field_channel"), both(f"dossiers.channel_{view.channel}")),
        (both("dossiers.field_result_by"), both(f"dossiers.by_{view.result_by}")),
    ]
    plain = [Person(both(f"dossiers.field_{name}"), same(value)) for name, value in told.items() if value]
    return [*plain, *(Person(label, value) for label, value in ways), *_abroad(view, times)]


# --- the stage line ---


def columns(stages: Sequence[StageView], times: Times) -> list[Column]:
    """Stages by how many come before them: what may run side by side stands in one column."""
    depth: dict[str, int] = {}
    for each in stages:
        depth[each.code] = 1 + max((depth.get(code, 0) for code in each.after), default=0)
    levels = sorted(set(depth.values()))
    return [Column([_step(s, times) for s in stages if depth[s.code] == level]) for level in levels]


def _step(each: StageView, times: Times) -> Step:
    over, under_way = each.status in stage.OVER, each.status in stage.UNDER_WAY
    return Step(
        name=each.name,
        unit=each.unit,
        who=(each.done_by if over else "") or each.officer,
        status=each.status,
        light=each.light,
        lit=under_way or (over and each.light == "red"),
        when=_when(each, times),
        due=times.at(each.due or each.planned_due),
        outcome=each.outcome,
    )


def _when(each: StageView, times: Times) -> Two:
    if each.done_at is not None:
        return both("dossiers.when_done", at=times.at(each.done_at))
    if each.taken_at is not None and each.status == stage.Status.HELD:
        return both("dossiers.when_taken", at=times.at(each.taken_at))
    if each.opened_at is not None:
        return both("dossiers.when_opened", at=times.at(each.opened_at))
    return NONE


# --- papers ---


def _sheet(paper: PaperView, times: Times) -> Sheet:
    return Sheet(
        name=paper.name,
        state=paper.state,
        required=paper.required,
        fault=paper.fault,
        counts=_counts(paper, times),
        files=[_file(one, times) for one in paper.files],
    )


def _counts(paper: PaperView, times: Times) -> Two:
    told = [both(f"dossiers.count_{kind}", n=getattr(paper, kind)) for kind in COPIES if getattr(paper, kind)]
    if paper.given_back_at is not None:
        told.append(both("dossiers.given_back", at=times.at(paper.given_back_at)))
    return Two(" · ".join(one.vi for one in told), " · ".join(one.en for one in told))


COPIES: Final = ("originals", "certified", "plain", "compared")


def _file(one: FileView, times: Times) -> File:
    size = f"{max(1, one.size // KB)} kB" if one.size < KB * KB else f"{one.size / KB / KB:.1f} MB"
    kind = (
        "pdf" if one.media_type == "application/pdf" else "image" if one.media_type.startswith("image/") else "file"
    )
    pages = both("dossiers.pages", n=one.pages) if one.pages else NONE
    rest = f"{size} · {times.at(one.added_at)}"
    return File(
        href=f"/api/v1/files/{one.id}",
        name=one.name,
        kind=kind,
        detail=Two(*(f"{words} · {rest}" if words else rest for words in (pages.vi, pages.en))),
        replaced=one.replaced,
        checked=one.checked == "clean",
        infected=one.checked == "infected",
    )


def _deeds(view: DossierView, roles: frozenset[Role]) -> list[Deed]:
    found = possible(view, roles)
    several = {one.key for one in found if sum(other.key == one.key for other in found) > 1}
    pressed: set[str] = set()
    made: list[Deed] = []
    for one in found:
        key = KEYS.get(one.key, "") if one.key not in pressed else ""
        pressed.add(one.key)
        where = one.stage if one.key in several else ""
        made.append(
            Deed(
                one.key,
                str(one.subject),
                both(f"dossiers.do_{one.key}"),
                where,
                key,
                first=not made and one.key in ONWARD,
            )
        )
    return made
