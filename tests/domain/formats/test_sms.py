"""The size of text messages, against the limits of the GSM alphabet."""

import pytest

from onestop.domain.formats.sms import size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, True)),
        ("a" * 160, (160, 1, True)),
        ("a" * 161, (161, 2, True)),
        ("a" * 306, (306, 2, True)),
        ("a" * 307, (307, 3, True)),
        ("a" * 459, (459, 3, True)),
        ("a" * 460, (460, 4, True)),
        ("[" * 80, (160, 1, True)),
        ("[" * 81, (162, 2, True)),
        ("ư" * 70, (70, 1, False)),
        ("ư" * 71, (71, 2, False)),
        ("\U0001f642", (2, 1, False)),
        ("a" * 152 + "€" + "a" * 152, (306, 3, True)),
        ("ư" * 66 + "\U0001f642" + "ư" * 66, (134, 3, False)),
    ],
)
def test_places_and_parts(text: str, expected: tuple[int, int, bool]) -> None:
    assert size(text) == expected
