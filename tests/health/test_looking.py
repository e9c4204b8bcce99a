"""The look through the texts: found once, found again after a change, the same after a kill, and hidden where it must be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.health.models import Finding, Look
from dueregard.health.queries.figures import figures_for
from dueregard.health.queries.rows import page_of_rows
from dueregard.health.queries.selecting import sight_of
from dueregard.health.workflows import looking
from dueregard.kernel import clock
from dueregard.kernel.models import Job
from dueregard.kernel.require import NotAllowedNow, NotPermitted
from dueregard.organisation.models import Body
from dueregard.organisation.workflows import bodies, glossary
from dueregard.plan.models import AreaRevision
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import areas, document, steps
from dueregard.plan.workflows.redaction import take_out
from tests import factories

pytestmark = pytest.mark.django_db

STALE = "The next training is on 4 December 2019."


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")


def _area(lead: Any, text: str, **more: Any) -> AreaRevision:
    section = areas.add_section(by=lead, number="", title="Training")
    return areas.add_area(by=lead, section=section, title="Staff are trained", actions_taken=text, **more)


def _look() -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    looking.look_through({}, report=said.append)
    return said


def _counts(viewer: Any, on: date | None = None) -> dict[str, int]:
    figures = figures_for(sight_of(viewer), Filters(recorded_on=on))
    wanted = ("past-dates", "template-wording", "initials", "ended-bodies")
    return {slug: figures[slug].count for slug in wanted if figures[slug].count}


def _shown(viewer: Any, slug: str) -> list[str]:
    return [row.found for row in page_of_rows(slug, sight_of(viewer), Filters())]


def test_each_kind_is_found_in_areas_steps_and_context_and_shown_by_its_words(lead: Any) -> None:
    body = factories.make_body("Equality and Safety Forum")
    area = _area(lead, f"{STALE} Ask [Insert Name Here] and the PSG.")
    steps.add_step(by=lead, area=area.area, new=NewAction("Ask the Equality and Safety Forum by 1 May 2020."))
    document.add_passage(by=lead, kind="national", heading="The threat", text="The next review is due in May 2021.")
    bodies.end_body(by=lead, body=body, on=date(2022, 7, 31))
    _look()
    assert _counts(lead) == {"past-dates": 3, "template-wording": 1, "initials": 1, "ended-bodies": 1}
    assert sorted(_shown(lead, "past-dates")) == [
        "Ask the Equality and Safety Forum by 1 May 2020.",
        "The next review is due in May 2021.",
        STALE,
    ]
    assert _shown(lead, "template-wording") == ["[Insert Name Here]"]
    assert _shown(lead, "initials") == ["PSG"]
    rows = page_of_rows("ended-bodies", sight_of(lead), Filters())
    assert [(row.found, row.where, row.title, row.body) for row in rows] == [
        ("Equality and Safety Forum", "Next step", "Staff are trained", "Equality and Safety Forum")
    ]


def test_a_date_counts_from_the_day_on_which_it_is_past(lead: Any) -> None:
    day = clock.today()
    coming = day + timedelta(days=1)
    _area(lead, f"The next training is on {coming.day} {coming:%B %Y}.")
    _look()
    assert _counts(lead) == {}
    with clock.set_to(clock.now() + timedelta(days=2)):
        assert _counts(lead) == {"past-dates": 1}


def test_the_glossary_counts_at_once(lead: Any) -> None:
    _area(lead, "The DSL tells the OfS.")
    _look()
    assert _counts(lead) == {"initials": 2}
    row = glossary.add_initials(by=lead, letters="DSL", meaning="Designated safeguarding lead")
    assert _counts(lead) == {"initials": 1}
    glossary.remove_initials(by=lead, initials=row)
    assert _counts(lead) == {"initials": 2}


def test_only_what_is_new_is_looked_at_and_an_edited_text_is_well(lead: Any) -> None:
    area = _area(lead, STALE)
    _look()
    before = set(Finding.objects.values_list("pk", flat=True))
    with clock.set_to(clock.now() + timedelta(seconds=1)):
        areas.edit_area(
            by=lead, area=area.area, revision=area.area.revision, actions_taken="Training was given.", reason=""
        )
    said = _look()
    assert said[-1]["done"] == said[-1]["of"]
    assert len(said) == 1, "one revision was new"
    assert set(Finding.objects.values_list("pk", flat=True)) == before, "what was found before was found anew"
    assert _counts(lead) == {}
    _look()
    assert Finding.objects.count() == 1


def test_what_was_found_stands_as_recorded_on_the_day(lead: Any) -> None:
    now = clock.now()
    with clock.set_to(now - timedelta(days=40)):
        area = _area(lead, STALE)
    with clock.set_to(now - timedelta(days=20)):
        areas.edit_area(by=lead, area=area.area, revision=area.area.revision, actions_taken="Given.", reason="")
    _look()
    assert _counts(lead) == {}
    assert _counts(lead, clock.today() - timedelta(days=30)) == {"past-dates": 1}
    assert _counts(lead, clock.today() - timedelta(days=50)) == {}


def test_a_job_that_was_killed_goes_on_and_finds_the_same(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "_AT_ONCE", 1)
    for number in range(3):
        section = areas.add_section(by=lead, number=str(number), title=f"Section {number}")
        areas.add_area(by=lead, section=section, title="An area", actions_taken=STALE)

    def killed(progress: dict[str, Any]) -> None:
        if progress["done"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        looking.look_through({}, report=killed)
    assert Finding.objects.count() == 2
    assert Look.objects.get().through_at is None
    said = _look()
    assert [each["done"] for each in said] == [3]
    assert _counts(lead) == {"past-dates": 3}
    assert Look.objects.get().through_at is not None


def test_a_revision_that_came_late_is_not_missed(lead: Any) -> None:
    area = _area(lead, "Nothing to find.")
    steps.add_step(by=lead, area=area.area, new=NewAction("Do it", due=Due()))
    _look()
    look = Look.objects.get()
    # As if a long transaction had brought a revision with a lower key after the others were looked at.
    look.marks = {**look.marks, "AreaRevision": [look.marks["AreaRevision"][0], 0]}
    look.save()
    AreaRevision.objects.filter(pk=area.pk).update(actions_taken=STALE)
    assert looking.queue()
    _look()
    assert _counts(lead) == {"past-dates": 1}


def test_a_redaction_takes_what_was_found_with_it(lead: Any) -> None:
    _area(lead, "Ask KLM about it. The next training is on 4 December 2019.")
    _look()
    assert _counts(lead) == {"past-dates": 1, "initials": 1}
    with pytest.raises(NotPermitted):
        looking.take_out(by=factories.make_account(Role.PREVENT_OFFICER), text="Ask KLM about it.")
    take_out(by=lead, text="Ask KLM about it.")
    assert _shown(lead, "initials") == []
    assert not Finding.objects.filter(letters="KLM").exists(), "its letters go at once"
    assert looking.queue()
    _look()
    assert _counts(lead) == {"past-dates": 1}
    assert not Finding.objects.filter(letters="KLM").exists()


def test_the_schedule_queues_only_what_is_new_and_one_job_at_a_time(lead: Any) -> None:
    _area(lead, STALE)
    reference = looking.queue()
    assert Job.objects.get(reference=reference).work == looking.WORK
    assert looking.queue() == ""
    with pytest.raises(NotAllowedNow):
        looking.look_again(by=lead)
    _look()
    Job.objects.filter(reference=reference).update(state="done")
    before = Look.objects.get().through_at
    assert looking.queue() == ""
    after = Look.objects.get().through_at
    assert before is not None
    assert after is not None
    assert after > before
    assert looking.look_again(by=lead) != ""


def test_a_body_that_ends_or_is_renamed_has_all_texts_looked_through(lead: Any) -> None:
    body = factories.make_body("Prevent Working Party")
    _area(lead, "The Prevent Working Party decides.")
    _look()
    assert _counts(lead) == {}
    bodies.end_body(by=lead, body=body, on=clock.today() - timedelta(days=1))
    assert looking.queue()
    _look()
    assert _counts(lead) == {"ended-bodies": 1}
    Body.objects.filter(pk=body.pk).update(name="Another Name")
    Job.objects.all().update(state="done")
    assert looking.queue()
    _look()
    assert _counts(lead) == {}


def test_only_those_who_edit_the_plan_have_it_looked_through(lead: Any) -> None:
    for role in (Role.GOVERNOR, Role.AUDITOR, Role.STEERING_MEMBER, Role.SYSTEM_ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            looking.look_again(by=factories.make_account(role))


# --- need to know -----------------------------------------------------------------------------------------------------
MARKER = "ZQX"


def test_what_is_found_in_restricted_passages_is_hidden_in_numbers_and_rows(lead: Any) -> None:
    governor = factories.make_account(Role.GOVERNOR)
    area = _area(lead, f"{STALE} Ask {MARKER}. Click here to enter text.")
    new = NewAction(f"Tell {MARKER} by 1 May 2020: Choose an item", restricted=True, waiting_on=MARKER)
    steps.add_step(by=lead, area=area.area, new=new)
    document.add_passage(
        by=lead, kind="local", heading="Local", text=f"{MARKER} will be told in May 2020.", restricted=True
    )
    now = clock.now()
    past = clock.today()
    with clock.set_to(now + timedelta(days=10)):
        areas.restrict_passages(by=lead, area=area.area, passages=["actions_taken"], reason="Secret.")
        _look()
        assert _counts(lead) == {"past-dates": 2, "template-wording": 2, "initials": 3}
        assert _counts(governor) == {}
        for slug in ("past-dates", "template-wording", "initials", "waiting", "no-date"):
            assert list(page_of_rows(slug, sight_of(governor), Filters())) == []
            # What is restricted today is so in the past.
            assert list(page_of_rows(slug, sight_of(governor), Filters(recorded_on=past))) == []
        assert _counts(governor, past) == {}
        assert _counts(lead, past) == {"past-dates": 2, "template-wording": 2, "initials": 3}


def test_areas_of_another_campus_are_hidden_in_numbers_and_rows(lead: Any) -> None:
    north, south = factories.make_campus("North"), factories.make_campus("South")
    assessor = factories.make_account(Role.LOCAL_EVENT_ASSESSOR, scope=north)
    _area(lead, f"{STALE} Ask {MARKER}.", campus=south)
    _look()
    assert _counts(lead) == {"past-dates": 1, "initials": 1}
    assert _counts(assessor) == {}
    for slug in ("past-dates", "initials", "no-lead", "no-evidence", "unrated", "never-reviewed"):
        assert list(page_of_rows(slug, sight_of(assessor), Filters())) == []
        assert len(page_of_rows(slug, sight_of(lead), Filters())) == 1
