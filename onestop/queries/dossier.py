"""One dossier with everything its page shows, and what the viewer may do with its stages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from onestop.domain import deadline, dossier, winding
from onestop.domain.calendar import WorkCalendar
from onestop.domain.deadline import CountFrom, Line, Reckoning
from onestop.domain.dossier_policy import DossierPolicy
from onestop.domain.errors import CalendarMissing, DossierUnknown
from onestop.domain.people import SUPERVISION, Actor
from onestop.domain.procedure import Rules
from onestop.queries import across, dossier_links, fees
from onestop.queries.dossier_facts import (
    ApologyView,
    DeliveryView,
    DossierView,
    EventView,
    FileView,
    FormView,
    NoticeView,
    OpinionView,
    PaperView,
    StageView,
    VisitView,
)
from onestop.storage import calendars, catalogue, dossiers, units
from onestop.storage.rows import (
    Apology,
    Authority,
    Delivery,
    Dossier,
    DossierEvent,
    DossierStage,
    FormIssue,
    Notice,
    Office,
    Officer,
    Opinion,
    PaperFile,
    Procedure,
    SiteVisit,
    Ticket,
    Unit,
    UnitMember,
    VisitDossier,
)


class Viewer:
    """What the person who looks may do, asked once per page."""

    def __init__(self, session: Session, actor: Actor, now: datetime, calendar: WorkCalendar) -> None:
        self.supervises = bool(actor.roles & SUPERVISION)
        self.id = actor.officer_id if actor.kind == "officer" else None
        self.heads: set[UUID] = set()
        self.units: set[UUID] = set()
        self.holders: set[UUID] = set()
        if self.id is not None:
            for row in session.scalars(select(UnitMember).where(UnitMember.officer_id == self.id)):
                self.units.add(row.unit_id)
                if row.head:
                    self.heads.add(row.unit_id)
            day = now.astimezone(calendar.zone).date()
            self.holders = {self.id, *units.replaced_by(session, self.id, day)}

    def holds(self, officer_id: UUID | None) -> bool:
        return officer_id is not None and officer_id in self.holders

    def may_take(self, unit_id: UUID, *, heads_only: bool) -> bool:
        return self.supervises or unit_id in (self.heads if heads_only else self.units)

    def decides(self, unit_id: UUID) -> bool:
        return self.supervises or unit_id in self.heads


def view(session: Session, dossier_id: UUID, actor: Actor, now: datetime) -> DossierView:
    """The dossier's page.

    Raises:
        DossierUnknown: there is none in the viewer's office.
    """
    row = session.get(Dossier, dossier_id)
    if row is None or (actor.kind != "system" and row.office_id != actor.office_id):
        raise DossierUnknown
    office = session.get_one(Office, row.office_id)
    calendar, rules = calendars.of(session, office), catalogue.rules(session, row.version_id)
    viewer = Viewer(session, actor, now, calendar)
    stages, events = dossiers.stages(session, row.id), dossiers.events(session, row.id)
    names = _names(session, stages, events, row)
    procedure = session.get_one(Procedure, row.procedure_id)
    files = _files(session, row.id)
    unit_names = _unit_names(session, row.office_id)
    late_to_ask = _basis_needed(row, DossierPolicy.of(office.policy), calendar, now)
    return DossierView(
        id=row.id,
        office_id=row.office_id,
        code=row.code or "",
        secret=row.secret,
        status=row.status.value,
        channel=row.channel.value,
        procedure_key=procedure.key,
        procedure_code=procedure.code,
        procedure=procedure.name_vi,
        case=next((c.name for c in rules.cases if c.code == row.case_code), ""),
        authority=session.get_one(Authority, row.authority_id).name_vi,
        unit=unit_names.get(row.unit_id, "") if row.unit_id else "",
        demonstration=rules.demonstration,
        limited=rules.terms_of(row.channel, row.case_code).limit is not None,
        applicant_kind=row.applicant_kind,
        applicant_name=row.applicant_name,
        applicant_number=row.applicant_number,
        applicant_born=row.applicant_born,
        applicant_phone=row.applicant_phone,
        applicant_email=row.applicant_email,
        applicant_address=row.applicant_address,
        submitter=row.submitter,
        subject=row.subject,
        sets=row.sets,
        result_by=row.result_by,
        fee_vnd=row.fee_vnd,
        paid_at=row.paid_at,
        opened_at=row.opened_at,
        received_at=row.received_at,
        received_by=names.get(row.received_by, "") if row.received_by else "",
        register_year=row.register_year,
        register_no=row.register_no,
        original_due=row.original_due,
        due=row.due,
        stopped_at=row.stopped_at,
        light=light_of(row, calendar, now),
        reappointments=row.reappointments,
        ready_at=row.ready_at,
        returned_at=row.returned_at,
        outcome=row.outcome,
        punctuality=row.punctuality,
        stages=tuple(
            replace(_stage(s, rules, names, unit_names, viewer, row, calendar, now), basis_needed=late_to_ask)
            for s in stages
        ),
        papers=_papers(session, row.id, files),
        more_files=tuple(files[None]),
        events=tuple(
            EventView(e.seq, e.kind, e.at, e.noted_at, _who(e.actor, names), _told(e, names)) for e in events
        ),
        opinions=opinions(session, select(Opinion).where(Opinion.dossier_id == row.id), viewer, names, unit_names),
        visits=_visits(session, row.id, {s.id: s.name for s in stages}),
        notices=_notices(session, row.id),
        deliveries=_deliveries(session, row.id),
        forms=_forms(session, row.id),
        apology=_apology(session, row.id, names),
        visit_numbers=_numbers(session, row.id),
        version=row.version,
        may_reappoint=_may_reappoint(row, viewer, DossierPolicy.of(office.policy), now),
        across=across.seen(session, row, stages),
        awaits_publication=rules.count_from is CountFrom.PUBLICATION
        and row.status in dossier.WITH_US
        and all(e.kind != dossier.Noted.PUBLISHED for e in events),
        fee=fees.due(session, row),
        portal_left=dossier_links.portal_left(session, row.id),
        corrects=dossier_links.corrected(session, row),
        corrected_by=dossier_links.corrections_of(session, row.id),
    )


def _may_reappoint(row: Dossier, viewer: Viewer, policy: DossierPolicy, now: datetime) -> bool:
    """NĐ 61/2018 Đ19.9; the use case asks again."""
    decides = viewer.supervises or (row.unit_id is not None and row.unit_id in viewer.heads)
    if not decides or row.reappointments or row.due is None or row.status not in dossier.WITH_US:
        return False
    return row.due - now >= timedelta(days=policy.apology_before_days)


def _basis_needed(row: Dossier, policy: DossierPolicy, calendar: WorkCalendar, now: datetime) -> bool:
    if row.received_at is None:
        return False
    first, today = (at.astimezone(calendar.zone).date() for at in (row.received_at, now))
    try:
        return calendar.working_days(first, today) > policy.supplement_notice_days
    except CalendarMissing:
        return True


def light_of(row: Dossier, calendar: WorkCalendar, now: datetime) -> str:
    """The dossier's traffic light; none where the calendar does not reach."""
    reading = Reckoning(row.original_due, row.due, row.stopped_at, row.ready_at or row.ended_at)
    return _light(reading, calendar, now)


