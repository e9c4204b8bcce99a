"""Who was there, in a group, trained and covered on a day, as conditions that the database answers: figures, coverage,
refreshers and lists all ask these, so that they never disagree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from dueregard.accounts.models import Appointment
from dueregard.accounts.queries import in_force_on
from dueregard.organisation.models import Membership, PostHolding
from dueregard.organisation.queries import running_on
from dueregard.training.models import Completion, GroupMember, Officer, Placement, Requirement, RoleGroup, Staff
from dueregard.training.rules.due import Rule
from dueregard.training.rules.kinds import GroupKind, Subject


def employed_on(day: date) -> Q:
    """The members of staff who were employed on `day`."""
    return (Q(began_on__isnull=True) | Q(began_on__lte=day)) & (Q(left_on__isnull=True) | Q(left_on__gte=day))


def _holders(of_posts: QuerySet[PostHolding]) -> Q:
    return Q(person__in=of_posts.values("person"))


def in_group(group: RoleGroup, day: date) -> Q:
    """The members of staff who were employed and in the group on `day`. Computed, never typed, but for a named list."""
    inside = Q()
    running = running_on(day)
    if group.kind == GroupKind.DEPARTMENT:
        inside = Q(pk__in=Placement.objects.filter(running, department=group.body_id).values("staff"))
    elif group.kind == GroupKind.BODY:
        seats = Membership.objects.filter(running, body=group.body_id)
        by_post = PostHolding.objects.filter(running, post__in=seats.filter(post__isnull=False).values("post"))
        inside = Q(person__in=seats.filter(person__isnull=False).values("person")) | _holders(by_post)
    elif group.kind == GroupKind.POST:
        inside = _holders(PostHolding.objects.filter(running, post=group.post_id))
    elif group.kind == GroupKind.OFFICERS:
        inside = Q(pk__in=officers_on(day).values("staff"))
    elif group.kind == GroupKind.ROLE:
        holding = Appointment.objects.filter(in_force_on(day), role=group.role)
        inside = Q(person__in=holding.values("person"))
    elif group.kind == GroupKind.LISTED:
        inside = Q(pk__in=GroupMember.objects.filter(running, group=group.pk).values("staff"))
    if group.campus_id is not None:
        inside &= Q(pk__in=Placement.objects.filter(running, campus=group.campus_id).values("staff"))
    return employed_on(day) & inside


def officers_on(day: date) -> QuerySet[Officer]:
    """The appointments as designated safeguarding officer that ran on `day`."""
    return Officer.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)


def completed_by(day: date, since: date | None = None, **of: object) -> QuerySet[Completion]:
    """The completions up to `day` (inclusive), from `since` on where it is given; `of` narrows them (course, ...)."""
    rows = Completion.objects.filter(removed_on__isnull=True, completed_on__lte=day, **of)
    return rows if since is None else rows.filter(completed_on__gte=since)


def has_completed(day: date, since: date | None = None, **of: object) -> Q:
    """The members of staff with such a completion."""
    return Q(pk__in=completed_by(day, since, **of).values("staff"))


def officers_who_completed(day: date, officers: QuerySet[Officer], subject: str) -> QuerySet[Officer]:
    """Those of the appointments whose holder had completed a course on the subject by `day`.

    They are few: one probe of an index for each, where a list of all completions would cost what it costs for everybody.
    """
    done = completed_by(day, course__subject=subject).filter(staff=OuterRef("staff"))
    return officers.filter(Exists(done)).select_related("staff")


def prevent_trained(day: date) -> Q:
    """The members of staff who had completed Prevent training by `day`."""
    return has_completed(day, course__subject=Subject.PREVENT)


def requirements_on(day: date) -> list[Requirement]:
    """The requirements that held on `day`, with their groups, courses and the courses that meet them too. Two queries."""
    rows = Requirement.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)
    return list(
        rows.select_related("group", "course").prefetch_related("also").order_by("group__name", "course__title")
    )


def rule_of(requirement: Requirement) -> Rule:
    """The requirement's validity and grace as the rule takes them."""
    return Rule(requirement.validity_months, requirement.grace_days)


def courses_of(requirement: Requirement) -> list[int]:
    """The keys of the courses that meet the requirement."""
    return [requirement.course_id, *(course.pk for course in requirement.also.all())]


def meets(requirement: Requirement, day: date) -> Q:
    """The members of staff with a completion that still counts for the requirement on `day`."""
    return has_completed(day, rule_of(requirement).covers_from(day), course__in=courses_of(requirement))


def required_on(day: date, requirements: Iterable[Requirement]) -> Q:
    """The members of staff whom at least one of the requirements asks for something on `day`."""
    condition = Q(pk__in=[])
    for requirement in requirements:
        condition |= in_group(requirement.group, day)
    return condition


def lacking_on(day: date, requirements: Iterable[Requirement]) -> Q:
    """Those who lack at least one of what the requirements ask of them on `day`."""
    condition = Q(pk__in=[])
    for requirement in requirements:
        condition |= in_group(requirement.group, day) & ~meets(requirement, day)
    return condition


def refresher_due_on(day: date, requirements: Iterable[Requirement]) -> Q:
    """Those who once completed what a requirement asks of them, where it has run out by `day`."""
    condition = Q(pk__in=[])
    for requirement in requirements:
        if requirement.validity_months is not None:
            once = has_completed(day, course__in=courses_of(requirement))
            condition |= in_group(requirement.group, day) & once & ~meets(requirement, day)
    return condition


def staff_where(condition: Q) -> QuerySet[Staff]:
    """The members of staff who meet a condition, without order."""
    return Staff.objects.filter(condition)
