"""The update rounds of the University of Wexmouth: one that was closed last summer term, and one that is open."""

from __future__ import annotations

from dueregard.demo.content.shapes import On
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What

NO_CHANGE = Said(What.NO_CHANGE)

CLOSED_TITLE = "Update for the summer term"
CLOSED_NOTE = "For the steering group’s meeting in June. Ten minutes are enough."
CLOSED_LEADS = ("people director", "ethics manager", "estates director")
CLOSED_OPENED: On = (-1, 5, 11)
CLOSED_DUE: On = (-1, 6, 1)
CLOSED_ANSWERED: On = (-1, 5, 20)
CLOSED_DECIDED: On = (-1, 6, 8)
# How a row begins -> what is said of it; of every other row: no change.
CLOSED_SAID: dict[str, Said] = {
    "Move the secure store": Said(What.CHANGED, words="The new platform is chosen; a test is to be booked."),
    "Security-sensitive research": Said(
        What.CHANGED, words="The register of projects was checked with the heads of school in May."
    ),
}

OPEN_TITLE = "Update for the autumn term"
OPEN_NOTE = "Please look at your rows before the steering group meets. If nothing has changed, one click says so."
OPEN_LEADS = ("people director", "events head", "ethics manager")
OPEN_DAYS_AGO, ANSWERED_DAYS_AGO, DUE_IN_DAYS = 9, 4, 12
# Who has answered so far, and what; the rows that are not named are still open.
OPEN_SAID: dict[str, dict[str, Said]] = {
    "people director": {
        "Staff know what the duty asks": NO_CHANGE,
        "Send managers": NO_CHANGE,
        "Add the number": Said(What.DONE, words="It is on the card that was printed for the spring intake."),
        "Set out how a concern": Said(What.CHANGED, words="The draft is with the unions.", due="Summer term {y0}"),
    },
    "events head": {
        "Deciding on speakers": Said(
            What.CHANGED,
            rag="green",
            reason="Every event since September was decided within the week, by those who are named.",
        ),
        "Take down every copy": Said(What.DONE, words="The last ones hung in the sports centre."),
        "Look through last term": Said(What.NOT_MINE, ask="Director of Estates"),
    },
}
