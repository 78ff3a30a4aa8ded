"""The office's own words for notices: plain facts only, and the catalogue's again when they are taken away."""

import pytest

from onestop.domain.errors import BadInput, Forbidden
from onestop.queries import setup_notices
from onestop.usecases import notices
from tests.factories import Hall

FACTS = dict.fromkeys(notices.FACTS, "") | {"code": "H1", "due": "17:00 10/12/2026"}


def _save(hall: Hall, text: str, subject: str = "", channel: str = "email", username: str = "admin1") -> None:
    notices.save_template(
        hall.work,
        hall.office_id,
        "ready",
        channel,
        text,
        subject,
        actor=hall.officer(username),
        now=hall.clock(),
    )


def test_own_words_are_kept_and_taken_away(lite_hall: Hall) -> None:
    _save(lite_hall, "Hồ sơ {code} đã xong", "Về {code}")
    own = setup_notices.templates(lite_hall.work, lite_hall.office_id)["ready", "email"]
    assert notices.compose("ready", "email", FACTS, own.text, own.subject) == ("Về H1", "Hồ sơ H1 đã xong")
    _save(lite_hall, "")
    assert setup_notices.templates(lite_hall.work, lite_hall.office_id) == {}


def test_a_text_message_has_no_marks() -> None:
    assert notices.compose("ready", "sms", FACTS, "Hồ sơ {code} đã xong") == ("", "Ho so H1 da xong")


@pytest.mark.parametrize(
    "text", ["{name}", "{code.__class__}", "{code[0]}", "{code!r}", "{code:>9}", "{", "}", "{0}", "{}", "x" * 4001]
)
def test_only_plain_facts_may_be_named(lite_hall: Hall, text: str) -> None:
    with pytest.raises(BadInput) as refused:
        _save(lite_hall, text)
    assert refused.value.facts["field"] == "text"
    assert setup_notices.templates(lite_hall.work, lite_hall.office_id) == {}


def test_a_text_message_that_would_be_cut_is_refused(lite_hall: Hall) -> None:
    with pytest.raises(BadInput):
        _save(lite_hall, "x" * 400, channel="sms")


def test_only_an_administrator_changes_words(lite_hall: Hall) -> None:
    with pytest.raises(Forbidden):
        _save(lite_hall, "Hồ sơ {code}", username="supervisor1")
