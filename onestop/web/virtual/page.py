"""The virtual hall: slips coming out, signs lit, keys to press, what the voice said, plugs to pull."""

from typing import Any, Final

import reflex as rx

from onestop.web import routes
from onestop.web.parts.controls import button
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty, failure, fresh
from onestop.web.shell import frame, screen
from onestop.web.virtual.segments import GHOST
from onestop.web.virtual.state import Virtual
from onestop.web.words import t

V: Any = Virtual
FACES: Final[dict[str, IconName]] = {
    "4": "face-grinning",
    "3": "face-slightly-smiling",
    "2": "face-slightly-frowning",
    "1": "face-angry",
    "0": "flag",
}
FAULTS: Final = ("paper_out", "near_end", "cover_open", "offline", "cable_cut", "noise", "stuck", "forgot", "stopped")


@screen(routes.VIRTUAL, "virtual.title", officers_only=True, on_load=[Virtual.watch])
def virtual() -> rx.Component:
    away = failure(t("virtual.away"), t("virtual.away_hint"))
    hall = rx.el.div(
        rx.el.section(rx.el.h2(icon("ticket"), t("virtual.stands")), rx.foreach(V.shown.stands, _stand)),
        rx.el.section(
            rx.el.h2(icon("landmark"), t("virtual.seats")),
            rx.el.div(rx.foreach(V.shown.seats, _seat), class_name="virtual-seats"),
        ),
        rx.el.section(rx.el.h2(icon("volume-2"), t("virtual.voice")), _voice(), _others()),
        class_name="virtual-hall",
    )
    return frame(
        rx.el.h1(t("virtual.title")),
        rx.el.p(t("virtual.lead"), class_name="soft"),
        rx.cond(V.away, away, fresh(V.beat, hall)),
        officers_only=True,
        main_class="main-wide virtual",
    )


def _stand(stand: Any) -> rx.Component:
    box = rx.el.div(
        rx.el.div(rx.foreach(stand.letters, lambda key: _button(stand, key)), class_name="virtual-buttons"),
        _gadget(stand.buttons),
        class_name=rx.cond(stand.lit, "virtual-box virtual-lit", "virtual-box"),
    )
    printer = rx.el.div(
        rx.el.div(class_name="virtual-slot"),
        rx.el.div(
            rx.foreach(stand.slips, _slip),
            rx.cond(stand.slips.length() == 0, rx.el.p(t("virtual.no_slip"), class_name="soft"), rx.fragment()),
            class_name="virtual-slips",
        ),
        rx.el.p(
            t("virtual.printed", count=stand.printed),
            rx.cond(stand.holding, badge("warn", t("virtual.holding")), rx.fragment()),
            class_name="row small",
        ),
        _gadget(stand.printer),
        class_name="virtual-printer",
    )
    return rx.el.article(
        rx.cond(stand.buttons.there, box, rx.fragment()),
        rx.cond(stand.printer.there, printer, rx.fragment()),
        class_name="virtual-stand",
    )


def _button(stand: Any, key: Any) -> rx.Component:
    return rx.el.button(
        key,
        type="button",
        class_name="virtual-button",
        on_click=V.press(stand.buttons.id, key),
        custom_attrs={"aria-label": t("virtual.press", button=key)},
    )


def _slip(slip: Any) -> rx.Component:
    return rx.el.img(src=V.pictures[slip], alt=t("virtual.slip"), class_name="virtual-slip", key=slip)


def _seat(seat: Any) -> rx.Component:
    return rx.el.article(
        rx.el.h3(t("virtual.seat", number=seat.number)),
        rx.el.div(
            rx.foreach(seat.cells, _cell),
            class_name="virtual-sign",
            role="img",
            custom_attrs={"aria-label": seat.text, "data-theme": "dark"},
        ),
        rx.el.div(
            rx.foreach(seat.letters, lambda key: _key(seat, key)),
            class_name=rx.cond(seat.lit, "virtual-keypad virtual-lit", "virtual-keypad"),
        ),
        rx.el.div(_gadget(seat.sign), _gadget(seat.keypad), class_name="virtual-gadgets"),
        class_name="virtual-seat",
        key=seat.number,
    )


def _cell(lit: Any) -> rx.Component:
    return rx.el.svg(
        rx.el.svg.path(d=GHOST, class_name="virtual-ghost"),
        rx.el.svg.path(d=lit, class_name="virtual-glow"),
        view_box="0 0 40 64",
        class_name="virtual-cell",
    )


def _key(seat: Any, key: Any) -> rx.Component:
    face = rx.match(key, *((name, icon(picture)) for name, picture in FACES.items()), rx.el.span(key))
    name = rx.match(key, *((name, t(f"virtual.key_{name}")) for name in FACES), key)
    return rx.el.button(
        face,
        type="button",
        class_name=rx.cond(key == "0", "virtual-key virtual-criticism", "virtual-key"),
        title=name,
        on_click=V.press(seat.keypad.id, key),
        custom_attrs={"aria-label": name},
    )


def _voice() -> rx.Component:
    sentences = V.shown.sentences
    return rx.el.div(
        rx.cond(
            sentences.length() > 0,
            rx.el.ol(rx.foreach(sentences, _sentence), class_name="virtual-sentences"),
            empty(t("virtual.silent"), icon_name="volume-x"),
        ),
        _gadget(V.shown.voice),
        class_name="virtual-voice",
    )


def _sentence(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(one.text),
        button(t("virtual.listen"), icon_name="play", kind="plain", on_click=V.listen(one.id)),
        class_name="virtual-sentence",
        key=one.id,
    )


def _others() -> rx.Component:
    return rx.el.div(rx.foreach(V.shown.others, _gadget))


def _gadget(gadget: Any) -> rx.Component:
    """A device's name, whether its agent reaches the server, and its plugs."""
    head = rx.el.summary(
        icon("wrench"),
        rx.el.span(gadget.id),
        rx.cond(gadget.linked, rx.fragment(), badge("warn", t("virtual.unlinked"), icon_name="wifi-off")),
        rx.cond(gadget.broken > 0, badge("bad", t("virtual.broken", count=gadget.broken)), rx.fragment()),
    )
    plugs = rx.el.div(rx.foreach(gadget.plugs, _plug), class_name="virtual-plugs")
    return rx.cond(gadget.there, rx.el.details(head, plugs, class_name="virtual-gadget"), rx.fragment())


def _plug(plug: Any) -> rx.Component:
    return rx.el.button(
        rx.match(plug.fault, *((fault, t(f"virtual.fault_{fault}")) for fault in FAULTS), plug.fault),
        type="button",
        class_name="virtual-plug",
        on_click=V.pull(plug.device, plug.fault, ~plug.on),
        custom_attrs={"aria-pressed": plug.on},
    )
