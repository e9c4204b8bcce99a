"""Things that tests need, made by the product's own workflows, so that what a test starts from can really exist."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.test import Client

from dueregard.accounts.models import Account, Person
from dueregard.accounts.queries import account_with_email
from dueregard.accounts.rules import Role, Scope
from dueregard.accounts.workflows import add_person, open_account, propose_appointment
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.organisation.models import Body, Campus, Initials, Lead, Membership, Post
from dueregard.organisation.rules.kinds import BodyKind, Seat
from dueregard.organisation.workflows import bodies, campuses, glossary, leads, memberships, posts

PASSWORD = "a long enough password 1"
COMMAND = Command()
_number = count(1)


def make_person(name: str = "", email: str | None = None) -> Person:
    """A person without an account. Without a name: one of their own, with an address."""
    number = next(_number)
    address = f"person{number}@example.org" if email is None else email
    return add_person(by=COMMAND, name=name or f"Person Number{number}", email=address)


def make_account(*roles: str, scope: Campus | Body | None = None, name: str = "", email: str = "") -> Account:
    """An account that can sign in with PASSWORD and holds `roles` since a year ago, confirmed.

    scope: limits those of the roles that may be limited to that campus or body.
    """
    person = make_person(name, email or None)
    open_account(by=COMMAND, person=person, password=PASSWORD)
    for role in roles:
        appoint(person, role, scope=scope)
    return fresh(person)


def appoint(person: Person, role: str, *, scope: Campus | Body | None = None, starts_on: date | None = None) -> None:
    """Appoint a person, confirmed, since a year ago unless told otherwise."""
    from dueregard.accounts.rules import ROLES

    limited: dict[str, Any] = {}
    if scope is not None and ROLES[role].scoped:
        kind = Scope.CAMPUS if isinstance(scope, Campus) else Scope.BODY
        limited = {"scope": kind, "scope_reference": scope.reference, "scope_name": scope.name}
    propose_appointment(
        by=COMMAND,
        person=person,
        role=role,
        reason="For a test.",
        starts_on=starts_on or clock.today() - timedelta(days=365),
        **limited,
    )


def fresh(person: Person) -> Account:
    """The person's account as the next request would load it."""
    account = account_with_email(Account.objects.get(person=person).email)
    assert account is not None
    return account


def make_lead_officer() -> Account:
    """A Prevent lead: whoever may do nearly everything."""
    return make_account(Role.PREVENT_LEAD)


def signed_in(account: Account | None) -> Client:
    """A test client that is signed in as `account`; None gives a visitor."""
    client = Client()
    if account is not None:
        client.force_login(account, backend="dueregard.accounts.backends.AccountBackend")
    return client


def make_campus(name: str = "") -> Campus:
    """An open campus."""
    return campuses.add_campus(by=COMMAND, name=name or f"Campus {next(_number)}")


def make_body(name: str = "", kind: str = BodyKind.COMMITTEE, began_on: date | None = None) -> Body:
    """A body that stands."""
    return bodies.add_body(by=COMMAND, name=name or f"Body {next(_number)}", kind=kind, began_on=began_on)


def make_post(title: str = "", body: Body | None = None, holder: Person | None = None) -> Post:
    """A post, held by `holder` since some unknown day if given."""
    post = posts.add_post(by=COMMAND, title=title or f"Post {next(_number)}", body=body)
    if holder is not None:
        posts.appoint_holder(by=COMMAND, post=post, person=holder)
    return post


def make_membership(
    body: Body, *, person: Person | None = None, post: Post | None = None, seat: str = Seat.MEMBER
) -> Membership:
    """A seat that runs; of a new person where neither a person nor a post is given."""
    if person is None and post is None:
        person = make_person()
    return memberships.add_membership(by=COMMAND, body=body, person=person, post=post, seat=seat)


def make_initials(letters: str = "", meaning: str = "", lead: Lead | None = None) -> Initials:
    """An entry of the glossary."""
    number = next(_number)
    return glossary.add_initials(
        by=COMMAND, letters=letters or f"AB{number}", meaning=meaning or f"Meaning {number}", lead=lead
    )


def make_lead(thing: Person | Post | Body | str) -> Lead:
    """The lead for a person, post or body; for words, what they name, or a lead not yet recognised."""
    if isinstance(thing, str):
        return leads.lead_as_written(by=COMMAND, words=thing)
    if isinstance(thing, Person):
        return leads.lead_for(by=COMMAND, person=thing)
    if isinstance(thing, Post):
        return leads.lead_for(by=COMMAND, post=thing)
    return leads.lead_for(by=COMMAND, body=thing)
