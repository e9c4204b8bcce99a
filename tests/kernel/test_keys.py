"""Keys as one parameter, and addresses looked up once."""

from __future__ import annotations

import pytest
from django.test import override_settings

from dueregard.actions.models import Action
from dueregard.kernel.addresses import address
from dueregard.kernel.keys import among


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 3])
def test_exactly_the_rows_with_these_keys(count: int) -> None:
    rows = [Action.objects.create().pk for _ in range(3)]
    found = Action.objects.filter(pk__in=among(rows[:count])).values_list("pk", flat=True)
    assert sorted(found) == rows[:count]


def test_an_address_is_that_of_the_present_table_of_addresses() -> None:
    assert address("plan:register") == "/plan/"
    assert address("nowhere:at_all") is None
    with override_settings(ROOT_URLCONF="dueregard.look.urls"):
        assert address("plan:register") is None
