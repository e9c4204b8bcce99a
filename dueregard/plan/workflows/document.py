"""The plan as a whole: title and scale, the passages of its context, and the corporate risk register's entry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded, first_revision, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Lead
from dueregard.plan import permissions
from dueregard.plan.models import ContextPassage, ContextPassageRevision, PlanDocumentRevision, RiskEntry
from dueregard.plan.rules.ratings import LEVELS, Rag, rag_of_score, score
from dueregard.plan.rules.states import ContextKind
from dueregard.plan.workflows.leads import leads_chosen
from dueregard.plan.workflows.making import current_plan, locked_plan, revise_plan

_TAKEN_OUT = "This passage has been taken out."


def _plan_recorded(by: Any, verb: str, summary: str, details: dict[str, Any]) -> None:
    record(by=by, verb=f"plan.{verb}", subject_kind="plan", subject="plan", summary=summary, details=details)


@transaction.atomic
def edit_plan_document(
    *,
    by: Any,
    revision: int,
    title: str,
    likelihood_words: Sequence[str],
    impact_words: Sequence[str],
    amber_from: int,
    red_from: int,
    reason: str = "",
) -> PlanDocumentRevision:
    """Name the plan and set its scale: five words for each of likelihood and impact (or none), and the products from
    which a risk is amber and red.

    revision: at which the form was opened. Raises ChangedSince with the present values; Refused for an empty title, some
    words but not five, or thresholds out of order. Ratings that were given stay as they were given.
    """
    permit(permissions.can_edit_plan(by))
    named: dict[str, Any] = {
        "title": clean_line(title)[:300],
        "likelihood_words": _five(likelihood_words, "likelihood"),
        "impact_words": _five(impact_words, "impact"),
        "amber_from": amber_from,
        "red_from": red_from,
    }
    sound(bool(named["title"]), "Give the plan a title.")
    sound(2 <= amber_from < red_from <= 25, "Amber begins at 2 or more, and red above it, at 25 at most.")
    plan = locked_plan()
    if plan.revision != revision:
        current = current_plan(plan)
        present = {name: getattr(current, name) for name in named}
        raise ChangedSince(present, plan.revision, current.recorded_by_name, current.recorded_from)
    row, differing = revise_plan(by=by, plan=plan, reason=clean_text(reason).strip(), **named)
    if differing:
        details = {name: list(pair) for name, pair in differing.items()}
        _plan_recorded(by, "document_edited", "Changed the title or the scale of the plan.", details)
    return row


def _five(words: Sequence[str], what: str) -> list[str]:
    cleaned = [clean_line(word)[:60] for word in words]
    sound(not any(cleaned) or (len(cleaned) == 5 and all(cleaned)), f"Give five words for {what}, or none.")
    return cleaned if any(cleaned) else []


def _said(row: ContextPassageRevision, differing: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Changed values for the trail; of a restricted passage the names only, and of one that was so."""
    if row.restricted or any(differing.get("restricted", ())):
        return dict.fromkeys(differing, "restricted")
    return {name: list(pair) for name, pair in differing.items()}


def _passage(passage: ContextPassage) -> tuple[ContextPassage, ContextPassageRevision]:
    row = locked(ContextPassage, passage.pk)
    return row, ContextPassageRevision.objects.get(as_recorded(None), passage=row)


def _words(heading: str, text: str, kind: str) -> dict[str, Any]:
    heading, text = clean_line(heading)[:300], clean_text(text).strip()
    sound(kind in ContextKind.values, "Choose what kind of context this is.")
    sound(bool(heading), "Give the passage a heading.")
    sound(bool(text), "Write the passage.")
    return {"heading": heading, "text": text, "kind": kind}


def _touch(passage: ContextPassage) -> None:
    passage.revision += 1
    passage.save(update_fields=["revision"])


@transaction.atomic
def add_passage(*, by: Any, kind: str, heading: str, text: str, restricted: bool = False) -> ContextPassageRevision:
    """A new passage of the context, last of its kind. Raises Refused for an empty heading or text."""
    permit(permissions.can_edit_plan(by))
    values = _words(heading, text, kind)
    last = ContextPassageRevision.objects.filter(as_recorded(None)).aggregate(last=Max("position"))["last"]
    passage = ContextPassage.objects.create()
    row = first_revision(
        ContextPassageRevision,
        by=by,
        passage=passage,
        position=0 if last is None else last + 1,
        restricted=restricted,
        **values,
    )
    _plan_recorded(by, "passage_added", "Added a passage to the context.", {"passage": passage.reference})
    return row


@transaction.atomic
def edit_passage(
    *,
    by: Any,
    passage: ContextPassage,
    revision: int,
    kind: str,
    heading: str,
    text: str,
    restricted: bool,
    reason: str = "",
) -> ContextPassageRevision:
    """Change a passage. revision: at which the form was opened.

    Raises ChangedSince with the present words, Refused for an empty heading or text, NotAllowedNow for one that has been
    taken out.
    """
    permit(permissions.can_edit_plan(by))
    values = _words(heading, text, kind)
    row, current = _passage(passage)
    allowed_now(bool(current.text), _TAKEN_OUT)
    if row.revision != revision:
        names = ("kind", "heading", "text", "restricted")
        present = {name: getattr(current, name) for name in names}
        raise ChangedSince(present, row.revision, current.recorded_by_name, current.recorded_from)
    changed, differing = next_revision(
        current, by=by, reason=clean_text(reason).strip(), restricted=restricted, **values
    )
    if differing:
        _touch(row)
        details = {"passage": row.reference} | _said(changed, differing)
        _plan_recorded(by, "passage_edited", "Edited a passage of the context.", details)
    return changed


