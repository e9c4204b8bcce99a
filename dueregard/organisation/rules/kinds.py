"""The kinds of bodies and leads, and how a body's member takes part."""

from __future__ import annotations

from django.db import models


class BodyKind(models.TextChoices):
    UNIVERSITY = "university", "The institution"
    STUDENTS_UNION = "students_union", "Students' union"
    COMMITTEE = "committee", "Committee or group"
    DEPARTMENT = "department", "School or department"
    TEAM = "team", "Team"
    OUTSIDE = "outside", "Outside body"


class Seat(models.TextChoices):
    CHAIR = "chair", "Chair"
    SECRETARY = "secretary", "Secretary"
    MEMBER = "member", "Member"
    ATTENDEE = "attendee", "In attendance"


class LeadKind(models.TextChoices):
    """What is accountable for a row. "unknown" keeps what a document says until somebody says what it is."""

    PERSON = "person", "Person"
    POST = "post", "Post"
    BODY = "body", "Body or team"
    UNKNOWN = "unknown", "Not recognised"
