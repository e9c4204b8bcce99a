"""The people who may need training, and where they work over time: as little as the duty needs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dueregard.accounts.models import Person
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body, Campus


class Staff(models.Model):
    """One member of staff. number: the staff number of the HR system; person: the same human in the organisation's lists,
    where posts, seats and sign-ins are. began_on, left_on: first and last day of employment (inclusive).

    Two years after leaving, name, address and number are emptied and the row stays, so that what was counted stays true.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    began_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    forgotten_on = models.DateField(null=True, blank=True)
    bringing = models.ForeignKey(
        "training.Bringing", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "name, address and number until two years after leaving; the row as long as it is counted",
        personal="number name email person began_on left_on",
        plain="id reference forgotten_on bringing revision",
        periods=(Period("left_on", years=2, only={"forgotten_on": None}),),
    )

    class Meta:
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="training_staff_number_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="training_staff_email_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(began_on__isnull=True) | Q(left_on__gte=F("began_on")),
                name="training_staff_span",
            ),
        ]
        indexes = [
            models.Index(Lower("name"), "id", name="training_staff_by_name"),
            models.Index(fields=["left_on", "began_on"], name="training_staff_present"),
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Where somebody works, from and to which day (inclusive; None = from the beginning, or still)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="placements")
    department = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job = models.CharField(max_length=200, blank=True)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    bringing = models.ForeignKey(
        "training.Bringing", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    privacy = privacy(
        "as long as the member of staff's row",
        personal="staff job from_on to_on",
        plain="id department campus bringing",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff"], condition=Q(to_on__isnull=True), name="training_one_place_now"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="training_placement_span",
            ),
        ]
        indexes = [models.Index(fields=["department", "to_on", "from_on", "staff"], name="training_placed")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.department_id}"