def _light(reading: Reckoning, calendar: WorkCalendar, now: datetime) -> str:
    try:
        return deadline.light(reading, now, calendar).value
    except CalendarMissing:
        return deadline.Light.NONE.value


def stage_light(each: DossierStage, row: Dossier, calendar: WorkCalendar, now: datetime) -> str:
    stopped = row.stopped_at if each.done_at is None else None
    return _light(Reckoning(each.due, each.due, stopped, each.done_at), calendar, now)


def _names(
    session: Session, stages: Sequence[DossierStage], events: Sequence[DossierEvent], row: Dossier
) -> dict[UUID, str]:
    wanted = {s.officer_id for s in stages} | {s.done_by for s in stages} | {row.received_by}
    for event in events:
        kind, _, identifier = event.actor.partition(":")
        if kind == "officer":
            wanted.add(UUID(identifier))
        if event.kind == dossier.Noted.STAGE:
            wanted |= {UUID(event.data[name]) for name in _OFFICERS_TOLD if event.data.get(name)}
    return officer_names(session, wanted)


_OFFICERS_TOLD = ("officer", "before")
"""Where a stage's event names an officer by id."""


def _told(event: DossierEvent, names: Mapping[UUID, str]) -> Mapping[str, Any]:
    """What an event says, officers by their names."""
    if event.kind != dossier.Noted.STAGE:
        return event.data
    found = {name: names.get(UUID(event.data[name]), "") for name in _OFFICERS_TOLD if event.data.get(name)}
    return {**event.data, **found}


