"""How words arrive in a drawing: through an argument, already bound to the reader's language."""

from typing import Protocol


class Say(Protocol):
    """The words for a key of the catalogues, its `{facts}` filled in; a fact `n` chooses the plural form."""

    def __call__(self, key: str, **facts: object) -> str: ...
