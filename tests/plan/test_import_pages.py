"""The pages of importing as a browser asks for them: what they show, keep and refuse; and in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.documents.limits import Limits
from dueregard.kernel.models import Job
from dueregard.kernel.rules import JobState
from dueregard.organisation.rules.phrases.rhythms import RHYTHMS as READ_RHYTHMS
from dueregard.plan.forms.imports.fields import RHYTHMS as CHOSEN_RHYTHMS
from dueregard.plan.models import Area, PlanImport
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows import areas as area_workflows
from dueregard.plan.workflows import imports
from dueregard.plan.workflows.imports import reading
from tests import factories
from tests.plan.importing_samples import answer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: answer())


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")


@pytest.fixture
def client(lead: Any) -> Any:
    return factories.signed_in(lead)


def bring(by: Any, content: bytes = b"a plan", name: str = "plan.txt") -> PlanImport:
    brought = imports.bring_document(by=by, stream=BytesIO(content), name=name)
    imports.read_document({"reference": brought.reference, "revision": brought.revision})
    return fresh(brought)


def fresh(brought: PlanImport) -> PlanImport:
    return PlanImport.objects.select_related("file").get(pk=brought.pk)


def url(name: str, *args: Any) -> str:
    return reverse(f"plan:{name}", args=args)


def key_of(brought: PlanImport, number: str | None) -> str:
    return next(a["key"] for a in brought.proposal["risk_areas"] if a["number"] == number)


def area_of(brought: PlanImport, number: str | None) -> dict[str, Any]:
    return next(a for a in fresh(brought).proposal["risk_areas"] if a["number"] == number)


def filled_in(page: Any) -> dict[str, Any]:
    """What a browser would send from the page's forms as they stand: every field with its value."""
    data: dict[str, Any] = {}
    for part in page.context["parts"].parts:
        forms = part.forms if hasattr(part, "forms") else [part]
        if hasattr(part, "management_form"):
            data |= {
                part.management_form[f].html_name: part.management_form[f].value() for f in part.management_form.fields
            }
        for form in forms:
            for field in form:
                value = field.value()
                if hasattr(value, "isoformat"):
                    value = value.isoformat()
                if value not in (None, False):
                    data[field.html_name] = value
    return data


# Who may


ROW_PAGES = ("correct_proposal", "settle_area", "drop_row", "join_rows", "split_row")
IMPORT_PAGES = (
    "import",
    "import_original",
    "commit_import",
    "undo_import",
    "discard_import",
    "import_left_out",
    "map_columns",
    "correct_glossary",
    "correct_document",
    "set_rhythms",
)


@pytest.mark.parametrize("role", [Role.STEERING_MEMBER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF])
def test_to_others_there_are_no_imports(lead: Any, role: str) -> None:
    brought = bring(lead)
    other = factories.signed_in(factories.make_account(role))
    key = key_of(brought, "1.1")
    addresses = [url("imports"), url("bring_document")]
    addresses += [url(name, brought.reference) for name in IMPORT_PAGES]
    addresses += [url(name, brought.reference, key) for name in ROW_PAGES]
    for address in addresses:
        for send in (other.get, other.post):
            assert send(address).status_code in (404, 405), address
    assert fresh(brought).revision == brought.revision


def test_a_visitor_is_asked_to_sign_in(lead: Any) -> None:
    brought = bring(lead)
    visitor = factories.signed_in(None)
    assert visitor.get(url("import_original", brought.reference)).status_code == 302
    assert visitor.post(url("commit_import", brought.reference)).status_code == 302
    assert not Area.objects.exists()


def test_an_officer_of_one_campus_does_not_import(lead: Any) -> None:
    officer = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus())
    assert factories.signed_in(officer).get(url("imports")).status_code == 404


def test_what_changes_something_needs_a_post(client: Any, lead: Any) -> None:
    brought = bring(lead)
    assert client.get(url("settle_area", brought.reference, key_of(brought, "1.1"))).status_code == 405
    left = brought.proposal["left_out"][0]["key"]
    assert client.get(url("bring_back_row", brought.reference, left)).status_code == 405
    for name in ("commit_import", "discard_import"):
        assert client.get(url(name, brought.reference)).status_code == 200
    assert fresh(brought).revision == brought.revision


# Bringing


