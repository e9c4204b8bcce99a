"""Rows that nobody can answer any more, what is restricted, and links whose last day is over."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import NotAllowedNow
from dueregard.organisation.queries import term_dates
from dueregard.plan.workflows import areas, steps
from dueregard.rounds.exporting import paper_lines, write_form
from dueregard.rounds.models import Link
from dueregard.rounds.queries.asking import restricted_steps
from dueregard.rounds.queries.rounds import round_page, rounds
from dueregard.rounds.queries.rows import answer_of_reference, compared, rows_of_ask
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import answering, deciding, links, running
from tests import factories
from tests.rounds.conftest import Asked

NO_CHANGE = Said(What.NO_CHANGE)


def finish(asked: Asked) -> None:
    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.write.action, verb="finish")


def restrict(asked: Asked) -> None:
    steps.edit_step(by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, restricted=True)


def retire(asked: Asked) -> None:
    areas.retire_area(by=asked.officer, area=asked.group.area, reason="Gone.")


def said(page: Any) -> str:
    return str(page.content.decode())


def of(asked: Asked, name: str, *more: str) -> str:
    return reverse(f"rounds:{name}", args=[asked.round.reference, *more])


# --- rows that are gone -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("goes", "left", "all_rows"), [(finish, 1, 5), (restrict, 1, 5), (retire, 0, 3)])
def test_nobody_is_reminded_of_a_row_that_cannot_be_answered(
    asked: Asked, on_day: Callable[[int], Any], goes: Callable[[Asked], None], left: int, all_rows: int
) -> None:
    goes(asked)
    line = next(one for one in round_page(asked.officer, asked.round).lines if one.ask.lead == asked.post)
    assert (line.rows, line.gone, line.answered) == (left, 2 - left, 0)
    assert rounds(asked.officer)[0].rows == all_rows
    if left:
        with on_day(13):
            running.remind_all()
        assert "1 row of yours waits" in Mail.objects.get(to="hh@example.org", key__contains="-remind-").body
        asked.answers(asked.post, r1=NO_CHANGE)
    with on_day(21):
        running.remind_all()
    assert Mail.objects.filter(to="hh@example.org", key__contains="-remind-").count() == left
    line = next(one for one in round_page(asked.officer, asked.round).lines if one.ask.lead == asked.post)
    assert line.complete
    page = said(factories.signed_in(asked.officer).get(of(asked, "round")))
    assert f"{2 - left} no longer asked" in page
    shown = said(factories.signed_in(asked.officer).get(of(asked, "ask", asked.ask(asked.post).reference)))
    assert ("Restricted: asked in person" if goes is restrict else "No longer asked") in shown


def test_a_round_that_is_closed_keeps_its_numbers(asked: Asked) -> None:
    running.close_round(by=asked.officer, round=asked.round)
    finish(asked)
    asked.round.refresh_from_db()
    page = round_page(asked.officer, asked.round)
    assert (page.rows, rounds(asked.officer)[0].rows, page.lines[0].gone) == (6, 6, 0)
    assert not [line.note for line in paper_lines(asked.round) if line.note]


def test_the_paper_of_a_closed_round_tells_what_was_then(asked: Asked) -> None:
    asked.answers(asked.post, r1=Said(What.CHANGED, words="It met."))
    answer = asked.pending(asked.post, 1)
    one = answer_of_reference(asked.round, answer.reference)
    assert one is not None
    deciding.accept_answer(by=asked.officer, answer=answer, seen=one.row.revision)
    running.close_round(by=asked.officer, round=asked.round)
    asked.round.refresh_from_db()
    closed = paper_lines(asked.round)
    assert [line.changes for line in closed if line.changes] == [(("Action taken", "", "It met."),)]
    area = asked.group.area
    area.refresh_from_db()
    areas.edit_area(by=asked.officer, area=area, revision=area.revision, title="Something else")
    action = next(row.action for row in asked.rows(asked.post) if row.action is not None)
    action.refresh_from_db()
    steps.edit_step(by=asked.officer, area=area, action=action, revision=action.revision, text="Another text")
    assert paper_lines(asked.round) == closed
    area.refresh_from_db()
    areas.retire_area(by=asked.officer, area=area, reason="Merged.")
    assert paper_lines(asked.round) == closed


def test_the_paper_of_an_open_round_says_why_a_row_has_no_answer(asked: Asked) -> None:
    finish(asked)
    (line,) = [line for line in paper_lines(asked.round) if line.text == "Write the statement"]
    assert (line.outcome, line.note) == ("silent", "This is finished or was dropped in the meantime.")


def test_whoever_has_no_link_was_not_reminded(asked: Asked, on_day: Callable[[int], Any]) -> None:
    with on_day(13):
        assert running.remind(by=Schedule(), round=asked.round) == 3
        by_hand, mailed = asked.ask(asked.words), asked.ask(asked.person)
        assert by_hand.chased_on is None
        assert mailed.chased_on == clock.today()
        links.send_link_to(by=asked.officer, ask=by_hand, address="new@example.org")
        assert running.remind(by=Schedule(), round=asked.round) == 1


# --- what is restricted -----------------------------------------------------------------------------------------------
def test_restricted_steps_are_listed_for_those_who_ask_in_person(asked: Asked) -> None:
    found = restricted_steps(asked.officer, asked.post)
    assert [(one.area_name, one.text) for one in found] == [("1.1 A group meets", "Speak to the landlord")]
    for role in (Role.GOVERNOR, Role.SYSTEM_ADMINISTRATOR):
        assert restricted_steps(factories.make_account(role), asked.post) == []
    local = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus())
    assert restricted_steps(local, asked.post) == []
    page = said(factories.signed_in(asked.officer).get(of(asked, "ask", asked.ask(asked.post).reference)))
    edit = reverse("plan:edit_step", args=[asked.group.area.reference, asked.secret.action.reference])
    assert f'href="{edit}"' in page
    reader = said(factories.signed_in(asked.reader).get(of(asked, "ask", asked.ask(asked.post).reference)))
    assert "Whoever runs the round speaks to this lead" in reader
    assert edit not in reader


def test_a_restricted_step_is_its_own_leads_alone_and_goes_with_its_end(asked: Asked) -> None:
    steps.edit_step(
        by=asked.officer, area=asked.group.area, action=asked.secret.action, revision=None, leads=[asked.person]
    )
    assert restricted_steps(asked.officer, asked.post) == []
    assert [one.text for one in restricted_steps(asked.officer, asked.person)] == ["Speak to the landlord"]
    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.secret.action, verb="finish")
    assert restricted_steps(asked.officer, asked.person) == []


def test_what_an_area_says_is_shown_to_its_lead_unless_that_is_restricted(asked: Asked) -> None:
    assert rows_of_ask(asked.ask(asked.post))[0].taken == "It meets each term."
    client, token = Client(), asked.token(asked.post)
    client.post(reverse("rounds:open_link", args=[token]))
    assert "It meets each term." in said(client.get(reverse("rounds:personal", args=[token])))
    areas.restrict_passages(by=asked.officer, area=asked.group.area, passages=["actions_taken"], reason="A place.")
    assert rows_of_ask(asked.ask(asked.post))[0].taken == ""
    assert rows_of_ask(asked.ask(asked.post), full=True)[0].taken == "It meets each term."
    assert "It meets each term." not in said(client.get(reverse("rounds:personal", args=[token])))


def test_an_answer_about_an_area_stands_beside_what_the_plan_says(asked: Asked) -> None:
    asked.answers(asked.post, r1=Said(What.CHANGED, words="It met twice."))
    one = answer_of_reference(asked.round, asked.pending(asked.post, 1).reference)
    assert one is not None
    assert [(c.now, c.proposed) for c in compared(one.row, term_dates())] == [("It meets each term.", "It met twice.")]


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
def test_the_paper_tells_nothing_that_is_restricted(asked: Asked, closed: bool) -> None:
    asked.answers(asked.post, r1=Said(What.CHANGED, words="It met."), r2=Said(What.CHANGED, words="Half of it."))
    for position in (1, 2):
        answer = asked.pending(asked.post, position)
        one = answer_of_reference(asked.round, answer.reference)
        assert one is not None
        deciding.accept_answer(by=asked.officer, answer=answer, seen=one.row.revision)
    before = [change for line in paper_lines(asked.round) for change in line.changes]
    assert before == [("Action taken", "", "It met."), ("Progress", "", "Half of it.")]
    if closed:
        running.close_round(by=asked.officer, round=asked.round)
        asked.round.refresh_from_db()
    restrict(asked)
    areas.restrict_passages(by=asked.officer, area=asked.group.area, passages=["actions_taken"], reason="A place.")
    lines = paper_lines(asked.round)
    assert not any(secret in repr(lines) for secret in ("It met.", "Half of it", "Write the statement", "landlord"))
    assert [line.text for line in lines if line.changes] == ["", "a restricted next step"]


# --- what a mail says -------------------------------------------------------------------------------------------------
def test_a_mail_names_the_places_and_no_word_of_them(asked: Asked) -> None:
    (mail,) = Mail.objects.filter(to="harry@example.org")
    assert "It names you for 2 rows." in mail.body
    assert "In the plan: 1.1 and 2.1." in mail.body
    for word in ("Train the reception", "Staff know"):
        assert word not in mail.body


# --- links whose last day is over -------------------------------------------------------------------------------------
def _extended(asked: Asked) -> None:
    """More time, after one lead has answered all: that lead's link ends on its first day."""
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    running.extend_round(by=asked.officer, round=asked.round, due_on=asked.round.due_on + timedelta(days=20))
    asked.round.refresh_from_db()


