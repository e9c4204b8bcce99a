"""The page “Figures in the plan”: the numbers that are bound, and those that could be, with what the records give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page

from dueregard.figures.registry import all_figures, figure_of
from dueregard.figures.rules.claims import Claim, claims_in, meant_as_claims
from dueregard.figures.rules.definitions import Figure, Kind
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import AcademicYear, TermDates
from dueregard.plan.importing.figures import numbers_in, sentences_at
from dueregard.plan.queries.claims.texts import Sight, Text, read_texts, sight_of, text_at, texts_of
from dueregard.plan.queries.claims.values import reader_of, standings, trail_head
from dueregard.plan.rules.claims import Place, Standing, digest_of, digits_at, overlap

# Each candidate is held against every figure of the catalogue: few a page.
CANDIDATES_A_PAGE = 10
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that is bound, or (standing None) words that were meant to bind one. before, found, after: its sentence;
    written: as it stands in the text; digest: of the sentence."""

    text: Text
    before: str
    found: str
    after: str
    written: str
    digest: str
    standing: Standing | None = None

    @property
    def key(self) -> str:
        return self.standing.claim.key if self.standing else ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a figure gives for one date or period, beside the number of a candidate."""

    figure: Figure
    standing: Standing

    @property
    def first(self) -> str:
        """The first day of a period, as a form carries it."""
        first = self.standing.claim.span.first
        return first.isoformat() if first else ""

    @property
    def last(self) -> str:
        return self.standing.claim.span.last.isoformat()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number in a text that a figure may give. place: of its text, as a form carries it; start: in the sentence."""

    text: Text
    value: int
    before: str
    found: str
    after: str
    start: int
    digest: str
    day: date  # as at which it is held against the figures
    day_in_text: bool
    suggestions: tuple[Suggestion, ...] = ()


# --- bound ------------------------------------------------------------------------------------------------------------
def bound_rows(viewer: Any, texts: Iterable[Text], *, flagged: bool = True) -> list[Bound]:
    """The claims of these texts in their order, each with its sentence and how it stands; at most three queries.

    flagged: with what was meant as a claim and is none.
    """
    claims: list[tuple[Text, Claim, str]] = []
    read = reader_of(viewer)
    rows: list[Bound | int] = []
    for text in texts:
        for _, sentence in sentences_at(text.text):
            for claim in claims_in(sentence):
                rows.append(len(claims))
                claims.append((text, claim, sentence))
            for wrong in meant_as_claims(sentence) if flagged else ():
                at = sentence.index(wrong)
                before, after = read(sentence[:at]), read(sentence[at + len(wrong) :])
                rows.append(Bound(text, before, wrong, after, wrong, digest_of(sentence)))
    standing = standings(viewer, [claim for _, claim, _ in claims])
    return [_bound(*claims[row], standing[row], read) if isinstance(row, int) else row for row in rows]


def _bound(text: Text, claim: Claim, sentence: str, standing: Standing, read: Callable[[str], str]) -> Bound:
    written = sentence[claim.start : claim.end]
    found = standing.number if figure_of(claim.key) else written
    before, after = read(sentence[: claim.start]), read(sentence[claim.end :])
    return Bound(text, before, found, after, written, digest_of(sentence), standing)


def bound_page(viewer: Any, page: str | None = None) -> Page[Bound]:
    """The numbers of the living plan that are bound, one page of them; at most four queries."""
    texts = texts_of(viewer, "[")
    counts = [sum(1 for _ in claims_in(one.text)) + len(meant_as_claims(one.text)) for one in texts]
    total = sum(counts)
    number = page_number(page, total)
    first, last = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
    chosen, before, skipped = [], 0, None
    for text, count in zip(texts, counts, strict=True):
        if before + count > first and before < last:
            skipped = before if skipped is None else skipped
            chosen.append(text)
        before += count
    rows = bound_rows(viewer, chosen)
    start = first - (skipped or 0)
    return page_of(rows[start : start + PAGE_SIZE], number, total)


# --- candidates -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a candidate stands: nothing of the text itself is kept."""

    place: Place
    digest: str
    start: int
    value: int
    as_at: str | None


def candidate_page(viewer: Any, page: str | None = None) -> Page[Candidate]:
    """Numbers in the present texts that no figure is bound to, with the figures that come nearest; at most eight queries,
    and what the texts hold is looked for once until something is recorded."""
    terms = term_dates()
    head = trail_head()
    find = _spots if len(head) > 3 else _spots.__wrapped__  # without a trail nothing tells whether it still holds
    spots = find(head, sight_of(viewer), terms)
    number = page_number(page, len(spots), CANDIDATES_A_PAGE)
    some = spots[(number - 1) * CANDIDATES_A_PAGE : number * CANDIDATES_A_PAGE]
    texts = {text.place: text for text in texts_of(viewer, within=[spot.place for spot in some])} if some else {}
    read = reader_of(viewer)
    found = [one for spot in some if (one := _candidate(spot, texts.get(spot.place), read)) is not None]
    return page_of(_suggested(viewer, found), number, len(spots), CANDIDATES_A_PAGE)


