"""Who is asking: a person with roles, a place with a credential, a device, the holder of a slip, or the clock."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self
from uuid import UUID

from onestop.domain.errors import Forbidden


class Role(StrEnum):
    OFFICER = "officer"
    UNIT = "unit"
    POST = "post"
    FLOOR = "floor"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


RECEPTION = frozenset({Role.OFFICER, Role.POST, Role.FLOOR, Role.SUPERVISOR, Role.ADMIN})
"""Who may stand at the reception desk: issue for someone, grant priority, reprint."""
FLOOR = frozenset({Role.FLOOR, Role.SUPERVISOR, Role.ADMIN})
"""Who may act on the whole hall."""
SUPERVISION = frozenset({Role.SUPERVISOR, Role.ADMIN})
COUNTER = frozenset({Role.OFFICER, Role.POST})
"""Who may sit at a counter."""

Kind = Literal["officer", "place", "device", "holder", "anyone", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does a thing; every use case is handed one and writes it beside the fact."""

    kind: Kind
    id: str
    office_id: UUID | None = None
    roles: frozenset[Role] = frozenset()

    @classmethod
    def system(cls, part: str = "clock") -> Self:
        return cls(kind="system", id=part)

    def __str__(self) -> str:
        """For the log; the holder's secret code stays out of it."""
        return self.kind if self.kind == "holder" else f"{self.kind}:{self.id}"

    @property
    def officer_id(self) -> UUID:
        """The officer behind it; `Forbidden` for a place, a device or the clock."""
        if self.kind != "officer":
            raise Forbidden
        return UUID(self.id)

    def must(self, roles: frozenset[Role], office_id: UUID) -> None:
        """Pass only an officer of `office_id` who holds one of `roles`."""
        if self.kind == "system":
            return
        if self.kind != "officer" or self.office_id != office_id or not (self.roles & roles):
            raise Forbidden
