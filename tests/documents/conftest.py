"""The invented documents that these tests read, made once for each run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import Cell, Grid, SourceDocument, UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read
from dueregard.documents.writers import pdf
from tests.fixtures import make_documents


@pytest.fixture(autouse=True)
def _pdfs_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are set in a child process, as in the product."""
    monkeypatch.setattr(pdf, "run_apart", run_apart)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The path of one of make_documents.ALL, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("documents")

    def path_of(name: str) -> Path:
        path = folder / name
        return path if path.exists() else make_documents.ALL[name](path)

    return path_of


@pytest.fixture
def document(made: Callable[[str], Path]) -> Callable[[str], SourceDocument]:
    """One of make_documents.ALL as read."""
    return lambda name: read(made(name), name=name)


@pytest.fixture
def refusal(tmp_path: Path) -> Callable[..., str]:
    """The sentence with which bytes (or the file at a path) are refused; checks that it is one plain sentence."""

    def sentence_for(content: bytes | Path, name: str, **limits: int) -> str:
        path = content if isinstance(content, Path) else tmp_path / "given"
        if isinstance(content, bytes):
            path.write_bytes(content)
        with pytest.raises(UnreadableDocument) as caught:
            read(path, name=name, limits=Limits(**limits))
        sentence = str(caught.value)
        assert "\n" not in sentence
        assert sentence.endswith(".")
        assert ": " in sentence, "says what is wrong, then what to do"
        assert "Error" not in sentence
        return sentence

    return sentence_for


def texts(grid: Grid) -> list[list[str | None]]:
    """A grid's texts; None where a span covers."""
    return [[cell.text if cell else None for cell in row] for row in grid.rows]


def cell_at(grid: Grid, row: int, column: int) -> Cell:
    """A cell that is there."""
    cell = grid.rows[row][column]
    assert cell is not None
    return cell
