"""The dialogs of a dossier: each deed asks for what its use case needs and nothing more."""

from typing import Any, Final

import reflex as rx

from onestop.usecases.across import WAYS
from onestop.web.dossiers.one import OneDossier
from onestop.web.dossiers.words import pick
from onestop.web.parts.controls import button, dialog, field
from onestop.web.parts.icons import icon
from onestop.web.words import t

does: Final[Any] = OneDossier
asked: Final[Any] = OneDossier.asked
AGAIN_MS: Final = 1000
"""A second press within this is the same press [ms]."""
DANGER: Final = frozenset({"stop", "withdraw", "reopen", "skip"})


def dialogs() -> rx.Component:
    return rx.fragment(*(_deed(key, *fields()) for key, fields in FIELDS.items()))


def _deed(key: str, *fields: rx.Component) -> rx.Component:
    form = rx.el.form(
        *fields,
        rx.el.div(
            button(t("common.cancel"), closes=True),
            button(
                t(f"dossiers.do_{key}"),
                icon_name="check",
                kind="danger" if key in DANGER else "primary",
                type="submit",
            ),
            class_name="dialog-actions",
        ),
        on_submit=does.act.throttle(AGAIN_MS),
        class_name="column",
        key=does.draft,
    )
    about = rx.cond(asked.stage != "", rx.el.p(asked.stage, class_name="soft"), rx.fragment())
    shown = rx.cond(asked.key == key, form, rx.fragment())
    return dialog(f"deed-{key}", t(f"dossiers.do_{key}"), about, shown, actions=[])


def _text(key: str, name: str, **props: Any) -> rx.Component:
    return field(t(f"dossiers.field_{name}"), f"{key}-{name}", control=_input(f"{key}-{name}", name, **props))


def _input(element_id: str, name: str, **props: Any) -> rx.Component:
    return rx.el.input(id=element_id, name=name, class_name="field-box", auto_complete="off", **props)


def _area(key: str, name: str, *, rows: int = 3, hint: str = "", **props: Any) -> rx.Component:
    box = rx.el.textarea(id=f"{key}-{name}", name=name, rows=rows, class_name="field-box", **props)
    said = {"hint": t(hint)} if hint else {}
    return field(t(f"dossiers.field_{name}"), f"{key}-{name}", control=box, **said)


def _select(key: str, name: str) -> rx.Component:
    box = rx.el.select(
        rx.foreach(asked.choices, lambda one: rx.el.option(pick(one.label), value=one.value)),
        id=f"{key}-{name}",
        name=name,
        class_name="field-box",
        required=True,
    )
    return field(t(f"dossiers.field_{name}"), f"{key}-{name}", control=box)


def _options(key: str, name: str, *values: str) -> rx.Component:
    box = rx.el.select(
        *(rx.el.option(t(f"dossiers.{name}_{value}"), value=value) for value in values),
        id=f"{key}-{name}",
        name=name,
        class_name="field-box",
    )
    return field(t(f"dossiers.field_{name}"), f"{key}-{name}", control=box)


def _hint(key: str, icon_name: Any = "info") -> rx.Component:
    return rx.el.p(icon(icon_name), rx.el.span(t(key)), class_name="dossier-hint")


def _reason(key: str) -> tuple[rx.Component, ...]:
    return (_area(key, "reason", required=True, max_length=400),)


def _done() -> tuple[rx.Component, ...]:
    ending = rx.cond(
        asked.last,
        rx.el.div(
            _hint("dossiers.hint_last", "badge-check"),
            _options("done", "result", "granted", "rejected"),
            class_name="column",
        ),
        _hint("dossiers.hint_done", "arrow-right"),
    )
    return ending, _area("done", "outcome", max_length=400)


def _ask_supplement() -> tuple[rx.Component, ...]:
    late = rx.el.div(
        _hint("dossiers.hint_basis", "triangle-alert"),
        _text("ask_supplement", "basis", required=True, max_length=200),
        class_name="column",
    )
    return (
        _hint("dossiers.hint_supplement"),
        _area(
            "ask_supplement", "lines", rows=4, hint="dossiers.hint_lines", required=True, default_value=asked.value
        ),
        _area("ask_supplement", "reason", rows=2, required=True, max_length=400),
        rx.cond(asked.basis_needed, late, rx.fragment()),
    )


def _about() -> rx.Component:
    return rx.el.blockquote(asked.value, class_name="dossier-quote")


