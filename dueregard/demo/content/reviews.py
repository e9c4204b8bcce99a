"""Reviews of the whole plan and of the corporate risk register's entry over three years, as a university holds them."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.demo.content.shapes import On

# Whose reviews each of the usual cycles counts, and after how many days a meeting of the group counts as late.
CYCLES = {
    "plan-steering": "steering",
    "plan-executive": "executive",
    "plan-governing": "council",
    "entry-termly": "executive",
    "entry-yearly": "audit",
}
DAYS_BETWEEN_MEETINGS = 135

PLAN, ENTRY = "plan", "risk_entry"


@dataclass(frozen=True)
class PlanReviewed:
    """One review by a body. What has not come yet by today is left out."""

    on: On
    what: str
    body: str
    outcome: str
    minute: str
    who: str = ""
    note: str = ""


_CHAIRS = {
    "steering": "The Academic Registrar in the chair",
    "executive": "The Vice-Chancellor in the chair",
    "council": "The chair of Council",
    "audit": "The chair of the committee",
}


def _held(on: On, what: str, body: str, outcome: str, minute: str, note: str = "") -> PlanReviewed:
    return PlanReviewed(on, what, body, outcome, minute, _CHAIRS[body], note)


REVIEWS: tuple[PlanReviewed, ...] = (
    # the year before last
    _held((-2, 10, 15), PLAN, "steering", "changed", "PSG 22/04", "Ratings gone through one by one."),
    _held((-2, 11, 12), PLAN, "executive", "no_change", "UEB 22/31"),
    _held((-2, 11, 12), ENTRY, "executive", "no_change", "UEB 22/32"),
    _held((-2, 11, 20), ENTRY, "audit", "adequate", "ARC 22/11"),
    _held((-2, 12, 4), PLAN, "council", "adequate", "CNL 22/19", "Received with the annual report."),
    _held((-2, 2, 12), PLAN, "steering", "no_change", "PSG 22/17"),
    _held((-2, 3, 11), PLAN, "executive", "no_change", "UEB 22/58"),
    _held((-2, 3, 11), ENTRY, "executive", "no_change", "UEB 22/59"),
    _held((-2, 6, 18), PLAN, "steering", "changed", "PSG 22/41", "Two new next steps after the county’s assessment."),
    _held((-2, 6, 24), PLAN, "executive", "no_change", "UEB 22/90"),
    _held((-2, 6, 24), ENTRY, "executive", "no_change", "UEB 22/91"),
    # last year
    _held((-1, 10, 14), PLAN, "steering", "changed", "PSG 23/41"),
    _held((-1, 11, 11), PLAN, "executive", "no_change", "UEB 23/28"),
    _held((-1, 11, 11), ENTRY, "executive", "no_change", "UEB 23/29"),
    _held((-1, 11, 19), ENTRY, "audit", "adequate", "ARC 23/09"),
    _held((-1, 12, 3), PLAN, "council", "adequate", "CNL 25/30", "Asked for the refreshers to be chased."),
    _held(
        (-1, 2, 11),
        PLAN,
        "steering",
        "referred",
        "PSG 23/49",
        "Training of governors: for the executive to decide how it is offered.",
    ),
    _held((-1, 3, 10), PLAN, "executive", "changed", "UEB 23/55", "To be offered on the morning of a Council meeting."),
    _held((-1, 3, 10), ENTRY, "executive", "changed", "UEB 23/56"),
    _held((-1, 6, 17), PLAN, "steering", "no_change", "PSG 23/57"),
    _held((-1, 6, 23), PLAN, "executive", "no_change", "UEB 23/84"),
    _held((-1, 6, 23), ENTRY, "executive", "no_change", "UEB 23/85"),
    # this year
    _held((0, 10, 13), PLAN, "steering", "changed", "PSG 24/06", "Ratings lowered where the refreshers are done."),
    _held((0, 11, 10), PLAN, "executive", "no_change", "UEB 24/30"),
    _held((0, 11, 10), ENTRY, "executive", "no_change", "UEB 24/31"),
    _held((0, 12, 2), PLAN, "council", "adequate", "CNL 26/28"),
    _held((0, 2, 10), PLAN, "steering", "no_change", "PSG 24/33"),
    _held((0, 3, 9), PLAN, "executive", "no_change", "UEB 24/57"),
    _held((0, 3, 9), ENTRY, "executive", "no_change", "UEB 24/58"),
)
