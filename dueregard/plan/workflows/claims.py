"""Binding a number of a text to a figure, and letting it go again: an edit of the text like any other."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.figures.queries import allowed_span
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.claims import bracket, claims_in
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.plan import permissions
from dueregard.plan.importing.figures import sentences_at
from dueregard.plan.models import Area, AreaAction, AreaRevision, ContextPassage
from dueregard.plan.queries.areas import area_revision
from dueregard.plan.queries.claims import text_at
from dueregard.plan.rules.claims import Place, Sort, digest_of, digits_at
from dueregard.plan.workflows.areas import edit_area
from dueregard.plan.workflows.document import edit_passage
from dueregard.plan.workflows.steps import edit_step

_CHANGED = "The sentence has changed since you opened the page. Look at it again."


@transaction.atomic
def bind_claim(*, by: Any, place: Place, digest: str, start: int, value: int, key: str, span: Span) -> None:
    """Bind the number `value`, which begins at `start` of the sentence with this digest, to a figure.

    The number stays as it is, whether or not the records give the same. Raises Refused for a figure that is not known, not
    asked for such a date or period, or a day to come; NotAllowedNow for one about cases outside a closed year, and where
    the sentence has changed.
    """
    figure = figure_of(key)
    if figure is None:
        raise NotAllowedNow("There is no such figure any more.")
    sound(span.last <= clock.today(), "A number is bound to a day that has come.")
    allowed_span(figure, span)
    said = _said(by, place)
    for at, sentence in sentences_at(said):
        if digest_of(sentence) != digest:
            continue
        digits = digits_at(sentence, start)
        end = at + start + len(digits)
        if digits.replace(",", "") != str(value) or any(one.start <= start < one.end for one in claims_in(sentence)):
            continue
        reason = f"Bound {digits} to the figure “{figure.label}” {span.words}."
        _changed(by, place, f"{said[:end]} {bracket(key, span)}{said[end:]}", reason)
        return
    raise NotAllowedNow(_CHANGED)


@transaction.atomic
def unbind_claim(*, by: Any, place: Place, digest: str, written: str) -> None:
    """Leave the number of the claim `written` alone in its sentence. Raises NotAllowedNow where the sentence has changed."""
    said = _said(by, place)
    for at, sentence in sentences_at(said):
        if digest_of(sentence) != digest:
            continue
        for claim in claims_in(sentence):
            if sentence[claim.start : claim.end] == written:
                number = written.split("[")[0].rstrip()
                text = said[: at + claim.start] + number + said[at + claim.end :]
                _changed(by, place, text, f"Let {number} go, which was bound to a figure.")
                return
    raise NotAllowedNow(_CHANGED)


def _said(by: Any, place: Place) -> str:
    """The present text, with its row locked. Raises NotPermitted for whoever may not edit it, restricted or not."""
    if place.sort == Sort.CONTEXT:
        permit(permissions.can_edit_plan(by))
        row: Any = ContextPassage.objects.filter(reference=place.thing).first()
        model: Any = ContextPassage
    else:
        revision = area_revision(by, place.thing)
        permit(revision is not None and permissions.can_edit_area(by, revision))
        row, model = (revision.area if revision else None), Area
    allowed_now(row is not None, _CHANGED)
    locked(model, row.pk)
    text = text_at(by, place)
    if text is None:
        raise NotAllowedNow(_CHANGED)
    return text.text


def _changed(by: Any, place: Place, text: str, reason: str) -> None:
    """Save it by the workflow that its own form uses: revision, history, trail and the index of words follow."""
    if place.sort == Sort.CONTEXT:
        passage = ContextPassage.objects.get(reference=place.thing)
        now = passage.revisions.get(recorded_to__isnull=True)
        edit_passage(
            by=by,
            passage=passage,
            revision=passage.revision,
            kind=now.kind,
            heading=now.heading,
            text=text,
            restricted=now.restricted,
            reason=reason,
        )
        return
    area = AreaRevision.objects.select_related("area").get(area__reference=place.thing, recorded_to__isnull=True).area
    if place.sort == Sort.AREA:
        edit_area(by=by, area=area, revision=area.revision, reason=reason, **{place.field: text})
        return
    action = AreaAction.objects.select_related("action").get(area=area, action__reference=place.step).action
    said: dict[str, Any] = {place.field: text}
    edit_step(by=by, area=area, action=action, revision=action.revision, reason=reason, **said)
