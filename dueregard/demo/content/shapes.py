"""The shapes in which the demonstration's content is written down."""

from __future__ import annotations

from dataclasses import dataclass

# A day as (academic year counted from the present one: 0, -1 or -2; month; day). A day that has not come yet becomes
# today; one at a weekend becomes the Friday before.
On = tuple[int, int, int]

FOUNDED: On = (-2, 9, 2)  # the day on which the first accounts were opened
BROUGHT: On = (-2, 9, 9)  # the day on which the plan was first typed in
SUCCESSION: On = (-1, 9, 1)  # the day on which the post of Prevent lead changed hands

# Texts may name academic years: {y0} is the present one, {y1} and {y2} those before it, {n} the next.
# A due date is such a phrase, or "+12" / "-5" (days from today), or "month" (the last day of this month).


@dataclass(frozen=True)
class Happening:
    """Something that happened to a next step. what: start, finish, drop, reopen, later, note or wait."""

    on: On
    what: str
    words: str = ""
    due: str = ""


def start(on: On) -> Happening:
    """Work on it began."""
    return Happening(on, "start")


def finish(on: On, progress: str = "") -> Happening:
    """It was done; progress: what is kept with it."""
    return Happening(on, "finish", progress)


def drop(on: On, reason: str) -> Happening:
    """It was given up."""
    return Happening(on, "drop", reason)


def later(on: On, due: str, reason: str) -> Happening:
    """Its date was put back."""
    return Happening(on, "later", reason, due)


def note(on: On, progress: str) -> Happening:
    """Progress was written down."""
    return Happening(on, "note", progress)


def wait(on: On, what: str, ask_again: str) -> Happening:
    """It began to wait on something; ask_again: like a due date in days."""
    return Happening(on, "wait", what, ask_again)


@dataclass(frozen=True)
class Step:
    """One next step. rhythm: a value of actions.rules.Rhythm, which makes it standing."""

    text: str
    leads: tuple[str, ...] = ()
    due: str = ""
    rhythm: str = ""
    happened: tuple[Happening, ...] = ()
    began: On = BROUGHT
    source: str = ""
    depends_on: tuple[str, ...] = ()
    restricted: bool = False


@dataclass(frozen=True)
class Rating:
    """A rating with its reason; gross and residual as (likelihood, impact)."""

    on: On
    rag: str
    reason: str
    gross: tuple[int, int] | None = None
    residual: tuple[int, int] | None = None
    by: str = "lead"


@dataclass(frozen=True)
class Edit:
    """A paragraph that was added to a passage."""

    on: On
    paragraph: str
    reason: str = ""
    passage: str = "actions_taken"


@dataclass(frozen=True)
class Reviewed:
    """A completed review. next_on: the day of the next, in days from today ("+40", "-20")."""

    on: On
    outcome: str
    body: str
    minute: str = ""
    note: str = ""
    next_on: str = ""


@dataclass(frozen=True)
class RiskArea:
    """One risk area with its history."""

    number: str
    title: str
    leads: tuple[str, ...]
    taken: tuple[str, ...]
    hazard: str = ""
    requirement: str = ""
    evidence_text: str = ""
    campus: str = ""
    added: On = BROUGHT
    ratings: tuple[Rating, ...] = ()
    edits: tuple[Edit, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    reviews: tuple[Reviewed, ...] = ()
    steps: tuple[Step, ...] = ()
    restricted: tuple[str, ...] = ()
    retired: On | None = None
    retired_because: str = ""


@dataclass(frozen=True)
class PlanSection:
    """A section with its areas."""

    number: str
    title: str
    areas: tuple[RiskArea, ...]
