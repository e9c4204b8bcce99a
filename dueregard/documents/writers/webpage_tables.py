"""Tables of a web page: what heads what, and what a card on a narrow screen needs to know of a cell."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..blocks import TONES, Cell, Row, Table, plain, spans
from .webpage_text import joined, one_line, words_of

# A word that no column needs to hold in one piece; and how much stands beside its label on a card.
_LONG_WORD, _BRIEF, _BRIEF_LABEL = 20, 36, 24


def table_of(table: Table) -> SafeString:
    """The table as HTML. Raises ValueError for a row that is too short or too long."""
    labels = [one_line(column.heading) for column in table.columns]
    total = sum(max(1, column.width) for column in table.columns)
    shares = [max(2, min(60, 2 * round(50 * max(1, column.width) / total))) for column in table.columns]
    html = format_html(
        "<table{}>\n{}<colgroup>{}</colgroup>\n<thead>\n<tr>{}</tr>\n</thead>\n{}</table>\n",
        SafeString(' class="as-cards"') if table.cards else "",
        format_html(
            "<caption{}>{}</caption>\n", SafeString(' class="unseen"') if table.titled else "", one_line(table.caption)
        )
        if table.caption
        else "",
        format_html_join("", '<col class="share-{}">', ((share,) for share in shares)),
        format_html_join(
            "",
            '<th scope="col"{}>{}</th>',
            (
                (SafeString(' class="number"') if column.numeric else "", words_of(column.heading))
                for column in table.columns
            ),
        ),
        _bodies(table, labels),
    )
    if table.cards:
        return html
    # A wide table without cards is scrolled by itself, with the keyboard too; never the whole page.
    return format_html(
        '<div class="scrolled" role="region" aria-label="{}" tabindex="0">\n{}</div>\n', one_line(table.caption), html
    )


def _bodies(table: Table, labels: list[str]) -> SafeString:
    """The rows; each band begins a body of its own, whose rows it heads."""
    bodies: list[list[SafeString]] = [[]]
    brief = _brief(table) if table.cards else frozenset()
    for number, row in enumerate(table.rows):
        if number in table.bands:
            band = next((cell for cell in row if cell is not None), Cell())
            if bodies[-1]:
                bodies.append([])
            bodies[-1].append(
                format_html(
                    '<tr class="band"><th scope="rowgroup" colspan="{}">{}</th></tr>\n',
                    len(labels),
                    words_of(band.text),
                )
            )
        else:
            bodies[-1].append(_row(table, row, labels, brief))
    return format_html_join("", "<tbody>\n{}</tbody>\n", ((joined(rows),) for rows in bodies if rows))


def _brief(table: Table) -> frozenset[int]:
    """The columns of which every cell is a few words: a card sets them beside their label."""
    rows = [row for number, row in enumerate(table.rows) if number not in table.bands]
    return frozenset(
        place
        for place, column in enumerate(table.columns)
        if len(column.heading) <= _BRIEF_LABEL and all(_is_brief(row[place]) for row in rows if place < len(row))
    )


def _is_brief(cell: Cell | None) -> bool:
    return cell is None or (len(spans(cell.text)) <= 1 and len(plain(cell.text)) <= _BRIEF)


def _row(table: Table, row: Row, labels: list[str], brief: frozenset[int]) -> SafeString:
    cells: list[SafeString] = []
    for place, (column, label, cell) in enumerate(zip(table.columns, labels, row, strict=True)):
        if cell is None:
            continue
        classes = " ".join(
            name
            for name in (
                "number" if column.numeric else "",
                "brief" if place in brief and cell.tone not in TONES else "",
                "long" if any(len(word) > _LONG_WORD for word in plain(cell.text).split()) else "",
                f"tone tone-{cell.tone}" if cell.tone in TONES else "",
            )
            if name
        )
        attributes = (
            format_html(' class="{}"', classes) if classes else "",
            format_html(' rowspan="{}"', cell.rowspan) if cell.rowspan > 1 else "",
            format_html(' colspan="{}"', cell.colspan) if cell.colspan > 1 else "",
            format_html(' data-label="{}"', label) if table.cards else "",
        )
        markup = '<th scope="row"{}{}{}{}>{}</th>' if column.row_heading else "<td{}{}{}{}>{}</td>"
        cells.append(format_html(markup, *attributes, words_of(cell.text)))
    # A row that goes on what a cell above spans is, on a narrow screen, a part of that card.
    goes_on = SafeString(' class="goes-on"') if row and row[0] is None else ""
    return format_html("<tr{}>{}</tr>\n", goes_on, joined(cells))
