"""Facts of a form to PDF/A: checked, put into plain JSON, set by a template of the office or the shipped one.

The same facts give the same bytes: the only time in the file is that of the form's head.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from displays.forms import codes
from displays.forms.base import Form
from displays.forms.errors import FormIncomplete, TemplateFaulty
from displays.forms.fonts import STANDARD, fonts
from displays.forms.overlay import MAIN, SHIPPED, SHIPPED_FOLDER, Files, overlaid, place
from displays.forms.text import Json, named, plain, printable, sure

UNSIGNED = "could not be displayed"
"""How the typesetter says that no font has a sign."""
ALWAYS = ("head.superior", "head.office", "head.place")


def pdf(facts: Form, *, reprint: bool = False, folder: Path | None = None) -> bytes:
    """One form as PDF/A-2b; files in `folder` win over the shipped templates of the same name.

    Raises:
        FormIncomplete: the form's data check failed.
        TemplateFaulty: the office's template cannot be set.
    """
    check(facts)
    files = overlaid(folder) if folder is not None else SHIPPED
    content = named(facts) | {"reprint": reprint, "form": facts.template, "qr": _qr(facts), "bars": _bars(facts)}
    content |= {"drawings": {name: asdict(bars) for name, bars in facts.drawings().items()}}
    return _set(facts.template, facts.head.issued, files, content)


def check(facts: Form) -> None:
    """The data check alone, for a screen that wants to know before it prints.

    Raises:
        FormIncomplete: with the first field at fault.
    """
    empty = (field for field in (*ALWAYS, *facts.needs) if _empty(facts, field))
    for field in (*empty, *facts.faults()):
        raise FormIncomplete(form=facts.template, field=field)


def _empty(facts: Form, field: str) -> bool:
    value: object = facts
    for name in field.split("."):
        value = getattr(value, name)
    return not (value.strip() if isinstance(value, str) else value)


def _qr(facts: Form) -> Json:
    url = getattr(facts, "lookup_url", "")
    if not url:
        return None
    try:
        return asdict(codes.qr(url))
    except ValueError as long:
        raise FormIncomplete(form=facts.template, field="lookup_url") from long


def _bars(facts: Form) -> Json:
    bars = codes.code39(getattr(facts, "code", ""))
    return asdict(bars) if bars else None


def stamp(signer: str, at: datetime, *, folder: Path | None = None) -> bytes:
    """A small PDF, 74 × 5.4 mm, that shows who signed digitally and when: the picture of a signature.

    Raises:
        TemplateFaulty: the office's template cannot be set.
    """
    files = overlaid(folder) if folder is not None else SHIPPED
    return _set("stamp", at, files, {"signer": printable(signer), "at": plain(at)})


def _set(template: str, issued: datetime, files: Files, content: Json) -> bytes:
    """Set once; where signs fail only together, once more with those that never do."""
    try:
        return _compiled(template, issued, files, content)
    except typst.TypstError as problem:
        if UNSIGNED not in problem.message:
            raise _faulty(problem, files) from problem
    try:
        return _compiled(template, issued, files, sure(content))
    except typst.TypstError as problem:
        raise _faulty(problem, files) from problem


def _compiled(template: str, issued: datetime, files: Files, content: Json) -> bytes:
    moment = issued if issued.tzinfo else issued.replace(tzinfo=UTC)
    sources: Any = {**files, MAIN: f'#include "{template}.typ"'.encode()}  # a dict of files is not in the stubs
    made: bytes = typst.compile(
        sources,
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARD,
        sys_inputs={"facts": json.dumps(content, ensure_ascii=False)},
        timestamp=int(moment.timestamp()),
        root=SHIPPED_FOLDER,
    )
    return made


def _faulty(problem: typst.TypstError, files: Files) -> TemplateFaulty:
    own = frozenset(name for name, content in files.items() if SHIPPED.get(name) is not content)
    file, line = place(problem.diagnostic, own)
    return TemplateFaulty(file=file, line=line, problem=problem.message)
