"""Words of notices at /setup/messages: a form per kind and channel with its preview, and the list of failed ones."""

from typing import Any

import reflex as rx

from onestop.usecases.notices import CHANNELS, FACTS, KINDS
from onestop.web.messages.state import Messages
from onestop.web.parts.controls import button
from onestop.web.parts.icons import icon
from onestop.web.parts.setup_rail import MESSAGES, rail
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty
from onestop.web.shell import frame, screen
from onestop.web.words import t

M: Any = Messages


@screen(MESSAGES, "messages.title", officers_only=True, on_load=[Messages.load])
def messages() -> rx.Component:
    return frame(
        rail("messages"),
        rx.el.section(
            rx.el.h1(t("messages.title"), class_name="cat-title"),
            rx.el.div(_kinds(), rx.cond(M.on_failed, _failed(), _words()), class_name="msg-two"),
            class_name="cat-sheet",
        ),
        officers_only=True,
        main_class="main-wide setup setup-own",
    )


def _kinds() -> rx.Component:
    failed = rx.el.button(
        icon("circle-alert"),
        rx.el.span(t("messages.failed")),
        rx.el.span(M.failed.length(), class_name="cat-count"),
        type="button",
        on_click=Messages.see_failed,
        class_name="msg-failed",
        custom_attrs={"aria-current": rx.cond(M.on_failed, "true", "false")},
    )
    return rx.el.nav(failed, rx.el.ul(*(_kind(kind) for kind in KINDS)), class_name="msg-kinds")


def _kind(kind: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(t(f"messages.kind_{kind}"), class_name="msg-kind"),
        *(_channel(kind, channel) for channel in CHANNELS),
    )


def _channel(kind: str, channel: str) -> rx.Component:
    here = (M.kind == kind) & (M.channel == channel) & ~M.on_failed
    mine = rx.cond(M.own.contains(f"{kind} {channel}"), icon("pencil", label=t("messages.own")), rx.fragment())
    return rx.el.button(
        rx.el.span(t(f"messages.channel_{channel}")),
        mine,
        type="button",
        on_click=Messages.choose(kind, channel),
        class_name="msg-channel",
        custom_attrs={"aria-current": rx.cond(here, "true", "false")},
    )


def _words() -> rx.Component:
    title = rx.match(M.kind, *((kind, t(f"messages.kind_{kind}")) for kind in KINDS), "")
    state = rx.cond(
        M.is_own, badge("info", t("messages.own"), icon_name="pencil"), badge("quiet", t("messages.usual"))
    )
    acts = rx.el.div(
        button(t("common.save"), icon_name="check", kind="primary", size="l", on_click=Messages.save),
        rx.cond(
            M.is_own,
            button(t("messages.reset"), icon_name="rotate-ccw", on_click=Messages.reset_words),
            rx.fragment(),
        ),
        class_name="row",
    )
    return rx.el.div(
        rx.el.h2(title, " · ", rx.cond(M.channel == "sms", t("messages.channel_sms"), t("messages.channel_email"))),
        state,
        rx.el.fieldset(
            rx.cond(M.channel == "email", _subject(), rx.fragment()),
            _text(),
            disabled=~M.may,
            class_name="setup-fields",
            key="words-" + M.draft.to_string(),
        ),
        _preview(),
        rx.cond(M.may, acts, badge("info", t("setup.read_only"), icon_name="eye")),
        class_name="msg-sheet",
    )


def _subject() -> rx.Component:
    box = rx.el.input(
        class_name="field-box", default_value=M.subject, on_change=M.try_subject.debounce(250), max_length=120
    )
    return rx.el.div(
        rx.el.label(rx.el.span(t("messages.subject"), class_name="field-label"), box, class_name="field"),
        _wrong("subject"),
    )


def _text() -> rx.Component:
    box = rx.el.textarea(
        class_name="field-box",
        rows=6,
        default_value=M.text,
        on_change=M.try_text.debounce(250),
        custom_attrs={"aria-invalid": M.wrong == "text"},
    )
    facts = (rx.el.li(rx.el.code("{" + name + "}"), " ", t(f"messages.fact_{name}")) for name in sorted(FACTS))
    return rx.el.div(
        rx.el.label(rx.el.span(t("messages.text"), class_name="field-label"), box, class_name="field"),
        _wrong("text"),
        rx.el.p(t("messages.facts_hint"), class_name="field-hint"),
        rx.el.ul(*facts, class_name="msg-facts"),
    )


def _wrong(name: str) -> rx.Component:
    said = rx.el.p(icon("circle-alert"), rx.el.span(t("messages.wrong")), class_name="field-error", role="alert")
    return rx.cond(M.wrong == name, said, rx.fragment())


def _preview() -> rx.Component:
    length = rx.el.p(
        t("messages.size", places=M.places, n=M.parts),
        rx.cond(M.parts > 1, badge("warn", t("messages.in_parts")), rx.fragment()),
        rx.cond(M.plain, rx.fragment(), badge("warn", t("messages.not_plain"))),
        class_name="row small",
    )
    return rx.el.section(
        rx.el.h3(t("messages.preview")),
        rx.el.p(t("messages.preview_hint"), class_name="field-hint"),
        rx.cond(M.channel == "email", rx.el.p(rx.el.strong(M.shown_subject)), rx.fragment()),
        rx.el.p(M.shown_text, class_name="msg-shown"),
        rx.cond(M.channel == "sms", length, rx.fragment()),
        class_name="cat-preview",
        custom_attrs={"aria-live": "polite"},
    )


def _failed() -> rx.Component:
    heads = ("dossier", "kind", "to", "fault", "made")
    table = rx.el.table(
        rx.el.thead(
            rx.el.tr(*(rx.el.th(t(f"messages.{head}"), scope="col") for head in heads), rx.el.th("", scope="col"))
        ),
        rx.el.tbody(rx.foreach(M.failed, _lost)),
        class_name="cat-table",
    )
    return rx.el.div(
        rx.el.h2(t("messages.failed")),
        rx.cond(
            M.failed.length() > 0,
            table,
            empty(t("messages.none_failed"), t("messages.none_failed_hint"), icon_name="circle-check"),
        ),
        class_name="msg-sheet",
    )


def _lost(one: Any) -> rx.Component:
    kind = rx.match(one.kind, *((name, t(f"messages.kind_{name}")) for name in KINDS), one.kind)
    way = rx.cond(one.channel == "sms", t("messages.channel_sms"), t("messages.channel_email"))
    again = button(t("messages.again"), icon_name="send", on_click=Messages.send_again(one.id))
    return rx.el.tr(
        rx.el.td(rx.el.a(rx.cond(one.code != "", one.code, t("messages.no_code")), href="/dossiers/" + one.dossier)),
        rx.el.td(kind, " · ", way),
        rx.el.td(one.address),
        rx.el.td(one.fault, rx.el.span(t("messages.attempts", n=one.attempts), class_name="soft small")),
        rx.el.td(one.made),
        rx.el.td(rx.cond(M.may, again, rx.fragment())),
        key=one.id,
    )
