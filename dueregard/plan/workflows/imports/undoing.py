"""Undoing an import while nothing that it made has been changed since and nothing else points at it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.accounts.models import Person
from dueregard.actions.models import Action
from dueregard.kernel import textindex
from dueregard.kernel.require import NotAllowedNow, permit
from dueregard.kernel.transitions import locked
from dueregard.organisation.models import Body, Initials, Lead, Post, PostHolding
from dueregard.plan import permissions
from dueregard.plan.models import Area, ContextPassage, PlanImport, Review, Section
from dueregard.plan.queries.imports.made import changed_since, count_pointing, pointers
from dueregard.plan.rules.proposals import Json
from dueregard.plan.rules.states import IMPORT
from dueregard.plan.workflows.imports.bringing import tell
from dueregard.plan.workflows.imports.document import undo_whole
from dueregard.plan.workflows.imports.naming import name_mark
from dueregard.plan.workflows.making import WORDS


@transaction.atomic
def undo_import(*, by: Any, brought: PlanImport) -> PlanImport:
    """Take out of the register all that an import made; the original file and the import itself are kept.

    People, posts, bodies and initials that it made go too, but for those that something else names by now. Raises
    NotAllowedNow where something that it made has been changed since, or where it is not in the register.
    """
    permit(permissions.can_read_import(by, brought))
    row = locked(PlanImport, brought.pk)
    row.state = IMPORT.target("undo", row.state)
    made = row.made
    undo_whole(by=by, made=made)  # first: the plan is locked before its areas, as everywhere
    list(Area.objects.select_for_update().filter(reference__in=made["areas"]).values_list("pk", flat=True))
    why = changed_since(made)
    if why:
        raise NotAllowedNow(why)
    areas = Area.objects.filter(reference__in=made["areas"])
    for pk in areas.values_list("pk", flat=True):
        textindex.remove(WORDS, pk)
    Review.objects.filter(reference__in=made["reviews"]).delete()
    areas.delete()
    Action.objects.filter(reference__in=made["actions"]).delete()
    Section.objects.filter(reference__in=made["sections"]).delete()
    ContextPassage.objects.filter(reference__in=made["passages"]).delete()
    kept = _remove_names(made)
    row.made = {**made, "kept": kept}
    row.revision += 1
    row.save(update_fields=["state", "made", "revision"])
    tell(
        by,
        row,
        "plan_import_undone",
        f"Undid an import: took {len(made['areas'])} risk areas with {len(made['actions'])} next steps out again.",
        {"areas": made["areas"], "kept": kept},
    )
    return row


def _remove_names(made: Json) -> list[str]:
    """Remove the initials, leads, holdings, posts, bodies and persons that it made and nothing else names or changed.

    Gives the references of those that stay.
    """
    kept: list[str] = []
    for kind, model, field, as_made in (
        ("initials", Initials, "letters", {}),
        ("leads", Lead, "label", {}),
        ("holdings", PostHolding, "", {"from_on": None, "to_on": None}),
        ("posts", Post, "title", {"ended_on": None, "body": None}),
        ("bodies", Body, "name", {"began_on": None, "ended_on": None}),
        ("persons", Person, "name", {"email": "", "left_on": None}),
    ):
        for thing in model._default_manager.filter(reference__in=made[kind]):
            same_name = not field or name_mark(getattr(thing, field)) == made[kind][thing.reference]
            as_it_was = same_name and all(getattr(thing, one) == value for one, value in as_made.items())
            if as_it_was and not any(count_pointing(m, f, [thing.pk]) for _, m, f in pointers(model)):
                thing.delete()
            else:
                kept.append(thing.reference)
    return kept
