"""Small things that pages say the same way everywhere: a rating, a day, a figure. Cheap enough for table cells."""

from __future__ import annotations

import datetime as dt
from copy import copy
from html import escape
from types import MappingProxyType

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Trust the word first, then the shape, then the colour. The shape repeats the word, so screen readers are spared it.
_SHAPES = {
    "red": '<path d="M8 1.2 15.2 14.4H.8Z"/>',
    "amber": '<path d="M8 .6 15.4 8 8 15.4.6 8Z"/>',
    "green": '<circle cx="8" cy="8" r="7"/>',
    "unknown": '<circle cx="8" cy="8" r="6.2"/>',
}
_WORDS = {"red": "Red", "amber": "Amber", "green": "Green", "unknown": "Unknown"}


def _rag_mark(key: str) -> SafeString:
    # The four marks are made once from constants of this module; no input reaches them.
    return mark_safe(  # noqa: S308
        f'<span class="rag rag-{key}"><svg class="rag-shape" viewBox="0 0 16 16" width="16" height="16" '
        f'aria-hidden="true" focusable="false">{_SHAPES[key]}</svg>{_WORDS[key]}</span>'
    )


RAG_MARKS = MappingProxyType({key: _rag_mark(key) for key in _WORDS})
_UNKNOWN = RAG_MARKS["unknown"]


@register.simple_tag
def rag(value: str | None) -> SafeString:
    """Return the mark for "red", "amber" or "green"; anything else, None included, is "Unknown" and never green."""
    return RAG_MARKS.get(value or "unknown", _UNKNOWN)


