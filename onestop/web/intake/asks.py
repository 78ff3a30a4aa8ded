"""The dialogs of intake: what cannot be undone is said in full first, and takes a second press of its own key."""

from typing import Any

import reflex as rx

from onestop.web.intake.files import file
from onestop.web.intake.parts import AGAIN_MS, acts, advice, listed, page
from onestop.web.intake.words import pick
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import countdown
from onestop.web.parts.states import loading
from onestop.web.words import t


def asks() -> rx.Component:
    return rx.el.div(_receive(), _guide(), _refuse(), _discard(), _add_paper(), _phone(), consult(page.procedure_key))


def _stay() -> rx.Component:
    return button(t("common.cancel"), closes=True)


def _submit(label: Any, form: str, key: str | None = None) -> rx.Component:
    return button(label, kind="primary", type="submit", form=form, key=key)


def _text(name: str, rows: str = "3", **props: Any) -> rx.Component:
    return rx.el.textarea(id=name, name=name, class_name="field-box", rows=rows, **props)


def _fresh(form: str, *fields: rx.Component, on_submit: Any) -> rx.Component:
    """Fields that are empty each time the dialog opens."""
    return rx.el.form(*fields, id=form, on_submit=on_submit, class_name="column", key=form + acts.asked.to_string())


def _receive() -> rx.Component:
    facts = rx.el.dl(
        rx.el.div(rx.el.dt(t("intake.procedure")), rx.el.dd(page.procedure)),
        rx.el.div(rx.el.dt(t("intake.due")), rx.el.dd(rx.cond(page.due != "", page.due, t("intake.no_due")))),
        rx.el.div(rx.el.dt(t("intake.fee")), rx.el.dd(pick(page.fee))),
        class_name="intake-summary",
    )
    back = rx.el.details(
        rx.el.summary(icon("mail"), t("intake.back_dated")),
        rx.el.div(
            field(t("intake.back_at"), "back_at", type="datetime-local"),
            field(t("intake.back_reason"), "back_reason", max_length=300),
            class_name="column",
        ),
        open=page.channel == "post",
        class_name="intake-back-dated",
    )
    form = _fresh("receive-form", back, on_submit=acts.receive)
    hint = rx.el.p(t("intake.receive_hint"), class_name="soft")
    actions = [_stay(), _submit(t("intake.receive_do"), "receive-form", key="n")]
    return dialog("receive", t("intake.receive_title"), facts, hint, form, actions=actions)


def _guide() -> rx.Component:
    def line(paper: Any) -> rx.Component:
        lacks = (paper.state == "wrong") | (paper.required & (paper.state == "missing"))
        words = rx.cond(paper.fault != "", rx.el.span(": ", paper.fault), rx.fragment())
        return rx.cond(lacks, rx.el.li(rx.el.strong(paper.name), words), rx.fragment())

    lines = rx.el.ul(rx.foreach(page.papers, line), class_name="intake-guide-lines")
    hint = rx.el.p(icon("triangle-alert"), rx.el.span(t("intake.guide_hint")), class_name="intake-warn")
    do = button(t("intake.guide_do"), kind="primary", key="h", on_click=acts.guide.throttle(AGAIN_MS))
    return dialog("guide", t("intake.guide_title"), hint, lines, actions=[_stay(), do])


def _refuse() -> rx.Component:
    form = _fresh(
        "refuse-form",
        field(t("intake.refuse_reason"), "refuse-reason", control=_text("refuse-reason", max_length=1000)),
        on_submit=acts.refuse,
    )
    hint = rx.el.p(t("intake.refuse_hint"), class_name="soft")
    actions = [_stay(), _submit(t("intake.refuse_do"), "refuse-form")]
    return dialog("refuse", t("intake.refuse_title"), hint, form, actions=actions)


def _discard() -> rx.Component:
    do = button(t("intake.discard_do"), kind="danger", key="b", on_click=acts.discard.throttle(AGAIN_MS))
    return dialog("discard", t("intake.discard_title"), rx.el.p(t("intake.discard_hint")), actions=[_stay(), do])


def _add_paper() -> rx.Component:
    form = rx.el.form(
        field(t("intake.paper_name"), "paper-name", required=True, max_length=300, auto_complete="off"),
        id="add-paper-form",
        on_submit=listed.add_paper,
        reset_on_submit=True,
        class_name="column",
    )
    actions = [_stay(), _submit(t("intake.add_paper"), "add-paper-form")]
    hint = rx.el.p(t("intake.add_paper_hint"), class_name="soft")
    return dialog("add-paper", t("intake.add_paper_title"), hint, form, actions=actions)


def _phone() -> rx.Component:
    code = rx.cond(
        listed.phone.qr != "",
        rx.el.img(src=listed.phone.qr, alt=t("intake.phone_qr"), class_name="intake-phone-qr"),
        loading(3),
    )
    sent = rx.foreach(
        page.papers, lambda paper: rx.cond(paper.code == listed.phone.code, _arrived(paper), rx.fragment())
    )
    body = rx.el.div(
        code,
        rx.el.div(
            rx.el.p(rx.el.strong(listed.phone.name)),
            rx.el.p(t("intake.phone_hint"), class_name="soft"),
            rx.el.p(icon("timer"), t("intake.phone_left"), countdown(listed.phone.until), class_name="intake-left"),
            rx.el.div(sent, role="status"),
            class_name="column",
        ),
        class_name="intake-phone",
    )
    done = button(t("intake.phone_done"), kind="primary", key="p", on_click=listed.forget_phone)
    return dialog("phone", t("intake.phone_title"), body, actions=[done])


def _arrived(paper: Any) -> rx.Component:
    """The copies that stand for the paper a phone is sending, as they come in."""
    copies = rx.foreach(paper.files, lambda one: rx.cond(one.replaced, rx.fragment(), file(one)))
    return rx.cond(
        paper.standing > 0,
        rx.el.ul(copies, class_name="intake-files"),
        rx.el.p(t("intake.phone_waits"), class_name="soft"),
    )


def consult(procedure: Any) -> rx.Component:
    """In-depth advice with its written outcome; `procedure` is what it is about, if it is about one."""
    form = rx.el.form(
        rx.el.input(type="hidden", name="procedure", value=procedure),
        field(t("intake.topic"), "topic", max_length=300, auto_complete="off"),
        field(t("intake.outcome"), "outcome", control=_text("outcome", "5", max_length=4000)),
        id="consult-form",
        on_submit=advice.consult,
        reset_on_submit=True,
        class_name="column",
    )
    actions = [_stay(), _submit(t("common.save"), "consult-form")]
    hint = rx.el.p(t("intake.consult_hint"), class_name="soft")
    return dialog("consult", t("intake.consult_title"), hint, form, actions=actions)
