"""The pages of the update round: opening one, deciding, papers; and the page behind a personal link."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.personal_links import token_for
from dueregard.kernel.throttle import too_many
from dueregard.organisation.workflows.leads import lead_for
from dueregard.plan.workflows import steps
from dueregard.rounds.models import Answer, Link, Round
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import deciding, links, running
from tests import factories
from tests.rounds.conftest import Asked, opened
from tests.rounds.test_workflows import NO_CHANGE, now, step_now
from tests.sent import fields_of


def url(name: str, *arguments: str) -> str:
    return reverse(f"rounds:{name}", args=arguments)


def of(asked: Asked, name: str, *more: str) -> str:
    return url(name, asked.round.reference, *more)


@pytest.fixture
def officer(plan: Asked) -> Client:
    return factories.signed_in(plan.officer)


def text(answer: Any) -> str:
    return str(answer.content.decode())


# --- opening ----------------------------------------------------------------------------------------------------------
def _given(plan: Asked, **changes: Any) -> dict[str, Any]:
    due = clock.today() + timedelta(days=14)
    return {
        "title": "Spring round",
        "due_on": due.isoformat(),
        "note": "Please.",
        "chase": ["-3"],
        "step": "leads",
        **changes,
    }


def test_opening_shows_who_gets_what_before_anything_is_sent(plan: Asked, officer: Client) -> None:
    first = officer.post(url("open_round"), _given(plan))
    page = text(first)
    assert "hh@example.org" in page
    assert "These words are not recognised yet." in page
    assert "1 lead has no mail address" in page
    assert not Round.objects.exists()
    sent = fields_of(first, step="open", **{f"to-{plan.words.reference}": "new@example.org; two@example.org"})
    del sent[f"ask-{plan.body.reference}"]
    answer = officer.post(url("open_round"), sent, follow=True)
    round = Round.objects.get()
    assert (round.title, round.note, round.chase, round.site) == ("Spring round", "Please.", [-3], "http://testserver/")
    assert sorted(Link.objects.values_list("to", flat=True)) == sorted(
        ["hh@example.org", plan.person.person.email, "new@example.org", "two@example.org"]
    )
    assert "The round is open" in text(answer)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give the round a title"),
        ({"due_on": "1 January 2020"}, "Give a day after today"),
        ({"due_on": "someday"}, "Enter a date"),
        ({"chase": ["5"]}, "5"),
    ],
)
def test_what_is_wrong_is_said(plan: Asked, officer: Client, changes: dict[str, Any], sentence: str) -> None:
    assert sentence in text(officer.post(url("open_round"), _given(plan, **changes)))


def test_a_wrong_address_or_nobody_is_said_and_what_was_typed_stays(plan: Asked, officer: Client) -> None:
    first = officer.post(url("open_round"), _given(plan))
    wrong = fields_of(first, step="open", **{f"to-{plan.post.reference}": "nobody at all"})
    page = text(officer.post(url("open_round"), wrong))
    assert "“nobody at all” is not a mail address" in page
    assert 'value="nobody at all"' in page
    none = {name: value for name, value in fields_of(first, step="open").items() if not name.startswith("ask-")}
    assert "Choose at least one lead" in text(officer.post(url("open_round"), none))
    back = officer.post(url("open_round"), fields_of(first, step="back"))
    assert 'value="Spring round"' in text(back)
    assert not Round.objects.exists()


def test_a_lead_that_lost_its_rows_meanwhile_is_told(plan: Asked, officer: Client, monkeypatch: Any) -> None:
    first = officer.post(url("open_round"), _given(plan))
    from dueregard.rounds.workflows import opening

    monkeypatch.setattr(opening, "leads_to_ask", lambda *given: [])
    assert "has changed since" in text(officer.post(url("open_round"), fields_of(first, step="open")))


# --- the page behind a link -------------------------------------------------------------------------------------------
@pytest.fixture
def lead(asked: Asked) -> Client:
    """The browser of the holder of the post, with the link opened."""
    client = Client()
    opened_page = client.post(url("open_link", asked.token(asked.post)))
    assert opened_page.status_code == 302
    return client


def personal(asked: Asked) -> str:
    return url("personal", asked.token(asked.post))


def test_a_link_opens_by_a_click_in_the_first_browser_only(asked: Asked) -> None:
    first, second = Client(), Client()
    door = first.get(personal(asked))
    assert door.status_code == 200
    assert "Open my rows" in text(door)
    assert "Write the statement" not in text(door)
    assert "Head of Security" not in text(door)
    # Programs that look through mail follow links: that opens nothing.
    assert Link.objects.get(ask=asked.ask(asked.post)).first_used_at is None
    answer = first.post(url("open_link", asked.token(asked.post)), follow=True)
    assert "Write the statement" in text(answer)
    cookie = next(value for name, value in first.cookies.items() if name.startswith("round-"))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/round/")
    for answer in (
        second.get(personal(asked)),
        second.post(url("open_link", asked.token(asked.post)), follow=True),
        second.post(personal(asked), {"row1-what": "no_change"}),
    ):
        assert "in use in another browser" in text(answer)
        assert "Write the statement" not in text(answer)
    assert not Answer.objects.exists()


def test_its_answers_are_kept_by_nobody_and_found_by_nobody(asked: Asked, lead: Client) -> None:
    for answer in (lead.get(personal(asked)), Client().get(personal(asked)), Client().get(url("personal", "x"))):
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "same-origin"


def test_it_shows_own_rows_and_nothing_restricted(
    asked: Asked, lead: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        page = text(lead.get(personal(asked)))
    for shown in (
        "1.1 A group meets",
        "Write the statement",
        "January 2026",
        "Overdue",
        "Amber",
        "Before the steering",
        "It meets each term",
    ):
        assert shown in page
    for hidden in ("landlord", "Train the reception", "Staff know the duty", "Induction"):
        assert hidden not in page
    assert "steps that are restricted" in page
    assert asked.officer.name not in page


def test_answering_bit_by_bit(asked: Asked, lead: Client) -> None:
    page = lead.get(personal(asked))
    answer = lead.post(personal(asked), fields_of(page, **{"row2-what": "done"}), follow=True)
    assert "1 answer has come in" in text(answer)
    assert asked.pending(asked.post, 2).what == "done"
    assert Answer.objects.count() == 1
    again = lead.post(personal(asked), fields_of(answer), follow=True)
    assert "Nothing new was answered" in text(again)
    changed = lead.post(
        personal(asked), fields_of(again, **{"row2-what": "changed", "row2-due": "1 May 2027"}), follow=True
    )
    assert "1 answer has come in" in text(changed)
    assert asked.pending(asked.post, 2).due == "1 May 2027"
    rest = lead.post(personal(asked), fields_of(changed, rest="no_change"), follow=True)
    assert "Everything is answered" in text(rest)
    assert asked.pending(asked.post, 1).what == "no_change"
    assert asked.pending(asked.post, 2).what == "changed"


def test_what_is_wrong_stays_and_the_rest_is_kept(asked: Asked, lead: Client) -> None:
    page = lead.get(personal(asked))
    sent = fields_of(page, **{"row1-what": "no_change", "row2-what": "changed", "row2-due": "in a while, perhaps"})
    answer = text(lead.post(personal(asked), sent))
    assert "1 answer has come in" in answer
    assert 'value="in a while, perhaps"' in answer
    assert "Write a date such as" in answer
    assert 'href="#id_row2-due"' in answer
    assert Answer.objects.count() == 1


def test_text_is_shown_as_text(asked: Asked, lead: Client, officer: Client) -> None:
    page = lead.get(personal(asked))
    hostile = "<script>alert(1)</script>"
    lead.post(personal(asked), fields_of(page, **{"row2-what": "changed", "row2-words": hostile}))
    for answer in (lead.get(personal(asked)), officer.get(of(asked, "answers"))):
        assert "<script>alert" not in text(answer)
        assert "&lt;script&gt;alert" in text(answer)


def test_what_is_asked_again_is_open_once_more_and_what_is_decided_is_not(asked: Asked, lead: Client) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.CHANGED, words="Nearly"))
    deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 1), seen=now(asked.group).area.revision)
    deciding.ask_again(by=asked.officer, answer=asked.pending(asked.post, 2), note="Until when?")
    page = lead.get(personal(asked))
    assert "Until when?" in text(page)
    assert "No change: accepted." in text(page)
    assert "row1-what" not in text(page)
    same = lead.post(personal(asked), fields_of(page), follow=True)
    assert "Nothing new was answered" in text(same)
    lead.post(personal(asked), fields_of(page, **{"row2-what": "changed", "row2-due": "1 May 2027"}))
    assert asked.pending(asked.post, 2).due == "1 May 2027"
    deciding.drop_answer(by=asked.officer, answer=asked.pending(asked.post, 2), note="It was settled elsewhere.")
    done = text(lead.get(personal(asked)))
    assert "all your rows are decided on" in done
    assert "It was settled elsewhere." in done
    assert "Send my answers" not in done


def test_a_row_that_is_decided_while_the_form_is_open(asked: Asked, lead: Client) -> None:
    page = lead.get(personal(asked))
    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.write.action, verb="finish")
    answer = lead.post(personal(asked), fields_of(page, **{"row2-what": "done"}), follow=True)
    assert "finished or was dropped in the meantime" in text(answer)
    assert not Answer.objects.exists()


def test_links_that_open_nothing_say_what_to_do(asked: Asked, on_day: Callable[[int], Any]) -> None:
    ask, link = asked.ask(asked.post), asked.link(asked.post)
    unknown = url("personal", token_for("ABCDEFGHJK", 1, link.expires_on))
    other_serial = url("personal", token_for(ask.reference, 7, link.expires_on))
    tampered = personal(asked)[:-1] + ("0" if personal(asked)[-1] != "0" else "1")
    bodies = set()
    for address in (unknown, other_serial, tampered, url("personal", "x")):
        answer = Client().get(address)
        assert answer.status_code == 404
        bodies.add(text(answer).split("<main")[1])
    assert len(bodies) == 1
    token = asked.token(asked.post)
    with on_day(36):
        answer = Client().get(url("personal", token))
    assert (answer.status_code, "It worked until" in text(answer)) == (410, True)
    for name in ("open_link", "fresh_link"):
        with on_day(36):
            assert Client().post(url(name, token)).status_code == 410
        assert Client().post(url(name, "x")).status_code == 404
    links.revoke_link(by=asked.officer, link=link)
    answer = Client().get(url("personal", token))
    assert (answer.status_code, "fresh link has taken its place" in text(answer)) == (410, True)
    running.close_round(by=asked.officer, round=asked.round)
    answer = Client().get(url("personal", token))
    assert (answer.status_code, "is closed. Thank you" in text(answer)) == (410, True)


def test_a_fresh_link_goes_to_the_address_that_we_hold(asked: Asked, lead: Client) -> None:
    stranger, token = Client(), asked.token(asked.post)
    answer = text(stranger.post(url("fresh_link", token)))
    assert "A fresh link is on its way" in answer
    assert "hh@example.org" not in answer
    assert lead.get(url("personal", token)).status_code == 410
    fresh = asked.token(asked.post)
    assert fresh in Mail.objects.filter(to="hh@example.org").order_by("-pk")[0].body
    for _ in range(2):
        assert stranger.post(url("fresh_link", asked.token(asked.post))).status_code == 200
    refused = stranger.post(url("fresh_link", asked.token(asked.post)))
    assert (refused.status_code, "Enough links" in text(refused)) == (429, True)


def test_guessing_is_slowed_down(asked: Asked) -> None:
    guesses = [Client().get(url("personal", f"guess{n}")).status_code for n in range(32)]
    assert guesses == [404] * 30 + [429] * 2
    # A good link is not slowed.
    assert Client().get(personal(asked)).status_code == 200


def test_a_while_is_over_when_it_is_over(on_day: Callable[[int], Any]) -> None:
    cache.clear()
    assert [too_many("x", "me", most=2, seconds=60) for _ in range(3)] == [False, False, True]
    assert not too_many("x", "you", most=2, seconds=60)
    with on_day(2):
        assert not too_many("x", "me", most=2, seconds=60)


def test_a_signed_in_account_is_nobody_special_there(asked: Asked, officer: Client) -> None:
    assert "Open my rows" in text(officer.get(personal(asked)))


# --- the officer's pages ----------------------------------------------------------------------------------------------
def test_the_round_and_the_lead(asked: Asked, officer: Client, django_assert_max_num_queries: Any) -> None:
    asked.answers(asked.post, r1=NO_CHANGE)
    Mail.objects.filter(to="harry@example.org").update(state="failed", failure="Refused.", ended_at=clock.now())
    with django_assert_max_num_queries(10):
        page = text(officer.get(of(asked, "round")))
    for shown in (
        "Decide on 1 answer",
        "Word form, by hand",
        "hh@example.org",
        "1 mail could not be sent",
        "4 leads have",
    ):
        assert shown in page
    reader = factories.signed_in(factories.make_account(Role.GOVERNOR))
    seen = text(reader.get(of(asked, "round")))
    assert "Head of Security" in seen
    for hidden in ("hh@example.org", "Decide on", "could not be sent"):
        assert hidden not in seen
    mail = officer.get(of(asked, "mail"))
    assert "Refused." in text(mail)
    assert "/round/" not in text(mail)
    failed = Mail.objects.get(state="failed")
    assert "tried again" in text(officer.post(of(asked, "send_again", failed.reference), follow=True))
    assert officer.post(of(asked, "send_again", "UNKNOWN")).status_code == 404
    for name in ("ask", "word_form"):
        assert officer.get(of(asked, name, "UNKNOWN")).status_code == 404
    for name in ("send_fresh_link", "revoke_link"):
        assert officer.post(of(asked, name, "UNKNOWN")).status_code == 404
    assert officer.get(of(asked, "answer", "UNKNOWN")).status_code == 404
    assert officer.get(url("round", "UNKNOWN")).status_code == 404


def test_links_from_the_leads_page(asked: Asked, officer: Client) -> None:
    ask = asked.ask(asked.post).reference
    assert "Not answered" in text(officer.get(of(asked, "ask", ask)))
    link = asked.link(asked.post)
    fresh = officer.post(of(asked, "send_fresh_link", link.reference), follow=True)
    assert "a fresh one is on its way" in text(fresh)
    closed = officer.post(of(asked, "revoke_link", asked.link(asked.post).reference), follow=True)
    assert "it opens nothing any more" in text(closed)
    for address, sentence in (("no", "Give a mail address such as"), ("", "Give a mail address")):
        assert sentence in text(officer.post(of(asked, "send_link_to", ask), {"address": address}))
    assert "on its way" in text(officer.post(of(asked, "send_link_to", ask), {"address": "b@example.org"}, follow=True))
    assert "has a link already" in text(officer.post(of(asked, "send_link_to", ask), {"address": "B@example.org"}))


def test_accepting_what_is_ticked_or_all(asked: Asked, officer: Client) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.CHANGED, words="Half", due="Spring term 2027"))
    asked.answers(asked.person, r1=Said(What.NOT_MINE, ask="HS"), r2=NO_CHANGE)
    page = officer.get(of(asked, "answers"))
    assert "Spring term 2027 (" in text(page)
    sent = {name: value for name, value in fields_of(page).items() if name.startswith("seen-")}
    assert "Tick the answers" in text(officer.post(of(asked, "accept_answers"), sent | {"do": "ticked"}, follow=True))
    ticked = asked.pending(asked.post, 2).reference
    answer = officer.post(of(asked, "accept_answers"), sent | {"do": "ticked", "answer": [ticked]}, follow=True)
    assert "1 answer is accepted" in text(answer)
    assert step_now(asked.write).progress == "Half"
    officer.post(of(asked, "accept_answers"), sent | {"do": "no_change"})
    left = text(officer.get(of(asked, "answers")))
    assert "Not mine: ask HS" in left
    assert Answer.objects.filter(state="accepted").count() == 3
    action: Any = asked.rows(asked.person)[0].action
    steps.edit_step(by=asked.officer, area=asked.group.area, action=action, revision=None, progress="x")
    assert "has changed since" in text(officer.get(of(asked, "answers")))


def test_changing_an_answer_before_accepting_it(asked: Asked, officer: Client) -> None:
    asked.answers(
        asked.post, r1=Said(What.CHANGED, rag="green", reason="It meets."), r2=Said(What.CHANGED, words="Half")
    )
    one = of(asked, "answer", asked.pending(asked.post, 2).reference)
    page = officer.get(one)
    form = {"what": "changed", "words": "Half of it", "due": "1 May 2027", "revision": str(asked.write.action.revision)}
    assert "Write a date" in text(officer.post(one, form | {"due": "some day"}))
    assert 'value="some day"' in text(officer.post(one, form | {"due": "some day"}))
    steps.edit_step(
        by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, progress="Meanwhile"
    )
    conflict = text(officer.post(one, form))
    assert "Somebody has changed this row" in conflict
    assert "Meanwhile" in conflict
    assert "Half of it" in conflict
    form["revision"] = str(asked.write.action.revision + 1)
    assert "the plan says so" in text(officer.post(one, form, follow=True))
    assert step_now(asked.write).progress == "Half of it"
    assert officer.post(one, form).status_code == 409
    assert "Accepted with changes" in text(officer.get(one))
    assert page.status_code == 200
    rated = of(asked, "answer", asked.pending(asked.post, 1).reference)
    assert "Why this rating" in text(officer.get(rated))


def test_not_mine_asks_for_somebody_to_give_it_to(asked: Asked, officer: Client) -> None:
    asked.answers(asked.post, r2=Said(What.NOT_MINE, ask="the boss"))
    one = of(asked, "answer", asked.pending(asked.post, 2).reference)
    form = {"what": "not_mine", "ask": "the boss", "revision": str(asked.write.action.revision)}
    assert "choose who leads from the list" in text(officer.post(one, form))
    chosen = lead_for(by=asked.officer, person=asked.person.person)
    officer.post(one, form | {"give_to": chosen.reference, "ask_now": "on"})
    assert asked.rows(asked.person)[-1].action_id == asked.write.action_id


def test_asking_again_and_leaving_it(asked: Asked, officer: Client) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    first, second = (asked.pending(asked.post, n).reference for n in (1, 2))
    assert "Write a note" in text(officer.post(of(asked, "ask_again", first), {"note": " "}))
    assert "asked again" in text(officer.post(of(asked, "ask_again", first), {"note": "Really?"}, follow=True))
    assert "stays as it is" in text(officer.post(of(asked, "drop_answer", second), {"note": "No."}, follow=True))
    for name in ("ask_again", "drop_answer"):
        assert officer.post(of(asked, name, first), {"note": "No."}).status_code == 409


def test_more_time_and_the_end(asked: Asked, officer: Client) -> None:
    asked.answers(asked.post, r1=NO_CHANGE)
    later = (asked.round.due_on + timedelta(days=7)).isoformat()
    assert "later day" in text(officer.post(of(asked, "extend_round"), {"due_on": asked.round.due_on.isoformat()}))
    assert "fresh link" in text(officer.post(of(asked, "extend_round"), {"due_on": later}, follow=True))
    assert "1 answer waits" in text(officer.get(of(asked, "close_round")))
    assert "answers to decide on" in text(officer.post(of(asked, "close_round")))
    assert "This is what it changed" in text(
        officer.post(of(asked, "close_round"), {"drop_waiting": "on"}, follow=True)
    )
    assert "Closed" in text(officer.get(url("rounds")))


def test_what_the_round_changed(asked: Asked, officer: Client) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.CHANGED, words="Half"))
    asked.answers(asked.person, r1=Said(What.CHANGED, words="No"), r2=NO_CHANGE)
    for lead, position, decide in ((asked.post, 1, None), (asked.post, 2, None), (asked.person, 1, "No.")):
        answer = asked.pending(lead, position)
        action = answer.row.action
        if decide:
            deciding.drop_answer(by=asked.officer, answer=answer, note=decide)
        else:
            seen = action.revision if action else now(asked.group).area.revision
            deciding.accept_answer(by=asked.officer, answer=answer, seen=seen)
    page = text(officer.get(of(asked, "changes")))
    for shown in (
        "Changed in the plan",
        "Half",
        "Not taken over",
        "Waiting for a decision",
        "No change",
        "Not answered",
    ):
        assert shown in page
    word = officer.get(of(asked, "changes"), {"format": "docx"})
    document = docx.Document(io.BytesIO(word.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "Half" in cells
    pdf = officer.get(of(asked, "changes"), {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]
    assert officer.get(of(asked, "changes"), {"format": "exe"}).status_code == 404


def test_a_round_that_changed_nothing_says_so(asked: Asked, officer: Client) -> None:
    assert "So far, the round has changed nothing in the plan." in text(officer.get(of(asked, "changes")))
    running.close_round(by=asked.officer, round=asked.round)
    assert "The round changed nothing in the plan." in text(officer.get(of(asked, "changes")))


def test_the_word_form_out_and_back(asked: Asked, officer: Client, monkeypatch: Any) -> None:
    from dueregard.rounds.returning import read_form
    from dueregard.rounds.workflows import forms

    monkeypatch.setattr(forms, "run_apart", lambda function, argument, **more: read_form(argument))
    out = officer.get(of(asked, "word_form", asked.ask(asked.post).reference))
    document = docx.Document(io.BytesIO(out.content))
    for row in document.tables[-1].rows[1:]:
        row.cells[3].text = "no change"
    filled = io.BytesIO()
    document.save(filled)

    def back(content: bytes, name: str = "form.docx") -> str:
        file = io.BytesIO(content)
        file.name = name
        return text(officer.post(of(asked, "bring_form_back"), {"file": file}, follow=True))

    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.write.action, verb="finish")
    page = back(filled.getvalue())
    assert "1 answer of Head of Security came in" in page
    assert "Nothing was kept of row 2" in page
    assert "as a Word document" in back(b"x", "form.pdf")
    assert "Choose the file" in text(officer.post(of(asked, "bring_form_back")))


def test_the_demonstration_shows_what_would_have_been_sent(asked: Asked, officer: Client, settings: Any) -> None:
    settings.DUEREGARD_DEMO = True
    asked.round = opened(asked, title="Shown")
    page = text(officer.get(of(asked, "mail")))
    assert asked.token(asked.post) in page
    assert "In the demonstration no mail leaves the server" in page


def test_a_server_without_mail_says_so(asked: Asked, officer: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    for address in (of(asked, "round"), of(asked, "mail")):
        assert "No mail server is set" in text(officer.get(address))


def test_an_empty_list_offers_the_first_round(plan: Asked, officer: Client) -> None:
    assert "Open the first round" in text(officer.get(url("rounds")))
    assert "opens the first one" in text(factories.signed_in(plan.reader).get(url("rounds")))
