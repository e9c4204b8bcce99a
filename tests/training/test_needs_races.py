"""Two people at the same moment: one role, one requirement, one place on a list."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.queries import faults
from dueregard.training.models import GroupMember, Requirement, RoleDecision
from dueregard.training.rules.kinds import GroupKind
from dueregard.training.workflows.groups import add_group
from tests.factories import COMMAND, make_account, signed_in
from tests.hostile.test_races import at_once, post
from tests.training.records import make_course, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_role_named_by_three_at_once_is_one_row_that_counts_three() -> None:
    clients = [signed_in(make_account(Role.TRAINING_ADMINISTRATOR)) for _ in range(3)]
    url = reverse("training:name_role")
    assert at_once(*[(client, post(url, {"role": "Porters"})) for client in clients]) == [302] * 3
    assert list(RoleDecision.objects.values_list("role", "count")) == [("Porters", 3)]
    assert list(faults()) == []


def test_a_requirement_and_a_listing_sent_by_three_at_once_are_one() -> None:
    clients = [signed_in(make_account(Role.TRAINING_ADMINISTRATOR)) for _ in range(3)]
    group, course, staff = add_group(by=COMMAND, name="Wardens", kind=GroupKind.LISTED), make_course(), make_staff()
    sent = {"group": group.reference, "course": course.reference, "grace_days": "0", "from_on": "1 August 2020"}
    url = reverse("training:add_requirement")
    assert sorted(at_once(*[(client, post(url, sent)) for client in clients])) == [200, 200, 302]
    assert Requirement.objects.count() == 1
    url = reverse("training:list_member", args=[group.reference])
    assert sorted(at_once(*[(client, post(url, {"who": staff.number})) for client in clients])) == [200, 200, 302]
    assert GroupMember.objects.count() == 1
