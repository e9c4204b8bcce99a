"""Two people in the forms of the plan as a whole, a review, or a row of an import: the second is told, nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaRevision, PlanDocumentRevision, PlanImport, Review, RiskEntry
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.documents import plan_document_history, risk_entry
from dueregard.plan.workflows import areas, document, imports, leads, sheet, steps
from dueregard.plan.workflows.imports import reading
from tests import factories
from tests.plan.importing_samples import answer
from tests.sent import fields_of

SCALE: dict[str, Any] = {
    "title": "Our plan",
    "likelihood_words": [],
    "impact_words": [],
    "amber_from": 6,
    "red_from": 15,
}


def labels(page: Any) -> list[str]:
    return [field["label"] for field in page.context["conflict"]["fields"]]


@pytest.fixture
def two(db: None) -> tuple[Any, Any]:
    """Two people at their own browsers."""
    first = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    second = factories.make_account(Role.PREVENT_OFFICER, name="Olu Officer")
    return factories.signed_in(first), factories.signed_in(second)


# --- title and scale --------------------------------------------------------------------------------------------------
def test_two_editors_of_the_title_and_the_scale_both_keep_theirs(two: tuple[Any, Any]) -> None:
    prue, olu = two
    url = reverse("plan:edit_plan_document")
    hers, his = prue.get(url), olu.get(url)
    words = {f"likelihood_{level}": word for level, word in enumerate(("Rare", "Low", "Even", "High", "Sure"), 1)}
    assert prue.post(url, fields_of(hers, **words, amber_from="7", reason="Agreed")).status_code == 302
    page = olu.post(url, fields_of(his, title="Our plan", amber_from="5"))
    assert labels(page) == ["Amber from"]
    assert "Likelihood 5" in page.context["conflict"]["kept"]
    text = page.content.decode()
    assert "Prue Lead saved this while you were writing (<time" in text
    assert olu.post(url, fields_of(page)).status_code == 302
    now = plan_document()
    assert (now.title, now.amber_from, now.likelihood_words[4]) == ("Our plan", 5, "Sure")
    history = plan_document_history(None)
    assert [(row.recorded_by_name, row.amber_from, row.reason) for row in history] == [
        ("Olu Officer", 5, ""),
        ("Prue Lead", 7, "Agreed"),
    ]
    text = prue.get(reverse("plan:scale")).content.decode()
    assert "Amber from 7, red from 15" in text
    assert "Agreed" in text


def test_a_third_who_saves_during_the_conflict_is_told_of_too(two: tuple[Any, Any]) -> None:
    prue, olu = two
    url = reverse("plan:edit_plan_document")
    his = olu.get(url)
    assert prue.post(url, fields_of(prue.get(url), title="Hers")).status_code == 302
    page = olu.post(url, fields_of(his, title="His"))
    assert prue.post(url, fields_of(prue.get(url), red_from="20")).status_code == 302
    again = olu.post(url, fields_of(page))
    assert again.status_code == 200
    assert again.context["conflict"]["kept"] == ["Red from"]
    assert olu.post(url, fields_of(again)).status_code == 302
    assert (plan_document().title, plan_document().red_from) == ("His", 20)


@pytest.mark.django_db
def test_the_title_can_be_read_as_it_was() -> None:
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        document.edit_plan_document(by=factories.COMMAND, revision=1, **SCALE)
    with clock.set_to(datetime(2025, 6, 10, 9, tzinfo=UTC)):
        document.edit_plan_document(by=factories.COMMAND, revision=2, **SCALE | {"title": "Another"})
    assert plan_document(datetime(2025, 4, 1, tzinfo=UTC)).title == "Our plan"
    assert plan_document(datetime(2025, 1, 1, tzinfo=UTC)).title == "Our plan"  # nothing is known from before
    client = factories.signed_in(lead)
    for name in ("risk_assessment", "action_plan"):
        text = client.get(reverse(f"plan:{name}") + "?recorded_on=2025-04-01").content.decode()
        assert "Our plan" in text
        assert "Another" in client.get(reverse(f"plan:{name}")).content.decode()


# --- the corporate risk register --------------------------------------------------------------------------------------
def test_two_editors_of_the_risk_entry_both_keep_theirs(two: tuple[Any, Any]) -> None:
    prue, olu = two
    url = reverse("plan:set_risk_entry")
    hers, his = prue.get(url), olu.get(url)
    first = fields_of(hers, register_reference="CR 12", title="Prevent", text="Hers.", likelihood="3", impact="5")
    assert prue.post(url, first).status_code == 302
    page = olu.post(url, fields_of(his, register_reference="CR 12", title="The duty", review_on="1 May 2030"))
    assert labels(page) == ["Title"]  # nothing else that both gave differs
    assert {"What it says", "Likelihood", "Impact"} <= set(page.context["conflict"]["kept"])
    assert olu.post(url, fields_of(page)).status_code == 302
    row = RiskEntry.objects.get(as_recorded(None))
    assert (row.title, row.text, row.likelihood, row.rag) == ("The duty", "Hers.", 3, "red")
    assert (row.review_on, row.recorded_by_name) == (date(2030, 5, 1), "Olu Officer")
    assert RiskEntry.objects.count() == 2


# --- reviews ----------------------------------------------------------------------------------------------------------
def test_a_review_leaves_a_next_day_that_somebody_else_has_set(small: Any) -> None:
    client, area = factories.signed_in(small.lead), small.awareness.area
    url = reverse("plan:record_review", args=[area.reference])
    opened, day = client.get(url), clock.today() + timedelta(days=90)
    areas.edit_area(by=small.lead, area=area, revision=type(area).objects.get(pk=area.pk).revision, review_on=day)
    assert client.post(url, fields_of(opened, outcome="no_change")).status_code == 302
    assert AreaRevision.objects.get(as_recorded(None), area=area).review_on == day


def test_two_different_days_of_the_next_review_are_shown(small: Any) -> None:
    client, area = factories.signed_in(small.lead), small.awareness.area
    url = reverse("plan:record_review", args=[area.reference])
    opened, day = client.get(url), clock.today() + timedelta(days=90)
    areas.edit_area(by=small.lead, area=area, revision=type(area).objects.get(pk=area.pk).revision, review_on=day)
    mine = clock.today() + timedelta(days=30)
    page = client.post(url, fields_of(opened, outcome="no_change", note="Mine", next_review_on=mine.isoformat()))
    assert labels(page) == ["Next review"]
    assert not Review.objects.filter(note="Mine").exists()
    assert client.post(url, fields_of(page)).status_code == 302
    assert Review.objects.get(note="Mine").area_id == area.pk
    assert AreaRevision.objects.get(as_recorded(None), area=area).review_on == mine


# --- a row of an import ------------------------------------------------------------------------------------------------
@pytest.fixture
def brought(two: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch) -> PlanImport:
    """An import that waits for review."""
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: answer())
    by = factories.make_account(Role.PREVENT_LEAD, name="Bringer")
    row = imports.bring_document(by=by, stream=BytesIO(b"a plan"), name="plan.txt")
    imports.read_document({"reference": row.reference, "revision": row.revision})
    return PlanImport.objects.get(pk=row.pk)


def _row(brought: PlanImport) -> dict[str, Any]:
    proposal = PlanImport.objects.get(pk=brought.pk).proposal
    return next(area for area in proposal["risk_areas"] if area["number"] == "1.1")


def test_a_row_keeps_what_only_the_other_corrected(two: tuple[Any, Any], brought: PlanImport) -> None:
    prue, olu = two
    url = reverse("plan:correct_proposal", args=[brought.reference, _row(brought)["key"]])
    hers, his = prue.get(url), olu.get(url)
    changes = {
        "rag": "red",
        "gross": "12",
        "steps-0-text": "Write the paper soon.",
        "leads-1-written": "",
        "leads-1-name": "",
    }
    assert prue.post(url, fields_of(hers, **changes)).status_code == 302
    page = olu.post(url, fields_of(his, title="Council oversees the duty"))
    assert page.context["differences"] == []
    assert {"RAG", "Leads", "Next steps"} < set(page.context["kept"])
    assert olu.post(url, fields_of(page)).status_code == 302
    row = _row(brought)
    assert (row["title"], row["rag"], row["ratings"]["gross"]) == ("Council oversees the duty", "red", 12)
    assert row["next_steps"][0]["text"] == "Write the paper soon."
    assert [lead["written"] for lead in row["leads"]] == ["ABC"]


def test_what_both_corrected_in_a_row_is_shown(two: tuple[Any, Any], brought: PlanImport) -> None:
    prue, olu = two
    url = reverse("plan:correct_proposal", args=[brought.reference, _row(brought)["key"]])
    hers, his = prue.get(url), olu.get(url)
    assert prue.post(url, fields_of(hers, **{"rag": "red", "steps-0-due": "Spring term 2027"})).status_code == 302
    page = olu.post(url, fields_of(his, **{"rag": "green", "steps-0-text": "Mine."}))
    assert [one["label"] for one in page.context["differences"]] == ["RAG", "Next steps"]
    assert "Spring term 2027" in page.content.decode()
    assert olu.post(url, fields_of(page)).status_code == 302
    assert (_row(brought)["rag"], _row(brought)["next_steps"][0]["text"]) == ("green", "Mine.")


# --- at the very same moment, on PostgreSQL ---------------------------------------------------------------------------
def _at_once(*works: Any) -> list[Any]:
    """What each work gave or raised, all of them begun together, each with a connection of its own."""
    barrier, out = Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Any) -> None:
        barrier.wait(timeout=10)
        try:
            out[place] = work()
        except Exception as error:
            out[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    return out


needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told_by_name() -> None:
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    entry = {"register_reference": "CR 12", "title": "Prevent"}
    for known in (0, 1, 2):  # the very first, and then over the one that stands
        found = risk_entry(lead)
        at = found.row.pk if found else 0
        told = [
            one
            for one in _at_once(
                *(
                    lambda n=n, at=at, known=known: document.set_risk_entry(
                        by=lead, opened_at=at, **entry, text=f"{known} {n}"
                    )
                    for n in range(3)
                )
            )
            if isinstance(one, Exception)
        ]
        assert [type(one) for one in told] == [ChangedSince, ChangedSince]
        assert {one.by_name for one in told} == {"Prue Lead"}
        assert {one.revision for one in told} == {RiskEntry.objects.get(as_recorded(None)).pk}
        scale = _at_once(
            *(
                lambda n=n, known=known: document.edit_plan_document(
                    by=lead, revision=known + 1, **SCALE | {"title": f"{known} {n}"}
                )
                for n in range(3)
            )
        )
        assert sum(isinstance(one, ChangedSince) for one in scale) == 2
        assert sum(isinstance(one, PlanDocumentRevision) for one in scale) == 1
    assert PlanDocumentRevision.objects.count() == 3
    assert list(faults()) == []


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_sitting_a_form_and_a_succession_never_wait_crosswise() -> None:
    by = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    section = areas.add_section(by=by, number="1", title="One")
    leaver = factories.make_lead(factories.make_post("Registrar"))
    successor = factories.make_lead(factories.make_post("Secretary"))
    area = areas.add_area(by=by, section=section, title="An area", leads=[leaver]).area
    new = steps.NewAction("A step", leads=(leaver,))
    action = steps.add_step(by=by, area=area, new=new).action
    for turn in range(8):
        area.refresh_from_db()
        action.refresh_from_db()
        old, other = (leaver, successor) if turn % 2 == 0 else (successor, leaver)
        change = sheet.StepChange(action.reference, action.revision, leads=(other.reference,))
        out = _at_once(
            lambda change=change: sheet.record_sitting(by=by, reason="Sitting", day=clock.today(), changes=[change]),
            lambda turn=turn: steps.edit_step(
                by=by, area=area, action=action, revision=action.revision, progress=f"{turn}"
            ),
            lambda old=old, other=other: leads.succeed_lead(by=by, leaver=old, successor=other),
        )
        assert {type(one) for one in out if isinstance(one, Exception)} <= {ChangedSince}
    assert list(faults()) == []
