"""What a browser may send and no database can hold: refused with a code, and never written into a log."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onestop.domain.errors import BadInput
from onestop.storage.session import is_sqlite
from onestop.usecases import accounts, alerts, serving
from onestop.wiring import attempt
from tests.factories import PASSWORD, Hall

SECRET = "a track token or a note"


def test_half_a_character_is_bad_input(hall: Hall) -> None:
    taken, desk = hall.take(), hall.officer("post1")
    with pytest.raises(BadInput):
        attempt(serving.note, hall.work, taken.id, "\ud800", actor=desk, now=hall.clock())
    for name, password in (("officer1", "\udfff"), ("\udfff", PASSWORD)):
        with pytest.raises(BadInput):
            attempt(accounts.log_in, hall.work, name, password, now=hall.clock())


def test_a_nul_is_bad_input_where_it_cannot_be_kept(hall: Hall) -> None:
    if is_sqlite(hall.shop.engine):
        attempt(serving.note, hall.work, hall.take().id, "a\x00b", actor=hall.officer("post1"), now=hall.clock())
        return
    kiosk = hall.place("kiosk-1")
    with pytest.raises(BadInput):
        attempt(serving.note, hall.work, hall.take().id, "a\x00b", actor=hall.officer("post1"), now=hall.clock())
    with pytest.raises(BadInput):
        attempt(alerts.call_for_help, hall.work, hall.office_id, "x", actor=kiosk, now=hall.clock(), place="a\x00")


def test_a_mistake_of_ours_is_still_a_mistake(hall: Hall) -> None:
    def wrong() -> None:
        with hall.work.reading() as session:
            session.execute(text("SELECT nothing FROM nowhere WHERE secret = :secret"), {"secret": SECRET})

    with pytest.raises(DBAPIError) as failed:
        attempt(wrong)
    assert SECRET not in str(failed.value)
