"""Another office is opened and worked in: who may, what it begins with, and that the first one stays as it is."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from onestop.domain.errors import AlreadySeated, BadInput, Forbidden, NameTaken, NotFound, NotSignedIn
from onestop.domain.people import Actor, Role
from onestop.queries import setup as setup_query
from onestop.storage.rows import Office, Officer, OfficerRole, PriorityClass
from onestop.storage.rows.base import new_id
from onestop.usecases import accounts, setup_offices, ticketing, workplaces
from onestop.usecases.accounts import SignedIn
from onestop.usecases.setup import CounterWish, QueueWish, save_counter, save_queue
from onestop.usecases.setup_offices import OfficeWish
from onestop.usecases.setup_policy import save_policy
from tests.factories import PASSWORD, Hall

WISH = OfficeWish("phuong-1", "Một cửa phường 1", "One-stop shop of ward 1", "1 Lê Lợi")


def opened(hall: Hall, wish: OfficeWish = WISH) -> UUID:
    return setup_offices.save_office(hall.work, None, wish, actor=hall.officer("admin1"), now=hall.clock())


def signed_in(hall: Hall, username: str = "admin1") -> SignedIn:
    return accounts.log_in(hall.work, username, PASSWORD, now=hall.clock())


def moved(hall: Hall, token: str, office: str = WISH.code) -> SignedIn:
    return workplaces.go_on_in(hall.work, token, office, now=hall.clock())


def row(hall: Hall, office_id: UUID) -> Office:
    with hall.work.reading() as session:
        return session.get_one(Office, office_id)


def classes(hall: Hall, office_id: UUID) -> list[tuple[str, str]]:
    with hall.work.reading() as session:
        rows = session.scalars(select(PriorityClass).where(PriorityClass.office_id == office_id))
        return sorted((each.code, each.legal_basis) for each in rows)


def test_an_opened_office_gives_its_first_number(hall: Hall) -> None:
    """Everything by the doors an administrator has: no row is written by hand."""
    office_id = opened(hall)
    there = moved(hall, signed_in(hall).token)
    assert (there.office, there.roles) == (WISH.code, (Role.ADMIN,))
    admin = Actor("officer", str(there.officer_id), there.office_id, frozenset(there.roles))
    by: dict[str, Any] = {"actor": admin, "now": hall.clock()}
    queue = save_queue(hall.work, office_id, None, QueueWish("A", "Tư pháp", "Justice"), **by)
    save_counter(hall.work, office_id, None, CounterWish(1, weights={queue: 1}), **by)
    taken = ticketing.take(hall.work, ticketing.Wish(WISH.code, "A", "kiosk"), actor=admin, now=hall.clock())
    assert taken.number == "A001"
    assert hall.take().number == "A001"


def test_it_begins_with_this_ones_classes_and_rules_and_without_its_words(hall: Hall) -> None:
    admin = hall.officer("admin1")
    rules = {"min_recalls": 3, "ticker_vi": "Bộ Khoa học và Công nghệ"}
    save_policy(hall.work, hall.office_id, rules, actor=admin, now=hall.clock())
    office_id = opened(hall)
    made = row(hall, office_id)
    assert (made.policy["min_recalls"], made.policy["ticker_vi"]) == (3, "")
    assert classes(hall, office_id) == classes(hall, hall.office_id)
    assert (made.name_vi, made.address, made.timezone) == (WISH.name_vi, "1 Lê Lợi", "Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Phường 1"}, "code"),
        ({"code": "a/b"}, "code"),
        ({"code": "+"}, "code"),
        ({"code": "x" * 25}, "code"),
        ({"name_vi": " "}, "name_vi"),
        ({"name_en": "x" * 161}, "name_en"),
        ({"address": "x" * 241}, "address"),
        ({"timezone": "Hanoi"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
    ],
)
def test_what_will_not_do_is_refused_by_its_field(hall: Hall, change: dict[str, str], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        opened(hall, replace(WISH, **change))
    assert refused.value.facts["field"] == field


def test_who_may_open_one_and_who_may_change_it(hall: Hall) -> None:
    strangers = [hall.officer("supervisor1"), hall.officer("officer1"), hall.place("kiosk-1"), Actor("anyone", "")]
    for actor in [*strangers, Actor.system("x")]:
        with pytest.raises(Forbidden):
            setup_offices.save_office(hall.work, None, WISH, actor=actor, now=hall.clock())
    office_id = opened(hall)
    with pytest.raises(NameTaken):
        opened(hall)
    admin = hall.officer("admin1")
    setup_offices.save_office(
        hall.work, office_id, replace(WISH, name_vi="Phường Một"), actor=admin, now=hall.clock()
    )
    assert row(hall, office_id).name_vi == "Phường Một"
    with hall.work() as tx:
        tx.session.delete(tx.session.get_one(OfficerRole, (admin.officer_id, office_id, Role.ADMIN)))
    with pytest.raises(Forbidden):
        setup_offices.save_office(hall.work, office_id, WISH, actor=admin, now=hall.clock())
    with pytest.raises(NotFound):
        setup_offices.save_office(hall.work, new_id(), WISH, actor=admin, now=hall.clock())


def test_the_time_zone_stands_once_a_day_has_begun(hall: Hall) -> None:
    admin, office_id = hall.officer("admin1"), opened(hall)
    wish = replace(WISH, timezone="Asia/Bangkok")
    setup_offices.save_office(hall.work, office_id, wish, actor=admin, now=hall.clock())
    assert row(hall, office_id).timezone == "Asia/Bangkok"
    hall.take()
    here = OfficeWish("most", "Một cửa", "One-stop shop", timezone="Asia/Bangkok")
    with pytest.raises(BadInput):
        setup_offices.save_office(hall.work, hall.office_id, here, actor=admin, now=hall.clock())


def test_a_session_goes_on_in_another_office_and_the_old_one_is_over(hall: Hall) -> None:
    opened(hall)
    before = signed_in(hall)
    hall.clock.forward(hours=2)  # type: ignore[attr-defined]
    after = moved(hall, before.token)
    assert (after.office, after.expires_at) == (WISH.code, before.expires_at)
    with pytest.raises(NotSignedIn):
        accounts.whoami(hall.work, before.token, now=hall.clock())
    assert accounts.whoami(hall.work, after.token, now=hall.clock()).office == WISH.code
    assert signed_in(hall).office == WISH.code, "the last place of work is where the next day begins"
    names = [each.code for each in workplaces.workplaces(hall.work, after.officer_id)]
    assert names == ["most", WISH.code]


def test_signing_in_names_the_office_for_programs(hall: Hall) -> None:
    opened(hall)

    def at(office: str) -> SignedIn:
        hall.clock.forward(minutes=1)  # type: ignore[attr-defined]
        return accounts.log_in(hall.work, "admin1", PASSWORD, now=hall.clock(), office=office)

    assert [at(office).office for office in (WISH.code, "", "most", "")] == [WISH.code, WISH.code, "most", "most"]
    for office in ("nowhere", "x" * 24):
        with pytest.raises(Forbidden):
            at(office)


def test_nobody_goes_where_they_have_no_role_or_leaves_a_counter_behind(hall: Hall) -> None:
    opened(hall)
    officer = signed_in(hall, "officer1")
    for office in (WISH.code, "nowhere", "most' OR 1=1", ""):
        with pytest.raises(Forbidden):
            moved(hall, officer.token, office)
    with pytest.raises(NotSignedIn):
        moved(hall, "x" * 43)
    admin = signed_in(hall)
    with hall.work() as tx:
        tx.session.add(OfficerRole(officer_id=admin.officer_id, office_id=hall.office_id, role=Role.OFFICER))
    hall.sit(1, "admin1")
    with pytest.raises(AlreadySeated):
        moved(hall, admin.token)
    assert accounts.whoami(hall.work, admin.token, now=hall.clock()).office == "most"
    accounts.log_out(hall.work, admin.token, now=hall.clock())
    with pytest.raises(NotSignedIn):
        moved(hall, admin.token)


def test_the_first_office_of_an_installation(hall: Hall) -> None:
    password = setup_offices.found(hall.work, WISH, "quan.tri", "Nguyễn Quản Trị", now=hall.clock())
    there = accounts.log_in(hall.work, "quan.tri", password, now=hall.clock())
    assert (there.office, there.roles) == (WISH.code, (Role.ADMIN,))
    assert classes(hall, there.office_id) == classes(hall, hall.office_id)
    for wish, name in ((WISH, "khac"), (replace(WISH, code="phuong-2"), "quan.tri")):
        with pytest.raises(NameTaken):
            setup_offices.found(hall.work, wish, name, "Nguyễn", now=hall.clock())
    with hall.work.reading() as session:
        assert session.scalars(select(Office.id).where(Office.code == "phuong-2")).first() is None
        assert session.scalars(select(Officer.id).where(Officer.username == "khac")).first() is None


def test_setup_lists_every_office_and_marks_this_one(hall: Hall) -> None:
    office_id = opened(hall)
    seen = setup_query.view(hall.work, office_id, hall.clock())
    assert [(each.hint, each.mark) for each in seen.offices] == [("most", ""), (WISH.code, "here")]
    assert (seen.zones, seen.queues) == ((), ())
