"""Every field of every table is declared: personal, special-category or plain, and kept for how long."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from dueregard.kernel.libraries import FOREIGN
from dueregard.kernel.privacy import Privacy, privacy

OURS = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("dueregard.")]
OTHERS = [
    model for model in apps.get_models(include_auto_created=True) if not model.__module__.startswith("dueregard.")
]


def label(model: type[Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_field_is_declared_once(model: type[Model]) -> None:
    declared = model.__dict__.get("privacy")
    assert isinstance(declared, Privacy), f"{label(model)} has no privacy declaration of its own"
    groups = [declared.personal, declared.special, declared.plain]
    named = sorted(name for group in groups for name in group)
    assert named == sorted(field.name for field in model._meta.concrete_fields)


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_table_says_how_long_it_is_kept(model: type[Model]) -> None:
    assert len(model.privacy.kept.split()) >= 2  # type: ignore[attr-defined]


def _looks_personal(name: str) -> bool:
    return name in {"email", "password", "phone", "person", "actor"} or name.endswith(("by_name", "_by"))


@pytest.mark.parametrize("model", OURS, ids=label)
def test_what_looks_personal_is_declared_so(model: type[Model]) -> None:
    declared: Privacy = model.privacy  # type: ignore[attr-defined]
    allowed = {"accounts.Account": {"person"}}.get(label(model), set())  # the link that makes it a person's at all
    assert {name for name in declared.plain if _looks_personal(name)} - allowed == set()


def test_every_table_of_a_library_is_listed_with_its_reason() -> None:
    assert {label(model) for model in OTHERS} == set(FOREIGN)
    for name, entry in FOREIGN.items():
        assert all([entry.why, entry.holds, entry.kept]), name


def test_a_declaration_lists_its_fields() -> None:
    declared = privacy("a year", personal="name email", special="faith", plain="id")
    assert declared.fields() == {"name", "email", "faith", "id"}
    assert declared.kept == "a year"
