"""The call that runs in a child process: a spreadsheet that came back, as plain lists of its cells' texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read_sheets(argument: dict[str, Any]) -> dict[str, Any]:
    """Read {"path", "name", "limits" (as a dictionary)}.

    Gives {"format", "sheets": [{"name", "rows", "numbers", "unread"}]}.

    unread: [row, column] of each formula without a stored value, from 0. Cells that a merged one covers hold "".
    Raises UnreadableDocument.
    """
    from dueregard.documents.limits import Limits
    from dueregard.documents.readers import read

    document = read(Path(argument["path"]), name=argument["name"], limits=Limits(**argument["limits"]))
    # A text has lines, and a cell may have several of them; a spreadsheet shows its rows by their count.
    by_index = document.format == "csv"
    sheets = [
        {
            "name": grid.place.sheet,
            "rows": [
                [cell.text if cell is not None and "formula_without_value" not in cell.flags else "" for cell in row]
                for row in grid.rows
            ],
            "numbers": [
                index
                if by_index
                else next((cell.place.row for cell in row if cell is not None and cell.place.row), index)
                for index, row in enumerate(grid.rows, start=1)
            ],
            "unread": [
                [at, column]
                for at, row in enumerate(grid.rows)
                for column, cell in enumerate(row)
                if cell is not None and "formula_without_value" in cell.flags
            ],
        }
        for grid in document.grids()
    ]
    return {"format": document.format, "sheets": sheets}