def officer_names(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    rows = session.execute(select(Officer.id, Officer.name).where(Officer.id.in_([i for i in ids if i])))
    return dict(rows.all())


def _unit_names(session: Session, office_id: UUID) -> dict[UUID, str]:
    return dict(session.execute(select(Unit.id, Unit.name_vi).where(Unit.office_id == office_id)).all())


def _who(actor: str, names: Mapping[UUID, str]) -> str:
    kind, _, identifier = actor.partition(":")
    return names.get(UUID(identifier), "") if kind == "officer" else ""


def _stage(
    each: DossierStage,
    rules: Rules,
    names: Mapping[UUID, str],
    unit_names: Mapping[UUID, str],
    viewer: Viewer,
    row: Dossier,
    calendar: WorkCalendar,
    now: datetime,
) -> StageView:
    rule = rules.stage(each.code)
    return StageView(
        id=each.id,
        code=each.code,
        name=each.name,
        unit_id=each.unit_id,
        unit=unit_names.get(each.unit_id, ""),
        officer_id=each.officer_id,
        officer=names.get(each.officer_id, "") if each.officer_id else "",
        status=each.status.value,
        light=stage_light(each, row, calendar, now),
        after=tuple(each.after),
        planned_due=each.planned_due,
        opened_at=each.opened_at,
        due=each.due,
        taken_at=each.taken_at,
        done_at=each.done_at,
        done_by=names.get(each.done_by, "") if each.done_by else "",
        outcome=each.outcome,
        punctuality=each.punctuality,
        site_visit=rule is not None and rule.site_visit,
        mine=viewer.holds(each.officer_id),
        head=viewer.decides(each.unit_id),
        member=viewer.may_take(each.unit_id, heads_only=each.heads_only),
        may_ask_supplement=rule is not None
        and rule.may_ask_supplement
        and each.supplements < rule.supplements_at_most,
        may_ask_opinion=rule is None or rule.may_ask_opinion,
    )


def _files(session: Session, dossier_id: UUID) -> dict[UUID | None, list[FileView]]:
    found: dict[UUID | None, list[FileView]] = defaultdict(list)
    for row in session.scalars(
        select(PaperFile).where(PaperFile.dossier_id == dossier_id).order_by(PaperFile.added_at, PaperFile.id)
    ):
        found[row.paper_id].append(file_view(row))
    return found


def file_view(row: PaperFile) -> FileView:
    return FileView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        sha256=row.sha256,
        media_type=row.media_type,
        size=row.size,
        pages=row.pages,
        checked=row.checked,
        source=row.source,
        added_at=row.added_at,
        replaced=row.replaced_by is not None,
    )


def _papers(session: Session, dossier_id: UUID, files: Mapping[UUID | None, list[FileView]]) -> tuple[PaperView, ...]:
    return tuple(
        PaperView(
            id=p.id,
            code=p.code,
            name=p.name,
            required=p.required,
            state=p.state,
            fault=p.fault,
            originals=p.originals,
            certified=p.certified,
            plain=p.plain,
            compared=p.compared,
            given_back_at=p.given_back_at,
            files=tuple(files.get(p.id, ())),
        )
        for p in dossiers.papers(session, dossier_id)
    )