def test_bringing_leads_to_the_import(client: Any) -> None:
    page = client.post(url("bring_document"), {"document": SimpleUploadedFile("our plan.docx", b"bytes")})
    brought = PlanImport.objects.get()
    assert page.status_code == 302
    assert page["Location"] == url("import", brought.reference)
    assert brought.file.name == "our plan.docx"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose the file of your plan."),
        ({"document": SimpleUploadedFile("empty.docx", b"")}, "empty.docx is empty: check that it was saved"),
        ({"document": SimpleUploadedFile("run.exe", b"MZ")}, "run.exe is not a kind of file that can be read"),
        ({"document": SimpleUploadedFile("plan.txt", b"x" * 3000)}, "at most 2 kB can be brought"),
    ],
)
def test_bad_input_gets_one_sentence_and_keeps_the_page(
    client: Any, settings: Any, sent: dict[str, Any], sentence: str
) -> None:
    settings.DUEREGARD_DOCUMENT_LIMITS = Limits(max_bytes=2000)
    page = client.post(url("bring_document"), sent)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count(sentence) == 2  # in the summary and at the field
    assert "Error: Bring your plan" in text
    assert not PlanImport.objects.exists()


def test_the_progress_page_looks_again_only_while_it_is_read(client: Any, lead: Any) -> None:
    brought = imports.bring_document(by=lead, stream=BytesIO(b"x"), name="plan.pdf")
    job = Job.objects.get(pk=brought.job_id)
    page = client.get(url("import", brought.reference))
    assert page["Refresh"] == "2"
    assert "Waiting for its turn" in page.content.decode()
    job.state, job.progress = JobState.RUNNING, {"done": 34, "of": 60}
    job.save()
    assert "34 of 60 pages" in client.get(url("import", brought.reference)).content.decode()
    job.state, job.failure = JobState.FAILED, "It was tried three times."
    job.save()
    page = client.get(url("import", brought.reference))
    assert "Refresh" not in page
    assert "It was tried three times." in page.content.decode()
    imports.read_document({"reference": brought.reference, "revision": 1})
    page = client.get(url("import", brought.reference))
    assert "Refresh" not in page
    assert "A plan of Wexmouth" in page.content.decode()


def test_a_refused_import_says_why(client: Any, lead: Any) -> None:
    brought = bring(lead)
    PlanImport.objects.filter(pk=brought.pk).update(state=ImportState.REFUSED, refusal="It is a picture: bring text.")
    text = client.get(url("import", brought.reference)).content.decode()
    assert "It is a picture: bring text." in text
    assert url("bring_document") in text


def test_the_original_is_handed_out_as_it_came(client: Any, lead: Any) -> None:
    brought = bring(lead, b"<script>alert(1)</script>", "pl\u202ean.html")
    page = client.get(url("import_original", brought.reference))
    assert b"".join(page.streaming_content) == b"<script>alert(1)</script>"
    assert page["Content-Disposition"].startswith("attachment;")
    assert page["Content-Type"] == "application/octet-stream"
    assert page["X-Content-Type-Options"] == "nosniff"


# The review


def test_the_review_shows_the_uncertain_first_and_counts(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("import", brought.reference))
    text = page.content.decode()
    assert "3 areas, 3 steps, 2 things to look at" in text
    assert [card.area["title"] for card in page.context["cards"]] == [
        "Prayer rooms",
        "The governing body oversees the duty",
    ]
    assert "which of them leads each is not said" in text
    assert "1 step goes on without an end" in text
    assert "Nobody says what XYZ means" in text
    assert "Take 3 areas into the register" in text
    everything = client.get(url("import", brought.reference) + "?show=all")
    assert [card.area["number"] for card in everything.context["cards"]] == ["1.1", "2.1", None]
    of_two = client.get(url("import", brought.reference) + "?section=2")
    assert [card.area["number"] for card in of_two.context["cards"]] == ["2.1"]


def test_source_and_proposal_stand_side_by_side(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("import", brought.reference) + "?show=all")
    card = page.context["cards"][0]
    assert card.place == "Page 1, row 3"
    assert card.rows == [
        ["1.1", "The governing body", "The body receives", "ABC"],
        ["", "oversees the duty", "a paper.", "SU"],
    ]
    assert [(one.label, one.text) for one in card.found] == [("Risk area", "The governing body oversees the duty")]
    text = page.content.decode()
    assert "4 December 2025" in text
    assert "Waiting on the new website" in text
    assert "Carried over" in text


