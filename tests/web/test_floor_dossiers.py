"""Alerts about dossiers on the floor screen: in words, and with the way to the dossier."""

from uuid import uuid4

import pytest

from onestop.domain.people import Actor
from onestop.usecases.alerts import raise_in
from onestop.web.floor.alerts import alert_column
from onestop.web.floor.facts import Bell
from onestop.web.floor.view import picture
from tests.factories import Hall

CODE = "000.00.00.G06-261123-0001"


def bell(hall: Hall, kind: str, **facts: str) -> Bell:
    with hall.work() as tx:
        raise_in(tx, kind, hall.office_id, CODE, Actor.system("test"), hall.clock(), **facts)
    (shown,) = picture(hall.view()).bells
    return shown


@pytest.mark.parametrize("kind", ["dossier.late", "opinion.late", "receipt.unconfirmed", "receipt.failed"])
def test_an_alert_about_a_dossier_names_it_and_leads_to_it(lite_hall: Hall, kind: str) -> None:
    dossier_id = uuid4()
    shown = bell(lite_hall, kind, dossier=CODE, dossier_id=dossier_id.hex)
    assert shown.link == f"/dossiers/{dossier_id}"
    assert CODE in shown.detail.vi
    assert CODE in shown.detail.en


def test_a_calendar_that_lacks_a_year_is_named(lite_hall: Hall) -> None:
    shown = bell(lite_hall, "calendar.missing", year="2028")
    assert "2028" in shown.detail.vi
    assert shown.link == ""


def test_the_column_has_the_way() -> None:
    assert "link" in str(alert_column())
