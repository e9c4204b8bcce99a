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


ROLES: dict[str, RoleText] = {
    Role.PREVENT_LEAD: RoleText(
        "Answers for the duty. Reads and edits the whole plan, restricted passages included; imports, approves "
        "appointments and sees the audit trail of the plan.",
        sensitive=True,
    ),
    Role.PREVENT_OFFICER: RoleText(
        "Runs the duty day by day. Reads and edits the plan, restricted passages included; where the appointment is "
        "limited to a campus, edits that campus's areas and reads those of the whole institution.",
        sensitive=True,
        scoped=True,
    ),
    Role.UNIVERSITY_SECRETARY: RoleText(
        "Secretary to the governing body. Reads the whole plan, restricted passages included, and the audit trail; "
        "records ratings and reviews; confirms sensitive appointments.",
        sensitive=True,
    ),
    Role.STEERING_MEMBER: RoleText("Reads the plan without its restricted passages.", scoped=True),
    Role.GOVERNOR: RoleText("Reads the plan without its restricted passages, and what is put to the governing body."),
    Role.HEAD_OF_DEPARTMENT: RoleText("Reads the plan without its restricted passages.", scoped=True),
    Role.SAFEGUARDING_OFFICER: RoleText(
        "Takes concerns. Reads the plan without its restricted passages.", sensitive=True, scoped=True
    ),
    Role.TRAINING_ADMINISTRATOR: RoleText("Runs training. Reads the plan without its restricted passages."),
    Role.LOCAL_EVENT_ASSESSOR: RoleText(
        "Assesses events of a school or department. Reads the plan without its restricted passages.", scoped=True
    ),
    Role.UNIVERSITY_EVENT_ASSESSOR: RoleText(
        "Assesses events referred to the university. Reads the plan without its restricted passages."
    ),
    Role.STUDENTS_UNION_OFFICER: RoleText(
        "Speaks for the students' union. Reads the plan without its restricted passages."
    ),
    Role.RESEARCH_ETHICS_OFFICER: RoleText(
        "Keeps the register of security-sensitive research. Reads the plan without its restricted passages."
    ),
    Role.POLICY_OWNER: RoleText("Keeps a policy. Reads the plan without its restricted passages."),
    Role.DATA_PROTECTION_OFFICER: RoleText(
        "Reads the plan, the audit trail, and who holds which role; never the content of a concern.", sensitive=True
    ),
    Role.AUDITOR: RoleText(
        "Reads everything but concerns, restricted passages and the audit trail included; changes nothing.",
        sensitive=True,
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleText(
        "Opens and closes accounts and keeps the lists of the organisation. Reads no content of the plan.",
        sensitive=True,
    ),
    Role.MEMBER_OF_STAFF: RoleText("Sees what concerns them and what is published."),
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
