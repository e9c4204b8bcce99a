"""The roles and what they mean in words that a data protection officer can read; the states of an appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class Role(models.TextChoices):
    PREVENT_LEAD = "prevent_lead", "Prevent lead"
    PREVENT_OFFICER = "prevent_officer", "Prevent officer"
    UNIVERSITY_SECRETARY = "university_secretary", "University secretary"
    STEERING_MEMBER = "steering_member", "Steering group member"
    GOVERNOR = "governor", "Governor or executive member"
    HEAD_OF_DEPARTMENT = "head_of_department", "Head of department"
    SAFEGUARDING_OFFICER = "safeguarding_officer", "Designated safeguarding officer"
    TRAINING_ADMINISTRATOR = "training_administrator", "Training administrator"
    LOCAL_EVENT_ASSESSOR = "local_event_assessor", "Event assessor (local)"
    UNIVERSITY_EVENT_ASSESSOR = "university_event_assessor", "Event assessor (university)"
    STUDENTS_UNION_OFFICER = "students_union_officer", "Students' union officer"
    RESEARCH_ETHICS_OFFICER = "research_ethics_officer", "Research ethics officer"
    POLICY_OWNER = "policy_owner", "Policy owner"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "Data protection officer"
    AUDITOR = "auditor", "Auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator", "System administrator"
    MEMBER_OF_STAFF = "member_of_staff", "Member of staff"


@dataclass(frozen=True)
class RoleText:
    """What a role may do, in words; sensitive = the appointment needs a second person to confirm it."""

    description: str
    sensitive: bool = False
    scoped: bool = False  # may be limited to a campus or a body


# What everybody who works with the plan may read of it.
_READS = (
    "Reads the plan, its reviews and its health, its versions, the evidence of assurance, and how far update rounds have "
    "come; nothing restricted, and nothing that leads answer. Reads who needs which training and, in numbers, who has had it."
)
# What those who keep training, or check it, read of it.
_RECORDS = "who needs which training, and everybody's record of it"
_KEEPS_TRAINING = f" Keeps the records of training: {_RECORDS}."
_OFFICERS = " Reads who the designated safeguarding officers are."
_WHERE_LIMITED = (
    " Where the appointment is limited, reads the areas of the whole institution and those of its campus, and no version or "
    "update round."
)

# Every promise here is held to the permissions by tests/accounts/test_role_texts.py.
ROLES: dict[str, RoleText] = {
    Role.PREVENT_LEAD: RoleText(
        "Answers for the duty. Reads and edits the whole plan, restricted passages included; imports; records ratings and "
        "reviews. Opens update rounds, reads what leads answer and decides on it. Proposes versions and decides on the "
        "names found in them; approves versions that somebody else proposed; publishes, withdraws and redacts. Confirms "
        f"appointments and sees the audit trail of the work.{_KEEPS_TRAINING} Takes the name of somebody who left out of "
        "the training records.",
        sensitive=True,
    ),
    Role.PREVENT_OFFICER: RoleText(
        "Runs the duty day by day. Reads and edits the plan, restricted passages included; imports; records ratings and "
        "reviews. Opens update rounds, reads what leads answer and decides on it. Proposes versions and decides on the "
        f"names found in them; never approves or publishes.{_KEEPS_TRAINING} Where the appointment is limited to a campus, "
        "edits that campus's areas and reads those of the whole institution, and reads the training records of its staff; no "
        "import, version or update round.",
        sensitive=True,
        scoped=True,
    ),
    Role.UNIVERSITY_SECRETARY: RoleText(
        "Secretary to the governing body. Reads the whole plan, restricted passages included, and the audit trail of the "
        "work; records ratings and reviews. Reads what leads answer in update rounds and to which addresses they were "
        "written to. Approves versions that somebody else proposed; publishes, withdraws and redacts. Confirms appointments. "
        f"Reads {_RECORDS}.",
        sensitive=True,
    ),
    Role.STEERING_MEMBER: RoleText(_READS + _WHERE_LIMITED, scoped=True),
    Role.GOVERNOR: RoleText(_READS),
    Role.HEAD_OF_DEPARTMENT: RoleText(
        f"{_READS}{_OFFICERS}{_WHERE_LIMITED} Of a school or department, reads the training records of its staff as well.",
        scoped=True,
    ),
    Role.SAFEGUARDING_OFFICER: RoleText(
        f"Takes concerns. {_READS}{_OFFICERS}{_WHERE_LIMITED}", sensitive=True, scoped=True
    ),
    Role.TRAINING_ADMINISTRATOR: RoleText(f"Runs training. {_READS}{_KEEPS_TRAINING}"),
    Role.LOCAL_EVENT_ASSESSOR: RoleText(
        f"Assesses events of a school or department. {_READS}{_WHERE_LIMITED}", scoped=True
    ),
    Role.UNIVERSITY_EVENT_ASSESSOR: RoleText(f"Assesses events referred to the university. {_READS}"),
    Role.STUDENTS_UNION_OFFICER: RoleText(f"Speaks for the students' union. {_READS}"),
    Role.RESEARCH_ETHICS_OFFICER: RoleText(f"Keeps the register of security-sensitive research. {_READS}"),
    Role.POLICY_OWNER: RoleText(f"Keeps a policy. {_READS}"),
    Role.DATA_PROTECTION_OFFICER: RoleText(
        "Reads the whole plan, restricted passages included, its reviews, health and versions; the whole audit trail, and who "
        f"holds which role. Sees how far update rounds have come, but nothing that leads answer. Reads {_RECORDS}. Never reads "
        "the content of a concern; changes nothing, but takes the name of somebody who left out of the training records.",
        sensitive=True,
    ),
    Role.AUDITOR: RoleText(
        "Reads everything but concerns: the whole plan and its versions, restricted passages included; what leads answer in "
        "update rounds and to which addresses they were written to; the whole audit trail, and who holds which role; "
        f"{_RECORDS}. Changes nothing.",
        sensitive=True,
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleText(
        "Opens and closes accounts, proposes appointments and keeps the lists of the organisation. Reads nothing of the plan, "
        "of versions before they are published, of update rounds, or of the records of training.",
        sensitive=True,
    ),
    Role.MEMBER_OF_STAFF: RoleText(
        "Sees their own account, their own record of training, and what is published. As everybody, answers in an update round "
        "by a personal link where they lead a row."
    ),
}


class Scope(models.TextChoices):
    INSTITUTION = "institution", "The whole institution"
    CAMPUS = "campus", "One campus"
    BODY = "body", "One body"


class AppointmentState(models.TextChoices):
    PROPOSED = "proposed", "Waiting for a second person"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    ENDED = "ended", "Ended"


APPOINTMENT = TransitionTable(
    "Appointment to a role",
    AppointmentState.PROPOSED,
    {
        "confirm": ({AppointmentState.PROPOSED}, AppointmentState.CONFIRMED),
        "decline": ({AppointmentState.PROPOSED}, AppointmentState.DECLINED),
        "end": ({AppointmentState.PROPOSED, AppointmentState.CONFIRMED}, AppointmentState.ENDED),
    },
)


def needs_second_person(role: str, *, proposed_by_decider: bool = True) -> bool:
    """Whether an appointment to `role` takes effect only when a second person has confirmed it.

    proposed_by_decider: whether the proposer could decide on appointments (Prevent lead, university secretary). What a
    system administrator proposes always needs the second person, but for a plain member of staff.
    """
    return ROLES[role].sensitive or (not proposed_by_decider and role != Role.MEMBER_OF_STAFF)


def may_end(role: str, *, holds: bool, other_leads: int) -> bool:
    """Whether an appointment may end: not where the institution would be left without a Prevent lead.

    holds: whether it gives its role today; other_leads: how many other people are Prevent lead today and can sign in.
    """
    return role != Role.PREVENT_LEAD or not holds or other_leads > 0


def in_force(state: str, starts_on: date, ends_on: date | None, today: date) -> bool:
    """Whether an appointment gives its role on `today` (both ends inclusive)."""
    return state == AppointmentState.CONFIRMED and starts_on <= today and (ends_on is None or today <= ends_on)
