"""Was the risk assessment refreshed, and who was assured of it: the answer's truth table, the evidence, page and papers."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.documents.blocks import plain
from dueregard.kernel import clock
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.rules.cycles import Rhythm, Rule
from dueregard.plan.workflows import areas, cycles, document, reviews
from dueregard.plan.workflows.rolling import roll_forward
from dueregard.publication import permissions
from dueregard.publication.queries.assurance import year_choices, year_of_evidence
from dueregard.publication.rules.assurance import (
    ReviewFact,
    VersionFact,
    YearOfEvidence,
    answer,
    document_of,
    question,
    refreshing,
)
from dueregard.publication.rules.states import Kind
from dueregard.publication.workflows.versions import propose_version, record_approval_of_body, withdraw_version
from tests import factories

YEAR = AcademicYear(2026)
IN_YEAR, AFTER = date(2026, 11, 28), date(2027, 8, 1)
EMPTY = YearOfEvidence(YEAR, IN_YEAR, "A university")
THREE = VersionFact("R", "Risk assessment 3", date(2026, 10, 13), "Approved", risk=True, approved_on=date(2026, 10, 20))


# --- the answer -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "refreshed", "words"),
    [
        ({}, True, "Yes: Risk assessment 3, dated 13 October 2026, was approved on 20 October 2026."),
        ({"published_on": date(2026, 10, 21)}, True, "and published on 21 October 2026."),
        ({"approved_on": date(2026, 8, 1)}, True, "Yes"),  # the first day of the year
        ({"approved_on": date(2027, 7, 31)}, True, "Yes"),  # its last
        ({"approved_on": date(2026, 7, 31)}, False, "Not yet: no version"),
        ({"approved_on": date(2027, 8, 1)}, False, "Not yet: no version"),
        ({"risk": False}, False, "Not yet: no version"),
        ({"minor": True}, False, "Not yet: no version"),
        ({"withdrawn": True}, False, "Not yet: no version"),
        ({"approved_on": None}, False, "Not yet: Risk assessment 3, dated 13 October 2026, waits to be approved."),
        ({"approved_on": None, "withdrawn": True}, False, "Not yet: no version"),
    ],
)
def test_whether_it_was_refreshed(change: dict[str, Any], refreshed: bool, words: str) -> None:
    said = answer(replace(EMPTY, versions=(replace(THREE, **change),)))
    assert said.refreshed is refreshed
    assert words in said.sentence


def test_of_two_versions_the_later_counts() -> None:
    four = replace(THREE, label="Risk assessment 4", approved_on=date(2027, 2, 1))
    assert refreshing(replace(EMPTY, versions=(four, THREE))) == four


def test_a_year_that_is_over_says_no() -> None:
    said = answer(replace(EMPTY, today=AFTER))
    assert (said.sentence, said.assurance) == (
        "No: no version of the risk assessment was approved in 2026/27.",
        "No body was assured of it.",
    )
    assert answer(EMPTY).assurance == "No body has been assured of it yet."
    assert not replace(EMPTY, today=YEAR.end).over


@pytest.mark.parametrize(
    ("outcome", "counts"), [("no_change", True), ("changed", True), ("adequate", True), ("referred", False)]
)
def test_a_body_that_refers_up_was_not_assured(outcome: str, counts: bool) -> None:
    found = replace(EMPTY, reviews=(ReviewFact(IN_YEAR, "Council", outcome),), bodies=("Council", "Executive"))
    said = answer(found)
    assert said.assured == (("Council",) if counts else ())
    assert said.lacking == (("Executive",) if counts else ("Council", "Executive"))


def test_who_was_assured_is_told_with_day_outcome_and_minute() -> None:
    reviewed = (
        ReviewFact(date(2026, 10, 13), "Council", "changed", "CNL 1"),
        ReviewFact(date(2026, 12, 2), "Council", "adequate", "CNL 2"),
        ReviewFact(date(2026, 12, 3), "", "adequate"),
    )
    three = replace(THREE, of_bodies=(("Senate", date(2026, 10, 19), "SEN 4"), ("Old", date(2026, 7, 1), "O 1")))
    taken_back = replace(THREE, withdrawn=True, of_bodies=(("Board", date(2026, 10, 19), "B 1"),))
    said = answer(replace(EMPTY, reviews=reviewed, versions=(three, taken_back)))
    assert said.assurance == (
        "Assured of it: Senate (19 October 2026, approved Risk assessment 3, minute SEN 4); "
        "Council (2 December 2026, reviewed the plan, judged adequate, minute CNL 2)."
    )


def test_the_versions_of_the_year_are_told_with_their_approvals() -> None:
    approved = replace(THREE, approvals=("A second person, 19 October 2026", "Council, minute 1, 20 October 2026"))
    published = replace(THREE, label="Action plan 2", published_on=date(2026, 10, 21))
    (table,) = document_of(replace(EMPTY, versions=(approved, published))).tables()
    told = [[plain(cell.text) for cell in row if cell] for row in table.rows]
    assert told == [
        [
            "Risk assessment 3",
            "13 October 2026",
            "Approved",
            "A second person, 19 October 2026\nCouncil, minute 1, 20 October 2026",
            "Not published",
        ],
        ["Action plan 2", "13 October 2026", "Approved", "None", "21 October 2026"],
    ]


def test_the_version_that_lay_before_them_has_a_column_where_one_is_named() -> None:
    unnamed = ReviewFact(IN_YEAR, "Council", "adequate")
    named = replace(unnamed, plan_version="Risk assessment 3")
    for reviewed, columns in (((unnamed,), 4), ((unnamed, named), 5)):
        (table,) = document_of(replace(EMPTY, reviews=reviewed)).tables()
        assert len(table.columns) == columns
        assert all(len(row) == columns for row in table.rows)


# --- the evidence -----------------------------------------------------------------------------------------------------
def at(year: int, month: int, day: int) -> Any:
    return clock.set_to(datetime(year, month, day, 12, tzinfo=UTC))


@pytest.fixture
def lived(db: None) -> dict[str, Any]:
    """A register since 2025; in 2026/27 a version that council approved, reviews, a roll-forward and a new area."""
    with at(2025, 9, 1):
        lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
        secretary = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
        council, executive = factories.make_body("Council"), factories.make_body("Executive")
        section = areas.add_section(by=lead, number="1", title="Leadership")
        first, second, third = (
            areas.add_area(by=lead, section=section, title=title, hazard="Hidden words")
            for title in ("A group meets", "Staff know", "Old ways")
        )
        areas.restrict_passages(by=lead, area=first.area, passages=["hazard"], reason="It would help somebody.")
        for reference, body in (("plan-governing", council), ("plan-executive", executive)):
            cycles.edit_cycle(by=lead, reference=reference, revision=1, rule=Rule(Rhythm.YEARLY), body=body)
        document.set_risk_entry(by=lead, opened_at=0, register_reference="CRR 1", title="Prevent")
    with at(2026, 9, 1):
        roll_forward(by=lead, to_year=2026, choices={})
        areas.retire_area(by=lead, area=third.area, reason="Gone.")
    with at(2026, 10, 13):
        areas.add_area(by=lead, section=section, title="A new risk")
        areas.rate_area(by=lead, area=first.area, rag="amber", reason="So it is.")
        reviews.record_review(by=lead, area=second.area, reviewed_on=clock.today(), outcome="no_change")
        wrong = reviews.record_review(by=lead, area=first.area, reviewed_on=clock.today(), outcome="no_change")
        reviews.withdraw_review(by=lead, review=wrong, why="Another row.")
        for what, body, outcome in (
            ("plan", executive, "referred"),
            ("plan", council, "adequate"),
            ("risk_entry", council, "no_change"),
        ):
            reviews.record_plan_review(
                by=lead, what=what, body=body, reviewed_on=clock.today(), outcome=outcome, minute=f"M {what}"
            )
    return {"lead": lead, "secretary": secretary, "council": council, "executive": executive}


def test_the_evidence_of_a_year(lived: dict[str, Any]) -> None:
    with at(2026, 11, 28):
        found = year_of_evidence(lived["lead"], YEAR)
        assert found is not None
        assert {name: found.count(name) for name in ("reviewed", "rated", "changed", "new")} == {
            "reviewed": 1,
            "rated": 1,
            "changed": 1,
            "new": 1,
        }
        assert [area.label for area in found.areas] == ["1.1 A group meets", "1.2 Staff know", "1.4 A new risk"]
        assert [(one.body, one.outcome) for one in found.reviews] == [
            ("Executive", "referred"),
            ("Council", "adequate"),
        ]
        assert [one.minute for one in found.entry_reviews] == ["M risk_entry"]
        assert found.opened == (date(2026, 9, 1), "Prue Lead")
        last = Entry.objects.filter(verb="plan.risk_entry_reviewed").latest("number")
        assert found.head == (last.number, last.hash)
        factories.make_body()  # what has nothing to do with it is not told
        assert year_of_evidence(lived["lead"], YEAR).head == found.head  # type: ignore[union-attr]
        said = answer(found)
        assert (said.assured, said.lacking, said.refreshed) == (("Council",), ("Executive",), False)
        assert year_choices(clock.today()) == [YEAR, YEAR.previous]


def test_the_version_that_refreshed_it(lived: dict[str, Any]) -> None:
    from dueregard.publication.workflows.versions import approve_version

    lead, secretary = lived["lead"], lived["secretary"]
    with at(2026, 11, 1):
        version = propose_version(by=lead, kind=Kind.RISK_ASSESSMENT, yearly=True)
        other = propose_version(by=lead, kind=Kind.ACTION_PLAN)
        withdraw_version(by=lead, version=other, why="Not yet.")
    with at(2026, 11, 2):
        approve_version(by=secretary, version=version, hash=version.hash)
        record_approval_of_body(
            by=secretary,
            version=version,
            hash=version.hash,
            body=lived["council"],
            minute="CNL 9",
            approved_on=clock.today(),
        )
        during = year_of_evidence(lead, YEAR)
        entry = Entry.objects.filter(verb="publication.approved").latest("number")
        assert during is not None
        assert during.head == (entry.number, entry.hash)
    with at(2027, 9, 1):
        found = year_of_evidence(lead, YEAR)
        assert found is not None
        first, second = found.versions
        assert (first.label, first.state, first.approved_on) == ("Risk assessment 1", "Approved", date(2026, 11, 2))
        assert first.approvals == ("A second person, 2 November 2026", "Council, minute CNL 9, 2 November 2026")
        assert second.withdrawn
        said = answer(found)
        assert said.sentence.startswith("Yes: Risk assessment 1")
        assert "approved Risk assessment 1, minute CNL 9" in said.assurance
        assert found.over
        # the trail's head is that of the year, and the year after has nothing of it
        assert found.head is not None
        later = year_of_evidence(lead, YEAR.next)
        assert later is not None
        assert (later.versions, later.reviews, later.opened) == ((), (), None)
        factories.make_body()
        assert year_of_evidence(lead, YEAR).head == found.head  # type: ignore[union-attr]


def test_a_year_before_everything_is_empty(lived: dict[str, Any]) -> None:
    with at(2026, 11, 28):
        found = year_of_evidence(lived["lead"], AcademicYear(2024))
    assert found is not None
    assert (found.areas, found.head, found.versions) == ((), None, ())
    assert document_of(found).title == question(AcademicYear(2024))


# --- who, page and papers ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role.values, ""])
def test_who_may_read_it(role: str, db: None) -> None:
    viewer = factories.make_account(*([role] if role else []))
    may = role not in {Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF, ""}
    assert permissions.can_read_assurance(viewer) is may
    assert (year_of_evidence(viewer, YEAR) is not None) is may


def test_everybody_is_shown_the_same_and_nothing_restricted(
    lived: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    with at(2026, 11, 28):
        url = reverse("publication:assurance")
        seen = set()
        for viewer in (lived["lead"], factories.make_account(Role.GOVERNOR), factories.make_account(Role.AUDITOR)):
            found = year_of_evidence(viewer, YEAR)
            assert found is not None
            seen.add(str(document_of(replace(found, head=None)).blocks))
            client = factories.signed_in(viewer)
            client.get(url)
            with django_assert_max_num_queries(20):
                text = client.get(url).content.decode()
            assert "Hidden words" not in text
            assert "Not yet: no version of the risk assessment has been approved in 2026/27 so far." in text
        assert len(seen) == 1


def test_the_figures_open_their_rows(lived: dict[str, Any]) -> None:
    client = factories.signed_in(factories.make_account(Role.GOVERNOR))
    with at(2026, 11, 28):
        text = client.get(reverse("publication:assurance")).content.decode()
        for which in ("reviewed", "rated", "changed", "new"):
            url = f"{reverse('publication:assurance_areas', args=[which])}?year=2026"
            assert url in text
            rows = client.get(url)
            assert (len(rows.context["counted"]), len(rows.context["others"])) == (1, 2)
        assert client.get(reverse("publication:assurance_areas", args=["nonsense"])).status_code == 404
        for query in ("year=1999", "year=x", "format=exe"):
            assert client.get(f"{reverse('publication:assurance')}?{query}").status_code == 404


def test_it_is_taken_as_word_and_pdf(lived: dict[str, Any]) -> None:
    client = factories.signed_in(factories.make_account(Role.GOVERNOR))
    with at(2026, 11, 28):
        word = client.get(reverse("publication:assurance") + "?year=2026&format=docx")
        pdf = client.get(reverse("publication:assurance") + "?year=2026&format=pdf")
    assert word["Content-Disposition"] == 'attachment; filename="prevent-evidence-2026-27.docx"'
    with zipfile.ZipFile(BytesIO(word.content)) as parts:
        body = parts.read("word/document.xml").decode()
    assert "judged adequate" in body
    assert "Hidden words" not in body
    assert pdf.content.startswith(b"%PDF")
