"""A text taken out of the plan's tables: whose lead loses its name, and what is left as it is."""

from __future__ import annotations

import io
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.files import store
from dueregard.kernel.require import NotPermitted
from dueregard.plan.models import PlanImport, SavedView, SheetReturn
from dueregard.plan.workflows import redaction
from dueregard.plan.workflows.redaction import take_out
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = "Quetzal Umbrage was seen here."


@pytest.fixture
def lead() -> Any:
    return factories.make_account(Role.PREVENT_LEAD)


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_only_whoever_may_edit_the_whole_plan_or_decide_on_it() -> None:
    with pytest.raises(NotPermitted):
        take_out(by=factories.make_account(Role.STEERING_MEMBER), text=TEXT)


def test_a_person_and_words_that_nobody_recognises_lose_their_name(lead: Any) -> None:
    person, words = factories.make_lead(factories.make_person("Quetzal Umbrage")), factories.make_lead("Q. Umbrage")
    assert take_out(by=lead, text="Quetzal Umbrage", lead=person.reference, name=True)["Lead"] == 1
    assert take_out(by=lead, text="Q. Umbrage", lead=words.reference, name=True)["Lead"] == 1
    person.refresh_from_db()
    words.refresh_from_db()
    assert (person.label, person.person.name, person.person.email) == ("[Redacted]", "[Redacted]", "")
    assert words.label == f"[Redacted] {words.reference}"  # two of them can stand side by side
    other = factories.make_lead("U. Quetzal")
    assert take_out(by=lead, text="U. Quetzal", lead=other.reference, name=True)["Lead"] == 1


def test_posts_and_bodies_keep_theirs_and_a_lead_that_is_gone_is_no_error(lead: Any) -> None:
    post, body = factories.make_lead(factories.make_post("Dean")), factories.make_lead(factories.make_body("Council"))
    for reference in (post.reference, body.reference, "gone"):
        assert take_out(by=lead, text="Dean", lead=reference, name=True)["Lead"] == 0
    post.refresh_from_db()
    body.refresh_from_db()
    assert (post.label, body.label) == ("Dean", "Council")


@pytest.mark.parametrize("model", [PlanImport, SheetReturn])
def test_kept_documents_that_do_not_hold_it_are_left_alone(lead: Any, model: Any) -> None:
    more = {"proposal": {"areas": ["A quiet town."]}} if model is PlanImport else {"differences": [{"after": "Quiet."}]}
    kept = model.objects.create(
        file=store(io.BytesIO(b"A quiet town."), "plan.docx"),
        brought_at=clock.now(),
        brought_by="x",
        brought_by_name="x",
        **more,
    )
    held = store(io.BytesIO(b"x"), f"{TEXT}.docx")
    model.objects.create(file=held, brought_at=clock.now(), brought_by="x", brought_by_name="x")
    assert take_out(by=lead, text=TEXT)[model.__name__] == 1
    row = model.objects.select_related("file").get(pk=kept.pk)
    assert row.file.name == "plan.docx"
    assert (row.proposal if model is PlanImport else row.differences) == next(iter(more.values()))
    held.refresh_from_db()
    assert held.name == "erased.txt"


def test_saved_views_lose_only_what_holds_it(lead: Any) -> None:
    rows = [
        SavedView.objects.create(account=lead, name=name, query=query)
        for name, query in (
            ("Red ones", "rag=red"),
            ("About the porter", "q=Quetzal+Umbrage+was+seen+here."),
            (TEXT, "rag=red"),
        )
    ]
    assert take_out(by=lead, text=TEXT)["SavedView"] == 2
    for row in rows:
        row.refresh_from_db()
    assert [row.name for row in rows] == ["Red ones", "About the porter", f"[Redacted] {rows[2].reference}"]
    assert [row.query for row in rows] == ["rag=red", "", ""]


def test_a_room_above_is_asked_once_however_often_it_is_made_known(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redaction, "_ABOVE", [])
    monkeypatch.setattr(redaction, "above_for_the_test", lambda **said: {"Above": 2}, raising=False)
    for _ in range(2):
        redaction.takes_out_too("dueregard.plan.workflows.redaction.above_for_the_test")
    assert len(redaction._ABOVE) == 1
    assert take_out(by=lead, text=TEXT) == {"Above": 2}
