"""Next steps: what they say, when they are due, how they move, and what passes to a successor."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueregard.actions.models import Action, ActionRevision
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction, current_of
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused
from dueregard.organisation.workflows.leads import lead_as_written
from dueregard.plan.queries.areas import area_page, step_of
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.leads import move_rows, succeed_lead

pytestmark = pytest.mark.django_db
FEBRUARY = Due(date(2026, 2, 1), date(2026, 2, 28), "February 2026")


def said(action: Action) -> ActionRevision:
    return current_of(Action.objects.get(pk=action.pk))


def test_putting_a_date_back_counts_as_carried_over_and_keeps_the_first(small: Any) -> None:
    action = small.dated.action
    steps.edit_step(by=small.lead, area=small.awareness.area, action=action, revision=1, due=FEBRUARY)
    row = said(action)
    assert (row.carried_over, row.first_due_on, row.due_phrase) == (1, date(2026, 1, 31), "February 2026")
    january = Due(date(2026, 1, 1), date(2026, 1, 31), "January 2026")
    steps.edit_step(by=small.lead, area=small.awareness.area, action=action, revision=2, due=january)
    assert said(action).carried_over == 1


def test_a_first_date_given_later_is_the_first(small: Any) -> None:
    action = small.undated.action
    steps.edit_step(by=small.lead, area=small.officers.area, action=action, revision=1, due=FEBRUARY)
    row = said(action)
    assert (row.carried_over, row.first_due_on) == (0, date(2026, 2, 28))


def test_the_second_editor_is_told(small: Any) -> None:
    action, area = small.dated.action, small.awareness.area
    steps.edit_step(by=small.lead, area=area, action=action, revision=1, text="First")
    with pytest.raises(ChangedSince) as told:
        steps.edit_step(by=small.lead, area=area, action=action, revision=1, text="Second")
    assert told.value.current["text"] == "First"
    assert said(action).text == "First"


def test_bad_input_changes_nothing(small: Any) -> None:
    with pytest.raises(Refused):
        steps.add_step(by=small.lead, area=small.group.area, new=NewAction("  "))
    with pytest.raises(Refused):
        steps.edit_step(by=small.lead, area=small.awareness.area, action=small.dated.action, revision=1, text="")
    with pytest.raises(Refused, match="another risk area"):
        steps.edit_step(by=small.lead, area=small.group.area, action=small.dated.action, revision=1, text="x")
    with pytest.raises(Refused, match="another risk area"):
        steps.move_step(by=small.lead, area=small.group.area, action=small.dated.action, verb="finish")
    assert said(small.dated.action).text == "Write the statement"


def test_status_moves_by_the_table_only(small: Any) -> None:
    area, action = small.awareness.area, small.dated.action
    steps.move_step(by=small.lead, area=area, action=action, verb="start")
    steps.move_step(by=small.lead, area=area, action=action, verb="finish", reason="Published")
    row = said(action)
    assert (row.status, row.closed_on, row.reason) == ("done", clock.today(), "Published")
    with pytest.raises(NotAllowedNow):
        steps.move_step(by=small.lead, area=area, action=action, verb="finish")
    with pytest.raises(Refused):
        steps.move_step(by=small.lead, area=small.officers.area, action=small.undated.action, verb="drop")
    steps.move_step(by=small.lead, area=area, action=action, verb="reopen")
    assert said(action).closed_on is None
    assert steps.verb_to(action, "in_progress") == "start"
    with pytest.raises(NotAllowedNow):
        steps.verb_to(action, "open")


def test_steps_of_a_retired_area_rest(small: Any) -> None:
    areas.retire_area(by=small.lead, area=small.awareness.area, reason="Merged")
    with pytest.raises(NotAllowedNow):
        steps.move_step(by=small.lead, area=small.awareness.area, action=small.dated.action, verb="finish")
    with pytest.raises(NotAllowedNow):
        steps.add_step(by=small.lead, area=small.awareness.area, new=NewAction("More"))


def test_restricted_steps_are_not_even_counted_for_others(small: Any) -> None:
    from dueregard.accounts.rules import Role
    from tests import factories

    area = small.group.area
    made = steps.add_step(by=small.lead, area=area, new=NewAction("Speak to a named person", restricted=True))
    steps.edit_step(by=small.lead, area=area, action=made.action, revision=1, text="Speak to somebody")
    member = factories.make_account(Role.STEERING_MEMBER)
    page = area_page(member, area.reference)
    assert page is not None
    assert page.steps == []
    assert step_of(member, area, made.action.reference) is None
    assert step_of(small.lead, area, made.action.reference) is not None
    entry = Entry.objects.filter(subject=area.reference, verb="plan.step_edited").get()
    assert entry.detail.values["text"] == "restricted"


def test_what_named_a_person_moves_to_the_successor_in_one_step(small: Any) -> None:
    by = small.lead
    leaver, successor = (lead_as_written(by=by, words=words) for words in ("Old Holder", "New Holder"))
    areas.set_area_leads(by=by, area=small.group.area, leads=[leaver])
    areas.set_area_leads(by=by, area=small.awareness.area, leads=[leaver, successor])
    steps.edit_step(by=by, area=small.awareness.area, action=small.dated.action, revision=1, leads=[leaver])
    steps.edit_step(by=by, area=small.officers.area, action=small.undated.action, revision=1, leads=[leaver])
    steps.move_step(by=by, area=small.officers.area, action=small.undated.action, verb="finish")
    assert succeed_lead(by=by, leaver=leaver, successor=successor) == (2, 1)
    for area in (small.group.area, small.awareness.area):
        page = area_page(by, area.reference)
        assert page is not None
        assert [lead.label for lead in page.leads] == ["New Holder"]
    with pytest.raises(Refused):
        succeed_lead(by=by, leaver=leaver, successor=leaver)


def test_recognised_words_take_their_rows_with_them(small: Any) -> None:
    by = small.lead
    words, known = (lead_as_written(by=by, words=w) for w in ("the reg.", "Registrar"))
    areas.set_area_leads(by=by, area=small.group.area, leads=[words, known])
    steps.edit_step(by=by, area=small.awareness.area, action=small.dated.action, revision=1, leads=[words])
    move_rows(by=by, old=words, new=known)
    page = area_page(by, small.group.area.reference)
    assert page is not None
    assert [lead.label for lead in page.leads] == ["Registrar"]
    words.delete()  # nothing names it any more
