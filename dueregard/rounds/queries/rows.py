"""The rows of a round as the plan has them now: for whoever answers, and for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED, Rhythm, Status, is_overdue
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.look.templatetags.look import plain_span
from dueregard.organisation.models import Lead
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.models import Area, AreaLead, AreaRevision
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.sheet import due_words, read_due
from dueregard.rounds.models import Answer, Ask, AskedRow, Round
from dueregard.rounds.rules.states import AnswerState, RowState, What


@dataclass
class RowNow:
    """One asked row with what the plan says of it today. gone: why it can no longer be answered: it is not in the plan,
    finished, or restricted since. full: told to those who decide; else nothing restricted is told. restricted_by_now: of
    a row as it was at an earlier moment."""

    asked: AskedRow
    full: bool = False
    area: AreaRevision | None = None
    step: ActionRevision | None = None
    leads: list[Lead] = field(default_factory=list)
    gone: str = ""
    revision: int = 0
    answers: list[Answer] = field(default_factory=list)
    restricted_by_now: bool = False

    @property
    def is_step(self) -> bool:
        return self.asked.action_id is not None

    @property
    def number(self) -> str:
        return (self.area.area.number or "") if self.area else ""

    @property
    def area_name(self) -> str:
        """ "2.1 Staff know the duty"."""
        return f"{self.number} {self.area.title}".strip() if self.area else ""

    @property
    def text(self) -> str:
        """The words of the row: of a step its text, of an area its title."""
        if self.step is not None:
            return self.step.text
        return self.area.title if self.area else ""

    @property
    def due(self) -> str:
        if self.step is None:
            return ""
        return due_words(self.step.due_phrase, self.step.due_start, self.step.due_end, self.step.rhythm)

    @property
    def status(self) -> str:
        return str(Status(self.step.status).label) if self.step else ""

    @property
    def rhythm(self) -> str:
        return str(Rhythm(self.step.rhythm).label) if self.step and self.step.rhythm else ""

    @property
    def rag(self) -> str:
        return self.area.rag if self.area and not self.is_step else ""

    @property
    def rag_words(self) -> str:
        return str(Rag(self.rag).label) if self.rag else ""

    @property
    def progress(self) -> str:
        return self.step.progress if self.step else ""

    @property
    def restricted(self) -> bool:
        """Whether the row, or the passage of an area that answers go to, is restricted in the plan."""
        if self.restricted_by_now or self.step is not None:
            return self.restricted_by_now or bool(self.step and self.step.restricted)
        return self.area is not None and TAKEN in self.area.restricted

    @property
    def taken(self) -> str:
        """What has been done so far about an area; empty where it is not to be told."""
        if self.area is None or self.is_step or (self.restricted and not self.full):
            return ""
        return self.area.actions_taken

    @property
    def overdue(self) -> bool:
        return bool(self.step and is_overdue(self.step.status, self.step.due_end, clock.today()))

    @property
    def latest(self) -> Answer | None:
        """The last answer that was given."""
        return self.answers[-1] if self.answers else None

    @property
    def pending(self) -> Answer | None:
        """The answer that waits for a decision."""
        return next((one for one in self.answers if one.state == AnswerState.PROPOSED), None)

    @property
    def asked_again(self) -> Answer | None:
        """The answer because of which the row is asked again."""
        last = self.latest
        return last if last and last.state == AnswerState.ASKED_AGAIN else None

    @property
    def open(self) -> bool:
        """Whether it can be answered."""
        return not self.gone and self.asked.state != RowState.DECIDED

    @property
    def changed_since(self) -> bool:
        """Whether somebody has changed the row after the pending answer was given."""
        return self.pending is not None and not self.gone and self.pending.revision != self.revision


TAKEN = "actions_taken"
_GONE = "This row is no longer in the plan."
_FINISHED = "This is finished or was dropped in the meantime."
_RESTRICTED = "This row is no longer asked about here. Whoever sent you the mail asks you for it in person."


def still_asked() -> Q:
    """The rows that can still be answered by link or form, as a condition: those that are not `gone` for their leads."""
    areas = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id"), retired_on__isnull=True)
    steps = ActionRevision.objects.filter(
        as_recorded(None), action_id=OuterRef("action_id"), status__in=UNFINISHED, restricted=False
    )
    return Q(Exists(areas)) & (Q(action__isnull=True) | Q(Exists(steps)))


def rows_now(rows: Iterable[AskedRow], *, full: bool, moment: datetime | None = None) -> list[RowNow]:
    """The rows with what the plan says of them, and their answers in order. Six queries, however many rows.

    full: for those who decide; without it nothing of a step that is restricted by now is told. moment: as the plan was
    recorded then, and two queries more, for what is restricted by now.
    """
    found = [RowNow(row, full) for row in rows]
    areas = {
        row.area_id: row
        for row in AreaRevision.objects.filter(
            as_recorded(moment), area_id__in={one.asked.area_id for one in found}
        ).select_related("area", "campus")
    }
    keys = {one.asked.action_id for one in found if one.asked.action_id}
    steps = {
        row.action_id: row
        for row in ActionRevision.objects.filter(as_recorded(moment), action_id__in=keys).select_related("action")
    }
    leads_of_step: dict[int, list[Lead]] = {}
    of_steps = ActionLead.objects.filter(as_recorded(moment), action_id__in=keys).select_related("lead")
    for link in of_steps.order_by("pk"):
        leads_of_step.setdefault(link.action_id, []).append(link.lead)
    leads_of_area: dict[int, list[Lead]] = {}
    of_areas = AreaLead.objects.filter(as_recorded(moment), area_id__in=list(areas)).select_related("lead")
    for area_link in of_areas.order_by("order", "pk"):
        leads_of_area.setdefault(area_link.area_id, []).append(area_link.lead)
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(row__in=[one.asked.pk for one in found]).order_by("pk"):
        answers.setdefault(answer.row_id, []).append(answer)
    for one in found:
        one.answers = answers.get(one.asked.pk, [])
        area, step = areas.get(one.asked.area_id), steps.get(one.asked.action_id or 0)
        if area is None or area.retired_on is not None or (one.is_step and step is None):
            one.gone = _GONE
            continue
        if step is not None and step.restricted and not full:
            one.gone = _RESTRICTED
            continue
        one.area, one.step = area, step
        one.revision = step.action.revision if step else area.area.revision
        one.leads = leads_of_step.get(step.action_id, []) if step else leads_of_area.get(area.area_id, [])
        if step is not None and step.status not in UNFINISHED and one.asked.state != RowState.DECIDED:
            one.gone = _FINISHED
    if moment is not None:
        _mark_restricted(found)
    return found


def _mark_restricted(found: list[RowNow]) -> None:
    steps = ActionRevision.objects.filter(as_recorded(None), restricted=True)
    hidden = set(steps.filter(action_id__in=[one.asked.action_id for one in found]).values_list("action_id", flat=True))
    areas = AreaRevision.objects.filter(as_recorded(None), area_id__in=[one.asked.area_id for one in found])
    passages = dict(areas.values_list("area_id", "restricted"))
    for one in found:
        taken = TAKEN in passages.get(one.asked.area_id, ())
        one.restricted_by_now = one.asked.action_id in hidden if one.is_step else taken


def rows_of_ask(ask: Ask, *, full: bool = False) -> list[RowNow]:
    """The rows of one lead in their order."""
    return rows_now(AskedRow.objects.filter(ask=ask).order_by("position"), full=full)


@dataclass(frozen=True)
class Pending:
    """A row whose answer waits, with who answered."""

    ask: Ask
    row: RowNow

    @property
    def answer(self) -> Answer:
        answer = self.row.pending
        assert answer is not None  # noqa: S101 - chosen by it
        return answer


def pending_answers(round: Round) -> list[Pending]:
    """The answers of a round that wait for a decision, lead by lead. The caller has asked whether the viewer may read
    answers."""
    rows = AskedRow.objects.filter(ask__round=round, state=RowState.ANSWERED).select_related("ask")
    found = rows_now(rows.order_by("ask__label", "ask_id", "position"), full=True)
    return [Pending(one.asked.ask, one) for one in found if one.pending is not None]


def decided_answers(round: Round) -> list[Pending]:
    """The rows of a round, lead by lead, with the last answer as `row.latest`; once closed, as the plan was at that moment."""
    rows = AskedRow.objects.filter(ask__round=round).select_related("ask").order_by("ask__label", "ask_id", "position")
    return [Pending(one.asked.ask, one) for one in rows_now(rows, full=True, moment=round.closed_at)]


def answer_of_reference(round: Round, reference: str) -> Pending | None:
    """One answer that waits, with its row as it is now."""
    answer = Answer.objects.select_related("row__ask").filter(row__ask__round=round, reference=reference).first()
    if answer is None:
        return None
    found = rows_now(AskedRow.objects.filter(pk=answer.row_id).select_related("ask"), full=True)[0]
    return Pending(found.asked.ask, found)


def row_of_answer(answer: Answer) -> RowNow:
    """The row of an answer as it is now. For workflows, which have locked what they change."""
    return rows_now(AskedRow.objects.filter(pk=answer.row_id).select_related("ask"), full=True)[0]


@dataclass(frozen=True)
class Compared:
    """One thing that an answer proposes, beside what the plan says now."""

    label: str
    now: str
    proposed: str


def compared(row: RowNow, terms: TermDates) -> list[Compared]:
    """What the pending answer of a row would change, for the officer's eyes."""
    answer = row.pending
    if answer is None:
        return []
    found = []
    if answer.what == What.NOT_MINE:
        found.append(
            Compared("Lead", "; ".join(lead.label for lead in row.leads), f"Not mine: ask {answer.ask_instead}")
        )
    if answer.what == What.DONE:
        found.append(Compared("Status", row.status, "Done"))
    if answer.due:
        new = read_due(answer.due, was_rhythm=False, terms=terms, today=day_of(answer))
        proposed = answer.due
        if new is not None and new.due.start is not None and new.due.end is not None:
            proposed = _with_days(answer.due, plain_span(new.due.start, new.due.end))
        found.append(Compared("Due", row.due, proposed))
    if answer.words:
        label = "Progress" if row.is_step else "Action taken (added at the end)"
        found.append(Compared(label, row.progress if row.is_step else row.taken, answer.words))
    if answer.rag:
        found.append(Compared("Rating", row.rag_words, f"{Rag(answer.rag).label}: {answer.reason}"))
    return found


def _with_days(words: str, days: str) -> str:
    return words if words.casefold() == days.casefold() else f"{words} ({days})"


def area_of(row: RowNow) -> Area:
    """The area of a row that is still there."""
    assert row.area is not None  # noqa: S101 - whoever asks has looked at `gone`
    return row.area.area


def day_of(answer: Answer) -> date:
    """The day from which words such as “next month” in an answer are counted."""
    return timezone.localtime(answer.given_at).date()
