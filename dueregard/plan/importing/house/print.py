"""A published plan as print has it, in Word or as a web page: its tables by their headings, its headings by their level."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from dueregard.actions.rules import Status
from dueregard.documents.grids import Grid, Paragraph, SourceDocument
from dueregard.plan.rules import printed
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.printed import (
    evidence_line,
    excerpt,
    read_day,
    read_leads,
    read_number,
    read_restricted,
    read_section,
    read_when,
)

from ..proposal import LeftOut, Proposal, RiskArea, Step, where
from .entry import read_entry, told_in_turn
from .made import (
    Sections,
    dated,
    finish,
    flag_restricted,
    keep_context,
    lines,
    named_lead,
    rag_of,
    rate,
    said,
    term_of,
    whole,
)
from .rows import Row, rows_of

_KINDS = {
    "Risk assessment": "risk_assessment",
    "Action plan": "action_plan",
    "Risk assessment and action plan": "both",
}
_RATINGS = {
    "likelihood": printed.LIKELIHOOD, "impact": printed.IMPACT, "current_score": printed.CURRENT,
    "residual_likelihood": printed.RESIDUAL_LIKELIHOOD, "residual_impact": printed.RESIDUAL_IMPACT,
}  # fmt: skip


_MOST_FACTS = 8  # document, institution, version, date


@dataclass(slots=True)
class _Area:
    """An area as it is put together from several tables."""

    row: Row
    section: str | None
    steps: list[Row] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    details: dict[int, Row] = field(default_factory=dict)
    closed: list[Row] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)


def of_print(document: SourceDocument) -> Proposal | None:
    """The plan in our tables; None where there is no table of risk areas."""
    return _Reading(document).proposal()


class _Reading:
    def __init__(self, document: SourceDocument) -> None:
        self._document = document
        # Word's title is no heading there, so that its levels are one less than the page's.
        self._top = 1 if document.format == "docx" else 2
        self._proposal = Proposal()
        self._sections = Sections(self._proposal)
        self._areas: list[_Area] = []
        self._by_mark: dict[str, _Area] = {}
        self._restricted: list[str] = []
        self._passages: list[tuple[str, str]] = []
        self._hidden_context: set[str] = set()
        self._entry: dict[str, str] = {}
        self._entry_texts: list[str] = []

    def proposal(self) -> Proposal | None:
        self._read_text()
        self._read_facts()
        self._read_tables()
        if not self._areas:
            return None
        for area in self._areas:
            self._finish(area)
        hidden = self._hidden_context
        keep_context(self._proposal, ((heading, heading in hidden, text) for heading, text in self._passages))
        facts, texts = (self._entry, self._entry_texts) if self._entry else told_in_turn(self._entry_texts)
        read_entry(self._proposal, facts, "\n\n".join(texts), read_day)
        flag_restricted(self._proposal, self._restricted)
        return self._proposal

    def _read_text(self) -> None:
        """The title and the passages of the context, each below its own heading."""
        about = self._proposal.document
        part = ""
        passages: list[tuple[str, list[str]]] = []
        for block in self._document.blocks:
            if not isinstance(block, Paragraph):
                continue
            if about.title is None and block.level == 1:
                about.title = block.text
            elif block.level == self._top:
                part = block.text
            elif part == printed.CONTEXT_TITLE and block.level == self._top + 1:
                passages.append((block.text, []))
            elif part == printed.CONTEXT_TITLE and not block.level and passages:
                passages[-1][1].append(block.text)
            elif part == printed.ENTRY_TITLE and not block.level:
                part = "" if printed.is_footer(block.text) else part
                self._entry_texts += [block.text] if part else []
        self._passages = [(heading, "\n\n".join(texts)) for heading, texts in passages]

    def _read_facts(self) -> None:
        """What the document says of itself, where that is no table: labels and words in turn."""
        texts = [block.text for block in self._document.paragraphs() if not block.level]
        if printed.FACT_DOCUMENT in texts:
            pairs = texts[texts.index(printed.FACT_DOCUMENT) :][:_MOST_FACTS]
            self._take_about_document(dict(zip(pairs[::2], pairs[1::2], strict=False)))

    def _read_tables(self) -> None:
        """All our tables in order; what stands in others is told, and left out."""
        heading = part = ""
        for block in self._document.blocks:
            if isinstance(block, Paragraph):
                heading = block.text if block.level else heading
                part = block.text if block.level == self._top else part
                continue
            if not block.rows:
                continue
            headings = [cell.text if cell is not None else "" for cell in block.rows[0]]
            kind = printed.table_kind(tuple(headings))
            if kind is not None:
                rows = list(rows_of(block, headings))
                {
                    "areas": self._take_areas, "about_areas": self._take_about, "closed": self._take_closed,
                    "details": self._take_details, "evidence": self._take_evidence, "initials": self._take_initials,
                }[kind](rows, heading)  # fmt: skip
            elif part == printed.ENTRY_TITLE and block.width == 2 and not self._entry:
                self._entry = {row[0].text: row[1].text for row in block.rows if row[0] and row[1]}
            elif not self._take_facts(block):
                for row in block.rows:
                    cells = [cell.text for cell in row if cell is not None and cell.text]
                    at = where(next((cell.place for cell in row if cell is not None), block.place))
                    self._proposal.left_out.append(LeftOut("A table that is not ours.", " | ".join(cells), cells, at))

    def _take_facts(self, grid: Grid) -> bool:
        """Whether a table is that of what the document says of itself; the first one counts."""
        facts = {row[0].text: row[1].text for row in grid.rows if len(row) == 2 and row[0] and row[1]}
        about = self._proposal.document
        if grid.width != 2:
            return False
        if not self._areas:
            self._take_about_document(facts)
        return about.updated is not None

    def _take_about_document(self, facts: dict[str, str]) -> None:
        about = self._proposal.document
        day = read_day(facts.get(printed.FACT_DATE, ""))
        about.updated = day.isoformat() if day else about.updated
        about.kind = _KINDS.get(facts.get(printed.FACT_DOCUMENT, ""), about.kind)

    def _take_areas(self, rows: list[Row], heading: str) -> None:
        number, title = read_section(heading)
        section = self._sections.name(number, title, rows[0].place if rows else None)
        for row in rows:
            area = self._areas[-1] if row.goes_on and self._areas else None
            if area is None:
                area = _Area(row, section)
                self._areas.append(area)
                self._by_mark.setdefault(row.text(printed.NUMBER), area)
            if any(row.text(name) for name in (printed.STEP, printed.WHOM, printed.WHEN, printed.PROGRESS)):
                area.steps.append(row)

    def _of(self, row: Row, mark: str) -> _Area | None:
        area = self._by_mark.get(mark)
        if area is None:
            cells = [text for text in row.texts.values() if text]
            reason = "It is about a risk area that is not there."
            self._proposal.left_out.append(LeftOut(reason, " | ".join(cells), cells, where(row.place)))
        return area

    def _take_about(self, rows: list[Row], heading: str) -> None:
        for row in rows:
            mark, hidden = row.text(printed.NUMBER), row.text(printed.RESTRICTED)
            if mark == printed.CONTEXT_TITLE and hidden == printed.WHOLE_PASSAGE:
                self._hidden_context.add(row.text(printed.AREA))
                continue
            area = self._of(row, mark)
            if area is not None:
                area.about |= {name: text for name, text in row.texts.items() if text}
                if hidden:
                    self._restricted.append(mark)

    def _take_closed(self, rows: list[Row], heading: str) -> None:
        for row in rows:
            area = self._of(row, row.text(printed.NUMBER))
            if area is not None:
                area.closed.append(row)

    def _take_details(self, rows: list[Row], heading: str) -> None:
        """What is said of steps elsewhere goes to the step of that place, or to where the step has been moved since."""
        for row in rows:
            mark, _, place = row.text(printed.PLACE).rpartition("/")
            area = self._of(row, mark)
            if area is None:
                continue
            told = row.text(printed.STEP)
            at = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 5 else -1
            texts = [excerpt(step.text(printed.STEP)) for step in area.steps]
            if not (0 <= at < len(texts) and texts[at] == told) and told in texts:
                at = texts.index(told)
            if 0 <= at < len(texts):
                area.details[at] = row

    def _take_evidence(self, rows: list[Row], heading: str) -> None:
        for row in rows:
            area = self._of(row, row.text(printed.NUMBER))
            if area is not None:
                area.evidence.append(evidence_line(row.text(printed.EVIDENCE), row.text(printed.LINK)))

    def _take_initials(self, rows: list[Row], heading: str) -> None:
        for row in rows:
            texts = [row.text(name) for name in (printed.INITIALS, printed.MEANING, printed.STAND_FOR)]
            if texts[0]:
                self._proposal.glossary.append(term_of(*texts, source=row.place))

    def _finish(self, area: _Area) -> None:
        row = replace(area.row, texts=area.row.texts | area.about)
        number = read_number(row.text(printed.NUMBER))
        glossary = {term.initials: term for term in self._proposal.glossary}
        restricted, hidden = read_restricted(row.text(printed.RESTRICTED))
        made = RiskArea(
            number=number,
            section=area.section,
            title=row.text(printed.AREA) or None,
            hazard=row.text(printed.HAZARD) or None,
            requirement=row.text(printed.REQUIRED) or None,
            actions_taken=paragraphs(row.text(printed.TAKEN)),
            evidence="\n\n".join(area.evidence) or None,
            status=area.about.get(printed.STATUS),
            rag=rag_of(row.text(printed.RAG), self._proposal, number, row.place),
            leads=[named_lead(label, glossary) for label in read_leads(row.text(printed.LEAD))],
            published=said(
                rating_reason=row.text(printed.RATING_REASON),
                rated_on=read_day(row.text(printed.RATED_ON)),
                campus=row.text(printed.CAMPUS),
                restricted=restricted,
            ),
        )
        numbers = {name: whole(row.text(heading)) for name, heading in _RATINGS.items()}
        rate(made, numbers, row.text(printed.RATING_WORDS), read_day(row.text(printed.REVIEW_ON)))
        for place, step in enumerate(area.steps):
            made.next_steps.append(self._step(step, step.text(printed.STEP), area.details.get(place), hidden))
        for closed in area.closed:
            made.next_steps.append(self._step(closed, closed.text(printed.ACTION), closed, hidden))
        finish(self._proposal, made, row.place)

    def _step(self, row: Row, text: str, details: Row | None, hidden: list[str]) -> Step:
        glossary = {term.initials: term for term in self._proposal.glossary}
        details = details or Row({}, None)
        times = whole(details.text(printed.CARRIED_OVER))
        made = Step(
            text,
            progress=row.text(printed.PROGRESS) or details.text(printed.PROGRESS) or None,
            carried_over=bool(times),
            waiting_on=details.text(printed.WAITING_ON) or None,
            depends_on=lines(details.text(printed.DEPENDS_ON)),
            leads=[named_lead(label, glossary) for label in read_leads(row.text(printed.WHOM))],
            status=details.text(printed.STATUS) or str(Status.OPEN.label),
            origin=details.text(printed.SOURCE) or None,
            source=where(row.place),
            published=said(
                carried_over=times,
                first_due_on=read_day(details.text(printed.FIRST_DUE_ON)),
                ask_again_on=read_day(details.text(printed.ASK_AGAIN_ON)),
                closed_on=read_day(details.text(printed.CLOSED_ON)),
                restricted=excerpt(text) in hidden,
            ),
        )
        dated(made, read_when(row.text(printed.WHEN)))
        return made
