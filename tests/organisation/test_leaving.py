"""Who gives up a post may leave the institution with it: their entry and their account follow in the same step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import close_account
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.require import NotPermitted, Refused
from dueregard.organisation.models import PostHolding
from dueregard.organisation.workflows import posts
from tests.factories import COMMAND, fresh, make_account, make_person, make_post, signed_in

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def end(holder: Account, days: int, *, by: Any = COMMAND, leaves: bool = True) -> Account:
    """The holder gives up a post, with that many days from now as the last; gives the account as it is then."""
    holding = PostHolding.objects.get(person=holder.person)
    posts.end_holding(by=by, holding=holding, to_on=in_days(days), leaves=leaves)
    return fresh(holder.person)


@pytest.mark.parametrize(
    ("days", "leaves", "left", "open_after"),
    [(-1, True, True, False), (0, True, True, True), (5, True, True, True), (-1, False, False, True)],
)
def test_the_last_day_in_a_post_can_be_that_at_the_institution(
    days: int, leaves: bool, left: bool, open_after: bool
) -> None:
    holder = make_account()
    make_post(holder=holder.person)
    account = end(holder, days, leaves=leaves)
    assert account.person.left_on == (in_days(days) if left else None)
    assert account.is_active is open_after


def test_a_successor_begins_where_the_leaver_left() -> None:
    leaver, stays = make_account(), make_account()
    post = make_post(holder=leaver.person)
    posts.appoint_holder(by=COMMAND, post=post, person=stays.person)
    posts.change_holder(
        by=COMMAND, post=post, successor=make_person(), on=clock.today(), predecessor=leaver.person, leaves=True
    )
    assert (fresh(leaver.person).is_active, fresh(leaver.person).person.left_on) == (False, in_days(-1))
    assert (fresh(stays.person).is_active, fresh(stays.person).person.left_on) == (True, None)


def test_whoever_may_not_manage_people_changes_nothing_and_is_not_asked() -> None:
    officer, holder = make_account(Role.PREVENT_OFFICER), make_account()
    post = make_post(holder=holder.person)
    entries = Entry.objects.count()
    with pytest.raises(NotPermitted):
        end(holder, -1, by=officer)
    assert PostHolding.objects.get().to_on is None
    assert Entry.objects.count() == entries
    for name, thing in (("end_holding", PostHolding.objects.get()), ("change_holder", post)):
        url = reverse(f"organisation:{name}", args=[thing.reference])
        assert 'name="leaves"' not in signed_in(officer).get(url).content.decode()
        assert 'name="leaves"' in signed_in(make_account(Role.PREVENT_LEAD)).get(url).content.decode()
    # One who holds the box against the rules is not heard: it is no field of their form.
    url = reverse("organisation:end_holding", args=[PostHolding.objects.get().reference])
    signed_in(officer).post(url, {"on": in_days(-1).isoformat(), "leaves": "on"})
    assert PostHolding.objects.get().to_on == in_days(-1)
    assert fresh(holder.person).person.left_on is None


def test_what_is_refused_closes_nothing() -> None:
    holder = make_account()
    post = make_post()
    posts.appoint_holder(by=COMMAND, post=post, person=holder.person, from_on=in_days(-3))
    with pytest.raises(Refused):
        end(holder, -9)
    assert fresh(holder.person).person.left_on is None


@pytest.mark.parametrize(
    ("days", "account", "words"),
    [
        (-1, "open", "The last day was recorded. Their account is closed."),
        (0, "open", "The last day was recorded. They can sign in until their account is closed"),
        (-1, "closed", "The last day was recorded. Their account is closed."),
        (-1, "none", "The last day was recorded."),
    ],
)
def test_the_page_says_what_became_of_the_account(days: int, account: str, words: str) -> None:
    person = make_person() if account == "none" else make_account().person
    if account == "closed":
        close_account(by=COMMAND, account=fresh(person))
    make_post(holder=person)
    url = reverse("organisation:end_holding", args=[PostHolding.objects.get().reference])
    client = signed_in(make_account(Role.PREVENT_LEAD))
    done = client.post(url, {"on": in_days(days).isoformat(), "leaves": "on"}, follow=True)
    said = [str(message) for message in done.context["messages"]]
    assert len(said) == 1
    assert said[0].startswith(words)
    if account == "none":
        assert said[0] == words
    person.refresh_from_db()
    assert person.left_on == in_days(days)


def test_a_post_is_handed_over_by_its_page_and_the_account_closed() -> None:
    holder, successor = make_account(), make_person("New Holder")
    post = make_post(holder=holder.person)
    client = signed_in(make_account(Role.PREVENT_LEAD))
    url = reverse("organisation:change_holder", args=[post.reference])
    values = {"successor": successor.reference, "on": clock.today().isoformat(), "leaves": "on"}
    done = client.post(url, values, follow=True)
    assert "Their account is closed." in done.content.decode()
    assert not fresh(holder.person).is_active
    assert (
        'name="leaves"'
        not in client.get(reverse("organisation:change_holder", args=[make_post().reference])).content.decode()
    )
