"""The dialogs of the console: what needs one more word than a press."""

from typing import Any

import reflex as rx

from onestop.domain.counter import PauseReason
from onestop.web.counter.words import desk, does, pick
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.icons import IconName
from onestop.web.words import t

REASON_ICONS: dict[PauseReason, IconName] = {
    PauseReason.BREAK: "coffee",
    PauseReason.BACK_OFFICE: "archive",
    PauseReason.MEETING: "users",
    PauseReason.DEVICE: "wrench",
    PauseReason.OTHER: "ellipsis",
}


def asks() -> rx.Component:
    return rx.el.div(_park(), _transfer(), _further(), _note(), _pause(), _leave())


def _stay() -> rx.Component:
    return button(t("common.cancel"), closes=True)


def _submit(label: rx.Var[str], form: str) -> rx.Component:
    return button(label, kind="primary", type="submit", form=form)


def _text(name: str, **props: object) -> rx.Component:
    return rx.el.textarea(id=name, name=name, class_name="field-box", max_length=500, rows="3", **props)


def _park() -> rx.Component:
    form = rx.el.form(
        field(
            t("counter.park_minutes"),
            "minutes",
            type="number",
            min="1",
            max="480",
            required=True,
            default_value=desk.park_min.to_string(),
        ),
        field(t("counter.park_note"), "park_note", control=_text("park_note")),
        id="park-form",
        on_submit=does.park,
        reset_on_submit=True,
        class_name="column",
    )
    actions = [_stay(), _submit(t("counter.park_do"), "park-form")]
    return dialog("park", t("counter.park_title", number=desk.here.number), form, actions=actions)


def _options(kind: str, label: rx.Var[str], choices: Any) -> rx.Component:
    def option(one: Any) -> rx.Component:
        return rx.el.option(pick(one.label), value=f"{kind}:{one.value}", key=one.value)

    return rx.cond(
        choices.length() > 0,
        rx.el.optgroup(rx.foreach(choices, option), label=label),
        rx.fragment(),
    )


def _transfer() -> rx.Component:
    goals = rx.el.select(
        _options("queue", t("counter.to_queue"), desk.queues),
        _options("counter", t("counter.to_counter"), desk.others),
        _options("officer", t("counter.to_officer"), desk.officers),
        id="target",
        name="target",
        class_name="field-box",
        required=True,
    )
    form = rx.el.form(
        field(t("counter.transfer_to"), "target", control=goals),
        field(t("counter.transfer_note"), "transfer_note", control=_text("transfer_note")),
        id="transfer-form",
        on_submit=does.transfer,
        reset_on_submit=True,
        class_name="column",
    )
    actions = [_stay(), _submit(t("counter.transfer_do"), "transfer-form")]
    title = t("counter.transfer_title", number=desk.here.number)
    return dialog("transfer", title, rx.el.p(t("counter.transfer_hint"), class_name="soft"), form, actions=actions)


def _further() -> rx.Component:
    def option(one: Any) -> rx.Component:
        return rx.el.option(pick(one.label), value=one.value, key=one.value)

    queues = rx.el.select(
        rx.foreach(desk.queues, option),
        id="further-queue",
        name="further",
        class_name="field-box",
    )
    form = rx.el.form(
        field(t("counter.further_queue"), "further-queue", control=queues),
        id="further-form",
        on_submit=does.add_further,
        class_name="column",
    )
    hint = rx.el.p(t("counter.further_hint", number=desk.here.number), class_name="soft")
    actions = [_stay(), _submit(t("counter.further_do"), "further-form")]
    return dialog("further", t("counter.further_title"), hint, form, actions=actions)


def _note() -> rx.Component:
    here = desk.here
    form = rx.el.form(
        field(t("counter.note_label"), "note-text", control=_note_text()),
        id="note-form",
        on_submit=does.write_note,
        class_name="column",
        key=here.id,
    )
    actions = [_stay(), _submit(t("common.save"), "note-form")]
    return dialog("note", t("counter.note_title", number=here.number), form, actions=actions)


def _note_text() -> rx.Component:
    return rx.el.textarea(
        id="note-text",
        name="note",
        class_name="field-box",
        max_length=500,
        rows="4",
        default_value=desk.here.note,
    )


def _pause() -> rx.Component:
    reasons = [
        button(
            t(f"counter.pause_{reason.value}"),
            icon_name=REASON_ICONS[reason],
            size="l",
            wide=True,
            key=str(place),
            on_click=does.pause(reason.value).throttle(300),
        )
        for place, reason in enumerate(PauseReason, 1)
    ]
    hint = rx.el.p(t("counter.pause_hint"), class_name="soft")
    return dialog(
        "pause", t("counter.pause_title"), hint, rx.el.div(*reasons, class_name="column"), actions=[_stay()]
    )


def _leave() -> rx.Component:
    word = rx.el.textarea(id="word", name="word", class_name="field-box", max_length=240, rows="3")
    form = rx.el.form(
        field(t("counter.leave_word"), "word", hint=t("counter.leave_word_hint"), control=word),
        id="leave-form",
        on_submit=does.leave,
        reset_on_submit=True,
        class_name="column",
    )
    actions = [_stay(), _submit(t("counter.leave_do"), "leave-form")]
    return dialog("leave", t("counter.leave_title", counter=desk.number), form, actions=actions)
