"""How the tables of a document were read: each column with its heading, its meaning and some cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from dueregard.plan.models import PlanImport
from dueregard.plan.queries.imports.review import place_words
from dueregard.plan.rules.proposals import Json

_SAMPLES = 3
_ROWS_LOOKED_AT = 40
_LONGEST_SAMPLE = 120


@dataclass(frozen=True)
class Column:
    """One column. field: what it was read as; "ignore" where the table was not taken."""

    index: int
    heading: str
    field: str
    samples: list[str]
    told_by: str


@dataclass
class Table:
    """A table, with the others that have the same columns (a table that runs over pages is one of each page)."""

    grids: list[int]
    place: str
    taken: bool
    reason: str
    columns: list[Column] = field(default_factory=list)


def tables(brought: PlanImport) -> list[Table]:
    """The document's tables in order, those with the same headings and meanings together; those taken come first."""
    out: dict[tuple[object, ...], Table] = {}
    layout = brought.proposal["layout"]
    for index, entry in enumerate(layout):
        following = layout[index + 1] if index + 1 < len(layout) else None
        rows = _rows_of(brought.source, entry, following)
        columns = _columns(entry, rows)
        if not columns:
            continue
        # A table that goes on from the page before answers to that page's headings.
        key = (entry["taken"], entry["reason"], *((column.heading, column.field) for column in columns))
        if key in out:
            out[key].grids.append(entry["grid"])
        else:
            out[key] = Table([entry["grid"]], place_words(entry), entry["taken"], entry["reason"], columns)
    return sorted(out.values(), key=lambda table: (not table.taken, table.grids[0]))


def _rows_of(source: list[Json], entry: Json, following: Json | None) -> list[Json]:
    """The source's rows of one table, as many as are looked at for examples."""
    rows = []
    inside = False
    for row in source:
        if row["kind"] != "row":
            continue
        if not inside and _same(row, entry):
            inside = True
        elif inside and following is not None and _same(row, following):
            break
        if inside:
            rows.append(row)
            if len(rows) >= _ROWS_LOOKED_AT:
                break
    return rows


def _same(row: Json, place: Json) -> bool:
    return all(row.get(name) == place.get(name) for name in ("sheet", "page", "row"))


def _columns(entry: Json, rows: list[Json]) -> list[Column]:
    known = {column["column"]: column for column in entry["columns"]}
    width = max([*(len(row["cells"]) for row in rows), *(index + 1 for index in known)], default=0)
    out = []
    for index in range(width):
        column = known.get(index)
        heading = " ".join((column or {}).get("heading", "").split())
        samples = _samples(rows, index, heading)
        if column is None and not samples:
            continue
        told_by = column["told_by"] if column else ""
        out.append(Column(index, heading, column["field"] if column else "ignore", samples, told_by))
    return out


def _samples(rows: list[Json], index: int, heading: str) -> list[str]:
    found: list[str] = []
    for row in rows:
        cell = row["cells"][index] if index < len(row["cells"]) else None
        text = " ".join((cell or {}).get("text", "").split())
        if not text or text == heading or text in found:
            continue
        found.append(text if len(text) <= _LONGEST_SAMPLE else f"{text[: _LONGEST_SAMPLE - 1]}…")
        if len(found) == _SAMPLES:
            break
    return found
