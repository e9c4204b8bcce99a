"""The register as a content that can be frozen (rules.frozen): whole, with everything restricted in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from dueregard.accounts.models import Person
from dueregard.actions.models import ActionRevision
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Institution, Lead, PostHolding
from dueregard.organisation.queries import glossary, running_on
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.models import AreaRevision, ContextPassageRevision, Evidence, RiskEntry
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.documents import context_groups
from dueregard.plan.queries.sheets import register_records
from dueregard.plan.rules.cells import AreaRecord, LeadRecord, StepRecord
from dueregard.plan.rules.passages import ACTION_PLAN, PASSAGES, RISK_ASSESSMENT, paragraphs
from dueregard.publication.rules.audiences import Restricted
from dueregard.publication.rules.findings import Known
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.states import Kind

SCHEMA = 1


def living_content(kind: str) -> Json:
    """The register as it is now, for a version of `kind`; number, date, note and citation are empty.

    It holds restricted passages: the caller has checked that its reader may see them, or applies rules.audiences. At
    most twenty queries, whatever the number of areas.
    """
    everything = Command()  # the frozen version is the whole register; audiences are cut from it
    plan = plan_document()
    institution = Institution.objects.filter(pk=1).first()
    records = register_records(everything)
    terms = list(glossary(everything))
    entry = RiskEntry.objects.filter(as_recorded(None)).select_related("owner").first()
    public = _public_labels(clock.today())
    evidence = _evidence() if kind != Kind.ACTION_PLAN else {}
    campuses = _campus_names()
    sections = {record.section: record for record in reversed(records)}
    return {
        "schema": SCHEMA,
        "kind": str(kind),
        "number": "",
        "dated": clock.today().isoformat(),
        "institution": institution.name if institution else "",
        "title": plan.title,
        "academic_year": plan.plan.academic_year,
        "note": [],
        "cites": None,
        "closed_since": None,
        "scale": {
            "likelihood_words": list(plan.likelihood_words),
            "impact_words": list(plan.impact_words),
            "amber_from": plan.amber_from,
            "red_from": plan.red_from,
        },
        "context": [] if kind == Kind.ACTION_PLAN else _context(everything),
        "sections": [
            {"reference": one.section, "number": one.section_number, "title": one.section_title}
            for one in sorted(sections.values(), key=records.index)
        ],
        "areas": [_area(record, kind, public, evidence, campuses) for record in records],
        "glossary": [
            {
                "reference": term.reference,
                "letters": term.letters,
                "meaning": term.meaning,
                "lead": _lead(LeadRecord(term.lead.reference, term.lead.label, term.lead.kind), public)
                if term.lead
                else None,
            }
            for term in terms
        ],
        "risk_entry": None if entry is None or kind == Kind.ACTION_PLAN else _entry(entry, public),
    }


def _public_labels(day: date) -> dict[str, str]:
    """What stands for each person in public: the posts that they hold on `day`, by the reference of their lead."""
    posts: dict[int, list[str]] = {}
    held = PostHolding.objects.filter(running_on(day)).exclude(post__ended_on__lt=day).order_by("post__title")
    for person_id, title in held.values_list("person_id", "post__title"):
        posts.setdefault(person_id, []).append(title)
    people = Lead.objects.filter(kind=LeadKind.PERSON, person_id__in=list(posts)).values_list("reference", "person_id")
    return {reference: " and ".join(posts[person_id]) for reference, person_id in people}


def _lead(lead: LeadRecord, public: dict[str, str]) -> Json:
    stands_for = public.get(lead.reference, "") if lead.kind == LeadKind.PERSON else lead.label
    return {"kind": lead.kind, "reference": lead.reference, "label": lead.label, "public": stands_for}


def _evidence() -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = {}
    for one in Evidence.objects.filter(removed_at__isnull=True).order_by("added_at", "pk"):
        found.setdefault(one.area_id, []).append(
            {"reference": one.reference, "title": one.title, "url": one.url, "restricted": one.restricted}
        )
    return found


def _campus_names() -> dict[int, str]:
    rows = AreaRevision.objects.filter(as_recorded(None), campus__isnull=False)
    return dict(rows.values_list("area_id", "campus__name"))


def _context(viewer: Any) -> list[Json]:
    return [
        {
            "reference": passage.passage.reference,
            "kind": passage.kind,
            "heading": passage.heading,
            "paragraphs": paragraphs(passage.text),
            "restricted": passage.restricted,
        }
        for group in context_groups(viewer)
        for passage in group.passages
    ]


def _area(
    area: AreaRecord, kind: str, public: dict[str, str], evidence: dict[int, list[Json]], campuses: dict[int, str]
) -> Json:
    of_kind: Iterable[str] = {Kind.ACTION_PLAN: ACTION_PLAN, Kind.RISK_ASSESSMENT: RISK_ASSESSMENT}.get(
        Kind(kind), tuple(PASSAGES)
    )
    rated = kind != Kind.ACTION_PLAN
    return {
        "reference": area.reference,
        "number": area.number,
        "section": area.section,
        "title": area.title,
        **{name: paragraphs(getattr(area, name)) if name in of_kind else [] for name in PASSAGES},
        "rag": area.rag,
        "likelihood": area.likelihood if rated else None,
        "impact": area.impact if rated else None,
        "current_score": area.current_score if rated else None,
        "residual_likelihood": area.residual_likelihood if rated else None,
        "residual_impact": area.residual_impact if rated else None,
        "rating_words": area.rating_words if rated else "",
        "rating_reason": area.rating_reason if rated else "",
        "rated_on": _day(area.rated_on) if rated else None,
        "review_on": _day(area.review_on) if rated else None,
        "campus": campuses.get(area.key, ""),
        "restricted": sorted(area.restricted),
        "leads": [_lead(lead, public) for lead in area.leads],
        "evidence": evidence.get(area.key, []),
        "steps": [_step(step, public) for step in area.steps] if kind != Kind.RISK_ASSESSMENT else [],
    }


def _step(step: StepRecord, public: dict[str, str]) -> Json:
    made = asdict(step)
    del made["revision"]
    for name in ("due_start", "due_end", "first_due_on", "ask_again_on", "closed_on"):
        made[name] = _day(made[name])
    made["leads"] = [_lead(lead, public) for lead in step.leads]
    return made


def _entry(entry: RiskEntry, public: dict[str, str]) -> Json:
    owner = entry.owner
    return {
        "register_reference": entry.register_reference,
        "title": entry.title,
        "text": entry.text,
        "likelihood": entry.likelihood,
        "impact": entry.impact,
        "rag": entry.rag,
        "owner": _lead(LeadRecord(owner.reference, owner.label, owner.kind), public) if owner else None,
        "reviewed_on": _day(entry.reviewed_on),
        "review_on": _day(entry.review_on),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def restricted_today() -> Restricted:
    """What is restricted in the register as it is now, retired areas and closed steps included. Four queries."""
    areas = AreaRevision.objects.filter(as_recorded(None)).values_list("area__reference", "restricted")
    steps = ActionRevision.objects.filter(as_recorded(None), restricted=True)
    context = ContextPassageRevision.objects.filter(as_recorded(None), restricted=True)
    return Restricted(
        {reference: names for reference, names in areas if names},
        frozenset(steps.values_list("action__reference", flat=True)),
        frozenset(Evidence.objects.filter(restricted=True).values_list("reference", flat=True)),
        frozenset(context.values_list("passage__reference", flat=True)),
    )


def known_people() -> Known:
    """Whom the institution knows: the names of all people, and the initials that name one. Two queries."""
    names = frozenset(Person.objects.values_list("name", flat=True))
    initials = frozenset(
        term.letters for term in glossary(Command()) if term.lead is not None and term.lead.kind == LeadKind.PERSON
    )
    return Known(names, initials)
