"""Left: the applicant, field by field, with what is wrong or doubtful under each; a scanned card fills it at once."""

from typing import Any, Final

import reflex as rx

from onestop.usecases.intake import KINDS, RESULT_BY
from onestop.web.intake.parts import does, page, person
from onestop.web.intake.words import light, pick, status
from onestop.web.parts.controls import keycap
from onestop.web.parts.icons import icon
from onestop.web.parts.shows import badge
from onestop.web.words import t

SUBMITTER: Final = ("name", "relation", "number", "phone")


def applicant() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("intake.applicant")),
            rx.cond(
                page.has > 0,
                rx.el.a(badge("info", t("intake.has", n=page.has), icon_name="archive"), href="#others"),
                rx.fragment(),
            ),
            rx.cond(
                does.kept,
                rx.fragment(),
                rx.el.span(icon("pencil"), t("intake.not_kept"), class_name="intake-unkept small"),
            ),
            class_name="intake-title",
        ),
        _card(),
        rx.cond(
            does.card.vi != "",
            rx.el.p(icon("triangle-alert"), rx.el.span(pick(does.card)), class_name="intake-warn", role="status"),
            rx.fragment(),
        ),
        _choice("kind", person.kind, KINDS),
        _field("name", person.name, key_="i", auto_complete="off"),
        rx.el.div(
            _field("number", person.number, input_mode="numeric"),
            _field("born", person.born, placeholder="dd/mm/yyyy"),
            class_name="intake-two",
        ),
        rx.el.div(
            _field("phone", person.phone, input_mode="tel"),
            _field("email", person.email, input_mode="email"),
            class_name="intake-two",
        ),
        _field("address", person.address),
        _field("subject", person.subject),
        _choice("result_by", person.result_by, RESULT_BY),
        _submitter(),
        rx.cond(page.others.length() > 0, _others(), rx.fragment()),
        class_name="card intake-applicant",
        custom_attrs={"aria-label": t("intake.applicant")},
    )


def _card() -> rx.Component:
    """Where a scanner that types, or somebody's paste, puts what the card says."""
    return rx.el.form(
        rx.el.label(t("intake.card"), html_for="card", class_name="spoken"),
        rx.el.span(icon("scan-qr-code"), class_name="intake-card-sign"),
        rx.el.input(
            id="card",
            name="card",
            class_name="field-box",
            placeholder=t("intake.card_hint"),
            auto_complete="off",
            spell_check=False,
            custom_attrs={"data-focus-key": "q"},
        ),
        rx.el.label(
            icon("camera", label=t("intake.card_picture")),
            rx.el.input(
                type="file", accept="image/*", class_name="spoken", custom_attrs={"data-card-picture": "yes"}
            ),
            class_name="button button-plain intake-picture",
            custom_attrs={"data-word-failed": t("common.failed_hint")},
        ),
        keycap("q"),
        on_submit=does.read_card,
        reset_on_submit=True,
        class_name="intake-card",
    )


def _field(name: str, value: Any, *, key_: str | None = None, **props: Any) -> rx.Component:
    fault, doubt = getattr(does.faults, name), getattr(does.doubts, name)
    return rx.el.div(
        rx.el.label(
            t(f"intake.field_{name}"),
            *([keycap(key_)] if key_ else []),
            html_for=f"p-{name}",
            class_name="field-label",
        ),
        rx.el.input(
            id=f"p-{name}",
            default_value=value,
            key=f"{name}-" + does.draft.to_string(),
            on_blur=lambda told: does.tell(name, told),
            disabled=~page.open,
            class_name="field-box",
            custom_attrs={
                "aria-describedby": f"p-{name}-note",
                "aria-invalid": fault.vi != "",
                **({"data-focus-key": key_} if key_ else {}),
            },
            **props,
        ),
        rx.cond(
            fault.vi != "",
            rx.el.p(icon("circle-alert"), pick(fault), id=f"p-{name}-note", class_name="field-error", role="alert"),
            rx.cond(
                doubt.vi != "",
                rx.el.p(icon("triangle-alert"), pick(doubt), id=f"p-{name}-note", class_name="intake-doubt"),
                rx.fragment(),
            ),
        ),
        class_name="intake-field",
    )


def _choice(name: str, value: Any, options: tuple[str, ...]) -> rx.Component:
    return rx.el.div(
        rx.el.label(t(f"intake.field_{name}"), html_for=f"p-{name}", class_name="field-label"),
        rx.el.select(
            *(rx.el.option(t(f"intake.{name}_{option}"), value=option) for option in options),
            id=f"p-{name}",
            value=value,
            on_change=lambda told: does.tell(name, told),
            disabled=~page.open,
            class_name="field-box",
        ),
        class_name="intake-field intake-inline",
    )


def _submitter() -> rx.Component:
    """Whoever hands it in for somebody else, or for an organisation."""
    named = person.submitter_name != ""
    return rx.el.details(
        rx.el.summary(
            icon("users"),
            rx.el.span(t("intake.submitter")),
            rx.cond(named, rx.el.strong(person.submitter_name), rx.fragment()),
        ),
        rx.el.div(
            *(_field(f"submitter_{each}", getattr(person, f"submitter_{each}")) for each in SUBMITTER),
            class_name="intake-two",
        ),
        open=named | (person.kind != "citizen"),
        class_name="intake-submitter",
    )


def _others() -> rx.Component:
    def other(one: Any) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.strong(rx.cond(one.code != "", one.code, t("intake.no_code"))),
                rx.el.span(one.procedure, class_name="intake-cut small"),
                href=one.href,
            ),
            rx.el.span(status(one.status), light(one.light), class_name="intake-other-marks"),
            key=one.href,
        )

    return rx.el.div(
        rx.el.h3(icon("archive"), t("intake.others", n=page.has), id="others", class_name="intake-others-title"),
        rx.el.ul(rx.foreach(page.others, other), class_name="intake-others"),
    )
