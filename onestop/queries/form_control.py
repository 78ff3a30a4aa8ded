"""Form 06: who handed the dossier to whom, and what is still to come."""

from displays.forms import facts
from displays.forms.parts import HandOver
from onestop.domain import dossier
from onestop.queries.dossier_facts import EventView, StageView
from onestop.queries.form_material import Material, Wanted


def control_slip(m: Material) -> Wanted:
    event, seen = m.event(dossier.Step.RECEIVE), m.view
    form = facts.Control(
        **m.common(event, event.who),
        **m.papers(),
        limit=m.limit(),
        received=m.local(seen.received_at or event.at),
        due=m.local(seen.due) if seen.due else None,
        hand_overs=tuple(_hand_overs(m, event)),
    )
    return Wanted("06", form, m.newest())


def _hand_overs(m: Material, event: EventView) -> list[HandOver]:
    """From the counter to the first unit, and from each unit to the next; what is to come has no time yet.

    Out to an authority elsewhere as often as it went there.
    """
    giver, rows = event.who or m.office.name_vi, list[HandOver]()
    for each in sorted(m.view.stages, key=lambda s: (s.opened_at is None, s.opened_at or s.planned_due or m.now)):
        rows.append(_hand_over(m, each, giver))
        giver = each.done_by or each.officer or each.unit
    out = [_handed_on(m, event) for event in m.view.events if event.kind == dossier.Noted.HANDED_ON]
    return sorted([*rows, *out], key=lambda row: (row.at is None, row.at or m.now))


def _handed_on(m: Material, event: EventView) -> HandOver:
    told = (
        m.say(f"forms.onward_{event.data['how']}"),
        m.say("forms.onward_list", list=event.data["list"]) if event.data["list"] else "",
        m.say("forms.their_code", code=m.row.their_code) if m.row.their_code else "",
        str(event.data["note"]),
    )
    return HandOver(
        unit=m.authority.name_vi,
        at=m.local(event.at),
        giver=event.who or m.office.name_vi,
        receiver="",
        due=m.local(m.view.due) if m.view.due else None,
        note="; ".join(part for part in told if part),
    )


def _hand_over(m: Material, each: StageView, giver: str) -> HandOver:
    due = each.due or each.planned_due
    return HandOver(
        unit=f"{each.unit}: {each.name}",
        at=m.local(each.opened_at) if each.opened_at else None,
        giver=giver,
        receiver=each.officer or each.done_by,
        due=m.local(due) if due else None,
        result=m.say(f"forms.{each.punctuality}") if each.punctuality else "",
        note=each.outcome,
    )
