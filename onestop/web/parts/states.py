"""The looks every view has besides its good day: empty, loading, failed, stale, out of touch."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from onestop.web.parts.icons import IconName, icon
from onestop.web.words import t

Words = str | rx.Var[str]


def empty(
    title: Words, hint: Words | None = None, *, icon_name: IconName = "coffee", action: rx.Component | None = None
) -> rx.Component:
    """Nothing here, which is fine; `hint` says what would bring something."""
    return rx.el.div(
        icon(icon_name),
        rx.el.p(title, class_name="view-title"),
        *([rx.el.p(hint)] if hint is not None else []),
        *([action] if action is not None else []),
        class_name="view",
    )


def cut(is_cut: rx.Var[bool] | bool) -> rx.Component:
    """Under a list that shows its first lines only: nobody takes them for all."""
    return rx.cond(is_cut, rx.el.p(icon("info"), t("common.cut"), class_name="cut-note", role="note"), rx.fragment())


def failure(title: Words, hint: Words, *, action: rx.Component | None = None) -> rx.Component:
    """Something did not work; `hint` says what to do next."""
    return rx.el.div(
        icon("circle-alert"),
        rx.el.p(title, class_name="view-title"),
        rx.el.p(hint),
        *([action] if action is not None else []),
        class_name="view view-bad",
        role="alert",
    )


def loading(rows: int = 4) -> rx.Component:
    """Quiet bones until the first facts are here."""
    return rx.el.div(
        rx.el.span(t("common.loading"), class_name="spoken"),
        *(rx.el.div(class_name="bone") for _ in range(rows)),
        class_name="bones",
        role="status",
    )


def fresh(beat: Words, *children: rx.Component, stale_after_s: int = 30, class_name: str = "") -> rx.Component:
    """A live view: greys out and says its age when `beat` (any text the watcher renews) has stood still too long."""
    note = rx.el.p(
        icon("wifi-off"),
        t("common.stale"),
        " ",
        rx.el.span(custom_attrs={"data-age": "yes"}),
        class_name="stale-note",
        role="status",
    )
    return rx.el.div(
        note,
        rx.el.div(*children, class_name="fresh-body"),
        class_name=f"fresh {class_name}".strip(),
        custom_attrs={"data-beat": beat, "data-stale-after": stale_after_s},
    )


def offline_bar() -> rx.Component:
    """Shown on every screen while the line to the server is down; the page reconnects by itself."""
    bar = rx.el.div(icon("wifi-off"), t("common.offline"), class_name="offline", role="status")
    return rx.cond(has_connection_errors, bar, rx.fragment())
