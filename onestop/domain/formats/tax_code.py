"""Tax codes: ten digits of an organisation, with `-` and three digits for a branch (section 6.2, from memory)."""

import re

from onestop.domain.errors import BadInput

_SHAPE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
_LONGEST_WRITING = 40


def parse(written: str) -> str:
    """`0100109106` or `0100109106-001`, whatever blanks and hyphens it was written with.

    A person's twelve digits, tax code since July 2025, are read by `personal_number`.

    Raises:
        BadInput: it has neither shape.
    """
    bare = re.sub(r"[\s.]+", "", written).replace("–", "-")
    parts = _SHAPE.fullmatch(bare) if len(written) <= _LONGEST_WRITING else None
    if parts is None:
        raise BadInput(field="tax_code", reason="shape")
    return f"{parts[1]}-{parts[2]}" if parts[2] else parts[1]
