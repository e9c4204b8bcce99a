"""Tables of training, by noun."""

from dueregard.training.models.completions import Completion, Objection
from dueregard.training.models.courses import Course, Edition, Material
from dueregard.training.models.lists import Bringing, ColumnMapping, RefresherRule, Told
from dueregard.training.models.needs import AlsoMeets, GroupMember, Requirement, RoleDecision, RoleGroup
from dueregard.training.models.officers import Officer
from dueregard.training.models.sessions import Attendance, Booking, Session, SessionDate
from dueregard.training.models.staff import Placement, Staff

__all__ = [
    "AlsoMeets",
    "Attendance",
    "Booking",
    "Bringing",
    "ColumnMapping",
    "Completion",
    "Course",
    "Edition",
    "GroupMember",
    "Material",
    "Objection",
    "Officer",
    "Placement",
    "RefresherRule",
    "Requirement",
    "RoleDecision",
    "RoleGroup",
    "Session",
    "SessionDate",
    "Staff",
    "Told",
]
