"""What the API accepts; unknown fields are refused, and no text carries a NUL a database would choke on."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Lang = Literal["vi", "en"]
OfficeCode = Annotated[
    str, Path(max_length=24, pattern=r"^[A-Za-z0-9_.-]+$", description="The office's code, `most`")
]
CounterCode = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_.-]+$", description="As in `most-3`")]
TrackToken = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9]+$", description="The code in the slip's QR")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LogIn(Body):
    username: Text
    password: Annotated[str, Field(max_length=1000)]
    office: Annotated[str, Field(max_length=24)] = ""
    """Code of the office to work in, for whoever has a role in several; empty: where they worked last."""


class Receipt(Body):
    """What the code on a receipt says."""

    code: Code
    secret: Annotated[str, StringConstraints(max_length=128, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    """Without it the number is one of the procedure's queue, bound to nothing."""


class Take(Body):
    """A queue, or a dossier: then the number is one of the line of its business."""

    queue: Code | None = None
    """The prefix letter."""
    dossier: Receipt | None = None
    priority: Code | None = None
    proof: Text = ""
    """What kind of paper the reception desk saw."""
    lang: Lang = "vi"
    place: Code | None = None
    """Where it stands; officers only, a place says it with its credential."""
    further: Annotated[list[Code], Field(max_length=5)] = []
    paper: bool = True


class Pause(Body):
    reason: Code


class Close(Body):
    word: Text = ""


class AutoCall(Body):
    on: bool


class CallChosen(Body):
    ticket: UUID


class Finish(Body):
    outcome: Annotated[str, StringConstraints(max_length=24, pattern=r"^[a-z_]+$")] | None = None


class Park(Body):
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None
    note: Text = ""


class Transfer(Body):
    """Exactly one target."""

    queue: Code | None = None
    counter: Code | None = None
    officer: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]+$")] | None = None
    """A user name or an id."""
    note: Text = ""


class Note(Body):
    text: Text


class Further(Body):
    queue: Code


class Priority(Body):
    priority: Code
    proof: Text = ""


class Reprint(Body):
    place: Code


class Mark(Body):
    track_token: Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
    value: Annotated[int, Field(strict=True)]
    reasons: Annotated[list[Code], Field(max_length=10)] = []
    comment: Text = ""


class Why(Body):
    reasons: Annotated[list[Code], Field(max_length=10)] = []
    comment: Text = ""


class Outcome(Body):
    outcome: Text = ""


class Broadcast(Body):
    text_vi: Text
    text_en: Text = ""
    minutes: Annotated[int, Field(ge=1, le=600)] = 10


class Help(Body):
    where: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]
