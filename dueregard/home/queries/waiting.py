"""What waits for the viewer's own decision: appointments, imports, versions, and answers of update rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from dueregard.accounts import permissions as people
from dueregard.accounts.models import Appointment, Person
from dueregard.accounts.rules import AppointmentState
from dueregard.actions.models import ActionRevision
from dueregard.kernel import clock
from dueregard.kernel.keys import rows_of
from dueregard.kernel.rules import JobState
from dueregard.organisation.models import Initials
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan import permissions as plan
from dueregard.plan.models import AreaRevision, ContextPassageRevision, Evidence, PlanImport
from dueregard.plan.rules.states import ImportState
from dueregard.publication import permissions as publication
from dueregard.publication.models import Approval, Issue, NameDecision, Tombstone, Version
from dueregard.publication.queries.versions import to_publish, waiting_names
from dueregard.publication.rules.states import ApprovalKind, Kind, State, approvals_lacking, number_text
from dueregard.rounds import permissions as rounds
from dueregard.rounds.models import Answer, Round
from dueregard.rounds.rules.states import AnswerState, RoundState

_APPOINTMENTS, _IMPORTS, _ANSWERS = range(3)


@dataclass(frozen=True)
class RoundWaits:
    """An open round with answers to decide on."""

    reference: str
    title: str
    answers: int


@dataclass(frozen=True)
class VersionWaits:
    """A version with the one thing that the viewer can do about it next. what: "approve", "record_approval", "names",
    "publish" or "try_again" (its files could not be made). names: how many names and addresses found in it are undecided."""

    reference: str
    label: str
    what: str
    names: int = 0


@dataclass(frozen=True)
class Waiting:
    """All that waits for the viewer; nothing that they may not do themselves."""

    appointments: int = 0
    imports: int = 0
    versions: list[VersionWaits] = field(default_factory=list)
    rounds: list[RoundWaits] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.appointments or self.imports or self.versions or self.rounds)


def waiting_for(viewer: Any) -> Waiting:
    """What waits for `viewer`: no query for most, at most two for those who edit the plan or answer for it. Eight more where
    a version waits, and a name, a decision, a redaction or the plan is newer than this process's last look."""
    decides = people.can_decide_appointments(viewer)
    edits = plan.can_edit_plan(viewer)
    runs = rounds.can_run_rounds(viewer)
    appointments = imports = 0
    found = []
    if decides or edits or runs:
        mine = (viewer.reference, viewer.person_id) if decides else ()
        for kind, reference, title, count in rows_of(_counted, clock.today(), mine, edits, runs):
            if kind == _ANSWERS:
                found.append(RoundWaits(reference, title, count))
            elif kind == _IMPORTS:
                imports = count
            else:
                appointments = count
    return Waiting(appointments, imports, _versions(viewer), found)


# --- counts -----------------------------------------------------------------------------------------------------------
def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def _text(value: str = "") -> Value:
    return Value(value, output_field=CharField())


# Plain functions of SQL: the ORM's own Count would group by each row.
def _count() -> Func:
    return Func(F("pk"), function="COUNT", output_field=IntegerField())


def _counted(day: date, mine: tuple[str, int] | tuple[()], edits: bool, runs: bool) -> QuerySet[Any, tuple[Any, ...]]:
    """(kind, reference, title, how many) as one query. mine: whose appointments are left out, for those who decide."""
    rows: list[QuerySet[Any, tuple[Any, ...]]] = []
    if mine:
        proposed = Appointment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), state=AppointmentState.PROPOSED
        )
        own = proposed.exclude(appointed_by=mine[0]).exclude(person_id=mine[1]).order_by()
        rows.append(own.values_list(_number(_APPOINTMENTS), _text(), _text(), _count()))
    if edits:
        ready = PlanImport.objects.filter(state=ImportState.READY).order_by()
        rows.append(ready.values_list(_number(_IMPORTS), _text(), _text(), _count()))
    if runs:
        proposals = Answer.objects.filter(row__ask__round=OuterRef("pk"), state=AnswerState.PROPOSED).order_by()
        answered = Round.objects.filter(Exists(proposals), state=RoundState.OPEN).order_by()
        count = Subquery(proposals.values(number=_count()), output_field=IntegerField())
        rows.append(answered.values_list(_number(_ANSWERS), "reference", "title", count))
    return rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]


