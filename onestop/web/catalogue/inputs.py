"""One field of a row being typed: it is sent when left, and says what is wrong with it below itself."""

from typing import Any

import reflex as rx

from onestop.web.catalogue.columns import CHANNELS, COLUMNS, UNITS, Column
from onestop.web.catalogue.editing import Editing
from onestop.web.parts.controls import button
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge
from onestop.web.words import t

E: Any = Editing
WIDE = frozenset({"name", "note", "question", "fee_note", "sample", "form", "blanks"})


def fault(place: Any) -> rx.Component:
    return rx.cond(
        E.faults.contains(place),
        rx.el.p(icon("circle-alert"), rx.el.span(E.faults[place]), class_name="field-error", role="alert"),
        rx.fragment(),
    )


def box(place: Any, value: Any, **props: Any) -> rx.Component:
    """A line of text that is sent when it is left."""
    return rx.el.input(
        class_name="field-box",
        default_value=value,
        on_blur=lambda typed: Editing.put(place, typed),
        custom_attrs={"aria-invalid": E.faults.contains(place)},
        **props,
    )


def prose(place: Any, value: Any, rows: int = 2) -> rx.Component:
    return rx.el.textarea(
        class_name="field-box",
        rows=rows,
        default_value=value,
        on_blur=lambda typed: Editing.put(place, typed),
        custom_attrs={"aria-invalid": E.faults.contains(place)},
    )


def select(place: Any, value: Any, *options: rx.Component) -> rx.Component:
    return rx.el.select(
        *options,
        class_name="field-box",
        default_value=value,
        on_change=lambda picked: Editing.put(place, picked),
        custom_attrs={"aria-invalid": E.faults.contains(place)},
    )


def tick(place: Any, value: Any, label: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", default_checked=value == "on", on_change=lambda on: Editing.tick(place, on)),
        rx.el.span(label),
        class_name="setup-switch",
    )


def labelled(label: Any, place: Any, *inside: rx.Component, hint: Any = None, wide: bool = False) -> rx.Component:
    """The label holds its control: no id is needed, and rows may come and go."""
    return rx.el.div(
        rx.el.label(rx.el.span(label, class_name="field-label"), *inside),
        *([rx.el.p(hint, class_name="field-hint")] if hint is not None else []),
        fault(place),
        class_name="field cat-wide" if wide else "field",
    )


def _control(part: str, column: Column, row: Any) -> rx.Component:
    place, value = row["at"] + f".{column.name}", row[column.name]
    label = t(f"catalogue.{part}_{column.name}")
    if column.kind == "flag":
        return tick(place, value, label)
    if column.kind == "limit":
        unit = row["at"] + f".{column.name}_unit"
        amount = box(place, value, input_mode="numeric")
        return _limit(label, place, amount, select(unit, row[f"{column.name}_unit"], *_units()))
    wide = column.name in WIDE or column.kind == "unit"
    hint = t(f"catalogue.{column.kind}_hint") if column.kind in ("codes", "blanks") else None
    return labelled(label, place, _plain(column, place, value), hint=hint, wide=wide)


def _plain(column: Column, place: Any, value: Any) -> rx.Component:
    match column.kind:
        case "unit":
            some = rx.foreach(E.units, lambda one: rx.el.option(one.name, value=one.value))
            return select(place, value, rx.el.option(t("catalogue.choose"), value=""), some)
        case "channel":
            return select(place, value, *(rx.el.option(t(f"catalogue.channel_{way}"), value=way) for way in CHANNELS))
        case "prose":
            return prose(place, value)
        case "blanks":
            return prose(place, value, 6)
        case "whole":
            return box(place, value, input_mode="numeric")
    return box(place, value)


def _units() -> tuple[rx.Component, ...]:
    return tuple(rx.el.option(t(f"catalogue.unit_{unit}"), value=unit) for unit in UNITS)


def _limit(label: Any, place: Any, amount: rx.Component, unit: rx.Component) -> rx.Component:
    both = rx.el.div(amount, unit, class_name="cat-limit")
    return rx.el.div(
        rx.el.span(label, class_name="field-label"),
        both,
        fault(place),
        class_name="field",
        role="group",
        custom_attrs={"aria-label": label},
    )


