"""The lists of the organisation, who holds what on a day, term dates, and the choices of leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from dueregard.accounts.models import Person
from dueregard.kernel import clock
from dueregard.kernel.retention import over, unnamed
from dueregard.organisation.models import Body, Campus, Initials, Lead, Membership, Post, PostHolding, TermDate
from dueregard.organisation.rules.kinds import BodyKind, LeadKind
from dueregard.organisation.rules.spans import when
from dueregard.organisation.rules.years import AcademicYear, Term, TermDates


# --- spans as conditions ----------------------------------------------------------------------------------------------
def running_on(day: date) -> Q:
    """rules.spans.runs_on as a condition on the columns from_on and to_on."""
    return (Q(from_on__isnull=True) | Q(from_on__lte=day)) & (Q(to_on__isnull=True) | Q(to_on__gte=day))


def overlapping(from_on: date | None, to_on: date | None) -> Q:
    """rules.spans.overlap with the given span, as a condition on the columns from_on and to_on."""
    starts_in_time = Q() if to_on is None else Q(from_on__isnull=True) | Q(from_on__lte=to_on)
    ends_in_time = Q() if from_on is None else Q(to_on__isnull=True) | Q(to_on__gte=from_on)
    return starts_in_time & ends_in_time


# --- leads ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LeadChoice:
    """One lead that a form offers, by its reference."""

    reference: str
    label: str
    kind: str


def lead_choices() -> list[LeadChoice]:
    """Everything that may lead today, by kind and label: posts, bodies, people, words not yet recognised. One query.

    Posts and bodies that have ended and people who have left are left out.
    """
    today = clock.today()
    present = Q(kind=LeadKind.UNKNOWN)
    for kind, end in (("post", "ended_on"), ("body", "ended_on"), ("person", "left_on")):
        last = f"{kind}__{end}"
        present |= Q(kind=kind) & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": today}))
    rows = Lead.objects.filter(present).values_list("reference", "label", "kind")
    order = (LeadKind.POST, LeadKind.BODY, LeadKind.PERSON, LeadKind.UNKNOWN)
    return sorted(
        (LeadChoice(*row) for row in rows),
        key=lambda choice: (order.index(LeadKind(choice.kind)), choice.label.casefold(), choice.reference),
    )


def grouped_lead_choices(choices: Iterable[LeadChoice]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Lead choices as a select shows them: [(name of the group, [(reference, label)])]."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names = {"post": "Posts", "body": "Bodies and teams", "person": "People", "unknown": "Not recognised yet"}
    for choice in choices:
        groups.setdefault(names[choice.kind], []).append((choice.reference, choice.label))
    return list(groups.items())


def named_as(words: str) -> Lead | Post | Body | Person | None:
    """What has exactly this name or these initials, whatever the case: a post, body, person, or the lead of initials.

    None where nothing has, or more than one thing of the same kind. Posts win over bodies, bodies over initials,
    initials over people: a plan answers to offices first.
    """
    for model, field in ((Post, "title"), (Body, "name")):
        thing: Any = model._default_manager.filter(**{f"{field}__iexact": words}).first()
        if thing is not None:
            return thing
    entries = list(Initials.objects.filter(letters__iexact=words).select_related("lead")[:2])
    if len(entries) == 1 and entries[0].lead is not None and entries[0].lead.kind != LeadKind.UNKNOWN:
        return entries[0].lead
    if len(entries) == 1 and entries[0].lead is None and entries[0].meaning.casefold() != words.casefold():
        meant = _one_of_name(entries[0].meaning)
        if meant is not None:
            return meant
    people = list(Person.objects.filter(name__iexact=words)[:2])
    return people[0] if len(people) == 1 else None


def _one_of_name(name: str) -> Post | Body | Person | None:
    found: list[Post | Body | Person] = [
        *Post.objects.filter(title__iexact=name),
        *Body.objects.filter(name__iexact=name),
        *Person.objects.filter(name__iexact=name)[:2],
    ]
    return found[0] if len(found) == 1 else None


def unrecognised_leads(viewer: Any) -> QuerySet[Lead]:
    """Words of documents of which nobody has said yet whom they mean."""
    return Lead.objects.filter(kind=LeadKind.UNKNOWN).order_by("label")


def lead_of_reference(viewer: Any, reference: str) -> Lead | None:
    """The lead with this reference, with what it stands for."""
    return Lead.objects.select_related("person", "post", "body").filter(reference=reference).first()


# --- bodies and seats -------------------------------------------------------------------------------------------------
def bodies(viewer: Any) -> QuerySet[Body]:
    """All bodies in the order of their kinds, those that ended last. The caller's page has checked the permission."""
    return Body.objects.order_by("ended_on", "name")


