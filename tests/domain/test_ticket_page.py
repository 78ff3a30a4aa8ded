"""The drawing in the documentation is the table."""

from pathlib import Path

from onestop.domain import ticket


def test_the_page_shows_the_table_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "ticket-life.md"
    assert page.read_text(encoding="utf-8") == ticket.document(), (
        "run: python -m onestop.domain > docs/ticket-life.md"
    )
