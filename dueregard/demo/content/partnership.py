"""Section 1 of the invented plan: partnership and leadership."""

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

PARTNERSHIP = PlanSection(
    "1",
    "Partnership and leadership",
    (
        RiskArea(
            "1.1",
            "Working with Prevent partners in the region",
            ("registrar", "prevent officer"),
            (
                "The Academic Registrar is the university’s single point of contact for Prevent. The Prevent and "
                "Safeguarding Officer attends the county’s higher education network each term and reports back to the "
                "steering group.",
                "The regional co-ordinator is told at once of a change of Prevent lead, and gives advice on the risk "
                "assessment once a year.",
            ),
            hazard="Advice from partners reaches the university late or by chance, so that the plan answers last "
            "year’s risks.",
            requirement="Productive co-operation with the local authority, the police and the regional co-ordinator.",
            ratings=(
                Rating((-2, 10, 15), "amber", "Contacts depend on one person.", (3, 3), (2, 3)),
                Rating((-1, 10, 14), "amber", "Two people attend the network, but the deputy is new.", (3, 3), (2, 2)),
                Rating((0, 10, 13), "green", "Attendance is regular and advice is on record.", (3, 3), (1, 2)),
            ),
            edits=(
                Edit(
                    (-1, 9, 9),
                    "The new Academic Registrar met the regional co-ordinator and the county’s team within the first "
                    "week in post; the change of lead was notified to the regulator the same day.",
                    "Change of Prevent lead",
                ),
            ),
            links=(("Terms of the county’s higher education network", "https://example.org/wexshire/he-network"),),
            reviews=(
                Reviewed((-1, 10, 14), "changed", "steering", "PSG 23/41"),
                Reviewed((0, 10, 13), "no_change", "steering", "PSG 24/06"),
            ),
            steps=(
                Step(
                    "Attend the county network each term and circulate a note of what was advised.",
                    ("prevent officer",),
                    rhythm="termly",
                ),
                Step(
                    "Ask the regional co-ordinator to comment on the revised risk assessment.",
                    ("registrar",),
                    "Spring term {y1}",
                    happened=(
                        start((-1, 1, 20)),
                        finish((-1, 3, 10), "Comments received; four were taken into the plan."),
                    ),
                    began=(-1, 10, 14),
                ),
                Step(
                    "Name a deputy who can stand in for the single point of contact.",
                    ("@former lead",),
                    "Autumn term {y2}",
                    happened=(
                        later((-2, 12, 10), "Autumn term {y1}", "The post was being filled."),
                        finish((-1, 11, 18), "The Prevent and Safeguarding Officer is the deputy."),
                    ),
                ),
                Step(
                    "Agree with Wexshire Police whom to call out of hours, and test the number.",
                    ("security head",),
                    "+21",
                    happened=(start((0, 10, 13)),),
                    began=(0, 10, 13),
                    source="PSG 24/06",
                ),
            ),
        ),
        RiskArea(
            "1.2",
            "Oversight by Council and the executive",
            ("secretary",),
            (
                "Council receives a report on the duty each autumn before the annual return is signed. The chair signs "
                "on the advice of the Audit and Risk Committee.",
                "The University Executive Board looks at the plan twice a year.",
            ),
            hazard="Council signs a return on papers that do not let it judge whether due regard has been had.",
            ratings=(
                Rating((-2, 10, 15), "amber", "Council’s report came late last year.", (3, 4), (2, 3), by="secretary"),
                Rating(
                    (-2, 12, 4),
                    "green",
                    "The report was on time and Council’s questions are minuted.",
                    (3, 4),
                    (1, 3),
                    by="secretary",
                ),
            ),
            edits=(
                Edit(
                    (-1, 12, 3),
                    "Since {y1} the report compares the year’s figures with the year before and names "
                    "every action that was carried over.",
                    "Asked for by Council",
                ),
            ),
            links=(("Scheme of delegation", "https://example.org/wexmouth/scheme-of-delegation"),),
            reviews=(Reviewed((-1, 12, 3), "adequate", "council", "CNL 25/31", next_on="+14"),),
            steps=(
                Step(
                    "Put the annual report on the duty to Council before the return is signed.",
                    ("secretary",),
                    rhythm="yearly",
                ),
                Step(
                    "Give new members of Council a one-page note on what they sign, and why.",
                    ("secretary",),
                    "Autumn term {y1}",
                    happened=(finish((-1, 11, 26), "Note issued to three new members."),),
                ),
                Step(
                    "Put the draft annual report to the Audit and Risk Committee.",
                    ("secretary", "registrar"),
                    "month",
                    began=(0, 10, 13),
                    happened=(start((0, 11, 2)),),
                    source="ARC 24/12",
                ),
            ),
        ),
        RiskArea(
            "1.4",
            "Prevent in the corporate risk register",
            ("secretary", "registrar"),
            (
                "The corporate risk register carries the duty as a risk of its own. The executive looks at it each "
                "term, Council once a year.",
            ),
            hazard="The corporate register and this plan say different things about the same risk.",
            ratings=(
                Rating((-2, 10, 15), "green", "The entry is in place and current.", (2, 4), (1, 4)),
                Rating(
                    (-1, 6, 17),
                    "amber",
                    "The entry was not updated when this plan’s ratings changed.",
                    (2, 4),
                    (2, 3),
                    by="secretary",
                ),
                Rating((0, 10, 13), "green", "Both are now reviewed at the same meeting.", (2, 4), (1, 4)),
            ),
            reviews=(Reviewed((0, 10, 13), "changed", "steering", "PSG 24/07"),),
            steps=(
                Step(
                    "Look at the corporate entry whenever a rating of this plan turns red.",
                    ("secretary",),
                    rhythm="as needed",
                ),
                Step(
                    "Line up the review dates of the corporate register and this plan.",
                    ("secretary",),
                    "Summer term {y1}",
                    began=(-1, 6, 17),
                    happened=(
                        later((-1, 7, 20), "Autumn term {y0}", "The executive moved its July meeting."),
                        finish((0, 10, 13)),
                    ),
                ),
            ),
        ),
        RiskArea(
            "1.5",
            "The steering group and how it works",
            ("registrar",),
            (
                "The Prevent Steering Group meets three times a year. Its members come from student services, "
                "estates and security, IT, people, events and the students’ union; the lead chaplain attends.",
                "Membership is looked at each September so that it reflects the whole university, Northfield included.",
            ),
            ratings=(
                Rating((-2, 10, 15), "amber", "Northfield and the faculties are not represented.", (3, 3), (3, 2)),
                Rating((-2, 6, 18), "amber", "A quorum was missed in February.", (3, 3), (3, 3)),
                Rating((-1, 6, 17), "green", "Three quorate meetings, with the union at each.", (3, 3), (2, 2)),
            ),
            edits=(
                Edit(
                    (0, 9, 15),
                    "Papers go out ten days ahead, and the meeting sheet is filled in at the meeting, so "
                    "that the ratings have their reasons the same day.",
                ),
            ),
            links=(("Terms of reference of the steering group", "https://example.org/wexmouth/psg-terms"),),
            reviews=(Reviewed((-1, 6, 17), "no_change", "steering", "PSG 23/58", next_on="-35"),),
            steps=(
                Step("Review the membership each September.", ("registrar",), rhythm="yearly"),
                Step(
                    "Invite a head of school from each faculty for one meeting a year.",
                    ("registrar",),
                    "Summer term {y1}",
                    began=(-1, 10, 14),
                    happened=(
                        start((-1, 11, 5)),
                        later((-1, 6, 17), "Autumn term {y0}", "Two of the three faculties have named somebody."),
                        note((0, 10, 13), "Two of three faculties have taken part."),
                    ),
                ),
                Step(
                    "Find a member from the Northfield site team.",
                    ("@former lead",),
                    "Spring term {y2}",
                    happened=(
                        start((-2, 11, 4)),
                        finish((-2, 3, 20), "The Northfield office manager joined in March."),
                    ),
                ),
                Step(
                    "Publish the group’s terms and a summary of its minutes on the staff pages.",
                    ("prevent officer", "communications"),
                    "-24",
                    began=(0, 8, 20),
                ),
            ),
        ),
        RiskArea(
            "1.6",
            "Sharing information with partners, lawfully and sparingly",
            ("secretary", "wellbeing head"),
            (
                "Personal data is shared with a partner only case by case, when it is necessary and proportionate, "
                "and the reason is written down. Consent is asked for wherever that is safe.",
                "An information-sharing agreement with the county council sets out who may ask for what.",
            ),
            hazard="Too much is shared, or too little is shared too late; either harms the person concerned.",
            ratings=(
                Rating((-2, 10, 15), "red", "The agreement with the county has lapsed.", (4, 4), (3, 4)),
                Rating(
                    (-1, 2, 11),
                    "amber",
                    "An interim agreement stands until the county has its new one.",
                    (4, 4),
                    (2, 4),
                ),
                Rating(
                    (0, 10, 13), "red", "The interim agreement has run out and nothing replaces it yet.", (4, 4), (3, 4)
                ),
            ),
            restricted=("hazard",),
            reviews=(
                Reviewed(
                    (-1, 2, 11),
                    "referred",
                    "steering",
                    "PSG 23/50",
                    "Referred to the secretary for the wording of the interim agreement.",
                    next_on="+60",
                ),
            ),
            steps=(
                Step(
                    "Renew the information-sharing agreement with the county council.",
                    ("secretary",),
                    "Spring term {y2}",
                    happened=(
                        start((-2, 11, 12)),
                        later((-2, 4, 2), "Autumn term {y1}", "The county is rewriting its model agreement."),
                        later((-1, 12, 11), "Summer term {y1}", "The county has not finished."),
                        wait((0, 9, 10), "the county council’s new model agreement", "-6"),
                    ),
                ),
                Step(
                    "Look at each agreement with a partner once a year and note that it was looked at.",
                    ("secretary",),
                    rhythm="yearly",
                ),
                Step(
                    "Write a half-page for duty staff: what may be told to whom, and who decides.",
                    ("wellbeing head",),
                    "Autumn term {y1}",
                    happened=(start((-1, 10, 20)), finish((-1, 12, 9), "Issued and laminated at both front desks.")),
                ),
            ),
        ),
    ),
)
