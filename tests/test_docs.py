"""The pages of the docs that are made from the code say what the code says today."""

from __future__ import annotations

import pytest

from tests.access_table import TABLE
from tests.generate_docs import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (ROOT / name).read_text() == PAGES[name](), "run: make docs"


def test_every_address_stands_on_the_page_of_who_may_open_what() -> None:
    page = PAGES["docs/access.md"]()
    assert [row.url for row in TABLE if f"`{row.url}`" not in page] == []
