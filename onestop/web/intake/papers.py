"""Middle: the checklist. One paper is open at a time; its keys are the ones that work."""

from typing import Any, Final

import reflex as rx

from onestop.web.intake.checking import COPIES, PHRASES
from onestop.web.intake.files import digital
from onestop.web.intake.parts import AGAIN_MS, does, listed, page
from onestop.web.intake.words import paper_sign, pick
from onestop.web.parts.controls import button, keycap
from onestop.web.parts.icons import IconName, icon
from onestop.web.parts.shows import badge
from onestop.web.parts.states import empty
from onestop.web.words import t

MARKS: Final = (("good", "1"), ("missing", "2"), ("wrong", "3"), ("not_needed", "4"))


def papers() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("intake.papers")),
            rx.el.span(t("intake.settled", done=page.settled, total=page.papers.length()), class_name="soft small"),
            rx.el.div(
                rx.cond(page.to_give_back > 0, _give_back(), rx.fragment()),
                _step("chevron-up", "k", -1, t("intake.paper_above")),
                _step("chevron-down", "j", 1, t("intake.paper_below")),
                rx.cond(
                    page.open,
                    button(t("intake.add_paper"), icon_name="plus", key="t", opens="add-paper"),
                    rx.fragment(),
                ),
                class_name="row push intake-paper-acts",
            ),
            class_name="intake-title",
        ),
        rx.cond(
            page.papers.length() > 0,
            rx.el.ol(rx.foreach(page.papers, _paper), class_name="intake-papers"),
            empty(t("intake.no_papers"), t("intake.no_papers_hint"), icon_name="file-text"),
        ),
        class_name="card intake-checklist",
        custom_attrs={"aria-label": t("intake.papers")},
    )


def _give_back() -> rx.Component:
    return button(
        t("intake.give_back", n=page.to_give_back),
        key="o",
        on_click=listed.give_back.throttle(AGAIN_MS),
    )


def _step(sign: IconName, key: str, by: int, label: Any) -> rx.Component:
    return rx.el.button(
        icon(sign, label=label),
        keycap(key),
        type="button",
        class_name="button intake-step",
        custom_attrs={"data-key": key},
        on_click=listed.move(by),
    )


def _paper(paper: Any) -> rx.Component:
    is_open = does.opened == paper.code
    return rx.el.li(
        rx.el.button(
            rx.el.span(paper_sign(paper.state), class_name="intake-paper-sign"),
            rx.el.span(
                rx.el.span(paper.place.to_string(), ". ", paper.name, class_name="intake-paper-name"),
                rx.el.span(
                    rx.cond(paper.required, rx.fragment(), rx.el.span(t("intake.if_any"))),
                    rx.cond(paper.wanted.vi != "", rx.el.span(pick(paper.wanted)), rx.fragment()),
                    rx.cond(paper.note != "", rx.el.span(paper.note), rx.fragment()),
                    rx.cond(paper.demonstration, rx.el.span(t("intake.demonstration")), rx.fragment()),
                    class_name="intake-paper-facts soft small",
                ),
                class_name="intake-paper-words",
            ),
            rx.cond(
                paper.standing > 0,
                rx.el.span(icon("scan-line", label=t("intake.digital")), class_name="intake-has-copy"),
                rx.fragment(),
            ),
            type="button",
            class_name="intake-paper-head",
            custom_attrs={"aria-expanded": is_open, "data-paper-head": paper.code},
            on_click=listed.open_paper(paper.code),
        ),
        rx.cond((paper.fault != "") & ~is_open, rx.el.p(paper.fault, class_name="intake-fault"), rx.fragment()),
        rx.cond(is_open, _inside(paper), rx.fragment()),
        class_name=rx.cond(
            is_open,
            "intake-paper intake-paper-open intake-paper-" + paper.state,
            "intake-paper intake-paper-" + paper.state,
        ),
        custom_attrs={"data-paper": paper.code},
        key=paper.code,
    )


def _inside(paper: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(paper.question != "", _question(paper), rx.fragment()),
        rx.cond(page.open, _marks(paper), rx.fragment()),
        rx.cond((listed.faulting == paper.code) | (paper.state == "wrong"), _fault(paper), rx.fragment()),
        _counts(paper),
        digital(paper),
        class_name="intake-paper-inside",
    )


def _question(paper: Any) -> rx.Component:
    def said(answer: str, key: str) -> rx.Component:
        return rx.el.button(
            t(f"intake.{answer}"),
            keycap(key),
            type="button",
            class_name="button intake-mark",
            custom_attrs={"aria-pressed": paper.answer == answer, "data-key": key},
            on_click=listed.answer(paper.code, answer),
        )

    return rx.el.div(
        rx.el.p(icon("circle-question-mark"), paper.question, class_name="intake-question"),
        said("yes", "y"),
        said("no", "0"),
        class_name="row intake-asked",
    )


def _marks(paper: Any) -> rx.Component:
    def mark(state: str, key: str) -> rx.Component:
        return rx.el.button(
            rx.el.span(t(f"intake.paper_{state}")),
            keycap(key),
            type="button",
            class_name=f"button intake-mark intake-mark-{state}",
            custom_attrs={"aria-pressed": paper.state == state, "data-key": key},
            on_click=listed.mark(paper.code, state),
        )

    return rx.el.div(
        *(mark(state, key) for state, key in MARKS),
        rx.cond(paper.state == "reused", badge("good", t("intake.paper_reused")), rx.fragment()),
        class_name="intake-marks-row",
        role="group",
        custom_attrs={"aria-label": t("intake.look_at_it")},
    )


def _fault(paper: Any) -> rx.Component:
    def phrase(name: str) -> rx.Component:
        return rx.el.button(
            t(f"intake.phrase_{name}"),
            type="button",
            class_name="intake-phrase",
            on_click=listed.phrase(paper.code, name),
        )

    return rx.el.form(
        rx.el.input(type="hidden", name="code", value=paper.code),
        rx.el.div(
            rx.el.label(t("intake.fault"), html_for="fault", class_name="spoken"),
            rx.el.input(
                id="fault",
                name="fault",
                default_value=paper.fault,
                key=paper.fault,
                class_name="field-box",
                placeholder=t("intake.fault_hint"),
                max_length=500,
                auto_complete="off",
                auto_focus=listed.faulting == paper.code,
            ),
            button(t("common.save"), kind="primary", type="submit"),
            class_name="intake-fault-line",
        ),
        rx.el.div(*(phrase(name) for name in PHRASES), class_name="intake-phrases"),
        on_submit=listed.find_fault,
        class_name="intake-fault-form",
    )


def _counts(paper: Any) -> rx.Component:
    def count(kind: str) -> rx.Component:
        name = f"count-{kind}"
        return rx.el.div(
            rx.el.label(t(f"intake.count_{kind}"), html_for=name, class_name="small soft"),
            rx.el.input(
                id=name,
                input_mode="numeric",
                max_length=2,
                auto_complete="off",
                default_value=getattr(paper, kind).to_string(),
                key=kind + paper.code + getattr(paper, kind).to_string(),
                disabled=~page.open,
                on_blur=lambda told: listed.count(paper.code, kind, told),
                class_name="field-box intake-number",
            ),
            class_name="intake-count",
        )

    return rx.el.div(
        *(count(kind) for kind in COPIES),
        rx.cond(
            paper.given_back.vi != "",
            rx.el.span(icon("undo-2"), pick(paper.given_back), class_name="small intake-given"),
            rx.fragment(),
        ),
        class_name="intake-counts",
    )
