"""The drawings in the documentation are the tables."""

from pathlib import Path

import pytest

from onestop.domain.__main__ import PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_the_table_as_it_is(page: str) -> None:
    kept = Path(__file__).parents[2] / "docs" / f"{page}.md"
    assert kept.read_text(encoding="utf-8") == PAGES[page](), f"run: python -m onestop.domain {page} > docs/{page}.md"