def bodies_by_kind(viewer: Any) -> list[tuple[str, list[Body]]]:
    """[(what kind, its bodies)] in the order of the kinds, without empty kinds; ended ones last. One query."""
    found: dict[str, list[Body]] = {kind: [] for kind in BodyKind.values}
    for body in sorted(bodies(viewer), key=lambda b: (b.ended_on is not None, b.name.casefold())):
        found[body.kind].append(body)
    return [(str(BodyKind(kind).label), rows) for kind, rows in found.items() if rows]


def body_of_reference(viewer: Any, reference: str) -> Body | None:
    """The body with this reference."""
    return Body.objects.filter(reference=reference).first()


def body_choices(viewer: Any, with_body: Body | None = None) -> list[tuple[str, str]]:
    """The bodies that have not ended, as (reference, name); `with_body` is among them in any case."""
    standing = Q(ended_on__isnull=True) | Q(ended_on__gte=clock.today())
    if with_body is not None:
        standing |= Q(pk=with_body.pk)
    rows = Body.objects.filter(standing).order_by(Lower("name"))
    return list(rows.values_list("reference", "name"))


@dataclass(frozen=True)
class SeatRow:
    """A seat with who sits in it: a person, or the holders of a post on the day asked for."""

    membership: Membership
    holders: list[str]
    when: str  # "now", "coming" or "past", seen from that day


def seats(viewer: Any, body: Body, day: date) -> list[SeatRow]:
    """The seats on a body over time: those on `day` first, by seat and name; then coming ones; then past. Two queries."""
    holdings = PostHolding.objects.filter(running_on(day)).select_related("person")
    rows = (
        Membership.objects.filter(body=body)
        .select_related("person", "post")
        .prefetch_related(Prefetch("post__holdings", queryset=holdings, to_attr="holders_then"))
    )
    found = []
    for row in rows:
        holders = [h.person.name for h in row.post.holders_then] if row.post else []  # type: ignore[attr-defined]
        found.append(SeatRow(row, holders, when(row.from_on, row.to_on, day)))
    ranks = {"chair": 0, "secretary": 1, "member": 2, "attendee": 3}

    def order(seat: SeatRow) -> tuple[int, int, str]:
        row = seat.membership
        who = row.post.title if row.post else row.person.name if row.person else ""
        return (("now", "coming", "past").index(seat.when), ranks[row.seat], who.casefold())

    return sorted(found, key=order)


def membership_of_reference(viewer: Any, reference: str) -> Membership | None:
    """The seat with this reference, with its body and holder."""
    return Membership.objects.select_related("body", "person", "post").filter(reference=reference).first()


# --- posts and holders ------------------------------------------------------------------------------------------------
def posts(viewer: Any) -> QuerySet[Post]:
    """All posts with their bodies and, as `holders_now`, who holds them today; ended ones last. Two queries."""
    holdings = PostHolding.objects.filter(running_on(clock.today())).select_related("person").order_by("from_on")
    return (
        Post.objects.select_related("body")
        .prefetch_related(Prefetch("holdings", queryset=holdings, to_attr="holders_now"))
        .order_by("ended_on", "title")
    )


def posts_with_holders(viewer: Any) -> list[Post]:
    """`posts` as a list, those that have ended after the others."""
    return sorted(posts(viewer), key=lambda post: (post.ended_on is not None, post.title.casefold()))


