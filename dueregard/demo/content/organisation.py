"""The University of Wexmouth: its campuses, bodies, posts, people, initials and terms. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.accounts.rules import Role
from dueregard.demo.content.shapes import FOUNDED, SUCCESSION, On
from dueregard.organisation.rules.kinds import BodyKind, Seat

NAME = "University of Wexmouth"
DOMAIN = "wexmouth.example"

FORUM_ENDS: On = (0, 9, 30)

CAMPUSES = {"harbour": "Harbour Campus", "northfield": "Northfield Campus"}

BODIES: dict[str, tuple[str, str]] = {
    "university": (NAME, BodyKind.UNIVERSITY),
    "council": ("Council", BodyKind.COMMITTEE),
    "executive": ("University Executive Board", BodyKind.COMMITTEE),
    "steering": ("Prevent Steering Group", BodyKind.COMMITTEE),
    "audit": ("Audit and Risk Committee", BodyKind.COMMITTEE),
    "ethics committee": ("Research Ethics Committee", BodyKind.COMMITTEE),
    "forum": ("Campus Safety Forum", BodyKind.COMMITTEE),  # it ends, and the plan still speaks of it
    "computing": ("School of Computing", BodyKind.DEPARTMENT),
    "law": ("School of Law and Society", BodyKind.DEPARTMENT),
    "student services": ("Student Services", BodyKind.DEPARTMENT),
    "estates": ("Estates and Security", BodyKind.TEAM),
    "it": ("IT Services", BodyKind.TEAM),
    "people": ("People and Culture", BodyKind.TEAM),
    "library": ("Library and Archives", BodyKind.TEAM),
    "communications": ("Communications", BodyKind.TEAM),
    "union": ("Wexmouth Students’ Union", BodyKind.STUDENTS_UNION),
    "county": ("Wexshire County Council Prevent team", BodyKind.OUTSIDE),
    "police": ("Wexshire Police", BodyKind.OUTSIDE),
    "co-ordinator": ("DfE regional Prevent co-ordinator for further and higher education", BodyKind.OUTSIDE),
}

POSTS: dict[str, tuple[str, str]] = {
    "vice-chancellor": ("Vice-Chancellor", "university"),
    "registrar": ("Academic Registrar", "university"),
    "secretary": ("University Secretary", "university"),
    "prevent officer": ("Prevent and Safeguarding Officer", "student services"),
    "wellbeing head": ("Head of Student Wellbeing", "student services"),
    "chaplain": ("Lead Chaplain", "student services"),
    "estates director": ("Director of Estates", "estates"),
    "security head": ("Head of Security", "estates"),
    "events head": ("Head of Events and Conferences", "estates"),
    "it director": ("Director of IT Services", "it"),
    "people director": ("Director of People", "people"),
    "development manager": ("Staff Development Manager", "people"),
    "ethics manager": ("Research Ethics Manager", "university"),
    "computing head": ("Head of the School of Computing", "computing"),
    "union president": ("Students’ Union President", "union"),
}


@dataclass(frozen=True)
class Somebody:
    """A person: address before the @ (empty: no account), the post they hold, and since when they are here."""

    name: str
    address: str
    post: str = ""
    since: On = FOUNDED


PEOPLE: dict[str, Somebody] = {
    "lead": Somebody("Hazel Ashenfold", "prevent.lead", "registrar", since=SUCCESSION),
    "officer": Somebody("Rowan Brackenrow", "prevent.officer", "prevent officer"),
    "secretary": Somebody("Juniper Copperlane", "university.secretary", "secretary"),
    "steering": Somebody("Alder Dunwater", "steering.member", "estates director"),
    "governor": Somebody("Linden Eastermere", "governor"),
    "head": Somebody("Briony Fernhallow", "head.of.department", "computing head"),
    "safeguarding": Somebody("Clover Greystile", "safeguarding.officer", "wellbeing head"),
    "training": Somebody("Sorrel Holmbrook", "training.administrator", "development manager"),
    "local assessor": Somebody("Teasel Inglewater", "event.assessor.northfield"),
    "assessor": Somebody("Bramble Kettlemoor", "event.assessor", "events head"),
    "union": Somebody("Fennel Larkwater", "students.union", "union president", since=(-1, 8, 1)),
    "ethics": Somebody("Myrtle Norwater", "research.ethics", "ethics manager"),
    "policy": Somebody("Tansy Oakenfell", "policy.owner", "people director"),
    "dpo": Somebody("Yarrow Pinmarsh", "data.protection"),
    "auditor": Somebody("Heath Quarrymere", "auditor"),
    "administrator": Somebody("Reed Rushmere", "system.administrator", "it director"),
    "staff": Somebody("Willow Stonefleet", "member.of.staff"),
    "former lead": Somebody("Ash Tidelow", "former.registrar", "registrar"),
    "former president": Somebody("Sage Thornmere", "", "union president"),
    "northfield": Somebody("Cedar Brookfold", "prevent.officer.northfield"),
    "vice-chancellor": Somebody("Maple Underlane", "", "vice-chancellor"),
    "security": Somebody("Campion Westerlow", "", "security head"),
    "chaplain": Somebody("Olive Yarbourne", "", "chaplain"),
    "waiting": Somebody("Elder Marlstone", "safeguarding.deputy"),
}


@dataclass(frozen=True)
class Appointed:
    """One appointment: who, as what, why, and the campus or body that it is limited to."""

    who: str
    role: str
    reason: str
    scope: str = ""


# In the order of the roles: each of the seventeen has one sign-in in the demonstration.
APPOINTMENTS: tuple[Appointed, ...] = (
    Appointed("officer", Role.PREVENT_OFFICER, "Runs the duty day by day."),
    Appointed("northfield", Role.PREVENT_OFFICER, "Keeps the Northfield parts of the plan.", "northfield"),
    Appointed("steering", Role.STEERING_MEMBER, "Sits on the steering group for estates and security."),
    Appointed("governor", Role.GOVERNOR, "Council’s member for the Prevent duty."),
    Appointed("head", Role.HEAD_OF_DEPARTMENT, "Head of the School of Computing.", "computing"),
    Appointed("safeguarding", Role.SAFEGUARDING_OFFICER, "First point of contact for welfare concerns."),
    Appointed("training", Role.TRAINING_ADMINISTRATOR, "Arranges staff training and keeps its records."),
    Appointed("local assessor", Role.LOCAL_EVENT_ASSESSOR, "Assesses events at Northfield.", "northfield"),
    Appointed("assessor", Role.UNIVERSITY_EVENT_ASSESSOR, "Assesses events that are referred to the university."),
    Appointed("union", Role.STUDENTS_UNION_OFFICER, "President of the students’ union."),
    Appointed("ethics", Role.RESEARCH_ETHICS_OFFICER, "Keeps the register of security-sensitive research."),
    Appointed("policy", Role.POLICY_OWNER, "Owns the policies of People and Culture."),
    Appointed("dpo", Role.DATA_PROTECTION_OFFICER, "The university’s data protection officer."),
    Appointed("auditor", Role.AUDITOR, "Internal audit of the Prevent duty."),
    Appointed("administrator", Role.SYSTEM_ADMINISTRATOR, "Keeps accounts and lists."),
    Appointed("staff", Role.MEMBER_OF_STAFF, "A member of staff without a part in the duty."),
)

# Role -> whose account the one-click sign-in opens.
SIGN_INS: dict[str, str] = {
    Role.PREVENT_LEAD: "lead",
    Role.UNIVERSITY_SECRETARY: "secretary",
    **{row.role: row.who for row in APPOINTMENTS if row.who != "northfield"},
}


def address_of(who: str) -> str:
    """The address with which somebody signs in; empty for somebody without an account."""
    return f"{PEOPLE[who].address}@{DOMAIN}" if PEOPLE[who].address else ""


# Body -> its seats: a post, or a person written "@person".
SEATS: dict[str, tuple[tuple[str, str], ...]] = {
    "steering": (
        ("registrar", Seat.CHAIR),
        ("prevent officer", Seat.SECRETARY),
        ("wellbeing head", Seat.MEMBER),
        ("security head", Seat.MEMBER),
        ("it director", Seat.MEMBER),
        ("people director", Seat.MEMBER),
        ("events head", Seat.MEMBER),
        ("union president", Seat.MEMBER),
        ("chaplain", Seat.ATTENDEE),
    ),
    "executive": (("vice-chancellor", Seat.CHAIR), ("secretary", Seat.SECRETARY), ("registrar", Seat.MEMBER)),
    "council": (("@governor", Seat.MEMBER), ("secretary", Seat.SECRETARY), ("vice-chancellor", Seat.MEMBER)),
}

# Letters, meaning, and whom they name: "post ..." or "body ..." of the keys above.
GLOSSARY: tuple[tuple[str, str, str], ...] = (
    ("PSG", "Prevent Steering Group", "body steering"),
    ("UEB", "University Executive Board", "body executive"),
    ("ARC", "Audit and Risk Committee", "body audit"),
    ("WSU", "Wexmouth Students’ Union", "body union"),
    ("WCC", "Wexshire County Council Prevent team", "body county"),
    ("AR", "Academic Registrar", "post registrar"),
    ("PSO", "Prevent and Safeguarding Officer", "post prevent officer"),
    ("HSW", "Head of Student Wellbeing", "post wellbeing head"),
    ("DSO", "Designated safeguarding officer", ""),
    ("OfS", "Office for Students", ""),
    ("DfE", "Department for Education", ""),
    ("SSR", "Security-sensitive research", ""),
)

# First and last day of each term, as (month, day), in every one of the three years.
TERMS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "autumn": ((9, 23), (12, 13)),
    "spring": ((1, 13), (4, 4)),
    "summer": ((4, 28), (6, 20)),
}
