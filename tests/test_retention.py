"""Every declaration that names a length of time has a runner that keeps to it; every other says until what it is kept."""

from __future__ import annotations

import re

import pytest
from django.db import models
from django.db.models import DateField, Model
from django.utils.module_loading import import_string

from dueregard.kernel.libraries import FOREIGN, WITHOUT_MODEL
from dueregard.kernel.privacy import Period
from dueregard.kernel.retention import Kind, kinds, over
from tests.floors import HOUSE
from tests.test_privacy import OTHERS, OURS, label

RUNNERS = {kind.model: kind for kind in kinds()}
LENGTH = re.compile(r"\b(?:\d+|one|two|six|thirty) (?:day|month|year)s?\b")
NUMBERS = {"one": 1, "two": 2, "six": 6}
UNTIL = re.compile(r"^(as long as|until|for ever)\b")
VERBS = set(re.findall(r"verb=f?\"([a-z_.{}]+)\"", " ".join(path.read_text() for path in HOUSE.rglob("*.py"))))


def said(period: Period) -> tuple[int, str]:
    return (period.years, "year") if period.years else (period.days, "day")


def lengths(words: str) -> set[tuple[int, str]]:
    found = set()
    for length in LENGTH.findall(words):
        number, unit = length.split()
        found.add((NUMBERS.get(number) or int(number), unit.rstrip("s")))
    return found


@pytest.mark.parametrize("model", OURS, ids=label)
def test_words_periods_and_runners_agree(model: type[Model]) -> None:
    declared = model.privacy  # type: ignore[attr-defined]
    assert lengths(declared.kept) == {said(period) for period in declared.periods}
    if declared.periods:
        assert label(model) in RUNNERS, "it names a length of time, and nothing removes it"
    else:
        assert UNTIL.match(declared.kept), "it says neither how long nor until what"


@pytest.mark.parametrize("model", OURS, ids=label)
def test_periods_count_from_something_that_there_is(model: type[Model]) -> None:
    for period in model.privacy.periods:  # type: ignore[attr-defined]
        assert (period.years > 0) != (period.days > 0)
        if "." in period.since:
            room, verb = period.since.split(".")
            assert period.since in VERBS or (f"{room}.{{verb}}" in VERBS and _is_told(verb)), period.since
            continue
        fields: models.Field | None = None
        owner = model
        for name in period.since.split("__"):
            fields = owner._meta.get_field(name)  # type: ignore[assignment]
            owner = fields.related_model or owner  # type: ignore[union-attr, assignment]
        assert isinstance(fields, DateField)  # a moment is one too


def _is_told(verb: str) -> bool:
    """Whether a workflow passes this verb on to the step that records it."""
    return any(f'"{verb}"' in path.read_text() for path in HOUSE.rglob("workflows/**/*.py"))


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in OURS if model.privacy.periods], ids=label)  # type: ignore[attr-defined]
def test_what_is_over_can_be_asked_of_every_table(model: type[Model]) -> None:
    assert not model._base_manager.filter(over(model)).exists()


def test_every_runner_has_a_declaration() -> None:
    known = {label(model) for model in OURS} | set(FOREIGN) | set(WITHOUT_MODEL)
    assert set(RUNNERS) - known == set()
    assert {label(model) for model in OTHERS} >= set(FOREIGN)
    for name, foreign in {**FOREIGN, **WITHOUT_MODEL}.items():
        assert ("removed daily" in foreign.kept) == (name in RUNNERS), name


@pytest.mark.django_db
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.model)
def test_every_runner_can_be_asked_what_is_due(kind: Kind) -> None:
    assert kind.count_due() == 0
    assert not kind.remove or callable(import_string(kind.remove))
    assert kind.in_words(1) == f"1 {kind.one}"
    assert kind.in_words(1200) == f"1,200 {kind.many}"


@pytest.mark.parametrize("model", OURS, ids=label)
def test_who_leaves_a_tombstone_has_a_reference(model: type[Model]) -> None:
    declared = model.privacy  # type: ignore[attr-defined]
    assert not declared.tombstone or (declared.periods and model._meta.get_field("reference"))
