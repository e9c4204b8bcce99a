"""Role groups: making, renaming and ending them, and the names of a named list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Campus, Post
from dueregard.organisation.workflows.opened import refuse_later
from dueregard.training import permissions
from dueregard.training.models import GroupMember, RoleGroup, Staff
from dueregard.training.rules.kinds import GroupKind

_TAKEN = "There is a group of this name already."
_CHANGED = ("training.group_renamed", "training.group_ended", "training.group_reopened")


@transaction.atomic
def add_group(
    *,
    by: Any,
    name: str,
    kind: str,
    body: Body | None = None,
    post: Post | None = None,
    role: str = "",
    campus: Campus | None = None,
) -> RoleGroup:
    """Make a group. What it is about goes with its kind (a body, a post, a role); campus narrows any kind. Raises Refused."""
    permit(permissions.can_keep_training(by))
    name = _checked(name)
    sound(kind in GroupKind.values, "Choose how the group knows its members.")
    wants = {
        GroupKind.DEPARTMENT: (body is not None, "Choose the school or department."),
        GroupKind.BODY: (body is not None, "Choose the body."),
        GroupKind.POST: (post is not None, "Choose the post."),
        GroupKind.ROLE: (role in Role.values, "Choose the role."),
    }
    met, sentence = wants.get(GroupKind(kind), (True, ""))
    sound(met, sentence)
    of_body = kind in (GroupKind.DEPARTMENT, GroupKind.BODY)
    with once(_TAKEN):
        group = RoleGroup.objects.create(
            name=name,
            kind=kind,
            body=body if of_body else None,
            post=post if kind == GroupKind.POST else None,
            role=role if kind == GroupKind.ROLE else "",
            campus=campus,
        )
    details = {
        "name": name,
        "kind": kind,
        "body": group.body.reference if group.body else "",
        "post": group.post.reference if group.post else "",
        "role": group.role,
        "campus": campus.reference if campus else "",
    }
    _record(by, group, "added", "Made a role group.", details)
    return group


@transaction.atomic
def rename_group(*, by: Any, group: RoleGroup, name: str, revision: int | None = None) -> RoleGroup:
    """Give a group another name. What it is about stays: another group is made for that, so that the past stays true.

    Raises ChangedSince; Refused where the name is taken.
    """
    permit(permissions.can_keep_training(by))
    row = locked(RoleGroup, group.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    before, row.name = row.name, _checked(name)
    row.revision += 1
    with once(_TAKEN):
        row.save(update_fields=["name", "revision"])
    _record(by, row, "renamed", "Renamed a role group.", {"before": before, "after": row.name})
    return row


@transaction.atomic
def end_group(*, by: Any, group: RoleGroup, on: date) -> RoleGroup:
    """Say which day was a group's last. Raises NotAllowedNow where it has ended, or where a requirement that runs beyond
    that day is for it."""
    permit(permissions.can_keep_training(by))
    row = locked(RoleGroup, group.pk)
    allowed_now(row.ended_on is None, "This group has ended already.")
    beyond = row.requirements.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))
    allowed_now(not beyond.exists(), "A requirement is still for this group: end the requirement first.")
    row.ended_on = on
    row.revision += 1
    row.save(update_fields=["ended_on", "revision"])
    _record(by, row, "ended", "Ended a role group.", {"on": on})
    return row


@transaction.atomic
def reopen_group(*, by: Any, group: RoleGroup) -> RoleGroup:
    """Take back the end of a group. Raises NotAllowedNow where it has not ended."""
    permit(permissions.can_keep_training(by))
    row = locked(RoleGroup, group.pk)
    allowed_now(row.ended_on is not None, "This group has not ended.")
    row.ended_on = None
    row.revision += 1
    row.save(update_fields=["ended_on", "revision"])
    _record(by, row, "reopened", "Took back the end of a role group.", {})
    return row


@transaction.atomic
def list_member(*, by: Any, group: RoleGroup, staff: Staff, from_on: date | None = None) -> GroupMember:
    """Put a member of staff on a named list from a day on (None: from the beginning). Raises Refused where the group is
    no named list, or where they are on it."""
    permit(permissions.can_keep_training(by))
    row = locked(RoleGroup, group.pk)
    sound(row.kind == GroupKind.LISTED, "Who is in this group is computed: it has no list.")
    sound(staff.forgotten_on is None, "This member of staff left long ago.")
    overlapping = Q(to_on__isnull=True) if from_on is None else Q(to_on__isnull=True) | Q(to_on__gte=from_on)
    taken = GroupMember.objects.filter(overlapping, group=row, staff=staff)
    sound(not taken.exists(), "They are on the list already.")
    with once("They are on the list already."):
        member = GroupMember.objects.create(group=row, staff=staff, from_on=from_on)
    _record(by, row, "member_listed", "Put a member of staff on a list.", {"staff": staff.reference, "from": from_on})
    return member


@transaction.atomic
def unlist_member(*, by: Any, group: RoleGroup, staff: Staff) -> None:
    """Take a member of staff off a named list from today on; that they were on it stays. Raises NotAllowedNow where they
    are not on it."""
    permit(permissions.can_keep_training(by))
    row = locked(RoleGroup, group.pk)
    member = GroupMember.objects.filter(group=row, staff=staff, to_on__isnull=True).first()
    allowed_now(member is not None, "They are not on the list any more.")
    assert member is not None  # noqa: S101 - said by the line before
    last = clock.today() - timedelta(days=1)
    if member.from_on is not None and member.from_on > last:
        member.delete()
    else:
        member.to_on = last
        member.save(update_fields=["to_on"])
    _record(by, row, "member_unlisted", "Took a member of staff off a list.", {"staff": staff.reference, "last": last})


def _checked(name: str) -> str:
    name = clean_line(name)
    sound(bool(name), "Give the group’s name.")
    sound(len(name) <= 200, "A group’s name has at most 200 characters.")
    return name


def _record(by: Any, group: RoleGroup, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.group_{past}",
        subject_kind="role group",
        subject=group.reference,
        summary=summary,
        details=details,
    )
