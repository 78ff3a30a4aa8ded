"""Money on one page: transfers that wait, one's own till with its closing, whose cash waits, what was closed."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.money.state import Money
from onestop.web.parts.controls import button, dialog, field, link_button
from onestop.web.parts.shows import badge, card, printed
from onestop.web.parts.states import empty, loading
from onestop.web.shell import frame, screen
from onestop.web.words import t

does: Final[Any] = Money
AGAIN_MS: Final = 250
"""A double click is one press; the next step may follow at once [ms]."""


@screen(routes.MONEY, "money.title", officers_only=True, on_load=[does.watch])
def money() -> rx.Component:
    back = link_button(t("dossiers.back"), routes.DOSSIERS, icon_name="arrow-left", kind="plain")
    body = rx.el.div(
        rx.cond(does.supervises, _waiting(), rx.fragment()),
        _till(),
        rx.cond(does.supervises, _holders(), rx.fragment()),
        _closed(),
        _close_dialog(),
        _assign_dialog(),
        _settle_dialog(),
        class_name="column",
    )
    return frame(
        rx.el.div(back, rx.el.h1(t("money.title")), class_name="row"),
        rx.cond(does.beat != "", body, rx.el.div(loading(6), class_name="card")),
        officers_only=True,
        main_class="money-page",
    )


SUMS: Final = frozenset({"amount", "payments", "counted"})


def _table(caption: Any, columns: str, rows: rx.Component) -> rx.Component:
    heads = [
        rx.el.th(t(f"money.column_{name}"), scope="col", class_name="number" if name in SUMS else "")
        for name in columns.split()
    ]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="spoken"),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="list",
        ),
        class_name="scroll",
    )


# --- transfers that wait ---


def _waiting() -> rx.Component:
    rows = _table(t("money.waiting"), "at amount purpose why acts", rx.foreach(does.waiting, _transfer))
    none = empty(t("money.waiting_none"), t("money.waiting_none_hint"), icon_name="circle-check")
    return card(rx.cond(does.waiting.length() > 0, rows, none), title=t("money.waiting"), icon_name="hourglass")


def _transfer(one: Any) -> rx.Component:
    over = one.fit == "over"
    why = rx.cond(over, badge("warn", t("money.fit_over")), badge("bad", t("money.fit_unknown")))
    acts = rx.el.div(
        rx.cond(
            over, rx.fragment(), button(t("money.assign"), icon_name="check", on_click=does.ask(one.key, "assign"))
        ),
        button(t("money.settle"), icon_name="undo-2", kind="plain", on_click=does.ask(one.key, "settle")),
        class_name="row money-acts",
    )
    return rx.el.tr(
        rx.el.td(one.at, rx.el.br(), rx.el.small(one.reference)),
        rx.el.td(
            rx.el.strong(one.amount),
            rx.cond(one.surplus != "", rx.el.small(" ", t("money.surplus", amount=one.surplus)), rx.fragment()),
            class_name="number",
        ),
        rx.el.td(rx.el.code(one.purpose), class_name="money-purpose"),
        rx.el.td(why, rx.cond(one.dossier != "", rx.el.small(" ", one.dossier), rx.fragment())),
        rx.el.td(acts),
        key=one.key,
    )


def _about() -> rx.Component:
    one = does.asked
    return rx.el.dl(
        *(
            rx.el.div(rx.el.dt(t(f"money.column_{name}")), rx.el.dd(value))
            for name, value in (("amount", rx.el.strong(one.amount)), ("purpose", rx.el.code(one.purpose)))
        ),
        class_name="facts",
    )


def _assign_dialog() -> rx.Component:
    error = rx.cond(does.wrong == "dossier", t("money.wrong_dossier"), "")
    offers = rx.el.datalist(rx.foreach(does.suggested, lambda code: rx.el.option(value=code)), id="money-codes")
    perhaps = rx.cond(
        does.suggested.length() > 0,
        rx.el.p(t("money.perhaps"), " ", rx.foreach(does.suggested, rx.el.code), class_name="field-hint money-codes"),
        rx.fragment(),
    )
    form = rx.el.form(
        _about(),
        field(
            t("money.dossier"), "dossier", error=error, required=True, auto_complete="off", list="money-codes",
            default_value=rx.cond(does.suggested.length() == 1, does.suggested[0], does.asked.dossier),
        ),
        offers,
        perhaps,
        _ends(t("money.assign")),
        on_submit=does.assign.throttle(AGAIN_MS),
        key="assign-" + does.asked.key,
        class_name="column",
    )  # fmt: skip
    return dialog("assign", t("money.assign_title"), form, actions=[])


def _settle_dialog() -> rx.Component:
    error = rx.cond(does.wrong == "outcome", t("money.wrong_outcome"), "")
    back = field(t("money.back"), "back", hint=t("money.back_hint"), error="", max_length=60)
    form = rx.el.form(
        _about(),
        field(
            t("money.outcome"), "outcome", hint=t("money.outcome_hint"), error=error, required=True, max_length=300
        ),
        rx.cond(does.asked.fit == "over", back, rx.fragment()),
        _ends(t("money.settle")),
        on_submit=does.settle.throttle(AGAIN_MS),
        key="settle-" + does.asked.key,
        class_name="column",
    )
    return dialog("settle", t("money.settle_title"), form, actions=[])


def _ends(word: Any) -> rx.Component:
    return rx.el.div(
        button(t("common.cancel"), kind="plain", closes=True),
        button(word, icon_name="check", kind="primary", type="submit"),
        class_name="dialog-actions",
    )


# --- cash ---


def _till() -> rx.Component:
    rows = _table(t("money.till"), "at receipt dossier amount", rx.foreach(does.lines, _cash))
    foot = rx.el.div(
        rx.el.p(t("money.expected"), " ", rx.el.strong(does.expected), class_name="money-sum"),
        button(t("money.close"), icon_name="lock", kind="primary", opens="close-till"),
        class_name="row money-foot",
    )
    none = rx.el.p(t("money.till_none"), class_name="soft")
    body = rx.cond(does.lines.length() > 0, rx.fragment(rows, foot), none)
    return card(body, title=t("money.till"), icon_name="archive")


def _cash(one: Any) -> rx.Component:
    paper = printed("/api/v1/payments/" + one.key + "/receipt", one.receipt)
    return rx.el.tr(
        rx.el.td(one.at),
        rx.el.td(rx.cond(one.receipt != "", paper, t("money.went_back"))),
        rx.el.td(one.dossier),
        rx.el.td(rx.el.strong(one.amount), class_name="number"),
        key=one.key,
    )


def _close_dialog() -> rx.Component:
    def error(name: str) -> Any:
        return rx.cond(does.wrong == name, t(f"money.wrong_{name}"), "")

    form = rx.el.form(
        rx.el.p(t("money.close_says")),
        rx.el.p(t("money.expected"), " ", rx.el.strong(does.expected), class_name="money-sum"),
        field(t("money.counted"), "counted", error=error("counted"), input_mode="numeric", required=True),
        field(t("money.note"), "note", hint=t("money.note_hint"), error=error("note"), max_length=300),
        _ends(t("money.close")),
        on_submit=does.close_till.throttle(AGAIN_MS),
        key="till-" + does.lines.length().to_string() + does.expected,
        class_name="column",
    )
    return dialog("close-till", t("money.close"), form, actions=[])


def _holders() -> rx.Component:
    rows = _table(t("money.holders"), "officer since payments amount", rx.foreach(does.holders, _holder))
    none = rx.el.p(t("money.holders_none"), class_name="soft")
    return card(rx.cond(does.holders.length() > 0, rows, none), title=t("money.holders"), icon_name="users")


def _holder(one: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.td(one.officer),
        rx.el.td(one.since),
        rx.el.td(one.payments, class_name="number"),
        rx.el.td(rx.el.strong(one.expected), class_name="number"),
    )


def _closed() -> rx.Component:
    rows = _table(t("money.closed"), "at officer payments counted differs list", rx.foreach(does.closed, _closing))
    none = rx.el.p(t("money.closed_none"), class_name="soft")
    day = rx.el.input(
        type="date",
        default_value=does.day,
        on_change=does.show_day,
        class_name="field-box money-day",
        custom_attrs={"aria-label": t("money.day")},
    )
    return card(day, rx.cond(does.closed.length() > 0, rows, none), title=t("money.closed"), icon_name="lock")


def _closing(one: Any) -> rx.Component:
    differs = rx.el.span(badge("warn", one.differs), rx.el.small(" ", one.note))
    paper = printed("/api/v1/tills/" + one.key + "/list", t("money.list"))
    return rx.el.tr(
        rx.el.td(one.at),
        rx.el.td(one.officer),
        rx.el.td(one.payments, class_name="number"),
        rx.el.td(rx.el.strong(one.counted), class_name="number"),
        rx.el.td(rx.cond(one.differs != "", differs, badge("good", t("money.right")))),
        rx.el.td(paper),
        key=one.key,
    )
