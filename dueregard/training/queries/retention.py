"""What training has kept long enough."""

from __future__ import annotations

from django.db.models import QuerySet

from dueregard.accounts.models import Person
from dueregard.kernel.retention import over
from dueregard.training.models import Booking, Bringing, Objection, RefresherRule, Staff, Told


def due_staff() -> QuerySet[Staff]:
    """Members of staff who left long enough ago and whose name is still there."""
    return Staff.objects.filter(over(Staff))


def staff_of_due_persons() -> QuerySet[Staff]:
    """Members of staff linked to a person who left long enough ago by the organisation's lists."""
    return Staff.objects.filter(person__in=Person.objects.filter(over(Person)).values("pk"))


def due_bookings() -> QuerySet[Booking]:
    """Places in sessions that changed last long enough ago."""
    return Booking.objects.filter(over(Booking))


def due_objections() -> QuerySet[Objection]:
    """Words that a record is wrong, answered long enough ago."""
    return Objection.objects.filter(over(Objection))


def due_refresher_rules() -> QuerySet[RefresherRule]:
    """Rules for refreshers that ended long enough ago."""
    return RefresherRule.objects.filter(over(RefresherRule))


def due_told() -> QuerySet[Told]:
    """Invitations and reminders of long enough ago."""
    return Told.objects.filter(over(Told))


def due_bringings() -> QuerySet[Bringing]:
    """Lists that were brought in long enough ago and whose file is still there."""
    return Bringing.objects.filter(over(Bringing))
