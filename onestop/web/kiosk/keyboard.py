"""A kiosk's keyboard on the screen: letters, numbers and Vietnamese marks, large enough for a hand that trembles.

`assets/kiosk-keys.js` types into the field that has the focus; words are composed as Telex on every keyboard.
"""

from typing import Any, Final

import reflex as rx

from onestop.web.kiosk.parts import Words
from onestop.web.parts.icons import icon
from onestop.web.words import t

ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
VIETNAMESE: Final = "ăâđêôơư"
TONES: Final = {"s": "á", "f": "à", "r": "ả", "x": "ã", "j": "ạ"}
"""Telex key of each tone, shown on an a."""


def keyboard(*, vietnamese: bool) -> rx.Component:
    """Keys for words, or only those a code is made of."""
    rows = [rx.el.div(*(_key(letter) for letter in row), class_name="kiosk-keys-row") for row in ROWS]
    if vietnamese:
        marks = [*(_key(letter) for letter in VIETNAMESE), *(_tone(key, shown) for key, shown in TONES.items())]
        rows.append(rx.el.div(*marks, class_name="kiosk-keys-row"))
    before, after = ("/-", ",.") if vietnamese else ("-", ".")
    last = [
        *([_wide("shift", t("kiosk.key_shift"))] if vietnamese else []),
        *(_key(sign) for sign in before),
        *([_wide("space", t("kiosk.key_space"))] if vietnamese else []),
        *(_key(sign) for sign in after),
        _wide("back", t("kiosk.key_back"), with_icon=True),
    ]
    return rx.el.div(
        *rows,
        rx.el.div(*last, class_name="kiosk-keys-row"),
        class_name="kiosk-keys" if vietnamese else "kiosk-keys kiosk-keys-code",
        role="group",
        custom_attrs={"aria-label": t("kiosk.keyboard")},
    )


def _key(letter: str) -> rx.Component:
    return rx.el.button(letter, type="button", class_name="kiosk-key", custom_attrs={"data-type": letter})


def _tone(key: str, shown: str) -> rx.Component:
    return rx.el.button(shown, type="button", class_name="kiosk-key kiosk-key-tone", custom_attrs={"data-tone": key})


def _wide(act: str, label: rx.Var[str], *, with_icon: bool = False) -> rx.Component:
    return rx.el.button(
        *([icon("arrow-left")] if with_icon else []),
        rx.el.span(label),
        type="button",
        class_name="kiosk-key kiosk-key-wide",
        custom_attrs={"data-type": act},
    )


def typed(label: Words, name: str, *, telex: bool = False, wrong: Any = None, **props: object) -> rx.Component:
    """A field of a form; where it was not right it says so beside its name."""
    said = rx.el.span(t("kiosk.look_again"), class_name="kiosk-wrong", id=f"kiosk-{name}-wrong")
    return rx.el.label(
        rx.el.span(
            label, *([rx.cond(wrong, said, rx.fragment())] if wrong is not None else []), class_name="kiosk-label"
        ),
        rx.el.input(
            name=name,
            id=f"kiosk-{name}",
            auto_complete="off",
            spell_check=False,
            class_name="kiosk-input",
            custom_attrs={
                "data-telex": "yes" if telex else "no",
                "autocapitalize": "off",
                **({"aria-invalid": wrong, "aria-describedby": f"kiosk-{name}-wrong"} if wrong is not None else {}),
            },
            **props,
        ),
        class_name="kiosk-typed",
    )
