"""The pages of the health of the plan: what they show to whom, in how many queries, and the paper in every format."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from dueregard.accounts.rules import Role
from dueregard.health.models import Look
from dueregard.health.queries import figures
from dueregard.health.queries.paper import paper_for, since_choices, usual_since
from dueregard.health.rules import paper as layout
from dueregard.health.rules.figures import BY_SLUG, FIGURES
from dueregard.kernel import clock
from dueregard.kernel.models import Job
from dueregard.look.templatetags.look import plain_day
from tests.factories import signed_in
from tests.institution import holder

pytestmark = pytest.mark.django_db


def _forget() -> None:
    figures._counted.cache_clear()
    cache.clear()


@pytest.mark.parametrize("role", [Role.PREVENT_LEAD, Role.GOVERNOR, Role.LOCAL_EVENT_ASSESSOR])
@pytest.mark.parametrize("query", ["", "?recorded_on=1+March+2026"])
def test_the_page_takes_at_most_fifteen_queries(
    institution: str, role: str, query: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(holder(role))
    _forget()
    with django_assert_max_num_queries(15):
        assert client.get(f"/health/{query}").status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(f"/health/{query}").status_code == 200


def test_every_section_of_the_page_has_something_in_the_demonstration(institution: str) -> None:
    answer = signed_in(holder(Role.PREVENT_LEAD)).get("/health/")
    blocks = answer.context["found"].blocks
    assert sum(len(block.figures) for block in blocks) == len(FIGURES)
    shown = [each for block in blocks for each in block.figures]
    assert all(each.value for each in shown), [each.label for each in shown if not each.value]
    text = answer.content.decode()
    assert "Looked through until" in text
    assert "<svg" in text
    assert 'aria-current="page">Health' in text.replace("\n", "")


def test_each_figure_of_the_page_opens_rows(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    for query in ("", "?recorded_on=2026-03-01"):
        answer = client.get(f"/health/{query}")
        for block in answer.context["found"].blocks:
            for each in block.figures:
                if not each.url:
                    assert not each.value
                    continue
                rows = client.get(each.url)
                assert rows.status_code == 200
                assert rows.context["page"].paginator.count == each.value


@pytest.mark.parametrize("query", ["", "?recorded_on=2026-03-01"])
def test_each_number_of_the_tables_opens_what_it_counts(institution: str, query: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    answer = client.get(f"/health/{query}")
    found, text = answer.context["found"], answer.content.decode()
    for each in found.carried:
        address = f"/health/carried-over{query + '&' if query else '?'}times={each.times}"
        assert address.replace("&", "&amp;") in text
        rows = client.get(address).context
        assert rows["page"].paginator.count == each.count
        assert {row.times for row in rows["page"]} == {each.times}
    assert len(client.get("/health/carried-over?times=2").context["chips"]) == 1
    assert "write a number like 2" in client.get("/health/carried-over?times=x").content.decode()
    for month in (found.months[0], found.months[-1]):
        for count, address in month.cells:
            assert client.get(address).context["page"].paginator.count == count


def test_rows_are_filtered_by_section_and_rating_in_the_address(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    everything = client.get("/health/carried-over").context
    section = everything["form"].fields["section"].choices[2][0]
    some = client.get(f"/health/carried-over?section={section}&rag=amber").context
    assert 0 < some["page"].paginator.count < everything["page"].paginator.count
    assert {row.rag for row in some["page"]} == {"amber"}
    assert len(some["chips"]) == 2
    nothing = client.get(f"/health/past-dates?section={section}")
    assert "Nothing matches these filters" in nothing.content.decode()
    wrong = client.get("/health/overdue?recorded_on=yesterday&section=nowhere")
    assert wrong.status_code == 200
    assert "write a day like" in wrong.content.decode()


def test_links_are_not_known_for_earlier_days(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    assert "Not kept for earlier days" in client.get("/health/?recorded_on=2026-03-01").content.decode()
    assert "Not kept for earlier days" in client.get("/health/links?recorded_on=2026-03-01").content.decode()


@pytest.mark.parametrize("address", ["/health/nonsense", "/health/paper?format=exe"])
def test_what_is_not_there_is_not_found(institution: str, address: str) -> None:
    assert signed_in(holder(Role.PREVENT_LEAD)).get(address).status_code == 404


def test_the_texts_are_looked_through_again_and_the_page_says_how_far(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    assert client.post("/health/look-again").status_code == 302
    job = Job.objects.get(reference=Look.objects.get().job)
    assert "The texts are being looked through" in client.get("/health/").content.decode()
    Job.objects.filter(pk=job.pk).update(state="running", progress={"done": 1200, "of": 40000})
    text = client.get("/health/").content.decode()
    assert "1,200 of 40,000 revisions" in text
    assert "Look through all texts again" not in text
    assert client.post("/health/look-again").status_code == 409
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert "The last look did not finish" in client.get("/health/").content.decode()
    assert signed_in(holder(Role.GOVERNOR)).post("/health/look-again").status_code == 403


def test_the_leads_page_lists_all_and_links_to_the_register(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    for query in ("", "?recorded_on=2026-03-01"):
        loads = client.get(f"/health/leads{query}").context["loads"]
        assert len(loads) > 12
        assert client.get(loads[0].url).status_code == 200


# --- the paper --------------------------------------------------------------------------------------------------------
def test_the_paper_tells_the_figures_then_and_now_and_what_has_changed(institution: str) -> None:
    since = clock.today() - timedelta(days=200)
    answer = signed_in(holder(Role.PREVENT_LEAD)).get(f"/health/paper?since={since.isoformat()}")
    text = answer.content.decode()
    for words in ("In figures", "What needs us", "Ratings moved", "New next steps", "Next steps done", "Leads by load"):
        assert words in text, words
    paper = paper_for(holder(Role.PREVENT_LEAD), since)
    assert paper.changes.ratings
    assert {slug for slug, rows in paper.rows.items() if rows} <= {figure.slug for figure in FIGURES}


def test_the_paper_as_csv_has_every_part(institution: str) -> None:
    since = clock.today() - timedelta(days=200)
    answer = signed_in(holder(Role.PREVENT_LEAD)).get(f"/health/paper?since={since.isoformat()}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == layout.CSV_HEADINGS
    assert {len(row) for row in rows} == {len(layout.CSV_HEADINGS)}
    parts = list(dict.fromkeys(row[0] for row in rows[1:]))
    assert parts == ["In figures", "What needs us", "What has changed", "Ratings over time", "Leads by load"]
    overdue = next(row for row in rows if row[:2] == ["In figures", "Overdue next steps"])
    paper = paper_for(holder(Role.PREVENT_LEAD), since)
    assert [int(n) for n in overdue[-2:]] == [paper.then["overdue"].count, paper.now["overdue"].count]
    moved = [row for row in rows if row[1] == "Ratings moved"]
    assert len(moved) == len(paper.changes.ratings)
    assert all(", now " in row[6] for row in moved)


@pytest.mark.parametrize(("format", "begins"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_paper_is_a_document_with_its_chart(institution: str, format: str, begins: bytes) -> None:
    answer = signed_in(holder(Role.PREVENT_LEAD)).get(f"/health/paper?format={format}")
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"].endswith(f'.{format}"')
    assert answer["Cache-Control"] == "no-store"
    if format == "docx":
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert any("chart" in name for name in names)


def test_the_paper_begins_from_the_groups_last_review_of_the_plan(institution: str) -> None:
    choices = since_choices()
    assert usual_since() in [choice.day for choice in choices]
    assert any("Prevent Steering Group" in choice.label for choice in choices if choice.day == usual_since())
    assert all(choice.day < clock.today() for choice in choices)


def test_the_field_holds_the_day_that_is_shown(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    assert f'value="{plain_day(usual_since())}"' in client.get("/health/paper").content.decode()
    assert 'value="4 April 2026"' in client.get("/health/paper?since=2026-04-04").content.decode()
    assert 'value="tomorrow"' in client.get("/health/paper?since=tomorrow").content.decode()


def test_what_is_overdue_says_due_once(institution: str) -> None:
    paper = paper_for(holder(Role.PREVENT_LEAD), usual_since())
    rows = paper.rows["overdue"]
    table = layout.needs_table(BY_SLUG["overdue"], rows, len(rows))
    assert table.columns[-1].heading == "Due"
    assert [row[-1].text for row in table.rows if row[-1]] == [row.due for row in rows]


@pytest.mark.parametrize("since", ["tomorrow", "2099-01-01"])
def test_a_day_that_is_none_is_said_and_the_usual_one_taken(institution: str, since: str) -> None:
    answer = signed_in(holder(Role.PREVENT_LEAD)).get(f"/health/paper?since={since}")
    assert answer.context["since"] == usual_since()
    assert "What has changed since:" in answer.content.decode()


@pytest.mark.parametrize(("before", "after", "words"), [(1, 1, "no change"), (1, 3, "+2"), (3, 1, "−2"), (0, 1, "+1")])
def test_how_a_number_has_moved_in_words(before: int, after: int, words: str) -> None:
    assert layout.signed(before, after) == words
