"""Ratings, days, spans, figures and counts as pages say them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString

from dueregard.look.templatetags import look


def render(source: str, **context: Any) -> str:
    return Template("{% load look %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "word"), [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("unknown", "Unknown")]
)
def test_a_rating_is_a_word_a_shape_and_a_colour(value: str, word: str) -> None:
    html = render("{% rag value %}", value=value)
    assert html.endswith(f"</svg>{word}</span>")
    assert f'class="rag rag-{value}"' in html
    assert 'aria-hidden="true"' in html


def test_each_rating_has_its_own_shape() -> None:
    shapes = {mark.split("focusable")[1].split("</svg>")[0] for mark in look.RAG_MARKS.values()}
    assert len(shapes) == 4


@pytest.mark.parametrize("value", [None, "", "GREEN", "grün", "<script>", "Green "])
def test_what_is_not_a_rating_is_unknown_and_never_green(value: str | None) -> None:
    html = render("{% rag value %}", value=value)
    assert "Unknown" in html
    assert "green" not in html
    assert "script" not in html


def test_a_missing_variable_is_unknown() -> None:
    assert "Unknown" in render("{% rag area.rag %}")


def test_the_marks_are_made_once() -> None:
    assert look.rag("red") is look.rag("red")
    assert isinstance(look.rag("red"), SafeString)


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (dt.date(2026, 12, 4), '<time datetime="2026-12-04">4 December 2026</time>'),
        (dt.date(987, 1, 31), '<time datetime="0987-01-31">31 January 987</time>'),
        # 23:30 UTC on the last day of June is the first of July in London.
        (dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), '<time datetime="2026-07-01">1 July 2026</time>'),
        (dt.datetime(2026, 6, 30, 23, 30), '<time datetime="2026-06-30">30 June 2026</time>'),  # noqa: DTZ001
        (None, '<span class="none">No date</span>'),
        ("", '<span class="none">No date</span>'),
    ],
)
def test_a_day(value: Any, html: str, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    assert render("{% day value %}", value=value) == html


def test_no_day_in_other_words_is_escaped() -> None:
    assert render("{% day None words %}", words="<never>") == '<span class="none">&lt;never&gt;</span>'
    assert render("{% day None '' %}") == ""


def test_a_moment_is_local_to_the_minute(settings: Any) -> None:
    settings.TIME_ZONE = "Europe/London"
    value = dt.datetime(2026, 7, 4, 9, 5, 59, tzinfo=dt.UTC)
    html = render("{% moment value %}", value=value)
    assert html == '<time datetime="2026-07-04T10:05+01:00">4 July 2026, 10:05</time>'
    assert render("{% moment None %}") == ""


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (dt.date(2027, 1, 11), dt.date(2027, 3, 19), "11 January to 19 March 2027"),
        (dt.date(2027, 3, 1), dt.date(2027, 3, 19), "1 to 19 March 2027"),
        (dt.date(2026, 12, 4), dt.date(2026, 12, 4), "4 December 2026"),
        (dt.date(2026, 8, 1), dt.date(2027, 7, 31), "1 August 2026 to 31 July 2027"),
        (None, dt.date(2025, 8, 1), "by 1 August 2025"),
        (dt.date(2025, 8, 1), None, "from 1 August 2025"),
    ],
)
def test_a_span(start: dt.date | None, end: dt.date | None, words: str) -> None:
    assert render("{% span a b %}", a=start, b=end) == f'<span class="dates">{words}</span>'


def test_a_span_keeps_the_words_of_the_plan() -> None:
    html = render("{% span a b phrase %}", phrase="Spring <term>", a=dt.date(2027, 1, 11), b=dt.date(2027, 3, 19))
    assert html == (
        '<span class="dates">Spring &lt;term&gt; <span class="dates-exact">11 January to 19 March 2027</span></span>'
    )


def test_a_span_does_not_say_the_same_twice() -> None:
    day = dt.date(2026, 12, 4)
    assert render("{% span a a '4 december 2026' %}", a=day) == '<span class="dates">4 December 2026</span>'


def test_a_span_without_days() -> None:
    assert render("{% span None None 'as and when' %}") == '<span class="dates">as and when</span>'
    assert render("{% span None None %}") == '<span class="none">No date</span>'
    assert render("{% span None None None '–' %}") == '<span class="none">–</span>'


def test_a_figure_links_to_its_rows_and_escapes() -> None:
    html = render("{% stat 7 label url note 'late' %}", label="<b>", url='/r?a="1"', note="a & b")
    assert 'class="stat stat-late"' in html
    assert 'href="/r?a=&quot;1&quot;"' in html
    assert "&lt;b&gt;" in html
    assert "a &amp; b" in html


def test_a_figure_that_is_not_known_is_a_dash_and_nought_is_nought() -> None:
    assert '<span class="stat-value">–</span>' in render("{% stat None 'areas' %}")
    assert '<span class="stat-value">0</span>' in render("{% stat 0 'areas' %}")
    assert "<a" not in render("{% stat 0 'areas' %}")


def test_a_status_word() -> None:
    assert render("{% tag 'Done' 'done' %}") == '<strong class="tag tag-done">Done</strong>'
    assert render("{% tag words tone %}", words="<x>", tone='"><script>') == '<strong class="tag">&lt;x&gt;</strong>'


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, "action", "0 actions"),
        (1, "action", "1 action"),
        (1200, "body,bodies", "1,200 bodies"),
        (1, "body,bodies", "1 body"),
    ],
)
def test_counts(number: int, words: str, said: str) -> None:
    assert look.count_of(number, words) == said


@pytest.mark.parametrize(
    ("pages", "here", "numbers"),
    [
        (1, 1, [1]),
        (2, 1, [1, 2]),
        (9, 3, [1, 2, 3, 4, None, 9]),
        (9, 4, [1, 2, 3, 4, 5, None, 9]),
        (9, 5, [1, None, 4, 5, 6, None, 9]),
        (9, 9, [1, None, 8, 9]),
        (200, 100, [1, None, 99, 100, 101, None, 200]),
    ],
)
def test_page_numbers(pages: int, here: int, numbers: list[int | None]) -> None:
    assert look.page_numbers(Paginator(range(pages), 1).page(here)) == numbers


def test_a_change_of_page_keeps_the_filters() -> None:
    context = Context({"request": RequestFactory().get("/?rag=red&rag=amber&page=3&q=a%26b")})
    assert look.page_query(context, "page", 4) == "?rag=red&rag=amber&page=4&q=a%26b"
