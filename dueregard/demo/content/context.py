"""The invented plan as a whole: its title and scale, its context, and the corporate risk register's entry."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.demo.content.shapes import BROUGHT, On

TITLE = "Prevent duty risk assessment and action plan"
LIKELIHOOD = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
IMPACT = ("Slight", "Minor", "Moderate", "Major", "Severe")
AMBER_FROM, RED_FROM = 6, 12

# The days on which the second and the third year were opened.
YEARS_OPENED: tuple[On, ...] = ((-1, 8, 12), (0, 8, 11))
ROLLED_NOTE = "Dates stand until the steering group meets in October."


@dataclass(frozen=True)
class Passage:
    """A passage of the context, and how it was rewritten later."""

    kind: str
    heading: str
    text: str
    restricted: bool = False
    on: On = BROUGHT
    rewritten: tuple[tuple[On, str, str], ...] = ()  # when, the new text, why


PASSAGES: tuple[Passage, ...] = (
    Passage(
        "national",
        "What national sources say",
        "The national threat level and its meaning are published; this plan does not repeat them, because they change. "
        "National reports speak of people acting alone, of younger people, of material met online, and of concerns "
        "that fit no single ideology.\n\n"
        "None of this says that students at this university are likely to be drawn into terrorism. It says what those "
        "who look after them should know.",
        rewritten=(
            (
                (-1, 9, 17),
                "The national threat level and its meaning are published; this plan does not repeat them, because they "
                "change. National reports speak of people acting alone, of younger people, of material met online, of "
                "concerns that fit no single ideology, and of a fascination with violence for its own sake.\n\n"
                "None of this says that students at this university are likely to be drawn into terrorism. It says "
                "what those who look after them should know, and that most concerns are best answered with support.",
                "Yearly review of the context",
            ),
        ),
    ),
    Passage(
        "local",
        "Our region and our campuses",
        "The university has some 11,000 students at two campuses: Harbour, in the town, and Northfield, an hour away "
        "by bus, where most first-year students of one faculty live. The county council and the police share a "
        "summary of local risks with us once a year.\n\n"
        "Loneliness in the first term, and the distance of Northfield from services, matter more to this plan than "
        "anything in the summary.",
        rewritten=(
            (
                (0, 9, 16),
                "The university has some 11,400 students at two campuses: Harbour, in the town, and Northfield, an "
                "hour away by bus, where most first-year students of one faculty live. The county council and the "
                "police share a summary of local risks with us once a year.\n\n"
                "Loneliness in the first term, and the distance of Northfield from services, matter more to this plan "
                "than anything in the summary. A wellbeing adviser has been at Northfield four days a week since "
                "{y1}.",
                "Yearly review of the context",
            ),
        ),
    ),
    Passage(
        "local",
        "What the county’s summary says",
        "The summary is shared in confidence. Its points for {y1} have been weighed in areas 1.1, 3.1 and 6.3. "
        "Nothing in it concerns a person or a group at this university.",
        restricted=True,
        on=(-1, 11, 10),
    ),
)


@dataclass(frozen=True)
class CorporateEntry:
    """What the corporate risk register said from a day on."""

    on: On
    text: str
    likelihood: int
    impact: int
    reason: str = ""


REGISTER_REFERENCE = "CRR 14"
REGISTER_TITLE = "The university is found not to have due regard to the Prevent duty"
CORPORATE: tuple[CorporateEntry, ...] = (
    CorporateEntry(
        (-2, 10, 15),
        "Causes: gaps in training, a lapsed agreement, a late report to Council. Controls: this plan, the steering "
        "group, the annual return.",
        2,
        4,
    ),
    CorporateEntry(
        (0, 10, 13),
        "Causes: a lapsed agreement with the county, refreshers that fall due. Controls: this plan, the steering "
        "group, the report to Council, which names what was carried over.",
        2,
        3,
        "Reviewed with the plan’s ratings",
    ),
)
