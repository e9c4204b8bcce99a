"""Components with awkward input: text that looks like markup, nothing at all, names that the page uses too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

import dueregard.look
from dueregard.look.difference import word_difference

FOLDER = Path(dueregard.look.__file__).parent / "templates" / "cotton"
COMPONENTS = sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.html"))
HOSTILE = "<script>alert(1)</script>\" onload='x"


@pytest.fixture
def render() -> Any:
    """Render a page's source as the template loaders would: cotton rewrites tags when it loads."""
    from django_cotton.compiler_regex import CottonCompiler

    def of(source: str, **context: Any) -> str:
        template = engines["django"].from_string(CottonCompiler().process(source))
        return template.render(context, RequestFactory().get("/?rag=red&page=2"))

    return of


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_stands_with_nothing(render: Any, name: str) -> None:
    # What the page around happens to call by the same names must not leak in.
    around = dict.fromkeys(
        [
            "title",
            "text",
            "items",
            "rows",
            "tasks",
            "entries",
            "chips",
            "segments",
            "form",
            "forms",
            "url",
            "label",
            "actions",
            "page",
            "value",
            "words",
            "more",
        ],
        "LEAK",
    )
    html = render(f"<c-{name} />", **around)
    assert "LEAK" not in html
    assert "<c-" not in html


@pytest.mark.parametrize(
    "source",
    [
        '<c-page-header :title="t" :caption="t" :lead="t" />',
        '<c-page-header title="{{ t }}" caption="{{ t }}" lead="{{ t }}" />',
        '<c-breadcrumbs :items="items" />',
        '<c-tabs-as-links :items="items" :label="t" />',
        '<c-summary-list :rows="items" />',
        '<c-summary-row :label="t" :url="t" :action="t">{{ t }}</c-summary-row>',
        '<c-task-list :tasks="items" />',
        '<c-timeline :entries="items" />',
        '<c-filter-panel :chips="items" :clear_url="t" :summary="t" :button="t" :action="t">{{ t }}</c-filter-panel>',
        '<c-difference :segments="segments" :before="t" :after="t" />',
        '<c-empty-state :heading="t" :text="t" :url="t" :action="t" />',
        '<c-confirmation :heading="t" text="{{ t }}">{{ t }}</c-confirmation>',
        '<c-button :url="t" :kind="t">{{ t }}</c-button>',
        '<c-button :name="t" :value="t" :form="t" :type="t">{{ t }}</c-button>',
        '<c-notice :tone="t" :title="t">{{ t }}</c-notice>',
        '<c-details :summary="t">{{ t }}</c-details>',
        '<c-panel :title="t">{{ t }}</c-panel>',
        '<c-progress :label="t" :words="t" :value="t" :of="t" />',
        '<c-pagination :page="page" :noun="t" :label="t" :parameter="t" />',
    ],
)
def test_text_stays_text(render: Any, source: str) -> None:
    item = {
        **dict.fromkeys(
            ["label", "url", "value", "action", "none", "hint", "status", "tone", "title", "by", "text"], HOSTILE
        ),
        "at": dt.date(2026, 12, 4),
    }
    html = render(
        source,
        t=HOSTILE,
        items=[item],
        segments=word_difference(HOSTILE, HOSTILE + " <b>"),
        page=Paginator(range(9), 2).page(2),
    )
    assert "<script" not in html
    assert "<b>" not in html
    assert "\" onload='" not in html
    assert "alert(1)" in html or "alert%281%29" in html
    assert "&amp;lt;" not in html


def test_a_change_can_be_heard(render: Any) -> None:
    html = render('<c-difference :segments="s" />', s=word_difference("ten days", "fifteen days"))
    hidden = '<span class="visually-hidden">{}</span>'
    assert f"<del>{hidden.format('[removed: ')}ten{hidden.format(']')}</del>" in html
    assert f"<ins>{hidden.format('[added: ')}fifteen{hidden.format(']')}</ins>" in html


def test_a_summary_list_shows_nought_and_says_what_is_missing(render: Any) -> None:
    html = render('<c-summary-list :rows="r" />', r=[{"label": "Score", "value": 0}, {"label": "Lead", "value": None}])
    assert "<dd>0</dd>" in html
    assert "Not recorded" in html


def test_links_that_say_the_same_say_of_what(render: Any) -> None:
    html = render('<c-summary-list :rows="r" />', r=[{"label": "Lead", "value": "x", "url": "/a"}])
    assert 'Change<span class="visually-hidden"> Lead</span>' in html


def test_a_removable_chip_says_what_it_does(render: Any) -> None:
    html = render('<c-filter-panel :chips="c" clear_url="/plan" />', c=[{"label": "Overdue", "url": "/plan?a=1&b=2"}])
    assert 'href="/plan?a=1&amp;b=2"' in html
    assert '<span class="visually-hidden">Remove filter: </span>Overdue' in html
    assert "Clear all" in html
    assert "Clear all" not in render('<c-filter-panel clear_url="/plan" />')


def test_paging_keeps_filters_and_marks_the_page(render: Any) -> None:
    html = render('<c-pagination :page="p" noun="areas" />', p=Paginator(range(412), 50).page(2))
    assert "Showing 51 to 100 of 412 areas" in html
    assert 'href="?rag=red&amp;page=2" aria-current="page"' in html
    assert 'rel="next" href="?rag=red&amp;page=3"' in html


def test_one_page_has_no_page_links_and_none_says_so(render: Any) -> None:
    assert "<ul" not in render('<c-pagination :page="p" noun="areas" />', p=Paginator(range(3), 50).page(1))
    assert "No areas" in render('<c-pagination :page="p" noun="areas" />', p=Paginator([], 50).page(1))


def test_a_button_is_a_link_only_with_an_address(render: Any) -> None:
    assert render("<c-button>Save</c-button>").strip() == '<button class="button" type="submit">Save</button>'
    link = render('<c-button url="/x" kind="secondary">See</c-button>')
    assert link.strip() == '<a class="button button-secondary" href="/x">See</a>'


def test_progress_without_a_value_is_open(render: Any) -> None:
    assert " value=" not in render('<c-progress label="Waiting" />')
    assert 'value="0" max="60"' in render('<c-progress label="Reading" :value="n" of="60" />', n=0)
