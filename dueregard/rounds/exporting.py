"""What a round is written to: the paper of what it changed, and the Word form of a lead."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from dueregard.documents.blocks import Document
from dueregard.documents.writers.written import Written
from dueregard.kernel import clock
from dueregard.publication.queries.versions import current_template
from dueregard.rounds.models import Ask, Round
from dueregard.rounds.queries.rows import RowNow, decided_answers, rows_of_ask
from dueregard.rounds.rules.paper import About, Line, document_of
from dueregard.rounds.rules.states import AnswerState, RowState, What
from dueregard.rounds.rules.word_form import FormRow, form_document

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"docx": _WORD, "pdf": "application/pdf"}


def paper_lines(round: Round) -> list[Line]:
    """Every row of a round with what became of it, lead by lead; of a closed one, as the plan was then. The paper is handed
    on: nothing is in it that is restricted, then or by now."""
    return [_line(one.row, one.ask.label) for one in decided_answers(round)]


def _line(row: RowNow, lead: str) -> Line:
    answer = row.latest
    outcome, note = "silent", row.gone  # why it is not asked any more
    changes: tuple[tuple[str, str, str], ...] = ()
    if row.asked.state == RowState.ANSWERED:
        outcome, note = "waiting", ""
    elif row.asked.state == RowState.DECIDED and answer is not None:
        changes = tuple((what, before, after) for what, before, after in answer.changes)
        outcome, note = "changed" if changes else "unchanged", ""
        if answer.state == AnswerState.DROPPED:
            unchanged = answer.what == What.NO_CHANGE
            outcome, note = ("unchanged", "") if unchanged else ("not_taken", answer.note)
    area = row.area_name or "A row that is no longer in the plan"
    text = row.step.text if row.step else ""
    if row.restricted:
        hidden = ("Action taken",) if not row.is_step else tuple(what for what, _, _ in changes)
        changes = tuple((what, *(("Restricted",) * 2 if what in hidden else said)) for what, *said in changes)
        text, note = "a restricted next step" if row.is_step else "", ""
    return Line(outcome, area, text, lead, changes, note)


def about(round: Round) -> About:
    """What the paper says of the round."""
    return About(
        title=round.title,
        opened=_day(round.opened_at),
        due_on=round.due_on,
        closed=_day(round.closed_at) if round.closed_at else None,
        leads=round.asks.count(),
        institution=settings.DUEREGARD_INSTITUTION_NAME,
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def paper_of(round: Round) -> Document:
    """The paper “what the round changed”."""
    dated = _day(round.closed_at) if round.closed_at else clock.today()
    return document_of(about(round), paper_lines(round), dated)


def write_paper(round: Round, format: str) -> tuple[bytes, str]:
    """The paper as Word (on the institution's own template, where there is one) or PDF, and what the file is called."""
    document = paper_of(round)
    if format == "docx":
        written = _word(document)
    else:
        from dueregard.documents.writers.pdf import write_pdf

        written = write_pdf(document)
    return written.content, f"prevent-update-round-{document.dated.isoformat()}.{format}"


def paper_fragment(round: Round) -> object:
    """The paper as safe HTML."""
    from dueregard.documents.writers.webpage import as_fragment

    return as_fragment(paper_of(round))


def write_form(ask: Ask) -> tuple[bytes, str]:
    """The Word form of one lead with the rows that can still be answered, and what the file is called.

    On the house's foundation: an institution's template may hold fields that would not come back.
    """
    from dueregard.documents.writers.word import write_word

    rows = [
        FormRow(row.asked.position, row.is_step, f"{row.area_name}\n{row.text}" if row.is_step else row.area_name,
                _now(row), row.revision)
        for row in rows_of_ask(ask)
        if row.open
    ]  # fmt: skip
    document = form_document(
        ask=ask.reference,
        lead=ask.label,
        title=ask.round.title,
        note=ask.round.note,
        due_on=ask.round.due_on,
        rows=rows,
        dated=clock.today(),
        institution=settings.DUEREGARD_INSTITUTION_NAME,
    )
    return write_word(document).content, f"prevent-update-form-{ask.reference}.docx"


def _now(row: RowNow) -> str:
    said = (
        [row.status, f"Due: {row.due}" if row.due else "", row.progress] if row.is_step else [row.rag_words, row.taken]
    )
    if row.asked_again:
        said.append(f"You are asked again: {row.asked_again.note}")
    return "\n".join(filter(None, said))


def _word(document: Document) -> Written:
    from dueregard.documents.writers.word import write_word

    template = current_template()
    if template is None:
        return write_word(document)
    with template.file.content.open("rb") as stream:
        return write_word(document, stream.read())
