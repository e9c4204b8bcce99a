"""Two people correct the same thing of the organisation: the second is told, and nothing of either is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.kernel.require import ChangedSince
from dueregard.organisation.models import Body, Campus, Initials, Membership, Post, TermDate
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import AcademicYear
from dueregard.organisation.workflows import bodies, memberships, terms
from tests import factories
from tests.factories import COMMAND, make_account, make_body, make_person, make_post, signed_in
from tests.sent import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(db: None) -> tuple[Any, Any]:
    """Two people at their own browsers."""
    return (
        signed_in(make_account(Role.PREVENT_LEAD, name="Prue Lead")),
        signed_in(make_account(Role.PREVENT_OFFICER, name="Olu Officer")),
    )


def labels(page: Any) -> list[str]:
    return [field["label"] for field in page.context["conflict"]["fields"]]


def both(two: tuple[Any, Any], url: str, hers: dict[str, Any], his: dict[str, Any]) -> Any:
    """Both open the form, she saves, he saves: the page that he is shown. Then he saves that."""
    prue, olu = two
    first, second = prue.get(url), olu.get(url)
    assert prue.post(url, fields_of(first, **hers)).status_code == 302
    page = olu.post(url, fields_of(second, **his))
    assert page.status_code == 200
    assert "Prue Lead saved this while you were writing" in page.content.decode()
    assert olu.post(url, fields_of(page)).status_code == 302
    return page


def url(name: str, *args: Any) -> str:
    return reverse(f"organisation:{name}", args=args)


def test_a_body(two: tuple[Any, Any]) -> None:
    body = make_body("Steering group")
    page = both(
        two,
        url("correct_body", body.reference),
        {"name": "Prevent steering group", "began_on": "1 May 2020"},
        {"name": "The steering group"},
    )
    assert labels(page) == ["Name"]
    assert len(page.context["conflict"]["kept"]) == 1
    row = Body.objects.get(pk=body.pk)
    assert (row.name, row.began_on) == ("The steering group", date(2020, 5, 1))


def test_a_post(two: tuple[Any, Any]) -> None:
    post, body = make_post("Registrar"), make_body("Registry")
    page = both(two, url("correct_post", post.reference), {"body": body.reference}, {"title": "The Registrar"})
    assert labels(page) == []
    row = Post.objects.get(pk=post.pk)
    assert (row.title, row.body_id) == ("The Registrar", body.pk)


def test_a_campus(two: tuple[Any, Any]) -> None:
    campus = factories.make_campus("North")
    page = both(two, url("rename_campus", campus.reference), {"name": "North side"}, {"name": "Northern"})
    assert labels(page) == ["Name"]
    assert Campus.objects.get(pk=campus.pk).name == "Northern"


def test_initials(two: tuple[Any, Any]) -> None:
    entry = factories.make_initials()
    page = both(two, url("correct_initials", entry.reference), {"meaning": "Head of security"}, {"letters": "HSEC"})
    assert labels(page) == []
    row = Initials.objects.get(pk=entry.pk)
    assert (row.letters, row.meaning) == ("HSEC", "Head of security")


def test_a_seat_that_somebody_else_has_ended(two: tuple[Any, Any]) -> None:
    row = memberships.add_membership(by=COMMAND, body=make_body("Council"), person=make_person("A. Person"))
    prue, olu = two
    address = url("correct_membership", row.reference)
    opened = olu.get(address)
    assert prue.post(url("end_membership", row.reference), {"on": "1 May 2025"}).status_code == 302
    page = olu.post(address, fields_of(opened, seat="chair"))
    assert (labels(page), len(page.context["conflict"]["kept"])) == ([], 1)
    assert olu.post(address, fields_of(page)).status_code == 302
    row = Membership.objects.get(pk=row.pk)
    assert (row.seat, row.to_on) == ("chair", date(2025, 5, 1))


def test_a_seat_that_ended_with_its_body_keeps_its_end(two: tuple[Any, Any]) -> None:
    body = make_body("Council")
    row = memberships.add_membership(by=COMMAND, body=body, person=make_person("A. Person"))
    bodies.end_body(by=COMMAND, body=body, on=date(2025, 5, 1))
    with pytest.raises(ChangedSince):
        memberships.correct_membership(
            by=COMMAND, membership=row, seat="chair", from_on=None, to_on=None, revision=row.revision
        )


def test_the_terms_of_a_year(two: tuple[Any, Any]) -> None:
    page = both(
        two,
        url("set_terms", 2026),
        {"autumn_start": "5 October 2026", "spring_end": "20 March 2027"},
        {"autumn_start": "6 October 2026"},
    )
    assert labels(page) == ["Autumn term starts"]
    assert page.context["conflict"]["kept"] == ["Spring term ends"]
    found = {term.name: term for term in term_dates().terms(AcademicYear(2026))}
    assert (found["autumn"].start, found["spring"].end) == (date(2026, 10, 6), date(2027, 3, 20))
    assert TermDate.objects.count() == 3


def test_terms_that_went_back_to_the_usual_are_changed_too(two: tuple[Any, Any]) -> None:
    prue, olu = two
    address, year = url("set_terms", 2026), AcademicYear(2026)
    assert prue.post(address, fields_of(prue.get(address), autumn_start="5 October 2026")).status_code == 302
    opened = olu.get(address)
    terms.use_usual_terms(by=COMMAND, year=year)
    page = olu.post(address, fields_of(opened, spring_end="20 March 2027"))
    assert page.context["conflict"]["kept"] == ["Autumn term starts"]


def test_a_correction_that_nobody_crossed_says_nothing(two: tuple[Any, Any]) -> None:
    prue, _ = two
    body = make_body("Steering group")
    address = url("correct_body", body.reference)
    assert prue.post(address, fields_of(prue.get(address), name="Other")).status_code == 302
    assert "while you were writing" not in prue.get(address).content.decode()
