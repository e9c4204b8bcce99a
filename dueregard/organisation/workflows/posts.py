"""Posts and who holds them over time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dueregard.accounts.models import Person
from dueregard.accounts.workflows import once, record_leaving
from dueregard.audit.workflows import record
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation import permissions
from dueregard.organisation.models import Body, Membership, Post, PostHolding
from dueregard.organisation.queries import overlapping, running_on
from dueregard.organisation.workflows.leads import named
from dueregard.organisation.workflows.opened import refuse_later

_TAKEN = "There is a post of this title already."


@transaction.atomic
def add_post(*, by: Any, title: str, body: Body | None = None) -> Post:
    """Add a post, with the body that it belongs to if any. Raises Refused where the title is empty or taken."""
    permit(permissions.can_keep_organisation(by))
    title = _checked(title)
    with once(_TAKEN):
        post = Post.objects.create(title=title, body=body)
    named(title, post=post)
    _record(by, post, "added", {"title": title, "body": body.reference if body else ""})
    return post


@transaction.atomic
def correct_post(*, by: Any, post: Post, title: str, body: Body | None, revision: int | None = None) -> Post:
    """Correct a post's title or body; whatever prints its title follows.

    revision: at which the form was opened, or None where no form was. Raises ChangedSince, Refused as `add_post` does.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Post, post.pk)
    refuse_later(row, revision, subject=row.reference, verbs=("organisation.post_corrected",))
    title = _checked(title)
    before = row.title
    row.title, row.body = title, body
    row.revision += 1
    with once(_TAKEN):
        row.save(update_fields=["title", "body", "revision"])
    if before != title:
        named(title, post=row)
    _record(by, row, "corrected", {"before": before, "after": title, "body": body.reference if body else ""})
    return row


@transaction.atomic
def end_post(*, by: Any, post: Post, on: date) -> Post:
    """Say on which day a post ended (its last day); its holdings, and its seats on bodies, that run then end with it.

    Raises NotAllowedNow where it has ended, Refused where somebody takes it up later.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Post, post.pk)
    allowed_now(row.ended_on is None, "This post has ended already.")
    later = PostHolding.objects.filter(post=row, from_on__gt=on).exists()
    seats_later = Membership.objects.filter(post=row, from_on__gt=on).exists()
    sound(not (later or seats_later), "Somebody takes it up, or it takes a seat, after that day. Correct that first.")
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    holdings = PostHolding.objects.filter(running_on(on), post=row).update(to_on=on)
    seats = Membership.objects.filter(running_on(on), post=row).update(to_on=on, revision=F("revision") + 1)
    _record(by, row, "ended", {"on": on, "holdings": holdings, "seats": seats})
    return row


@transaction.atomic
def reopen_post(*, by: Any, post: Post) -> Post:
    """Take back the end of a post; holdings that ended with it stay ended. Raises NotAllowedNow where it has not ended."""
    permit(permissions.can_keep_organisation(by))
    row = locked(Post, post.pk)
    allowed_now(row.ended_on is not None, "This post has not ended.")
    row.ended_on = None
    row.save(update_fields=["ended_on"])
    _record(by, row, "reopened", {})
    return row


@transaction.atomic
def appoint_holder(
    *, by: Any, post: Post, person: Person, from_on: date | None = None, to_on: date | None = None
) -> PostHolding:
    """Say who holds a post from and to which day (inclusive; None = not known, or still). Two may share a post.

    Raises NotAllowedNow where the post has ended by then, Refused where the person holds it already on one of the days.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Post, post.pk)
    return _hold(by, row, person, from_on, to_on)


@transaction.atomic
def end_holding(*, by: Any, holding: PostHolding, to_on: date, leaves: bool = False) -> PostHolding:
    """Say when somebody gave up a post (last day). A known end may be corrected. Raises Refused before the start.

    leaves: they leave the institution as well (accounts.record_leaving), for those who manage people.
    """
    permit(permissions.can_keep_organisation(by))
    post = locked(Post, holding.post_id)
    row = locked(PostHolding, holding.pk)
    _end(by, post, row, to_on)
    if leaves:
        record_leaving(by=by, person=row.person, on=to_on)
    return row


@transaction.atomic
def change_holder(
    *, by: Any, post: Post, successor: Person, on: date, predecessor: Person | None = None, leaves: bool = False
) -> PostHolding:
    """Hand a post over in one step: whoever holds it leaves on the day before `on`, the successor's first day.

    predecessor: whom the successor follows, needed only where several share the post. leaves: whoever leaves the post
    leaves the institution as well, as for `end_holding`. What the plan says of the post stays with the post; rows that
    name the person are the plan's to move. A vacant post simply gets its holder.
    Raises Refused where it is not clear who leaves, or where they took it up no earlier than `on`.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Post, post.pk)
    present = PostHolding.objects.filter(running_on(on), post=row).select_related("person")
    leaving = [h for h in present if predecessor is None or h.person_id == predecessor.pk]
    sound(predecessor is None or bool(leaving), "The person whom they should follow does not hold the post then.")
    sound(len(leaving) < 2, "Several people share this post: say whom the successor follows.")
    sound(not any(h.person_id == successor.pk for h in leaving), "This person holds the post already.")
    for holding in leaving:
        starts = holding.from_on
        sound(starts is None or starts < on, "The present holder took it up no earlier than that day.")
        _end(by, row, holding, on - timedelta(days=1))
        if leaves:
            record_leaving(by=by, person=holding.person, on=on - timedelta(days=1))
    return _hold(by, row, successor, on, None)


def _hold(by: Any, post: Post, person: Person, from_on: date | None, to_on: date | None) -> PostHolding:
    allowed_now(post.ended_on is None or bool(to_on and to_on <= post.ended_on), "This post has ended.")
    sound(from_on is None or to_on is None or from_on <= to_on, "The last day must not be before the first.")
    sound(
        not PostHolding.objects.filter(overlapping(from_on, to_on), post=post, person=person).exists(),
        "This person holds the post on one of these days already.",
    )
    holding = PostHolding.objects.create(post=post, person=person, from_on=from_on, to_on=to_on)
    _record(by, post, "taken_up", {"person": person.reference, "from_on": from_on, "to_on": to_on})
    return holding


def _end(by: Any, post: Post, holding: PostHolding, to_on: date) -> None:
    sound(holding.from_on is None or holding.from_on <= to_on, "The last day must not be before the first.")
    others = PostHolding.objects.filter(overlapping(holding.from_on, to_on), post=post, person=holding.person_id)
    sound(not others.exclude(pk=holding.pk).exists(), "This person holds the post again before that day.")
    holding.to_on = to_on
    holding.save(update_fields=["to_on"])
    _record(by, post, "given_up", {"holding": holding.reference, "to_on": to_on})


def _checked(title: str) -> str:
    title = clean_line(title)
    sound(bool(title), "Give the post’s title.")
    sound(len(title) <= 200, "A title has at most 200 characters.")
    return title


_SUMMARIES = {
    "added": "Added a post.",
    "corrected": "Corrected a post.",
    "ended": "Ended a post.",
    "reopened": "Reopened a post.",
    "taken_up": "Recorded who took up a post.",
    "given_up": "Recorded that somebody gave up a post.",
}


def _record(by: Any, post: Post, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"organisation.post_{past}",
        subject_kind="post",
        subject=post.reference,
        summary=_SUMMARIES[past],
        details=details,
    )
