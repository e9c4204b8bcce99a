"""The texts of the living plan in which numbers are bound or could be, for whoever may read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from dueregard.actions.rules import UNFINISHED
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaRevision, ContextPassageRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.rules.claims import Place, Sort
from dueregard.plan.rules.passages import PASSAGES


@dataclass(frozen=True, slots=True)
class Text:
    """One text. number, title: of its risk area, or the heading of a passage of the context."""

    place: Place
    text: str
    number: str
    title: str
    restricted: bool
    section: str = ""  # reference
    rag: str = ""

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def url(self) -> str:
        if self.place.sort == Sort.CONTEXT:
            return reverse("plan:context")
        return reverse("plan:area", args=[self.place.thing]) + ("#steps" if self.place.sort == Sort.STEP else "")


def texts_of(viewer: Any, piece: str = "", within: Iterable[Place] | None = None) -> list[Text]:
    """The present texts in the plan's order: the context, passages of areas that are not retired, unfinished steps.

    piece: what they must hold ("[" for claims). within: these places only. What the viewer may not read is left out. One
    query.
    """
    return read_texts(sight_of(viewer), piece, within)


def text_at(viewer: Any, place: Place) -> Text | None:
    """The text that stands at `place` now, if `viewer` may read it."""
    return next((one for one in texts_of(viewer, within=[place]) if one.place == place), None)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees: areas (visible; through: by their actions), and restricted passages where `full`."""

    visible: Q
    through: Q
    full: bool


def sight_of(viewer: Any) -> Sight:
    """What `viewer` sees."""
    return Sight(visible_areas(viewer), visible_areas(viewer, "area__revisions__"), can_read_restricted(viewer))


def read_texts(sight: Sight, piece: str = "", within: Iterable[Place] | None = None) -> list[Text]:
    """The same as `texts_of`, for whoever sees so much."""
    parts = text_rows(sight, piece, within)
    return texts_in(sight, piece, united(parts)) if parts else []


def text_rows(sight: Sight, piece: str = "", within: Iterable[Place] | None = None) -> list[QuerySet[Any, Any]]:
    """The rows behind the texts, all of them with the same columns, so that rooms above can ask more with them: sort,
    references of thing and step, number, title, two numbers to order by, section, rating, whether it is restricted, and five
    texts; but for the two numbers all of them are words."""
    places = None if within is None else list(within)
    return [
        build(sight, piece, places)
        for sort, build in ((Sort.AREA, _areas), (Sort.STEP, _steps), (Sort.CONTEXT, _context))
        if places is None or any(one.sort == sort for one in places)
    ]


def united(parts: list[QuerySet[Any, Any]]) -> Iterable[tuple[Any, ...]]:
    """The rows of several such queries in one."""
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def texts_in(sight: Sight, piece: str, rows: Iterable[tuple[Any, ...]]) -> list[Text]:
    """The texts of such rows in the plan's order."""
    found = [one for row in rows for one in _texts(sight, piece, *row)]
    found.sort(key=lambda pair: pair[0])
    return [text for _, text in found]


def _texts(
    sight: Sight, piece: str, sort: str, thing: str, step: str, number: str, title: str, place: int, order: int,
    section: str, rag: str, secret: str, *said: str,
) -> Iterator[tuple[tuple[int, int, int], Text]]:  # fmt: skip
    kind = Sort(sort)
    for position, (name, text) in enumerate(zip(_FIELDS[kind], said, strict=False)):
        # The passages of an area that are restricted are named in a list.
        hidden = f'"{name}"' in secret if kind == Sort.AREA else bool(secret)
        if text and piece in text and (sight.full or not hidden):
            at = (0 if kind == Sort.CONTEXT else 1, place, order if kind == Sort.STEP else position - len(PASSAGES))
            yield at, Text(Place(kind, thing, name, step), text, number, title, hidden, section, rag)


_FIELDS = {Sort.AREA: tuple(PASSAGES), Sort.STEP: ("text", "progress"), Sort.CONTEXT: ("text",)}
_SECRET = Case(When(restricted=True, then=Value("all")), default=Value(""), output_field=TextField())


def _words(words: str) -> Value:
    return Value(words, output_field=TextField())


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def _text(name: str) -> Cast:
    # One type for each column of the union.
    return Cast(name, TextField())


def _holding(piece: str, fields: Iterable[str], prefix: str = "") -> Q:
    condition = Q()
    if piece:
        for name in fields:
            condition |= Q(**{f"{prefix}{name}__contains": piece})
    return condition


def _areas(sight: Sight, piece: str, places: list[Place] | None) -> QuerySet[Any, Any]:
    rows = AreaRevision.objects.filter(
        as_recorded(None), sight.visible, _holding(piece, PASSAGES), retired_on__isnull=True
    )
    if places is not None:
        rows = rows.filter(area__reference__in={one.thing for one in places if one.sort == Sort.AREA})
    return rows.order_by().values_list(
        _words(Sort.AREA), _text("area__reference"), _words(""), Coalesce(_text("area__number"), _words("")),
        _text("title"), F("position"), _number(0), _text("section__reference"), _text("rag"), _text("restricted"),
        *(_text(name) for name in PASSAGES),
    )  # fmt: skip


def _steps(sight: Sight, piece: str, places: list[Place] | None) -> QuerySet[Any, Any]:
    step, area = "action__revisions__", "area__revisions__"
    # One filter, so that all conditions are of the same revisions.
    standing = as_recorded(None, step) & as_recorded(None, area) & sight.through
    standing &= Q(action__revisions__status__in=UNFINISHED, area__revisions__retired_on__isnull=True)
    standing &= _holding(piece, _FIELDS[Sort.STEP], step)
    if not sight.full:
        standing &= Q(action__revisions__restricted=False)
    if places is not None:
        standing &= Q(action__reference__in={one.step for one in places if one.sort == Sort.STEP})
    secret = Case(
        When(action__revisions__restricted=True, then=Value("all")), default=Value(""), output_field=TextField()
    )
    return AreaAction.objects.filter(standing).order_by().values_list(
        _words(Sort.STEP), _text("area__reference"), _text("action__reference"),
        Coalesce(_text("area__number"), _words("")), _text(f"{area}title"), F(f"{area}position"), F("position"),
        _text(f"{area}section__reference"), _text(f"{area}rag"), secret, _text(f"{step}text"), _text(f"{step}progress"),
        _words(""), _words(""), _words(""),
    )  # fmt: skip


def _context(sight: Sight, piece: str, places: list[Place] | None) -> QuerySet[Any, Any]:
    rows = ContextPassageRevision.objects.filter(as_recorded(None), _holding(piece, ["text"])).exclude(text="")
    if not sight.full:
        rows = rows.filter(restricted=False)
    if places is not None:
        rows = rows.filter(passage__reference__in={one.thing for one in places if one.sort == Sort.CONTEXT})
    return rows.order_by().values_list(
        _words(Sort.CONTEXT), _text("passage__reference"), _words(""), _words(""), _text("heading"), F("position"),
        _number(0), _words(""), _words(""), _SECRET, _text("text"), _words(""), _words(""), _words(""), _words(""),
    )  # fmt: skip
