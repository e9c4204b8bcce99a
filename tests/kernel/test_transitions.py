"""Transition tables, and the lock that a move takes."""

from __future__ import annotations

import pytest
from django.db import transaction

from dueregard.actions.models import Action
from dueregard.kernel.require import NotAllowedNow
from dueregard.kernel.transitions import TransitionTable, locked
from tests.generate_docs import transition_tables

TABLE = TransitionTable(
    "Proposal",
    "draft",
    {
        "submit": ({"draft"}, "with_committee"),
        "approve": ({"with_committee"}, "approved"),
        "withdraw": ({"draft", "with_committee"}, "withdrawn"),
    },
)
STATES = ["draft", "with_committee", "approved", "withdrawn"]
STEPS = {
    ("submit", "draft"): "with_committee",
    ("approve", "with_committee"): "approved",
    ("withdraw", "draft"): "withdrawn",
    ("withdraw", "with_committee"): "withdrawn",
}


@pytest.mark.parametrize("verb", TABLE.verbs)
@pytest.mark.parametrize("state", STATES)
def test_a_step_is_in_the_table_or_refused(verb: str, state: str) -> None:
    if (verb, state) in STEPS:
        assert TABLE.allows(verb, state)
        assert TABLE.target(verb, state) == STEPS[verb, state]
    else:
        assert not TABLE.allows(verb, state)
        with pytest.raises(NotAllowedNow):
            TABLE.target(verb, state)


def test_a_refusal_is_a_sentence() -> None:
    with pytest.raises(NotAllowedNow, match=r"^You cannot submit what is with committee\.$"):
        TABLE.target("submit", "with_committee")


def test_an_unknown_verb_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        TABLE.target("burn", "draft")


def test_the_diagram_shows_every_step_once() -> None:
    lines = TABLE.diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> draft"]
    assert sorted(lines[2:]) == sorted(f"    {source} --> {target}: {verb}" for (verb, source), target in STEPS.items())


@pytest.mark.django_db
def test_locked_gives_the_row_as_it_is_now() -> None:
    held = Action.objects.create()
    Action.objects.filter(pk=held.pk).update(revision=9)
    with transaction.atomic():
        assert locked(Action, held.pk).revision == 9
        with pytest.raises(Action.DoesNotExist):
            locked(Action, held.pk + 1000)


@pytest.mark.parametrize("table", transition_tables(), ids=lambda table: table.name)
def test_every_state_of_every_table_can_be_reached(table: TransitionTable) -> None:
    reached, edge = {str(table.initial)}, True
    while edge:
        edge = {str(s.target) for s in table.verbs.values() if reached & set(map(str, s.sources))} - reached
        reached |= edge
    assert {str(s.target) for s in table.verbs.values()} | {
        str(x) for s in table.verbs.values() for x in s.sources
    } == reached