def test_what_a_document_says_is_never_markup(client: Any, lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<script>alert(1)</script>"
    poisoned = answer()
    area = poisoned["proposal"]["risk_areas"][0]
    area.update(title=evil, hazard=evil, other={evil: evil}, findings=[evil])
    area["next_steps"][0].update(waiting_on=evil, reported_to=evil, due_phrase=evil, rhythm=evil, standing=True)
    area["next_steps"][0]["due"]["phrase"] = evil
    area["leads"][0].update(written=evil, name=evil)
    poisoned["proposal"]["document"].update(title=evil, updated_phrase=evil)
    poisoned["proposal"]["glossary"][0].update(name=evil)
    poisoned["proposal"]["left_out"][0].update(text=evil, reason=evil)
    poisoned["source"][2]["cells"][0]["text"] = evil
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: poisoned)
    brought = bring(lead, name=f"{evil}.txt")
    key = brought.proposal["risk_areas"][0]["key"]
    addresses = [url(n, brought.reference) for n in IMPORT_PAGES if n not in ("undo_import", "import_original")]
    addresses += [url(n, brought.reference, key) for n in ROW_PAGES if n != "settle_area"]
    for address in [*addresses, url("import", brought.reference) + "?show=all", url("imports")]:
        page = client.get(address)
        assert page.status_code == 200, address
        assert evil not in page.content.decode(), address


def test_a_long_import_comes_in_pages(
    client: Any, lead: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    long = answer()
    one = long["proposal"]["risk_areas"][2]
    long["proposal"]["risk_areas"] = [{**one, "title": f"Area {number}"} for number in range(300)]
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: long)
    brought = bring(lead)
    with django_assert_max_num_queries(10):
        page = client.get(url("import", brought.reference) + "?show=all&page=15")
    assert len(page.context["cards"].object_list) == 20
    assert "Showing 281 to 300 of 300 rows" in page.content.decode()


def test_settling_a_row_takes_it_off_the_list(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("import", brought.reference))
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())
    assert revision is not None
    address = url("settle_area", brought.reference, key_of(brought, None))
    client.post(address, {"revision": revision[1]})
    assert area_of(brought, None)["checked"] is True
    assert "1 thing to look at" in client.get(url("import", brought.reference)).content.decode()
    assert client.post(address, {}).status_code == 404


# Correcting


def test_a_page_that_is_sent_back_unchanged_changes_nothing(client: Any, lead: Any) -> None:
    brought = bring(lead)
    for number in ("1.1", "2.1", None):
        before = area_of(brought, number)
        address = url("correct_proposal", brought.reference, before["key"])
        page = client.get(address)
        assert page.status_code == 200
        assert client.post(address, filled_in(page)).status_code == 302
        after = area_of(brought, number)
        for one in (before, after):
            for name in ("at", "by", "checked"):
                del one[name]
            for lead_ in one["leads"]:
                del lead_["confidence"]
        assert after == before


