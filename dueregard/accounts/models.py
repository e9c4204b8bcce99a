"""Persons (with or without an account), accounts, and appointments to roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from dueregard.accounts.rules import AppointmentState, Role, Scope
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference


class Person(models.Model):
    """Somebody whom the plan or the organisation names. Needs no account. As little as the duty needs."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    left_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)  # counts corrections, for edit forms

    privacy = privacy(
        "until two years after leaving, unless a post, a role or an action still names them",
        personal="name email left_on",
        plain="id reference revision",
        periods=(Period("left_on", years=2),),
        tombstone=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="accounts_person_email_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by address, whatever its case. Accounts are made by workflows, not here."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """A person's sign-in. Holds no rights of its own: they come from the appointments of its person."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    opened_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    privacy = privacy(
        "until one year after it is closed",
        personal="email password last_login",
        plain="id person is_active opened_at",
        periods=(Period("accounts.account_closed", years=1, only={"is_active": False}, subject="person__reference"),),
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_account_email_once")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Filled once a request by accounts.queries.held_roles; never stored.
        self._held: Any = None

    @property
    def reference(self) -> str:
        """As a principal: the person's reference."""
        return self.person.reference

    @property
    def name(self) -> str:
        """As a principal: the person's name."""
        return self.person.name

    def get_full_name(self) -> str:
        """What the page's frame prints."""
        return self.person.name

    def __str__(self) -> str:
        return self.email


class Appointment(models.Model):
    """A person's role: who gave it, when, why, for which part of the institution, and until when."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=40, choices=Role.choices)
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.INSTITUTION)
    scope_reference = models.CharField(max_length=16, blank=True)
    scope_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=AppointmentState.choices, default=AppointmentState.PROPOSED)
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    appointed_at = models.DateTimeField()
    appointed_by = models.CharField(max_length=16)
    appointed_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=16, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_reason = models.TextField(blank=True)

    privacy = privacy(
        "six years after its end, or after it was declined",
        personal="person reason appointed_by appointed_by_name decided_by decided_by_name ended_by_name ended_reason",
        plain="id reference role scope scope_reference scope_name state starts_on ends_on appointed_at decided_at",
        periods=(
            Period("ends_on", years=6),
            Period("decided_at", years=6, only={"state": AppointmentState.DECLINED}),
        ),
        tombstone=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_appointment_role_known"),
            models.CheckConstraint(condition=Q(state__in=AppointmentState.values), name="accounts_appointment_state"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="accounts_appointment_span",
            ),
            models.CheckConstraint(
                condition=(Q(scope=Scope.INSTITUTION) & Q(scope_reference=""))
                | (~Q(scope=Scope.INSTITUTION) & ~Q(scope_reference="")),
                name="accounts_appointment_scope_pair",
            ),
            # Two people: whoever confirms is not whoever proposed.
            models.CheckConstraint(
                condition=Q(decided_by="") | ~Q(decided_by=models.F("appointed_by")),
                name="accounts_appointment_two_people",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="accounts_appointment_held")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.person_id}"