@pytest.fixture
def late(asked: Asked) -> Asked:
    _extended(asked)
    return asked


def test_whoever_is_asked_again_after_their_link_ended_gets_one_that_works(
    late: Asked, on_day: Callable[[int], Any]
) -> None:
    ended = late.link(late.post)
    with on_day(36):
        assert ended.expires_on < clock.today()
        deciding.ask_again(by=late.officer, answer=late.pending(late.post, 1), note="Really?")
        fresh = late.link(late.post)
        assert fresh.pk != ended.pk
        assert fresh.expires_on >= clock.today()
        assert late.token(late.post) in Mail.objects.filter(to="hh@example.org").order_by("-pk")[0].body
        ended.refresh_from_db()
        assert ended.revoked_at is not None


def test_the_officer_renews_a_link_that_ended_its_holder_does_not(late: Asked, on_day: Callable[[int], Any]) -> None:
    ended = late.link(late.post)
    with on_day(36):
        page = said(factories.signed_in(late.officer).get(of(late, "ask", late.ask(late.post).reference)))
        assert "It worked until" in page
        with pytest.raises(NotAllowedNow, match="closed"):
            links.send_fresh_link(by=late.holder(late.post), link=ended)
        links.send_fresh_link(by=late.officer, link=ended)
        assert late.link(late.post).expires_on >= clock.today()
        assert "You have answered them all" in Mail.objects.filter(key__endswith="-fresh").get().body


