"""The year at /setup/calendar: twelve months, the day that was chosen, and where each day off comes from."""

from typing import Any

import reflex as rx

from onestop.usecases.setup_calendar import CERTAINTIES
from onestop.web.parts.controls import button, field, link_button
from onestop.web.parts.icons import icon
from onestop.web.parts.setup_rail import CALENDAR, rail
from onestop.web.parts.shows import badge
from onestop.web.routes import SETUP
from onestop.web.shell import frame, screen
from onestop.web.words import t
from onestop.web.workdays.shapes import MONTHS
from onestop.web.workdays.state import Workdays

C: Any = Workdays
WEEK = range(1, 8)
KINDS = ("plain", "off", "works")


@screen(CALENDAR, "workdays.title", officers_only=True, on_load=[Workdays.load])
def workdays() -> rx.Component:
    return frame(
        rail("calendar"),
        rx.el.section(
            _head(),
            *_warnings(),
            rx.el.div(
                rx.el.div(_legend(), rx.el.div(rx.foreach(C.months, _month), class_name="day-year"), _list()),
                rx.el.aside(_saving(), _chosen(), class_name="cat-aside"),
                class_name="cat-two day-two",
            ),
            rx.el.script(src="/workdays.js", async_=True),
            class_name="cat-sheet",
        ),
        officers_only=True,
        main_class="main-wide setup setup-own",
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("workdays.title"), class_name="cat-title"),
        rx.el.div(
            button(t("workdays.before"), icon_name="chevron-left", on_click=Workdays.go(C.year - 1)),
            rx.el.strong(C.year, class_name="day-which"),
            button(t("workdays.after"), icon_name="chevron-right", on_click=Workdays.go(C.year + 1)),
            class_name="row",
        ),
        link_button(t("workdays.hours"), f"{SETUP}?section=dossiers", icon_name="clock", kind="plain"),
        class_name="row",
    )


def _warnings() -> tuple[rx.Component, ...]:
    missing = rx.el.p(
        icon("triangle-alert"),
        rx.el.span(t("workdays.next_missing", year=C.next_year)),
        button(t("workdays.enter_next"), on_click=Workdays.go(C.next_year)),
        class_name="setup-note day-note",
        role="alert",
    )
    proposal = rx.el.p(
        icon("info"), rx.el.span(t("workdays.proposal", year=C.year)), class_name="setup-note day-note"
    )
    nothing = rx.el.p(
        icon("triangle-alert"), rx.el.span(t("workdays.nothing_known", year=C.year)), class_name="setup-note day-note"
    )
    unsure = rx.el.p(
        icon("triangle-alert"), rx.el.span(t("workdays.unsure", n=C.unsure)), class_name="setup-note day-note"
    )
    return (
        rx.cond(C.next_missing & (C.year != C.next_year), missing, rx.fragment()),
        rx.cond(C.nothing_known, nothing, rx.cond(C.proposed, proposal, rx.fragment())),
        rx.cond(C.unsure > 0, unsure, rx.fragment()),
    )


def _legend() -> rx.Component:
    kinds = (("off", "legend_off"), ("works", "legend_works"), ("free", "legend_free"), ("unsure", "legend_unsure"))
    return rx.el.ul(
        *(
            rx.el.li(rx.el.span("1", class_name=f"day-key day-{kind}"), rx.el.span(t(f"workdays.{word}")))
            for kind, word in kinds
        ),
        class_name="day-legend",
    )


def _month(month: Any) -> rx.Component:
    name = rx.match(month.n, *((n, t(f"workdays.month_{n}")) for n in MONTHS), "")
    heads = (rx.el.span(t(f"workdays.short_{day}"), class_name="day-head") for day in WEEK)
    return rx.el.section(
        rx.el.h3(name),
        rx.el.div(
            *heads,
            rx.foreach(month.cells, _cell),
            class_name="day-month",
            role="group",
            custom_attrs={"aria-label": name},
        ),
        key=month.n.to_string(),
    )


def _cell(cell: Any, index: Any) -> rx.Component:
    word = rx.match(
        cell.kind,
        ("off", t("workdays.legend_off")),
        ("works", t("workdays.legend_works")),
        ("free", t("workdays.legend_free")),
        t("workdays.kind_plain"),
    )
    mark = rx.cond(cell.unsure, " day-unsure", "")
    day = rx.el.button(
        cell.n,
        type="button",
        tab_index=rx.cond(cell.first | (C.chosen == cell.day), 0, -1),
        title=cell.name,
        on_click=Workdays.pick(cell.day),
        class_name="day-cell day-" + cell.kind.to(str) + mark.to(str) + rx.cond(cell.today, " day-today", "").to(str),
        custom_attrs={
            "aria-label": cell.day.to(str) + " " + word.to(str) + " " + cell.name.to(str),
            "aria-pressed": C.chosen == cell.day,
        },
    )
    return rx.cond(cell.day != "", day, rx.el.span(key="blank-" + index.to_string()))


