"""Sessions with their dates, places in them, and who came on which date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Campus
from dueregard.training.models.courses import Course, Edition
from dueregard.training.models.staff import Staff
from dueregard.training.rules.states import BookingState, SessionState


class Session(models.Model):
    """One running of a course. all_dates: whoever completes it came on every date; else one date is enough.

    next_turn: the turn that the next booking gets; held with the row, so that two bookings at once take turns.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    trainer = models.CharField(max_length=200, blank=True)
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    all_dates = models.BooleanField(default=False)
    open_to_all = models.BooleanField(default=True)  # staff may book themselves
    ask_roles = models.BooleanField(default=False)  # ask afterwards who else should be trained (a role, not a person)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    next_turn = models.PositiveIntegerField(default=1)
    site = models.CharField(max_length=200, blank=True)  # the address it was planned at, for links in mail
    sequence = models.PositiveIntegerField(default=0)  # counts changes that calendars must hear of
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as somebody's record speaks of it",
        personal="trainer note cancelled_reason",
        plain="id reference course edition campus capacity all_dates open_to_all ask_roles state next_turn site "
        "sequence revision",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="training_session_capacity"
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="training_session_state"),
        ]
        indexes = [models.Index(fields=["state", "course"], name="training_session_by_state")]

    def __str__(self) -> str:
        return self.reference


class SessionDate(models.Model):
    """One date of a session: when it begins and ends, and where it is (a room, or a link)."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=500, blank=True)

    privacy = privacy("as long as the session", plain="id session starts_at ends_at place link")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="training_date_span"),
            models.UniqueConstraint(fields=["session", "starts_at"], name="training_date_once"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="training_date_order")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Booking(models.Model):
    """Somebody's place in a session, or on its waiting list; turn: the order in which places are given."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState.choices)
    turn = models.PositiveIntegerField()
    booked_at = models.DateTimeField()
    booked_by_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    privacy = privacy(
        "two years after the last change",
        personal="staff booked_by_name",
        plain="id reference session state turn booked_at changed_at",
        periods=(Period("changed_at", years=2),),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "staff"], name="training_booked_once"),
            models.CheckConstraint(condition=Q(state__in=BookingState.values), name="training_booking_state"),
        ]
        indexes = [models.Index(fields=["session", "state", "turn"], name="training_booking_turns")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.session_id}"


class Attendance(models.Model):
    """Somebody came on one date of a session. late_reason: why it was entered after the day's sheet was closed."""

    date = models.ForeignKey(SessionDate, on_delete=models.CASCADE, related_name="attendance")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="attendance")
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)
    late_reason = models.CharField(max_length=300, blank=True)

    privacy = privacy(
        "as long as the member of staff's row",
        personal="staff recorded_by_name late_reason",
        plain="id date recorded_at",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "staff"], name="training_attended_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} on {self.date_id}"
