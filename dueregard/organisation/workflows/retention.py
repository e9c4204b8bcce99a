"""Removing former seats, and names of leads that nothing uses, once they have been kept for as long as was declared."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.audit.workflows import empty_details
from dueregard.kernel.require import permit
from dueregard.kernel.retention import Removed, batch, may_remove
from dueregard.organisation.models import Lead, Membership
from dueregard.organisation.queries import due_leads, due_memberships


@transaction.atomic
def remove_memberships(*, by: Any, most: int) -> Removed:
    """Remove at most `most` former seats, with what the trail kept of them. The run counts and records."""
    permit(may_remove(by))
    rows = batch(due_memberships().select_related("body"), most)
    references = [row.reference for row in rows]
    Membership.objects.filter(pk__in=[row.pk for row in rows]).delete()
    # The trail tells of a seat under its body.
    empty_details([row.body.reference for row in rows], holding={"membership": references})
    return Removed(len(rows), references)


@transaction.atomic
def remove_leads(*, by: Any, most: int) -> Removed:
    """Remove at most `most` names of leads: those of persons who left, where neither the plan nor its history has them."""
    permit(may_remove(by))
    rows = batch(due_leads(), most)
    references = [row.reference for row in rows]
    Lead.objects.filter(pk__in=[row.pk for row in rows]).delete()
    empty_details(references)
    return Removed(len(rows), references)
