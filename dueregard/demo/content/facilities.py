"""Section 6 of the invented plan: IT, estates and the students’ union."""

from __future__ import annotations

from dueregard.demo.content.shapes import (
    Edit,
    PlanSection,
    Rating,
    Reviewed,
    RiskArea,
    Step,
    drop,
    finish,
    later,
    start,
)

FACILITIES = PlanSection(
    "6",
    "IT, estates and the students’ union",
    (
        RiskArea(
            "6.1",
            "Acceptable use of the network",
            ("it director",),
            (
                "The rules on acceptable use name unlawful terrorist material and the route for lawful research. "
                "Filtering was considered and judged not to be proportionate for adults; the decision is looked at "
                "every second year. Nobody’s use is watched for the purposes of this plan.",
            ),
            hazard="The network is used for something unlawful; or people are deterred from lawful reading.",
            ratings=(
                Rating((-2, 10, 15), "green", "Rules are clear and linked from the sign-on page.", (2, 3), (1, 3)),
                Rating((-1, 10, 14), "amber", "The decision on filtering is due again.", (2, 3), (2, 3)),
                Rating((0, 10, 13), "green", "Decision renewed, with reasons.", (2, 3), (1, 3)),
            ),
            edits=(
                Edit(
                    (0, 10, 13),
                    "The decision not to filter was renewed in October of {y0}, with its reasons.",
                    "Two-yearly decision",
                ),
            ),
            links=(("Acceptable use of IT", "https://example.org/wexmouth/it/acceptable-use"),),
            reviews=(Reviewed((0, 10, 13), "changed", "steering", "PSG 24/18"),),
            steps=(
                Step(
                    "Decide again whether web filtering would be proportionate.",
                    ("it director", "steering"),
                    "Autumn term {y0}",
                    began=(-1, 10, 14),
                    happened=(start((0, 9, 10)), finish((0, 10, 13))),
                ),
                Step("Look at the rules when the law or the network changes.", ("it director",), rhythm="as needed"),
                Step("Put the rules before students each year at sign-on.", ("it director",), rhythm="yearly"),
            ),
        ),
        RiskArea(
            "6.3",
            "Safety of buildings, posters and literature",
            ("security head", "estates director"),
            (
                "Security patrols both campuses. Boards are open to everybody who belongs to the university; what is "
                "unlawful is taken down and reported, what is merely disliked stays.",
                "The Campus Safety Forum hears of each report. The next training for patrols will be held in the Spring "
                "term {y1}.",
            ),
            hazard="Staff take down lawful material, or leave up what is plainly a threat to somebody.",
            evidence_text="Daily occurrence book of the security office (not copied here).",
            ratings=(
                Rating((-2, 10, 15), "amber", "Staff were unsure what may be taken down.", (2, 3), (2, 2)),
                Rating((-1, 2, 11), "green", "A one-page guide is in use.", (2, 3), (1, 2)),
            ),
            reviews=(Reviewed((-1, 2, 11), "changed", "steering", "PSG 23/55", next_on="-60"),),
            restricted=("evidence_text",),
            steps=(
                Step(
                    "Write one page on what stays up and what comes down.",
                    ("security head", "secretary"),
                    "Autumn term {y1}",
                    happened=(start((-2, 6, 18)), finish((-1, 12, 16))),
                ),
                Step(
                    "Walk both campuses each term with somebody from the union.",
                    ("security head", "union", "forum"),
                    rhythm="termly",
                ),
                Step(
                    "Replace the notice boards at Northfield, which cannot be locked.",
                    ("estates director",),
                    "Spring term {y1}",
                    began=(-2, 6, 18),
                    happened=(
                        later((-1, 3, 30), "Summer term {y1}", "The budget was spent."),
                        later((-1, 7, 14), "Autumn term {y0}", "Ordered for the new year."),
                    ),
                ),
            ),
        ),
        RiskArea(
            "6.4",
            "The students’ union, its societies and their events",
            ("union", "prevent officer"),
            (
                "The union is a charity of its own and not subject to the duty. It works with the university of its "
                "own accord: a protocol says how its societies’ events are noted, who decides, and by when.",
                "Sabbatical officers are offered a briefing each August; the BCO keeps the list.",
            ),
            ratings=(
                Rating((-2, 10, 15), "amber", "The protocol was unsigned.", (3, 3), (2, 3)),
                Rating((-1, 6, 17), "green", "Signed, used, and reviewed by both.", (3, 3), (1, 3)),
                Rating((0, 10, 13), "amber", "New officers; the briefing was held late.", (3, 3), (2, 3)),
            ),
            links=(("Protocol with the students’ union", "https://example.org/wexmouth/union/protocol"),),
            reviews=(Reviewed((0, 10, 13), "changed", "steering", "PSG 24/19"),),
            steps=(
                Step(
                    "Sign the protocol with the union.",
                    ("registrar", "union president"),
                    "Spring term {y2}",
                    happened=(start((-2, 11, 11)), finish((-2, 4, 1), "Signed by both.")),
                ),
                Step("Brief the sabbatical officers each August.", ("prevent officer",), rhythm="yearly"),
                Step(
                    "Train the union’s staff who take event requests.",
                    ("union",),
                    "month",
                    began=(0, 10, 13),
                    happened=(start((0, 10, 29)),),
                ),
            ),
        ),
        RiskArea(
            "6.5",
            "Students are consulted on the plan",
            ("union president",),
            ("The plan is discussed with the union’s council once a year.",),
            requirement="Click here to enter text.",
            ratings=(Rating((-2, 10, 15), "amber", "Students have only now seen the plan.", (2, 2), (2, 2)),),
            edits=(
                Edit(
                    (-1, 10, 14),
                    "In {y2} students asked for plainer words and for numbers on refused events; both are now in the "
                    "plan.",
                    "What students asked for",
                ),
            ),
            steps=(
                Step(
                    "Hold an open meeting on the plan.",
                    ("union president", "registrar"),
                    "Summer term {y2}",
                    happened=(drop((-2, 7, 1), "The union preferred to discuss it in its own council."),),
                ),
                Step(
                    "Bring the plan to the union’s council and answer its questions in writing.",
                    ("union president", "prevent officer"),
                    "Autumn term {y1}",
                    happened=(
                        later((-1, 12, 15), "Spring term {y1}", "The council’s agenda was full."),
                        later((-1, 3, 31), "Autumn term {y0}", "Elections."),
                    ),
                ),
            ),
        ),
    ),
)
