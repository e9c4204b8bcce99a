"""Section 4 of the invented plan: speakers, events and freedom of speech."""

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
)

SPEAKERS = PlanSection(
    "4",
    "Speakers, events and freedom of speech",
    (
        RiskArea(
            "4.1",
            "Deciding on speakers and events",
            ("secretary", "events head"),
            (
                "The starting point is that an event goes ahead. Nearly all are noted locally within a day. A few are "
                "referred to the university’s assessor, who may ask for steps that let the event take place: a chair, "
                "a ticket, an earlier hour, another room.",
                "Only the University Secretary may refuse, in writing, with the lawful reason and how to appeal.",
            ),
            hazard="A lawful event is hindered; or an event with a real and unlawful risk is not noticed in time.",
            requirement="A clear procedure for assessing events that balances the duty to have particular regard to "
            "freedom of speech and the Prevent duty.",
            ratings=(
                Rating((-2, 10, 15), "amber", "Decisions took a week on average.", (3, 4), (2, 3)),
                Rating((-1, 10, 14), "green", "Nine in ten are decided within a day.", (3, 4), (1, 3)),
                Rating(
                    (-1, 6, 17), "amber", "Two requests came through a form that had been withdrawn.", (3, 4), (2, 3)
                ),
            ),
            edits=(
                Edit(
                    (-1, 9, 18),
                    "In {y2} 412 events were approved, 11 of them with conditions, none of which had to do "
                    "with Prevent; 2 were refused because they came too late to be staffed.",
                    "Annual figures",
                ),
                Edit(
                    (0, 9, 16),
                    "In {y1} 437 events were approved, 12 with conditions; 3 were refused, all for "
                    "procedural reasons. No event was refused because of Prevent, as in each year before.",
                    "Annual figures",
                ),
            ),
            links=(
                ("Speakers and events: how to ask", "https://example.org/wexmouth/events/how-to"),
                ("Appeal against a decision on an event", "https://example.org/wexmouth/events/appeal"),
            ),
            reviews=(
                Reviewed((-1, 12, 3), "no_change", "council", "CNL 25/33"),
                Reviewed((-1, 6, 17), "changed", "steering", "PSG 23/61", next_on="+24"),
            ),
            steps=(
                Step(
                    "Report to Council each autumn how many events were approved, changed or refused, and why.",
                    ("secretary",),
                    rhythm="yearly",
                ),
                Step(
                    "Take down every copy of the withdrawn form.",
                    ("events head", "communications"),
                    "-31",
                    began=(-1, 6, 17),
                    happened=(start((0, 9, 3)),),
                ),
                Step(
                    "Measure how long decisions take, and publish it.",
                    ("events head",),
                    "Summer term {y2}",
                    happened=(
                        start((-2, 1, 14)),
                        later((-2, 6, 18), "Autumn term {y1}", "The system could not count."),
                        finish((-1, 10, 14), "Published on the events page."),
                    ),
                ),
                Step(
                    "Write guidance for chairs: how to keep a meeting open and fair.",
                    ("events head", "union"),
                    "Spring term {y0}",
                    began=(0, 10, 13),
                    happened=(start((0, 11, 10)),),
                ),
                Step(
                    "Agree with the county how advice on a speaker is asked for and recorded, without keeping lists.",
                    ("secretary",),
                    "Autumn term {y0}",
                    began=(-1, 6, 17),
                    restricted=True,
                    happened=(note((0, 10, 13), "First meeting held."),),
                ),
            ),
        ),
        RiskArea(
            "4.2",
            "The freedom of speech code",
            ("secretary",),
            (
                "The code of practice is published, given to every student at registration and to every member of "
                "staff on joining. It takes precedence over this plan where the two could be read differently.",
            ),
            hazard="The plan, or nervousness about it, chills lawful debate, teaching or research.",
            ratings=(
                Rating((-2, 10, 15), "amber", "The code predated the new duties.", (3, 5), (2, 4), by="secretary"),
                Rating((-1, 10, 14), "green", "Council approved the new code in July.", (3, 5), (1, 4), by="secretary"),
            ),
            edits=(
                Edit(
                    (-1, 9, 18),
                    "Council approved a new code at the end of {y2} after consulting staff, students "
                    "and the students’ union.",
                    "New code",
                ),
            ),
            links=(("Code of practice on freedom of speech", "https://example.org/wexmouth/freedom-of-speech"),),
            reviews=(Reviewed((0, 10, 13), "no_change", "steering", "PSG 24/14"),),
            steps=(
                Step(
                    "Rewrite the code and consult on it.",
                    ("secretary",),
                    "Summer term {y2}",
                    happened=(
                        start((-2, 11, 25)),
                        note((-2, 5, 6), "41 responses."),
                        finish((-2, 7, 8), "Approved by Council."),
                    ),
                ),
                Step(
                    "Read this plan against the code each year, and mend the plan where they differ.",
                    ("secretary", "registrar"),
                    rhythm="yearly",
                ),
                Step(
                    "Add a page on the code to the module handbooks.",
                    ("computing head",),
                    "-58",
                    began=(-1, 10, 14),
                    happened=(start((-1, 3, 9)),),
                ),
                Step(
                    "Ask students in the spring survey whether they feel free to speak.",
                    ("union", "registrar"),
                    "Spring term {y0}",
                    began=(0, 10, 13),
                ),
            ),
        ),
        RiskArea(
            "4.4",
            "Events away from campus, online or under our name",
            ("events head", "union"),
            (
                "The procedure covers events that the university or the students’ union arranges or brands wherever "
                "they take place, online included. Societies’ private gatherings are not the university’s business.",
            ),
            ratings=(
                Rating((-2, 10, 15), "red", "Online events were outside the procedure.", (4, 3), (3, 3)),
                Rating((-2, 6, 18), "amber", "Included since March; not widely known.", (4, 3), (2, 3)),
                Rating((0, 10, 13), "amber", "Societies know; some departments do not.", (4, 3), (2, 3)),
            ),
            links=(("Events online and off campus", "https://example.org/wexmouth/events/elsewhere"),),
            reviews=(Reviewed((0, 10, 13), "no_change", "steering", "PSG 24/15"),),
            steps=(
                Step(
                    "Bring online events into the procedure.",
                    ("events head",),
                    "Spring term {y2}",
                    happened=(start((-2, 10, 28)), finish((-2, 3, 5))),
                ),
                Step(
                    "Tell heads of department what counts as an event under our name.",
                    ("events head",),
                    "Spring term {y1}",
                    began=(-2, 6, 18),
                    happened=(
                        start((-1, 1, 19)),
                        later((-1, 4, 1), "Summer term {y1}", "Waiting for the new code to settle."),
                    ),
                ),
                Step(
                    "Add a line on branded events to the union’s handbook for societies.",
                    ("union president",),
                    "Autumn term {y1}",
                    happened=(finish((-1, 10, 8)),),
                ),
            ),
        ),
        RiskArea(
            "4.5",
            "Hire of rooms by outside groups",
            ("events head",),
            (
                "Hirers say who they are, what the event is and who speaks. The terms of hire name the code on freedom "
                "of speech and the law; the same questions are asked of everybody.",
            ),
            ratings=(
                Rating((-2, 10, 15), "amber", "The terms of hire were silent on speakers.", (2, 4), (2, 3)),
                Rating((-1, 2, 11), "green", "New terms are in every contract.", (2, 4), (1, 3)),
            ),
            links=(("Terms of hire", "https://example.org/wexmouth/hire"),),
            reviews=(Reviewed((-1, 2, 11), "changed", "steering", "PSG 23/52", next_on="+55"),),
            steps=(
                Step(
                    "Put the new terms into every contract.",
                    ("events head",),
                    "Autumn term {y1}",
                    happened=(start((-2, 5, 6)), finish((-1, 12, 1))),
                ),
                Step(
                    "Look through last term’s hires: were the questions asked of everybody alike?",
                    ("events head",),
                    rhythm="termly",
                ),
                Step(
                    "Ask other universities near by how they word the question on speakers.",
                    ("events head",),
                    "Summer term {y2}",
                    happened=(drop((-2, 6, 18), "The county’s network covered it."),),
                ),
            ),
        ),
        RiskArea(
            "4.6",
            "Lettings of the Northfield hall",
            (),
            ("The hall is let by the site office, on the university’s terms since {y1}.",),
            campus="northfield",
            added=(-1, 6, 17),
            hazard="The site office lets the hall without knowing the procedure.",
            steps=(
                Step(
                    "Put somebody in charge of lettings at Northfield.", ("estates director",), "-40", began=(-1, 6, 17)
                ),
                Step(
                    "Train the site office in the procedure for events.",
                    began=(0, 10, 13),
                    depends_on=("4.1",),
                ),
            ),
        ),
    ),
)
