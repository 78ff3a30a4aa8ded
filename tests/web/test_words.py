"""Words follow the reader's language in the browser and are complete in both."""

import pytest
import reflex as rx

from onestop.web.words import t
from onestop.words import LOCALES, area


class Waiting(rx.State):
    ahead: int = 0


def test_both_languages_travel_to_the_browser() -> None:
    code = str(t("common.close"))
    assert '"Close"' in code
    assert "\\u0110\\u00f3ng" in code  # Đóng


def test_a_fact_may_be_a_var_and_words_can_be_joined() -> None:
    code = str("· " + t("common.close", ahead=Waiting.ahead))
    assert "locale" in code


@pytest.mark.parametrize("name", ["common", "login"])
def test_catalogues_hold_the_same_keys(name: str) -> None:
    keys = [set(area(locale, name)._catalog) for locale in LOCALES]  # type: ignore[attr-defined]
    assert keys[0] == keys[1]
    assert len(keys[0]) > 1
