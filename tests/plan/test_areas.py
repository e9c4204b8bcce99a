"""Adding, editing, rating, restricting, moving, retiring areas: what changes, what is refused, what is recorded."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.leads import lead_as_written
from dueregard.plan.models import Area, AreaLead, AreaRevision, Evidence
from dueregard.plan.queries.areas import area_page
from dueregard.plan.queries.history import history
from dueregard.plan.workflows import areas, evidence, leads, reviews, saved
from tests import factories

pytestmark = pytest.mark.django_db


def current(area: Area) -> AreaRevision:
    return AreaRevision.objects.get(as_recorded(None), area=area)


def verbs(area: Area) -> list[str]:
    return list(Entry.objects.filter(subject=area.reference).order_by("number").values_list("verb", flat=True))


def test_a_new_area_takes_the_next_number_and_gaps_stay(small: Any) -> None:
    row = areas.add_area(by=small.lead, section=small.training, title=" New\x00 area ")
    assert row.area.number == "2.4"
    assert row.title == "New area"
    assert verbs(row.area) == ["plan.area_added"]


def test_a_number_that_was_given_stays_taken_even_when_retired(small: Any) -> None:
    areas.retire_area(by=small.lead, area=small.officers.area, reason="Merged")
    with pytest.raises(Refused, match=r"2\.3 is taken"):
        areas.add_area(by=small.lead, section=small.training, title="Another", number="2.3")
    assert areas.add_area(by=small.lead, section=small.training, title="Another").area.number == "2.4"


def test_sections_too(small: Any) -> None:
    with pytest.raises(Refused, match="taken"):
        areas.add_section(by=small.lead, number="1", title="Again")
    with pytest.raises(Refused):
        areas.add_section(by=small.lead, number="9", title="  ")
    renamed = areas.rename_section(by=small.lead, section=small.training, title="Training and awareness")
    assert renamed.title == "Training and awareness"
    assert areas.rename_section(by=small.lead, section=renamed, title="Training and awareness").pk == renamed.pk
    page = area_page(small.lead, small.officers.area.reference)
    assert page is not None
    assert page.section == "2 Training and awareness"


def test_an_edit_keeps_what_was(small: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    areas.edit_area(by=small.lead, area=area, revision=area.revision, title="Staff know", actions_taken="A page.")
    assert [r.title for r in AreaRevision.objects.filter(area=area).order_by("pk")] == [
        "Staff know the duty",
        "Staff know",
    ]
    entry = Entry.objects.get(subject=area.reference, verb="plan.area_edited")
    assert entry.summary == "Edited risk area 2.1: title, actions taken."
    assert entry.detail.values["title"] == ["Staff know the duty", "Staff know"]
    changes = history(small.lead, area)
    assert ("Actions taken", "", "A page.") in changes[0].fields


def test_saving_the_same_again_records_nothing(small: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    before = Entry.objects.count()
    areas.edit_area(by=small.lead, area=area, revision=area.revision, title="Staff know the duty")
    assert Entry.objects.count() == before
    assert Area.objects.get(pk=area.pk).revision == area.revision


def test_the_second_of_two_editors_is_told_and_nothing_is_overwritten(small: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    opened_at = area.revision
    areas.edit_area(by=small.lead, area=area, revision=opened_at, title="First")
    with pytest.raises(ChangedSince) as told:
        areas.edit_area(by=small.lead, area=area, revision=opened_at, title="Second")
    assert told.value.current["title"] == "First"
    assert told.value.by_name == "Prue Lead"
    assert current(area).title == "First"
    areas.edit_area(by=small.lead, area=area, revision=told.value.revision, title="Second")
    assert current(area).title == "Second"


def test_an_area_needs_a_title_and_only_its_own_fields_are_edited(small: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    with pytest.raises(Refused):
        areas.edit_area(by=small.lead, area=area, revision=area.revision, title=" \n")
    with pytest.raises(Refused):
        areas.edit_area(by=small.lead, area=area, revision=area.revision, rag="green")
    with pytest.raises(Refused):
        areas.add_area(by=small.lead, section=small.training, title="")


def test_a_rating_needs_a_reason_and_whole_pairs(small: Any) -> None:
    area = small.group.area
    row = areas.rate_area(by=small.lead, area=area, rag="amber", reason="Two vacancies", likelihood=3, impact=4)
    assert (row.rag, row.likelihood, row.impact, row.rated_on) == ("amber", 3, 4, clock.today())
    for wrong in (
        {"rag": "amber", "reason": " "},
        {"rag": "blue", "reason": "x"},
        {"rag": "red", "reason": "x", "likelihood": 3},
        {"rag": "red", "reason": "x", "residual_impact": 3},
        {"rag": "red", "reason": "x", "likelihood": 6, "impact": 1},
    ):
        with pytest.raises(Refused):
            areas.rate_area(by=small.lead, area=area, **wrong)
    assert current(area).rag == "amber"


def test_the_secretary_rates_but_does_not_edit(small: Any) -> None:
    secretary = factories.make_account(Role.UNIVERSITY_SECRETARY)
    areas.rate_area(by=secretary, area=small.group.area, rag="green", reason="In place")
    with pytest.raises(NotPermitted):
        areas.edit_area(by=secretary, area=small.group.area, revision=2, title="Mine")


@pytest.mark.parametrize("role", [Role.STEERING_MEMBER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF])
def test_others_change_nothing(small: Any, role: str) -> None:
    by, area = factories.make_account(role), small.group.area
    lead = lead_as_written(by=small.lead, words="Nobody")
    before = (Entry.objects.count(), AreaRevision.objects.count())
    found = evidence.add_evidence(by=small.lead, area=area, title="Minutes", url="https://example.org/m")
    before = (Entry.objects.count(), AreaRevision.objects.count())
    for attempt in (
        lambda: areas.add_section(by=by, number="7", title="x"),
        lambda: areas.rename_section(by=by, section=small.training, title="x"),
        lambda: areas.add_area(by=by, section=small.training, title="x"),
        lambda: areas.edit_area(by=by, area=area, revision=1, title="x"),
        lambda: areas.rate_area(by=by, area=area, rag="red", reason="x"),
        lambda: areas.set_area_leads(by=by, area=area, leads=[lead]),
        lambda: areas.restrict_passages(by=by, area=area, passages=["hazard"], reason="x"),
        lambda: areas.retire_area(by=by, area=area, reason="x"),
        lambda: areas.restore_area(by=by, area=area, reason="x"),
        lambda: areas.move_area(by=by, area=area, section=small.training, after=None),
        lambda: evidence.add_evidence(by=by, area=area, title="x", url="https://example.org"),
        lambda: evidence.remove_evidence(by=by, evidence=found, reason="x"),
        lambda: reviews.record_review(by=by, area=area, reviewed_on=clock.today(), outcome="no_change"),
        lambda: leads.succeed_lead(by=by, leaver=lead, successor=lead),
        lambda: leads.leads_chosen(by=by, references=[lead.reference]),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert (Entry.objects.count(), AreaRevision.objects.count()) == before


def test_leads_over_time(small: Any) -> None:
    area = small.group.area
    first, second = (lead_as_written(by=small.lead, words=words) for words in ("Registrar", "Head of Security"))
    areas.set_area_leads(by=small.lead, area=area, leads=[first, second, first])
    areas.set_area_leads(by=small.lead, area=area, leads=[second])
    assert AreaLead.objects.filter(area=area).count() == 2
    assert [r.lead.label for r in AreaLead.objects.filter(as_recorded(None), area=area)] == ["Head of Security"]
    before = Entry.objects.count()
    areas.set_area_leads(by=small.lead, area=area, leads=[second])
    assert Entry.objects.count() == before


def test_retire_and_restore(small: Any) -> None:
    area = small.officers.area
    with pytest.raises(NotAllowedNow):
        areas.restore_area(by=small.lead, area=area, reason="x")
    with pytest.raises(Refused):
        areas.retire_area(by=small.lead, area=area, reason="")
    areas.retire_area(by=small.lead, area=area, reason="Merged into 2.1")
    with pytest.raises(NotAllowedNow):
        areas.retire_area(by=small.lead, area=area, reason="again")
    with pytest.raises(NotAllowedNow):
        areas.edit_area(by=small.lead, area=area, revision=Area.objects.get(pk=area.pk).revision, title="x")
    with pytest.raises(NotAllowedNow):
        areas.rate_area(by=small.lead, area=area, rag="red", reason="x")
    assert areas.restore_area(by=small.lead, area=area, reason="Needed").retired_on is None
    assert verbs(area)[-2:] == ["plan.area_retired", "plan.area_restored"]


def order(section: Any) -> list[str]:
    rows = AreaRevision.objects.filter(as_recorded(None), section=section.section).order_by("position")
    return [row.area.number or "" for row in rows]


def test_moving_within_and_between_sections(small: Any) -> None:
    areas.move_area(by=small.lead, area=small.officers.area, section=small.training, after=None)
    assert order(small.training) == ["2.3", "2.1"]
    areas.move_area(by=small.lead, area=small.group.area, section=small.training, after=small.officers.area)
    assert order(small.training) == ["2.3", "1.1", "2.1"]
    assert order(small.partnership) == []
    with pytest.raises(Refused):
        areas.move_area(by=small.lead, area=small.group.area, section=small.partnership, after=small.officers.area)
    areas.move_area(by=small.lead, area=small.group.area, section=small.partnership, after=None)
    assert order(small.partnership) == ["1.1"]


def test_restricted_passages_stay_out_of_the_trail_and_of_others_pages(small: Any) -> None:
    area = Area.objects.get(pk=small.group.area_id)
    areas.edit_area(by=small.lead, area=area, revision=area.revision, hazard="A named student was approached")
    areas.restrict_passages(by=small.lead, area=area, passages=["hazard"], reason="Names somebody")
    area.refresh_from_db()
    areas.edit_area(by=small.lead, area=area, revision=area.revision, hazard="Somebody was approached by name")
    with pytest.raises(Refused):
        areas.restrict_passages(by=small.lead, area=area, passages=["title"], reason="x")
    member = factories.make_account(Role.STEERING_MEMBER)
    page = area_page(member, area.reference)
    assert page is not None
    assert page.passage("hazard").withheld
    assert page.passage("hazard").paragraphs == []
    told = Entry.objects.filter(subject=area.reference, verb="plan.area_edited").order_by("number").last()
    assert told is not None
    assert told.detail.values == {"hazard": "restricted"}
    shown = [pair for change in history(member, area) for pair in change.fields if pair[0] == "Hazard"]
    assert shown
    assert all(pair[1] is None for pair in shown)
    assert ("Hazard", "A named student was approached", "Somebody was approached by name") in [
        pair for change in history(small.lead, area) for pair in change.fields
    ]


def test_evidence_is_a_link_or_a_file_with_versions(small: Any) -> None:
    area = small.group.area
    link = evidence.add_evidence(by=small.lead, area=area, title="Minutes", url="https://example.org/minutes")
    file = evidence.add_evidence(by=small.lead, area=area, title="Terms", stream=BytesIO(b"one"), file_name="../t.docx")
    evidence.add_evidence_version(by=small.lead, evidence=file, stream=BytesIO(b"two"), file_name="t2.docx")
    assert [(f.number, f.file.name) for f in file.files.order_by("number")] == [(1, "t.docx"), (2, "t2.docx")]
    for wrong in (
        {"title": "", "url": "https://example.org"},
        {"title": "x"},
        {"title": "x", "url": "javascript:alert(1)"},
        {"title": "x", "url": "https://example.org", "stream": BytesIO(b"x")},
        {"title": "x", "stream": BytesIO(b"")},
    ):
        with pytest.raises(Refused):
            evidence.add_evidence(by=small.lead, area=area, **wrong)
    with pytest.raises(Refused, match="link"):
        evidence.add_evidence_version(by=small.lead, evidence=link, stream=BytesIO(b"x"), file_name="x")
    evidence.remove_evidence(by=small.lead, evidence=link, reason="Moved")
    with pytest.raises(NotAllowedNow):
        evidence.remove_evidence(by=small.lead, evidence=link, reason="Moved")
    with pytest.raises(Refused):
        evidence.remove_evidence(by=small.lead, evidence=file, reason=" ")
    assert Evidence.objects.filter(area=area, removed_at=None).count() == 1


def test_a_review_sets_the_next_one(small: Any) -> None:
    area, today = small.group.area, clock.today()
    reviews.record_review(
        by=small.lead, area=area, reviewed_on=today, outcome="no_change", next_review_on=today + timedelta(days=365)
    )
    assert current(area).review_on == today + timedelta(days=365)
    for wrong in (
        {"reviewed_on": today + timedelta(days=1), "outcome": "changed"},
        {"reviewed_on": today, "outcome": "fine"},
        {"reviewed_on": today, "outcome": "changed", "next_review_on": today},
    ):
        with pytest.raises(Refused):
            reviews.record_review(by=small.lead, area=area, **wrong)


def test_saved_views_are_ones_own(small: Any) -> None:
    other = factories.make_account(Role.STEERING_MEMBER)
    first = saved.save_view(by=small.lead, name="Red ones", query="rag=red")
    again = saved.save_view(by=small.lead, name="red ONES", query="rag=amber")
    assert (first.pk, again.query) == (again.pk, "rag=amber")
    saved.delete_view(by=other, reference=first.reference)
    assert saved.SavedView.objects.filter(pk=first.pk).exists()
    saved.delete_view(by=small.lead, reference=first.reference)
    assert not saved.SavedView.objects.filter(pk=first.pk).exists()
    with pytest.raises(Refused):
        saved.save_view(by=other, name=" ", query="")
    for number in range(saved.MOST_VIEWS):
        saved.save_view(by=other, name=f"View {number}", query="")
    with pytest.raises(Refused, match="delete one first"):
        saved.save_view(by=other, name="One more", query="")


def test_everything_above_leaves_a_sound_trail(small: Any) -> None:
    areas.rate_area(by=small.lead, area=small.group.area, rag="red", reason="x", rated_on=date(2026, 1, 1))
    assert list(faults()) == []
