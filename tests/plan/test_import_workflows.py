"""Importing as a workflow: bringing, reading, correcting, taking over, undoing; who may, and what is refused."""

from __future__ import annotations

import hashlib
import json
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from dueregard.accounts.models import Person
from dueregard.accounts.rules import Role
from dueregard.actions.models import Action, ActionRevision
from dueregard.actions.rules import Status
from dueregard.audit.models import Entry
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.kernel import textindex
from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.rules import JobState
from dueregard.organisation.models import Body, Initials, Lead, Post, PostHolding
from dueregard.organisation.rules.kinds import BodyKind, LeadKind
from dueregard.plan.models import (
    Area,
    AreaLead,
    AreaRevision,
    ContextPassageRevision,
    PlanImport,
    Review,
    Section,
)
from dueregard.plan.queries import imports as queries
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows import areas as area_workflows
from dueregard.plan.workflows import document, imports
from dueregard.plan.workflows import steps as step_workflows
from dueregard.plan.workflows.imports import reading
from tests import factories
from tests.plan.importing_samples import PLAN, answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Stands in for the reading apart; gives the arguments that it was asked with."""
    asked: list[dict[str, Any]] = []

    def run_apart(function: str, argument: dict[str, Any], **more: Any) -> dict[str, Any]:
        asked.append({"function": function, "argument": argument, **more})
        return answer()

    monkeypatch.setattr(reading, "run_apart", run_apart)
    return asked


def bring(by: Any, content: bytes = b"a plan", name: str = "plan.txt") -> PlanImport:
    brought = imports.bring_document(by=by, stream=BytesIO(content), name=name)
    # The job runs when the transaction ends; a test's never does.
    imports.read_document({"reference": brought.reference, "revision": brought.revision})
    return fresh(brought)


def fresh(brought: PlanImport) -> PlanImport:
    return PlanImport.objects.select_related("file").get(pk=brought.pk)


def correct(by: Any, brought: PlanImport, of: str | None, **values: Any) -> PlanImport:
    key = key_of(brought, of)
    return imports.correct_proposal(by=by, brought=brought, revision=brought.revision, corrections={key: values})


def key_of(brought: PlanImport, number: str | None) -> str:
    return next(a["key"] for a in brought.proposal["risk_areas"] if a["number"] == number)


def area_of(brought: PlanImport, number: str | None) -> dict[str, Any]:
    return next(a for a in brought.proposal["risk_areas"] if a["number"] == number)


# Bringing


def test_a_document_is_kept_with_its_hash_and_read_in_a_job(lead: Any, read: list[Any]) -> None:
    brought = imports.bring_document(by=lead, stream=BytesIO(b"a plan"), name="C:\\plans\\our plan.txt")
    assert brought.state == ImportState.READING
    assert brought.file.name == "our plan.txt"
    assert brought.file.sha256 == hashlib.sha256(b"a plan").hexdigest()
    job = Job.objects.get(pk=brought.job_id)
    assert (job.work, job.state) == ("plan.read_document", JobState.WAITING)
    assert job.argument == {"reference": brought.reference, "revision": 1}
    assert Entry.objects.filter(subject=brought.reference).get().verb == "plan.document_brought"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.docx", "plan.docx is empty"),
        (b"x" * 2000, "plan.docx", "at most 1 kB can be brought"),
        (b"MZ", "plan.exe", "plan.exe is not a kind of file that can be read"),
    ],
)
def test_what_can_be_told_without_reading_is_told_at_once(
    lead: Any, settings: Any, content: bytes, name: str, sentence: str
) -> None:
    settings.DUEREGARD_DOCUMENT_LIMITS = Limits(max_bytes=1000)
    with pytest.raises(Refused, match=sentence):
        imports.bring_document(by=lead, stream=BytesIO(content), name=name)
    assert not PlanImport.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    "role", [Role.STEERING_MEMBER, Role.AUDITOR, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR]
)
def test_only_those_who_edit_the_plan_may_import(lead: Any, read: list[Any], role: str) -> None:
    other = factories.make_account(role)
    with pytest.raises(NotPermitted):
        imports.bring_document(by=other, stream=BytesIO(b"x"), name="plan.txt")
    with pytest.raises(NotPermitted):
        imports.commit_file(by=other, path=Path("plan.txt"))
    brought = bring(lead)
    key = key_of(brought, "1.1")
    for attempt in (
        lambda: imports.correct_proposal(by=other, brought=brought, revision=9, corrections={key: {"title": "x"}}),
        lambda: imports.settle_area(by=other, brought=brought, key=key, revision=9),
        lambda: imports.drop_row(by=other, brought=brought, revision=9, key=key),
        lambda: imports.join_rows(by=other, brought=brought, revision=9, first=key, second=key_of(brought, "2.1")),
        lambda: imports.split_row(by=other, brought=brought, revision=9, key=key, title="x", steps=[0], taken=[]),
        lambda: imports.bring_back_row(by=other, brought=brought, key=brought.proposal["left_out"][0]["key"]),
        lambda: imports.map_columns(by=other, brought=brought, revision=9, mapping={}),
        lambda: imports.correct_glossary(by=other, brought=brought, revision=9, terms=[]),
        lambda: imports.commit_import(by=other, brought=brought),
        lambda: imports.undo_import(by=other, brought=brought),
        lambda: imports.discard_import(by=other, brought=brought),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert queries.import_with(other, brought.reference) is None
    assert fresh(brought).revision == brought.revision


# Reading


def test_reading_offers_a_proposal_within_the_limits_of_the_settings(lead: Any, read: list[Any], settings: Any) -> None:
    settings.DUEREGARD_DOCUMENT_LIMITS = Limits(seconds=7, max_pages=12)
    brought = bring(lead)
    assert brought.state == ImportState.READY
    assert [a["number"] for a in brought.proposal["risk_areas"]] == ["1.1", "2.1", None]
    assert len(brought.source) == 6
    asked = read[0]
    assert asked["limits"] == settings.DUEREGARD_DOCUMENT_LIMITS
    assert asked["argument"]["limits"]["max_pages"] == 12
    assert Path(asked["argument"]["path"]).read_bytes() == b"a plan"
    assert asked["argument"]["name"] == "plan.txt"


def test_what_no_database_can_store_is_taken_out(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dirty = answer()
    dirty["proposal"]["risk_areas"][0].update(title="Ti\x00tle\ud800", other={"He\x07ad": "\x00"})
    dirty["source"][0]["cells"][0]["text"] = "\x00\x1b"
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: dirty)
    brought = bring(lead)
    assert area_of(brought, "1.1")["title"] == "Title"
    assert area_of(brought, "1.1")["other"] == {"Head": ""}
    assert brought.source[0]["cells"][0]["text"] == ""


def test_the_job_is_idempotent(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    brought = correct(lead, brought, "1.1", title="Corrected")
    imports.read_document({"reference": brought.reference, "revision": 1})
    imports.read_document({"reference": "GONE", "revision": 1})
    assert area_of(fresh(brought), "1.1")["title"] == "Corrected"
    assert len(read) == 1


def test_a_refusal_keeps_its_sentence_and_changes_nothing(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **more: Any) -> Any:
        raise UnreadableDocument("The file is protected by a password: take it off and bring it again.")

    monkeypatch.setattr(reading, "run_apart", refuse)
    brought = bring(lead)
    assert brought.state == ImportState.REFUSED
    assert brought.refusal == "The file is protected by a password: take it off and bring it again."
    assert not Area.objects.exists()
    with pytest.raises(NotAllowedNow):
        imports.commit_import(by=lead, brought=brought)


def test_an_import_that_was_discarded_while_it_was_read_stays_so(lead: Any, read: list[Any]) -> None:
    brought = imports.bring_document(by=lead, stream=BytesIO(b"x"), name="plan.txt")
    imports.discard_import(by=lead, brought=brought)
    imports.read_document({"reference": brought.reference, "revision": 1})
    assert fresh(brought).state == ImportState.DISCARDED
    assert queries.imports(lead).object_list == []


def test_mapping_columns_reads_the_document_again(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    mapped = imports.map_columns(
        by=lead, brought=brought, revision=brought.revision, mapping={"0": {"2": "next_steps"}}
    )
    assert mapped.state == ImportState.READING
    imports.read_document({"reference": mapped.reference, "revision": 1})  # the first job, delivered again
    assert fresh(mapped).state == ImportState.READING
    imports.read_document({"reference": mapped.reference, "revision": mapped.revision})
    assert fresh(mapped).state == ImportState.READY
    assert read[-1]["argument"]["mapping"] == {"0": {"2": "next_steps"}}


def test_a_field_that_there_is_not_is_refused(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    with pytest.raises(Refused):
        imports.map_columns(by=lead, brought=brought, revision=brought.revision, mapping={"0": {"0": "nonsense"}})
    assert fresh(brought).state == ImportState.READY


# Correcting


def test_a_correction_is_cleaned_and_settles_the_row(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    corrected = correct(
        lead,
        brought,
        "1.1",
        title="  A better\x00 title ",
        leads=[{"written": "SU", "kind": "body", "name": None}, {"written": " SU ", "kind": "body"}, {"written": ""}],
        next_steps=[{"text": "One"}, {"text": "  "}],
        rag="red",
    )
    area = area_of(fresh(corrected), "1.1")
    assert area["title"] == "A better title"
    assert [one["written"] for one in area["leads"]] == ["SU"]
    assert [one["text"] for one in area["next_steps"]] == ["One"]
    assert area["checked"] is True
    assert area["by"] == "Prue Lead"


@pytest.mark.parametrize(
    "values",
    [
        {"title": "  "},
        {"rag": "purple"},
        {"confidence": 1},
        {"review_on": "tomorrow"},
        {"leads": [{"written": "x", "kind": "animal"}]},
        {"ratings": {"likelihood": -1}},
        {"next_steps": [{"text": "x", "due": {"start": "2026-02-02", "end": "2026-01-01"}}]},
    ],
)
def test_values_that_cannot_be_are_refused(lead: Any, read: list[Any], values: dict[str, Any]) -> None:
    brought = bring(lead)
    with pytest.raises(Refused):
        correct(lead, brought, "1.1", **values)
    assert fresh(brought).proposal == brought.proposal


def test_the_second_to_correct_one_row_is_told_and_another_row_is_free(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    opened = brought.revision
    correct(lead, brought, "1.1", title="First")
    with pytest.raises(ChangedSince) as caught:
        imports.correct_proposal(
            by=lead, brought=brought, revision=opened, corrections={key_of(brought, "1.1"): {"title": "Second"}}
        )
    assert caught.value.current["title"] == "First"
    assert caught.value.by_name == "Prue Lead"
    imports.correct_proposal(
        by=lead, brought=brought, revision=opened, corrections={key_of(brought, "2.1"): {"title": "Free"}}
    )
    assert area_of(fresh(brought), "2.1")["title"] == "Free"
    again = fresh(brought)
    correct(lead, again, "1.1", title="Second")
    assert area_of(fresh(brought), "1.1")["title"] == "Second"


def test_dropping_and_bringing_back_leaves_the_row_as_it_was(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    before = area_of(brought, "1.1")
    dropped = imports.drop_row(by=lead, brought=brought, revision=brought.revision, key=before["key"])
    assert [a["number"] for a in dropped.proposal["risk_areas"]] == ["2.1", None]
    imports.bring_back_row(by=lead, brought=dropped, key=before["key"])
    back = fresh(brought).proposal["risk_areas"][0]
    assert {**back, "at": 0, "by": ""} == {**before, "at": 0, "by": ""}
    with pytest.raises(Refused):
        imports.bring_back_row(by=lead, brought=dropped, key=before["key"])


def test_a_row_that_the_reader_left_out_becomes_an_area_in_its_place(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    key = imports.bring_back_row(by=lead, brought=brought, key=brought.proposal["left_out"][1]["key"])
    areas = fresh(brought).proposal["risk_areas"]
    assert [a["number"] for a in areas] == ["1.1", "2.1", "4.2", None]
    made = next(a for a in areas if a["key"] == key)
    assert (made["title"], made["actions_taken"], made["section"]) == ("Halls", ["Wardens look in."], "2")
    assert len({a["key"] for a in areas}) == 4


def test_joining_loses_nothing(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    first, second = key_of(brought, "1.1"), key_of(brought, "2.1")
    joined = imports.join_rows(by=lead, brought=brought, revision=brought.revision, first=first, second=second)
    area = area_of(joined, "1.1")
    assert len(joined.proposal["risk_areas"]) == 2
    assert [step["text"] for step in area["next_steps"]][-1] == "Agree a protocol."
    assert area["actions_taken"][-1] == "Speakers off campus"
    assert [one["written"] for one in area["leads"]] == ["ABC", "SU", "Registrar", "whoever is asked"]
    assert area["ratings"]["gross"] == 12
    with pytest.raises(Refused):
        imports.join_rows(by=lead, brought=joined, revision=joined.revision, first=first, second=first)


def test_splitting_moves_what_was_chosen(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    split = imports.split_row(
        by=lead,
        brought=brought,
        revision=brought.revision,
        key=key_of(brought, "1.1"),
        title="Figures",
        number="1.2",
        steps=[1],
        taken=[1],
    )
    one, two = area_of(split, "1.1"), area_of(split, "1.2")
    assert (one["actions_taken"], two["actions_taken"]) == (["The body receives a paper."], ["It asks for figures."])
    assert [s["text"] for s in two["next_steps"]] == ["The page will be kept up to date."]
    assert two["section"] == "1"
    assert [lead_["written"] for lead_ in two["leads"]] == ["ABC", "SU"]
    for steps, title in (([], "x"), ([0], " "), ([7], "x")):
        with pytest.raises(Refused):
            imports.split_row(
                by=lead, brought=split, revision=split.revision, key=one["key"], title=title, steps=steps, taken=[]
            )


def test_a_corrected_glossary_names_the_leads_anew(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    terms = [
        {"initials": "ABC", "name": "Audit Board", "role": "", "kind": "body"},
        {"initials": "XYZ", "name": "Xenial Yard Zone", "role": "", "kind": "unknown"},
        {"initials": "QQ", "name": " ", "role": "", "kind": "unknown"},
    ]
    corrected = imports.correct_glossary(by=lead, brought=brought, revision=brought.revision, terms=terms)
    assert area_of(corrected, "1.1")["leads"][0]["name"] == "Audit Board"
    assert [term["initials"] for term in corrected.proposal["glossary"]] == ["ABC", "XYZ"]
    assert not [flag for flag in corrected.proposal["flags"] if flag["as_found"] == "XYZ"]
    with pytest.raises(ChangedSince):
        imports.correct_glossary(by=lead, brought=brought, revision=brought.revision, terms=terms)
    with pytest.raises(Refused, match="ABC can only stand once"):
        imports.correct_glossary(by=lead, brought=corrected, revision=corrected.revision, terms=[terms[0], terms[0]])


# Taking over


def test_the_register_gets_all_that_was_read(lead: Any, read: list[Any]) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    assert brought.state == ImportState.COMMITTED
    assert [row.number for row in register(lead, Filters()).object_list] == ["1.1", "2.1", None]
    first = AreaRevision.objects.get(area__number="1.1")
    assert first.actions_taken == "The body receives a paper.\n\nIt asks for figures."
    # "Amber" in the document adds nothing to an amber rating, "(High)" to a twelve does.
    assert (first.rag, first.rating_words, str(first.rated_on)) == ("amber", "", "2025-10-01")
    assert "which of them leads each is not said" in first.reason
    second = AreaRevision.objects.get(area__number="2.1")
    assert (second.likelihood, second.impact, second.rag) == (3, 4, "unknown")
    assert second.rating_words == "12 (High)"
    assert second.status_text == "Review: Annually\n\nCost: None"
    assert Review.objects.get(area__number="2.1").outcome == "adequate"
    third = AreaRevision.objects.get(title="Prayer rooms")
    assert third.section.revisions.get().title == "Other areas"


def test_next_steps_become_actions(lead: Any, read: list[Any]) -> None:
    imports.commit_import(by=lead, brought=bring(lead))
    paper = ActionRevision.objects.get(text="Write the paper.")
    assert (str(paper.due_start), str(paper.due_end), paper.due_phrase) == (
        "2025-12-04",
        "2025-12-04",
        "4 December 2025",
    )
    assert paper.source == "A plan of Wexmouth, October 2025"
    page = ActionRevision.objects.get(text="The page will be kept up to date.")
    assert (page.standing, page.rhythm, page.carried_over, page.due_end) == (True, "", 1, None)
    assert page.waiting_on == "the new website"
    assert page.source.endswith("reported to Council")
    protocol = ActionRevision.objects.get(text="Agree a protocol.")
    assert (protocol.depends_on, protocol.progress, protocol.status) == (["1.1"], "Drafted.", Status.IN_PROGRESS)


@pytest.mark.parametrize(
    ("rhythm", "kept"),
    [("yearly", ("yearly", "")), ("as needed", ("as needed", "")), ("each full moon", ("", "each full moon"))],
)
def test_a_rhythm_that_the_register_has_not_is_kept_in_words(
    lead: Any, read: list[Any], rhythm: str, kept: tuple[str, str]
) -> None:
    brought = bring(lead)
    step = {**area_of(brought, "1.1")["next_steps"][1], "rhythm": rhythm}
    brought = correct(lead, brought, "1.1", next_steps=[step])
    imports.commit_import(by=lead, brought=brought)
    action = ActionRevision.objects.get(text=step["text"])
    assert (action.rhythm, action.due_phrase) == kept


def test_leads_are_made_or_matched_and_words_are_kept(lead: Any, read: list[Any]) -> None:
    registrar = Post.objects.create(title="registrar")
    imports.commit_import(by=lead, brought=bring(lead))
    of_first = [row.lead for row in AreaLead.objects.filter(area__number="1.1").order_by("order")]
    assert [(one.kind, one.label) for one in of_first] == [
        (LeadKind.PERSON, "Ann Beck-Carr"),
        (LeadKind.BODY, "Wexmouth Students' Union"),
    ]
    assert Body.objects.get().kind == BodyKind.STUDENTS_UNION
    assert PostHolding.objects.get().post.title == "Secretary to Council"
    of_second = [row.lead for row in AreaLead.objects.filter(area__number="2.1").order_by("order")]
    assert of_second[0].post == registrar
    assert (of_second[1].kind, of_second[1].label) == (LeadKind.UNKNOWN, "whoever is asked")
    assert dict(Initials.objects.values_list("letters", "lead__label")) == {
        "ABC": "Ann Beck-Carr",
        "SU": "Wexmouth Students' Union",
    }


def test_letters_and_people_that_are_known_are_left_as_they_are(lead: Any, read: list[Any]) -> None:
    ann = Person.objects.create(name="Ann Beck-Carr", email="ann@example.org")
    Initials.objects.create(letters="SU", meaning="Staff union")
    brought = imports.commit_import(by=lead, brought=bring(lead))
    assert AreaLead.objects.get(area__number="1.1", order=0).lead.person == ann
    assert Initials.objects.get(letters="SU").meaning == "Staff union"
    assert brought.made["kept_initials"] == ["SU"]
    assert brought.made["persons"] == {}


def test_what_is_kept_for_undoing_names_nobody(lead: Any, read: list[Any]) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    assert len(brought.made["persons"]) == 1
    assert "Ann" not in json.dumps(brought.made)


def test_a_name_that_somebody_else_adds_at_the_same_time(
    lead: Any, read: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dueregard.plan.workflows.imports import committing

    Initials.objects.create(letters="ABC", meaning="Another")
    brought = bring(lead)
    monkeypatch.setattr(
        committing.Naming, "read_glossary", lambda *a: Initials.objects.create(letters="ABC", meaning="x")
    )
    with pytest.raises(Refused, match="Try again"):
        imports.commit_import(by=lead, brought=brought)
    assert not Area.objects.exists()


def test_a_person_who_was_renamed_stays(lead: Any, read: list[Any]) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    Person.objects.filter(name="Ann Beck-Carr").update(name="Anne Beck-Carr")
    imports.undo_import(by=lead, brought=brought)
    assert Person.objects.filter(name="Anne Beck-Carr").exists()


def test_one_entry_tells_of_the_whole(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    before = Entry.objects.count()
    imports.commit_import(by=lead, brought=brought)
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert Entry.objects.count() == before + 1
    assert entry.summary == "Took 3 risk areas with 3 next steps from a document into the register."
    assert len(entry.detail.values["digest"]) == 64


def test_the_first_import_names_the_plan_and_brings_its_context(lead: Any, read: list[Any]) -> None:
    imports.commit_import(by=lead, brought=bring(lead))
    assert plan_document().title == "A plan of Wexmouth"
    assert list(ContextPassageRevision.objects.order_by("position").values_list("kind", "heading")) == [
        ("national", "National risks"),
        ("local", "Local"),
    ]
    document.edit_plan_document(
        by=lead, revision=2, title="Renamed", likelihood_words=[], impact_words=[], amber_from=6, red_from=15
    )
    second = bring(lead, b"another")
    imports.commit_import(by=lead, brought=second, taken="without_number")
    assert plan_document().title == "Renamed"


def test_numbers_that_are_taken_are_refused_and_listed(lead: Any, read: list[Any]) -> None:
    imports.commit_import(by=lead, brought=bring(lead))
    second = bring(lead, b"another plan")
    with pytest.raises(Refused, match=r"In the register already: 1\.1, 2\.1"):
        imports.commit_import(by=lead, brought=second)
    assert Area.objects.count() == 3
    assert fresh(second).state == ImportState.READY
    assert queries.preview(lead, second).taken == ["1.1", "2.1"]


def test_taken_numbers_can_be_brought_without_a_number_or_left_out(lead: Any, read: list[Any]) -> None:
    imports.commit_import(by=lead, brought=bring(lead))
    imports.commit_import(by=lead, brought=bring(lead, b"second"), taken="without_number")
    assert Area.objects.filter(number=None).count() == 4
    assert Section.objects.count() == 3  # matched by number and title
    third = imports.commit_import(by=lead, brought=bring(lead, b"third"), taken="leave_out")
    assert len(third.made["areas"]) == 1


def test_a_section_of_another_title_goes_without_its_number(lead: Any, read: list[Any]) -> None:
    area_workflows.add_section(by=lead, number="1", title="Something else")
    brought = bring(lead)
    assert queries.preview(lead, brought).unnumbered_sections == ["1 Leadership"]
    imports.commit_import(by=lead, brought=brought)
    section = AreaRevision.objects.get(area__number="1.1").section
    assert (section.number, section.revisions.get().title) == ("", "Leadership")


def test_a_number_that_stands_twice_in_the_document(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    brought = correct(lead, brought, "2.1", number="1.1")
    with pytest.raises(Refused, match=r"More than one row has the number 1\.1"):
        imports.commit_import(by=lead, brought=brought)
    imports.commit_import(by=lead, brought=brought, taken="without_number")
    assert AreaRevision.objects.get(area__number="1.1").title == "The governing body oversees the duty"


def test_the_same_file_is_noticed_and_can_be_taken_deliberately(lead: Any, read: list[Any]) -> None:
    first = imports.commit_import(by=lead, brought=bring(lead))
    second = bring(lead)
    assert queries.committed_before(lead, second) == first
    with pytest.raises(Refused, match="The same file is in the register already"):
        imports.commit_import(by=lead, brought=second, taken="without_number")
    imports.commit_import(by=lead, brought=second, taken="without_number", again=True)
    imports.undo_import(by=lead, brought=fresh(second))
    imports.undo_import(by=lead, brought=fresh(first))
    assert queries.committed_before(lead, bring(lead)) is None


def test_committing_what_was_corrected_since_is_refused(lead: Any, read: list[Any]) -> None:
    brought = bring(lead)
    seen = brought.revision
    correct(lead, brought, "1.1", title="Other")
    with pytest.raises(ChangedSince):
        imports.commit_import(by=lead, brought=brought, revision=seen)
    with pytest.raises(NotAllowedNow):
        imports.undo_import(by=lead, brought=brought)


def test_nothing_is_kept_when_a_part_fails(lead: Any, read: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from dueregard.plan.workflows.imports import committing

    brought = bring(lead)

    def fail(**more: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(committing, "make_context", fail)
    with pytest.raises(ZeroDivisionError):
        imports.commit_import(by=lead, brought=brought)
    assert not Area.objects.exists()
    assert not Initials.objects.exists()
    assert fresh(brought).state == ImportState.READY


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_at_once_make_one(read: list[Any]) -> None:
    by = factories.make_account(Role.PREVENT_LEAD)
    brought = bring(by)
    barrier, outcomes = Barrier(2), []

    def take() -> None:
        try:
            barrier.wait()
            imports.commit_import(by=by, brought=brought)
            outcomes.append("made")
        except NotAllowedNow:
            outcomes.append("told")
        finally:
            connection.close()

    both = [Thread(target=take) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["made", "told"]
    assert Area.objects.count() == 3


# Undoing


def test_undoing_leaves_the_register_as_it_was(lead: Any, read: list[Any]) -> None:
    before = {model: model.objects.count() for model in (Area, Action, Section, Person, Post, Body, Lead, Initials)}
    brought = imports.commit_import(by=lead, brought=bring(lead))
    index = textindex.matching("plan_area_words", "Speakers", restricted=True)
    assert Area.objects.filter(pk__in=index).exists()
    undone = imports.undo_import(by=lead, brought=brought)
    assert undone.state == ImportState.UNDONE
    assert {model: model.objects.count() for model in before} == before
    assert not AreaRevision.objects.exists()
    assert not ContextPassageRevision.objects.exists()
    assert not Review.objects.exists()
    assert plan_document().title == "Prevent duty risk assessment and action plan"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plan_area_words")
        assert cursor.fetchone()[0] == 0
    assert undone.file.content.read() == b"a plan"
    with pytest.raises(NotAllowedNow):
        imports.undo_import(by=lead, brought=undone)
    # The numbers are free again, for the area was never there.
    imports.commit_import(by=lead, brought=bring(lead))
    assert Area.objects.filter(number="1.1").exists()


def _edit(lead: Any) -> None:
    area = Area.objects.get(number="1.1")
    area_workflows.edit_area(by=lead, area=area, revision=1, title="Edited")


def _rate(lead: Any) -> None:
    area_workflows.rate_area(by=lead, area=Area.objects.get(number="1.1"), rag="red", reason="Seen")


def _leads(lead: Any) -> None:
    area_workflows.set_area_leads(by=lead, area=Area.objects.get(number="1.1"), leads=[])


def _add_step(lead: Any) -> None:
    step_workflows.add_step(by=lead, area=Area.objects.get(number="1.1"), new=step_workflows.NewAction("More"))


def _add_area(lead: Any) -> None:
    section = AreaRevision.objects.get(area__number="1.1").section.revisions.get()
    area_workflows.add_area(by=lead, section=section, title="Beside it")


def _rename_section(lead: Any) -> None:
    section = AreaRevision.objects.get(area__number="1.1").section.revisions.get()
    area_workflows.rename_section(by=lead, section=section, title="Renamed")


def _review(lead: Any) -> None:
    from dueregard.kernel import clock
    from dueregard.plan.workflows.reviews import record_review

    record_review(by=lead, area=Area.objects.get(number="1.1"), reviewed_on=clock.today(), outcome="no_change")


def _delete(lead: Any) -> None:
    Area.objects.get(number="1.1").delete()


@pytest.mark.parametrize("change", [_edit, _rate, _leads, _add_step, _add_area, _rename_section, _review, _delete])
def test_a_change_since_stops_the_undoing(lead: Any, read: list[Any], change: Any) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    change(lead)
    count = Area.objects.count()
    with pytest.raises(NotAllowedNow, match="can no longer be undone"):
        imports.undo_import(by=lead, brought=brought)
    assert Area.objects.count() == count
    assert fresh(brought).state == ImportState.COMMITTED


def test_people_that_others_use_by_now_stay(lead: Any, read: list[Any]) -> None:
    brought = imports.commit_import(by=lead, brought=bring(lead))
    section = area_workflows.add_section(by=lead, number="9", title="Own")
    union = Lead.objects.get(body__isnull=False)
    area_workflows.add_area(by=lead, section=section, title="Own area", leads=[union])
    undone = imports.undo_import(by=lead, brought=brought)
    assert Body.objects.get() == union.body
    assert set(undone.made["kept"]) == {union.reference, Body.objects.get().reference}
    assert not Person.objects.filter(name="Ann Beck-Carr").exists()


# The real reader


def test_a_text_is_read_apart_and_taken_over(lead: Any) -> None:
    brought = bring(lead, PLAN.encode(), "plan.txt")
    assert brought.refusal == ""
    assert [a["number"] for a in brought.proposal["risk_areas"]] == ["1.1", "1.2", "2.1"]
    imports.commit_import(by=lead, brought=brought)
    assert AreaRevision.objects.get(area__number="2.1").rag == "red"
    assert AreaLead.objects.filter(lead__label="Ann Beck-Carr").count() == 2


def test_the_sample_gives_what_it_must(lead: Any, shared: Path) -> None:
    sample = shared / "seeds" / "000_e20af7a3bff26bcc.txt"
    brought = bring(lead, sample.read_bytes(), sample.name)
    counts = queries.overview(lead, brought).counts
    assert (counts["areas"], counts["sections"]) == (13, 6)
    imports.commit_import(by=lead, brought=brought)
    assert plan_document().title == "Prevent Duty Action Plan"
    assert Area.objects.count() == 13
    assert list(Section.objects.order_by("number").values_list("number", flat=True)) == ["1", "2", "3", "4", "5", "8"]
    of_21 = AreaLead.objects.filter(area__number="2.1").order_by("order").values_list("lead__kind", flat=True)
    assert list(of_21) == ["person", "body", "body", "person", "body"]
    briefing = ActionRevision.objects.get(due_phrase="Spring term 2020")
    assert briefing.due_start is not None
    assert briefing.source == "Prevent Duty Action Plan, November 2019"
    assert ActionRevision.objects.filter(carried_over=1).count() == 1
    assert AreaRevision.objects.exclude(rag="unknown").count() == 0
    imports.undo_import(by=lead, brought=fresh(brought))
    assert not Area.objects.exists()
