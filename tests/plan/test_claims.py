"""Figures in the plan: what is bound, what could be, binding and letting go, and who is shown what."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Entry
from dueregard.audit.workflows import record
from dueregard.figures import registry
from dueregard.figures.rules.definitions import Figure, Kind, Treatment
from dueregard.figures.rules.known import FIGURES
from dueregard.figures.rules.spans import Span
from dueregard.kernel.principals import Command
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.plan.importing.placeholders import placeholders
from dueregard.plan.importing.prose import rejoin, sentences
from dueregard.plan.models import AreaRevision, ContextPassageRevision
from dueregard.plan.queries import claims as queries
from dueregard.plan.queries.claims.values import worked_out
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register
from dueregard.plan.rules.claims import Place, Sort, digest_of
from dueregard.plan.workflows import areas, document, steps
from dueregard.plan.workflows.claims import bind_claim, unbind_claim
from dueregard.plan.workflows.imports.committing import commit_file
from dueregard.training.models import Course, Staff
from tests import factories
from tests.plan.conftest import Small
from tests.training.records import THEN, complete, make_course, make_staff, sample_records

pytestmark = pytest.mark.django_db

SEED = "000_e20af7a3bff26bcc.txt"
ATTENDED = "training.staff_attended"
CLAIM = f"3 [{ATTENDED} at 11 July 2019]"


def told() -> None:
    """An entry in the trail, as every workflow of training writes one: what was computed before is computed anew."""
    record(by=Command(), verb="training.recorded", subject_kind="record", subject="x", summary="A record.")


def attended(count: int, on: date = THEN) -> list[Staff]:
    """So many people who attended Prevent training on a day."""
    course = Course.objects.filter(title="Workshop").first() or make_course("Workshop")
    people = [make_staff() for _ in range(count)]
    for one in people:
        complete(one, course, on)
    told()
    return people


def say(small: Small, text: str, field: str = "actions_taken", area: Any = None) -> Place:
    row = area or small.awareness.area
    row.refresh_from_db()
    areas.edit_area(by=small.lead, area=row, revision=row.revision, **{field: text})
    return Place(Sort.AREA, row.reference, field)


def now(small: Small, field: str = "actions_taken") -> str:
    return str(getattr(AreaRevision.objects.get(area=small.awareness.area, recorded_to=None), field))


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    """Two figures under the small-number rule: staff by the day, and one about cases of people."""
    small = Figure(
        "test.few", "Few people", "People who are few.", ("person", "people"), Kind.STOCK,
        lambda span: Staff.objects.all(), treatment=Treatment.SMALL,
    )  # fmt: skip
    cases = Figure(
        "test.cases", "Cases", "Cases of people.", ("case", "cases"), Kind.FLOW, lambda span: Staff.objects.all(),
        cases=True,
    )  # fmt: skip
    monkeypatch.setitem(FIGURES, "test.few", small)
    monkeypatch.setitem(FIGURES, "test.cases", cases)
    return {"few": small, "cases": cases}


# --- binding ----------------------------------------------------------------------------------------------------------
def bind(
    small: Small, place: Place, sentence: str, number: str, key: str = ATTENDED, by: Any = None, **more: Any
) -> None:
    bind_claim(
        by=by or small.lead,
        place=place,
        digest=digest_of(sentence),
        start=sentence.index(number),
        value=int(number.replace(",", "")),
        key=key,
        span=more.pop("span", Span(THEN)),
    )


def test_binding_puts_the_figure_behind_the_number_and_is_an_edit_like_any_other(small: Small) -> None:
    place = say(small, "It began in 2016.\n\n1,134 staff attended by 11 July 2019. Nobody failed.")
    bind(small, place, "1,134 staff attended by 11 July 2019.", "1,134")
    assert now(small) == (
        f"It began in 2016.\n\n1,134 [{ATTENDED} at 11 July 2019] staff attended by 11 July 2019. Nobody failed."
    )
    row = AreaRevision.objects.get(area=small.awareness.area, recorded_to=None)
    assert row.reason == "Bound 1,134 to the figure “Staff who have attended Prevent training” as at 11 July 2019."
    entry = Entry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.verb, entry.subject) == ("plan.area_edited", small.awareness.area.reference)
    assert [one.title for one in register(small.lead, Filters(q="staff_attended")).object_list] == [
        "Staff know the duty"
    ]
    sentence = "1,134 [training.staff_attended at 11 July 2019] staff attended by 11 July 2019."
    unbind_claim(by=small.lead, place=place, digest=digest_of(sentence), written=sentence[:47])
    assert now(small) == "It began in 2016.\n\n1,134 staff attended by 11 July 2019. Nobody failed."


def test_steps_and_the_context_can_be_bound(small: Small) -> None:
    step = steps.add_step(by=small.lead, area=small.awareness.area, new=NewAction("Invite the 12 staff of 2016."))
    place = Place(Sort.STEP, small.awareness.area.reference, "text", step.action.reference)
    bind(small, place, "Invite the 12 staff of 2016.", "12")
    said = ActionRevision.objects.get(action=step.action, recorded_to=None)
    assert said.text == f"Invite the 12 [{ATTENDED} at 11 July 2019] staff of 2016."
    passage = document.add_passage(by=small.lead, kind="local", heading="Local", text="We have 40 officers.")
    place = Place(Sort.CONTEXT, passage.passage.reference, "text")
    bind(small, place, "We have 40 officers.", "40", "training.officers_current")
    text = ContextPassageRevision.objects.get(passage=passage.passage, recorded_to=None).text
    assert text == "We have 40 [training.officers_current at 11 July 2019] officers."
    found = queries.bound_page(small.lead)
    assert [row.text.place.sort for row in found] == [Sort.CONTEXT, Sort.STEP]
    unbind_claim(by=small.lead, place=place, digest=digest_of(text), written=text[8:-10])
    assert ContextPassageRevision.objects.get(passage=passage.passage, recorded_to=None).text == "We have 40 officers."


def test_a_sentence_that_changed_meanwhile_is_not_bound(small: Small) -> None:
    place = say(small, "3 staff attended.")
    say(small, "3 staff attended. Something else.")  # another sentence does not matter
    bind(small, place, "3 staff attended.", "3")
    with pytest.raises(NotAllowedNow, match="has changed"):
        bind(small, place, "3 staff attended.", "3")  # it is bound by now
    say(small, "Three staff attended.")
    with pytest.raises(NotAllowedNow, match="has changed"):
        unbind_claim(by=small.lead, place=place, digest=digest_of(f"{CLAIM} staff attended."), written=CLAIM)
    with pytest.raises(NotAllowedNow, match="has changed"):
        bind(small, Place(Sort.STEP, small.awareness.area.reference, "text", "gone"), "3 staff.", "3")


def test_what_cannot_be_bound_is_refused(small: Small, figures: dict[str, Figure]) -> None:
    place = say(small, "3 staff attended.")
    with pytest.raises(NotAllowedNow, match="no such figure"):
        bind(small, place, "3 staff attended.", "3", "training.nothing")
    with pytest.raises(Refused, match="has come"):
        bind(small, place, "3 staff attended.", "3", span=Span(date(2999, 1, 1)))
    with pytest.raises(Refused, match="as at a date"):
        bind(small, place, "3 staff attended.", "3", span=Span(THEN, date(2019, 1, 1)))
    with pytest.raises(NotAllowedNow, match="whole academic years"):
        bind(small, place, "3 staff attended.", "3", "test.cases", span=Span(THEN, date(2018, 8, 1)))
    bind(small, place, "3 staff attended.", "3", "test.cases", span=Span(date(2019, 7, 31), date(2018, 8, 1)))
    assert now(small) == "3 [test.cases from 1 August 2018 to 31 July 2019] staff attended."


def test_only_who_may_edit_the_text_binds_it(small: Small) -> None:
    place = say(small, "3 staff attended.")
    campus = factories.make_campus("Docklands")
    elsewhere = factories.make_account(Role.PREVENT_OFFICER, scope=campus)
    for other in (factories.make_account(Role.STEERING_MEMBER), factories.make_account(Role.AUDITOR), elsewhere):
        with pytest.raises(NotPermitted):
            bind(small, place, "3 staff attended.", "3", by=other)
    passage = document.add_passage(by=small.lead, kind="local", heading="Local", text="3 staff attended.")
    with pytest.raises(NotPermitted):
        bind(small, Place(Sort.CONTEXT, passage.passage.reference, "text"), "3 staff attended.", "3", by=elsewhere)


@pytest.mark.parametrize("written", ["", "area/x", "area/x/title", "step/x/y/source", "context/x/heading", "a/b/c/d/e"])
def test_a_place_that_is_none_is_not_read(written: str) -> None:
    assert Place.read(written) is None


def test_a_place_is_read_as_it_was_written() -> None:
    for place in (
        Place(Sort.AREA, "A", "hazard"),
        Place(Sort.STEP, "A", "progress", "S"),
        Place(Sort.CONTEXT, "C", "text"),
    ):
        assert Place.read(str(place)) == place
    assert [p.label for p in (Place(Sort.AREA, "A", "hazard"), Place(Sort.CONTEXT, "C", "text"))] == [
        "Hazard",
        "Context",
    ]


# --- what the records give --------------------------------------------------------------------------------------------
def test_a_bound_number_is_held_against_its_day_and_against_today(small: Small) -> None:
    attended(3)
    say(small, f"So far {CLAIM} staff attended.")
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert (row.before, row.found, row.after) == ("So far ", "3 (as at 11 July 2019)", " staff attended.")
    assert (row.standing.stated, row.standing.then, row.standing.now) == ("3", "3", "3")
    assert row.standing.holds
    assert row.standing.words == "stated 3 to 11 July 2019; it still holds"
    attended(2, date(2020, 1, 1))
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert row.standing.agrees
    assert row.standing.words == "stated 3 to 11 July 2019; now 5"
    attended(1, date(2019, 7, 1))  # back-dated
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert row.standing.words == "stated 3; as known now the figure for that day is 4; now 6"


def test_a_period_has_no_value_of_today(small: Small) -> None:
    attended(2, date(2019, 1, 1))
    say(small, "2 [training.staff_attended_in_period from 1 August 2018 to 31 July 2019] staff attended.")
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert (row.standing.now, row.standing.holds) == (None, True)
    attended(1, date(2019, 1, 1))
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert row.standing.words == "stated 2; as known now the figure for that period is 3"


def test_what_is_computed_once_is_kept_until_something_is_recorded(
    small: Small, django_assert_num_queries: Any
) -> None:
    attended(3)
    asked = [(ATTENDED, Span(THEN)), ("training.officers_current", Span(THEN)), (ATTENDED, Span(date(2020, 1, 1)))]
    with django_assert_num_queries(3):  # the trail's head, the opening balances, and all counts at once
        first = worked_out(asked)
    assert [first[one].exact for one in asked] == [3, 0, 3]
    with django_assert_num_queries(1):
        assert worked_out(asked) == first
    with django_assert_num_queries(0):
        assert worked_out([]) == {}
    attended(1)
    assert [found.exact for found in worked_out(asked).values()] == [4, 0, 4]


def test_every_figure_gives_the_same_many_at_once_as_alone(small: Small) -> None:
    from dueregard.figures.queries import recorded

    sample_records()
    told()
    asked = [
        (figure.key, span)
        for figure in registry.all_figures()
        for day in (THEN, date(2020, 7, 31), date(2017, 1, 20))
        if (span := queries.spans_at(figure, day)) is not None
    ]
    found = worked_out(asked)
    for key, span in asked:
        figure = registry.figure_of(key)
        assert figure is not None
        assert found[key, span].exact == recorded(figure, span), (key, span)


def test_an_opening_balance_is_in_it(small: Small) -> None:
    from dueregard.figures.models import OpeningBalance
    from dueregard.figures.rules.balances import Overlap
    from dueregard.kernel import clock

    attended(1, date(2019, 8, 1))
    OpeningBalance.objects.create(
        key=ATTENDED, value=134, at=THEN, overlap=Overlap.APART, source="Register", recorded_at=clock.now(),
        recorded_by="x", recorded_by_name="X",
    )  # fmt: skip
    asked = [(ATTENDED, Span(THEN)), (ATTENDED, Span(date(2019, 8, 1)))]
    assert [found.exact for found in worked_out(asked).values()] == [134, 135]


def test_what_is_no_claim_is_flagged(small: Small) -> None:
    say(
        small,
        "There are 4 [training.nothing at 11 July 2019] of them. And 5 [training.staff_attended at 31 February 2019] "
        "too. Ask the [Designated Safeguarding Lead] [ongoing].",
    )
    one, two = queries.bound_page(small.lead)
    assert one.standing is not None
    assert (one.found, one.standing.problem) == (
        "4 [training.nothing at 11 July 2019]",
        "There is no figure called training.nothing.",
    )
    assert one.standing.words == "stated 4 as at 11 July 2019; there is no figure called training.nothing"
    assert (two.found, two.standing) == ("[training.staff_attended at 31 February 2019]", None)
    page = factories.signed_in(small.lead).get(reverse("plan:area", args=[small.awareness.area.reference]))
    assert "4 [training.nothing at 11 July 2019] of them" in page.content.decode()


def test_small_numbers_are_told_by_the_rule_to_who_may_not_see_them_exactly(
    small: Small, figures: dict[str, Figure]
) -> None:
    attended(4)
    say(small, "There are 3 [test.few at 11 July 2019] people.")
    member = factories.make_account(Role.STEERING_MEMBER)
    (row,) = queries.bound_page(member)
    assert row.standing is not None
    assert {row.standing.stated, row.standing.then, row.standing.now} == {"fewer than 5"}
    assert row.found == "fewer than 5 (as at 11 July 2019)"
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert (row.standing.stated, row.standing.then) == ("3", "4")
    for url in (reverse("plan:claims"), reverse("plan:area", args=[small.awareness.area.reference])):
        text = factories.signed_in(member).get(url).content.decode()
        assert "fewer than 5 (as at 11 July 2019)" in text
        assert "3 [test.few" not in text
        assert ">3 (" not in text


def test_a_figure_about_cases_is_not_computed_but_for_closed_years(small: Small, figures: dict[str, Figure]) -> None:
    say(small, "There were 3 [test.cases from 1 August 2018 to 11 July 2019] people.")
    (row,) = queries.bound_page(small.lead)
    assert row.standing is not None
    assert row.standing.then is None
    assert "whole academic years" in row.standing.problem
    page = factories.signed_in(small.lead).get(reverse("plan:claims")).content.decode()
    assert "Not computed" in page


# --- candidates -------------------------------------------------------------------------------------------------------
def test_candidates_are_the_counts_that_nobody_has_bound(small: Small) -> None:
    attended(3)
    say(
        small,
        f"{CLAIM} staff attended. 7 officers were appointed up to 4 May 2020. 85% of staff know it. In 2016 staff met.",
    )
    (one,) = queries.candidate_page(small.lead)
    assert (one.value, one.found, one.day, one.day_in_text) == (7, "7", date(2020, 5, 4), True)
    assert one.before == ""
    assert one.after == " officers were appointed up to 4 May 2020."


def test_the_nearest_figure_comes_first(small: Small) -> None:
    attended(3)
    say(small, "3 members of staff have attended Prevent training up to 11 July 2019.")
    (one,) = queries.candidate_page(small.lead)
    assert one.suggestions[0].figure.key == ATTENDED
    assert one.suggestions[0].standing.agrees
    whole = queries.candidate(small.lead, one.text.place, one.digest, one.start, date(2018, 1, 1))
    assert whole is not None
    assert len(whole.suggestions) > 3
    assert not any(each.standing.agrees for each in whole.suggestions)
    assert queries.candidate(small.lead, one.text.place, "changed", one.start) is None


def test_restricted_passages_are_only_for_those_who_may_read_them(small: Small) -> None:
    say(small, f"{CLAIM} staff attended. 7 officers were there.")
    areas.restrict_passages(by=small.lead, area=small.awareness.area, passages=["actions_taken"], reason="It names.")
    document.add_passage(by=small.lead, kind="local", heading="Local", text=f"{CLAIM} staff.", restricted=True)
    steps.add_step(by=small.lead, area=small.awareness.area, new=NewAction(f"Ask {CLAIM} staff.", restricted=True))
    member = factories.make_account(Role.STEERING_MEMBER)
    assert queries.bound_page(member).paginator.count == 0
    assert queries.bound_page(small.lead).paginator.count == 3
    assert queries.candidate_page(small.lead).paginator.count == 1
    scoped = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus("Docklands"))
    assert queries.candidate_page(scoped).paginator.count == 1  # of the whole institution; binding it is refused


def test_long_lists_come_in_pages(small: Small, django_assert_max_num_queries: Any) -> None:
    many = " ".join(f"{n} [{ATTENDED} at 11 July 2019] staff came." for n in range(60))
    say(small, many)
    say(small, " ".join(f"{n} staff came." for n in range(100, 125)), area=small.group.area)
    say(small, CLAIM, area=small.officers.area)
    with django_assert_max_num_queries(4):
        page = queries.bound_page(small.lead, "2")
    assert [row.standing.stated for row in page if row.standing] == [*map(str, range(50, 60)), "3"]
    with django_assert_max_num_queries(12):
        candidates = queries.candidate_page(small.lead, "3")
    assert [one.value for one in candidates] == [*range(120, 125)]
    with django_assert_max_num_queries(4):
        queries.candidate_page(small.lead, "3")


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_area_page_shows_what_has_become_of_a_bound_number(small: Small) -> None:
    attended(3)
    attended(2, date(2020, 1, 1))
    say(small, f"<b>{CLAIM} staff\nattended.")
    steps.add_step(by=small.lead, area=small.awareness.area, new=NewAction(f"Invite {CLAIM} staff.", progress=CLAIM))
    page = factories.signed_in(small.lead).get(reverse("plan:area", args=[small.awareness.area.reference]))
    text = page.content.decode()
    assert "&lt;b&gt;" in text
    assert text.count('3 (as at 11 July 2019)<span class="visually-hidden">, figure: Staff who have attended') == 3
    assert reverse("figures:figure", args=[ATTENDED]) in text
    assert '<strong class="tag"><span class="visually-hidden">The figure has changed: </span>now 5</strong>' in text
    assert "staff<br>attended." in text
    assert reverse("plan:claims") in text
    attended(1, date(2019, 7, 1))
    text = factories.signed_in(small.lead).get(page.request["PATH_INFO"]).content.decode()
    assert "that day 4" in text


def test_documents_and_context_show_it_too(small: Small) -> None:
    attended(3)
    say(small, f"{CLAIM} staff attended.")
    say(small, f"{CLAIM} in words.", field="status_text")
    document.add_passage(by=small.lead, kind="local", heading="Local", text=f"{CLAIM} here.\n\nAnd there.")
    client = factories.signed_in(small.lead)
    for name, count in (("plan:risk_assessment", 2), ("plan:action_plan", 1), ("plan:context", 1)):
        text = client.get(reverse(name)).content.decode()
        assert text.count("3 (as at 11 July 2019)") == count, name
        assert "[training." not in text


def test_pages_of_the_figures(small: Small) -> None:
    attended(3)
    say(small, "3 staff attended training up to 11 July 2019.")
    client = factories.signed_in(small.lead)
    empty = client.get(reverse("plan:claims")).content.decode()
    assert "No number is bound yet" in empty
    address = reverse("plan:claims") + "?show=numbers"
    listed = client.get(address).content.decode()
    assert "Other figures and dates" in listed
    more = re.search(r'href="([^"]*figures/bind[^"]*)"', listed)
    assert more is not None
    one = client.get(more[1].replace("&amp;", "&") + "&day=1+August+2019")
    assert one.status_code == 200
    assert "Every figure, as at 1 August 2019" in one.content.decode()
    assert client.get(reverse("plan:bind_claim")).status_code == 404
    form = _first_form(listed)
    done = client.post(reverse("plan:bind_claim"), form, follow=True).content.decode()
    assert "3 is bound as at 11 July 2019." in done
    assert now(small) == f"{CLAIM} staff attended training up to 11 July 2019."
    again = client.post(reverse("plan:bind_claim"), form, follow=True).content.decode()
    assert "The sentence has changed" in again
    bound = client.get(reverse("plan:claims")).content.decode()
    assert "Agrees" in bound
    gone = client.post(reverse("plan:unbind_claim"), _first_form(bound, "unbind"), follow=True).content.decode()
    assert "stands by itself again" in gone
    assert "open the page again" in client.post(reverse("plan:bind_claim"), {}, follow=True).content.decode()
    assert "open the page again" in client.post(reverse("plan:unbind_claim"), {}, follow=True).content.decode()
    wrong = form | {"first": "2020-01-01"}
    assert "open the page again" in client.post(reverse("plan:bind_claim"), wrong, follow=True).content.decode()
    reading = factories.signed_in(factories.make_account(Role.STEERING_MEMBER)).get(address).content.decode()
    assert "could be bound" not in reading


def _first_form(page: str, name: str = "bind") -> dict[str, str]:
    form = re.search(rf'action="[^"]*figures/{name}">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))


def test_it_is_two_clicks_away(small: Small) -> None:
    for url in (reverse("plan:register"), reverse("plan:area", args=[small.group.area.reference])):
        assert f'href="{reverse("plan:claims")}"' in factories.signed_in(small.lead).get(url).content.decode()


def test_a_form_says_how_a_number_is_bound(small: Small) -> None:
    client = factories.signed_in(small.lead)
    reference = small.awareness.area.reference
    for url in (
        reverse("plan:edit_area", args=[reference]),
        reverse("plan:add_step", args=[reference]),
        reverse("plan:add_passage"),
    ):
        assert "[training.staff_attended at 11 July 2019]" in client.get(url).content.decode()


# --- the importer -----------------------------------------------------------------------------------------------------
def test_the_seed_s_three_numbers_are_suggested_to_the_three_figures_of_training(shared: Path, small: Small) -> None:
    sample_records()
    told()
    commit_file(by=Command(), path=shared / "seeds" / SEED, taken="without_number")
    found = {one.value: one for one in queries.candidate_page(small.lead)}
    assert set(found) == {47, 45, 134}
    assert {value: one.suggestions[0].figure.key for value, one in found.items()} == {
        47: "training.officers_qualified",
        45: "training.officers_trained",
        134: ATTENDED,
    }
    assert {one.day for one in found.values()} == {THEN}
    assert all(one.suggestions[0].standing.agrees for one in found.values())


def test_a_plan_with_claims_is_imported_with_them(tmp_path: Path, small: Small) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(
        "No.,Risk area,Action taken,Next step,Lead,RAG\n"
        f'9.1,Staff are trained,"{CLAIM} staff attended the workshop; ask the Designated Lead.",'
        f'"Invite the {CLAIM} members of staff again.",PL,Green\n'
        "9.2,Officers are trained,They are.,Go on.,PL,Red\n"
    )
    brought = commit_file(by=Command(), path=path)
    assert brought.proposal["candidate_figures"] == []
    flags = [flag["message"] for flag in brought.proposal["flags"]]
    assert not any("training." in message or "[" in message for message in flags), flags
    row = AreaRevision.objects.get(area__number="9.1", recorded_to=None)
    assert row.actions_taken.startswith(f"{CLAIM} staff attended the workshop")
    step = ActionRevision.objects.get(text__contains="members of staff again", recorded_to=None)
    assert step.text == f"Invite the {CLAIM} members of staff again."
    assert step.due_end is None
    assert [row.found for row in queries.bound_page(small.lead)] == ["3 (as at 11 July 2019)"] * 2


@pytest.mark.parametrize("width", [18, 24, 40])
def test_a_claim_that_is_wrapped_stays_in_one_piece(width: int) -> None:
    words = f"So far {CLAIM} staff attended the workshop.".split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) >= width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    assert rejoin(lines, width=max(map(len, lines))) == [" ".join(words)]
    assert sentences(" ".join(words)) == [" ".join(words)]
    assert not placeholders(" ".join(words))


def test_lists_name_a_step_in_words(small: Small, figures: dict[str, Figure]) -> None:
    text = f"Invite {CLAIM} staff and 4 [test.few at 11 July 2019] more, 1 [training.nothing at 11 July 2019]."
    steps.add_step(by=small.lead, area=small.awareness.area, new=NewAction(text))
    for url in ("/health/no-date", reverse("plan:area", args=[small.awareness.area.reference])):
        page = factories.signed_in(small.lead).get(url).content.decode()
        assert "[training.staff" not in page
        assert "3 (as at 11 July 2019)" in page
    assert "fewer than 5 (as at 11 July 2019) more, 1 [training.nothing" in queries.words_for_all(text)


def test_what_the_page_did_not_show_is_not_touched(small: Small) -> None:
    place = say(small, f"3 staff attended, then {CLAIM} more.")
    said = f"3 staff attended, then {CLAIM} more."
    for start, value in ((1, 3), (0, 4), (said.index("3 ["), 3), (500, 3)):
        with pytest.raises(NotAllowedNow, match="has changed"):
            bind_claim(
                by=small.lead,
                place=place,
                digest=digest_of(said),
                start=start,
                value=value,
                key=ATTENDED,
                span=Span(THEN),
            )
    for written in ("3", "4 [training.staff_attended at 11 July 2019]"):
        with pytest.raises(NotAllowedNow, match="has changed"):
            unbind_claim(by=small.lead, place=place, digest=digest_of(said), written=written)
    for gone in (Place(Sort.CONTEXT, "NOBODY", "text"),):
        with pytest.raises(NotAllowedNow, match="has changed"):
            unbind_claim(by=small.lead, place=gone, digest=digest_of(said), written=CLAIM)
    with pytest.raises(NotPermitted):
        unbind_claim(by=small.lead, place=Place(Sort.AREA, "NOBODY", "hazard"), digest=digest_of(said), written=CLAIM)
    areas.retire_area(by=small.lead, area=small.awareness.area, reason="No longer a risk.")
    with pytest.raises(NotAllowedNow):
        bind(small, place, said, "3")
    assert now(small) == said


def test_a_figure_about_cases_is_offered_for_a_year_that_is_over(small: Small, figures: dict[str, Figure]) -> None:
    last, before = Span(date(2019, 7, 31), date(2018, 8, 1)), Span(date(2018, 7, 31), date(2017, 8, 1))
    for day, span in ((date(2019, 7, 31), last), (THEN, before), (date(2019, 8, 1), last)):
        assert queries.spans_at(figures["cases"], day) == span
    assert queries.spans_at(figures["few"], THEN) == Span(THEN)
