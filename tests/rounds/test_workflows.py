"""Opening a round, its links, answering and deciding: what is refused, what is written, what the trail says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.personal_links import digest
from dueregard.kernel.principals import LinkHolder, Schedule
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.workflows.leads import resolve_lead
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.redaction import take_out
from dueregard.rounds.models import Answer, Ask, AskedRow, Link, Round
from dueregard.rounds.queries.asking import leads_to_ask
from dueregard.rounds.queries.rounds import due_rounds, round_page, rounds
from dueregard.rounds.queries.rows import pending_answers, rows_of_ask
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import answering, deciding, keeping, links, opening, running
from dueregard.rounds.workflows.deciding import Decision
from tests import factories
from tests.rounds.conftest import Asked, opened

NO_CHANGE = Said(What.NO_CHANGE)


def now(area: AreaRevision) -> AreaRevision:
    return AreaRevision.objects.get(area=area.area, recorded_to__isnull=True)


def step_now(step: ActionRevision) -> ActionRevision:
    return ActionRevision.objects.get(action=step.action, recorded_to__isnull=True)


def step_leads(step: ActionRevision) -> list[str]:
    rows = ActionLead.objects.filter(action=step.action, recorded_to__isnull=True).order_by("pk")
    return list(rows.values_list("lead__label", flat=True))


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="rounds.").order_by("number").values_list("verb", flat=True))


# --- whom a round would ask -------------------------------------------------------------------------------------------
def test_each_lead_gets_its_areas_its_steps_and_those_that_name_nobody(
    plan: Asked, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        found = {one.lead.label: one for one in leads_to_ask(plan.officer)}
    counts = {label: (one.areas, one.steps, one.withheld, one.addresses) for label, one in found.items()}
    assert counts == {
        "Head of Security": (1, 1, True, ["hh@example.org"]),
        "Harry Hand": (1, 1, False, [plan.person.person.email]),
        "People Services": (1, 0, False, ["clerk@example.org"]),
        "Somebody or other": (0, 1, False, []),
    }
    assert found["Somebody or other"].why_none == "These words are not recognised yet."
    assert leads_to_ask(plan.reader) == []
    sections = [now(plan.group).section.reference]
    assert [one.lead.label for one in leads_to_ask(plan.officer, sections)] == ["Harry Hand", "Head of Security"]


def test_why_there_is_no_address(plan: Asked) -> None:
    vacant, silent = (
        factories.make_post("Vacant"),
        factories.make_post("Silent", holder=factories.make_person("No", "")),
    )
    empty = factories.make_body("Empty")
    left = factories.make_person("Left Already")
    type(left).objects.filter(pk=left.pk).update(left_on=clock.today() - timedelta(days=1))
    left.refresh_from_db()
    for thing in (vacant, silent, empty, left, factories.make_person("Bare", "")):
        areas.set_area_leads(by=plan.officer, area=plan.group.area, leads=[*map(_lead, [thing]), plan.post])
        found = {one.lead.label: one for one in leads_to_ask(plan.officer)}
        one = found[str(_lead(thing).label)]
        assert one.addresses == []
        assert one.why_none in (
            "Nobody holds this post today.", "No address of its holder is known.", "No address of a member is known.",
            "They have left.", "No address is known.",
        )  # fmt: skip


def _lead(thing: Any) -> Any:
    return factories.make_lead(thing)


# --- opening ----------------------------------------------------------------------------------------------------------
def test_opening_fixes_the_rows_and_queues_one_mail_for_each_address(asked: Asked) -> None:
    assert asked.round.academic_year in (clock.today().year, clock.today().year - 1)
    assert [(row.area_id, row.action_id) for row in asked.rows(asked.post)] == [
        (asked.group.area_id, None),
        (asked.group.area_id, asked.write.action_id),
    ]
    mails = list(Mail.objects.order_by("to"))
    assert [mail.to for mail in mails] == ["clerk@example.org", "harry@example.org", "hh@example.org"]
    link = asked.link(asked.post)
    assert link.token == digest(asked.token(asked.post))
    assert asked.token(asked.post) not in repr(list(Link.objects.values()))
    assert f"https://prevent.example.ac.uk/round/{asked.token(asked.post)}" in mails[2].body
    assert "2 rows" in mails[2].body
    assert asked.ask(asked.post).withheld
    # Nothing of the rows, the note or the lead is in a mail.
    for secret in ("A group meets", "Write the statement", "landlord", "Before the steering group", "Head of Security"):
        assert not any(secret in mail.body + mail.subject for mail in mails)
    assert verbs() == ["rounds.opened"]
    entry = Entry.objects.get(verb="rounds.opened")
    assert (entry.actor, entry.subject) == (asked.officer.reference, asked.round.reference)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " \n"}, "title"),
        ({"due_on": date(2020, 1, 1)}, "after today"),
        ({"due_on": date(2199, 1, 1)}, "within a year"),
        ({"chase": [5]}, "reminders"),
        ({"leads": {}}, "at least one lead"),
        ({"leads": {"UNKNOWN": []}}, "has changed since"),
    ],
)
def test_what_is_no_round_is_refused(plan: Asked, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        opened(plan, **changes)
    assert not Round.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize("address", ["nobody", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"])
def test_an_address_that_is_none_is_refused(plan: Asked, address: str) -> None:
    with pytest.raises(Refused, match="not a mail address"):
        opened(plan, leads={plan.post.reference: [address]})


def test_only_those_who_edit_the_plan_open_one(plan: Asked) -> None:
    plan.officer, officer = plan.reader, plan.officer
    with pytest.raises(NotPermitted):
        opened(plan)
    plan.officer = officer


# --- links ------------------------------------------------------------------------------------------------------------
def test_the_first_opening_binds_a_link_to_its_browser(asked: Asked) -> None:
    link, holder = asked.link(asked.post), asked.holder(asked.post)
    secret = links.open_link(by=holder, link=link)
    assert links.open_link(by=holder, link=link, secret=secret) == secret
    for other in ("", "guessed"):
        with pytest.raises(links.InUseElsewhere):
            links.open_link(by=holder, link=link, secret=other)
    link.refresh_from_db()
    assert (link.uses, link.browser) == (2, digest(secret))
    assert link.first_used_at is not None
    entry = Entry.objects.get(verb="rounds.link_opened")
    assert (entry.actor, entry.actor_name) == (holder.reference, "Head of Security (by personal link)")


def test_a_link_is_opened_by_its_holder_only(asked: Asked) -> None:
    link = asked.link(asked.post)
    for by in (asked.officer, asked.holder(asked.person)):
        with pytest.raises(NotPermitted):
            links.open_link(by=by, link=link)


def test_a_fresh_link_closes_the_earlier_one(asked: Asked) -> None:
    link, holder = asked.link(asked.post), asked.holder(asked.post)
    before = asked.token(asked.post)
    fresh = links.send_fresh_link(by=holder, link=link)
    assert fresh.to == link.to
    assert asked.token(asked.post) != before
    with pytest.raises(NotAllowedNow):
        links.open_link(by=holder, link=link)
    # The first mail had not gone yet: it would have held a link that is closed.
    assert list(Mail.objects.filter(to=link.to).order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "waiting",
    ]


def test_not_too_many_fresh_links_a_day(asked: Asked) -> None:
    holder = asked.holder(asked.post)
    for _ in range(links.MOST_FRESH):
        links.send_fresh_link(by=holder, link=asked.link(asked.post))
    with pytest.raises(NotAllowedNow, match="Enough links"):
        links.send_fresh_link(by=holder, link=asked.link(asked.post))
    links.send_fresh_link(by=asked.officer, link=asked.link(asked.post))
    with pytest.raises(NotPermitted):
        links.send_fresh_link(by=asked.holder(asked.person), link=asked.link(asked.post))


def test_a_link_is_closed_by_the_officer_or_by_time(asked: Asked, on_day: Callable[[int], Any]) -> None:
    link, holder = asked.link(asked.post), asked.holder(asked.post)
    with on_day(35), pytest.raises(NotAllowedNow):
        links.open_link(by=holder, link=link)
    with on_day(34):
        links.open_link(by=holder, link=link)
    with pytest.raises(NotPermitted):
        links.revoke_link(by=asked.reader, link=link)
    links.revoke_link(by=asked.officer, link=link)
    with pytest.raises(NotAllowedNow):
        links.revoke_link(by=asked.officer, link=link)
    with pytest.raises(NotAllowedNow):
        links.open_link(by=holder, link=link)


def test_a_lead_without_an_address_gets_one(asked: Asked) -> None:
    ask = asked.ask(asked.words)
    link = links.send_link_to(by=asked.officer, ask=ask, address=" new@example.org ")
    assert (link.to, link.serial) == ("new@example.org", 1)
    with pytest.raises(Refused, match="has a link already"):
        links.send_link_to(by=asked.officer, ask=ask, address="NEW@example.org")
    with pytest.raises(Refused):
        links.send_link_to(by=asked.officer, ask=ask, address="no")
    with pytest.raises(NotPermitted):
        links.send_link_to(by=asked.reader, ask=ask, address="b@example.org")


def test_a_mail_that_failed_is_sent_again(asked: Asked) -> None:
    mail = Mail.objects.order_by("pk")[0]
    Mail.objects.filter(pk=mail.pk).update(state="failed", failure="The server refused.", ended_at=clock.now())
    assert round_page(asked.officer, asked.round).failed == 1
    with pytest.raises(NotPermitted):
        links.send_again(by=asked.reader, mail=mail, round=asked.round)
    links.send_again(by=asked.officer, mail=mail, round=asked.round)
    mail.refresh_from_db()
    assert mail.state == "waiting"
    with pytest.raises(Refused, match="another round"):
        links.send_again(by=asked.officer, mail=mail, round=opened(asked, title="Another"))


# --- answering --------------------------------------------------------------------------------------------------------
def test_answers_are_proposals_and_change_no_row(asked: Asked) -> None:
    before = [now(asked.group).pk, step_now(asked.write).pk]
    taken = asked.answers(asked.post, r1=Said(What.CHANGED, rag="green", reason="It meets."), r2=Said(What.DONE))
    assert (taken.answered, taken.too_late) == (2, [])
    assert [now(asked.group).pk, step_now(asked.write).pk] == before
    entry = Entry.objects.get(verb="rounds.answered")
    assert (entry.actor, entry.summary) == (asked.ask(asked.post).reference, "Answered 2 of 2 rows by personal link.")
    assert [row.state for row in asked.rows(asked.post)] == ["answered", "answered"]


def test_answering_twice_replaces_what_waits_and_the_same_twice_is_once(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.DONE))
    assert asked.answers(asked.post, r2=Said(What.DONE)).answered == 0
    asked.answers(asked.post, r2=Said(What.CHANGED, due="Spring term 2027"))
    assert list(Answer.objects.order_by("pk").values_list("what", "state")) == [
        ("done", "superseded"),
        ("changed", "proposed"),
    ]
    assert verbs().count("rounds.answered") == 2


def test_after_the_decision_only_what_is_asked_again_is_taken(asked: Asked) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.CHANGED, words="Nearly"))
    deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 1), seen=now(asked.group).area.revision)
    deciding.ask_again(by=asked.officer, answer=asked.pending(asked.post, 2), note="Until when?")
    taken = asked.answers(asked.post, r1=Said(What.CHANGED, words="But"), r2=Said(What.CHANGED, due="1 May 2027"))
    assert (taken.answered, taken.too_late) == (1, [1])
    assert asked.pending(asked.post, 2).due == "1 May 2027"


@pytest.mark.parametrize(
    "said", [Said(What.DONE), Said(What.CHANGED), Said(What.CHANGED, rag="red"), Said(What.NO_CHANGE, words="But")]
)
def test_what_does_not_go_together_is_refused(asked: Asked, said: Said) -> None:
    with pytest.raises(Refused):
        asked.answers(asked.post, r1=said)
    assert not Answer.objects.exists()


def test_only_own_rows_by_an_open_link_in_an_open_round(asked: Asked, on_day: Callable[[int], Any]) -> None:
    ask, link = asked.ask(asked.post), asked.link(asked.post)
    given: dict[str, Any] = {"ask": ask, "said": {1: (NO_CHANGE, 1)}, "way": "link", "link": link}
    with pytest.raises(Refused, match="not asked for"):
        answering.answer_rows(by=asked.holder(asked.post), **{**given, "said": {3: (NO_CHANGE, 1)}})
    for by in (asked.holder(asked.person), asked.reader, LinkHolder("x", "x")):
        with pytest.raises(NotPermitted):
            answering.answer_rows(by=by, **given)
    for other in (None, asked.link(asked.person)):
        with pytest.raises(NotAllowedNow):
            answering.answer_rows(by=asked.holder(asked.post), **{**given, "link": other})
    with on_day(40), pytest.raises(NotAllowedNow):
        answering.answer_rows(by=asked.holder(asked.post), **given)
    running.close_round(by=asked.officer, round=asked.round)
    with pytest.raises(NotAllowedNow, match="closed"):
        answering.answer_rows(by=asked.holder(asked.post), **given)


def test_a_row_that_is_restricted_by_now_tells_nothing_and_takes_nothing(asked: Asked) -> None:
    steps.edit_step(by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, restricted=True)
    row = rows_of_ask(asked.ask(asked.post))[1]
    assert (row.text, row.due, row.area_name, row.open) == ("", "", "", False)
    assert asked.answers(asked.post, r2=Said(What.DONE)).too_late == [2]


def test_what_is_finished_or_retired_meanwhile_is_not_asked(asked: Asked) -> None:
    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.write.action, verb="finish")
    areas.retire_area(by=asked.officer, area=asked.awareness.area, reason="Gone.")
    assert [bool(row.gone) for row in rows_of_ask(asked.ask(asked.post))] == [False, True]
    assert [bool(row.gone) for row in rows_of_ask(asked.ask(asked.person))] == [False, True]
    assert asked.answers(asked.person, r2=NO_CHANGE).too_late == [2]


# --- deciding ---------------------------------------------------------------------------------------------------------
def test_accepting_writes_a_step_with_the_reason(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.CHANGED, words="Half of it", due="4 December 2026"))
    changes = deciding.accept_answer(
        by=asked.officer, answer=asked.pending(asked.post, 2), seen=asked.write.action.revision
    )
    row = step_now(asked.write)
    assert (row.progress, row.due_end, row.carried_over) == ("Half of it", date(2026, 12, 4), 1)
    assert row.reason == "Update round: Autumn round (answered by Head of Security)"
    assert row.recorded_by == asked.officer.reference
    assert changes == [["Progress", "", "Half of it"], ["Due", "January 2026", "4 December 2026"]]
    assert asked.rows(asked.post)[1].state == "decided"
    assert Entry.objects.get(verb="rounds.decided").summary == "Accepted an answer."


def test_accepting_done_finishes_and_a_rhythm_stands(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.DONE, words="Signed"))
    deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 2), seen=asked.write.action.revision)
    assert (step_now(asked.write).status, step_now(asked.write).progress) == ("done", "Signed")
    asked.answers(asked.person, r1=Said(What.CHANGED, due="each term"))
    pending = asked.pending(asked.person, 1)
    action = pending.row.action
    assert action is not None
    deciding.accept_answer(by=asked.officer, answer=pending, seen=action.revision)
    row = ActionRevision.objects.get(action=action, recorded_to__isnull=True)
    assert (row.rhythm, row.standing) == ("termly", True)


def test_accepting_rates_an_area_and_adds_what_was_done(asked: Asked) -> None:
    said = Said(What.CHANGED, words="It met in November.", rag="green", reason="Everybody came.")
    asked.answers(asked.post, r1=said)
    changes = deciding.accept_answer(
        by=asked.officer, answer=asked.pending(asked.post, 1), seen=now(asked.group).area.revision
    )
    row = now(asked.group)
    assert row.actions_taken == "It meets each term.\n\nIt met in November."
    assert (row.rag, row.likelihood, row.impact) == ("green", 2, 3)
    assert row.rating_reason.startswith("Everybody came.")
    assert changes == [["Action taken", "", "It met in November."], ["Rating", "Amber", "Green"]]


def test_editing_before_accepting(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.CHANGED, due="4 December 2026"))
    decision = Decision(Said(What.CHANGED, due="5 December 2026", words="With a note"))
    answer = asked.pending(asked.post, 2)
    wrong = Decision(Said(What.CHANGED, due="never ever"))
    with pytest.raises(Refused):
        deciding.accept_answer(by=asked.officer, answer=answer, seen=asked.write.action.revision, decision=wrong)
    deciding.accept_answer(by=asked.officer, answer=answer, seen=asked.write.action.revision, decision=decision)
    answer.refresh_from_db()
    assert (answer.state, answer.due) == ("edited", "4 December 2026")
    assert step_now(asked.write).due_end == date(2026, 12, 5)


def test_no_change_changes_nothing(asked: Asked) -> None:
    before = now(asked.group).pk
    asked.answers(asked.post, r1=NO_CHANGE)
    assert (
        deciding.accept_answer(
            by=asked.officer, answer=asked.pending(asked.post, 1), seen=now(asked.group).area.revision
        )
        == []
    )
    assert now(asked.group).pk == before


def test_not_mine_gives_the_row_to_somebody_else_who_can_be_asked_at_once(asked: Asked) -> None:
    asked.answers(asked.post, r1=Said(What.NOT_MINE, ask="people services"), r2=Said(What.NOT_MINE, ask="HH"))
    first, second = asked.pending(asked.post, 1), asked.pending(asked.post, 2)
    deciding.accept_answer(
        by=asked.officer, answer=first, seen=now(asked.group).area.revision,
        decision=Decision(deciding.said_of(first), ask_now=True),
    )  # fmt: skip
    leads = AreaLead.objects.filter(area=asked.group.area, recorded_to__isnull=True)
    assert list(leads.values_list("lead__label", flat=True)) == ["People Services"]
    assert [(row.area_id, row.action_id) for row in asked.rows(asked.body)][-1] == (asked.group.area_id, None)
    assert Mail.objects.filter(to="clerk@example.org").count() == 2
    with pytest.raises(Refused, match="choose who leads"):
        deciding.accept_answer(by=asked.officer, answer=second, seen=asked.write.action.revision)
    with pytest.raises(Refused, match="not theirs"):
        deciding.accept_answer(
            by=asked.officer, answer=second, seen=asked.write.action.revision,
            decision=Decision(deciding.said_of(second), give_to=asked.post.reference),
        )  # fmt: skip
    newcomer = factories.make_lead(factories.make_person("New Comer", "new@example.org"))
    decision = Decision(deciding.said_of(second), give_to=newcomer.reference, ask_now=True)
    deciding.accept_answer(by=asked.officer, answer=second, seen=asked.write.action.revision, decision=decision)
    assert step_leads(asked.write) == ["New Comer"]
    assert [row.action_id for row in asked.rows(newcomer)] == [asked.write.action_id]
    assert Mail.objects.filter(to="new@example.org").count() == 1
    assert verbs().count("rounds.asked_another") == 2


def test_a_row_that_has_changed_is_a_conflict_and_nothing_is_lost(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.CHANGED, words="From the lead"))
    steps.edit_step(
        by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, progress="From the office"
    )
    pending = pending_answers(asked.round)[0]
    assert pending.row.changed_since
    assert not deciding.is_certain(pending.row)
    with pytest.raises(ChangedSince):
        deciding.accept_answer(by=asked.officer, answer=pending.answer, seen=1)
    seen = {pending.answer.reference: pending.row.revision}
    assert deciding.accept_answers(by=asked.officer, round=asked.round, seen=seen) == (0, 1)
    assert step_now(asked.write).progress == "From the office"
    deciding.accept_answer(by=asked.officer, answer=pending.answer, seen=pending.row.revision)
    assert step_now(asked.write).progress == "From the lead"


def test_many_at_once_leave_what_needs_a_look(asked: Asked) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.DONE))
    asked.answers(asked.person, r1=Said(What.NOT_MINE, ask="HS"), r2=NO_CHANGE)
    seen = {one.answer.reference: one.row.revision for one in pending_answers(asked.round)}
    with pytest.raises(NotPermitted):
        deciding.accept_answers(by=asked.reader, round=asked.round, seen=seen)
    assert deciding.accept_answers(by=asked.officer, round=asked.round, seen={}) == (0, 0)
    assert deciding.accept_answers(by=asked.officer, round=asked.round, seen=seen, only=[What.NO_CHANGE]) == (2, 0)
    assert deciding.accept_answers(by=asked.officer, round=asked.round, seen=seen) == (1, 1)
    assert step_now(asked.write).status == "done"


def test_one_that_cannot_be_written_stops_no_other(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=Said(What.CHANGED, due="Spring term 2027"))
    seen = {one.answer.reference: one.row.revision for one in pending_answers(asked.round)}
    monkeypatch.setattr(deciding, "read_due", lambda *given, **more: None)
    assert deciding.accept_answers(by=asked.officer, round=asked.round, seen=seen) == (1, 1)
    assert [row.state for row in asked.rows(asked.post)] == ["decided", "answered"]


def test_not_mine_without_asking_and_beside_other_leads(asked: Asked) -> None:
    asked.answers(asked.post, r1=Said(What.NOT_MINE, ask="Harry Hand"))
    asked.answers(asked.person, r1=Said(What.NOT_MINE, ask="Head of Security"))
    mails = Mail.objects.count()
    deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 1), seen=now(asked.group).area.revision)
    assert Mail.objects.count() == mails
    other = asked.pending(asked.person, 1)
    action: Any = other.row.action
    # Somebody has put others in their place meanwhile: they stay.
    steps.edit_step(by=asked.officer, area=asked.group.area, action=action, revision=None, leads=[asked.body])
    action.refresh_from_db()
    deciding.accept_answer(by=asked.officer, answer=other, seen=action.revision)
    rows = ActionLead.objects.filter(action=action, recorded_to__isnull=True).order_by("pk")
    assert list(rows.values_list("lead__label", flat=True)) == ["People Services", "Head of Security"]


def test_what_stands_there_already_is_no_change(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.CHANGED, words="Half", due="January 2026"))
    steps.edit_step(by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, progress="Half")
    seen = asked.write.action.revision + 1
    assert deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 2), seen=seen) == []


def test_an_answer_is_decided_once(asked: Asked) -> None:
    asked.answers(asked.post, r1=NO_CHANGE)
    answer = asked.pending(asked.post, 1)
    seen = now(asked.group).area.revision
    for by in (asked.reader, asked.holder(asked.post)):
        for decide in (
            lambda by=by: deciding.accept_answer(by=by, answer=answer, seen=seen),
            lambda by=by: deciding.drop_answer(by=by, answer=answer, note="No"),
            lambda by=by: deciding.ask_again(by=by, answer=answer, note="Again"),
        ):
            with pytest.raises(NotPermitted):
                decide()
    for empty in (deciding.drop_answer, deciding.ask_again):
        with pytest.raises(Refused):
            empty(by=asked.officer, answer=answer, note=" ")
    deciding.drop_answer(by=asked.officer, answer=answer, note="It is wrong.")
    answer.refresh_from_db()
    assert (answer.state, answer.note) == ("dropped", "It is wrong.")
    for again in (
        lambda: deciding.accept_answer(by=asked.officer, answer=answer, seen=seen),
        lambda: deciding.drop_answer(by=asked.officer, answer=answer, note="No"),
    ):
        with pytest.raises(NotAllowedNow):
            again()


def test_what_is_gone_is_not_accepted(asked: Asked) -> None:
    asked.answers(asked.post, r2=Said(What.DONE))
    steps.move_step(by=asked.officer, area=asked.group.area, action=asked.write.action, verb="drop", reason="No.")
    answer = asked.pending(asked.post, 2)
    with pytest.raises(NotAllowedNow, match="finished or was dropped"):
        deciding.accept_answer(by=asked.officer, answer=answer, seen=asked.write.action.revision + 1)
    deciding.drop_answer(by=asked.officer, answer=answer, note="Dropped already.")


def test_asking_again_tells_the_lead_once_for_a_batch(asked: Asked) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    for position in (1, 2):
        deciding.ask_again(by=asked.officer, answer=asked.pending(asked.post, position), note=f"Really {position}?")
    again = Mail.objects.filter(key__contains="-again-")
    assert [mail.to for mail in again] == ["hh@example.org"]
    assert "Really" not in again[0].body
    asked_again = rows_of_ask(asked.ask(asked.post))[0].asked_again
    assert asked_again is not None
    assert asked_again.note == "Really 1?"


# --- reminders, more time, the end ------------------------------------------------------------------------------------
def test_reminders_go_on_their_days_once_to_those_who_are_silent(asked: Asked, on_day: Callable[[int], Any]) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    asked.answers(asked.person, r1=NO_CHANGE)

    def sent() -> list[str]:
        return sorted(Mail.objects.filter(key__contains="-remind-").values_list("to", flat=True))

    for day in (0, 12):
        with on_day(day):
            running.remind_all()
    assert sent() == []
    for day in (13, 13, 14, 20):
        with on_day(day):
            running.remind_all()
    assert sent() == ["clerk@example.org", "harry@example.org"]
    with on_day(21):
        running.remind_all()
        running.remind_all()
    assert len(sent()) == 4
    assert verbs().count("rounds.reminded") == 2
    assert "1 row of yours waits for it" in Mail.objects.filter(to="harry@example.org").order_by("-pk")[0].body


def test_a_reminder_that_waits_goes_once_everything_is_answered(asked: Asked, on_day: Callable[[int], Any]) -> None:
    def states() -> dict[str, str]:
        return dict(Mail.objects.filter(key__contains="-remind-").values_list("to", "state"))

    with on_day(13):
        running.remind_all()
        assert set(states().values()) == {"waiting"}
        asked.answers(asked.post, r1=NO_CHANGE)
        assert states()["hh@example.org"] == "waiting"  # another row still waits
        asked.answers(asked.post, r2=NO_CHANGE)
    withdrawn = Mail.objects.get(key__contains="-remind-", to="hh@example.org")
    assert (withdrawn.state, withdrawn.body) == ("withdrawn", "")
    assert states() == {"hh@example.org": "withdrawn", "clerk@example.org": "waiting", "harry@example.org": "waiting"}


def test_days_that_were_missed_are_one_reminder(asked: Asked, on_day: Callable[[int], Any]) -> None:
    with on_day(25):
        assert running.remind(by=Schedule(), round=asked.round) == 3
        assert running.remind(by=Schedule(), round=asked.round) == 0
    with on_day(36):
        assert running.remind(by=Schedule(), round=asked.round) == 0
    with pytest.raises(NotPermitted):
        running.remind(by=asked.officer, round=asked.round)


def test_nobody_is_reminded_in_the_night(asked: Asked, on_day: Callable[[int], Any]) -> None:
    with on_day(13):
        noon = clock.now()
    for hour, reminded in ((-12, False), (-5, False), (-4, True)):
        with clock.set_to(noon + timedelta(hours=hour)):
            running.remind_all()
        assert Mail.objects.filter(key__contains="-remind-").exists() is reminded


def test_a_reminder_holds_the_link_that_stands(asked: Asked, on_day: Callable[[int], Any]) -> None:
    token = asked.token(asked.post)
    with on_day(13):
        running.remind_all()
    assert token in Mail.objects.filter(to="hh@example.org").order_by("-pk")[0].body


def test_a_round_whose_reminders_fail_stops_no_other(
    asked: Asked, on_day: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = opened(asked, title="Another")
    whole = running.remind

    def failing(*, by: Any, round: Round) -> int:
        if round.pk == asked.round.pk:
            raise RuntimeError
        return whole(by=by, round=round)

    monkeypatch.setattr(running, "remind", failing)
    with on_day(13):
        running.remind_all()
    assert set(Mail.objects.filter(key__contains="-remind-").values_list("about", flat=True)) == {other.reference}


def test_more_time_sends_fresh_links_to_those_who_are_silent(asked: Asked) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    kept, gone = asked.token(asked.post), asked.token(asked.person)
    later = asked.round.due_on + timedelta(days=10)
    for day, sentence in ((asked.round.due_on, "later day"), (clock.today(), "after today")):
        with pytest.raises(Refused, match=sentence):
            running.extend_round(by=asked.officer, round=asked.round, due_on=day)
    with pytest.raises(NotPermitted):
        running.extend_round(by=asked.reader, round=asked.round, due_on=later)
    running.extend_round(by=asked.officer, round=asked.round, due_on=later)
    assert asked.token(asked.post) == kept
    assert asked.token(asked.person) != gone
    assert asked.link(asked.person).expires_on == later + timedelta(days=14)
    assert Mail.objects.filter(key__endswith="-extended").count() == 2


def test_closing_needs_decisions_and_closes_the_links(asked: Asked) -> None:
    asked.answers(asked.post, r1=Said(What.CHANGED, words="Something"))
    with pytest.raises(NotPermitted):
        running.close_round(by=asked.reader, round=asked.round)
    with pytest.raises(NotAllowedNow, match="answers to decide"):
        running.close_round(by=asked.officer, round=asked.round)
    running.close_round(by=asked.officer, round=asked.round, drop_waiting=True)
    assert not Link.objects.filter(revoked_at__isnull=True).exists()
    assert Answer.objects.get().state == "dropped"
    assert running.remind(by=Schedule(), round=asked.round) == 0
    running.remind_all()
    for again in (running.close_round, lambda **given: running.extend_round(due_on=date(2027, 9, 1), **given)):
        with pytest.raises(NotAllowedNow, match="closed"):
            again(by=asked.officer, round=asked.round)
    assert verbs()[-1] == "rounds.closed"


def test_how_far_it_is(asked: Asked, django_assert_num_queries: Any) -> None:
    asked.answers(asked.post, r1=NO_CHANGE, r2=NO_CHANGE)
    with django_assert_num_queries(5):
        page = round_page(asked.officer, asked.round)
    assert (page.rows, page.answered, page.decided, page.complete, page.silent) == (6, 2, 0, 1, 3)
    assert page.lines[-1].ask.label == "Head of Security"
    assert (page.waiting, page.unchanged, page.may_run) == (2, 2, True)
    assert [line.mails for line in round_page(factories.make_account("governor"), asked.round).lines] == [[]] * 4
    with django_assert_num_queries(2):
        line = rounds(asked.officer)[0]
    assert (line.leads, line.rows, line.answered, line.decided) == (4, 6, 2, 0)


# --- from elsewhere ---------------------------------------------------------------------------------------------------
def test_words_that_are_recognised_take_their_rows_along(asked: Asked) -> None:
    resolve_lead(by=asked.officer, lead=asked.words, person=asked.person.person)
    assert Ask.objects.filter(round=asked.round, lead=asked.person).count() == 2


def test_a_text_is_taken_out_of_answers_too(asked: Asked) -> None:
    lead = factories.make_account("prevent_lead")
    asked.answers(asked.post, r2=Said(What.CHANGED, words="Mister Smith came"))
    deciding.accept_answer(by=asked.officer, answer=asked.pending(asked.post, 2), seen=asked.write.action.revision)
    Round.objects.filter(pk=asked.round.pk).update(note="About Mister Smith.")
    with pytest.raises(NotPermitted):
        keeping.take_out(by=asked.officer, text="Mister Smith")
    changed = take_out(by=lead, text="Mister Smith", instead="Somebody", name=True)
    assert (changed["Answer"], changed["Round"]) == (1, 1)
    answer = Answer.objects.get()
    assert (answer.words, answer.changes) == ("[Redacted] came", [["Progress", "", "[Redacted] came"]])
    assert Round.objects.get().note == "About [Redacted]."
    # A short text that is no name stands in many sentences that it does not speak of.
    assert keeping.take_out(by=lead, text="came") == {}


def test_a_round_goes_two_years_after_its_end(asked: Asked, on_day: Callable[[int], Any]) -> None:
    running.close_round(by=asked.officer, round=asked.round)
    assert not due_rounds().exists()
    with on_day(731 + 1):
        assert keeping.remove_rounds(by=Schedule(), most=10).references == [asked.round.reference]
        with pytest.raises(NotPermitted):
            keeping.remove_rounds(by=asked.officer, most=10)
    assert not Round.objects.exists()
    assert not AskedRow.objects.exists()
    assert not Mail.objects.exists()
    assert AreaAction.objects.exists()


def test_asking_somebody_else_needs_the_right(asked: Asked) -> None:
    with pytest.raises(NotPermitted):
        opening.ask_somebody_else(
            by=asked.reader, round=asked.round, row=asked.rows(asked.post)[0], lead=asked.body, revision=1
        )