def post_choices(viewer: Any) -> list[tuple[str, str]]:
    """The posts that have not ended, as (reference, title)."""
    standing = Q(ended_on__isnull=True) | Q(ended_on__gte=clock.today())
    return list(Post.objects.filter(standing).order_by(Lower("title")).values_list("reference", "title"))


def post_of_reference(viewer: Any, reference: str) -> Post | None:
    """The post with this reference, with its body."""
    return Post.objects.select_related("body").filter(reference=reference).first()


def posts_of_body(viewer: Any, body: Body) -> list[Post]:
    """The posts that belong to a body, with `holders_now`."""
    return [post for post in posts_with_holders(viewer) if post.body_id == body.pk]


def holdings(viewer: Any, post: Post) -> list[PostHolding]:
    """Who held a post, the latest first."""
    rows = PostHolding.objects.filter(post=post).select_related("person")
    return sorted(rows, key=lambda h: (h.to_on or date.max, h.from_on or date.min, h.person.name), reverse=True)


def holders_on(post: Post, day: date) -> list[Person]:
    """Who holds a post on `day`. For rooms above that have checked the permission."""
    rows = PostHolding.objects.filter(running_on(day), post=post).select_related("person").order_by("from_on", "pk")
    return [row.person for row in rows]


def holding_of_reference(viewer: Any, reference: str) -> PostHolding | None:
    """The holding with this reference, with its post and person."""
    return PostHolding.objects.select_related("post", "person").filter(reference=reference).first()


# --- campuses, glossary, terms ----------------------------------------------------------------------------------------
def campuses(viewer: Any) -> list[Campus]:
    """All campuses by name, closed ones last."""
    return sorted(Campus.objects.all(), key=lambda campus: (campus.closed_on is not None, campus.name.casefold()))


def campus_of_reference(viewer: Any, reference: str) -> Campus | None:
    """The campus with this reference."""
    return Campus.objects.filter(reference=reference).first()


def glossary(viewer: Any) -> QuerySet[Initials]:
    """All initials with whom they name, by letter."""
    return Initials.objects.select_related("lead").order_by("letters")


def initials_of_reference(viewer: Any, reference: str) -> Initials | None:
    """The entry of the glossary with this reference."""
    return Initials.objects.select_related("lead").filter(reference=reference).first()


def term_dates() -> TermDates:
    """The institution's own terms, for reading phrases such as “Spring term 2020”; the usual dates stand in. One query."""
    return TermDates(
        tuple(Term(row.name.lower(), row.start_on, row.end_on) for row in TermDate.objects.order_by("start_on"))
    )


@dataclass(frozen=True)
class YearOfTerms:
    """One academic year with its three terms; own: whether the institution has entered them."""

    year: AcademicYear
    terms: tuple[Term, ...]
    own: bool


def years_of_terms(viewer: Any, today: date) -> list[YearOfTerms]:
    """The years that have own dates and those from the one before today's to the one after; newest first. One query."""
    dates = term_dates()
    entered = {term.year for term in dates.own}
    present = AcademicYear.containing(today)
    years = sorted(entered | {present.previous, present, present.next}, reverse=True)
    return [YearOfTerms(year, dates.terms(year), year in entered) for year in years]


# --- scopes of appointments -------------------------------------------------------------------------------------------
def scope_choices(viewer: Any) -> list[tuple[str, str, str]]:
    """What an appointment may be limited to, as (kind, reference, name): open campuses, then bodies of ours. Two queries."""
    open_campuses = Campus.objects.filter(closed_on__isnull=True).order_by("name")
    own_bodies = Body.objects.filter(ended_on__isnull=True).exclude(kind=BodyKind.OUTSIDE).order_by("name")
    return [("campus", c.reference, c.name) for c in open_campuses] + [
        ("body", b.reference, b.name) for b in own_bodies
    ]


def due_memberships() -> QuerySet[Membership]:
    """Seats that ended long enough ago."""
    return Membership.objects.filter(over(Membership))


def due_leads() -> QuerySet[Lead]:
    """Names under which the plan would print persons who left long ago, where nothing in it does."""
    return Lead.objects.filter(over(Lead) & unnamed(Lead))