def test_no_link_is_made_that_has_ended_before_it_is_sent(asked: Asked, on_day: Callable[[int], Any]) -> None:
    asked.answers(asked.post, r1=NO_CHANGE)
    before = Link.objects.count()
    with on_day(36):
        for send in (
            lambda: links.send_link_to(by=asked.officer, ask=asked.ask(asked.words), address="new@example.org"),
            lambda: links.send_fresh_link(by=asked.officer, link=asked.link(asked.post)),
            lambda: deciding.ask_again(by=asked.officer, answer=asked.pending(asked.post, 1), note="Really?"),
        ):
            with pytest.raises(NotAllowedNow, match="give more time first"):
                send()
        assert Link.objects.count() == before
        assert asked.pending(asked.post, 1)
        links.revoke_link(by=asked.officer, link=asked.link(asked.post))


def test_a_note_that_cannot_be_sent_is_not_lost(asked: Asked, on_day: Callable[[int], Any]) -> None:
    asked.answers(asked.post, r1=NO_CHANGE)
    client = factories.signed_in(asked.officer)
    with on_day(36):
        client.force_login(asked.officer)
        answer = client.post(
            of(asked, "ask_again", asked.pending(asked.post, 1).reference), {"note": "Is that all of it?"}
        )
    assert "give more time first" in said(answer)
    assert "Is that all of it?" in said(answer)


def test_asking_again_says_where_no_mail_goes_and_the_form_holds_the_note(asked: Asked) -> None:
    client = factories.signed_in(asked.officer)
    links.revoke_link(by=asked.officer, link=asked.link(asked.post))
    for way in ("by hand", "restricted"):
        answering.answer_rows(by=asked.officer, ask=asked.ask(asked.post), said={2: (Said(What.DONE), 1)}, way="form")
        if way == "restricted":
            links.send_link_to(by=asked.officer, ask=asked.ask(asked.post), address="new@example.org")
            restrict(asked)
        answer = of(asked, "ask_again", asked.pending(asked.post, 2).reference)
        assert "No mail goes to this lead" in said(client.post(answer, {"note": "Who signed it?"}, follow=True))
        assert not Mail.objects.filter(key__contains="-again-").exists()
        if way == "by hand":
            form = docx.Document(io.BytesIO(write_form(asked.ask(asked.post))[0]))
            cells = [cell.text for row in form.tables[-1].rows for cell in row.cells]
            assert any("You are asked again: Who signed it?" in cell for cell in cells), cells


def test_a_restricted_row_that_changes_hands_goes_in_no_mail(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.NOT_MINE, ask="Clara"))
    restrict(asked)
    before = Mail.objects.count()
    answer = asked.pending(asked.post, 2)
    asked.write.action.refresh_from_db()
    deciding.accept_answer(
        by=asked.officer,
        answer=answer,
        seen=asked.write.action.revision,
        decision=deciding.Decision(Said(What.NOT_MINE, ask="Clara"), asked.body.reference, ask_now=True),
    )
    assert asked.rows(asked.body)[-1].action_id == asked.write.action_id
    assert Mail.objects.count() == before
