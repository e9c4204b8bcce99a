"""What every test gets: the samples in ../shared, an empty cache, and a flush that append-only tables do not stop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.browsing"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample plans beside the checkout; tests that need it are skipped without it, but never in CI."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared is missing: CI lays it beside the checkout")
        pytest.skip("../shared is not beside this checkout")
    return folder


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """No test counts another one's failed sign-ins."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def pdfs_set_here() -> Iterator[None]:
    """PDFs are set in this process: a child for each would be most of what many tests cost.

    tests/documents, whose subject the child is, sets them in one.
    """
    from dueregard.documents.writers import pdf

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "run_apart", lambda name, argument, limits: pdf.set_type(argument))
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_in_spite_of_triggers() -> Iterator[None]:
    """Tests that commit are tidied up by a flush, which the audit trail's triggers refuse: it runs without them."""
    from django.test import TransactionTestCase

    from tests.append_only import emptied_without_triggers

    ordinary: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: TransactionTestCase) -> None:
        with emptied_without_triggers():
            ordinary(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = ordinary  # type: ignore[attr-defined]
