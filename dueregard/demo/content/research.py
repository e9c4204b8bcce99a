"""Section 5 of the invented plan: research."""

from __future__ import annotations

from dueregard.demo.content.shapes import (
    Edit,
    PlanSection,
    Rating,
    Reviewed,
    RiskArea,
    Step,
    finish,
    later,
    note,
    start,
    wait,
)

RESEARCH = PlanSection(
    "5",
    "Research",
    (
        RiskArea(
            "5.1",
            "Security-sensitive research and material",
            ("ethics manager",),
            (
                "Research that needs security-sensitive material is welcome and protected. It is registered with the "
                "Research Ethics Committee, so that the university can vouch for the researcher if anybody asks.",
                "Material is kept in a secure store, not on laptops. The committee’s secretary answers questions from "
                "IT Services or the police and does so the same day.",
            ),
            hazard="A researcher or student comes under suspicion for lawful work; or material is left where others "
            "stumble on it.",
            ratings=(
                Rating((-2, 10, 15), "amber", "Taught postgraduates were not covered.", (2, 4), (2, 3)),
                Rating((-1, 10, 14), "green", "All levels of study are covered.", (2, 4), (1, 3)),
            ),
            edits=(
                Edit(
                    (-1, 9, 30),
                    "The procedure covers taught students since {y1}; their supervisor registers the project for them.",
                    "Taught students",
                ),
            ),
            links=(("Registering sensitive research", "https://example.org/wexmouth/research/sensitive"),),
            reviews=(Reviewed((-1, 10, 14), "changed", "ethics committee", "REC 25/17", next_on="-8"),),
            steps=(
                Step(
                    "Cover dissertations by taught students.",
                    ("ethics manager",),
                    "Summer term {y2}",
                    happened=(start((-2, 1, 28)), finish((-2, 6, 30), "In force from the next year.")),
                ),
                Step("Remind supervisors of the procedure each October.", ("ethics manager",), rhythm="yearly"),
                Step(
                    "Move the secure store to the new research platform.",
                    ("it director", "ethics manager"),
                    "Summer term {y1}",
                    began=(-1, 10, 14),
                    happened=(
                        start((-1, 2, 3)),
                        wait((0, 9, 8), "the supplier’s penetration test", "-15"),
                        note((0, 10, 20), "Test booked; the old store stays in use."),
                    ),
                ),
                Step(
                    "Agree with the library how reading lists with sensitive titles are handled.",
                    ("library",),
                    began=(0, 10, 13),
                ),
            ),
        ),
        RiskArea(
            "5.2",
            "Teaching partners and franchised courses",
            ("registrar",),
            (
                "Each agreement with a teaching partner says who looks after speakers, welfare and reporting. Partners "
                "give a short statement once a year.",
            ),
            ratings=(
                Rating((-2, 10, 15), "amber", "Two of five agreements were silent.", (2, 4), (2, 4)),
                Rating((-1, 6, 17), "amber", "One of five is still silent.", (2, 4), (2, 3)),
            ),
            links=(("Model clause for partners", "https://example.org/wexmouth/partners/clause"),),
            reviews=(Reviewed((-1, 6, 17), "changed", "steering", "PSG 23/63", next_on="+110"),),
            steps=(
                Step("Ask each partner for its annual statement.", ("registrar",), rhythm="yearly"),
                Step(
                    "Add the clause to the last agreement when it is renewed.",
                    ("@former lead", "secretary"),
                    "Summer term {y1}",
                    happened=(
                        start((-2, 3, 24)),
                        later((-1, 6, 17), "Summer term {y0}", "Renewal was put back a year."),
                    ),
                ),
                Step("Visit each partner once in two years.", ("prevent officer",), rhythm="every two years"),
            ),
        ),
    ),
)