@lru_cache(maxsize=8)
def _spots(head: tuple[Any, ...], sight: Sight, terms: TermDates) -> tuple[_Spot, ...]:
    known = _looked_at(terms)
    if len(known) > _MOST_LOOKED_AT:
        known.clear()
    found = []
    for text in read_texts(sight):
        # Nothing of the text is kept. Two that are taken for one would only show a number that is then not found.
        mark = (hash(text.text), len(text.text))
        if mark not in known:
            known[mark] = tuple(_numbers(text.text, terms))
        found += [_Spot(text.place, *one) for one in known[mark]]
    return tuple(found)


# More texts than any plan has; then they are looked at anew.
_MOST_LOOKED_AT = 200_000
_Number = tuple[str, int, int, str | None]


@lru_cache(maxsize=2)
def _looked_at(terms: TermDates) -> dict[tuple[int, int], tuple[_Number, ...]]:
    """What was found in each text: most stay as they are when something is recorded."""
    return {}


def _spots_in(text: Text, terms: TermDates) -> Iterable[_Spot]:
    return (_Spot(text.place, *one) for one in _numbers(text.text, terms))


def _numbers(text: str, terms: TermDates) -> Iterable[_Number]:
    found = [one for one in numbers_in(text, terms) if not one.share]
    sentences = list(sentences_at(text)) if found else []
    for one in found:
        start = next(at for at, sentence in reversed(sentences) if at <= one.start)
        yield digest_of(one.sentence), one.start - start, one.value, one.as_at


def _candidate(spot: _Spot, text: Text | None, read: Callable[[str], str]) -> Candidate | None:
    """The candidate with its words; None where they have changed meanwhile."""
    if text is None:
        return None
    for _, sentence in sentences_at(text.text):
        if digest_of(sentence) == spot.digest:
            digits = digits_at(sentence, spot.start)
            day = date.fromisoformat(spot.as_at) if spot.as_at else clock.today()
            return Candidate(
                text,
                spot.value,
                read(sentence[: spot.start]),
                digits,
                read(sentence[spot.start + len(digits) :]),
                spot.start,
                spot.digest,
                min(day, clock.today()),
                spot.as_at is not None and day <= clock.today(),
            )
    return None


def spans_at(figure: Figure, day: date) -> Span:
    """What a figure is asked for as at a day: the day; for one over a period the academic year up to it, and for one about
    cases of people the last academic year that was over."""
    if figure.kind == Kind.STOCK:
        return Span(day)
    year = AcademicYear.containing(day)
    if figure.cases:
        return Span.of_year(year if year.end <= day and year.end < clock.today() else year.previous)
    return Span(day, year.start)


def _suggested(viewer: Any, candidates: Sequence[Candidate], most: int | None = _SUGGESTED) -> list[Candidate]:
    figures = all_figures()
    claims = [Claim(one.value, figure.key, spans_at(figure, one.day), 0, 0) for one in candidates for figure in figures]
    standing = iter(standings(viewer, claims, now=False))
    made = []
    for one in candidates:
        sentence = one.before + one.found + one.after
        rows = [Suggestion(figure, next(standing)) for figure in figures]
        rows = [row for row in rows if not row.standing.problem]
        rows.sort(key=lambda row: _nearness(row, sentence))
        if most is not None:
            # What neither is the number nor speaks of the same comes near in nothing.
            rows = [row for row in rows if row.standing.agrees or _nearness(row, sentence)[1] < 0]
        made.append(replace(one, suggestions=tuple(rows if most is None else rows[:most])))
    return made


def _nearness(row: Suggestion, sentence: str) -> tuple[bool, int, bool, str]:
    """Equal before different, then by the words that they share; a day before a period, for texts give days."""
    shared = overlap(sentence, row.figure.label, row.figure.definition)
    return (not row.standing.agrees, -shared, row.figure.kind != Kind.STOCK, row.figure.label)


def candidate(viewer: Any, place: Place, digest: str, start: int, day: date | None = None) -> Candidate | None:
    """One number with every figure of the catalogue as at `day` (the day that the text gives, unless given); None where
    the viewer may not read it or the sentence has changed. At most eight queries."""
    text = text_at(viewer, place)
    if text is None:
        return None
    spots = (spot for spot in _spots_in(text, term_dates()) if (spot.digest, spot.start) == (digest, start))
    spot = next(iter(spots), None)
    found = _candidate(spot, text, reader_of(viewer)) if spot else None
    if found is None:
        return None
    if day is not None:
        found = replace(found, day=min(day, clock.today()), day_in_text=False)
    return _suggested(viewer, [found], None)[0]
