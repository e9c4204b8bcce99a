"""An installation on SQLite for the tests of the command, migrated once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.config.running import run


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installation") / "data"
    done = run("migrate", data=data)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(_migrated: Path, tmp_path: Path) -> Path:
    """The data folder of an empty, migrated installation."""
    copy = tmp_path / "data"
    shutil.copytree(_migrated, copy)
    return copy
