"""Excel workbooks (.xlsx): each visible sheet as one grid, values as the sheet shows them, spans and fills kept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..grids import Block, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import flags_of, tidy
from .excel_numbers import shown
from .excel_styles import CellStyle, local, read_styles, whole
from .markup import DAMAGED
from .package import Package, in_properties
from .sheets import WIDE, FoundCell, SheetContent, laid_out

if TYPE_CHECKING:
    from lxml import etree

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


def read_excel(data: bytes, limits: Limits) -> SourceDocument:
    """An .xlsx file as one grid for each visible sheet; raises UnreadableDocument when it is damaged or protected."""
    return _WorkbookReader(Package(data, limits), limits).read()


class _WorkbookReader:
    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._tally = Tally(limits)
        self._main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), "")
        if not package.find(self._main):
            self._main = "xl/workbook.xml"
        self._workbook = package.required_xml(self._main)
        self._parts = package.relations(self._main)
        by_kind = dict(self._parts.values())
        self._strings = self._shared_strings(by_kind.get("sharedStrings", "xl/sharedStrings.xml"))
        self._styles = read_styles(
            package.xml(by_kind.get("styles", "xl/styles.xml")),
            package.xml(by_kind.get("theme", "xl/theme/theme1.xml")),
        )
        self._shared_formulas: dict[str, str] = {}  # of the sheet that is being read, by index
        self._from_1904 = any(
            local(element) == "workbookPr" and element.get("date1904") in ("1", "true") for element in self._workbook
        )

    def read(self) -> SourceDocument:
        blocks: list[Block] = []
        remarks: list[str] = []
        sheets = [sheet for sheet in self._workbook.iter() if local(sheet) == "sheet"]
        if not sheets:
            raise UnreadableDocument(DAMAGED)
        hidden = []
        for position, sheet in enumerate(sheets, start=1):
            name = tidy(sheet.get("name") or "")[:100]
            relation = relation_id(sheet)
            kind, part = self._parts.get(relation, ("", ""))
            if kind in ("chartsheet", "dialogsheet", "xlMacrosheet"):
                continue
            if kind != "worksheet" or not self._package.find(part):
                raise UnreadableDocument(DAMAGED)
            if sheet.get("state") in ("hidden", "veryHidden"):
                hidden.append(f"“{name}”")
                continue
            content = self._sheet(part)
            grid = laid_out(content, position, name, self._tally)
            if grid is None:
                continue
            blocks.append(grid)
            if content.hidden_rows:
                rows = "1 hidden row" if content.hidden_rows == 1 else f"{content.hidden_rows} hidden rows"
                remarks.append(f"The sheet “{name}” has {rows}, read as well.")
            if content.hidden_columns:
                remarks.append(f"The sheet “{name}” has hidden columns, read as well.")
        if hidden:
            named = ", ".join(hidden[:5]) + (" and others" if len(hidden) > 5 else "")
            remarks.append(
                f"The hidden sheet {named} was left out."
                if len(hidden) == 1
                else f"The hidden sheets {named} were left out."
            )
        title, keywords = (tidy(in_properties(self._package, name)) for name in ("title", "keywords"))
        return SourceDocument("xlsx", blocks, title=title, pages=len(sheets), remarks=remarks, keywords=keywords)

    def _events(self, part: str) -> Iterator[etree._Element]:
        """The part's elements as each one ends, so that a large sheet never stands in memory as a whole."""
        from lxml import etree

        data = self._package.read(part)
        if data is None:
            return
        try:
            for _, element in etree.iterparse(
                io.BytesIO(data), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                remove_comments=True, remove_pis=True,
            ):  # fmt: skip
                yield element
        except etree.XMLSyntaxError as error:
            raise UnreadableDocument(DAMAGED) from error

    def _shared_strings(self, part: str) -> list[str]:
        strings: list[str] = []
        for element in self._events(part):
            if local(element) == "si":
                strings.append(self._tally.add_text(tidy(_rich_text(element))))
                element.clear()
        return strings

    def _sheet(self, part: str) -> SheetContent:
        content = SheetContent()
        self._shared_formulas.clear()
        row_number = 0
        for element in self._events(part):
            name = local(element)
            if name == "row":
                row_number = whole(element.get("r"), row_number + 1)
                if not 1 <= row_number <= _LAST_ROW:
                    raise UnreadableDocument(DAMAGED)
                if self._row(element, row_number, content) and element.get("hidden") in ("1", "true"):
                    content.hidden_rows += 1
                element.clear()
                # iterparse keeps what came before as siblings of the row: let go of them too.
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
            elif name == "col":
                first, last = whole(element.get("min")), whole(element.get("max"))
                # A sheet whose unused columns are hidden to its end hides nothing.
                content.hidden_columns |= element.get("hidden") in ("1", "true") and last - first < WIDE
            elif name == "mergeCell":
                ends = (element.get("ref") or "").split(":")
                corners = [_position(end) for end in ends]
                if len(corners) == 2 and corners[0] and corners[1]:
                    (top, left), (bottom, right) = corners[0], corners[1]
                    self._tally.add_cells(1)
                    content.merged.append((min(top, bottom), min(left, right), max(top, bottom), max(left, right)))
        return content

    def _row(self, row: etree._Element, number: int, content: SheetContent) -> bool:
        """Read a row's cells; whether any has text."""
        column = 0
        has_text = False
        for element in row:
            if local(element) != "c":
                continue
            position = _position(element.get("r") or "")
            column = position[1] if position else column + 1
            if not 1 <= column <= _LAST_COLUMN:
                raise UnreadableDocument(DAMAGED)
            found = self._cell(element)
            if found.text or found.fill or found.flags:
                self._tally.add_cells(1)
                self._tally.add_text(found.text)
                content.cells.setdefault(number, {})[column] = found
                has_text = has_text or bool(found.text)
        return has_text

    def _cell(self, element: etree._Element) -> FoundCell:
        index = whole(element.get("s"), 0)
        style = self._styles[index] if index < len(self._styles) else CellStyle()
        kind = element.get("t") or "n"
        value: str | None = None
        formula: str | None = None
        shared = ""
        inline = ""
        for child in element:
            name = local(child)
            if name == "v":
                value = child.text
            elif name == "f":
                formula = child.text or ""
                shared = (child.get("si") or "")[:20]
                if formula and child.get("t") == "shared":
                    # The cells that share it say only that they do.
                    self._shared_formulas[shared] = f"={formula} (as in {(element.get('r') or '')[:10]})"
            elif name == "is":
                inline = _rich_text(child)
        if formula is not None and value is None and kind != "str":
            text = f"={formula}" if formula else self._shared_formulas.get(shared, "=(a formula of another cell)")
            return FoundCell(tidy(text), style.fill, ("formula_without_value",))
        if kind == "s":
            at = whole(value, len(self._strings))
            text = self._strings[at] if at < len(self._strings) else ""
        elif kind == "inlineStr":
            text = inline
        elif kind == "b":
            text = {"1": "TRUE", "0": "FALSE"}.get((value or "").strip(), value or "")
        elif kind in ("str", "e", "d"):
            text = re.sub(r"T00:00:00(\.0+)?Z?$", "", value or "") if kind == "d" else value or ""
        else:
            text = self._number(value, style)
        text = text if kind == "s" else tidy(text)
        return FoundCell(text, style.fill, flags_of(text) if kind in ("s", "inlineStr", "str") else ())

    def _number(self, value: str | None, style: CellStyle) -> str:
        if not value or not value.strip():
            return ""
        try:
            number = float(value[:60])
        except ValueError:
            return value
        return shown(number, style.number_format, from_1904=self._from_1904)


def relation_id(element: etree._Element) -> str:
    """The r:id of an element, whichever edition of the format its namespace is of."""
    return next((str(value) for key, value in element.items() if str(key).endswith("}id")), "")


def _position(reference: str) -> tuple[int, int] | None:
    """(row, column) of a reference such as "B5", or None."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)), column


def _rich_text(element: etree._Element) -> str:
    """The text of a string item: its runs, without the phonetic reading aids."""
    parts: list[str] = []
    for child in element:
        name = local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts.extend(inner.text or "" for inner in child if local(inner) == "t")
    # Excel writes a control character as _x000D_.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), "".join(parts))
