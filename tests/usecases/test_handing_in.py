"""Dossiers people prepare themselves: never nobody's, handed in complete or not at all, carried on by officers."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from onestop.domain import dossier, numbering
from onestop.domain.deadline import Limit, Unit
from onestop.domain.errors import (
    BadInput,
    DossierUnknown,
    Forbidden,
    IllegalDossierStep,
    PapersMissing,
    ProcedureUnknown,
)
from onestop.domain.people import Actor
from onestop.domain.procedure import Channel, Terms
from onestop.queries import drafts, lookup
from onestop.storage.papers import Kept
from onestop.usecases import alerts, handing_in, intake, intake_watch, papers, receiving
from onestop.usecases.handing_in import HandedIn
from onestop.usecases.papers import Scan
from onestop.usecases.setup_dossiers import save_dossier_policy
from onestop.usecases.ticketing import Wish
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import APPLICANT, GOOD, RULES, Bureau


@pytest.fixture
def bureau(hall: Hall, clock: Clock) -> Bureau:
    made = Bureau(hall, clock)
    made.procedure("desk", replace(RULES, terms=(Terms(Channel.COUNTER, None),)))
    return made


def kiosk(bureau: Bureau) -> Actor:
    return bureau.hall.place("kiosk-1")


def prepared(bureau: Bureau, key: str = "test", yes: tuple[str, ...] = (), **more: str) -> UUID:
    applicant = replace(APPLICANT, **more)  # type: ignore[arg-type]
    return handing_in.prepare(
        bureau.work, bureau.hall.office_id, key, applicant, actor=kiosk(bureau), now=bureau.clock(), yes=yes
    )


def copied(bureau: Bureau, made: UUID, *codes: str) -> None:
    for code in codes:
        scan = Scan(Kept("0" * 64, 10, "application/pdf"), "Giấy", 1)
        papers.attach(
            bureau.work, made, scan, actor=kiosk(bureau), now=bureau.clock(), paper_code=code, source="kiosk"
        )


def submit(bureau: Bureau, made: UUID) -> HandedIn:
    return handing_in.submit(bureau.work, made, actor=kiosk(bureau), now=bureau.clock())


def test_a_draft_has_a_name_or_is_none(bureau: Bureau) -> None:
    with pytest.raises(BadInput, match="name"):
        prepared(bureau, name="")
    with pytest.raises(ProcedureUnknown):
        prepared(bureau, "no-such")
    with bureau.work.reading() as session:
        assert drafts.waiting(session, bureau.hall.office_id, actor=bureau.desk) == ()


def test_what_was_answered_decides_which_papers_are_asked_for(bureau: Bureau) -> None:
    without, with_ = prepared(bureau), prepared(bureau, yes=("more",))
    assert [(p.code, p.required, p.state) for p in bureau.view(without).papers][2] == ("more", False, "not_needed")
    assert [(p.code, p.required, p.state) for p in bureau.view(with_).papers][2] == ("more", True, "missing")


def test_it_is_handed_in_with_all_its_papers_or_not_at_all(bureau: Bureau) -> None:
    made = prepared(bureau, yes=("more",))
    copied(bureau, made, "form", "copy")
    with pytest.raises(PapersMissing) as refused:
        submit(bureau, made)
    assert refused.value.facts == {"n": 1, "paper": "Giấy ủy quyền"}
    copied(bureau, made, "more")
    told = submit(bureau, made)
    row = bureau.row(made)
    assert (row.status, row.code, row.channel) == (dossier.Status.SUBMITTED, None, Channel.ASSISTED)
    assert told.reference == numbering.reference(made)
    with pytest.raises(IllegalDossierStep):
        submit(bureau, made)


def test_somebody_must_be_reachable(bureau: Bureau) -> None:
    made = prepared(bureau, phone="", email="")
    copied(bureau, made, "form", "copy")
    with pytest.raises(BadInput, match="phone"):
        submit(bureau, made)


def test_another_offices_kiosk_may_not(bureau: Bureau) -> None:
    made = prepared(bureau)
    stranger = Actor("place", "kiosk-9", UUID(int=9))
    with pytest.raises(Forbidden):
        handing_in.submit(bureau.work, made, actor=stranger, now=bureau.clock())


def test_what_belongs_to_a_counter_waits_there_with_its_number(bureau: Bureau) -> None:
    made = prepared(bureau, "desk")
    copied(bureau, made, "form", "copy")
    with pytest.raises(BadInput, match="channel"):
        submit(bureau, made)
    wish = Wish("most", "", "kiosk", place_id=bureau.hall.place_id("kiosk-1"))
    taken = handing_in.take_number(bureau.work, made, wish, actor=kiosk(bureau), now=bureau.clock())
    assert (taken.number, taken.printing) == ("A001", True)
    assert bureau.view(made).visit_numbers == ("A001",)
    intake.check_papers(bureau.work, made, GOOD, actor=bureau.desk, now=bureau.clock())
    assert receiving.receive(bureau.work, made, actor=bureau.desk, now=bureau.clock()).code


def test_whoever_helps_finds_what_was_handed_in_first_and_what_was_left(bureau: Bureau, clock: Clock) -> None:
    left = prepared(bureau)
    done = prepared(bureau)
    copied(bureau, done, "form", "copy")
    clock.forward(minutes=5)
    told = submit(bureau, done)
    with bureau.work.reading() as session:
        rows = drafts.waiting(session, bureau.hall.office_id, actor=bureau.desk)
        assert [(r.id, r.status, r.copies) for r in rows] == [(done, "submitted", 2), (left, "draft", 0)]
        assert (rows[0].reference, rows[0].submitted_at) == (told.reference, told.at)
        with pytest.raises(Forbidden):
            drafts.waiting(session, bureau.hall.office_id, actor=kiosk(bureau))
    intake.check_papers(bureau.work, done, GOOD, actor=bureau.desk, now=bureau.clock())
    receiving.receive(bureau.work, done, actor=bureau.desk, now=bureau.clock())
    with bureau.work.reading() as session:
        assert [r.id for r in drafts.waiting(session, bureau.hall.office_id, actor=bureau.desk)] == [left]


def test_what_was_guided_before_receipt_is_in_the_list_until_it_is_taken_in(bureau: Bureau, clock: Clock) -> None:
    guided, left = bureau.opened(), prepared(bureau)
    clock.forward(minutes=1)
    intake.guide(bureau.work, guided, actor=bureau.desk, now=clock())
    done = prepared(bureau)
    copied(bureau, done, "form", "copy")
    submit(bureau, done)

    def listed() -> list[tuple[UUID, str]]:
        with bureau.work.reading() as session:
            rows = drafts.waiting(session, bureau.hall.office_id, actor=bureau.desk)
        return [(r.id, r.status) for r in rows]

    assert listed() == [(done, "submitted"), (guided, "supplement"), (left, "draft")]
    intake.check_papers(bureau.work, guided, GOOD, actor=bureau.desk, now=clock())
    receiving.receive(bureau.work, guided, actor=bureau.desk, now=clock())
    assert listed() == [(done, "submitted"), (left, "draft")]


def late_ones(bureau: Bureau) -> list[str]:
    intake_watch.watch_undecided(bureau.work, now=bureau.clock())
    return [str(a.facts["dossier"]) for a in bureau.hall.view().alerts if a.kind == "intake.late"]


@pytest.mark.parametrize("hours", [2, 8])
def test_what_nobody_decides_upon_in_time_is_told_once(bureau: Bureau, clock: Clock, hours: int) -> None:
    """Working hours from Monday 9:00: two end at 11:00, eight the next morning at 9:00."""
    save_dossier_policy(bureau.work, bureau.hall.office_id, {"decide_hours": hours}, actor=bureau.admin, now=clock())
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    told = submit(bureau, made)
    by = bureau.row(made).decide_by
    assert by is not None
    assert bureau.local(by) == ("23/11 11:00" if hours == 2 else "24/11 09:00")
    clock.now = by - timedelta(seconds=1)
    assert late_ones(bureau) == []
    clock.forward(seconds=1)
    assert late_ones(bureau) == [told.reference]
    (alert,) = bureau.hall.view().alerts
    alerts.close(bureau.work, alert.id, "đã gọi phòng chuyên môn", actor=bureau.hall.officer("floor1"), now=clock())
    clock.forward(minutes=5)
    assert late_ones(bureau) == [], "told once: who closed the alert knows"
    intake.check_papers(bureau.work, made, GOOD, actor=bureau.desk, now=clock())
    receiving.receive(bureau.work, made, actor=bureau.desk, now=clock())
    assert (bureau.row(made).decide_by, bureau.row(made).warned) == (None, 0)


def test_the_procedures_own_time_to_decide_comes_first(bureau: Bureau) -> None:
    """As the law of a field may say for the channel (rules file: NĐ 216/2026 Đ23.2d)."""
    soon = replace(RULES.terms[1], intake_decision=Limit(1, Unit.HOURS))
    bureau.procedure("soon", replace(RULES, terms=(RULES.terms[0], soon)))
    made = prepared(bureau, "soon")
    copied(bureau, made, "form", "copy")
    submit(bureau, made)
    assert bureau.local(bureau.row(made).decide_by) == "23/11 10:00"


def test_an_alert_ends_with_the_decision(bureau: Bureau, clock: Clock) -> None:
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    submit(bureau, made)
    clock.forward(days=2)
    assert len(late_ones(bureau)) == 1
    intake.refuse(bureau.work, made, "Không thuộc thẩm quyền", actor=bureau.desk, now=clock())
    assert late_ones(bureau) == []


def test_in_a_year_without_a_calendar_no_time_is_promised(bureau: Bureau, clock: Clock) -> None:
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    clock.now = clock().replace(year=2029)
    submit(bureau, made)
    assert bureau.row(made).decide_by is None
    assert "calendar.missing" in {a.kind for a in bureau.hall.view().alerts}


def test_the_slip_follows_it_before_it_has_a_code(bureau: Bureau) -> None:
    made = prepared(bureau)
    copied(bureau, made, "form", "copy")
    told = submit(bureau, made)
    with bureau.work.reading() as session:
        seen = lookup.look_up(session, str(made), told.secret, bureau.clock())
        assert (seen.code, seen.status, seen.full) == ("", "submitted", True)
        for secret in ("", "WRONGONE"):
            with pytest.raises(DossierUnknown):
                lookup.look_up(session, str(made), secret, bureau.clock())
