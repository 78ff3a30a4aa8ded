"""What a person presses and fills in: buttons, links that look like them, fields, the language switch, dialogs."""

from typing import Literal

import reflex as rx

from onestop.web.parts.icons import IconName, icon
from onestop.web.session import Visitor
from onestop.web.words import t

Kind = Literal["default", "primary", "danger", "plain"]
Size = Literal["m", "l", "touch"]
Words = str | rx.Var[str]


def _classes(kind: Kind, size: Size, *, wide: bool) -> str:
    return " ".join(("button", f"button-{kind}", f"button-{size}", "button-wide" if wide else "", "")).strip()


def keycap(key: str) -> rx.Component:
    """The key that does the same, shown on the button; read out as part of its name."""
    return rx.el.kbd(key, class_name="keycap")


def button(
    label: Words,
    *,
    icon_name: IconName | None = None,
    kind: Kind = "default",
    size: Size = "m",
    wide: bool = False,
    key: str | None = None,
    opens: str | None = None,
    closes: bool = False,
    **props: object,
) -> rx.Component:
    """A button. `key` presses it from the keyboard; `opens` shows the dialog of that id; `closes` its own dialog."""
    data = {"data-key": key, "data-opens": opens, "data-closes": "yes" if closes else None}
    attributes = {name: value for name, value in data.items() if value is not None}
    return rx.el.button(
        *([icon(icon_name)] if icon_name else []),
        rx.el.span(label),
        *([keycap(key)] if key else []),
        class_name=_classes(kind, size, wide=wide),
        type=props.pop("type", "button"),
        custom_attrs=attributes,
        **props,
    )


def link_button(
    label: Words,
    href: str | rx.Var[str],
    *,
    icon_name: IconName | None = None,
    kind: Kind = "default",
    size: Size = "m",
    wide: bool = False,
) -> rx.Component:
    """A link that looks like a button."""
    inside = [icon(icon_name)] if icon_name else []
    return rx.el.a(*inside, rx.el.span(label), href=href, class_name=_classes(kind, size, wide=wide))


def field(
    label: Words,
    name: str,
    *,
    hint: Words | None = None,
    error: Words | None = None,
    control: rx.Component | None = None,
    **props: object,
) -> rx.Component:
    """A labelled input inside a form; `error` (may be an empty Var) is said under it and read out."""
    described = f"{name}-hint {name}-error"
    box = control or rx.el.input(
        id=name,
        name=name,
        class_name="field-box",
        custom_attrs={"aria-describedby": described, "aria-invalid": error != "" if error is not None else False},
        **props,
    )
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="field-label"),
        box,
        *([rx.el.p(hint, id=f"{name}-hint", class_name="field-hint")] if hint is not None else []),
        *([_error(error, f"{name}-error")] if error is not None else []),
        class_name="field",
    )


def _error(error: Words, element_id: str) -> rx.Component:
    said = rx.el.p(icon("circle-alert"), rx.el.span(error), id=element_id, class_name="field-error", role="alert")
    return rx.cond(error != "", said, rx.fragment())


def language_switch() -> rx.Component:
    """Vietnamese or English, one tap; each named in its own language."""
    return rx.el.div(
        *(_language(locale, name) for locale, name in (("vi", "Tiếng Việt"), ("en", "English"))),
        class_name="segments",
        role="group",
        custom_attrs={"aria-label": t("common.language")},
    )


def _language(locale: str, name: str) -> rx.Component:
    return rx.el.button(
        name,
        type="button",
        lang=locale,
        class_name="segment",
        custom_attrs={"aria-pressed": Visitor.locale == locale},
        on_click=Visitor.speak(locale),
    )


def dialog(dialog_id: str, title: Words, *body: rx.Component, actions: list[rx.Component]) -> rx.Component:
    """A native dialog: `button(opens=id)` or `open_dialog(id)` opens it; Escape, the veil or `closes=True` leave."""
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(title, id=f"{dialog_id}-title"),
            *body,
            rx.el.div(*actions, class_name="dialog-actions"),
            class_name="dialog-inside",
        ),
        id=dialog_id,
        class_name="dialog",
        custom_attrs={"aria-labelledby": f"{dialog_id}-title"},
    )