# --- versions ---------------------------------------------------------------------------------------------------------
def _versions(viewer: Any) -> list[VersionWaits]:
    proposes, decides = publication.can_propose_version(viewer), publication.can_decide_on_versions(viewer)
    if not (proposes or decides):
        return []
    found = []
    for reference, kind, major, minor, yearly, by, state, begun, failed, person, body, *seen in rows_of(_open_versions):
        if begun and not failed:  # its files are being made
            continue
        lacking = approvals_lacking(
            {str(kind) for kind, given in ((ApprovalKind.PERSON, person), (ApprovalKind.BODY, body)) if given},
            yearly=bool(yearly),
            body_needed=settings.DUEREGARD_YEARLY_VERSION_NEEDS_BODY,
            minor=minor > 0,
        )
        unpublished = state in (State.PROPOSED, State.APPROVED)
        names = _names(reference, tuple(seen)) if unpublished else 0
        what = ""
        if state == State.PROPOSED and ApprovalKind.PERSON in lacking and decides and by != viewer.reference:
            what = "approve"
        elif names:
            what = "names" if proposes else ""
        elif state == State.PROPOSED and lacking == [ApprovalKind.BODY]:
            what = "record_approval"
        elif decides and (failed or state == State.APPROVED):
            what = "try_again" if failed else "publish"
        if what:
            label = f"{Kind(kind).label}, version {number_text(major, minor)}"
            found.append(VersionWaits(reference, label, what, names if proposes else 0))
    return found


def _open_versions() -> QuerySet[Version, tuple[Any, ...]]:
    """The versions before their publication, and those whose reissue failed. First what their state is told from; then, in
    numbers and times, all that the names found in them depend on."""
    given = Approval.objects.filter(version=OuterRef("pk"), hash=OuterRef("hash"))
    being_made = Issue.objects.filter(version=OuterRef("pk"), completed_at__isnull=True, replaced_at__isnull=True)
    decisions = NameDecision.objects.filter(version=OuterRef("pk"))
    tombstones = Tombstone.objects.filter(passage__version=OuterRef("pk"))
    naming = Initials.objects.filter(lead__kind=LeadKind.PERSON)
    restricted = Evidence.objects.filter(restricted=True)
    # What Issue.failed says: the job has given up, or a format has refused a text, and the job ended with that remark.
    remarked = being_made.annotate(remarked=Cast("remarks", TextField()))
    failed = remarked.filter(Q(job__state=JobState.FAILED) | Q(remarked__contains='"refused":'))
    rows = Version.objects.filter(Q(now__state__in=[State.PROPOSED, State.APPROVED]) | Exists(failed))
    rows = rows.exclude(now__state=State.WITHDRAWN)
    return rows.order_by("pk").values_list(
        "reference",
        "kind",
        "major",
        "minor",
        "yearly",
        "proposed_by",
        "now__state",
        Exists(being_made),
        Exists(failed),
        Exists(given.filter(kind=ApprovalKind.PERSON)),
        Exists(given.filter(kind=ApprovalKind.BODY)),
        _of(decisions, "COUNT", "pk"),
        _of(decisions, "MAX", "decided_at", DateTimeField()),
        _of(tombstones, "COUNT", "pk"),
        *(_of(Person.objects.all(), *each) for each in (("COUNT", "pk"), ("MAX", "pk"), ("SUM", "revision"))),
        *(_of(naming, *each) for each in (("COUNT", "pk"), ("MAX", "pk"), ("SUM", "revision"), ("SUM", "lead_id"))),
        # What is restricted by now is no longer published, and needs no decision.
        *(_of(each.objects.all(), "MAX", "pk") for each in (AreaRevision, ActionRevision, ContextPassageRevision)),
        *(_of(restricted, *each) for each in (("COUNT", "pk"), ("SUM", "pk"))),
    )


def _of(rows: QuerySet[Any], function: str, name: str, field: Field[Any, Any] | None = None) -> Subquery:
    """One number of `rows`."""
    output = field or IntegerField()
    return Subquery(
        rows.order_by().values(of=Func(F(name), function=function, output_field=output)), output_field=output
    )


@lru_cache(maxsize=64)
def _names(reference: str, seen: tuple[Any, ...]) -> int:
    """How many names and addresses in a version wait for a decision. Looked for once for the same `seen`: to go through a
    large plan takes a while, and this page is the busiest."""
    version = Version.objects.get(reference=reference)
    return len(waiting_names(version, to_publish(version)))
