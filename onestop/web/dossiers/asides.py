"""What stands beside the stages: opinions, visits, parcels, the apology; and what went out to the applicant; pure."""

from onestop.queries.dossier_facts import DeliveryView, DossierView, NoticeView, OpinionView, VisitView
from onestop.web.dossiers.facts import NONE, Times, Two, both, same
from onestop.web.dossiers.sheet import Aside, Sent
from onestop.words import LOCALES, area

TONES = {"arrived": "good", "sent": "good", "failed": "bad", "lost": "bad", "pending": "info"}
LOST = ("failed", "expired")
"""What the network says of a text that did not reach its telephone."""


def asides(view: DossierView, times: Times) -> list[Aside]:
    """Those that still wait for somebody first."""
    found = [
        *(_opinion(one, times) for one in view.opinions),
        *(_visit(one, times) for one in view.visits),
        *(_parcel(one, times) for one in view.deliveries),
        *_apology(view, times),
    ]
    return sorted(found, key=lambda one: not one.open)


def _opinion(one: OpinionView, times: Times) -> Aside:
    answered = both("dossiers.opinion_answered", who=one.answered_by, at=times.at(one.answered_at))
    return Aside(
        kind="opinion",
        title=both("dossiers.opinion_of", unit=one.unit),
        detail=one.question,
        answer=one.answer,
        when=answered if one.answered_at else both("dossiers.opinion_due", at=times.at(one.due)),
        open=one.answered_at is None,
    )


def _visit(one: VisitView, times: Times) -> Aside:
    found = NONE if one.passed is None else both("dossiers.visit_passed" if one.passed else "dossiers.visit_failed")
    return Aside(
        kind="visit",
        title=both("dossiers.visit_at", at=times.at(one.at)),
        detail=" · ".join(part for part in (one.place, one.members) if part),
        answer=one.report,
        when=found,
        open=one.done_at is None,
    )


def _parcel(one: DeliveryView, times: Times) -> Aside:
    signed = str(one.proof.get("signed_by", ""))
    return Aside(
        kind="post",
        title=both("dossiers.parcel", code=one.post_code or "–"),
        detail=one.list_no,
        answer=signed,
        when=_joined(both(f"dossiers.post_{one.state}"), times.at(one.state_at)),
        open=one.state not in ("delivered", "back"),
    )


def _apology(view: DossierView, times: Times) -> list[Aside]:
    apology = view.apology
    if apology is None:
        return []
    sent = both("dossiers.apology_sent", who=apology.approved_by, at=times.at(apology.approved_at))
    return [
        Aside(
            kind="apology",
            title=both("dossiers.apology"),
            detail=apology.reason,
            when=sent if apology.approved_at else both("dossiers.apology_waits", at=times.at(apology.prepared_at)),
            open=apology.approved_at is None,
        )
    ]


def sent(view: DossierView, times: Times) -> list[Sent]:
    """Notices and forms, the newest first."""
    notices = [
        (
            n.made_at,
            Sent(
                _notice(n.kind, n.channel),
                times.at(n.made_at),
                _word("notice", _fate(n)),
                TONES.get(_fate(n), "info"),
            ),
        )
        for n in view.notices
    ]
    forms = [
        (
            f.issued_at,
            Sent(_form(f.form, f.number), times.at(f.issued_at), both("dossiers.reprint") if f.reprint else NONE),
        )
        for f in view.forms
    ]
    return [made for _, made in sorted([*notices, *forms], key=lambda pair: pair[0])][::-1]


def _fate(notice: NoticeView) -> str:
    """What became of it, as far as anybody knows."""
    return "lost" if notice.arrived in LOST else notice.arrived or notice.state


def _notice(kind: str, channel: str) -> Two:
    return _joined(_word("told", kind), "SMS" if channel == "sms" else "e-mail")


def _form(form: str, number: int | None) -> Two:
    return _joined(_word("form", form), f"#{number}" if number else "")


def _joined(two: Two, more: str) -> Two:
    return Two(f"{two.vi} · {more}", f"{two.en} · {more}") if more else two


def _word(kind: str, value: str) -> Two:
    """The word for a value, or the value itself where it has none."""
    key = f"dossiers.{kind}_{value}"
    return same(value) if area(LOCALES[0], "dossiers").gettext(key) == key else both(key)
