"""Was the risk assessment refreshed in an academic year, and who was assured of it: the answer, and the paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dueregard.documents.blocks import Block, Bullets, Cell, Column, Document, Facts, Heading, Notice, Paragraph, Table
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.rules.states import Outcome

_ASSURED = {Outcome.NO_CHANGE, Outcome.CHANGED, Outcome.ADEQUATE}


@dataclass(frozen=True, slots=True)
class VersionFact:
    """A version that was frozen, approved or published in the year.

    risk: whether it holds the risk assessment. minor: a correction of prose. approvals: in words. of_bodies: (body, day,
    minute) of each approval by a body.
    """

    reference: str
    label: str
    dated: date
    state: str
    risk: bool
    minor: bool = False
    withdrawn: bool = False
    approved_on: date | None = None
    published_on: date | None = None
    approvals: tuple[str, ...] = ()
    of_bodies: tuple[tuple[str, date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """A review of the plan or of the risk register's entry in the year."""

    on: date
    body: str
    outcome: str
    minute: str = ""
    referred_to: str = ""
    plan_version: str = ""


@dataclass(frozen=True, slots=True)
class AreaFact:
    """A risk area at the end of the year, or now. What happened to it in the year."""

    reference: str
    label: str
    rag: str
    reviewed: bool = False
    rated: bool = False
    changed: bool = False
    new: bool = False


@dataclass(frozen=True, slots=True)
class YearOfEvidence:
    """All that is recorded now about one academic year. head: (number, hash) of the trail's last entry of the year; of the
    present year, of the last entry about this evidence.

    bodies: those whose cycle has them review the plan. opened: (day, by whom) of the roll-forward into the year.
    """

    year: AcademicYear
    today: date
    institution: str
    versions: tuple[VersionFact, ...] = ()
    reviews: tuple[ReviewFact, ...] = ()
    entry_reviews: tuple[ReviewFact, ...] = ()
    areas: tuple[AreaFact, ...] = ()
    bodies: tuple[str, ...] = ()
    opened: tuple[date, str] | None = None
    head: tuple[int, str] | None = None

    @property
    def over(self) -> bool:
        return self.today > self.year.end

    def count(self, what: str) -> int:
        """How many areas were reviewed, rated, changed or new."""
        return sum(getattr(area, what) for area in self.areas)


@dataclass(frozen=True, slots=True)
class Answer:
    """The plain answer. refreshed: whether a version of the risk assessment was approved in the year."""

    refreshed: bool
    sentence: str
    assured: tuple[str, ...]
    assurance: str
    lacking: tuple[str, ...]


def question(year: AcademicYear) -> str:
    """The question that the page answers."""
    return f"Was the risk assessment refreshed in {year}, and who was assured of it?"


def in_year(year: AcademicYear, day: date | None) -> bool:
    """Whether a day lies in the year, both ends included."""
    return day is not None and year.start <= day <= year.end


def refreshing(found: YearOfEvidence) -> VersionFact | None:
    """The last version of the risk assessment that was approved in the year: neither a correction nor withdrawn."""
    fitting = [
        one
        for one in found.versions
        if one.risk and not one.minor and not one.withdrawn and in_year(found.year, one.approved_on)
    ]
    return max(fitting, key=lambda one: (one.approved_on or found.year.start, one.dated), default=None)


def answer(found: YearOfEvidence) -> Answer:
    """The answer in plain sentences."""
    year, version = found.year, refreshing(found)
    if version is not None and version.approved_on is not None:
        published = f", and published on {plain_day(version.published_on)}" if version.published_on else ""
        sentence = (
            f"Yes: {version.label}, dated {plain_day(version.dated)}, was approved on "
            f"{plain_day(version.approved_on)}{published}."
        )
    else:
        waiting = [one for one in found.versions if one.risk and not one.minor and one.approved_on is None]
        waiting = [one for one in waiting if not one.withdrawn]
        if found.over:
            sentence = f"No: no version of the risk assessment was approved in {year}."
        elif waiting:
            sentence = f"Not yet: {waiting[-1].label}, dated {plain_day(waiting[-1].dated)}, waits to be approved."
        else:
            sentence = f"Not yet: no version of the risk assessment has been approved in {year} so far."
    assured = _assured(found)
    lacking = tuple(body for body in found.bodies if body not in assured)
    if assured:
        assurance = f"Assured of it: {'; '.join(assured.values())}."
    else:
        assurance = "No body was assured of it." if found.over else "No body has been assured of it yet."
    return Answer(version is not None, sentence, tuple(assured), assurance, lacking)


