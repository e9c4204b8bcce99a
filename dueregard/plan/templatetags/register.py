"""The rows of the register: written here, not in the template, because fifty rows are most of the page's cost."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from dueregard.look.templatetags.look import RAG_MARKS, day, tag
from dueregard.plan.queries.register import Row

register = template.Library()

_NO_LEAD = '<span class="none">No lead</span>'
_NONE_OPEN = '<span class="none">None open</span>'
_NOT_SET = '<span class="none">Not set</span>'
_RETIRED = " " + tag("Retired", "quiet")


def _row(row: Row) -> str:
    heading = (
        f'<tr class="group-row"><th colspan="6" scope="colgroup">{escape(row.section)}</th></tr>' if row.section else ""
    )
    overdue = f', <span class="late">{row.overdue} overdue</span>' if row.overdue else ""
    return (
        f'{heading}<tr><td class="register-number" data-label="No.">{escape(row.number or "–")}</td>'
        f'<th scope="row" class="register-title"><a href="{escape(row.url)}">{escape(row.title)}</a>'
        f"{_RETIRED if row.retired_on else ''}</th>"
        f'<td data-label="Rating">{RAG_MARKS[row.rag]}</td>'
        f'<td data-label="Leads">{escape(", ".join(row.leads)) or _NO_LEAD}</td>'
        f'<td data-label="Next steps" class="number">{f"{row.open} open{overdue}" if row.open else _NONE_OPEN}</td>'
        f'<td data-label="Next review">{day(row.review_on) if row.review_on else _NOT_SET}</td></tr>\n'
    )


@register.simple_tag
def register_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of one page of the register, with a heading before the first row of each section."""
    return mark_safe("".join(map(_row, rows)))  # noqa: S308 - every text of a row is escaped above