def opinions(
    session: Session,
    wanted: Select[Opinion],
    viewer: Viewer,
    names: Mapping[UUID, str],
    unit_names: Mapping[UUID, str],
) -> tuple[OpinionView, ...]:
    """Opinions as a page lists them, the oldest first."""
    rows = session.scalars(wanted.order_by(Opinion.due, Opinion.id)).all()
    known = {**officer_names(session, {i for r in rows for i in (r.asked_by, r.answered_by)}), **names}
    about = select(Dossier.id, Dossier.code).where(Dossier.id.in_({r.dossier_id for r in rows}))
    codes = {row.id: row.code or "" for row in session.execute(about)} if rows else {}
    return tuple(
        OpinionView(
            id=r.id,
            unit=unit_names.get(r.unit_id, ""),
            question=r.question,
            asked_by=known.get(r.asked_by, ""),
            asked_at=r.asked_at,
            due=r.due,
            answer=r.answer,
            answered_by=known.get(r.answered_by, "") if r.answered_by else "",
            answered_at=r.answered_at,
            mine=viewer.supervises or r.unit_id in viewer.units,
            dossier_id=r.dossier_id,
            dossier=codes.get(r.dossier_id, ""),
        )
        for r in rows
    )


def _visits(session: Session, dossier_id: UUID, stage_names: Mapping[UUID, str]) -> tuple[VisitView, ...]:
    rows = session.scalars(select(SiteVisit).where(SiteVisit.dossier_id == dossier_id).order_by(SiteVisit.at))
    return tuple(
        VisitView(
            r.id,
            stage_names.get(r.stage_id, ""),
            r.at,
            r.place,
            r.members,
            r.done_at,
            r.report,
            r.passed,
            r.stage_id,
        )
        for r in rows
    )


def _notices(session: Session, dossier_id: UUID) -> tuple[NoticeView, ...]:
    rows = session.scalars(select(Notice).where(Notice.dossier_id == dossier_id).order_by(Notice.made_at, Notice.id))
    return tuple(NoticeView(r.id, r.kind, r.channel, r.made_at, r.state, r.sent_at, r.fault, r.arrived) for r in rows)


def _deliveries(session: Session, dossier_id: UUID) -> tuple[DeliveryView, ...]:
    rows = session.scalars(select(Delivery).where(Delivery.dossier_id == dossier_id).order_by(Delivery.id))
    return tuple(
        DeliveryView(r.id, r.post_code or "", r.state, r.state_at, r.list_no, r.proof, tuple(r.events)) for r in rows
    )


def _forms(session: Session, dossier_id: UUID) -> tuple[FormView, ...]:
    rows = session.scalars(select(FormIssue).where(FormIssue.dossier_id == dossier_id).order_by(FormIssue.issued_at))
    return tuple(FormView(r.id, r.form, r.number, r.issued_at, r.signed, r.reprint_of is not None) for r in rows)


def _apology(session: Session, dossier_id: UUID, names: Mapping[UUID, str]) -> ApologyView | None:
    row = session.get(Apology, dossier_id)
    if row is None:
        return None
    by = {**names, **officer_names(session, {row.approved_by})}
    who = by.get(row.approved_by, "") if row.approved_by else ""
    return ApologyView(row.prepared_at, row.reason, row.new_due, row.approved_at, who)


def _numbers(session: Session, dossier_id: UUID) -> tuple[str, ...]:
    rows = session.scalars(
        select(Ticket.number)
        .join(VisitDossier, VisitDossier.ticket_id == Ticket.id)
        .where(VisitDossier.dossier_id == dossier_id)
        .order_by(VisitDossier.at)
    )
    return tuple(rows)


def explained(session: Session, dossier_id: UUID, *, upto: int | None = None) -> tuple[Line, ...]:
    """Why the dossier is due when it is, line by line; with `upto` as it was after the event of that number.

    Raises:
        DossierUnknown, CalendarMissing.
    """
    row = session.get(Dossier, dossier_id)
    if row is None:
        raise DossierUnknown
    rules = catalogue.rules(session, row.version_id)
    ticks = list(winding.ticks(dossiers.history(session, row.id)[:upto], rules.count_from, rules.on_supplement))
    calendar = calendars.of(session, session.get_one(Office, row.office_id))
    return deadline.explain(rules.terms_of(row.channel, row.case_code).limit, ticks, calendar)
