"""Who needs which training: role groups, decisions about further roles, and requirements. Who is in a group is computed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dueregard.accounts.rules import Role
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body, Campus, Post
from dueregard.training.models.courses import Course
from dueregard.training.models.staff import Staff
from dueregard.training.rules.kinds import GroupKind, Outcome


class RoleGroup(models.Model):
    """A group of roles that needs training. body: for a department or a body; campus narrows any kind to one site."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=GroupKind.choices)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=Role.choices, blank=True)
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as a requirement or decision speaks of it",
        plain="id reference name kind body post role campus ended_on revision",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="training_group_name_once"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=[GroupKind.DEPARTMENT, GroupKind.BODY], body__isnull=False, post__isnull=True, role="")
                    | Q(kind=GroupKind.POST, body__isnull=True, post__isnull=False, role="")
                    | (Q(kind=GroupKind.ROLE, body__isnull=True, post__isnull=True) & ~Q(role=""))
                    | Q(
                        kind__in=[GroupKind.EVERYBODY, GroupKind.OFFICERS, GroupKind.LISTED],
                        body__isnull=True,
                        post__isnull=True,
                        role="",
                    )
                ),
                name="training_group_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    """One name of a named list, from and to which day (inclusive)."""

    group = models.ForeignKey(RoleGroup, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    privacy = privacy("as long as the group", personal="staff from_on to_on", plain="id group")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "staff"], condition=Q(to_on__isnull=True), name="training_listed_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="training_listed_span",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.group_id}"


class Requirement(models.Model):
    """A group needs a course. validity_months: None = once and for good; from_on, to_on: when it held (inclusive)."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    group = models.ForeignKey(RoleGroup, on_delete=models.PROTECT, related_name="requirements")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="requirements")
    # other courses that meet it as well, such as the refresher of an awareness course
    also = models.ManyToManyField(Course, through="AlsoMeets", related_name="+")
    validity_months = models.PositiveSmallIntegerField(null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as the training plan is kept",
        personal="reason",
        plain="id reference group course validity_months grace_days from_on to_on revision",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "course"], condition=Q(to_on__isnull=True), name="training_requirement_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="training_requirement_span"
            ),
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | Q(validity_months__gte=1), name="training_validity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} needs {self.course_id}"


class AlsoMeets(models.Model):
    """A further course that meets a requirement."""

    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")

    privacy = privacy("as long as the requirement", plain="id requirement course")

    class Meta:
        verbose_name_plural = "also meets"
        constraints = [models.UniqueConstraint(fields=["requirement", "course"], name="training_also_meets_once")]

    def __str__(self) -> str:
        return f"{self.course_id} meets {self.requirement_id}"


class RoleDecision(models.Model):
    """A role (never a person) that somebody named as needing training, and what was decided. asked_at: which session's
    question it answers, as its reference; count: how many said the same."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    role = models.CharField(max_length=200)
    asked_at = models.CharField(max_length=16, blank=True)
    count = models.PositiveIntegerField(default=1)
    named_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.WAITING)
    group = models.ForeignKey(RoleGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
    reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    privacy = privacy(
        "as long as the training plan is kept",
        personal="reason decided_by decided_by_name",
        plain="id reference role asked_at count named_at outcome group decided_on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("role"), condition=Q(outcome=Outcome.WAITING), name="training_role_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.WAITING, decided_on__isnull=True)
                | (~Q(outcome=Outcome.WAITING) & Q(decided_on__isnull=False)),
                name="training_role_decided_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.role