@transaction.atomic
def move_passage(*, by: Any, passage: ContextPassage, earlier: bool) -> None:
    """Move a passage one place up (earlier) or down among those of its kind; nothing happens at the end.

    Order is layout, not history: it is changed in place.
    """
    permit(permissions.can_edit_plan(by))
    row, current = _passage(passage)
    allowed_now(bool(current.text), _TAKEN_OUT)
    ordered = list(
        ContextPassageRevision.objects.filter(as_recorded(None), kind=current.kind)
        .exclude(text="")
        .order_by("position", "pk")
    )
    place = next(index for index, each in enumerate(ordered) if each.pk == current.pk)
    other = place + (-1 if earlier else 1)
    if not 0 <= other < len(ordered):
        return
    places = sorted(each.position for each in ordered)
    if len(set(places)) < len(places):  # brought in at the same place
        places = list(range(places[0], places[0] + len(places)))
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for each, position in zip(ordered, places, strict=True):
        if each.position != position:
            ContextPassageRevision.objects.filter(pk=each.pk).update(position=position)
    _plan_recorded(by, "passage_moved", "Moved a passage of the context.", {"passage": row.reference})


@transaction.atomic
def take_out_passage(*, by: Any, passage: ContextPassage, reason: str) -> None:
    """Take a passage out of the plan; what it said stays in the register as recorded before today.

    Raises Refused without a reason, NotAllowedNow where it is out already.
    """
    permit(permissions.can_edit_plan(by))
    row, current = _passage(passage)
    allowed_now(bool(current.text), _TAKEN_OUT)
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    next_revision(current, by=by, reason=reason, text="")
    _touch(row)
    _plan_recorded(by, "passage_taken_out", "Took a passage out of the context.", {"passage": row.reference})


@transaction.atomic
def set_risk_entry(
    *,
    by: Any,
    opened_at: int,
    register_reference: str,
    title: str,
    text: str = "",
    likelihood: int | None = None,
    impact: int | None = None,
    rag: str = "",
    owner: Lead | str | None = None,
    reviewed_on: date | None = None,
    review_on: date | None = None,
    reason: str = "",
) -> RiskEntry:
    """Record what the corporate risk register says about Prevent. Without `rag` the scale gives it.

    owner: a lead, or a reference out of organisation.queries.lead_choices; None or "" for nobody.
    opened_at: key of the entry that the form showed, 0 for none. Raises ChangedSince where another has been recorded
    since; Refused without a reference or title, for half a pair, a review to come, or a next review before the last.
    """
    permit(permissions.can_edit_plan(by))
    register_reference, title = clean_line(register_reference)[:60], clean_line(title)[:300]
    sound(bool(register_reference), "Give the number that the risk register uses.")
    sound(bool(title), "Give the entry’s title.")
    sound(
        all(level is None or level in LEVELS for level in (likelihood, impact)), "Likelihood and impact go from 1 to 5."
    )
    sound((likelihood is None) == (impact is None), "Give likelihood and impact together.")
    sound(not rag or rag in Rag.values, "Choose a rating.")
    sound(reviewed_on is None or reviewed_on <= clock.today(), "A review is recorded when it has taken place.")
    sound(
        reviewed_on is None or review_on is None or review_on > reviewed_on, "The next review comes after the last one."
    )
    # The plan's row is the lock: there may be no entry yet, and the present one is no longer present once it is revised.
    plan = current_plan(locked_plan())
    values: dict[str, Any] = {
        "register_reference": register_reference,
        "title": title,
        "text": clean_text(text).strip(),
        "likelihood": likelihood,
        "impact": impact,
        "rag": rag or rag_of_score(score(likelihood, impact), plan.amber_from, plan.red_from),
        "owner": leads_chosen(by=by, references=[owner])[0] if owner and isinstance(owner, str) else owner or None,
        "reviewed_on": reviewed_on,
        "review_on": review_on,
    }
    reason = clean_text(reason).strip()
    current = RiskEntry.objects.filter(as_recorded(None)).first()
    if (current.pk if current else 0) != opened_at:
        if current is None:
            raise ChangedSince({}, 0, "Somebody")
        present = {name: getattr(current, name) for name in values}
        raise ChangedSince(present, current.pk, current.recorded_by_name, current.recorded_from)
    differing: dict[str, tuple[Any, Any]] = {}
    if current is None:
        row = first_revision(RiskEntry, by=by, reason=reason, **values)
    else:
        row, differing = next_revision(current, by=by, reason=reason, **values)
        if not differing:
            return row
    record(
        by=by,
        verb="plan.risk_entry_set",
        subject_kind="risk entry",
        subject="risk-entry",
        summary="Recorded what the corporate risk register says about Prevent.",
        details={name: list(pair) for name, pair in differing.items()},
    )
    return row
