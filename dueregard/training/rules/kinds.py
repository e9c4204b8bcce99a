"""The words of training: categories of the return, kinds of courses, of role groups, and where a record came from."""

from __future__ import annotations

from django.db import models


class Category(models.TextChoices):
    """What the regulator's return counts separately (DOMAIN 1.5 B3)."""

    INDUCTION = "induction", "Induction"
    REFRESHER = "refresher", "Refresher"
    BROADER = "broader_awareness", "Broader welfare and safeguarding awareness"


class CourseKind(models.TextChoices):
    """Which of the courses that the sector knows (DOMAIN 10)."""

    HO_AWARENESS = "ho_awareness", "Home Office: Awareness"
    HO_REFRESHER = "ho_refresher", "Home Office: Refresher"
    HO_REFERRALS = "ho_referrals", "Home Office: Referrals"
    HO_CHANNEL = "ho_channel", "Home Office: Channel"
    WRAP = "wrap", "Workshop to Raise Awareness of Prevent (WRAP)"
    LOCAL = "local", "Local session"
    OTHER = "other", "Other"


class Subject(models.TextChoices):
    """What a course is about, as figures ask: Prevent training, or the safeguarding qualification of an officer."""

    PREVENT = "prevent", "Prevent training"
    QUALIFICATION = "qualification", "Safeguarding qualification"
    SAFEGUARDING = "safeguarding", "Other safeguarding or welfare training"


class Mode(models.TextChoices):
    ONLINE = "online", "Online, in one's own time"
    LIVE = "live", "Online, at a set time"
    IN_PERSON = "in_person", "In person"


class GroupKind(models.TextChoices):
    """How a role group knows its members. All but a named list are computed as at a date."""

    EVERYBODY = "everybody", "All staff"
    DEPARTMENT = "department", "Staff of a school or department"
    BODY = "body", "Members of a body"
    POST = "post", "Holders of a post"
    OFFICERS = "officers", "Designated safeguarding officers"
    ROLE = "role", "People appointed to a role in this application"
    LISTED = "listed", "A named list"


class Source(models.TextChoices):
    """Where the record of a completion came from."""

    SESSION = "session", "Attendance at a session"
    IMPORT = "import", "Brought in from a list"
    ENTERED = "entered", "Entered by hand"


class Outcome(models.TextChoices):
    """What was decided about a role that somebody named: whether it needs training."""

    WAITING = "waiting", "Waits for a decision"
    NEEDED = "needed", "Needs training"
    NOT_NEEDED = "not_needed", "Does not need training"
