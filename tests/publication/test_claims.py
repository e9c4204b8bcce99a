"""Numbers that are bound to figures, in versions: frozen as written, read in words, and told of where they no longer hold."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import docx
import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.workflows import NewAction
from dueregard.audit.workflows import record
from dueregard.figures.rules.definitions import Figure, Kind, Treatment
from dueregard.figures.rules.known import FIGURES
from dueregard.health.queries.claims import claim_rows
from dueregard.kernel.principals import Command
from dueregard.kernel.require import NotAllowedNow
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.imports.committing import commit_file
from dueregard.publication.models import FrozenPassage
from dueregard.publication.queries.pages import name_suggestions, version_page
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition, waiting_names
from dueregard.publication.rules.audiences import Resolution, as_seen
from dueregard.publication.rules.findings import Known, unresolved
from dueregard.publication.rules.states import SLUGS, Audience
from dueregard.publication.rules.states import Kind as Document
from dueregard.publication.workflows import publishing
from dueregard.publication.workflows.versions import approve_version, propose_version
from dueregard.training.models import Course, Staff
from tests import factories
from tests.publication.conftest import Room, made
from tests.publication.test_rules import area, content, step
from tests.training.records import complete, make_staff, sample_records

CLAIM = "3 [test.few at 11 July 2019]"
OPEN = "134 [training.staff_attended at 11 July 2019]"
SEED = "000_e20af7a3bff26bcc.txt"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Figure:
    """A figure whose small values are not told exactly."""
    figure = Figure(
        "test.few", "Few people", "People who are few.", ("person", "people"), Kind.STOCK,
        lambda span: Staff.objects.all(), treatment=Treatment.SMALL,
    )  # fmt: skip
    monkeypatch.setitem(FIGURES, "test.few", figure)
    return figure


def told() -> None:
    record(by=Command(), verb="training.recorded", subject_kind="record", subject="x", summary="A record.")


def say(room: Room, text: str) -> None:
    row = room.awareness.area
    row.refresh_from_db()
    areas.edit_area(by=room.lead, area=row, revision=row.revision, actions_taken=text)


# --- what audiences read ----------------------------------------------------------------------------------------------
def test_each_audience_reads_its_own(few: Figure) -> None:
    whole = content(
        area("A1", "1", "One", actions_taken=[f"{OPEN} staff; {CLAIM} few; 5 [test.none at 11 July 2019] none."],
             steps=[step("T1", f"Invite {OPEN}.", progress=CLAIM)]),
        note=[f"{CLAIM} in the note."],
    )  # fmt: skip

    def said(audience: str) -> tuple[str, str, str, str]:
        seen = as_seen(whole, audience).content
        one = seen["areas"][0]
        return one["actions_taken"][0], one["steps"][0]["text"], one["steps"][0]["progress"], seen["note"][0]

    none = "5 [test.none at 11 July 2019] none."
    exact, hidden = "3 (as at 11 July 2019)", "fewer than 5 (as at 11 July 2019)"
    open_ = "134 (as at 11 July 2019)"
    assert as_seen(whole, Audience.INTERNAL).content == whole
    assert said(Audience.COMMITTEE) == (
        f"{open_} staff; {hidden} few; {none}", f"Invite {open_}.", hidden, f"{hidden} in the note.",
    )  # fmt: skip
    assert said(Audience.PUBLIC) == (
        f"{open_} staff; {exact} few; {none}", f"Invite {open_}.", exact, f"{exact} in the note.",
    )  # fmt: skip


def test_a_small_number_waits_for_a_decision(few: Figure) -> None:
    whole = content(
        area("A1", "1", "One", actions_taken=[f"There are {CLAIM} of them, and {OPEN} of all."]),
        area("A2", "2", "Two", actions_taken=[f"There are {CLAIM} here."], restricted=["actions_taken"]),
        area(
            "A3",
            "3",
            "Three",
            actions_taken=["There are 10 [test.few at 11 July 2019] and 0 [test.few at 1 May 2019]."],
        ),
        area("A4", "4", "Four", actions_taken=["There are 12 [test.few at 11 July 2019]."]),
    )
    found = unresolved(whole, Known(), [])
    assert [(one.path, one.kind, one.found) for one in found] == [
        ("areas/A1/actions_taken/0", "number", "3 (as at 11 July 2019)"),
        ("areas/A4/actions_taken/0", "number", "12 (as at 11 July 2019)"),
    ]
    assert name_suggestions(whole)["3 (as at 11 july 2019)"] == "fewer than 5 (as at 11 July 2019)"
    assert name_suggestions(whole)["12 (as at 11 july 2019)"] == "10 (as at 11 July 2019)"
    replaced = Resolution(found[0].path, found[0].found, "replace", "fewer than 5 (as at 11 July 2019)")
    kept = Resolution(found[1].path, found[1].found, "keep", "It is of no person.")
    assert unresolved(whole, Known(), [replaced, kept]) == []
    said = as_seen(whole, Audience.PUBLIC, [replaced, kept]).content["areas"]
    assert said[0]["actions_taken"] == [
        "There are fewer than 5 (as at 11 July 2019) of them, and 134 (as at 11 July 2019) of all."
    ]
    assert said[3]["actions_taken"] == ["There are 12 (as at 11 July 2019)."]
    withheld = Resolution(found[0].path, found[0].found, "withhold")
    assert [one.path for one in unresolved(whole, Known(), [withheld])] == ["areas/A4/actions_taken/0"]


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pdfs")
def test_it_is_not_published_before_and_the_rule_s_words_are_offered(room: Room, few: Figure) -> None:
    say(room, f"There are {CLAIM} of them.")
    version = room.approved()
    (one,) = waiting_names(version, content_of(version))
    with pytest.raises(NotAllowedNow):
        publishing.publish_version(by=room.secretary, version=version)
    page = factories.signed_in(room.officer).get(reverse("publication:decide_names", args=[version.reference]))
    text = page.content.decode()
    assert "Small number" in text
    assert 'value="fewer than 5 (as at 11 July 2019)"' in text
    decisions = [Resolution(one.path, one.found, "replace", "fewer than 5 (as at 11 July 2019)")]
    publishing.decide_names(by=room.officer, version=version, decisions=decisions)
    made(room, version)
    address = reverse("publication:published_version", args=[SLUGS[Document(version.kind)], version.number])
    public = factories.signed_in(None).get(address)
    assert "fewer than 5 (as at 11 July 2019)" in public.content.decode()
    assert "3 (as at" not in public.content.decode()


@pytest.mark.django_db
def test_the_pages_of_a_version_show_no_more_than_their_reader_may_see(room: Room, few: Figure) -> None:
    say(room, f"There are {CLAIM} of them, {OPEN} in all, 5 [training.staff_attended on 1 May 2019].")
    area_row = room.group.area
    area_row.refresh_from_db()
    areas.edit_area(by=room.lead, area=area_row, revision=area_row.revision, hazard=f"Secret {OPEN} staff.")
    version = room.approved()
    mine = version_page(room.lead, version.reference)
    theirs = version_page(room.member, version.reference)
    assert mine is not None
    assert theirs is not None
    assert [(one.passage, one.standing.stated) for one in mine.claims] == [
        ("Hazard", "134"), ("Actions taken", "3"), ("Actions taken", "134"),
    ]  # fmt: skip
    assert [(one.passage, one.standing.stated) for one in theirs.claims] == [
        ("Actions taken", "fewer than 5"), ("Actions taken", "134"),
    ]  # fmt: skip
    asked = factories.signed_in(room.secretary).get(reverse("publication:publish_version", args=[version.reference]))
    assert "<li>[training.staff_attended on 1 May 2019]</li>" in asked.content.decode()
    text = (
        factories.signed_in(room.member).get(reverse("publication:version", args=[version.reference])).content.decode()
    )
    assert "fewer than 5 (as at 11 July 2019)" in text
    assert "3 (as at" not in text
    assert "[test.few" not in text
    assert (
        "[test.few"
        not in factories.signed_in(room.lead)
        .get(reverse("publication:version", args=[version.reference]))
        .content.decode()
    )


# --- from the seed to what is published, and a back-dated record ------------------------------------------------------
def _form(page: str, number: str) -> dict[str, str]:
    """What the first button under a number sends: the suggestion that comes first."""
    part = page[page.index(f'">{number} <span') :]
    form = re.search(r"<form.*?</form>", part, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pdfs")
def test_the_seed_s_three_numbers_are_bound_published_and_noticed_when_they_no_longer_hold(shared: Path) -> None:
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    secretary = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olly Officer")
    sample_records()
    commit_file(by=Command(), path=shared / "seeds" / SEED)
    client, numbers = factories.signed_in(lead), reverse("plan:claims") + "?show=numbers"
    # by the page, one click each; the text says 45 twice
    figures = {"47": "officers_qualified", "45": "officers_trained", "134": "staff_attended"}
    for number, figure in (*figures.items(), ("45", "officers_trained")):
        form = _form(client.get(numbers).content.decode(), number)
        assert (form["key"], form["last"], form["first"]) == (f"training.{figure}", "2019-07-11", "")
        done = client.post(reverse("plan:bind_claim"), form, follow=True).content.decode()
        assert f"{number} is bound as at 11 July 2019." in done
    assert "No number is left" in client.get(numbers).content.decode()
    assert client.get(reverse("plan:claims")).content.decode().count("Agrees") == 4

    version = propose_version(by=lead, kind="both")
    approve_version(by=secretary, version=version, hash=version.hash)
    found = waiting_names(version, content_of(version))
    publishing.decide_names(
        by=officer,
        version=version,
        decisions=[Resolution(one.path, one.found, "replace", "the officer") for one in found],
    )
    asked = factories.signed_in(secretary).get(reverse("publication:publish_version", args=[version.reference]))
    assert asked.content.decode().count("Agrees") == 4
    room = Room(lead, secretary, officer, None, None, None, None)  # type: ignore[arg-type]
    made(room, version)
    frozen = list(FrozenPassage.objects.filter(version=version).order_by("position").values_list("value", "digest"))

    slug = SLUGS[Document(version.kind)]
    public = factories.signed_in(None).get(reverse("publication:published_version", args=[slug, version.number]))
    text = " ".join(re.sub(r"<[^>]+>", " ", public.content.decode()).split())
    assert "47 (as at 11 July 2019) staff have undergone safeguarding training" in text
    assert "45 (as at 11 July 2019) DSOs have completed" in text
    assert "134 (as at 11 July 2019) members of University staff (including the 45 (as at 11 July 2019) DSOs)" in text
    assert "[training." not in text
    shown = edition(version)
    assert shown is not None
    for audience, format, syntax in (
        ("public", "json", False),
        ("committee", "json", False),
        ("internal", "json", True),
    ):
        row = shown.file(audience, format)
        assert row is not None
        assert row.file is not None
        with row.file.content.open("rb") as stream:
            kept = json.dumps(json.load(stream), ensure_ascii=False)
        assert (OPEN in kept, "134 (as at 11 July 2019)" in kept) == (syntax, not syntax)
    word = shown.file("public", "docx")
    assert word is not None
    assert word.file is not None
    with word.file.content.open("rb") as stream:
        cells = [c.text for t in docx.Document(io.BytesIO(stream.read())).tables for r in t.rows for c in r.cells]
    assert any("134 (as at 11 July 2019) members" in cell for cell in cells)

    # nothing is wrong with the day that is stated, but there are more by now
    page = reverse("publication:version", args=[version.reference])
    seen = factories.signed_in(lead).get(page).content.decode()
    assert seen.count("Agrees") == 4
    today = 134 + 8 + 17
    assert f"Stated 134 to 11 July 2019; now {today}." in seen
    # a completion that is recorded late
    complete(make_staff(), Course.objects.get(title="Prevent workshop"), date(2019, 7, 10))
    told()
    words = f"stated 134; as known now the figure for that day is 135; now {today + 1}"
    assert "The text says 134, the records give 135." in client.get(reverse("plan:claims")).content.decode()
    assert f"{words.capitalize()}." in factories.signed_in(lead).get(page).content.decode()
    assert words in [row.says for row in claim_rows(lead, Filters())]
    health = factories.signed_in(lead).get(reverse("health:rows", args=["figures-moved"])).content.decode()
    assert words.capitalize() in health
    assert "says the same" in health
    # what is frozen is as it was, and the trail agrees
    after = list(FrozenPassage.objects.filter(version=version).order_by("position").values_list("value", "digest"))
    assert after == frozen
    assert list(faults()) == []
    again = factories.signed_in(None).get(reverse("publication:published_version", args=[slug, version.number]))
    assert again.content == public.content


@pytest.mark.django_db
def test_a_comparison_is_read_in_words(room: Room) -> None:
    say(room, f"{OPEN} staff attended.")
    version = room.approved()
    say(room, "135 [training.staff_attended at 11 July 2019] staff attended.")
    steps.add_step(by=room.lead, area=room.awareness.area, new=NewAction(f"Invite {OPEN}."))
    address = f"{reverse('publication:compare')}?before={version.reference}&after=living-both"
    text = factories.signed_in(room.lead).get(address).content.decode()
    assert "[training." not in text