def _assured(found: YearOfEvidence) -> dict[str, str]:
    """By body, the last that assured it in the year: its review of the plan, or its approval of a version."""
    told: list[tuple[date, str, str]] = [
        (one.on, one.body, f"reviewed the plan, {outcome_words(one).lower()}{_minute(one.minute)}")
        for one in found.reviews
        if one.outcome in _ASSURED and one.body
    ]
    for version in found.versions:
        if version.risk and not version.withdrawn:
            told += [
                (day, body, f"approved {version.label}{_minute(minute)}")
                for body, day, minute in version.of_bodies
                if in_year(found.year, day)
            ]
    last = {body: (day, words) for day, body, words in sorted(told)}
    ordered = sorted((day, body, words) for body, (day, words) in last.items())
    return {body: f"{body} ({plain_day(day)}, {words})" for day, body, words in ordered}


def _minute(minute: str) -> str:
    return f", minute {minute}" if minute else ""


def outcome_words(one: ReviewFact) -> str:
    """The outcome in words, and where it was referred."""
    words = str(Outcome(one.outcome).label)
    return f"{words} to {one.referred_to}" if one.referred_to else words


def blocks_of(found: YearOfEvidence) -> list[Block]:
    """The evidence as blocks: the answer first."""
    said = answer(found)
    blocks: list[Block] = [
        Notice(said.sentence, "green" if said.refreshed else "amber"),
        Paragraph(said.assurance),
    ]
    if said.lacking:
        blocks.append(
            Paragraph(f"Not recorded {'for' if found.over else 'yet for'} {found.year}: {', '.join(said.lacking)}.")
        )
    blocks += [Heading(2, "Versions"), *_versions(found.versions)]
    blocks += [Heading(2, "Reviews of the plan"), *_reviews(found.reviews)]
    blocks.append(Heading(2, "Reviews of the corporate risk register’s entry"))
    blocks += _reviews(found.entry_reviews)
    blocks += [Heading(2, "Risk areas"), Facts(tuple(_counts(found)))]
    blocks += [Heading(2, "The year and its proof"), Facts(tuple(_proof(found)))]
    return blocks


def _counts(found: YearOfEvidence) -> Iterable[tuple[str, str]]:
    for what, label in WHICH.items():
        yield label, f"{found.count(what)} of {len(found.areas)}"


# The figures of the areas, by the name in their address.
WHICH = {
    "reviewed": "Reviewed in the year",
    "rated": "Rated in the year",
    "changed": "Changed in the year",
    "new": "New",
}


def _proof(found: YearOfEvidence) -> Iterable[tuple[str, str]]:
    if found.opened:
        yield "Year opened", f"{plain_day(found.opened[0])}, {found.opened[1]}"
    else:
        yield "Year opened", "The plan was not rolled forward into this year"
    if found.head:
        which = "of the year" if found.over else "about this"
        yield f"Last audit entry {which}", str(found.head[0])
        yield "Its hash", found.head[1]


def _versions(versions: Sequence[VersionFact]) -> list[Block]:
    if not versions:
        return [Paragraph("No version was proposed, approved or published in the year.")]
    rows = tuple(
        (
            Cell(one.label),
            Cell(plain_day(one.dated)),
            Cell(one.state),
            Cell("\n".join(one.approvals) or "None"),
            Cell(plain_day(one.published_on) if one.published_on else "Not published"),
        )
        for one in versions
    )
    columns = (
        Column("Version", 18, row_heading=True),
        Column("Date", 12),
        Column("State", 8),
        Column("Approved", 22),
        Column("Published", 12),
    )
    return [Table(columns, rows, "Each version with its approvals", titled=True)]


def _reviews(reviews: Sequence[ReviewFact]) -> list[Block]:
    if not reviews:
        return [Bullets(("None is recorded.",))]
    columns = [
        Column("Date", 12, row_heading=True),
        Column("Body", 18),
        Column("Outcome", 16),
        Column("Minute", 9),
    ]
    rows = [
        [Cell(plain_day(one.on)), Cell(one.body or "No body"), Cell(outcome_words(one)), Cell(one.minute or "None")]
        for one in reviews
    ]
    if any(one.plan_version for one in reviews):
        columns.append(Column("Version", 14))
        for row, one in zip(rows, reviews, strict=True):
            row.append(Cell(one.plan_version or "Not said"))
    return [Table(tuple(columns), tuple(map(tuple, rows)), "Each review with its outcome and minute", titled=True)]


def document_of(found: YearOfEvidence) -> Document:
    """The paper for governors."""
    recorded = f"As recorded on {plain_day(found.today)}"
    return Document(
        title=question(found.year),
        subtitle=f"{found.institution}. {recorded}" if found.institution else recorded,
        dated=found.today,
        footer=f"Prevent risk assessment: evidence for {found.year}. {recorded}",
        blocks=blocks_of(found),
        landscape=False,
    )
