"""Section 3 of the invented plan: welfare, pastoral care and chaplaincy."""

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
    start,
    wait,
)

WELFARE = PlanSection(
    "3",
    "Welfare, pastoral care and chaplaincy",
    (
        RiskArea(
            "3.1",
            "Noticing and answering welfare concerns",
            ("wellbeing head",),
            (
                "Every concern about a student’s welfare takes the same route, whatever it is about. The wellbeing "
                "team talks to the student first wherever that is safe, and most concerns end with support.",
                "A concern that may be a matter for Prevent is looked at by two people, who write down the facts, "
                "what else was considered, and why they decided as they did. “No further action” is a proper outcome.",
            ),
            hazard="A person who needs help does not get it; or a person is treated as a risk for who they are.",
            requirement="Clear, consistent processes for raising and handling welfare concerns.",
            ratings=(
                Rating((-2, 10, 15), "amber", "Two services kept separate notes.", (3, 5), (2, 4)),
                Rating((-1, 2, 11), "amber", "One route is in force, but not all schools use it.", (3, 5), (2, 4)),
                Rating((-1, 6, 17), "green", "All schools use the one route.", (3, 5), (1, 4)),
            ),
            edits=(
                Edit(
                    (-2, 1, 22),
                    "Since January of {y2} there is one route for all concerns, and the leaflet on it was "
                    "written with students.",
                    "Joined-up welfare route",
                ),
                Edit(
                    (-1, 9, 25),
                    "A student can ask what was recorded about them and put a note of their own beside "
                    "it; the leaflet says how.",
                    "Advice of the data protection officer",
                ),
            ),
            links=(
                ("Worried about a student? The route in one page", "https://example.org/wexmouth/worried"),
                ("Privacy notice of Student Services", "https://example.org/wexmouth/privacy/student-services"),
            ),
            reviews=(Reviewed((-1, 6, 17), "changed", "steering", "PSG 23/60", next_on="+30"),),
            steps=(
                Step(
                    "Bring the notes of the two services together under one route.",
                    ("wellbeing head",),
                    "Spring term {y2}",
                    happened=(start((-2, 10, 7)), finish((-2, 1, 22), "In force since January.")),
                ),
                Step(
                    "Read ten closed cases a year, names removed, and ask whether the route was fair.",
                    ("wellbeing head", "prevent officer"),
                    rhythm="yearly",
                ),
                Step(
                    "Show the leaflet to a student panel and take in what they say.",
                    ("wellbeing head", "union"),
                    "Spring term {y1}",
                    began=(-1, 9, 25),
                    happened=(start((-1, 11, 3)), finish((-1, 3, 18), "Two sentences were reworded.")),
                ),
                Step(
                    "Set out how a concern about a member of staff is handled.",
                    ("people director",),
                    "Autumn term {y1}",
                    began=(-1, 2, 11),
                    happened=(
                        later((-1, 6, 17), "Autumn term {y0}", "Trade unions asked to be consulted."),
                        wait((0, 10, 13), "the trade unions’ comments on the draft", "+9"),
                    ),
                ),
                Step(
                    "Check that duty numbers work over the winter closure.",
                    ("wellbeing head", "security head"),
                    "+17",
                    began=(0, 11, 2),
                ),
            ),
        ),
        RiskArea(
            "3.2",
            "Paper forms for concerns in departments",
            ("wellbeing head",),
            ("Departments kept paper forms in a locked cabinet and sent them to Student Services each month.",),
            hazard="Forms were kept too long and in too many places.",
            ratings=(Rating((-2, 10, 15), "red", "Eleven cabinets, no list of keys.", (4, 4), (4, 3)),),
            reviews=(Reviewed((-2, 2, 12), "changed", "steering", "PSG 22/20", "Forms withdrawn and destroyed."),),
            retired=(-2, 3, 3),
            retired_because="Paper forms are no longer used: see 3.1.",
        ),
        RiskArea(
            "3.3",
            "Chaplaincy and faith advisers",
            ("chaplain",),
            (
                "The chaplaincy serves people of all faiths and none. Faith advisers are appointed by an open "
                "procedure, with references, and meet the lead chaplain twice a term.",
            ),
            ratings=(
                Rating((-2, 10, 15), "amber", "Two advisers worked without a written agreement.", (2, 3), (2, 3)),
                Rating((-2, 6, 18), "green", "All advisers have agreements.", (2, 3), (1, 3)),
            ),
            links=(("Chaplaincy: who we are", "https://example.org/wexmouth/chaplaincy"),),
            reviews=(Reviewed((-1, 10, 14), "no_change", "steering", "PSG 23/44", next_on="-12"),),
            steps=(
                Step(
                    "Give every faith adviser a written agreement.",
                    ("chaplain",),
                    "Spring term {y2}",
                    happened=(start((-2, 11, 18)), finish((-2, 3, 12))),
                ),
                Step(
                    "Offer advisers the awareness session for student-facing staff.",
                    ("chaplain",),
                    "Spring term {y0}",
                    began=(0, 10, 13),
                    depends_on=("2.3",),
                ),
                Step("Meet each adviser twice a term.", ("chaplain",), rhythm="termly"),
            ),
        ),
        RiskArea(
            "3.5",
            "Prayer and reflection rooms at Harbour",
            ("chaplain", "student services"),
            (
                "The rooms are open to all students and staff. A short guide, agreed with those who use them, says how "
                "they are shared, who keeps them, and whom to ask. Use of the rooms is not recorded.",
            ),
            ratings=(Rating((-2, 10, 15), "green", "Well kept, and the guide is known.", (2, 2), (1, 2)),),
            reviews=(
                Reviewed((-2, 10, 15), "adequate", "steering", "PSG 22/08", "Existing arrangements are adequate."),
                Reviewed((0, 10, 13), "adequate", "steering", "PSG 24/12"),
            ),
            steps=(
                Step("Look at the guide with those who use the rooms.", ("chaplain",), rhythm="yearly"),
                Step(
                    "Move the noticeboard to where it can be seen from the corridor.",
                    ("estates director",),
                    "Summer term {y2}",
                    happened=(finish((-2, 5, 20)),),
                ),
                Step("Translate the guide into the languages that users ask for.", ("chaplain",), began=(0, 10, 13)),
            ),
        ),
        RiskArea(
            "3.6",
            "The reflection room at Northfield",
            ("chaplain",),
            ("A room was opened in {y1}. The Harbour guide applies; the site office keeps the key.",),
            campus="northfield",
            added=(-1, 2, 11),
            ratings=(Rating((-1, 2, 11), "amber", "New room; the guide is not yet on display.", (2, 2), (2, 2)),),
            steps=(
                Step(
                    "Put the guide on display and introduce it at the site meeting.",
                    ("chaplain", "?Northfield site team"),
                    "Summer term {y1}",
                    began=(-1, 2, 11),
                ),
                Step("Ask users after one term whether the hours suit them.", (), began=(0, 10, 13)),
            ),
        ),
    ),
)
