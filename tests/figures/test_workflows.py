"""Opening balances: who may, what is refused, what is recorded, and two at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.figures.models import OpeningBalance
from dueregard.figures.rules.definitions import Figure
from dueregard.figures.workflows.balances import record_balance, withdraw_balance
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from tests.factories import COMMAND, make_account, signed_in
from tests.figures.made import found, opening
from tests.hostile.test_races import at_once, post
from tests.training.records import THEN

ATTENDED = "training.staff_attended"
KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role.values, ""])
def test_who_may(role: str) -> None:
    by, figure = make_account(*filter(None, [role])), found(ATTENDED)
    standing = record_balance(by=COMMAND, figure=found("training.staff_required"), opening=opening(1, THEN), source="X")
    if role in KEEPERS:
        assert record_balance(by=by, figure=figure, opening=opening(134, THEN), source="Register").recorded_by_name
        assert withdraw_balance(by=by, balance=standing, reason="No.").withdrawn_at
        return
    with pytest.raises(NotPermitted):
        record_balance(by=by, figure=figure, opening=opening(134, THEN), source="Register")
    with pytest.raises(NotPermitted):
        withdraw_balance(by=by, balance=standing, reason="No.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "source", "sentence"),
    [
        (opening(134, THEN), "  ", "Say where the number comes from"),
        (opening(134, THEN), "x" * 301, "at most 300"),
        (opening(-1, THEN), "Register", "not below nought"),
        (opening(134, clock.today() + timedelta(days=1)), "Register", "in the future"),
        (opening(134, THEN, since=date(2018, 8, 1)), "Register", "as at a day"),
    ],
)
def test_what_is_refused(given: Any, source: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        record_balance(by=COMMAND, figure=found(ATTENDED), opening=given, source=source)
    assert not OpeningBalance.objects.exists()


@pytest.mark.django_db
def test_what_is_recorded() -> None:
    balance = record_balance(by=COMMAND, figure=found(ATTENDED), opening=opening(134, THEN), source=" A  register ")
    assert (balance.source, balance.recorded_by, str(balance)) == ("A register", "command", f"{ATTENDED}: 134")
    for reason, sentence in ((" ", "Say why"), ("x" * 301, "at most 300")):
        with pytest.raises(Refused, match=sentence):
            withdraw_balance(by=COMMAND, balance=balance, reason=reason)
    withdraw_balance(by=COMMAND, balance=balance, reason="Of another year")
    with pytest.raises(NotAllowedNow, match="withdrawn already"):
        withdraw_balance(by=COMMAND, balance=balance, reason="Again")
    entries = list(Entry.objects.filter(subject=balance.reference).order_by("number"))
    assert [entry.verb for entry in entries] == ["figures.balance_recorded", "figures.balance_withdrawn"]
    assert not any("register" in entry.summary or "another" in entry.summary for entry in entries)


@pytest.mark.django_db
def test_the_database_keeps_one_balance_and_sound_spans() -> None:
    record_balance(by=COMMAND, figure=found(ATTENDED), opening=opening(134, THEN), source="X")
    same: dict[str, Any] = {"value": 1, "at": THEN, "source": "X", "recorded_at": clock.now(), "recorded_by_name": "X"}
    for wrong in (
        {"key": ATTENDED, "overlap": "apart"},
        {"key": "a.b", "overlap": "other"},
        {"key": "a.b", "overlap": "apart", "since": THEN + timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpeningBalance.objects.create(**same | wrong)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_and_a_sentence() -> None:
    clients = [signed_in(make_account(role)) for role in (Role.PREVENT_LEAD, Role.PREVENT_OFFICER)]
    url = reverse("figures:record_balance", args=[ATTENDED])
    sent = {"value": "134", "at": "11 July 2019", "source": "Register", "overlap": "apart"}
    answers: list[Any] = []

    def asking(value: str) -> Any:
        def ask(client: Any) -> Any:
            answers.append(post(url, sent | {"value": value})(client))
            return answers[-1]

        return ask

    statuses = at_once((clients[0], asking("134")), (clients[1], asking("135")), (clients[0], asking("136")))
    assert sorted(statuses) == [200, 200, 302]
    assert OpeningBalance.objects.count() == 1
    assert Entry.objects.filter(verb="figures.balance_recorded").count() == 1
    refused = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert all("This figure has an opening balance already" in page for page in refused)
    # and withdrawing it twice
    url = reverse("figures:withdraw_balance", args=[ATTENDED])
    statuses = at_once(*((client, post(url, {"reason": "No."})) for client in clients))
    assert statuses.count(302) == 1
    assert Entry.objects.filter(verb="figures.balance_withdrawn").count() == 1


@pytest.mark.django_db
def test_a_balance_of_cases_is_for_a_closed_year(made: dict[str, Figure]) -> None:
    with pytest.raises(Refused, match="academic year that is over"):
        record_balance(by=COMMAND, figure=made["cases"], opening=opening(1, THEN, since=date(2018, 8, 1)), source="X")
