"""The plan's pages as a browser asks for them: what they show, what they refuse, what a form keeps."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.organisation.workflows.leads import lead_as_written
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.workflows import areas, evidence, steps
from tests import factories

pytestmark = pytest.mark.django_db

# The literal bounds of DESIGN section 8: a list page may never grow with its rows.
REGISTER_QUERIES = 11
AREA_QUERIES = 12


@pytest.fixture
def client(small: Any) -> Any:
    return factories.signed_in(small.lead)


def url(name: str, *args: Any) -> str:
    return reverse(f"plan:{name}", args=args)


def test_the_register_page_has_a_literal_bound(small: Any, client: Any, django_assert_max_num_queries: Any) -> None:
    lead = lead_as_written(by=small.lead, words="Registrar")
    for number in range(60):
        row = areas.add_area(by=small.lead, section=small.training, title=f"Area {number}", leads=[lead])
        steps.add_step(by=small.lead, area=row.area, new=steps.NewAction("Something"))
    client.get(url("register") + "?all=1")
    with django_assert_max_num_queries(REGISTER_QUERIES):
        page = client.get(url("register") + "?all=1")
    assert page.status_code == 200
    assert "Showing 1 to 50 of 63 risk areas" in page.content.decode()


def test_the_area_page_has_a_literal_bound(small: Any, client: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        steps.add_step(by=small.lead, area=small.group.area, new=steps.NewAction(f"Step {number}"))
        evidence.add_evidence(by=small.lead, area=small.group.area, title="x", stream=BytesIO(b"x"), file_name="x")
    with django_assert_max_num_queries(AREA_QUERIES):
        page = client.get(url("area", small.group.area.reference))
    assert "Step 19" in page.content.decode()


def test_filters_are_remembered_and_can_be_cleared(small: Any, client: Any) -> None:
    client.get(url("register") + "?rag=unknown&overdue=on")
    back = client.get(url("register"))
    assert back.status_code == 302
    assert back["Location"].endswith("?rag=unknown&overdue=on")
    client.get(url("register") + "?all=1")
    assert client.get(url("register")).status_code == 200


def test_a_filter_that_is_not_understood_is_said_and_left_out(small: Any, client: Any) -> None:
    page = client.get(url("register") + "?changed_since=soon&section=nonsense&rag=blue&page=7x&sort=zz&no_such=1")
    text = page.content.decode()
    assert page.status_code == 200
    assert "write a day like 4 December 2026" in text
    assert "Showing 1 to 3 of 3" in text


def test_views_are_saved_and_deleted(small: Any, client: Any) -> None:
    client.post(url("save_view"), {"name": "Red ones", "query": "rag=red"})
    page = client.get(url("register") + "?all=1").content.decode()
    assert "Red ones" in page
    from dueregard.plan.models import SavedView

    view = SavedView.objects.get(name="Red ones")
    assert client.post(url("save_view"), {"name": "", "query": "rag=red"}).status_code == 302
    client.post(url("delete_view", view.reference))
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_an_empty_register_says_what_to_do_next(db: None) -> None:
    client = factories.signed_in(factories.make_account(Role.PREVENT_LEAD))
    assert "Bring your plan" in client.get(url("register")).content.decode()
    reader = factories.signed_in(factories.make_account(Role.STEERING_MEMBER))
    text = reader.get(url("register")).content.decode()
    assert "has not brought a plan yet" in text
    assert "Bring your plan" not in text


def test_hidden_areas_are_not_found(small: Any) -> None:
    from dueregard.organisation.workflows.campuses import add_campus

    north, south = add_campus(by=small.lead, name="North"), add_campus(by=small.lead, name="South")
    hidden = areas.add_area(by=small.lead, section=small.training, title="North only", campus=north).area.reference
    client = factories.signed_in(factories.make_account(Role.PREVENT_OFFICER, scope=south))
    for name in ("area", "area_history", "edit_area", "rate_area", "set_area_leads", "retire_area", "add_step"):
        assert client.get(url(name, hidden)).status_code == 404
        assert client.get(url(name, "NOSUCHAREA")).status_code == 404


FORMS = {
    "edit_area": {"title": "", "actions_taken": "typed with care"},
    "rate_area": {"rag": "amber", "reason": "", "likelihood": "3"},
    "restrict_passages": {"passages": "hazard", "reason": ""},
    "retire_area": {"reason": ""},
    "add_evidence": {"title": "typed with care", "url": "javascript:alert(1)"},
    "add_step": {"text": "typed with care", "due": "when pigs fly"},
    "record_review": {"reviewed_on": "yesterday-ish", "outcome": "changed", "note": "typed with care"},
    "set_area_leads": {"leads": "NOSUCHLEAD", "reason": "typed with care"},
    "move_area": {"section": "NOSUCH"},
}


@pytest.mark.parametrize("name", FORMS)
def test_bad_input_changes_nothing_keeps_what_was_typed_and_says_what_to_do(name: str, small: Any, client: Any) -> None:
    before = AreaRevision.objects.count()
    page = client.post(url(name, small.group.area.reference), FORMS[name])
    text = page.content.decode()
    assert page.status_code == 200
    assert 'class="error-summary"' in text
    assert "<title>Error: " in text
    for typed in FORMS[name].values():
        if typed == "typed with care":
            assert typed in text
    assert AreaRevision.objects.count() == before


def test_adding_a_section_and_an_area(small: Any, client: Any) -> None:
    assert client.post(url("add_section"), {"number": "3", "title": "Welfare"}).status_code == 302
    again = client.post(url("add_section"), {"number": "3", "title": "Welfare"})
    assert "stays taken" in again.content.decode()
    choices = again.client.get(url("add_area")).context["form"].fields["section"].choices
    section = next(reference for reference, label in choices if "Welfare" in label)
    made = client.post(url("add_area"), {"section": section, "title": "Pastoral care is there"})
    assert made.status_code == 302
    assert Area.objects.filter(number="3.1").exists()
    lost = client.post(url("add_area"), {"section": "", "title": "typed with care"})
    assert "typed with care" in lost.content.decode()
    taken = client.post(url("add_area"), {"section": section, "title": "x", "number": "1.1"})
    assert "stays taken" in taken.content.decode()


def test_the_second_of_two_people_sees_the_difference_and_loses_nothing(small: Any, client: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    other = factories.signed_in(factories.make_account(Role.PREVENT_OFFICER, name="Olive Officer"))
    address = url("edit_area", area.reference)
    opened = client.get(address).context["form"]["revision"].value()
    other.post(address, {"revision": opened, "title": "Their title", "actions_taken": "Theirs"})
    page = client.post(address, {"revision": opened, "title": "My title", "actions_taken": "Mine"})
    text = page.content.decode()
    assert "Changed since you opened it" in text
    assert "Olive Officer" in text
    assert "My title" in text
    assert "Theirs" in text
    revision = page.context["form"]["revision"].value()
    assert client.post(address, {"revision": revision, "title": "My title", "actions_taken": "Both"}).status_code == 302
    assert AreaRevision.objects.get(area=area, recorded_to=None).title == "My title"


def test_the_same_for_a_next_step(small: Any, client: Any) -> None:
    address = url("edit_step", small.awareness.area.reference, small.dated.action.reference)
    form = client.get(address).context["form"]
    typed = {"revision": form["revision"].value(), "text": "Mine", "due": "Spring term 2027", "depends_on": "1.1, 2.3"}
    steps.edit_step(by=small.lead, area=small.awareness.area, action=small.dated.action, revision=1, text="Theirs")
    page = client.post(address, typed)
    assert "Changed since you opened it" in page.content.decode()
    typed["revision"] = page.context["form"]["revision"].value()
    assert client.post(address, typed).status_code == 302
    text = client.get(url("area", small.awareness.area.reference)).content.decode()
    assert "Mine" in text
    assert "Spring term 2027" in text
    assert "Depends on 1.1, 2.3" in text


def test_moving_a_step_by_its_pages(small: Any, client: Any) -> None:
    def move(verb: str) -> str:
        return url("move_step", small.awareness.area.reference, small.dated.action.reference, verb)

    assert client.get(move("finish")).status_code == 200
    assert client.post(move("drop"), {"reason": ""}).status_code == 200
    assert client.post(move("finish"), {"reason": ""}).status_code == 302
    twice = client.post(move("finish"), {"reason": ""})
    assert "You cannot finish what is done" in twice.content.decode()
    assert client.get(move("explode")).status_code == 404
    other = url("move_step", small.group.area.reference, small.dated.action.reference, "finish")
    assert client.get(other).status_code == 404


def test_evidence_is_downloaded_never_shown(small: Any, client: Any) -> None:
    address = url("add_evidence", small.group.area.reference)
    file = SimpleUploadedFile("<script>.html", b"<script>alert(1)</script>", content_type="text/html")
    assert client.post(address, {"title": "Minutes", "file": file, "restricted": "on"}).status_code == 302
    from dueregard.plan.models import Evidence

    found = Evidence.objects.get(title="Minutes")
    args = (small.group.area.reference, found.reference)
    answer = client.get(url("evidence_file", *args, 1))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    member = factories.signed_in(factories.make_account(Role.STEERING_MEMBER))
    assert member.get(url("evidence_file", *args, 1)).status_code == 404
    assert "Minutes" not in member.get(url("area", args[0])).content.decode()
    newer = SimpleUploadedFile("b.txt", b"two")
    assert client.post(url("add_evidence_version", *args), {"file": newer}).status_code == 302
    empty = client.post(url("add_evidence_version", *args), {"file": SimpleUploadedFile("c.txt", b"")})
    assert "The file is empty" in empty.content.decode()
    assert client.post(url("remove_evidence", *args), {"reason": "Old"}).status_code == 302
    assert client.get(url("evidence_file", *args, 2)).status_code == 200  # kept with the history
    reader = factories.signed_in(factories.make_account(Role.AUDITOR))
    assert reader.get(url("evidence_file", *args, 2)).status_code == 404
    assert client.get(url("remove_evidence", *args)).status_code == 404


def test_every_other_form_ends_well(small: Any, client: Any) -> None:
    area = small.group.area.reference
    lead = lead_as_written(by=small.lead, words="Registrar")
    good = {
        "rate_area": {"rag": "amber", "reason": "x", "likelihood": "3", "impact": "4", "rated_on": "4 December 2025"},
        "set_area_leads": {"leads": lead.reference},
        "restrict_passages": {"passages": "hazard", "reason": "x"},
        "record_review": {"reviewed_on": "4 December 2025", "outcome": "adequate", "minute": "12/25"},
        "move_area": {"section": small.training.section.reference, "after": ""},
        "add_step": {"text": "x", "rhythm": "termly", "leads": lead.reference},
        "retire_area": {"reason": "x"},
        "restore_area": {"reason": "x"},
    }
    for name, data in good.items():
        assert client.get(url(name, area)).status_code == 200
        assert client.post(url(name, area), data).status_code == 302, name
    assert client.post(url("restore_area", area), {"reason": "x"}).status_code == 200
    assert "Registrar" in client.get(url("area_history", area)).content.decode()
    past = client.get(url("area", area) + "?recorded_on=1+January+2000")
    assert past.status_code == 404


def test_titles_of_users_are_text(small: Any, client: Any) -> None:
    areas.add_area(by=small.lead, section=small.training, title='<script>alert("x")</script>')
    text = client.get(url("register") + "?all=1").content.decode()
    assert "<script>alert" not in text
    assert "<c-" not in text
