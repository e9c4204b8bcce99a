"""Revisions: one row is current, the rest give the thing as it was recorded at any moment. Shown with actions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dueregard.actions.models import Action, ActionRevision
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.revisions import as_recorded, first_revision, next_revision, values_of

pytestmark = pytest.mark.django_db
BY = Command()
BEGUN = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)


def begun(**values: object) -> ActionRevision:
    with clock.set_to(BEGUN):
        return first_revision(ActionRevision, by=BY, action=Action.objects.create(), text="Brief the deans", **values)


def test_the_first_revision_is_current_and_says_who_when_and_why() -> None:
    row = begun(reason="New")
    assert (row.recorded_from, row.recorded_to) == (BEGUN, None)
    assert (row.recorded_by, row.recorded_by_name, row.reason) == ("command", "Command line", "New")


def test_a_change_closes_the_row_and_opens_its_successor_at_one_moment() -> None:
    first = begun()
    later = BEGUN + timedelta(days=3)
    with clock.set_to(later):
        second, differing = next_revision(first, by=BY, reason="Asked for", text="Brief the heads", progress="")
    assert differing == {"text": ("Brief the deans", "Brief the heads")}
    first.refresh_from_db()
    assert (first.recorded_to, second.recorded_from, second.recorded_to) == (later, later, None)
    assert (second.text, second.reason, second.action_id) == ("Brief the heads", "Asked for", first.action_id)
    assert ActionRevision.objects.filter(as_recorded(None), action=first.action).get() == second


def test_where_nothing_differs_nothing_is_written() -> None:
    first = begun()
    same, differing = next_revision(first, by=BY, reason="No reason at all", text=first.text)
    assert (same, differing) == (first, {})
    assert ActionRevision.objects.count() == 1


def test_a_foreign_key_may_be_named_by_its_object() -> None:
    first = begun()
    other = Action.objects.create()
    row, differing = next_revision(first, by=BY, action=other)
    assert differing == {"action_id": (first.action_id, other.pk)}
    assert row.action == other


def test_the_thing_as_recorded_on_a_moment() -> None:
    first = begun()
    moments = [BEGUN + timedelta(days=days) for days in (1, 2)]
    row = first
    for moment, text in zip(moments, ("second", "third"), strict=True):
        with clock.set_to(moment):
            row, _ = next_revision(row, by=BY, text=text)

    def text_at(moment: datetime | None) -> list[str]:
        return list(ActionRevision.objects.filter(as_recorded(moment)).values_list("text", flat=True))

    assert text_at(BEGUN - timedelta(microseconds=1)) == []
    assert text_at(BEGUN) == ["Brief the deans"]
    # recorded_from is inclusive and recorded_to exclusive: at the moment of a change there is one row, the new one.
    assert text_at(moments[0]) == ["second"]
    assert text_at(moments[1] - timedelta(microseconds=1)) == ["second"]
    assert text_at(moments[1]) == text_at(None) == ["third"]


def test_as_recorded_can_follow_a_path() -> None:
    row = begun()
    assert Action.objects.filter(as_recorded(None, "revisions__")).get() == row.action
    assert not Action.objects.filter(as_recorded(BEGUN - timedelta(days=1), "revisions__")).exists()


def test_a_clock_that_was_put_back_does_not_turn_history_round() -> None:
    first = begun()
    with clock.set_to(BEGUN - timedelta(days=1)):
        second, _ = next_revision(first, by=BY, text="Earlier by the clock")
    first.refresh_from_db()
    assert first.recorded_to == second.recorded_from == BEGUN


def test_the_values_are_the_content_alone() -> None:
    values = values_of(begun(reason="x"))
    assert values["text"] == "Brief the deans"
    assert not {"id", "recorded_from", "recorded_to", "recorded_by", "recorded_by_name", "reason"} & set(values)


def test_the_database_allows_one_current_row() -> None:
    first = begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        first_revision(ActionRevision, by=BY, action=first.action, text="A second current one")


def test_the_database_refuses_an_end_before_the_start() -> None:
    row = begun()
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionRevision.objects.filter(pk=row.pk).update(recorded_to=BEGUN - timedelta(seconds=1))
