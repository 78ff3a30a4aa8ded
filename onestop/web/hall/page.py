"""The board's page: two thirds for who is called now, one for who was; the foot says how many wait."""

from typing import Any

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from displays.hall_board import BoardLine, BoardRow
from onestop.web import routes
from onestop.web.hall.state import KIND, Hall
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import clock
from onestop.web.shell import bare, screen
from onestop.web.words import t
from onestop.words import say

ENGLISH = "en"
BOARD: Any = Hall.part.board
PASSING: Any = Hall.part.passing_s
BEAT: Any = Hall.part.beat


@screen(routes.HALL, "hall.title", on_load=[Hall.settle(KIND), Hall.watch])
def hall() -> rx.Component:
    return bare(
        rx.el.main(
            _head(),
            rx.cond(Hall.known == "no", _unknown(), _live()),
            _reports(),
            id="main",
            class_name="hall",
            custom_attrs={"data-beat": BEAT, "data-stale-after": 10},
        ),
        rx.el.script(src="/hall.js", async_=True),
        theme_name="board",
    )


def _head() -> rx.Component:
    age = rx.el.p(
        icon("wifi-off"),
        rx.el.span(t("hall.age"), " ", rx.el.span(custom_attrs={"data-age": "yes"})),
        class_name="hall-age",
        role="status",
    )
    return rx.el.header(rx.el.p(BOARD.office, class_name="hall-office"), age, clock(), class_name="hall-head")


def _live() -> rx.Component:
    """Greys out when nothing has been heard for half a minute; the line above it says what to do."""
    return rx.el.div(
        rx.el.p(icon("wifi-off"), rx.el.span(t("hall.lost")), class_name="hall-lost", role="alert"),
        rx.el.div(_now(), _recent(), class_name="hall-calls"),
        _foot(),
        class_name="hall-body",
        custom_attrs={"data-beat": BEAT, "data-stale-after": 30, "data-cut": has_connection_errors},
    )


def _title(words: rx.Var[str], english: str) -> rx.Component:
    return rx.el.h2(words, rx.el.span(english, lang="en"), class_name="hall-title")


def _now() -> rx.Component:
    return rx.el.section(
        _title(t("board.now_calling"), "Now calling"),
        rx.cond(
            BOARD.now.length() > 0,
            rx.el.ol(rx.foreach(BOARD.now, _row), class_name="hall-rows"),
            rx.el.p(rx.cond(BEAT == "", t("board.never_connected"), BOARD.empty), class_name="hall-empty"),
        ),
        class_name="hall-now",
        custom_attrs={"aria-live": "polite"},
    )


def _row(row: BoardRow) -> rx.Component:
    """A new call or recall is a new element, so that its glow starts again."""
    return rx.el.li(
        rx.el.span(row.number, class_name="hall-number"),
        rx.el.span(
            rx.cond(row.business != "", _results(row.business, "hall-business"), rx.fragment()),
            rx.el.span(row.note, class_name="hall-note"),
            class_name="hall-beside",
        ),
        rx.el.span(row.counter, class_name="hall-counter"),
        class_name=rx.cond(row.glow, "hall-row hall-row-new", "hall-row"),
        key=row.number + row.time + row.note,
    )


def _results(words: Any, name: str) -> rx.Component:
    """What a number is called for; in both languages, as everything a visitor must not miss."""
    return rx.el.span(words, rx.el.span(say(ENGLISH, "board.results"), lang=ENGLISH), class_name=name)


def _recent() -> rx.Component:
    return rx.el.section(
        _title(t("board.recent"), "Recent"),
        rx.el.ol(rx.foreach(BOARD.recent, _past), class_name="hall-recent-rows"),
        class_name="hall-recent",
    )


def _past(row: BoardRow) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.number, class_name="hall-past-number"),
        rx.el.span(row.counter),
        rx.el.span(row.time, class_name="hall-past-time"),
        key=row.number + row.time,
    )


def _foot() -> rx.Component:
    ticker = rx.el.p(
        rx.el.span(BOARD.ticker, style={"--passing": PASSING.to_string() + "s"}),
        class_name="hall-ticker",
    )
    return rx.el.footer(
        rx.el.div(
            _title(t("board.waiting"), "Waiting"),
            rx.el.ul(rx.foreach(BOARD.waiting, _waiting), class_name="hall-queues"),
            class_name="hall-waiting",
        ),
        rx.cond(BOARD.ticker != "", ticker, rx.fragment()),
        class_name="hall-foot",
    )


def _waiting(queue: BoardLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(queue.prefix, class_name="hall-letter"),
        rx.el.span(queue.count, class_name="hall-count"),
        rx.cond(
            queue.business != "",
            _results(queue.business, "hall-queue-business"),
            rx.el.span(queue.name, class_name="hall-queue-name"),
        ),
        class_name="hall-queue",
        key=queue.prefix,
    )


def _unknown() -> rx.Component:
    return rx.el.p(t("hall.unknown"), class_name="hall-empty")


def _reports() -> rx.Component:
    """What the page's script presses: the calls are drawn, the call is spoken, the voice failed."""
    return rx.el.div(
        rx.el.button(id="hall-shown", on_click=Hall.shown, type="button", hidden=True),
        rx.el.button(id="hall-spoken", on_click=Hall.spoken(True), type="button", hidden=True),
        rx.el.button(id="hall-failed", on_click=Hall.spoken(False), type="button", hidden=True),
        rx.el.button(t("hall.allow_sound"), id="hall-sound", type="button", class_name="hall-sound"),
        id="hall-reports",
        custom_attrs={
            "data-calls": Hall.part.calls,
            "data-saying": Hall.saying.id,
            "data-clips": Hall.saying.clips,
            "data-repeat": Hall.saying.repeat,
            "data-gap": Hall.saying.gap_ms,
            "data-speaks": Hall.speaks,
        },
    )
