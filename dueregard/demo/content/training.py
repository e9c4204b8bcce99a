"""Section 2 of the invented plan: staff training and awareness."""

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
    note,
    start,
    wait,
)

TRAINING = PlanSection(
    "2",
    "Staff training and awareness",
    (
        RiskArea(
            "2.1",
            "Staff know what the duty asks, and what it does not",
            ("prevent officer", "people director"),
            (
                "A page on the staff site explains the duty in plain words: it is about the welfare of people who may "
                "be susceptible to radicalisation, not about opinions. It links to this plan, to training and to the "
                "freedom of speech code.",
                "New staff meet the subject in their induction; managers get a reminder each September.",
            ),
            hazard="Staff either do not notice, or see a risk in lawful opinion, belief or research.",
            ratings=(
                Rating((-2, 10, 15), "amber", "The page was out of date.", (3, 3), (2, 3)),
                Rating((-1, 10, 14), "green", "Page rewritten; induction covers all new staff.", (3, 3), (1, 3)),
            ),
            edits=(
                Edit(
                    (-2, 2, 12),
                    "The page now shows three worked examples, two of which end with “no further action "
                    "was the right answer”.",
                    "Advice of the students’ union",
                ),
                Edit(
                    (0, 9, 22),
                    "The September reminder to managers was read by 81 of 96 managers (as at 30 September of {y0}).",
                ),
            ),
            links=(
                ("Staff page on Prevent", "https://example.org/wexmouth/staff/prevent"),
                ("Induction checklist", "https://example.org/wexmouth/induction"),
            ),
            reviews=(Reviewed((-1, 10, 14), "changed", "steering", "PSG 23/42", next_on="-20"),),
            steps=(
                Step("Send managers the September reminder.", ("people director",), rhythm="yearly"),
                Step(
                    "Rewrite the staff page in plain words, with examples.",
                    ("prevent officer",),
                    "Spring term {y2}",
                    happened=(start((-2, 11, 4)), finish((-2, 2, 12), "Published in February.")),
                ),
                Step(
                    "Put a statement of the university’s approach on the page, agreed with the students’ union.",
                    ("prevent officer", "union"),
                    "Autumn term {y1}",
                    happened=(
                        later((-1, 12, 12), "Spring term {y1}", "The union asked for time to consult."),
                        later((-1, 3, 27), "Autumn term {y0}", "A new president took office."),
                        note((0, 10, 13), "Draft agreed with the president; the union’s council meets this month."),
                    ),
                ),
                Step(
                    "Ask a sample of staff whether the page answers their questions.",
                    ("prevent officer",),
                    began=(0, 10, 13),
                ),
                Step(
                    "Print posters for staff rooms.",
                    ("communications",),
                    "Spring term {y2}",
                    happened=(drop((-2, 2, 12), "The group judged that the page and the induction do this better."),),
                ),
            ),
        ),
        RiskArea(
            "2.2",
            "Staff know whom to tell when they are worried",
            ("wellbeing head",),
            (
                "The first contact for every welfare worry is the wellbeing team; nobody needs to decide first whether "
                "it is a matter for Prevent. The number is on the back of every staff card.",
                "“Notice, check, share” is explained in the induction, with the emphasis on check.",
            ),
            ratings=(
                Rating((-2, 10, 15), "green", "One number, known to all.", (2, 4), (1, 4)),
                Rating(
                    (-1, 2, 11),
                    "amber",
                    "Reception staff at Northfield did not know the out-of-hours route.",
                    (3, 4),
                    (2, 4),
                ),
                Rating((-1, 6, 17), "green", "Northfield was briefed and asked again: all knew.", (3, 4), (1, 4)),
            ),
            links=(("Whom to tell: staff card", "https://example.org/wexmouth/staff-card"),),
            reviews=(Reviewed((0, 10, 13), "no_change", "steering", "PSG 24/09"),),
            steps=(
                Step(
                    "Brief reception and security at both campuses at the start of each term.",
                    ("wellbeing head", "security head"),
                    rhythm="termly",
                ),
                Step(
                    "Ask the Northfield front desk again, without notice, whether they know the route.",
                    ("prevent officer",),
                    "Summer term {y1}",
                    began=(-1, 2, 11),
                    happened=(finish((-1, 6, 3), "All six knew."),),
                ),
                Step(
                    "Add the number to the card for visiting lecturers.",
                    ("people director",),
                    "+45",
                    began=(0, 10, 13),
                    happened=(start((0, 11, 3)),),
                ),
            ),
        ),
        RiskArea(
            "2.3",
            "Training for those who take concerns and those who face students",
            ("development manager", "prevent officer"),
            (
                "Designated safeguarding officers complete the longer course within a term of taking up the role and a "
                "refresher every two years.",
                "Student-facing staff are offered an awareness session each term. Sessions use cases from higher "
                "education and say plainly what is not a sign of anything.",
                "At the beginning of {y2}, 31 of 40 safeguarding officers had completed the longer course.",
            ),
            hazard="Concerns are taken by somebody who has not been trained, or whose training is out of date.",
            requirement="Training in proportion to the role, with more depth for those who take concerns.",
            ratings=(
                Rating((-2, 10, 15), "red", "Nine of 40 safeguarding officers were untrained.", (4, 4), (3, 4)),
                Rating((-2, 6, 18), "amber", "Three remain; dates are booked.", (4, 4), (2, 4)),
                Rating((-1, 10, 14), "amber", "Refreshers have fallen behind.", (4, 4), (2, 4)),
                Rating(
                    (0, 10, 13), "amber", "Two of 46 remain, and eleven refreshers are due by Easter.", (4, 4), (2, 3)
                ),
            ),
            edits=(
                Edit(
                    (-1, 10, 14),
                    "Since {y1} refreshers are offered online as well, in ninety minutes.",
                    "To catch up with refreshers",
                ),
                Edit(
                    (0, 9, 14),
                    "As at 31 July of {y1}, 44 of 46 safeguarding officers had completed the longer course and 312 "
                    "student-facing staff an awareness session.",
                    "Annual figures",
                ),
            ),
            links=(("Training calendar", "https://example.org/wexmouth/training/calendar"),),
            reviews=(
                Reviewed((-2, 6, 18), "changed", "steering", "PSG 22/33"),
                Reviewed((0, 10, 13), "changed", "steering", "PSG 24/10"),
            ),
            steps=(
                Step("Hold an awareness session each term at each campus.", ("development manager",), rhythm="termly"),
                Step(
                    "Train the remaining safeguarding officers.",
                    ("development manager",),
                    "Spring term {y2}",
                    happened=(
                        start((-2, 10, 20)),
                        later((-2, 4, 3), "Autumn term {y1}", "The trainer was ill."),
                        finish((-1, 11, 27), "All in post at that time had been trained."),
                    ),
                ),
                Step(
                    "Book the eleven refreshers that fall due before Easter.",
                    ("development manager",),
                    "Spring term {y0}",
                    began=(0, 10, 13),
                    happened=(start((0, 10, 27)),),
                    source="PSG 24/10",
                ),
                Step(
                    "Replace the film that no longer fits the 2023 guidance.",
                    ("prevent officer",),
                    "Summer term {y1}",
                    began=(-1, 2, 11),
                    happened=(
                        start((-1, 5, 12)),
                        wait((0, 10, 13), "the regional co-ordinator’s list of approved material", "+18"),
                    ),
                ),
                Step(
                    "Invite residence wardens and senior tutors to the awareness session.",
                    ("development manager",),
                    "month",
                    began=(0, 9, 22),
                    happened=(start((0, 10, 13)), note((0, 11, 9), "26 of 31 have booked.")),
                ),
            ),
        ),
        RiskArea(
            "2.4",
            "Briefing for governors and senior managers",
            ("secretary",),
            (
                "Members of Council and the executive are briefed when they join and every second year: what the duty "
                "asks of them, what they sign, and how freedom of speech and academic freedom bear on it.",
            ),
            ratings=(
                Rating(
                    (-2, 12, 4),
                    "amber",
                    "Half of Council had not been briefed for three years.",
                    (3, 3),
                    (2, 3),
                    by="secretary",
                ),
                Rating((-1, 12, 3), "green", "All but one member have been briefed.", (3, 3), (1, 3), by="secretary"),
            ),
            reviews=(Reviewed((-1, 12, 3), "no_change", "council", "CNL 25/32", next_on="+70"),),
            steps=(
                Step("Brief new members of Council within a term of joining.", ("secretary",), rhythm="as needed"),
                Step(
                    "Hold a joint briefing for Council and the executive.",
                    ("secretary", "registrar"),
                    "Autumn term {y1}",
                    happened=(finish((-1, 12, 3), "Held before Council’s December meeting."),),
                ),
                Step(
                    "Offer the one member who could not come a briefing of their own.",
                    ("secretary",),
                    "Spring term {y1}",
                    began=(-1, 12, 3),
                    happened=(start((-1, 2, 2)), later((-1, 5, 5), "Autumn term {y0}", "The member was abroad.")),
                ),
            ),
        ),
    ),
)
