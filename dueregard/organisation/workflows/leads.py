"""Leads: the handles by which rows of the plan name a person, a post, a body, or words not yet recognised."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Model, ProtectedError
from django.utils.module_loading import import_string

from dueregard.accounts.models import Person
from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel.require import NotAllowedNow, Refused, permit, sound
from dueregard.kernel.words import clean_line
from dueregard.organisation import permissions, queries
from dueregard.organisation.models import Body, Initials, Lead, Post
from dueregard.organisation.rules.kinds import LeadKind

_MOVERS: list[str] = []
_CHANGED = "Somebody else has just recorded this. Try again."


def move_rows_by(function: str) -> None:
    """Make known how a room above moves its rows from one lead to another, when leads are merged.

    function: dotted path, called as function(by=, old=, new=) in the transaction of the merge. It must leave nothing
    that names `old`, history included: what a row said is its text, whom it meant is now known.
    """
    if function not in _MOVERS:
        _MOVERS.append(function)


@transaction.atomic
def lead_for(*, by: Any, person: Person | None = None, post: Post | None = None, body: Body | None = None) -> Lead:
    """The lead that stands for one person, post or body; made when there is none.

    Asks for no permission of its own: it is a step of the workflow that names the lead, which has asked.
    """
    target, kind, label = _target(person, post, body)
    found = Lead.objects.filter(**target).first()
    if found:
        return found
    with once(_CHANGED):
        lead = Lead.objects.create(kind=kind, label=label, **target)
    _record(by, lead, "noted", {"kind": kind})
    return lead


@transaction.atomic
def lead_as_written(*, by: Any, words: str) -> Lead:
    """The lead that a document's words name: a post, body, person or initials of exactly that name, whatever its case.

    Words that name nothing, or more than one thing, stay as they are, with the kind "unknown". Asks for no permission
    of its own, as `lead_for`. Raises Refused for empty words.
    """
    words = clean_line(words)[:200].strip()
    sound(bool(words), "Say who leads.")
    named = queries.named_as(words)
    if isinstance(named, Lead):
        return named
    if named is not None:
        return _for_thing(by, named)
    found = Lead.objects.filter(kind=LeadKind.UNKNOWN, label__iexact=words).first()
    if found:
        return found
    with once(_CHANGED):
        lead = Lead.objects.create(kind=LeadKind.UNKNOWN, label=words)
    _record(by, lead, "noted", {"kind": LeadKind.UNKNOWN})
    return lead


@transaction.atomic
def lead_chosen(*, by: Any, reference: str) -> Lead:
    """The lead that a form's choice stands for: a reference out of `queries.lead_choices`, or of a post, body or person.

    Asks for no permission of its own, as `lead_for`. Raises Refused for a reference of anything else.
    """
    thing = _named_by(reference)
    return thing if isinstance(thing, Lead) else _for_thing(by, thing)


@transaction.atomic
def resolve_lead(
    *, by: Any, lead: Lead, person: Person | None = None, post: Post | None = None, body: Body | None = None
) -> Lead:
    """Say whom words that were not recognised mean; gives the lead that stands for it from now on.

    Where the target has a lead already, all rows move to that one (by the functions of `move_rows_by`) and the words'
    own lead goes. Raises NotAllowedNow where the lead is known already, Refused where rows could not be moved.
    """
    permit(permissions.can_name_leads(by))
    row = Lead.objects.select_for_update(of=("self",)).filter(pk=lead.pk).first()
    if row is None or row.kind != LeadKind.UNKNOWN:
        raise NotAllowedNow("It is known already whom this means.")
    target, kind, label = _target(person, post, body)
    words = row.label
    standing = Lead.objects.select_for_update(of=("self",)).filter(**target).first()
    if standing is None:
        row.kind, row.label = kind, label
        for name, thing in target.items():
            setattr(row, name, thing)
        with once(_CHANGED):
            row.save()
        standing = row
    else:
        Initials.objects.filter(lead=row).update(lead=standing, revision=F("revision") + 1)
        for function in _MOVERS:
            import_string(function)(by=by, old=row, new=standing)
        try:
            row.delete()
        except ProtectedError:
            sound(False, "Something still names it that could not be moved. Nothing was changed.")
    _record(by, standing, "recognised", {"words": words, "kind": kind})
    return standing


@transaction.atomic
def resolve_lead_as(*, by: Any, lead: Lead, reference: str) -> Lead:
    """`resolve_lead` with a choice out of `queries.lead_choices`. Raises Refused for a choice that is not known itself."""
    permit(permissions.can_name_leads(by))
    meant = _named_by(reference)
    if isinstance(meant, Lead):
        sound(meant.kind != LeadKind.UNKNOWN, "Choose a person, post or body.")
        return resolve_lead(by=by, lead=lead, person=meant.person, post=meant.post, body=meant.body)
    return resolve_lead(
        by=by,
        lead=lead,
        person=meant if isinstance(meant, Person) else None,
        post=meant if isinstance(meant, Post) else None,
        body=meant if isinstance(meant, Body) else None,
    )


def named(label: str, **target: Model) -> None:
    """Give one post, body or person its lead, or its lead the new name. A step of the workflow that names the thing.

    Every one of them has its lead from the beginning, so that a form's choice stays good until it is sent.
    """
    if not Lead.objects.filter(**target).update(label=label[:200]):
        with once(_CHANGED):
            Lead.objects.create(kind=next(iter(target)), label=label[:200], **target)


def person_named(person: Person) -> None:
    """Called by accounts when a person is added or their name has changed."""
    named(person.name, person=person)


def _named_by(reference: str) -> Lead | Post | Body | Person:
    for model in (Lead, Post, Body, Person):
        thing: Any = model._default_manager.filter(reference=reference).first()
        if thing is not None:
            return thing
    raise Refused("Choose a lead from the list.")


def _for_thing(by: Any, thing: Any) -> Lead:
    if isinstance(thing, Post):
        return lead_for(by=by, post=thing)
    if isinstance(thing, Body):
        return lead_for(by=by, body=thing)
    return lead_for(by=by, person=thing)


def _target(person: Person | None, post: Post | None, body: Body | None) -> tuple[dict[str, Any], str, str]:
    """(the one that is given, by name; the kind; the label). Raises Refused unless exactly one is given."""
    sound(sum(thing is not None for thing in (person, post, body)) == 1, "Choose one person, post or body.")
    if person is not None:
        return {"person": person}, LeadKind.PERSON, person.name
    if post is not None:
        return {"post": post}, LeadKind.POST, post.title
    assert body is not None  # noqa: S101 - counted above
    return {"body": body}, LeadKind.BODY, body.name


_SUMMARIES = {"noted": "Noted a lead.", "recognised": "Said whom the words of a document mean."}


def _record(by: Any, lead: Lead, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"organisation.lead_{past}",
        subject_kind="lead",
        subject=lead.reference,
        summary=_SUMMARIES[past],
        details=details,
    )
