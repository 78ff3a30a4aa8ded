"""What the viewer can do now with a dossier: exactly what the use cases would let through; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from onestop.domain import dossier, stage
from onestop.domain.dossier import Step
from onestop.domain.people import SUPERVISION, Role
from onestop.queries.dossier_facts import DossierView, StageView
from onestop.usecases import across, returning
from onestop.usecases.hands import WORKERS
from onestop.usecases.intake import INTAKE

AT_ONCE: Final = frozenset({"take", "release", "print_receipt", "print_result", "portal_again"})
"""Done by the press alone: nothing is asked, and no press too many does harm."""
KEYS: Final = {"take": "t", "done": "d", "note": "n", "assign": "g", "ask_supplement": "b", "hand_out": "h"}
DESK: Final = WORKERS | {Role.POST}
ONWARD: Final = (
    *("hand_on", "take", "supplemented", "paid", "their_result", "hand_out", "hand_out_online", "done", "answer"),
    "report_visit",
)
"""What brings a dossier on: it stands first, and the first of it is offered before all else."""
LAST: Final = (
    "assign",
    "release",
    "skip",
    "stop",
    "reopen",
    "withdraw",
    "correct",
    "print_receipt",
    "print_result",
    "portal_again",
    "note",
)


@dataclass(frozen=True, slots=True)
class Possible:
    key: str
    subject: UUID
    """The dossier, or the stage, opinion, visit or parcel it is done to."""
    stage: str = ""


def possible(view: DossierView, roles: frozenset[Role]) -> tuple[Possible, ...]:
    """In the order in which they are most likely wanted."""
    status = dossier.Status(view.status)
    if not roles & DESK:
        return ()
    found = (*_stages(view, status, roles), *_asides(view, status, roles), *_dossier(view, status, roles))
    return tuple(sorted(found, key=lambda one: _rank(one.key, status)))


def _rank(key: str, status: dossier.Status) -> int:
    waited_for = key != "paid" or status is dossier.Status.PAYING
    if key in ONWARD and waited_for:
        return ONWARD.index(key)
    return len(ONWARD) + 1 + LAST.index(key) if key in LAST else len(ONWARD)


def _stages(view: DossierView, status: dossier.Status, roles: frozenset[Role]) -> Iterator[Possible]:
    if not roles & WORKERS or status in dossier.ENDED:
        return
    for each in view.stages:
        if each.status in stage.UNDER_WAY:
            yield from (Possible(key, each.id, each.name) for key in _at(each, view, status))


def _at(each: StageView, view: DossierView, status: dossier.Status) -> Iterator[str]:
    if each.status == stage.Status.OPEN and each.member:
        yield "take"
    if each.status == stage.Status.HELD and (each.mine or each.head):
        yield from _held(each, view, status)
    if each.head:
        yield from _head(each, view, status)


def _held(each: StageView, view: DossierView, status: dossier.Status) -> Iterator[str]:
    with_us = status in dossier.WITH_US
    if with_us and not _awaits_handing_on(each, view):
        yield "done"
    if each.may_ask_supplement and Step.ASK_SUPPLEMENT in dossier.LIFE[status]:
        yield "ask_supplement"
    if Step.ASK_FEE in dossier.LIFE[status]:
        yield "ask_fee"
    if each.may_ask_opinion:
        yield "ask_opinion"
    if each.site_visit:
        yield "arrange_visit"
    if with_us and before(each, view):
        yield "send_back"
    yield "release"


def _awaits_handing_on(each: StageView, view: DossierView) -> bool:
    """It ends with handing on, or comes after it; what went out once and came back may end as any other."""
    if view.across is None or view.across.handed_on_at is not None:
        return False
    return stage.left_before_last(view.stages) in ([], [each])


def _head(each: StageView, view: DossierView, status: dossier.Status) -> Iterator[str]:
    yield "assign"
    if any(s.status not in stage.OVER and s.id != each.id for s in view.stages):
        yield "skip"
    if Step.STOP in dossier.LIFE[status]:
        yield "stop"


def before(each: StageView, view: DossierView) -> list[StageView]:
    """Earlier stages that are over: where it can be sent back to."""
    place = view.stages.index(each)
    return [s for s in view.stages[:place] if s.status in stage.OVER]


def _asides(view: DossierView, status: dossier.Status, roles: frozenset[Role]) -> Iterator[Possible]:
    if roles & WORKERS and status in dossier.WITH_US | dossier.WITH_THEM:
        held = {s.id for s in view.stages if s.mine or s.head}
        yield from (Possible("answer", o.id, o.unit) for o in view.opinions if o.mine and o.answered_at is None)
        open_visits = (v for v in view.visits if v.stage_id in held and v.done_at is None)
        yield from (Possible("report_visit", v.id, v.stage) for v in open_visits)
        if view.may_reappoint:
            yield Possible("apologise", view.id)
        if view.awaits_publication:
            yield Possible("published", view.id)
    if roles & returning.DESK:
        yield from (
            Possible("post_says", d.id, d.post_code) for d in view.deliveries if d.state not in returning.FINAL
        )


def _dossier(view: DossierView, status: dossier.Status, roles: frozenset[Role]) -> Iterator[Possible]:
    life = dossier.LIFE[status]
    if Step.SUPPLEMENTED in life and view.code:
        yield Possible("supplemented", view.id)
    if Step.PAID in life or (status in dossier.MAY_PAY and view.paid_at is None and view.fee_vnd != 0):
        yield Possible("paid", view.id)
    righted = any(one.under_way for one in view.corrected_by)
    if status is dossier.Status.RETURNED and roles & INTAKE and not righted:
        yield Possible("correct", view.id)
    if status is dossier.Status.READY:
        yield from (Possible(key, view.id) for key in _hand_over(view, roles))
    yield from (Possible(key, view.id) for key in _across(view, status, roles))
    if Step.WITHDRAW in life:
        yield Possible("withdraw", view.id)
    if roles & INTAKE and view.code:
        yield Possible("print_receipt", view.id)
        if status is dossier.Status.RETURNED:
            yield Possible("print_result", view.id)
    if view.portal_left and roles & SUPERVISION:
        yield Possible("portal_again", view.id)
    yield Possible("note", view.id)


def _across(view: DossierView, status: dossier.Status, roles: frozenset[Role]) -> Iterator[str]:
    """On to the authority elsewhere, and what comes back from it."""
    if view.across is None or not roles & across.DESK or status in dossier.ENDED:
        return
    with_us = status in dossier.WITH_US
    if view.across.here:
        if with_us and len(stage.left_before_last(view.stages)) <= 1:
            yield "hand_on"
        return
    yield "their_code"
    if status in dossier.WITH_US | dossier.WITH_THEM:
        yield "their_answer"
    if with_us:
        yield "their_result"


def _hand_over(view: DossierView, roles: frozenset[Role]) -> Iterator[str]:
    """A result the post has is neither given at the counter nor changed; one only ordered of it still is."""
    states = {d.state for d in view.deliveries}
    if states - {"ordered", "back", "failed"}:
        return
    if roles & returning.DESK:
        yield "hand_out_online" if view.result_by == "online" else "hand_out"
        if view.applicant_address and "ordered" not in states:
            yield "order_post"
    if roles & {Role.SUPERVISOR, Role.ADMIN}:
        yield "reopen"
