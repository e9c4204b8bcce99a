"""The officer decides on answers: accepts, changes and accepts, asks again, or leaves the row as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dueregard.actions.models import Action
from dueregard.actions.rules import UNFINISHED, Due
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.models import Lead
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.organisation.workflows.leads import lead_as_written, lead_chosen
from dueregard.plan.models import Area
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.sheet import read_due
from dueregard.plan.workflows.areas import edit_area, rate_area, set_area_leads
from dueregard.plan.workflows.steps import edit_step, move_step
from dueregard.rounds import permissions
from dueregard.rounds.models import Answer, Ask, AskedRow, Round
from dueregard.rounds.queries.rows import RowNow, area_of, day_of, pending_answers, row_of_answer, still_asked
from dueregard.rounds.rules import letters
from dueregard.rounds.rules.answers import Said, hear
from dueregard.rounds.rules.states import ANSWER, ROW, AnswerState, What
from dueregard.rounds.workflows.opening import ask_somebody_else
from dueregard.rounds.workflows.writing import links_to_write_by, open_round_locked, recorded, send

Change = list[str]


@dataclass(frozen=True)
class Decision:
    """What an accepted answer shall do. said: the lead's words, or the officer's in their place. give_to: reference of the
    lead that the row goes to ("not mine"); without it, whoever the words name. ask_now: ask that lead in this round."""

    said: Said
    give_to: str = ""
    ask_now: bool = False


def said_of(answer: Answer) -> Said:
    """An answer as it was given."""
    return Said(answer.what, answer.words, answer.due, answer.rag, answer.reason, answer.ask_instead)


@transaction.atomic
def accept_answer(*, by: Any, answer: Answer, seen: int, decision: Decision | None = None) -> list[Change]:
    """Write what an answer says to the register, through the plan's own workflows; gives [what, before, after].

    seen: number of the row's revision that the officer looked at. decision: what to write instead of the answer as it
    stands. Raises ChangedSince where the row has changed under the officer's eyes; NotAllowedNow where it is decided,
    gone or finished; Refused for what does not go together.
    """
    permit(permissions.can_run_rounds(by))
    round, row, fresh = _fresh(answer)
    decision = decision or Decision(said_of(fresh))
    edited = _checked(fresh, row, decision.said) != said_of(fresh)
    allowed_now(not row.gone, row.gone)
    _as_seen(row, seen)
    changes = _apply(by, round, row, fresh, decision)
    fresh.state = ANSWER.target("accept_with_changes" if edited else "accept", fresh.state)
    fresh.changes = changes
    _decided(by, fresh, row)
    recorded(
        by,
        round,
        "decided",
        "Accepted an answer with changes." if edited else "Accepted an answer.",
        {"answer": fresh.reference, "area": area_of(row).reference, "changed": [change[0] for change in changes]},
    )
    return changes


@transaction.atomic
def accept_answers(
    *, by: Any, round: Round, seen: dict[str, int], only: Collection[str] | None = None
) -> tuple[int, int]:
    """Accept many answers as they stand; gives (accepted, left for a look of their own).

    seen: reference of each answer on the page -> the row's revision that it showed. only: the kinds of answers. Left are
    those whose row has changed since it was answered, or under the officer's eyes, those that are decided or gone, and
    “not mine”.
    """
    permit(permissions.can_run_rounds(by))
    open_round_locked(round.pk)
    accepted = left = 0
    for pending in pending_answers(round):
        answer, row = pending.answer, pending.row
        if answer.reference not in seen or (only is not None and answer.what not in only):
            continue
        if not is_certain(row) or row.revision != seen[answer.reference]:
            # Another answer of this very run may have changed the row.
            left += 1
            continue
        try:
            with transaction.atomic():
                accept_answer(by=by, answer=answer, seen=seen[answer.reference])
        except (ChangedSince, NotAllowedNow, Refused):
            # It waits for a look of its own, which says why; the others are no worse for it.
            left += 1
        else:
            accepted += 1
    return accepted, left


def is_certain(row: RowNow) -> bool:
    """Whether an answer can be accepted without a look of its own: nothing has changed since, and nobody else comes in."""
    return row.pending is not None and not row.gone and not row.changed_since and row.pending.what != What.NOT_MINE


@transaction.atomic
def ask_again(*, by: Any, answer: Answer, note: str) -> bool:
    """Ask the lead again for a row, with a note; gives whether a mail goes (a lead without a link has a Word form).
    Raises Refused without a note, NotAllowedNow where it is decided."""
    permit(permissions.can_run_rounds(by))
    round, row, fresh = _fresh(answer)
    note = clean_text(note).strip()[:2_000]
    sound(bool(note), "Say what you ask.")
    fresh.state, fresh.note = ANSWER.target("ask_again", fresh.state), note
    _closed(by, fresh)
    AskedRow.objects.filter(pk=row.asked.pk).update(state=ROW.target("ask_again", row.asked.state))
    ask = Ask.objects.get(pk=row.asked.ask_id)
    # A row that was restricted or finished in the meantime is not to be seen behind a link.
    links = links_to_write_by(ask) if AskedRow.objects.filter(still_asked(), pk=row.asked.pk).exists() else []
    for link in links:
        # One mail for all that is asked again of one batch of answers.
        send(link, f"again-{ask.times_answered}", letters.asking_again)
    recorded(by, round, "asked_again", "Asked again for a row.", {"answer": fresh.reference, "ask": ask.reference})
    return bool(links)


@transaction.atomic
def drop_answer(*, by: Any, answer: Answer, note: str) -> None:
    """Leave the row as it is, with the reason. Raises Refused without one, NotAllowedNow where it is decided."""
    permit(permissions.can_run_rounds(by))
    round, row, fresh = _fresh(answer)
    note = clean_text(note).strip()[:2_000]
    sound(bool(note), "Say why it is not taken over.")
    fresh.state, fresh.note = ANSWER.target("drop", fresh.state), note
    _decided(by, fresh, row)
    recorded(by, round, "dropped", "Did not take over an answer.", {"answer": fresh.reference})


# --- steps of the above -----------------------------------------------------------------------------------------------
def _fresh(answer: Answer) -> tuple[Round, RowNow, Answer]:
    """The open round, the row as it is now and the answer, the things that they change locked. Raises NotAllowedNow."""
    asked = AskedRow.objects.select_related("ask").get(pk=answer.row_id)
    round = open_round_locked(asked.ask.round_id)
    locked(Area, asked.area_id)
    if asked.action_id is not None:
        locked(Action, asked.action_id)
    fresh = locked(Answer, answer.pk)
    allowed_now(fresh.state == AnswerState.PROPOSED, "Somebody has decided on this answer already, or it was replaced.")
    return round, row_of_answer(fresh), fresh


def _as_seen(row: RowNow, seen: int) -> None:
    if row.revision != seen:
        thing = row.step or row.area
        by_name, at = (thing.recorded_by_name, thing.recorded_from) if thing else ("Somebody", None)
        raise ChangedSince({}, row.revision, by_name, at)


def _checked(answer: Answer, row: RowNow, said: Said) -> Said:
    heard = hear(
        is_step=row.is_step, terms=term_dates(), today=day_of(answer), what=said.what, words=said.words, due=said.due,
        rag=said.rag, reason=said.reason, ask=said.ask,
    )  # fmt: skip
    sound(not heard.wrong and heard.said is not None, next(iter(heard.wrong.values()), "Nothing is said."))
    return heard.said or said


def _decided(by: Any, answer: Answer, row: RowNow) -> None:
    _closed(by, answer)
    AskedRow.objects.filter(pk=row.asked.pk).update(state=ROW.target("decide", row.asked.state))


def _closed(by: Any, answer: Answer) -> None:
    answer.decided_at, answer.decided_by_name = clock.now(), by.name
    answer.save(update_fields=["state", "note", "changes", "decided_at", "decided_by_name"])


def _apply(by: Any, round: Round, row: RowNow, answer: Answer, decision: Decision) -> list[Change]:
    said = decision.said
    label = Ask.objects.values_list("label", flat=True).get(pk=row.asked.ask_id)
    reason = f"Update round: {round.title} (answered by {label})"
    if said.what == What.NO_CHANGE:
        return []
    if said.what == What.NOT_MINE:
        return _give(by, round, row, decision, reason)
    return _change_step(by, row, answer, said, reason) if row.is_step else _change_area(by, row, said, reason)


def _change_step(by: Any, row: RowNow, answer: Answer, said: Said, reason: str) -> list[Change]:
    assert row.step is not None  # noqa: S101 - a row of a step
    area, action, changes = area_of(row), row.step.action, []
    values: dict[str, Any] = {}
    due: Due | None = None
    if said.words and said.words != row.step.progress:
        values["progress"] = said.words
        changes.append(["Progress", row.step.progress, said.words])
    if said.due:
        new = read_due(
            said.due,
            was_rhythm=bool(row.step.rhythm and not row.step.due_end),
            terms=term_dates(),
            today=day_of(answer),
        )
        sound(new is not None, "The date can no longer be read: write it out.")
        assert new is not None  # noqa: S101 - refused above
        due = new.due
        if new.rhythm is not None:
            values |= {"standing": bool(new.rhythm), "rhythm": new.rhythm}
        if said.due != row.due:
            changes.append(["Due", row.due, said.due])
    if values or due is not None:
        edit_step(by=by, area=area, action=action, revision=row.revision, due=due, reason=reason, **values)
    if said.what == What.DONE and row.step.status in UNFINISHED:
        move_step(by=by, area=area, action=action, verb="finish", reason=reason)
        changes.append(["Status", row.status, "Done"])
    return changes


def _change_area(by: Any, row: RowNow, said: Said, reason: str) -> list[Change]:
    assert row.area is not None  # noqa: S101 - a row that is there
    area, now, changes = area_of(row), row.area, []
    if said.words:
        text = f"{now.actions_taken}\n\n{said.words}".strip()
        edit_area(by=by, area=area, revision=row.revision, reason=reason, actions_taken=text)
        # What stood there before may be restricted: only what is new is told.
        changes.append(["Action taken", "", said.words])
    if said.rag:
        rate_area(
            by=by,
            area=area,
            rag=said.rag,
            reason=f"{said.reason}\n\n{reason}",
            likelihood=now.likelihood,
            impact=now.impact,
            residual_likelihood=now.residual_likelihood,
            residual_impact=now.residual_impact,
        )
        changes.append(["Rating", row.rag_words, str(Rag(said.rag).label)])
    return changes


def _give(by: Any, round: Round, row: RowNow, decision: Decision, reason: str) -> list[Change]:
    """Put another lead in the place of the one who was asked."""
    asked = Ask.objects.select_related("lead").get(pk=row.asked.ask_id).lead
    new = _meant(by, decision)
    sound(new.pk != asked.pk, f"{asked.label} has said that it is not theirs: choose somebody else.")
    leads = list(dict.fromkeys(new if lead.pk == asked.pk else lead for lead in row.leads)) or [new]
    if new not in leads:
        leads.append(new)
    area = area_of(row)
    if row.step is not None:
        edit_step(by=by, area=area, action=row.step.action, revision=row.revision, leads=leads, reason=reason)
    else:
        set_area_leads(by=by, area=area, leads=leads, reason=reason)
    if decision.ask_now:
        # As it is now that it has changed hands.
        if row.step is not None:
            revision = Action.objects.values_list("revision", flat=True).get(pk=row.step.action_id)
        else:
            revision = Area.objects.values_list("revision", flat=True).get(pk=area.pk)
        ask_somebody_else(by=by, round=round, row=row.asked, lead=new, revision=revision)
    return [["Lead", "; ".join(lead.label for lead in row.leads), "; ".join(lead.label for lead in leads)]]


def _meant(by: Any, decision: Decision) -> Lead:
    if decision.give_to:
        return lead_chosen(by=by, reference=decision.give_to)
    found = lead_as_written(by=by, words=decision.said.ask)
    sound(found.kind != LeadKind.UNKNOWN, "Nobody has that name here: choose who leads from the list.")
    return found
