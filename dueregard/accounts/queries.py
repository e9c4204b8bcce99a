"""Who holds which role, and the lists of people and appointments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.utils.module_loading import import_string

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.rules import ROLES, AppointmentState, Role, RoleText, Scope
from dueregard.kernel import clock
from dueregard.kernel.keys import rows_among
from dueregard.kernel.pages import PAGE_SIZE
from dueregard.kernel.retention import over, unnamed


@dataclass(frozen=True)
class Held:
    """The roles somebody holds today: role -> scopes; the empty string stands for the whole institution."""

    scopes: dict[str, frozenset[str]]

    def has(self, *roles: str) -> bool:
        """Whether one of `roles` is held, for whatever part of the institution."""
        return any(role in self.scopes for role in roles)

    def everywhere(self, *roles: str) -> bool:
        """Whether one of `roles` is held for the whole institution."""
        return any("" in self.scopes.get(role, ()) for role in roles)

    def limited_to(self, *roles: str) -> frozenset[str]:
        """The references of the campuses and bodies that `roles` are limited to."""
        return frozenset().union(*(self.scopes.get(role, frozenset()) for role in roles)) - {""}


NOTHING = Held({})
_SCOPES: list[str] = []


def scopes_from(function: str) -> None:
    """Make known where the campuses and bodies come from that an appointment may be limited to; they live a floor above.

    function: dotted path, called with the viewer, giving (kind of Scope, reference, name) for each.
    """
    if function not in _SCOPES:
        _SCOPES.append(function)


def scope_choices(viewer: Any) -> list[tuple[str, str, str]]:
    """What an appointment may be limited to, as (kind of Scope, reference, name)."""
    return [choice for function in _SCOPES for choice in import_string(function)(viewer)]


def in_force_on(day: Any) -> Q:
    """The appointments that give their role on `day` (both ends inclusive): the query form of rules.in_force."""
    return Q(state=AppointmentState.CONFIRMED) & Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def _roles_among(people: RawSQL, day: date) -> QuerySet[Appointment, tuple[str, str, str]]:
    rows = Appointment.objects.filter(in_force_on(day), person_id__in=people)
    return rows.values_list("role", "scope", "scope_reference")


def held_roles(viewer: Any) -> Held:
    """The roles that `viewer` holds today; one query a request, none for anybody who is not an active account."""
    if not isinstance(viewer, Account) or not viewer.is_active:
        return NOTHING
    if viewer._held is None:
        scopes: dict[str, set[str]] = {}
        for role, scope, reference in rows_among(_roles_among, [viewer.person_id], clock.today()):
            scopes.setdefault(role, set()).add("" if scope == Scope.INSTITUTION else reference)
        viewer._held = Held({role: frozenset(found) for role, found in scopes.items()})
    held: Held = viewer._held
    return held


def opens_doors(person: Person) -> bool:
    """Whether the person holds, or waits for, any role but member of staff: their sign-in opens more than their own."""
    return standing_appointments(person).exclude(role=Role.MEMBER_OF_STAFF).exists()


def standing_appointments(person: Person) -> QuerySet[Appointment]:
    """A person's appointments that are not history: waiting, coming, and in force today."""
    return Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()),
        person=person,
        state__in=[AppointmentState.PROPOSED, AppointmentState.CONFIRMED],
    )


def account_with_email(email: str) -> Account | None:
    """The account with this address, whatever its case, with its person."""
    return Account.objects.select_related("person").filter(email__iexact=email.strip()).first()


def account_of(person: Person) -> Account | None:
    """The person's account, open or closed."""
    return Account.objects.select_related("person").filter(person=person).first()


def people(viewer: Any, words: str = "") -> QuerySet[Person]:
    """People by name, those who left last. The caller's page has checked the permission to manage people."""
    rows = Person.objects.select_related("account").order_by(F("left_on").asc(nulls_first=True), Lower("name"), "pk")
    return rows.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else rows


def left_with_open_account(viewer: Any) -> list[Account]:
    """The open accounts of people who have left, by name, with their people. For the page of people, as `people` is."""
    rows = Account.objects.select_related("person").filter(is_active=True, person__left_on__lt=clock.today())
    return list(rows.order_by(Lower("person__name"), "pk"))


