"""What follows the main table of a version's document: annexes by what they are about, each only where it says something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dueregard.actions.rules import UNFINISHED, Status
from dueregard.documents.blocks import Block, Cell, Column, Facts, Heading, Paragraph, Table
from dueregard.plan.rules import printed
from dueregard.plan.rules.passages import paragraphs
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.printing import day, due, entry_facts, leads_of, shown_steps
from dueregard.publication.rules.states import Kind


def annexes(content: Json, kind: Kind) -> Iterable[Block]:
    """The annexes in order. Each area of the content has its "mark" (plan.rules.printed.area_marks)."""
    for part in (_closed, _hazards, _standing, _ratings, _details, _evidence, _restricted, _initials, _entry):
        yield from part(content, kind)


def _annex(
    heading: str, anchor: str, columns: tuple[Column, ...], rows: Sequence[tuple[str, ...]], needed: int = 2
) -> Iterable[Block]:
    """A table below its heading, without the columns that hold nothing; no table without rows.

    needed: so many columns at the left stand there in any case.
    """
    if not rows:
        return
    kept = [place for place in range(len(columns)) if place < needed or any(row[place] for row in rows)]
    yield Heading(2, heading, anchor)
    yield Table(
        tuple(columns[place] for place in kept),
        [tuple(Cell(row[place]) for place in kept) for row in rows],
        heading,
        titled=True,
    )


_MARK = Column(printed.NUMBER, 6, row_heading=True)
_OF_AREA = Column(printed.AREA, 24)


def _closed(content: Json, kind: Kind) -> Iterable[Block]:
    since = content["closed_since"] or ""
    rows = [
        (
            area["mark"],
            step["text"],
            str(Status(step["status"]).label),
            leads_of(step),
            due(step),
            step["progress"],
            day(step["closed_on"]),
        )
        for area in content["areas"]
        for step in area["steps"]
        if step["status"] not in UNFINISHED and (step["closed_on"] or "") >= since
    ]
    columns = (
        _MARK,
        Column(printed.ACTION, 34),
        Column(printed.STATUS, 9),
        Column(printed.WHOM, 16),
        Column(printed.WHEN, 20),
        Column(printed.PROGRESS, 24),
        Column(printed.CLOSED_ON, 13),
    )
    heading = "Actions closed since the last version" if since else "Actions closed"
    yield from _annex(heading, "closed", columns, rows, needed=3)


def _hazards(content: Json, kind: Kind) -> Iterable[Block]:
    """Hazards and duties, where the main table has no columns for them."""
    if kind == Kind.RISK_ASSESSMENT:
        return
    rows = [
        (area["mark"], area["title"], "\n\n".join(area["hazard"]), "\n\n".join(area["requirement"]))
        for area in content["areas"]
        if area["hazard"] or area["requirement"]
    ]
    columns = (_MARK, _OF_AREA, Column(printed.HAZARD, 38), Column(printed.REQUIRED, 38))
    yield from _annex("Hazards and what is required", "hazards", columns, rows)


def _standing(content: Json, kind: Kind) -> Iterable[Block]:
    rows = [
        (area["mark"], area["title"], area["campus"], "\n\n".join(area["status_text"]))
        for area in content["areas"]
        if area["campus"] or area["status_text"]
    ]
    columns = (_MARK, _OF_AREA, Column(printed.CAMPUS, 14), Column(printed.STATUS, 60))
    yield from _annex("Where each risk area stands", "standing", columns, rows)


def _ratings(content: Json, kind: Kind) -> Iterable[Block]:
    numbers = ("likelihood", "impact", "current_score", "residual_likelihood", "residual_impact")
    rows: list[tuple[str, ...]] = []
    for area in content["areas"]:
        said = (
            *("" if area[name] is None else str(area[name]) for name in numbers),
            area["rating_words"],
            area["rating_reason"],
            day(area["rated_on"]),
            day(area["review_on"]),
        )
        if any(said):
            rows.append((area["mark"], area["title"], *said))
    columns = (
        _MARK,
        _OF_AREA,
        Column(printed.LIKELIHOOD, 9, numeric=True),
        Column(printed.IMPACT, 8, numeric=True),
        Column(printed.CURRENT, 8, numeric=True),
        Column(printed.RESIDUAL_LIKELIHOOD, 9, numeric=True),
        Column(printed.RESIDUAL_IMPACT, 9, numeric=True),
        Column(printed.RATING_WORDS, 14),
        Column(printed.RATING_REASON, 24),
        Column(printed.RATED_ON, 12),
        Column(printed.REVIEW_ON, 12),
    )
    yield from _annex("Ratings and reviews", "ratings", columns, rows)


def _details(content: Json, kind: Kind) -> Iterable[Block]:
    rows: list[tuple[str, ...]] = []
    for area in content["areas"]:
        for place, step in enumerate(shown_steps(area), start=1):
            words = (
                "" if step["status"] == Status.OPEN else str(Status(step["status"]).label),
                "" if kind == Kind.ACTION_PLAN else step["progress"],
                step["waiting_on"],
                day(step["ask_again_on"]),
                "\n".join(step["depends_on"]),
                str(step["carried_over"] or ""),
                day(step["first_due_on"]) if step["carried_over"] else "",
                step["source"],
            )
            if any(words):
                rows.append((f"{area['mark']}/{place}", printed.excerpt(step["text"]), *words))
    columns = (
        Column(printed.PLACE, 7, row_heading=True),
        Column(printed.STEP, 28),
        Column(printed.STATUS, 9),
        Column(printed.PROGRESS, 26),
        Column(printed.WAITING_ON, 18),
        Column(printed.ASK_AGAIN_ON, 12),
        Column(printed.DEPENDS_ON, 9),
        Column(printed.CARRIED_OVER, 8, numeric=True),
        Column(printed.FIRST_DUE_ON, 12),
        Column(printed.SOURCE, 16),
    )
    yield from _annex("More about next steps", "details", columns, rows)


def _evidence(content: Json, kind: Kind) -> Iterable[Block]:
    rows: list[tuple[str, ...]] = []
    for area in content["areas"]:
        if area["evidence_text"]:
            rows.append((area["mark"], "\n\n".join(area["evidence_text"]), ""))
        rows += [(area["mark"], one["title"], one["url"]) for one in area["evidence"]]
    columns = (_MARK, Column(printed.EVIDENCE, 60), Column(printed.LINK, 40))
    yield from _annex("Evidence", "evidence", columns, rows)


def _restricted(content: Json, kind: Kind) -> Iterable[Block]:
    rows: list[tuple[str, ...]] = [
        (printed.CONTEXT_TITLE, passage["heading"], printed.WHOLE_PASSAGE)
        for passage in content["context"]
        if passage["restricted"]
    ]
    for area in content["areas"]:
        named = printed.restricted_lines(
            area["restricted"],
            (step["text"] for step in area["steps"] if step["restricted"]),
            (one["title"] for one in area["evidence"] if one["restricted"]),
        )
        if named:
            rows.append((area["mark"], area["title"], named))
    columns = (_MARK, _OF_AREA, Column(printed.RESTRICTED, 60))
    yield from _annex("Restricted passages", "restricted", columns, rows)


def _initials(content: Json, kind: Kind) -> Iterable[Block]:
    rows = [
        (term["letters"], term["meaning"], term["lead"]["label"] if term["lead"] else "")
        for term in content["glossary"]
    ]
    columns = (
        Column(printed.INITIALS, 10, row_heading=True),
        Column(printed.MEANING, 50),
        Column(printed.STAND_FOR, 30),
    )
    yield from _annex("Initials", "initials", columns, rows)


def _entry(content: Json, kind: Kind) -> Iterable[Block]:
    entry = content["risk_entry"]
    if not entry:
        return
    yield Heading(2, printed.ENTRY_TITLE, "risk-register")
    yield Facts(tuple(entry_facts(entry)))
    yield from (Paragraph(paragraph) for paragraph in paragraphs(entry["text"]))
