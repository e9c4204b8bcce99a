"""The courses that the sector knows, as an institution begins with them; it may rename, change or end each."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.training.rules.kinds import Category, CourseKind, Mode, Subject


@dataclass(frozen=True, slots=True)
class UsualCourse:
    """A course to begin with; its fields are those of the table."""

    title: str
    kind: CourseKind
    category: Category
    mode: Mode
    provider: str = ""
    subject: Subject = Subject.PREVENT
    note: str = ""


_HOME_OFFICE = "Home Office"

# Source: DOMAIN 6. Referrals and Channel build on Awareness, so of the return's three counts the refresher is theirs.
USUAL_COURSES = (
    UsualCourse(
        "Prevent awareness (Home Office)", CourseKind.HO_AWARENESS, Category.INDUCTION, Mode.ONLINE, _HOME_OFFICE
    ),
    UsualCourse(
        "Prevent refresher (Home Office)", CourseKind.HO_REFRESHER, Category.REFRESHER, Mode.ONLINE, _HOME_OFFICE
    ),
    UsualCourse(
        "Prevent referrals (Home Office)",
        CourseKind.HO_REFERRALS,
        Category.REFRESHER,
        Mode.ONLINE,
        _HOME_OFFICE,
        note="After the awareness course.",
    ),
    UsualCourse(
        "Channel (Home Office)",
        CourseKind.HO_CHANNEL,
        Category.REFRESHER,
        Mode.ONLINE,
        _HOME_OFFICE,
        note="After the awareness course or a WRAP workshop.",
    ),
    UsualCourse(
        "Workshop to Raise Awareness of Prevent (WRAP)",
        CourseKind.WRAP,
        Category.INDUCTION,
        Mode.IN_PERSON,
        _HOME_OFFICE,
    ),
    UsualCourse("Local Prevent session", CourseKind.LOCAL, Category.INDUCTION, Mode.IN_PERSON),
    UsualCourse(
        "Safeguarding qualification for designated officers",
        CourseKind.OTHER,
        Category.BROADER,
        Mode.IN_PERSON,
        subject=Subject.QUALIFICATION,
        note="What a designated safeguarding officer must hold.",
    ),
)
