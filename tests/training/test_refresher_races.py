"""Two officers at the same moment: each person gets one mail; and one appointment as officer stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.queries import faults
from dueregard.kernel.models import Mail
from dueregard.training.models import Officer, RefresherRule, Told
from dueregard.training.queries.refreshers import preview
from dueregard.training.workflows.officers import appoint_officer, set_cover
from dueregard.training.workflows.refreshers import make_refresher_rule, tell_by_mail
from tests import factories
from tests.hostile.test_races import at_once, post
from tests.training.records import appoint_officer as appointed
from tests.training.records import complete, make_course, make_staff
from tests.training.running import TODAY, on, somebody
from tests.training.test_session_races import together

pytestmark = pytest.mark.django_db(transaction=True)
BY = factories.COMMAND


def rules(number: int, people: int) -> list[RefresherRule]:
    """Rules that describe the same people and invite to the same course."""
    course = make_course()
    for _ in range(people):
        complete(somebody(), course, TODAY.replace(year=2017))
    with on(TODAY):
        return [
            make_refresher_rule(by=BY, name="Old", course=course, before=TODAY.replace(year=2018), invite_to=course)
            for _ in range(number)
        ]


def invite(rule: RefresherRule) -> Callable[[], Any]:
    with on(TODAY):
        seen = preview(BY, rule, "invite", None).seen.split()
    return lambda: tell_by_mail(by=BY, rule=rule, step="invite", seen=seen)


def test_two_who_press_invite_at_once_send_each_mail_once() -> None:
    (rule,) = rules(1, 12)
    found = together(*[invite(rule)] * 4)
    assert sorted(map(str, found))[0] == "12", found
    assert sum(isinstance(each, int) for each in found) == 1
    assert Mail.objects.count() == Told.objects.count() == 12
    assert Mail.objects.values("to").distinct().count() == 12
    assert list(faults()) == []


def test_two_rules_for_one_course_pressed_at_once_tell_each_once() -> None:
    found = together(*[invite(rule) for rule in rules(2, 5)])
    assert sum(isinstance(each, int) for each in found) == 1, found
    assert Mail.objects.count() == 5


def test_two_browsers_press_invite() -> None:
    course = make_course()
    for _ in range(3):
        complete(somebody(), course, TODAY.replace(year=2017))
    rule = make_refresher_rule(by=BY, name="Old", course=course, before=TODAY.replace(year=2018), invite_to=course)
    accounts = [factories.make_account(Role.TRAINING_ADMINISTRATOR) for _ in range(2)]
    url = reverse("training:tell_refresher", args=[rule.reference, "invite"])
    seen = {"seen": preview(BY, rule, "invite", None).seen}
    statuses = at_once(*((factories.signed_in(each), post(url, seen)) for each in accounts))
    assert sorted(statuses) == [200, 302]
    assert Mail.objects.count() == 3


def test_one_person_appointed_by_two_at_once_is_officer_once() -> None:
    staff, campus = make_staff(), factories.make_campus()
    found = together(
        *[lambda: appoint_officer(by=BY, staff=staff, campus=campus, from_on=TODAY.replace(year=2025))] * 3
    )
    assert Officer.objects.count() == 1, found


def test_two_officers_who_are_set_for_each_other_at_once() -> None:
    one, other, third = (appointed(make_staff(), TODAY.replace(year=2020)) for _ in range(3))
    found = together(
        lambda: set_cover(by=BY, officer=one, cover=other),
        lambda: set_cover(by=BY, officer=other, cover=one),
        lambda: set_cover(by=BY, officer=third, cover=other),
    )
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.covers == other
    assert other.covers in (one, third), found
    assert sum(isinstance(each, Officer) for each in found) == 2