def _post_says() -> tuple[rx.Component, ...]:
    return (
        _select("post_says", "state"),
        _text("post_says", "at", type="datetime-local", default_value=asked.day, required=True),
        _text("post_says", "place", max_length=120),
        _text("post_says", "signed_by", max_length=120),
        _text("post_says", "note", max_length=200),
    )


def _arrange_visit() -> tuple[rx.Component, ...]:
    return (
        _text("arrange_visit", "at", type="datetime-local", default_value=asked.day, required=True),
        _text("arrange_visit", "place", required=True, max_length=300),
        _text("arrange_visit", "members", max_length=500),
    )


def _hand_out() -> tuple[rx.Component, ...]:
    return (
        _hint("dossiers.hint_hand_out"),
        _text("hand_out", "name", required=True, default_value=asked.value, max_length=200),
        _text("hand_out", "number", max_length=20),
        _text("hand_out", "authorisation", max_length=200),
    )


def _hand_on() -> tuple[rx.Component, ...]:
    return (
        _hint("dossiers.hint_hand_on"),
        _options("hand_on", "how", *WAYS),
        _text("hand_on", "at", type="datetime-local", default_value=asked.day, required=True),
        _text("hand_on", "list_no", max_length=24),
        _text("hand_on", "note", max_length=300),
    )


def _their_answer() -> tuple[rx.Component, ...]:
    return (
        _hint("dossiers.hint_their_answer"),
        _text("their_answer", "at", type="datetime-local", default_value=asked.day, required=True),
        _area("their_answer", "note", required=True, min_length=2, max_length=500),
        _text("their_answer", "new_due", type="date"),
    )


FIELDS: Final = {
    "assign": lambda: (_select("assign", "officer"),),
    "done": _done,
    "send_back": lambda: (_hint("dossiers.hint_send_back"), _select("send_back", "stage"), *_reason("send_back")),
    "skip": lambda: _reason("skip"),
    "ask_supplement": _ask_supplement,
    "supplemented": lambda: (_hint("dossiers.hint_supplemented"), _area("supplemented", "note", max_length=300)),
    "ask_fee": lambda: (_hint("dossiers.hint_fee"), _text("ask_fee", "amount", input_mode="numeric", required=True)),
    "paid": lambda: (_text("paid", "reference", required=True, max_length=60),),
    "ask_opinion": lambda: (
        _select("ask_opinion", "unit"),
        _area("ask_opinion", "question", required=True, max_length=1000),
        _text("ask_opinion", "days", type="number", min=1, max=60, default_value="3"),
    ),
    "answer": lambda: (_about(), _area("answer", "answer", rows=5, required=True, max_length=4000)),
    "arrange_visit": _arrange_visit,
    "report_visit": lambda: (
        _about(),
        _options("report_visit", "passed", "yes", "no"),
        _area("report_visit", "report", rows=5, required=True, max_length=8000),
    ),
    "apologise": lambda: (
        _hint("dossiers.hint_apologise", "triangle-alert"),
        _text("apologise", "new_due", type="date", min=asked.day, default_value=asked.day, required=True),
        *_reason("apologise"),
    ),
    "stop": lambda: (_hint("dossiers.hint_stop", "triangle-alert"), *_reason("stop")),
    "withdraw": lambda: (_hint("dossiers.hint_withdraw"), *_reason("withdraw")),
    "reopen": lambda: (_hint("dossiers.hint_reopen", "triangle-alert"), *_reason("reopen")),
    "published": lambda: (
        _hint("dossiers.hint_published"),
        _text("published", "at", type="datetime-local", max=asked.day, default_value=asked.day, required=True),
        _text("published", "reference", required=True, max_length=200),
    ),
    "correct": lambda: (
        _hint("dossiers.hint_correct", "triangle-alert"),
        _area("correct", "fault", required=True, min_length=5, max_length=500),
    ),
    "hand_on": _hand_on,
    "their_code": lambda: (
        _hint("dossiers.hint_their_code"),
        _text("their_code", "their_code", required=True, max_length=80, default_value=asked.value),
    ),
    "their_answer": _their_answer,
    "their_result": lambda: (
        _hint("dossiers.hint_their_result", "badge-check"),
        _options("their_result", "result", "granted", "rejected"),
        _area("their_result", "outcome", max_length=400),
    ),
    "note": lambda: (_hint("dossiers.hint_note", "lock"), _area("note", "note", required=True, max_length=1000)),
    "hand_out": _hand_out,
    "hand_out_online": lambda: (_hint("dossiers.hint_online"),),
    "order_post": lambda: (_about(), _text("order_post", "post_code", max_length=20)),
    "post_says": _post_says,
}
"""Every deed that asks something, with its fields."""
