"""Words follow the reader's language in the browser and are complete in both."""

import pytest
import reflex as rx

from onestop.web.phone.page import SAID
from onestop.web.words import t
from onestop.words import LOCALES, area, counted, say


class Waiting(rx.State):
    ahead: int = 0


def test_both_languages_travel_to_the_browser() -> None:
    code = str(t("common.close"))
    assert '"Close"' in code
    assert "\\u0110\\u00f3ng" in code  # Đóng


def test_a_fact_may_be_a_var_and_words_can_be_joined() -> None:
    code = str("· " + t("common.close", ahead=Waiting.ahead))
    assert "locale" in code


def test_a_number_chooses_the_form_also_where_it_is_written_as_text() -> None:
    code = str(t("procedure.unit_days", n=Waiting.ahead))
    assert '" day"' in code
    assert '" days"' in code
    assert '?? "") === "1"' in code or '?? "")?.valueOf?.() === "1"' in code


def test_one_is_said_otherwise_than_many() -> None:
    assert [say("en", "procedure.unit_working_days", n=n) for n in (1, 2)] == ["1 working day", "2 working days"]
    assert [say("vi", "procedure.unit_working_days", n=n) for n in (1, 2)] == ["1 ngày làm việc", "2 ngày làm việc"]


def test_what_does_not_count_is_said_although_it_is_given_a_number() -> None:
    assert say("en", "common.close", n=2) == "Close"


def test_a_script_gets_both_forms_and_a_text_that_does_not_count_as_it_is() -> None:
    assert counted("en", "dossier_phone.too_many") == ["At most {n} page at a time.", "At most {n} pages at a time."]
    assert counted("vi", "common.close") == "Đóng"


def test_the_phone_page_says_nothing_that_needs_a_form_for_one() -> None:
    """Its script fills holes and chooses no form."""
    assert not [key for key in SAID if isinstance(counted("en", f"phone.{key}"), list)]


@pytest.mark.parametrize("name", ["common", "login"])
def test_catalogues_hold_the_same_keys(name: str) -> None:
    keys = [set(area(locale, name)._catalog) for locale in LOCALES]  # type: ignore[attr-defined]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 1
