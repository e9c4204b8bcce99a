"""The pages of opening balances: previewed, recorded, marked wherever they are in a value, withdrawn."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from dueregard.audit.models import Entry
from dueregard.figures.models import OpeningBalance
from dueregard.figures.rules.balances import Overlap
from dueregard.figures.rules.definitions import Figure
from dueregard.figures.workflows.balances import record_balance
from dueregard.kernel import clock
from tests.factories import COMMAND
from tests.figures.asking import ATTENDED, rows, text, url
from tests.figures.made import completions, found, opening
from tests.training.records import THEN

pytestmark = pytest.mark.django_db


SENT = {"value": "1,134", "at": "11 July 2019", "source": "Attendance register", "overlap": "apart"}


def test_a_balance_is_previewed_then_recorded_then_shown_everywhere(lead: Any, member: Any) -> None:
    completions(THEN, date(2019, 8, 1), date(2019, 8, 2))
    page = url("record_balance", ATTENDED)
    said = text(lead.get(page))
    assert "The three rules by an example" in said
    assert "151" in said
    shown = text(lead.post(page, SENT | {"preview": "1"}))
    assert "The figure as at 11 July 2019 would be 1,134 ; the records alone give 1." in shown
    assert f"as at {clock.today().day}" in shown
    assert "would be 1,136 ; the records alone give 3." in shown
    assert not OpeningBalance.objects.exists()
    answer = lead.post(page, SENT, follow=True)
    assert "The opening balance was recorded." in text(answer)
    for client in (lead, member):
        said = text(client.get(url("figure", ATTENDED, "?at=2019-08-31")))
        assert "1,136 members of staff" in said
        assert "In this number: 1,134 as at 11 July 2019, from Attendance register. The records alone give 3." in said
        assert "What came from paper has no rows." in said or client is member
        assert "Opening balance" in text(client.get(url("figures", query="?at=2019-08-31")))
        (row,) = [r for r in rows(client.get(url("figures_file", query="?at=2019-08-31"))) if r["Key"] == ATTENDED]
        assert (row["Value"], row["Opening balance"]) == ("1136", "1,134 as at 11 July 2019: Attendance register")
    trend = rows(lead.get(url("trend_file", ATTENDED, "?at=2019-08-31")))
    assert [bool(row["Opening balance"]) for row in trend[:12]] == [False] * 10 + [
        True
    ] * 2  # the end of July, and August
    (entry,) = Entry.objects.filter(verb="figures.balance_recorded")
    assert "1,134" not in entry.summary


def test_a_balance_of_a_small_figure_is_small_for_those_who_may_not(
    member: Any, lead: Any, made: dict[str, Figure]
) -> None:
    record_balance(by=COMMAND, figure=made["small_stock"], opening=opening(3, THEN), source="A list")
    for name, key in (("figure", "made.small_stock"), ("figures_file", ""), ("trend_file", "made.small_stock")):
        said = text(member.get(url(name, key, "?at=2019-07-11")))
        assert "fewer than 5" in said
        assert not re.search(r"\b3 as at 11 July", said), name
    assert "In this number: 3 as at 11 July 2019" in text(lead.get(url("figure", "made.small_stock", "?at=2019-07-11")))


def test_a_period_that_holds_only_part_of_the_papers_says_so(lead: Any) -> None:
    figure = found("training.completions_induction")
    since = date(2018, 8, 1)
    record_balance(by=COMMAND, figure=figure, opening=opening(60, THEN, since=since), source="Sheets")
    said = text(lead.get(url("figure", figure.key, "?from=2019-01-01&to=2019-07-31")))
    assert "The opening balance is not in this number" in said
    assert "60 completions" in text(lead.get(url("figure", figure.key, "?year=2018")))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": ""}, "Give the number that the paper says"),
        ({"value": "many"}, "Give the number in digits, such as 134"),
        ({"value": "-1"}, "Give a number that is not below nought"),
        ({"value": "99999999999"}, "Give a number below 10 million"),
        ({"at": ""}, "Give the day that the number is for"),
        ({"at": "yesterday"}, "Enter a date such as 4 December 2026"),
        ({"at": "1 January 2150"}, "The day lies in the future"),
        ({"source": " "}, "Say where the number comes from"),
        ({"overlap": ""}, "Choose how later records relate to the number"),
        ({"overlap": "other"}, "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"preview": "1"}])
def test_a_wrong_balance_is_told_and_what_was_typed_stays(
    lead: Any, change: dict[str, str], sentence: str, button: dict[str, str]
) -> None:
    answer = lead.post(url("record_balance", ATTENDED), SENT | change | button)
    assert answer.status_code == 200
    said = text(answer)
    assert said.count(sentence) >= 2  # in the summary and at the field
    if "source" not in change:
        assert 'value="Attendance register"' in answer.content.decode()
    assert not OpeningBalance.objects.exists()


def test_a_figure_over_a_period_wants_both_days(lead: Any) -> None:
    page = url("record_balance", "training.completions_induction")
    assert "Give the first day of the period" in text(lead.post(page, SENT))
    assert "The period begins after it ends" in text(lead.post(page, SENT | {"since": "1 August 2019"}))
    shown = text(lead.post(page, SENT | {"since": "1 August 2018", "preview": "1"}))
    assert "in the academic year 2018/19 would be 1,134" in shown
    assert lead.post(page, SENT | {"since": "1 August 2018"}).status_code == 302
    assert OpeningBalance.objects.get().since == date(2018, 8, 1)


def test_a_balance_of_cases_is_for_a_closed_year(lead: Any, made: dict[str, Figure]) -> None:
    page = url("record_balance", "made.cases")
    for since, at in (("1 September 2018", "11 July 2019"), ("1 August 2026", "31 July 2027")):
        for button in ({}, {"preview": "1"}):
            answer = lead.post(page, SENT | {"since": since, "at": at} | button)
            assert answer.status_code == 200
            assert "only for a whole academic year that is over" in text(answer) or "future" in text(answer)
    sent = SENT | {"value": "4", "since": "1 August 2018", "at": "31 July 2019"}
    assert "would be 4" in text(lead.post(page, sent | {"preview": "1"}))
    assert lead.post(page, sent).status_code == 302
    assert "4 cases" in text(lead.get(url("figure", "made.cases", "?year=2018")))


def test_a_second_balance_is_refused_with_a_sentence(lead: Any) -> None:
    record_balance(by=COMMAND, figure=found(ATTENDED), opening=opening(134, THEN), source="Register")
    page = url("record_balance", ATTENDED)
    assert "This figure has an opening balance already" in text(lead.get(page))
    answer = lead.post(page, SENT)
    assert "Withdraw it first, then record the other." in text(answer)
    assert OpeningBalance.objects.count() == 1


def test_withdrawing_keeps_what_was(lead: Any) -> None:
    completions(THEN)
    record_balance(by=COMMAND, figure=found(ATTENDED), opening=opening(134, THEN), source="Register")
    page = url("withdraw_balance", ATTENDED)
    assert "Say why it is withdrawn" in text(lead.post(page, {"reason": ""}))
    said = text(lead.post(page, {"reason": "It was of another year."}, follow=True))
    assert "The opening balance was withdrawn." in said
    assert "134, as at 11 July 2019, from Register. Withdrawn on" in said
    assert "It was of another year." in said
    assert "1 member of staff" in text(lead.get(url("figure", ATTENDED, "?at=2019-07-11")))
    assert lead.get(page).status_code == 404
    record_balance(
        by=COMMAND, figure=found(ATTENDED), opening=opening(120, THEN, Overlap.WITHIN), source="Another register"
    )
    assert "120 members of staff" in text(lead.get(url("figure", ATTENDED, "?at=2019-07-11")))


def test_readers_have_no_way_to_balances(member: Any) -> None:
    whole = member.get(url("figure", ATTENDED)).content.decode()
    assert "/balance" not in whole
    for name in ("record_balance", "withdraw_balance"):
        assert member.post(url(name, ATTENDED), SENT).status_code == 403


def test_a_balance_that_the_records_have_outgrown_says_so(lead: Any) -> None:
    completions(THEN, date(2019, 8, 1), date(2019, 8, 2))
    record_balance(
        by=COMMAND, figure=found(ATTENDED), opening=opening(2, THEN, overlap=Overlap.WITHIN), source="A list"
    )
    later = text(lead.get(url("figure", ATTENDED, "?at=2019-08-31")))
    assert "The opening balance adds nothing here" in later
    assert "In this number" not in later
    assert "In this number: 2 as at 11 July 2019" in text(lead.get(url("figure", ATTENDED, "?at=2019-07-11")))
