"""`python -m onestop.domain` prints the life of a ticket as it stands in `docs/ticket-life.md`."""

from onestop.domain.ticket import document

if __name__ == "__main__":
    print(document(), end="")  # noqa: T201
