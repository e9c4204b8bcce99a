"""Campuses, bodies and their members, posts and their holders, initials, term dates, and leads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dueregard.accounts.models import Person
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.rules.kinds import BodyKind, LeadKind, Seat


def _span(start: str, end: str) -> Q:
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)})


class Institution(models.Model):
    """The one institution that this installation serves. A single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    demonstration = models.BooleanField(default=False)

    privacy = privacy("as long as the installation", plain="id name demonstration")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="organisation_institution_single")]

    def __str__(self) -> str:
        return self.name


class Campus(models.Model):
    """A site of the institution; areas of the plan and appointments may be limited to one."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=120)
    closed_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan speaks of it", plain="id reference name closed_on revision")

    class Meta:
        verbose_name_plural = "campuses"
        constraints = [models.UniqueConstraint(Lower("name"), name="organisation_campus_name_once")]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """The institution itself, its students' union, committees, departments and teams, and bodies outside it."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=BodyKind.choices)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan speaks of it", plain="id reference name kind began_on ended_on revision")

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organisation_body_name_once"),
            models.CheckConstraint(condition=_span("began_on", "ended_on"), name="organisation_body_span"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An office that somebody holds: the row of the plan stays with it when the holder leaves."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    title = models.CharField(max_length=200)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan speaks of it", plain="id reference title body ended_on revision")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("title"), name="organisation_post_title_once")]

    def __str__(self) -> str:
        return self.title


class PostHolding(models.Model):
    """Who held a post, from and to which day (inclusive). Two may share a post."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    privacy = privacy(
        "as long as the plan's history speaks of the post", personal="person from_on to_on", plain="id reference post"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=_span("from_on", "to_on"), name="organisation_holding_span")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class Membership(models.Model):
    """A seat on a body, held by a person or by whoever holds a post, from and to which day (inclusive)."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=10, choices=Seat.choices, default=Seat.MEMBER)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "six years after its end",
        personal="person from_on to_on",
        plain="id reference body post seat revision",
        periods=(Period("to_on", years=6),),
        tombstone=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(post__isnull=True), name="organisation_membership_one_holder"
            ),
            models.CheckConstraint(condition=_span("from_on", "to_on"), name="organisation_membership_span"),
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()} of {self.body_id}"


class TermDate(models.Model):
    """The institution's own dates of one term; where there is no row, the usual ones hold (rules.years)."""

    academic_year = models.PositiveSmallIntegerField()  # the year in which it starts: 2026 for 2026/27
    name = models.CharField(max_length=10, choices=[(n, n) for n in ("Autumn", "Spring", "Summer")])
    start_on = models.DateField()
    end_on = models.DateField()

    privacy = privacy("as long as the installation", plain="id academic_year name start_on end_on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "name"], name="organisation_term_once"),
            models.CheckConstraint(condition=Q(end_on__gt=F("start_on")), name="organisation_term_span"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.academic_year}"


class Lead(models.Model):
    """What is accountable for a row of the plan: a person, a post, a body, or (not yet recognised) words.

    label: as it is printed; follows the name of what it points to.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=10, choices=LeadKind.choices)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.OneToOneField(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="lead")
    body = models.OneToOneField(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="lead")
    label = models.CharField(max_length=200)

    privacy = privacy(
        "as long as the plan's history speaks of it; a person's that nothing names, two years after they left",
        personal="person label",
        plain="id reference kind post body",
        periods=(Period("person__left_on", years=2),),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=LeadKind.PERSON, person__isnull=False, post__isnull=True, body__isnull=True)
                | Q(kind=LeadKind.POST, person__isnull=True, post__isnull=False, body__isnull=True)
                | Q(kind=LeadKind.BODY, person__isnull=True, post__isnull=True, body__isnull=False)
                | Q(kind=LeadKind.UNKNOWN, person__isnull=True, post__isnull=True, body__isnull=True),
                name="organisation_lead_one_thing",
            ),
            models.UniqueConstraint(
                Lower("label"), condition=Q(kind=LeadKind.UNKNOWN), name="organisation_lead_unknown_once"
            ),
        ]
        indexes = [models.Index(fields=["label"], name="organisation_lead_label")]

    def __str__(self) -> str:
        return self.label


class Initials(models.Model):
    """One entry of the glossary: what letters in the plan stand for, and whom they name if they name somebody."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    letters = models.CharField(max_length=20)
    meaning = models.CharField(max_length=300)
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan uses them", personal="meaning lead", plain="id reference letters revision")

    class Meta:
        verbose_name_plural = "initials"
        constraints = [models.UniqueConstraint(fields=["letters"], name="organisation_initials_once")]

    def __str__(self) -> str:
        return f"{self.letters}: {self.meaning}"
