"""Why a form is not made: its facts do not suffice, or the office's template is at fault.

Like a refusal of the domain, each carries a code and facts; words are made where a person reads them.
"""

from typing import ClassVar


class FormError(Exception):
    """Base of both."""

    code: ClassVar[str] = "form.error"

    def __init__(self, **facts: str | int) -> None:
        super().__init__(self.code, facts)
        self.facts = facts


class FormIncomplete(FormError):
    """The form's data check failed: `form` is its template's name, `field` the first field at fault."""

    code = "form.incomplete"


class TemplateFaulty(FormError):
    """A template could not be set: `file`, `line` (0: no line is known) and the typesetter's own `problem`."""

    code = "form.template_faulty"