def plain_day(day: dt.date) -> str:
    """Return a date in words, such as "4 December 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _as_day(value: dt.date | dt.datetime) -> dt.date:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _none(words: str) -> SafeString:
    return format_html('<span class="none">{}</span>', words) if words else SafeString("")


@register.simple_tag
def day(value: dt.date | dt.datetime | None, none: str = "No date") -> SafeString:
    """Return a date as a time element; a datetime gives its local date; None gives the words in ``none``."""
    if not value:
        return _none(none)
    date = _as_day(value)
    return mark_safe(f'<time datetime="{date.isoformat()}">{plain_day(date)}</time>')  # noqa: S308 - digits and constants


@register.simple_tag
def moment(value: dt.datetime | None, none: str = "") -> SafeString:
    """Return a local time to the minute, such as "4 December 2026, 14:05"; None gives the words in ``none``."""
    if not value:
        return _none(none)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return mark_safe(  # noqa: S308 - digits and constants
        f'<time datetime="{local.isoformat(timespec="minutes")}">{plain_day(local)}, {local:%H:%M}</time>'
    )


def plain_span(start: dt.date, end: dt.date) -> str:
    """Return a span in words, both ends included, naming month and year once where they are the same."""
    if start == end:
        return plain_day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {plain_day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} to {plain_day(end)}"
    return f"{plain_day(start)} to {plain_day(end)}"


@register.simple_tag
def span(start: dt.date | None, end: dt.date | None, phrase: str | None = "", none: str = "No date") -> SafeString:
    """Return a span of days (both ends included), led by the writer's own words where there are any.

    One end alone reads "by" or "from"; neither gives the phrase alone, or the words in ``none``.
    """
    start = _as_day(start) if start else None
    end = _as_day(end) if end else None
    if start and end:
        dates = plain_span(start, end)
    elif end:
        dates = f"by {plain_day(end)}"
    elif start:
        dates = f"from {plain_day(start)}"
    else:
        return format_html('<span class="dates">{}</span>', phrase) if phrase else _none(none)
    if not phrase or phrase.strip().casefold() == dates.casefold():
        return format_html('<span class="dates">{}</span>', dates)
    return format_html('<span class="dates">{} <span class="dates-exact">{}</span></span>', phrase, dates)


@register.simple_tag
def stat(value: object, label: str, url: str = "", note: str = "", tone: str = "") -> SafeString:
    """Return one figure with its label, linked to its rows when a URL is given.

    ``tone`` is "" or "late"; it adds weight, never the only sign, so the label has to say what is wrong.
    """
    tone_class = " stat-late" if tone == "late" else ""
    body = format_html(
        '<span class="stat-value">{}</span> <span class="stat-label">{}</span>', "–" if value is None else value, label
    )
    if url:
        body = format_html('<a href="{}">{}</a>', url, body)
    aside = format_html('<span class="stat-note">{}</span>', note) if note else ""
    return format_html('<div class="stat{}">{}{}</div>', tone_class, body, aside)


@register.simple_tag
def tag(words: str, tone: str = "") -> SafeString:
    """Return a small status word. Tones: "" (plain), "strong", "late", "done", "quiet"; an unknown tone is plain."""
    suffix = f" tag-{tone}" if tone in {"strong", "late", "done", "quiet"} else ""
    return format_html('<strong class="tag{}">{}</strong>', suffix, words)


@register.filter
def count_of(number: int, words: str) -> str:
    """Return a number with its noun: ``{{ 1|count_of:"action,actions" }}`` gives "1 action", thousands are grouped."""
    one, _, many = words.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@register.filter
def grouped(number: int) -> str:
    """Return a whole number with its thousands grouped, such as "10,000"."""
    return f"{number:,}"


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, parameter: str, number: int) -> str:
    """Return the query string of this request with one parameter set, so that filters survive a change of page."""
    query = copy(context["request"].GET)  # its own copy() goes deep, for a dozen links a page
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def page_numbers(page: Page) -> list[int | None]:
    """Return the numbers to show for a page of a paginator; None stands for a gap."""
    last, here = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(1, here - 1), min(last, here + 1) + 1)})
    numbers: list[int | None] = []
    for number in shown:
        if numbers and number - (numbers[-1] or 0) == 2:
            numbers.append(number - 1)
        elif numbers and number - (numbers[-1] or 0) > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.inclusion_tag("look/error_summary.html")
def error_summary(
    form: object = None, forms: object = None, level: int | str = 2, focus: object = True
) -> dict[str, object]:
    """Return the errors of forms and formsets as (sentence, id of the input or "") for the summary on top of a page.

    The summary takes the focus when the page opens, unless ``focus`` is false.
    """
    errors: list[tuple[str, str]] = []
    for each in [form, *(forms if isinstance(forms, list | tuple) else [forms])]:
        errors.extend(_errors_of(each))
    return {"errors": errors, "level": level, "focus": focus}


def _errors_of(form: object) -> list[tuple[str, str]]:
    if isinstance(form, BaseFormSet):
        if not form.is_bound:
            return []
        errors = [(str(error), "") for error in form.non_form_errors()]
        for each in form.forms:
            errors.extend(_errors_of(each))
        return errors
    if not isinstance(form, BaseForm) or not form.is_bound:
        return []
    errors = [(str(error), "") for error in form.non_field_errors()]
    for field in form:
        errors.extend((str(error), _first_input(field)) for error in field.errors)
    return errors


def _first_input(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    # A group of radios or checkboxes has no id of its own: its first input is the one to go to.
    return field.id_for_label or (f"{field.auto_id}_0" if field.auto_id else "")


@register.simple_tag
def filter_field(field: BoundField) -> SafeString:
    """Return a filter's label and input, written here because a form's widget templates cost more than a page of rows.

    Selects, checkboxes and one-line texts only; the hint stands under the label, as in every other form.
    """
    name, identity, label = escape(field.html_name), escape(field.id_for_label), escape(str(field.label))
    value = str(field.value() or "")
    if field.widget_type == "checkbox":
        ticked = " checked" if value else ""
        control = f'<div class="choice"><input type="checkbox" name="{name}" id="{identity}"{ticked}>'
        return mark_safe(  # noqa: S308 - each part is escaped
            f'<div class="field">{control}<label for="{identity}">{label}</label></div></div>'
        )
    hint, described = "", ""
    if field.help_text:
        hint = f'<div class="hint" id="{identity}_helptext">{escape(str(field.help_text))}</div>'
        described = f' aria-describedby="{identity}_helptext"'
    if field.widget_type == "select":
        options = "".join(
            f'<option value="{escape(str(key))}"{" selected" if str(key) == value else ""}>{escape(str(words))}</option>'
            for key, words in field.field.choices  # type: ignore[attr-defined]
        )
        control = f'<select name="{name}" id="{identity}"{described}>{options}</select>'
    else:
        control = f'<input type="text" name="{name}" id="{identity}" value="{escape(value)}"{described}>'
    return mark_safe(  # noqa: S308 - each part is escaped
        f'<div class="field"><label for="{identity}">{label}</label>{hint}{control}</div>'
    )