def test_every_value_can_be_corrected(client: Any, lead: Any) -> None:
    brought = bring(lead)
    address = url("correct_proposal", brought.reference, key_of(brought, "1.1"))
    data = filled_in(client.get(address)) | {
        "number": "1.9",
        "new_section": "A section of its own",
        "title": "Corrected",
        "requirement": "What the duty asks.",
        "hazard": "Harm.",
        "actions_taken": "One.\r\n\r\nTwo.",
        "rag": "green",
        "likelihood": "2",
        "severity": "5",
        "evidence": "Minutes.",
        "review_on": "4 December 2026",
        "leads-0-written": "",
        "leads-0-name": "",
        "leads-2-written": "Head of People",
        "leads-2-kind": "post",
        "steps-0-text": "Write it.",
        "steps-0-due": "Spring term 2027",
        "steps-0-leads": "SU; Head of People",
        "steps-0-depends_on": "2.1, 2.3",
        "steps-1-text": "",
        "steps-1-waiting_on": "",
        "steps-2-text": "A new one",
        "steps-2-due": "termly",
    }
    del data["steps-1-carried_over"]
    page = client.post(address, data)
    assert page.status_code == 302, page.context["parts"].steps.errors
    area = area_of(brought, "1.9")
    assert (area["title"], area["section"], area["rag"]) == ("Corrected", "A section of its own", "green")
    assert area["actions_taken"] == ["One.", "Two."]
    assert (area["ratings"]["likelihood"], area["ratings"]["severity"]) == (2, 5)
    assert area["review_on"] == "2026-12-04"
    assert [(one["written"], one["kind"]) for one in area["leads"]] == [("SU", "body"), ("Head of People", "post")]
    first, second = area["next_steps"]
    assert first["due"]["phrase"] == "Spring term 2027"
    assert first["due"]["start"].startswith("2027-01")
    assert [(one["written"], one["kind"]) for one in first["leads"]] == [("SU", "body"), ("Head of People", "post")]
    assert first["depends_on"] == ["2.1", "2.3"]
    assert (second["text"], second["standing"], second["rhythm"], second["due"]) == ("A new one", True, "termly", None)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("title", " ", "Say what the risk area is."),
        ("steps-0-due", "sometime soon", "“sometime soon” was not understood as a date"),
        ("likelihood", "high", "Give a whole number."),
        ("review_on", "the fourth", "Enter a date such as 4 December 2026"),
        ("rag", "purple", "Select a valid choice"),
        ("steps-0-text", "", "Say what is to be done, or empty the whole step"),
    ],
)
def test_errors_are_summarised_and_keep_what_was_typed(
    client: Any, lead: Any, name: str, value: str, sentence: str
) -> None:
    brought = bring(lead)
    address = url("correct_proposal", brought.reference, key_of(brought, "1.1"))
    data = filled_in(client.get(address)) | {"hazard": "Typed before the error", name: value}
    page = client.post(address, data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "There is a problem" in text
    assert sentence in text
    assert "Typed before the error" in text
    assert "<title>Error: " in text
    assert fresh(brought).revision == brought.revision


def test_the_second_to_save_sees_the_difference_and_loses_nothing(client: Any, lead: Any) -> None:
    brought = bring(lead)
    key = key_of(brought, "1.1")
    address = url("correct_proposal", brought.reference, key)
    data = filled_in(client.get(address)) | {"title": "Mine"}
    other = factories.make_account(Role.PREVENT_LEAD, name="Olive Other")
    imports.correct_proposal(by=other, brought=brought, revision=brought.revision, corrections={key: {"title": "Hers"}})
    page = client.post(address, data)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Olive Other has changed this since you opened it." in text
    assert "Hers" in text
    assert area_of(brought, "1.1")["title"] == "Hers"
    again = client.post(address, data | {"revision": page.context["form"]["revision"].value()})
    assert again.status_code == 302
    assert area_of(brought, "1.1")["title"] == "Mine"


def test_dropping_joining_splitting_and_bringing_back(client: Any, lead: Any) -> None:
    brought = bring(lead)
    first, second, third = (key_of(brought, number) for number in ("1.1", "2.1", None))
    assert "Drop this row?" in client.get(url("drop_row", brought.reference, third)).content.decode()
    client.post(url("drop_row", brought.reference, third), {"revision": brought.revision})
    assert "Dropped by Prue Lead." in client.get(url("import_left_out", brought.reference)).content.decode()
    client.post(url("bring_back_row", brought.reference, third))
    assert area_of(brought, None)["title"] == "Prayer rooms"
    split = {"revision": fresh(brought).revision, "title": "Figures", "taken": ["1"], "steps": ["0"]}
    assert client.post(url("split_row", brought.reference, first), split).status_code == 302
    assert len(fresh(brought).proposal["risk_areas"]) == 4
    stale = client.post(url("split_row", brought.reference, first), {**split, "taken": []})
    assert "send it again if you still want it" in stale.content.decode()
    nothing = client.post(
        url("split_row", brought.reference, first),
        {"revision": stale.context["form"]["revision"].value(), "title": "Figures"},
    )
    assert "Choose what goes to the new risk area." in nothing.content.decode()
    joined = client.post(
        url("join_rows", brought.reference, first), {"revision": fresh(brought).revision, "second": second}
    )
    assert joined["Location"] == url("correct_proposal", brought.reference, first)
    assert len(fresh(brought).proposal["risk_areas"]) == 3
    wrong = client.post(url("join_rows", brought.reference, first), {"revision": 1, "second": first})
    assert "Select a valid choice" in wrong.content.decode()
    assert client.get(url("drop_row", brought.reference, "no-such")).status_code == 404


def test_columns_are_shown_with_cells_and_mapped(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("map_columns", brought.reference))
    text = page.content.decode()
    assert "Control holds" in text
    assert "The body receives" in text
    data = {"revision": brought.revision, "0-0": "number", "0-1": "title", "0-2": "next_steps", "0-3": "leads"}
    assert client.post(url("map_columns", brought.reference), data).status_code == 302
    mapped = fresh(brought)
    assert mapped.state == ImportState.READING
    assert mapped.mapping == {"0": {"0": "number", "1": "title", "2": "next_steps", "3": "leads"}}
    wrong = client.post(url("map_columns", brought.reference), data)
    assert wrong.status_code == 409


def test_the_glossary_offers_what_the_text_suggests(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("correct_glossary", brought.reference))
    assert "Xenial Yard Zone" in page.content.decode()
    terms = page.context["terms"]
    data = {terms.management_form[f].html_name: terms.management_form[f].value() for f in terms.management_form.fields}
    for form in terms.forms:
        data |= {field.html_name: field.value() or "" for field in form}
    data["revision"] = brought.revision
    assert client.post(url("correct_glossary", brought.reference), data).status_code == 302
    assert [term["initials"] for term in fresh(brought).proposal["glossary"]] == ["ABC", "SU", "XYZ"]
    late = client.post(url("correct_glossary", brought.reference), data)
    assert "has changed this since you opened it" in late.content.decode()


def test_the_documents_own_values(client: Any, lead: Any) -> None:
    brought = bring(lead)
    assert client.get(url("correct_document", brought.reference)).status_code == 200
    data = {
        "revision": brought.revision,
        "title": "Another title",
        "updated": "1 September 2026",
        "sections-TOTAL_FORMS": 2,
        "sections-INITIAL_FORMS": 2,
        "sections-0-number": "1",
        "sections-0-title": "Leading",
        "sections-1-number": "2",
        "sections-1-title": "Events",
        "context-TOTAL_FORMS": 1,
        "context-INITIAL_FORMS": 0,
        "context-0-heading": "Here",
        "context-0-text": "The town.",
    }
    assert client.post(url("correct_document", brought.reference), data).status_code == 302
    about = fresh(brought).proposal["document"]
    assert (about["title"], about["updated"], about["updated_phrase"]) == ("Another title", "2026-09-01", None)
    assert about["context"] == [{"heading": "Here", "text": "The town."}]
    assert fresh(brought).proposal["sections"][0]["title"] == "Leading"
    short = {**data, "revision": fresh(brought).revision, "sections-TOTAL_FORMS": 1, "sections-INITIAL_FORMS": 1}
    assert "There is a problem" in client.post(url("correct_document", brought.reference), short).content.decode()


def test_how_often_is_said_for_all_at_once(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("set_rhythms", brought.reference))
    assert "The page will be kept up to date." in page.content.decode()
    name = f"{key_of(brought, '1.1')}-1"
    client.post(url("set_rhythms", brought.reference), {"revision": brought.revision, name: "yearly"})
    area = area_of(brought, "1.1")
    assert area["next_steps"][1]["rhythm"] == "yearly"
    assert area["checked"] is False


def test_every_rhythm_that_is_read_can_be_chosen() -> None:
    assert {name for name, _ in READ_RHYTHMS} <= {name for name, _ in CHOSEN_RHYTHMS}


# Taking over and undoing


def test_taking_over_says_what_happens_and_leads_to_the_register(client: Any, lead: Any) -> None:
    brought = bring(lead)
    page = client.get(url("commit_import", brought.reference))
    text = page.content.decode()
    assert "3 risk areas and 3 next steps are added to the register" in text
    assert "New sections: 1 Leadership; 2 Events." in text
    assert not Area.objects.exists()
    client.post(url("commit_import", brought.reference), {"revision": brought.revision})
    result = client.get(url("import", brought.reference)).content.decode()
    assert "3 areas in the register" in result
    assert url("register") in result
    # Sent a second time, it shows what became of it and makes nothing.
    assert client.post(url("commit_import", brought.reference), {"revision": brought.revision}).status_code == 302
    assert Area.objects.count() == 3


def test_a_stale_confirmation_is_refused(client: Any, lead: Any) -> None:
    brought = bring(lead)
    imports.settle_area(by=lead, brought=brought, key=key_of(brought, "1.1"), revision=brought.revision)
    page = client.post(url("commit_import", brought.reference), {"revision": brought.revision})
    assert "Look at it again before you take it." in page.content.decode()
    assert not Area.objects.exists()


def test_a_second_import_of_the_file_is_noticed_and_asked_about(client: Any, lead: Any) -> None:
    first = imports.commit_import(by=lead, brought=bring(lead))
    second = bring(lead)
    review = client.get(url("import", second.reference)).content.decode()
    assert "This file is in the register already" in review
    assert url("import", first.reference) in review
    address = url("commit_import", second.reference)
    page = client.post(address, {"revision": second.revision})
    text = page.content.decode()
    assert "Say what to do with the areas whose number is taken." in text
    assert "say that you want it twice" in text
    assert "In the register already: 1.1, 2.1." in text
    assert Area.objects.count() == 3
    client.post(address, {"revision": second.revision, "taken": "without_number", "again": "on"})
    assert Area.objects.count() == 6


def test_undoing_and_when_it_cannot(client: Any, lead: Any) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    address = url("undo_import", brought.reference)
    assert "Undo the import" in client.get(address).content.decode()
    area = Area.objects.get(number="1.1")
    area_workflows.edit_area(by=lead, area=area, revision=1, title="Edited")
    refused = client.post(address)
    assert "can no longer be undone" in refused.content.decode()
    assert "Undo this import" not in client.get(url("import", brought.reference)).content.decode()
    assert Area.objects.count() == 3
    other = imports.commit_import(by=lead, brought=bring(lead, b"other"), taken="leave_out")
    assert client.post(url("undo_import", other.reference)).status_code == 302
    assert "out of the register again" in client.get(url("import", other.reference)).content.decode()


def test_discarding_takes_it_off_the_list(client: Any, lead: Any) -> None:
    brought = bring(lead)
    assert brought.file.name in client.get(url("imports")).content.decode()
    client.post(url("discard_import", brought.reference))
    assert "No plan has been brought yet" in client.get(url("imports")).content.decode()
    assert "This import was put away" in client.get(url("import", brought.reference)).content.decode()
    assert client.post(url("discard_import", brought.reference)).status_code == 409


def test_pages_of_a_row_once_the_import_has_moved_on(client: Any, lead: Any) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    key = key_of(brought, "1.1")
    page = client.get(url("correct_proposal", brought.reference, key))
    assert page.status_code == 409
    assert "has moved on" in page.content.decode()


# In a real browser


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False])
def test_a_plan_is_brought_corrected_and_taken_over(new_page: Callable[..., Any], script: bool) -> None:
    """The whole way by clicks, with and without script, on a phone."""
    lead = factories.make_account(Role.PREVENT_LEAD)
    page = new_page(lead, java_script_enabled=script, viewport={"width": 360, "height": 800})
    page.goto(url("bring_document"))
    page.set_input_files("input[type=file]", {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"a plan"})
    page.get_by_role("button", name="Bring this file").click()
    page.get_by_role("link", name="Correct Prayer rooms").click()
    page.get_by_label("Risk area").fill("Rooms for prayer")
    page.get_by_role("button", name="Save row").click()
    page.get_by_role("button", name=re.compile(r"This is right.*1\.1")).click()
    page.get_by_text("Nothing is left to look at.").wait_for()
    page.get_by_role("link", name="Take 3 areas into the register").click()
    page.get_by_role("button", name="Take 3 areas into the register").click()
    page.get_by_role("heading", name="3 areas in the register").wait_for()
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_role("heading", name="Undone").wait_for()
    assert not Area.objects.exists()


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing(new_page: Callable[..., Any], assert_accessible: Callable[..., None]) -> None:
    lead = factories.make_account(Role.PREVENT_LEAD)
    brought = bring(lead)
    key = key_of(brought, "1.1")
    page = new_page(lead, viewport={"width": 360, "height": 800})
    addresses = [url("imports"), url("bring_document"), url("import", brought.reference) + "?show=all"]
    addresses += [url(n, brought.reference) for n in IMPORT_PAGES if n not in ("import_original", "undo_import")]
    addresses += [url(n, brought.reference, key) for n in ROW_PAGES if n != "settle_area"]
    for address in addresses:
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