def _chosen() -> rx.Component:
    V: Any = Workdays.values  # noqa: N806 - as the other names of states
    form = rx.el.form(
        rx.el.h3(C.chosen_shown),
        rx.el.fieldset(
            *(_kind(kind, V) for kind in KINDS),
            field(t("workdays.name"), "name", error=_wrong("name"), default_value=V["name"], max_length=160),
            _select("works_as", [("", t("setup.nothing")), *((str(d), t(f"setup.weekday_{d}")) for d in WEEK)], V),
            field(
                t("workdays.source"),
                "source",
                hint=t("workdays.source_hint"),
                error=_wrong("source"),
                default_value=V["source"],
                max_length=200,
            ),
            _select("certainty", [(one, t(f"workdays.certainty_{one}")) for one in CERTAINTIES], V),
            disabled=~C.may,
            class_name="setup-fields",
        ),
        rx.cond(C.may, button(t("workdays.set_day"), icon_name="check", type="submit"), rx.fragment()),
        on_submit=Workdays.set_day,
        no_validate=True,
        key="day-" + C.draft.to_string(),
        class_name="cat-saving",
    )
    return rx.cond(C.chosen != "", form, rx.el.p(t("workdays.choose"), class_name="cat-saving soft"))


def _kind(kind: str, values: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="kind", value=kind, default_checked=values["kind"] == kind),
        rx.el.span(t(f"workdays.kind_{kind}")),
        class_name="setup-switch",
    )


def _select(name: str, options: list[tuple[str, Any]], values: Any) -> rx.Component:
    box = rx.el.select(
        *(rx.el.option(word, value=value) for value, word in options),
        id=name,
        name=name,
        class_name="field-box",
        default_value=values[name],
    )
    return field(t(f"workdays.{name}"), name, error=_wrong(name), control=box)


def _wrong(name: str) -> Any:
    return rx.cond(C.wrong == name, t("setup.wrong"), "")


def _saving() -> rx.Component:
    entered = rx.cond(
        C.entered_at != "",
        rx.cond(C.by_person, t("workdays.entered", at=C.entered_at), t("workdays.start_data")),
        t("workdays.not_entered"),
    )
    acts = rx.fragment(
        button(
            t("workdays.save", year=C.year),
            icon_name="check",
            kind="primary",
            size="l",
            wide=True,
            on_click=Workdays.save,
        ),
        button(t("workdays.propose"), icon_name="rotate-ccw", kind="plain", on_click=Workdays.propose),
    )
    return rx.el.div(
        rx.el.p(entered),
        rx.cond(C.touched, badge("warn", t("workdays.touched")), rx.fragment()),
        rx.cond(C.may, acts, badge("info", t("setup.read_only"), icon_name="eye")),
        rx.el.p(t("workdays.years", years=C.entered.join(", ")), class_name="soft small"),
        class_name="cat-saving",
    )


def _list() -> rx.Component:
    heads = ("day", "what", "source", "certainty")
    return rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(t(f"workdays.{head}"), scope="col") for head in heads))),
        rx.el.tbody(rx.foreach(C.days, _listed)),
        class_name="cat-table",
    )


def _listed(one: Any) -> rx.Component:
    as_day = rx.match(one.works_as, *((str(d), t(f"setup.weekday_{d}")) for d in WEEK), "")
    what = rx.cond(one.works_as != "", t("workdays.works_like", day=as_day), t("workdays.legend_off"))
    sure = rx.match(
        one.certainty,
        ("decided", badge("good", t("workdays.certainty_decided"))),
        ("proposed", badge("warn", t("workdays.certainty_proposed"))),
        badge("warn", t("workdays.certainty_memory")),
    )
    return rx.el.tr(
        rx.el.td(button(one.shown, kind="plain", on_click=Workdays.pick(one.day))),
        rx.el.td(rx.el.strong(one.name), rx.el.div(what, class_name="soft small")),
        rx.el.td(one.source),
        rx.el.td(sure),
        key=one.day,
    )
