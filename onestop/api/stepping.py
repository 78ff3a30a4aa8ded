"""A step of a dossier through the API: found in the caller's own office, taken once, answered with where it is now.

The answer names no applicant, so that what is kept for a repeated request holds no personal data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import Depends, Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from onestop.api.asking import Caller, Staff, repeat_key
from onestop.api.bodies import Body
from onestop.api.memory import memory
from onestop.api.once import Answer, Inside, once
from onestop.api.routing import problems
from onestop.api.shaping import plain, private, shape
from onestop.domain.errors import DossierUnknown, NotFound
from onestop.domain.people import SUPERVISION, Role
from onestop.queries.track import Directory
from onestop.storage import dossiers
from onestop.storage.rows import Delivery, Dossier, DossierStage, Opinion, SiteVisit
from onestop.usecases.hands import WORKERS
from onestop.usecases.intake import INTAKE
from onestop.usecases.returning import DESK
from onestop.wiring import wiring

T = TypeVar("T")
Key = Annotated[
    str, Path(max_length=60, pattern=r"^[A-Za-z0-9.-]+$", description="The dossier's id, or its code once received")
]
READERS: Final = WORKERS | {Role.POST}
"""Who may read dossiers and note things on them: those who work on them, not whoever guides people in the hall."""
AtIntake = Annotated[Caller, Depends(Staff(INTAKE))]
Worker = Annotated[Caller, Depends(Staff(WORKERS))]
Reader = Annotated[Caller, Depends(Staff(READERS))]
AtDesk = Annotated[Caller, Depends(Staff(DESK))]
Supervision = Annotated[Caller, Depends(Staff(SUPERVISION))]
REPEATS: Final[dict[str, Any]] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "minLength": 1, "maxLength": 100},
            "description": "The same key again gets the same answer, and nothing is done twice",
        }
    ]
}


@dataclass(frozen=True, slots=True)
class StageNow:
    """A stage as it stands."""

    id: UUID
    code: str
    name: str
    unit_id: UUID
    officer_id: UUID | None
    status: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a dossier is; nothing about its applicant."""

    id: UUID
    code: str
    """Empty before it is received."""
    status: str
    original_due: datetime | None
    due: datetime | None
    stopped_at: datetime | None
    reappointments: int
    ready_at: datetime | None
    returned_at: datetime | None
    outcome: str
    punctuality: str
    stages: tuple[StageNow, ...]


def declared(*more: type[Any], name: str = "", status: int = 200) -> dict[str, Any]:
    """How a step's route is declared; `more` are the facts it answers besides."""
    model = shape(Progress, *more, name=name)
    responses = {**problems(401, 403, 404, 409, 422)}
    return {"response_model": model, "status_code": status, "responses": responses, "openapi_extra": REPEATS}


STEP: Final = declared()


def found(session: Session, key: str, office_id: UUID) -> UUID:
    """The dossier of this office with this id or code.

    Raises:
        DossierUnknown: there is none, or it is another office's.
    """
    row = session.get(Dossier, as_id) if (as_id := _as_id(key)) else dossiers.by_code(session, key)
    if row is None or row.office_id != office_id:
        raise DossierUnknown
    return row.id


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def owner(session: Session, kind: type[Any], row_id: UUID, office_id: UUID) -> UUID:
    """The dossier a stage, opinion, visit or delivery of this office belongs to.

    Raises:
        DossierUnknown, NotFound: there is none, or it is another office's.
    """
    row: DossierStage | Opinion | SiteVisit | Delivery | None = session.get(kind, row_id)
    if row is None or session.get_one(Dossier, row.dossier_id).office_id != office_id:
        raise DossierUnknown if kind is DossierStage else NotFound
    return row.dossier_id


async def office_of(caller: Caller) -> Directory:
    return await memory().office_by_id(caller.officer.office_id)


async def read(caller: Caller, look: Callable[[Session, Directory], T]) -> Response:
    """What a query finds in the caller's office."""
    process, here = wiring(), await office_of(caller)

    def see() -> T:
        with process.work.reading() as session:
            return look(session, here)

    return private(plain(await process.run(see), here.zone))


async def done(
    request: Request, caller: Caller, body: Body | None, act: Callable[[Inside, Directory], Answer], status: int = 200
) -> Response:
    """Do something once and answer what it made."""
    process, here = wiring(), await office_of(caller)
    asked = [request.url.path, body.model_dump(mode="json") if body else None]
    key, now = repeat_key(request, caller), process.now()
    return private(await process.run(once, process.work, key, asked, now, lambda inside: act(inside, here)), status)


Step = Callable[[Inside, UUID, datetime], Mapping[str, Any] | None]
"""From the transaction, the dossier (or stage, opinion, visit) and the time to what is answered besides."""


async def stepped(
    request: Request,
    caller: Caller,
    key: str,
    body: Body | None,
    step: Step,
    *,
    of: type[Any] = Dossier,
    status: int = 200,
) -> Response:
    """Take a step of a dossier, or of what belongs to it, and answer where the dossier is now."""
    now = wiring().now()

    def act(inside: Inside, here: Directory) -> Answer:
        session = inside.tx.session
        whole = found(session, key, here.id) if of is Dossier else owner(session, of, UUID(key), here.id)
        more = step(inside, whole if of is Dossier else UUID(key), now)
        answer: Answer = plain(progress(session, whole), here.zone) | plain(more or {}, here.zone)
        return answer

    return await done(request, caller, body, act, status)


def progress(session: Session, dossier_id: UUID) -> Progress:
    """Where it is after what this transaction did."""
    session.flush()
    row = session.get_one(Dossier, dossier_id)
    return Progress(
        id=row.id,
        code=row.code or "",
        status=row.status.value,
        original_due=row.original_due,
        due=row.due,
        stopped_at=row.stopped_at,
        reappointments=row.reappointments,
        ready_at=row.ready_at,
        returned_at=row.returned_at,
        outcome=row.outcome,
        punctuality=row.punctuality,
        stages=tuple(
            StageNow(s.id, s.code, s.name, s.unit_id, s.officer_id, s.status.value, s.due)
            for s in dossiers.stages(session, dossier_id)
        ),
    )
