"""The plan as a whole: its context, title and scale, and the corporate risk register's entry; pages and workflows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.plan.models import ContextPassage, ContextPassageRevision, PlanDocumentRevision, RiskEntry
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.documents import (
    context_groups,
    context_passage,
    impact_levels,
    risk_entry,
    risk_entry_history,
    scale_matrix,
)
from dueregard.plan.workflows import document
from tests import factories

pytestmark = pytest.mark.django_db

LIKELIHOOD = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]
IMPACT = ["Slight", "Minor", "Moderate", "Major", "Severe"]


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")


def add(lead: Any, heading: str, text: str = "Words.", kind: str = "local", **more: Any) -> ContextPassage:
    return document.add_passage(by=lead, kind=kind, heading=heading, text=text, **more).passage


def fresh(passage: ContextPassage) -> ContextPassage:
    return ContextPassage.objects.get(pk=passage.pk)


def headings(viewer: Any, moment: datetime | None = None) -> list[tuple[str, list[str]]]:
    return [(group.label, [row.heading for row in group.passages]) for group in context_groups(viewer, moment)]


# --- context ----------------------------------------------------------------------------------------------------------
def test_the_context_stands_by_kind_and_in_its_order(lead: Any) -> None:
    first, second = add(lead, "Our city"), add(lead, "Our\x00 campus ")
    add(lead, "Threat level", kind="national")
    assert headings(lead) == [("National risks", ["Threat level"]), ("Local risks", ["Our city", "Our campus"])]
    document.move_passage(by=lead, passage=second, earlier=True)
    document.move_passage(by=lead, passage=second, earlier=True)  # at the top already
    assert headings(lead)[1] == ("Local risks", ["Our campus", "Our city"])
    document.move_passage(by=lead, passage=second, earlier=False)
    document.move_passage(by=lead, passage=second, earlier=False)
    assert headings(lead)[1] == ("Local risks", ["Our city", "Our campus"])
    ContextPassageRevision.objects.filter(kind="local").update(position=7)  # as an old import may have left them
    document.move_passage(by=lead, passage=first, earlier=False)
    assert headings(lead)[1] == ("Local risks", ["Our campus", "Our city"])


def test_a_passage_is_edited_with_its_history(lead: Any) -> None:
    passage = add(lead, "Our city")
    values = {"kind": "local", "heading": "Our city", "text": "New words.", "restricted": False}
    document.edit_passage(by=lead, passage=passage, revision=1, reason="News", **values)
    assert [(r.text, r.reason) for r in passage.revisions.order_by("pk")] == [("Words.", ""), ("New words.", "News")]
    entry = Entry.objects.get(verb="plan.passage_edited")
    assert entry.detail.values == {"passage": passage.reference, "text": ["Words.", "New words."]}
    entries = Entry.objects.count()
    document.edit_passage(by=lead, passage=passage, revision=2, **values)
    assert (Entry.objects.count(), fresh(passage).revision) == (entries, 2)
    with pytest.raises(ChangedSince) as told:
        document.edit_passage(by=lead, passage=passage, revision=1, **values | {"text": "Mine."})
    assert (told.value.current["text"], told.value.by_name, told.value.revision) == ("New words.", "Prue Lead", 2)
    for wrong in ({"heading": " "}, {"text": "\n"}, {"kind": "galactic"}):
        with pytest.raises(Refused):
            document.edit_passage(by=lead, passage=passage, revision=2, **values | wrong)
        with pytest.raises(Refused):
            document.add_passage(by=lead, **{"kind": "local", "heading": "x", "text": "x"} | wrong)


def test_a_passage_that_is_taken_out_is_still_there_on_earlier_days(lead: Any) -> None:
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        passage = add(factories.COMMAND, "Our city")
    with pytest.raises(Refused):
        document.take_out_passage(by=lead, passage=passage, reason=" ")
    document.take_out_passage(by=lead, passage=passage, reason="Out of date")
    assert headings(lead) == []
    assert headings(lead, datetime(2025, 4, 1, tzinfo=UTC)) == [("Local risks", ["Our city"])]
    assert headings(lead, datetime(2025, 3, 1, tzinfo=UTC)) == []
    assert context_passage(lead, passage.reference) is None
    with pytest.raises(NotAllowedNow):
        document.take_out_passage(by=lead, passage=passage, reason="again")
    with pytest.raises(NotAllowedNow):
        document.move_passage(by=lead, passage=passage, earlier=True)
    with pytest.raises(NotAllowedNow):
        document.edit_passage(
            by=lead, passage=passage, revision=2, kind="local", heading="x", text="x", restricted=False
        )


def test_a_restricted_passage_is_not_even_hinted_at(lead: Any) -> None:
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        passage = add(factories.COMMAND, "Wildcat group", "leopard")
    document.edit_passage(
        by=lead,
        passage=passage,
        revision=1,
        kind="local",
        heading="Wildcat group",
        text="leopard spots",
        restricted=True,
    )
    entry = Entry.objects.get(verb="plan.passage_edited")
    assert entry.detail.values == {"passage": passage.reference, "text": "restricted", "restricted": "restricted"}
    member = factories.make_account(Role.STEERING_MEMBER)
    assert headings(member) == []
    assert headings(member, datetime(2025, 4, 1, tzinfo=UTC)) == []  # what is restricted today was so in the past
    assert headings(lead, datetime(2025, 4, 1, tzinfo=UTC)) == [("Local risks", ["Wildcat group"])]
    assert context_passage(member, passage.reference) is None
    client = factories.signed_in(member)
    for name in ("context", "risk_assessment"):
        for query in ("", "?recorded_on=2025-04-01"):
            text = client.get(reverse(f"plan:{name}") + query).content.decode()
            assert "Wildcat" not in text
            assert "leopard" not in text
    assert "leopard spots" in factories.signed_in(lead).get(reverse("plan:context")).content.decode()


# --- title and scale --------------------------------------------------------------------------------------------------
SCALE: dict[str, Any] = {
    "title": "Our plan",
    "likelihood_words": LIKELIHOOD,
    "impact_words": IMPACT,
    "amber_from": 5,
    "red_from": 12,
}


def test_the_scale_is_the_institutions_own(lead: Any) -> None:
    document.edit_plan_document(by=lead, revision=1, **SCALE)
    plan = plan_document()
    assert (plan.title, plan.plan.revision, plan.amber_from) == ("Our plan", 2, 5)
    top, bottom = scale_matrix(plan)[0], scale_matrix(plan)[-1]
    assert (top.level, top.word, top.cells[0], top.cells[4]) == (5, "Almost certain", (5, "amber"), (25, "red"))
    assert (bottom.level, bottom.cells[3]) == (1, (4, "green"))
    assert impact_levels(plan)[4] == (5, "Severe")
    with pytest.raises(ChangedSince) as told:
        document.edit_plan_document(by=lead, revision=1, **SCALE | {"title": "Mine"})
    assert told.value.current["title"] == "Our plan"
    entries = Entry.objects.count()
    document.edit_plan_document(by=lead, revision=2, **SCALE)
    assert (Entry.objects.count(), plan_document().plan.revision) == (entries, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"likelihood_words": ["Rare", "", "Possible", "Likely", "Certain"]},
        {"impact_words": ["Slight"]},
        {"amber_from": 1},
        {"amber_from": 12, "red_from": 12},
        {"red_from": 26},
    ],
)
def test_a_scale_that_cannot_be_is_refused(wrong: dict[str, Any], lead: Any) -> None:
    with pytest.raises(Refused):
        document.edit_plan_document(by=lead, revision=1, **SCALE | wrong)
    assert not PlanDocumentRevision.objects.filter(title="Our plan").exists()


def test_a_scale_without_words(lead: Any) -> None:
    document.edit_plan_document(by=lead, revision=1, **SCALE | {"likelihood_words": ["", " "], "impact_words": []})
    assert scale_matrix(plan_document())[0].word == ""
    assert impact_levels(plan_document())[0] == (1, "")


# --- the corporate risk register --------------------------------------------------------------------------------------
def test_the_risk_entry_keeps_what_it_said(lead: Any) -> None:
    owner = factories.make_lead(factories.make_post("Registrar"))
    today = clock.today()
    assert risk_entry(lead) is None
    first = document.set_risk_entry(
        by=lead,
        opened_at=0,
        register_reference="CR 12",
        title="Prevent",
        likelihood=3,
        impact=5,
        owner=owner.reference,
        reviewed_on=today - timedelta(days=400),
        review_on=today - timedelta(days=1),
    )
    assert first.rag == "red"  # by the scale
    now = risk_entry(lead)
    assert now is not None
    assert (now.score, now.overdue) == (15, True)
    entries = Entry.objects.count()
    same = {name: getattr(first, name) for name in ("register_reference", "title", "reviewed_on", "review_on")}
    same["owner"] = owner.reference
    document.set_risk_entry(by=lead, opened_at=first.pk, likelihood=3, impact=5, **same)
    assert Entry.objects.count() == entries
    second = document.set_risk_entry(
        by=lead, opened_at=first.pk, likelihood=3, impact=5, rag="amber", reason="The board thinks so", **same
    )
    assert [e.row.rag for e in risk_entry_history(lead)] == ["amber", "red"]
    with pytest.raises(ChangedSince) as told:
        document.set_risk_entry(by=lead, opened_at=first.pk, register_reference="CR 12", title="Mine")
    assert (told.value.revision, told.value.current["rag"]) == (second.pk, "amber")
    with pytest.raises(ChangedSince):
        document.set_risk_entry(by=lead, opened_at=0, register_reference="CR 12", title="Mine")
    for wrong in (
        {"register_reference": " "},
        {"title": ""},
        {"likelihood": 3},
        {"likelihood": 6, "impact": 1},
        {"rag": "blue"},
        {"owner": "NOSUCH"},
        {"reviewed_on": today + timedelta(days=1)},
        {"reviewed_on": today, "review_on": today},
    ):
        with pytest.raises(Refused):
            document.set_risk_entry(by=lead, opened_at=second.pk, **{"register_reference": "x", "title": "x"} | wrong)
    assert RiskEntry.objects.count() == 2
    assert list(faults()) == []


# --- permissions ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "role",
    [Role.UNIVERSITY_SECRETARY, Role.STEERING_MEMBER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF],
)
def test_only_editors_change_the_plan_as_a_whole(role: str, lead: Any) -> None:
    account, passage = factories.make_account(role), add(lead, "Our city")
    calls: list[tuple[Any, dict[str, Any]]] = [
        (document.add_passage, {"kind": "local", "heading": "x", "text": "x"}),
        (
            document.edit_passage,
            {"passage": passage, "revision": 1, "kind": "local", "heading": "x", "text": "x", "restricted": False},
        ),
        (document.move_passage, {"passage": passage, "earlier": True}),
        (document.take_out_passage, {"passage": passage, "reason": "x"}),
        (document.edit_plan_document, {"revision": 1, **SCALE}),
        (document.set_risk_entry, {"opened_at": 0, "register_reference": "x", "title": "x"}),
    ]
    for workflow, values in calls:
        with pytest.raises(NotPermitted):
            workflow(by=account, **values)
    client = factories.signed_in(account)
    for name in ("add_passage", "edit_plan_document", "set_risk_entry"):
        assert client.get(reverse(f"plan:{name}")).status_code == 403
    for name in ("edit_passage", "take_out_passage"):
        assert client.get(reverse(f"plan:{name}", args=[passage.reference])).status_code == 403
    assert client.post(reverse("plan:move_passage", args=[passage.reference])).status_code == 403
    reads = 403 if role in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF) else 200
    for name in ("context", "scale", "risk_entry", "risk_assessment", "action_plan", "leads"):
        page = client.get(reverse(f"plan:{name}"))
        assert page.status_code == reads
        assert f'href="{reverse("plan:meeting_sheet")}"' not in page.content.decode()


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def client(lead: Any) -> Any:
    return factories.signed_in(lead)


def test_a_passage_from_the_page_to_the_risk_assessment(client: Any) -> None:
    assert "No context yet" in client.get(reverse("plan:context")).content.decode()
    values = {"kind": "national", "heading": "Threat level", "text": "One.\n\nTwo."}
    assert client.post(reverse("plan:add_passage"), values).status_code == 302
    passage = ContextPassage.objects.get()
    text = client.get(reverse("plan:risk_assessment")).content.decode()
    assert "Threat level" in text
    assert "<p>Two.</p>" in text
    assert client.post(reverse("plan:move_passage", args=[passage.reference]), {"to": "earlier"}).status_code == 302
    out = reverse("plan:take_out_passage", args=[passage.reference])
    assert 'class="error-summary"' in client.post(out, {"reason": ""}).content.decode()
    assert client.post(out, {"reason": "Old"}).status_code == 302
    assert client.get(out).status_code == 404
    assert "Threat level" not in client.get(reverse("plan:risk_assessment")).content.decode()
    for name in ("edit_passage", "take_out_passage"):
        assert client.get(reverse(f"plan:{name}", args=["NOSUCH"])).status_code == 404


def test_the_second_editor_of_a_passage_is_shown_the_difference(lead: Any, client: Any) -> None:
    passage = add(lead, "Our city", "As it was.")
    typed = {"revision": "1", "kind": "local", "heading": "Our city", "text": "As I see it.", "restricted": "on"}
    document.edit_passage(
        by=lead, passage=passage, revision=1, kind="local", heading="Our city", text="As it is.", restricted=False
    )
    url = reverse("plan:edit_passage", args=[passage.reference])
    text = client.post(url, typed).content.decode()
    assert "Prue Lead saved this while you were writing" in text
    assert "As I see it." in text
    assert "<h3>Only for those who may read restricted passages</h3>" in text
    assert client.post(url, typed | {"revision": "2"}).status_code == 302
    row = context_passage(lead, passage.reference)
    assert row is not None
    assert (row.text, row.restricted) == ("As I see it.", True)


def _plan_data(**more: Any) -> dict[str, Any]:
    data = {"revision": 1, "title": "Our plan", "amber_from": 5, "red_from": 12}
    data |= {f"likelihood_{n}": word for n, word in enumerate(LIKELIHOOD, 1)}
    return data | {f"impact_{n}": word for n, word in enumerate(IMPACT, 1)} | more


def test_the_scale_page_and_its_form(client: Any) -> None:
    assert "no words yet" in client.get(reverse("plan:scale")).content.decode()
    url = reverse("plan:edit_plan_document")
    for wrong in ({"title": ""}, {"amber_from": "x"}, {"red_from": "3"}, {"likelihood_2": ""}, {"red_from": "999"}):
        page = client.post(url, _plan_data(**wrong))
        text = page.content.decode()
        assert page.status_code == 200
        assert 'class="error-summary"' in text
        assert "Almost certain" in text
    assert client.post(url, _plan_data()).status_code == 302
    text = client.get(reverse("plan:scale")).content.decode()
    assert "5 Almost certain" in text
    assert "amber from 5, red from 12" in text
    text = client.post(url, _plan_data(title="Another")).content.decode()
    assert "while you were writing" in text
    assert "<h3>Title of the plan</h3>" in text
    assert client.post(url, _plan_data(title="Another", revision=2)).status_code == 302


def test_the_risk_entry_page_and_its_form(lead: Any, client: Any) -> None:
    owner = factories.make_lead(factories.make_post("Registrar"))
    assert "Record the entry" in client.get(reverse("plan:risk_entry")).content.decode()
    url = reverse("plan:set_risk_entry")
    typed = {"revision": "0", "register_reference": "CR 12", "title": "Prevent", "likelihood": "2", "impact": "4"}
    typed |= {"owner": owner.reference, "reviewed_on": "1 May 2024", "review_on": "1 May 2025", "reason": "First"}
    for wrong in ({"title": ""}, {"impact": ""}, {"review_on": "whenever"}, {"owner": "NOSUCH"}, {"likelihood": "9"}):
        page = client.post(url, typed | wrong)
        assert page.status_code == 200
        assert 'class="error-summary"' in page.content.decode()
        assert 'value="CR 12"' in page.content.decode()
    assert not RiskEntry.objects.exists()
    assert client.post(url, typed).status_code == 302
    row = RiskEntry.objects.get()
    assert (row.rag, row.owner and row.owner.label, row.review_on) == ("amber", "Registrar", date(2025, 5, 1))
    text = client.post(url, typed | {"title": "Mine"}).content.decode()
    assert "while you were writing" in text
    assert 'value="Mine"' in text
    assert client.post(url, typed | {"title": "Mine", "revision": str(row.pk), "impact": "5"}).status_code == 302
    text = client.get(reverse("plan:risk_entry")).content.decode()
    assert "What it said before" in text
    assert "Overdue" in text
    assert "In the corporate risk register" in client.get(reverse("plan:risk_assessment")).content.decode()
