"""The log-in page: two fields, one button, one sentence when it did not work.

The page's own script sends the form to `route.py` and goes on, so the password meets no state of Reflex.
"""

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button, field
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import card
from onestop.web.shell import frame, screen
from onestop.web.words import t


@screen(routes.LOGIN, "login.title")
def login() -> rx.Component:
    return frame(
        rx.el.h1(t("login.title")),
        rx.el.p(t("login.lead"), class_name="lead"),
        card(_form()),
        rx.el.p(t("login.help"), class_name="soft small"),
        main_class="main-narrow login",
    )


def _form() -> rx.Component:
    return rx.el.form(
        field(t("login.username"), "username", auto_complete="username", required=True, auto_focus=True),
        field(t("login.password"), "password", type="password", auto_complete="current-password", required=True),
        _refusal(),
        button(
            t("login.sign_in"),
            icon_name="log-in",
            kind="primary",
            size="l",
            wide=True,
            type="submit",
        ),
        method="post",
        class_name="column login-form",
        custom_attrs={"data-sign-in": routes.SESSION, "data-failed": t("common.failed_hint")},
    )


def _refusal() -> rx.Component:
    """Empty until the script has something to say."""
    return rx.el.p(
        icon("circle-alert"), rx.el.span(id="refusal"), class_name="field-error", role="alert", hidden=True
    )
