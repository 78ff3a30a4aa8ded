"""A frozen fact as the JSON it is answered as, and the schema of that JSON; both from the fact's own fields.

Instants are told in the office's zone and end in `_at`; what must not leave is left out here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, create_model
from starlette.responses import Response

from onestop.api.answers import encoded, when
from onestop.api.examples import SAMPLES, WORDS

RENAMED: Final = {
    "due": "due_at",
    "original_due": "original_due_at",
    "planned_due": "planned_due_at",
    "stage_due": "stage_due_at",
    "new_due": "new_due_at",
    "onward_due": "onward_due_at",
    "terms": "channels",
}
HIDDEN: Final = frozenset({"DossierView.secret"})
"""Never answered: officers need no receipt's secret, its holder has it."""
PRIVATE: Final = {"cache-control": "no-store"}


def private(content: object, status: int = 200) -> Response:
    """An answer about somebody's dossier: kept by nobody on the way."""
    return Response(encoded(content), status, PRIVATE, "application/json")


def shown(kind: type[Any]) -> list[tuple[str, str]]:
    """The fields of a fact that are answered: ours and the answer's name."""
    names = [field.name for field in fields(kind)]
    return [(name, RENAMED.get(name, name)) for name in names if f"{kind.__name__}.{name}" not in HIDDEN]


def plain(value: Any, zone: ZoneInfo) -> Any:
    """A fact as JSON."""
    if isinstance(value, datetime):
        return when(value, zone)
    if isinstance(value, UUID | date | StrEnum):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(each, zone) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each, zone) for each in value]
    if is_dataclass(value):
        return {told: plain(getattr(value, name), zone) for name, told in shown(type(value))}
    return value


def shape(kind: type[Any], *more: type[Any], name: str = "") -> type[BaseModel]:
    """The model of what `plain` makes of such a fact, or of several laid into one answer; nothing else is in it."""
    return _shape((kind, *more), name or kind.__name__)


@cache
def _shape(kinds: tuple[type[Any], ...], name: str) -> type[BaseModel]:
    columns: dict[str, Any] = {}
    for each in kinds:
        hints = get_type_hints(each)
        columns |= {told: (_model(hints[own]), ...) for own, told in shown(each)}
    sample = {told: value for each in kinds for told, value in example(each).items()}
    config = ConfigDict(extra="forbid", json_schema_extra={"examples": [sample]})
    made: type[BaseModel] = create_model(name, __config__=config, __doc__=kinds[0].__doc__, **columns)
    return made


def page_of(kind: type[Any], name: str) -> type[BaseModel]:
    """The model of a list: `{items, next}`; the schema's writer drops a null from examples, so there is none."""
    config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"items": [example(kind)], "next": "200"}]})
    item: Any = shape(kind)
    made: type[BaseModel] = create_model(name, __config__=config, items=(list[item], ...), next=(str | None, ...))
    return made


def _model(hint: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        return Union[tuple(_model(each) for each in inner)]  # noqa: UP007 - made at run time
    if origin is tuple:
        return list[_model(inner[0])]  # type: ignore[misc]
    if origin in (dict, Mapping):
        return dict[str, Any]
    return shape(hint) if isinstance(hint, type) and is_dataclass(hint) else hint


def example(kind: type[Any]) -> dict[str, Any]:
    """What such an answer looks like."""
    hints = get_type_hints(kind)
    return {told: _example(kind.__name__, told, hints[own]) for own, told in shown(kind)}


def _example(owner: str, name: str, hint: Any) -> Any:
    inner = [each for each in get_args(hint) if each is not NoneType]
    if get_origin(hint) in (UnionType, Union):
        return _example(owner, name, inner[0])
    if get_origin(hint) is tuple:
        return [_example(owner, name, inner[0])]
    if get_origin(hint) in (dict, Mapping):
        return {}
    if is_dataclass(hint):
        return example(hint)  # type: ignore[arg-type]
    if issubclass(hint, StrEnum):
        return next(iter(hint)).value
    return WORDS.get(f"{owner}.{name}", WORDS.get(name, "")) if hint is str else SAMPLES[hint]
