"""A day of birth comes back as it was written."""

import pytest

from onestop.domain.formats.born import stored, written


@pytest.mark.parametrize(
    ("said", "kept", "shown"),
    [
        ("31/01/1990", "1990-01-31", "31/01/1990"),
        (" 5.3.1990 ", "1990-03-05", "05/03/1990"),
        ("05031990", "1990-03-05", "05/03/1990"),
        ("3/1945", "1945-03", "03/1945"),
        ("1945", "1945", "1945"),
        ("khoảng 1945", "khoảng 194", "khoảng 194"),
        ("", "", ""),
    ],
)
def test_it_is_kept_one_way_and_shown_another(said: str, kept: str, shown: str) -> None:
    assert stored(said) == kept
    assert written(kept) == shown