def part(name: str) -> rx.Component:
    """One part of a version: its rows, each to open, and a button for another."""
    rows: Any = getattr(Editing, name)
    mark = rx.cond(E.whole[f"mark_{name}"] == "on", badge("warn", t("catalogue.marked")), rx.fragment())
    return rx.el.section(
        rx.el.div(
            rx.el.h3(t(f"catalogue.{name}"), rx.el.span(rows.length(), class_name="cat-count")),
            mark,
            rx.cond(
                E.may,
                button(t(f"catalogue.add_{name}"), icon_name="plus", on_click=Editing.add(name)),
                rx.fragment(),
            ),
            class_name="cat-part-head",
        ),
        *([rx.el.p(t("catalogue.stages_hint"), class_name="field-hint")] if name == "stages" else []),
        fault(name),
        rx.cond(
            rows.length() > 0,
            rx.el.ol(rx.foreach(rows, lambda row, i: _row(name, row, i))),
            rx.el.p(t(f"catalogue.no_{name}"), class_name="soft"),
        ),
        class_name="cat-part",
    )


def _row(name: str, row: Any, index: Any) -> rx.Component:
    acts = rx.el.div(
        button(t("catalogue.lift"), icon_name="chevron-up", kind="plain", on_click=Editing.lift(name, index)),
        button(t("catalogue.remove"), icon_name="trash", kind="plain", on_click=Editing.remove(name, index)),
        class_name="cat-row-acts",
    )
    return rx.el.li(
        rx.el.details(
            rx.el.summary(_summary(name, row), icon("chevron-down")),
            rx.el.fieldset(
                *(_control(name, column, row) for column in COLUMNS[name]), disabled=~E.may, class_name="cat-fields"
            ),
            rx.cond(E.may, acts, rx.fragment()),
            open=row["open"] == "on",
        ),
        key=f"{name}-" + E.shape.to_string() + "-" + row["at"],
    )


def _summary(name: str, row: Any) -> rx.Component:
    def bit(text: Any, kind: str = "") -> rx.Component:
        return rx.el.span(text, class_name=f"cat-bit {kind}".strip())

    limit = rx.cond(row["limit"] != "", bit(counted(row["limit"], row["limit_unit"])), rx.fragment())
    ours = rx.cond(row["demonstration"] == "on", badge("warn", t("catalogue.ours")), rx.fragment())
    bits: dict[str, list[rx.Component]] = {
        "cases": [bit(row["code"], "cat-code"), bit(row["name"], "cat-name")],
        "components": [bit(row["code"], "cat-code"), bit(row["name"], "cat-name"), ours],
        "terms": [bit(_way(row["channel"]), "cat-name"), _term(row)],
        "stages": [bit(row["code"], "cat-code"), bit(row["name"], "cat-name"), bit(row["unit"]), limit, ours],
        "results": [bit(row["code"], "cat-code"), bit(row["name"], "cat-name")],
        "legal_basis": [bit(row["number"], "cat-name"), bit(row["articles"])],
    }
    flagged = rx.cond(
        E.faults.keys().join(" ").contains(row["at"].to(str) + "."),
        badge("bad", t("catalogue.faulty")),
        rx.fragment(),
    )
    return rx.el.span(*bits[name], flagged, class_name="cat-summary")


def _term(row: Any) -> rx.Component:
    limit = rx.cond(row["limit"] != "", counted(row["limit"], row["limit_unit"]), t("catalogue.no_limit"))
    fee = rx.cond(row["fee_vnd"] == "", t("catalogue.fee_unknown"), row["fee_vnd"] + " đ")
    return rx.fragment(rx.el.span(limit, class_name="cat-bit"), rx.el.span(fee, class_name="cat-bit"))


def counted(amount: Any, unit: Any) -> Any:
    """A time limit in words, "1 working day"."""
    return rx.match(unit, *((one, t(f"catalogue.counted_{one}", n=amount)) for one in UNITS), amount).to(str)


def _way(channel: Any) -> Any:
    return rx.match(channel, *((one, t(f"catalogue.channel_{one}")) for one in CHANNELS), "")
