"""A message to one person as every way out takes it, and how it says that it did not get through."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    """The same however often it is sent: by it a repeat is recognised."""
    address: str = field(repr=False)
    """Telephone number or e-mail address."""
    subject: str
    text: str = field(repr=False)


class NotSent(Exception):
    """It did not get through, or nobody knows.

    `fault` is a word without personal data; `final`: trying again is no use; `unsure`: it may have got through all
    the same, so only who would recognise the repeat may be handed it again.
    """

    def __init__(self, fault: str, *, final: bool = False, unsure: bool = False) -> None:
        super().__init__(fault)
        self.fault, self.final, self.unsure = fault, final, unsure
