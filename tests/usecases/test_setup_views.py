"""What setup reads of dossiers' parts, on each database."""

from onestop.queries import setup_calendar, setup_catalogue, setup_notices, setup_units
from onestop.storage.rows import Notice
from onestop.usecases import catalogue_data
from tests.conftest import Clock
from tests.factories import Hall
from tests.usecases.dossiers import Bureau


def test_the_start_data_is_shown_with_its_marks(hall: Hall) -> None:
    view = setup_units.view(hall.work, hall.office_id, hall.clock())
    assert {entry.mark for entry in view.authorities} == {"", "demonstration"}
    assert view.people
    assert any("head" in entry.values["members"].values() for entry in view.units)
    kept = setup_catalogue.kept(hall.work, hall.office_id, "", "", hall.clock())
    assert len(kept) == len(catalogue_data.procedures())
    assert all(one.in_force for one in kept)
    choices = setup_catalogue.choices(hall.work, hall.office_id, hall.clock())
    field = next(code for code, _ in choices.fields if code)
    assert setup_catalogue.kept(hall.work, hall.office_id, "", field, hall.clock())
    assert setup_calendar.year_view(hall.work, hall.office_id, 2026, hall.clock()).entered_at


def test_a_day_with_dossiers_shows_its_next_code_and_what_failed(hall: Hall, clock: Clock) -> None:
    bureau = Bureau(hall, clock)
    bureau.received()
    view = setup_units.view(hall.work, hall.office_id, clock())
    mine = next(entry for entry in view.authorities if entry.values["code"] == "000.00.00.T01")
    assert mine.values["next_serial"] == 2
    procedure = setup_catalogue.by_code(hall.work, hall.office_id, "test")
    assert procedure is not None
    facts = setup_catalogue.facts(hall.work, hall.office_id, procedure)
    assert [version.received for version in facts.versions] == [True]
    with hall.work() as tx:
        for row in tx.session.query(Notice):
            row.state = "failed"
    assert {one.channel for one in setup_notices.failed(hall.work, hall.office_id)} == {"sms", "email"}
