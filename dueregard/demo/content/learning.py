"""Who works at Wexmouth and what they learnt: staff, role groups and requirements, officers, sessions. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.demo.content.shapes import On
from dueregard.training.rules.kinds import GroupKind

# Days of the training records, counted like all days of the demonstration.
STAFF_BROUGHT: On = (-2, 9, 10)
RECORDS_BROUGHT: On = (-2, 9, 17)
NEEDS_SAID: On = (-2, 9, 24)
OFFICERS_APPOINTED: On = (-2, 10, 1)
OFFICER_LEFT: On = (-1, 6, 30)
LATER_RECORDS: On = (-1, 11, 12)
FIGURES_SAID: On = (-1, 11, 13)

# The risk area that states figures, and how.
FIGURES_IN = "2.1"
FIGURES_STATED = (
    "To date {staff_attended} members of staff have attended Prevent training, and {officers_qualified} of the present officers "
    "hold the safeguarding qualification."
)

# The number that the university had on paper when it began.
PAPER_SOURCE = "Attendance register of the staff development team"
PAPER_VALUE = 58

FIRST_NAMES = [
    "Alma",
    "Bede",
    "Cora",
    "Dellin",
    "Esme",
    "Fenn",
    "Greta",
    "Hale",
    "Isla",
    "Joss",
    "Kerra",
    "Lorne",
    "Mabel",
    "Nell",
    "Orrin",
    "Pia",
    "Quill",
    "Rhea",
    "Silas",
    "Thea",
    "Una",
    "Vale",
    "Wren",
    "Yarrow",
    "Zennor",
    "Ansel",
    "Brae",
    "Cade",
    "Dara",
    "Elin",
]
LAST_NAMES = [
    "Applewater",
    "Birchmoor",
    "Cloverden",
    "Dunmere",
    "Elderwick",
    "Fallowby",
    "Gorsefield",
    "Heatherly",
    "Ivyreach",
    "Juncton",
    "Kingsmere",
    "Larkfell",
    "Marlwater",
    "Nettlecombe",
    "Oxlea",
    "Pinewater",
    "Quarrel",
    "Rushcombe",
    "Saltmere",
    "Thistledon",
    "Underhay",
    "Vinewick",
    "Willowmere",
    "Yewden",
]

# Body -> (campus, how many besides those whom the plan names, the job that most of them have)
DEPARTMENTS: dict[str, tuple[str, int, str]] = {
    "computing": ("northfield", 16, "Lecturer"),
    "law": ("harbour", 18, "Lecturer"),
    "student services": ("harbour", 14, "Adviser"),
    "estates": ("harbour", 12, "Security officer"),
    "it": ("northfield", 8, "Technician"),
    "people": ("harbour", 6, "Adviser"),
    "library": ("harbour", 9, "Librarian"),
    "communications": ("harbour", 5, "Editor"),
}
# Where the people of the cast work.
PLACES: dict[str, str] = {
    "lead": "student services",
    "officer": "student services",
    "steering": "estates",
    "head": "computing",
    "safeguarding": "student services",
    "training": "people",
    "assessor": "estates",
    "ethics": "law",
    "policy": "people",
    "administrator": "it",
    "staff": "library",
    "security": "estates",
    "chaplain": "student services",
    "northfield": "student services",
    "waiting": "law",
}

AWARENESS = "Prevent awareness (Home Office)"
REFRESHER = "Prevent refresher (Home Office)"
REFERRALS = "Prevent referrals (Home Office)"
WRAP = "Workshop to Raise Awareness of Prevent (WRAP)"
LOCAL = "Local Prevent session"
QUALIFICATION = "Safeguarding qualification for designated officers"
EDITIONS = ("Simulation 1", "Simulation 2")


@dataclass(frozen=True)
class Need:
    """A role group with what it needs."""

    name: str
    kind: str
    course: str
    about: str = ""
    also: tuple[str, ...] = ()
    months: int | None = None
    grace: int = 60
    reason: str = ""


NEEDS: tuple[Need, ...] = (
    Need(
        "All staff", GroupKind.EVERYBODY, AWARENESS, also=(WRAP, LOCAL, REFRESHER), months=24, grace=90,
        reason="Agreed by the steering group: at induction, then every two years.",
    ),
    Need(
        "Designated safeguarding officers", GroupKind.OFFICERS, QUALIFICATION, grace=120,
        reason="Whoever takes concerns is qualified to take them.",
    ),
    Need(
        "Officers and concerns", GroupKind.OFFICERS, REFERRALS, months=24, grace=60,
        reason="Training in proportion to the role, with more depth for those who take concerns.",
    ),
    Need(
        "Estates and security", GroupKind.DEPARTMENT, LOCAL, about="estates", also=(WRAP,), months=36, grace=60,
        reason="They meet visitors and speakers first.",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Appointed:
    """An officer: somebody of the cast, or "department:place" for one of the others; what the card says."""

    who: str
    campus: str
    title: str
    contact: str
    hours: str = "Monday to Friday, 9 am to 5 pm"
    covers: str = ""
    trained: bool = True


OFFICERS: tuple[Appointed, ...] = (
    Appointed("safeguarding", "harbour", "Lead safeguarding officer", "safeguarding@wexmouth.example, 01632 960101"),
    Appointed("chaplain", "harbour", "Chaplaincy", "chaplaincy@wexmouth.example", covers="safeguarding"),
    Appointed("law:0", "harbour", "School of Law and Society", "law.safeguarding@wexmouth.example"),
    Appointed("computing:0", "northfield", "School of Computing", "computing.safeguarding@wexmouth.example"),
    Appointed("library:0", "harbour", "Library", "library.safeguarding@wexmouth.example", trained=False),
)
FORMER_OFFICER = Appointed("law:1", "harbour", "School of Law and Society", "law.safeguarding@wexmouth.example")


@dataclass(frozen=True)
class Held:
    """A session that was held: when it was planned, when it took place and whose sheet was closed the day after, of what,
    for whom, and how many of them came."""

    planned: On
    on: On
    closed: On
    course: str
    edition: str
    departments: tuple[str, ...]
    came: int
    campus: str = "harbour"


HELD: tuple[Held, ...] = (
    Held((-2, 10, 15), (-2, 11, 13), (-2, 11, 14), WRAP, "Simulation 1", ("law", "student services"), 14),
    Held((-1, 9, 18), (-1, 10, 16), (-1, 10, 17), WRAP, "Simulation 2", ("computing", "it"), 12, "northfield"),
    Held((-1, 2, 5), (-1, 3, 5), (-1, 3, 6), LOCAL, "", ("estates", "library"), 11),
    Held((-1, 7, 1), (0, 9, 24), (0, 9, 25), WRAP, "Simulation 2", ("people", "communications", "law"), 9),
)
TRAINER = "Sorrel Holmbrook"
# Days from today of the sessions to come, with their places.
COMING: tuple[tuple[int, str, int], ...] = ((16, WRAP, 4), (51, LOCAL, 25))

NAMED_ROLES = ("Hall wardens", "Postgraduate supervisors", "Receptionists at Northfield")
REFRESHER_RULE = "Workshop with the first simulation"
