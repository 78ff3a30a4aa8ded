"""`python -m onestop.domain ticket-life` prints a life as it stands in `docs/`; `dossier-life` the other one."""

import sys
from collections.abc import Callable
from typing import Final

from onestop.domain import dossier, ticket

PAGES: Final[dict[str, Callable[[], str]]] = {"ticket-life": ticket.document, "dossier-life": dossier.document}

if __name__ == "__main__":
    print(PAGES[sys.argv[1]](), end="")  # noqa: T201
