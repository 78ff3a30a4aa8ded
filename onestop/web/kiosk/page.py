"""The kiosk's page: a head that says where one is, one step at a time, and a foot with help always in reach."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from onestop.web import routes
from onestop.web.kiosk import filling_steps, following_steps, handing_steps, preparing_steps, steps
from onestop.web.kiosk.handing import KioskHandIn
from onestop.web.kiosk.parts import press, spoken_in
from onestop.web.kiosk.scanning import KioskScan
from onestop.web.kiosk.state import KIND, Kiosk
from onestop.web.parts.controls import dialog, language_switch
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import clock
from onestop.web.parts.states import failure, loading
from onestop.web.shell import bare, screen
from onestop.web.words import t


@screen(routes.KIOSK, "kiosk.title", on_load=[Kiosk.settle(KIND), Kiosk.watch, KioskScan.listen])
def kiosk() -> rx.Component:
    return bare(
        rx.el.div(
            _head(),
            rx.el.main(_body(), id="main", class_name="kiosk-main", tab_index=-1),
            _foot(),
            _still_there(),
            rx.el.button(id="kiosk-home", on_click=Kiosk.home, hidden=True, type="button"),
            _scanner(),
            class_name="kiosk",
            custom_attrs={
                "data-step": Kiosk.step,
                "data-away": has_connection_errors,
                "data-larger": Kiosk.larger,
                "data-lower": Kiosk.lower,
                "data-patient": KioskHandIn.qr_for != "",
                "data-plain": (Kiosk.step == "home") & ~Kiosk.larger & ~Kiosk.lower & (Kiosk.locale == "vi"),
            },
        ),
        rx.el.script(src="/kiosk.js", async_=True),
        rx.el.script(src="/kiosk-keys.js", async_=True),
        rx.el.script(src="/card-picture.js", async_=True),
        rx.el.script(src="/kiosk-card.js", async_=True),
        rx.el.script(src="/kiosk-paper.js", async_=True),
    )


def _scanner() -> rx.Component:
    """Filled and sent by the page's script when a scanner types; nobody sees it."""
    scan = rx.el.input(name="scan", tab_index=-1, auto_complete="off")
    return rx.el.form(scan, id="kiosk-scan", hidden=True, on_submit=KioskScan.scanned)


def _head() -> rx.Component:
    return rx.el.header(
        icon("landmark"),
        rx.el.div(
            rx.el.p(spoken_in(Kiosk.shop.office_vi, Kiosk.shop.office_en), class_name="kiosk-office"),
            rx.el.p(Kiosk.shop.address, class_name="kiosk-product"),
        ),
        clock(),
        class_name="kiosk-head",
    )


def _body() -> rx.Component:
    return rx.cond(
        has_connection_errors,
        failure(t("kiosk.away_title"), t("kiosk.away_hint")),
        rx.match(
            Kiosk.known,
            ("no", failure(t("kiosk.unknown_title"), t("kiosk.unknown_hint"))),
            ("yes", rx.cond(Kiosk.beat != "", _step(), loading(6))),
            loading(6),
        ),
    )


def _step() -> rx.Component:
    return rx.match(
        Kiosk.step,
        ("fields", steps.fields()),
        ("confirm", steps.confirm()),
        ("ticket", steps.ticket()),
        ("follow", following_steps.follow()),
        ("dossier", following_steps.shown()),
        ("visit", following_steps.visit()),
        ("offers", preparing_steps.offers()),
        ("search", preparing_steps.search()),
        ("procedures", preparing_steps.procedures()),
        ("ask", preparing_steps.ask()),
        ("list", preparing_steps.needed()),
        ("applicant", handing_steps.applicant()),
        ("papers", handing_steps.papers()),
        ("blank", filling_steps.blank()),
        ("whole", filling_steps.whole()),
        ("handed_in", handing_steps.handed_in()),
        ("help", steps.help_is_coming()),
        steps.home(),
    )


def _foot() -> rx.Component:
    return rx.el.footer(
        language_switch(),
        press(t("kiosk.larger"), Kiosk.make_larger, icon_name="zoom-in", pressed=Kiosk.larger),
        press(t("kiosk.lower"), Kiosk.make_lower, icon_name="accessibility", pressed=Kiosk.lower),
        rx.el.button(
            rx.cond(Kiosk.shop.helper == "coming", icon("user-check"), icon("hand")),
            rx.el.span(
                rx.match(
                    Kiosk.shop.helper,
                    ("coming", t("kiosk.helper_coming")),
                    ("called", t("kiosk.helper_called")),
                    t("kiosk.help"),
                )
            ),
            on_click=Kiosk.ask_for_help,
            type="button",
            class_name="kiosk-press kiosk-help",
        ),
        class_name="kiosk-foot",
    )


def _still_there() -> rx.Component:
    """Opened by the page's script after a while without a touch; its clock is the script's too."""
    stay = rx.el.button(
        t("kiosk.idle_stay"),
        type="button",
        class_name="kiosk-act kiosk-act-first",
        custom_attrs={"data-closes": "yes"},
    )
    left = rx.el.p(
        t("kiosk.idle_hint"),
        " ",
        rx.el.span(class_name="kiosk-left", custom_attrs={"data-left": "yes"}),
        class_name="kiosk-idle-hint",
    )
    return dialog("kiosk-idle", t("kiosk.idle_title"), left, actions=[stay])
