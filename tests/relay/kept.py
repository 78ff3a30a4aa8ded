"""A way out for messages, in place of a gateway."""

from onestop.gateways.message import Message, NotSent


class Kept:
    """A way out that remembers, and fails when told."""

    def __init__(self, fault: NotSent | None = None, name: str = "kept", *, repeats: bool = True) -> None:
        self.sent: list[Message] = []
        self.fault, self.name, self.repeats = fault, name, repeats

    def send(self, message: Message) -> str:
        if self.fault is not None:
            raise self.fault
        self.sent.append(message)
        return f"{self.name}-{len(self.sent)}"
