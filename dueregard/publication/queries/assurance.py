"""What is recorded about one academic year: versions, reviews, areas, the roll-forward and the head of the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from dueregard.audit.queries import head_before
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.models import Institution
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.models import AreaRevision, Review, ReviewCycle, RollForward
from dueregard.plan.queries.filters import end_of_day, start_of_day
from dueregard.plan.rules.cycles import What
from dueregard.plan.rules.passages import PASSAGES
from dueregard.publication import permissions
from dueregard.publication.models import Approval, Version
from dueregard.publication.rules.assurance import AreaFact, ReviewFact, VersionFact, YearOfEvidence
from dueregard.publication.rules.states import ApprovalKind, Kind, State

_OF_THE_EVIDENCE = (
    "plan.reviewed",
    "plan.review_withdrawn",
    "plan.risk_entry_reviewed",
    "plan.risk_entry_review_withdrawn",
    "plan.rolled_forward",
    "publication.proposed",
    "publication.corrected",
    "publication.approved",
    "publication.published",
    "publication.withdrawn",
)
_SAID = ("title", "rag", *PASSAGES)


def year_choices(today: date) -> list[AcademicYear]:
    """The academic years from the first that the register knows to the present one, newest first. Two queries."""
    first = AreaRevision.objects.order_by("recorded_from").values_list("recorded_from", flat=True).first()
    reviewed = Review.objects.order_by("reviewed_on").values_list("reviewed_on", flat=True).first()
    known = [_day(first)] if first else []
    begun = min([today, *known, *([reviewed] if reviewed else [])])
    years = range(AcademicYear.containing(begun).start_year, AcademicYear.containing(today).start_year + 1)
    return [AcademicYear(year) for year in reversed(years)]


def year_of_evidence(viewer: Any, year: AcademicYear) -> YearOfEvidence | None:
    """All that is recorded now about `year`, if `viewer` may read it: nothing restricted is in it, and it is the same for
    everybody. At most thirteen queries."""
    if not permissions.can_read_assurance(viewer):
        return None
    today = clock.today()
    ended = end_of_day(year.end) if today > year.end else None
    institution = Institution.objects.filter(pk=1).first()
    reviews = Review.objects.filter(
        area__isnull=True, withdrawn_at__isnull=True, reviewed_on__range=(year.start, year.end)
    )
    told: dict[str, list[ReviewFact]] = {What.PLAN: [], What.ENTRY: []}
    for row in reviews.select_related("body", "referred_to").order_by("reviewed_on", "pk"):
        told[row.subject].append(
            ReviewFact(
                row.reviewed_on,
                row.body.name if row.body else "",
                row.outcome,
                row.minute,
                row.referred_to.name if row.referred_to else "",
                row.plan_version,
            )
        )
    cycles = ReviewCycle.objects.filter(what=What.PLAN, in_use=True, body__isnull=False).order_by("position", "pk")
    opened = RollForward.objects.filter(academic_year=year.start_year).first()
    # Of the present year: the last entry about this evidence, which fixes all before it. The trail's end itself would tell
    # those who may not read the trail that something has happened.
    head = (
        head_before(ended)
        if ended
        else head_before(end_of_day(today), since=start_of_day(year.start), verbs=_OF_THE_EVIDENCE)
    )
    return YearOfEvidence(
        year=year,
        today=today,
        institution=institution.name if institution else "",
        versions=_versions(viewer, year),
        reviews=tuple(told[What.PLAN]),
        entry_reviews=tuple(told[What.ENTRY]),
        areas=_areas(year, ended),
        bodies=tuple(cycles.values_list("body__name", flat=True)),
        opened=(_day(opened.rolled_at), opened.rolled_by_name) if opened else None,
        head=(head.number, head.hash) if head.number else None,
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _versions(viewer: Any, year: AcademicYear) -> tuple[VersionFact, ...]:
    span = (start_of_day(year.start), end_of_day(year.end))
    within = Q(dated__range=(year.start, year.end))
    for field in ("proposed_at", "now__approved_at", "now__published_at"):
        within |= Q(**{f"{field}__gte": span[0], f"{field}__lt": span[1]})
    approvals = Approval.objects.select_related("body").order_by("recorded_at", "pk")
    rows = (
        Version.objects.filter(permissions.visible_versions(viewer), within)
        .select_related("now")
        .defer("skeleton")
        .prefetch_related(Prefetch("approvals", approvals))
    )
    return tuple(_version(row) for row in rows.order_by("proposed_at", "pk"))


def _version(row: Version) -> VersionFact:
    given = list(row.approvals.all())
    bodies = tuple(
        (one.body.name, one.approved_on, one.minute) for one in given if one.kind == ApprovalKind.BODY and one.body
    )
    words = tuple(
        f"{one.body.name}, minute {one.minute}, {plain_day(one.approved_on)}"
        if one.body
        else f"A second person, {plain_day(one.approved_on)}"
        for one in given
    )
    return VersionFact(
        reference=row.reference,
        label=str(row),
        dated=row.dated,
        state=row.now.get_state_display(),
        risk=row.kind in (Kind.BOTH, Kind.RISK_ASSESSMENT),
        minor=row.minor > 0,
        withdrawn=row.now.state == State.WITHDRAWN,
        approved_on=_day(row.now.approved_at) if row.now.approved_at else None,
        published_on=_day(row.now.published_at) if row.now.published_at else None,
        approvals=words,
        of_bodies=bodies,
    )


def _areas(year: AcademicYear, ended: datetime | None) -> tuple[AreaFact, ...]:
    """The areas of the register at the end of the year, or now, with what happened to them in it. Four queries."""
    began = start_of_day(year.start)
    before = {
        key: said
        for key, *said in AreaRevision.objects.filter(as_recorded(began), retired_on__isnull=True).values_list(
            "area_id", *_SAID
        )
    }
    span = (year.start, year.end)
    reviewed = set(
        Review.objects.filter(area__isnull=False, withdrawn_at__isnull=True, reviewed_on__range=span).values_list(
            "area_id", flat=True
        )
    )
    rated = set(AreaRevision.objects.filter(rated_on__range=span).values_list("area_id", flat=True))
    rows = AreaRevision.objects.filter(as_recorded(ended), retired_on__isnull=True).order_by("position", "pk")
    return tuple(
        AreaFact(
            reference=reference,
            label=f"{number or ''} {said[0]}".strip(),
            rag=said[1],
            reviewed=key in reviewed,
            rated=key in rated,
            changed=key in before and before[key] != said,
            new=key not in before,
        )
        for key, reference, number, *said in rows.values_list("area_id", "area__reference", "area__number", *_SAID)
    )