def people_page(viewer: Any, words: str, wanted: str | None) -> Page[Person]:
    """One page of `people`, each with `roles_now`, the names of the roles that they hold today. Three queries."""
    page = Paginator(people(viewer, words), PAGE_SIZE).get_page(wanted)
    rows = list(page.object_list)
    held: dict[int, list[str]] = {}
    in_force = Appointment.objects.filter(in_force_on(clock.today()), person__in=[row.pk for row in rows])
    for person, role in in_force.order_by("role").values_list("person_id", "role"):
        held.setdefault(person, []).append(str(Role(role).label))
    for row in rows:
        row.roles_now = sorted(set(held.get(row.pk, [])))  # type: ignore[attr-defined]
    page.object_list = rows
    return page


def person_of_reference(viewer: Any, reference: str) -> Person | None:
    """The person with this reference, with their account."""
    return Person.objects.select_related("account").filter(reference=reference).first()


def person_choices(viewer: Any) -> list[tuple[str, str]]:
    """Everybody who has not left, as (reference, name with address where a name occurs twice)."""
    rows = list(
        Person.objects.filter(Q(left_on__isnull=True) | Q(left_on__gte=clock.today()))
        .order_by(Lower("name"), "pk")
        .values_list("reference", "name", "email")
    )
    names = Counter(name.casefold() for _, name, _ in rows)
    return [
        (reference, f"{name} ({email or 'no address'})" if names[name.casefold()] > 1 else name)
        for reference, name, email in rows
    ]


def appointments_of(viewer: Any, person: Person) -> list[Appointment]:
    """Everything that a person was ever appointed to: what stands first, then the latest first."""
    rows = Appointment.objects.filter(person=person).order_by("-starts_on", "-pk")
    standing = (AppointmentState.PROPOSED, AppointmentState.CONFIRMED)
    return sorted(rows, key=lambda row: (row.state not in standing or _is_over(row), -row.starts_on.toordinal()))


def _is_over(row: Appointment) -> bool:
    return row.ends_on is not None and row.ends_on < clock.today()


def appointments(viewer: Any) -> QuerySet[Appointment]:
    """All appointments that are not history, with their people; those waiting for a second person first."""
    return (
        Appointment.objects.select_related("person")
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()),
            state__in=[AppointmentState.PROPOSED, AppointmentState.CONFIRMED],
        )
        .order_by("-state", "role", "person__name")
    )


def appointment_of_reference(viewer: Any, reference: str) -> Appointment | None:
    """The appointment with this reference, with its person and their account."""
    return Appointment.objects.select_related("person__account").filter(reference=reference).first()


@dataclass(frozen=True)
class RoleWithHolders:
    """A role, what it may do in words, and who holds it (or will, from a later day)."""

    key: str
    name: str
    text: RoleText
    holders: list[Appointment]


def who_can_see_what(viewer: Any) -> tuple[list[Appointment], list[RoleWithHolders]]:
    """(those waiting for a second person, every role with its holders in the order of Role). One query."""
    rows = list(appointments(viewer))
    waiting = [row for row in rows if row.state == AppointmentState.PROPOSED]
    holders: dict[str, list[Appointment]] = {}
    for row in rows:
        if row.state == AppointmentState.CONFIRMED:
            holders.setdefault(row.role, []).append(row)
    roles = [RoleWithHolders(str(r), str(r.label), ROLES[r], holders.get(r, [])) for r in Role]
    return waiting, roles


def has_second_factor(account: Any) -> bool:
    """Whether the account signs in with a code as well."""
    return Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).exists()


def held_roles_in_words(viewer: Any) -> list[tuple[Appointment, RoleText]]:
    """What the viewer is appointed to today or is waiting for, with what it means."""
    rows = standing_appointments(viewer.person).order_by("-state", "role")
    return [(row, ROLES[row.role]) for row in rows]


# --- what has been kept long enough -----------------------------------------------------------------------------------
def due_appointments() -> QuerySet[Appointment]:
    """Roles that ended, or were declined, long enough ago."""
    return Appointment.objects.filter(over(Appointment))


def due_accounts() -> QuerySet[Account]:
    """Accounts that were closed long enough ago."""
    return Account.objects.filter(over(Account))


def due_persons() -> QuerySet[Person]:
    """Persons who left long enough ago and whom nothing names any more."""
    return Person.objects.filter(over(Person) & unnamed(Person))
