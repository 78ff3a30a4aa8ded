"""The fields of the setup forms: each starts with the entry's value and says what was wrong with it."""

from typing import Any

import reflex as rx

from onestop.web.parts.controls import field
from onestop.web.setup.facts import NEW
from onestop.web.setup.state import Setup
from onestop.web.words import t

V: Any = Setup.values
IS_NEW = Setup.chosen == NEW


def wrong(name: str) -> Any:
    return rx.cond(Setup.wrong == name, Setup.refusal, "")


def line(name: str, *, hint: bool = False, once: bool = False, label: str = "", **props: Any) -> rx.Component:
    """A line of text; `once`: given when the entry is made and never changed."""
    more: dict[str, Any] = {"read_only": ~IS_NEW} if once else {}
    return field(
        t(f"setup.{label or name}"),
        name,
        hint=t(f"setup.{label or name}_hint") if hint else None,
        error=wrong(name),
        default_value=V[name],
        **more,
        **props,
    )


def count(name: str, low: int, high: int, *, hint: bool = False, **props: Any) -> rx.Component:
    """A whole number between bounds."""
    bounds = t("setup.between", low=low, high=high)
    return field(
        t(f"setup.{name}"),
        name,
        hint=t(f"setup.{name}_hint") if hint else bounds,
        error=wrong(name),
        type="number",
        min=low,
        max=high,
        default_value=V[name],
        **props,
    )


def prose(name: str, *, hint: bool = False) -> rx.Component:
    box = rx.el.textarea(id=name, name=name, class_name="field-box", rows=2, default_value=V[name])
    return field(
        t(f"setup.{name}"), name, hint=t(f"setup.{name}_hint") if hint else None, error=wrong(name), control=box
    )


def switch(name: str, *, label: Any = None) -> rx.Component:
    """A box to tick, with its sentence."""
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=V[name] == "on"),
        rx.el.span(label if label is not None else t(f"setup.{name}")),
        rx.cond(Setup.wrong == name, rx.el.span(Setup.refusal, class_name="field-error"), rx.fragment()),
        class_name="setup-switch",
    )


def of_queue(name: str, queue: Any, most: int) -> rx.Component:
    """A number beside a queue's name, in the field `<name>_<queue>`."""
    return rx.el.label(
        rx.el.span(queue.name),
        rx.el.input(
            name=f"{name}_" + queue.id,
            type="number",
            min=0,
            max=most,
            default_value=queue.value,
            class_name="field-box setup-small",
        ),
        class_name="setup-weight",
        key=queue.id,
    )


def choice(name: str, options: Any, *, nothing: bool = True) -> rx.Component:
    """One of the office's own things, or nothing."""
    box = rx.el.select(
        *([rx.el.option(t("setup.nothing"), value="")] if nothing else []),
        rx.foreach(options, lambda one: rx.el.option(one.name, value=one.id)),
        id=name,
        name=name,
        class_name="field-box",
        default_value=V[name],
    )
    return field(t(f"setup.{name}"), name, error=wrong(name), control=box)


def words(name: str, values: tuple[str, ...], *, once: bool = False) -> rx.Component:
    """One of a fixed few, each in words; `once`: shown as text when the entry is there already."""
    box = rx.el.select(
        *(rx.el.option(t(f"setup.{name}_{value}"), value=value) for value in values),
        id=name,
        name=name,
        class_name="field-box",
        default_value=V[name],
    )
    chooser = field(t(f"setup.{name}"), name, error=wrong(name), control=box)
    if not once:
        return chooser
    kept = rx.el.div(
        rx.el.span(t(f"setup.{name}"), class_name="field-label"),
        rx.match(V[name], *((value, rx.el.p(t(f"setup.{name}_{value}"))) for value in values), rx.el.p(V[name])),
        rx.el.input(type="hidden", name=name, value=V[name]),
        class_name="field setup-kept",
    )
    return rx.cond(IS_NEW, chooser, kept)


def group(title: str, *inside: rx.Component) -> rx.Component:
    return rx.el.fieldset(rx.el.legend(t(f"setup.{title}")), *inside, class_name="setup-group")


def pair(*inside: rx.Component) -> rx.Component:
    return rx.el.div(*inside, class_name="setup-pair")
