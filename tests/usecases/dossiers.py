"""A small authority a test can hand dossiers to: two units, a procedure of three stages, a calendar of two years."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from onestop.domain.deadline import CountFrom, Limit, OnSupplement, Unit
from onestop.domain.people import Actor
from onestop.domain.procedure import Channel, Component, Rules, StageRule, Terms
from onestop.queries import dossier as dossier_query
from onestop.queries.dossier_facts import DossierView, StageView
from onestop.storage.rows import Dossier, DossierStage
from onestop.usecases import catalogue, intake, receiving, setup_calendar, setup_units
from onestop.usecases.catalogue import ProcedureWish
from onestop.usecases.intake import Applicant, PaperSeen
from onestop.usecases.receiving import Receipt
from onestop.usecases.setup_calendar import DayWish
from onestop.usecases.setup_units import AuthorityWish, UnitWish
from tests.conftest import Clock
from tests.factories import Hall

DAYS = Unit.WORKING_DAYS
RULES = Rules(
    components=(
        Component("form", "Đơn đề nghị", originals=1),
        Component("copy", "Bản sao giấy tờ", copies=1),
        Component("more", "Giấy ủy quyền", originals=1, question="Ông/bà nộp thay người khác?"),
    ),
    terms=(Terms(Channel.COUNTER, Limit(10, DAYS), fee_vnd=0), Terms(Channel.ONLINE, Limit(8, DAYS), fee_vnd=0)),
    stages=(
        StageRule("check", "Thẩm tra", "t-one", Limit(3, DAYS)),
        StageRule("weigh", "Thẩm định", "t-two", Limit(5, DAYS), after=("check",), site_visit=True),
        StageRule("sign", "Ký ban hành", "t-one", Limit(2, DAYS), after=("weigh",)),
    ),
)
APPLICANT = Applicant(
    "citizen", "Nguyễn Văn An", number="001090123456", phone="0912345678", email="an@example.vn", subject="Đề nghị"
)
GOOD = (PaperSeen("form", "good", originals=1), PaperSeen("copy", "good", certified=1))


class Bureau:
    """The authority `T`, its units `t-one` and `t-two`, and whoever works there."""

    def __init__(self, hall: Hall, clock: Clock) -> None:
        self.hall, self.clock, self.work = hall, clock, hall.work
        self.admin = hall.officer("admin1")
        self.desk = hall.officer("officer1")
        self.post = hall.officer("post1")
        self.boss = hall.officer("supervisor1")
        self.head, self.one, self.two = hall.officer("unit1"), hall.officer("officer2"), hall.officer("unit2")
        self._set_up()

    def _set_up(self) -> None:
        office, now, actor = self.hall.office_id, self.clock(), self.admin
        setup_units.save_authority(
            self.work, office, AuthorityWish("000.00.00.T01", "Cơ quan thử"), actor=actor, now=now
        )
        for code in ("t-one", "t-two"):
            wish = UnitWish(code, f"Đơn vị {code}", "000.00.00.T01")
            setup_units.save_unit(self.work, office, wish, actor=actor, now=now)
        members = {self.head.officer_id: True, self.one.officer_id: False}
        setup_units.save_members(self.work, office, "t-one", members, actor=actor, now=now)
        setup_units.save_members(self.work, office, "t-two", {self.two.officer_id: True}, actor=actor, now=now)
        self.procedure("test", RULES)
        for year in (2026, 2027):
            days = (DayWish(date(year, 1, 1), "Tết Dương lịch"),)
            # A calendar is kept laid out by when its years were entered: not the instant the start data was.
            later = now + timedelta(microseconds=1)
            setup_calendar.save_year(self.work, office, year, days, actor=actor, now=later)

    def procedure(self, key: str, rules: Rules, since: date = date(2026, 1, 1)) -> UUID:
        wish = ProcedureWish(key, f"Thủ tục {key}", "000.00.00.T01", unit="t-one", queue="A")
        made = catalogue.save_procedure(self.work, self.hall.office_id, wish, actor=self.admin, now=self.clock())
        catalogue.save_version(self.work, made, rules, since, actor=self.admin, now=self.clock())
        return made

    def opened(self, key: str = "test", *, channel: Channel = Channel.COUNTER, ticket: UUID | None = None) -> UUID:
        made = intake.open_dossier(
            self.work,
            self.hall.office_id,
            key,
            actor=self.desk,
            now=self.clock(),
            channel=channel,
            ticket_id=ticket,
        )
        intake.describe(self.work, made, APPLICANT, actor=self.desk, now=self.clock())
        return made

    def full(self, key: str = "test", *, ticket: UUID | None = None) -> UUID:
        made = self.opened(key, ticket=ticket)
        intake.check_papers(self.work, made, GOOD, actor=self.desk, now=self.clock())
        return made

    def received(self, key: str = "test") -> tuple[UUID, Receipt]:
        made = self.full(key)
        return made, receiving.receive(self.work, made, actor=self.desk, now=self.clock())

    def row(self, dossier_id: UUID) -> Dossier:
        with self.work.reading() as session:
            return session.get_one(Dossier, dossier_id)

    def stage(self, dossier_id: UUID, code: str) -> DossierStage:
        with self.work.reading() as session:
            return session.scalars(
                select(DossierStage).where(DossierStage.dossier_id == dossier_id, DossierStage.code == code)
            ).one()

    def view(self, dossier_id: UUID, actor: Actor | None = None) -> DossierView:
        with self.work.reading() as session:
            return dossier_query.view(session, dossier_id, actor or self.boss, self.clock())

    def seen(self, dossier_id: UUID, code: str, actor: Actor | None = None) -> StageView:
        return next(s for s in self.view(dossier_id, actor).stages if s.code == code)

    def local(self, at: datetime | None) -> str:
        """An instant as the office reads it, short."""
        assert at is not None
        return f"{at.astimezone(self.zone):%d/%m %H:%M}"

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hall.view().office.timezone)


FROM_FEE = replace(RULES, count_from=CountFrom.FEE)
RESUMING = replace(RULES, on_supplement=OnSupplement.RESUME)
