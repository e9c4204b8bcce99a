"""The figures of the health page: what each counts, in the users' words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What the rows behind a figure are."""

    STEPS = "steps"
    AREAS = "areas"
    TEXTS = "texts"
    CLAIMS = "claims"
    LINKS = "links"


# What held on an earlier day is not kept for these.
NOT_KEPT = frozenset({Group.CLAIMS, Group.LINKS})


class FindingKind(StrEnum):
    """What a look through the texts finds."""

    PAST_DATE = "past_date"
    TEMPLATE = "template"
    INITIALS = "initials"
    BODY = "body"


@dataclass(frozen=True)
class Figure:
    """A figure: its name in addresses, what it counts (one, many), and what its page says above the rows.

    register: the filter of the register that shows the same risk areas, or "". late: it weighs on the page.
    """

    slug: str
    group: Group
    one: str
    many: str
    heading: str
    explained: str
    register: str = ""
    late: bool = False
    finds: str = ""

    def words(self, count: int) -> str:
        """The words beside the number."""
        return self.one if count == 1 else self.many


FIGURES = (
    Figure(
        "overdue",
        Group.STEPS,
        "overdue next step",
        "overdue next steps",
        "Overdue next steps",
        "Unfinished, and the last day of their date is over.",
        "overdue",
        late=True,
    ),
    Figure(
        "no-lead-steps",
        Group.STEPS,
        "next step without a lead",
        "next steps without a lead",
        "Next steps without a lead",
        "Neither the step nor its risk area names anybody.",
    ),
    Figure(
        "no-date",
        Group.STEPS,
        "next step without date or rhythm",
        "next steps without date or rhythm",
        "Next steps without a date or a rhythm",
        "They can never become overdue, so nobody is reminded of them.",
        "no_date",
    ),
    Figure(
        "carried-over",
        Group.STEPS,
        "next step carried over",
        "next steps carried over",
        "Next steps carried over",
        "Their date was put back, or they were taken into a new year: how often, and how long since they were first due.",
        "carried_over",
    ),
    Figure(
        "waiting",
        Group.STEPS,
        "next step waiting on something",
        "next steps waiting on something",
        "Next steps waiting on something",
        "What each waits for, and when to ask again.",
    ),
    Figure(
        "no-lead",
        Group.AREAS,
        "risk area without a lead",
        "risk areas without a lead",
        "Risk areas without a lead",
        "Nobody is accountable for them.",
        "no_lead",
    ),
    Figure(
        "review-late",
        Group.AREAS,
        "risk area with a late review",
        "risk areas with a late review",
        "Risk areas with a late review",
        "The day of their next review is over.",
        "review_late",
        late=True,
    ),
    Figure(
        "never-reviewed",
        Group.AREAS,
        "risk area never reviewed",
        "risk areas never reviewed",
        "Risk areas never reviewed",
        "No review of them is recorded.",
    ),
    Figure(
        "unrated",
        Group.AREAS,
        "risk area without a rating",
        "risk areas without a rating",
        "Risk areas without a rating",
        "Their rating is unknown.",
    ),
    Figure(
        "rated-long-ago",
        Group.AREAS,
        "risk area rated long ago",
        "risk areas rated long ago",
        "Risk areas rated long ago",
        "They have a rating that is older than {months} months, or whose day nobody knows.",
    ),
    Figure(
        "no-evidence",
        Group.AREAS,
        "risk area without evidence",
        "risk areas without evidence",
        "Risk areas without evidence",
        "They have neither a link nor a file nor words about evidence.",
    ),
    Figure(
        "ended-leads",
        Group.AREAS,
        "risk area led by what has ended",
        "risk areas led by what has ended",
        "Risk areas led by a body or post that has ended",
        "A body or post that has ended leads the risk area or one of its unfinished next steps.",
        late=True,
    ),
    Figure(
        "past-dates",
        Group.TEXTS,
        "passage speaks of a date now past",
        "passages speak of a date now past",
        "Passages that speak of a date now past",
        "They say that something will be, by or on a day that is over.",
        finds=FindingKind.PAST_DATE,
    ),
    Figure(
        "template-wording",
        Group.TEXTS,
        "piece of template wording left",
        "pieces of template wording left",
        "Template wording left unedited",
        "Words of the template that the plan was written on.",
        finds=FindingKind.TEMPLATE,
    ),
    Figure(
        "initials",
        Group.TEXTS,
        "use of undefined initials",
        "uses of undefined initials",
        "Initials that nobody defines",
        "They are neither in the glossary nor spelled out beside them. Once for each passage that uses them.",
        finds=FindingKind.INITIALS,
    ),
    Figure(
        "ended-bodies",
        Group.TEXTS,
        "mention of a body that has ended",
        "mentions of a body that has ended",
        "Bodies that have ended, in the text",
        "The passage names a body after its end.",
        finds=FindingKind.BODY,
    ),
    Figure(
        "figures-moved",
        Group.CLAIMS,
        "figure that no longer holds",
        "figures that no longer hold",
        "Figures that no longer hold",
        "Numbers in the plan, or in what is published now, that are bound to a figure: today it has another value, the "
        "records now give another number for the very day that is stated, or it cannot be computed.",
    ),
    Figure(
        "links",
        Group.LINKS,
        "link that no longer answers",
        "links that no longer answer",
        "Links that no longer answer",
        "Links of evidence that gave no page when they were last asked.",
        late=True,
    ),
)

BY_SLUG = {figure.slug: figure for figure in FIGURES}
