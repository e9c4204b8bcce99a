"""Separated values in the encodings and with the delimiters that spreadsheets write."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueregard.documents.grids import Cell
from dueregard.documents.readers import read
from tests.documents.conftest import cell_at, texts
from tests.fixtures import make_documents


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding, delimiter):
    path = make_documents.make_csv(tmp_path / "plan.csv", delimiter=delimiter, encoding=encoding)
    document = read(path, name="plan.csv")
    (grid,) = document.grids()
    assert texts(grid) == make_documents.plan_rows()
    assert grid.told_by == "cells"
    # The fourth record spans two lines, and the next one begins after them.
    assert [cell_at(grid, row, 0).place.row for row in range(5)] == [1, 2, 3, 4, 6]


def test_the_line_that_names_the_delimiter_is_obeyed(tmp_path: Path):
    path = make_documents.make_csv(tmp_path / "plan.csv", delimiter=";", hint=True)
    (grid,) = read(path, name="plan.csv").grids()
    assert texts(grid) == make_documents.plan_rows()
    assert cell_at(grid, 0, 0).place.row == 2


def test_tsv_takes_tabs_whatever_else_there_is(tmp_path: Path):
    path = tmp_path / "plan.tsv"
    path.write_text("a,b,c\td\n1,2,3\t4\n")
    (grid,) = read(path, name="plan.tsv").grids()
    assert texts(grid) == [["a,b,c", "d"], ["1,2,3", "4"]]


def test_text_that_starts_like_a_formula_is_text_and_flagged(tmp_path: Path):
    path = tmp_path / "plan.csv"
    path.write_text('a,b\n"=cmd(""x"")",2\n')
    (grid,) = read(path, name="plan.csv").grids()
    assert grid.rows[1][0] == Cell('=cmd("x")', cell_at(grid, 1, 0).place, flags=("looks_like_formula",))


def test_a_long_cell_and_ragged_rows(tmp_path: Path):
    path = tmp_path / "plan.csv"
    path.write_text("a,b,c\n1," + "x" * 300_000 + "\n2\n\n,,\n")
    (grid,) = read(path, name="plan.csv").grids()
    assert [len(row) for row in grid.rows] == [3, 3, 3]
    assert len(cell_at(grid, 1, 1).text) == 300_000
