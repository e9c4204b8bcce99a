"""Rules for refreshers: whom a rule describes, how they stand, and what became of those who were told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower, TruncDate

from dueregard.kernel import clock
from dueregard.kernel.outbox import usable_address
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.training import permissions
from dueregard.training.models import Booking, Completion, RefresherRule, Staff, Told
from dueregard.training.queries.conditions import employed_on
from dueregard.training.rules.refreshers import Facts, Stand, stand_of
from dueregard.training.rules.states import BookingState, SessionState

REFRESHER = "refresher"


def described(rule: RefresherRule, day: date) -> Q:
    """The members of staff of `day` whose last training was the one that the rule names: in its course, with its edition
    where it has one, before its day. Whoever came to that course, or the one they would be invited to, since then is not
    among them."""
    old = Completion.objects.filter(removed_on__isnull=True, course=rule.course_id, completed_on__lt=rule.before)
    if rule.edition_id is not None:
        old = old.filter(edition=rule.edition_id)
    later = Completion.objects.filter(
        removed_on__isnull=True,
        staff=OuterRef("staff"),
        course__in={rule.course_id, rule.invite_to_id},
        completed_on__gt=OuterRef("completed_on"),
    )
    return employed_on(day) & Q(pk__in=old.filter(~Exists(later)).values("staff"))


@dataclass(frozen=True, slots=True)
class Person:
    """One of those whom the rule describes. told: the number of their last note (None: never told); address: where they are
    written to, or nothing."""

    key: int
    reference: str
    name: str
    address: str
    last: date
    told: int | None
    told_at: datetime | None
    stand: Stand


def people_of(rule: RefresherRule, day: date, now: datetime) -> list[Person]:
    """All whom the rule describes on `day`, by name. One query; the caller has checked who asks."""
    places = Booking.objects.filter(
        staff=OuterRef("pk"),
        state__in=[BookingState.BOOKED, BookingState.WAITING],
        session__state=SessionState.PLANNED,
        session__course=rule.invite_to_id,
        session__dates__ends_at__gte=now,
    )
    told = Told.objects.filter(staff=OuterRef("pk"), what=REFRESHER)
    # Another rule that invites to the same course is the same thing for whoever gets the mail.
    same = RefresherRule.objects.filter(invite_to=rule.invite_to_id).values("reference")
    last = Completion.objects.filter(removed_on__isnull=True, staff=OuterRef("pk"), course=rule.course_id)
    rows = (
        Staff.objects.filter(described(rule, day))
        .annotate(
            has_place=Exists(places),
            told=Subquery(told.filter(about=rule.reference).order_by("-count").values("count")[:1]),
            told_last=Subquery(told.filter(about__in=same).order_by("-told_at").values("told_at")[:1]),
            last=Subquery(last.order_by("-completed_on").values("completed_on")[:1]),
        )
        .order_by(Lower("name"), "pk")
        .values("pk", "reference", "name", "email", "has_place", "told", "told_last", "last", theirs=F("person__email"))
    )
    days = settings.DUEREGARD_REFRESHER_FOLLOW_UP_DAYS
    return [
        Person(
            row["pk"],
            row["reference"],
            row["name"],
            usable_address(row["email"] or row["theirs"] or ""),
            row["last"],
            row["told"],
            row["told_last"],
            stand_of(Facts(row["has_place"], row["told"], row["told_last"]), now, days),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Come:
    """Somebody who was told and came: on which day."""

    reference: str
    name: str
    on: date


def _told(rule: RefresherRule) -> QuerySet[Any]:
    """{staff, first: the day of the first note} of those whom the rule told."""
    rows = Told.objects.filter(what=REFRESHER, about=rule.reference)
    return rows.values("staff").annotate(first=Min(TruncDate("told_at"))).order_by()


def come_since(rule: RefresherRule) -> list[Come]:
    """Those who were told and have completed the course since, or the one they were invited to; the last to come first."""
    first = dict(_told(rule).values_list("staff", "first"))
    rows = (
        Completion.objects.filter(
            removed_on__isnull=True,
            course__in={rule.course_id, rule.invite_to_id},
            staff__in=Told.objects.filter(what=REFRESHER, about=rule.reference).values("staff"),
        )
        .values_list("staff", "staff__reference", "staff__name", "completed_on")
        .order_by("-completed_on", "staff__name")
    )
    found: dict[int, Come] = {}
    for key, reference, name, on in rows:
        if on >= first[key]:
            found[key] = Come(reference, name or "Somebody who left", on)
    return sorted(found.values(), key=lambda each: each.on, reverse=True)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the rule. told: different people; come: of them, trained since; still: of them, described still; others
    have left, or their record was put right."""

    told: int
    come: int
    still: int

    @property
    def others(self) -> int:
        """Told, and neither trained since nor still to come."""
        return self.told - self.come - self.still


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule. to_mail, in_person: those whom each step would tell; shown: one page of the people asked for."""

    rule: RefresherRule
    figures: Figures
    counts: dict[str, int]
    to_mail: dict[str, int]
    in_person: list[Person]
    show: str
    shown: Page[Any]


SHOWS = {
    "invite": "Not told yet",
    "follow_up": "To be reminded",
    "lately": "Told not long ago",
    "place": "Booked already",
    "come": "Come since",
}


def rule_page(viewer: Any, rule: RefresherRule, show: str, page: str | None) -> RulePage:
    """One rule with its people. Five queries, however many they are."""
    now = clock.now()
    ended = rule.ended_at is not None
    people = people_of(rule, clock.today(), now)
    come = come_since(rule)
    told = Told.objects.filter(what=REFRESHER, about=rule.reference).values("staff").distinct().count()
    still = sum(each.told is not None for each in people)
    counts = Counter(each.stand.value for each in people) + Counter(come=len(come))
    rows: list[Any] = come if show == "come" else [each for each in people if each.stand == show]
    number = page_number(page, len(rows))
    here = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    tellable = [] if ended else [each for each in people if each.stand in (Stand.INVITE, Stand.FOLLOW_UP)]
    by_mail = Counter(each.stand.value for each in tellable if each.address)
    return RulePage(
        rule,
        Figures(told, len(come), still),
        {name: counts[name] for name in SHOWS},
        {"invite": by_mail["invite"], "follow_up": by_mail["follow_up"]},
        [each for each in tellable if not each.address],
        show,
        page_of(here, number, len(rows)),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """Whom one step would tell now, and the page of it that is shown; booked, lately: how many it leaves out because of that."""

    rule: RefresherRule
    by_mail: list[Person]
    in_person: list[Person]
    booked: int
    lately: int
    shown: Page[Person]

    @property
    def seen(self) -> str:
        """The references of those who would get a mail."""
        return " ".join(each.reference for each in self.by_mail)


def preview(viewer: Any, rule: RefresherRule, step: str, page: str | None) -> Preview:
    """The same people whom the workflow would tell at this moment, one page of them to be shown. One query."""
    people = people_of(rule, clock.today(), clock.now())
    mine = [each for each in people if each.stand == step]
    by_mail = [each for each in mine if each.address]
    number = page_number(page, len(by_mail))
    return Preview(
        rule,
        by_mail,
        [each for each in mine if not each.address],
        sum(each.stand == Stand.PLACE for each in people),
        sum(each.stand == Stand.LATELY for each in people),
        page_of(by_mail[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(by_mail)),
    )


def rules(viewer: Any, page: str | None) -> Page[RefresherRule]:
    """One page of the rules, those that run first, each with `told`. Two queries."""
    rows = RefresherRule.objects.filter(_visible(viewer))
    total = rows.count()
    number = page_number(page, total)
    told = Told.objects.filter(what=REFRESHER, about=OuterRef("reference")).order_by().values("about")
    rows = rows.select_related("course", "edition", "invite_to").annotate(
        told=Subquery(told.annotate(n=Count("staff", distinct=True)).values("n"))
    )
    rows = rows.order_by(F("ended_at").desc(nulls_first=True), "-made_at", "pk")
    return page_of(list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)


def rule_of_reference(viewer: Any, reference: str) -> RefresherRule | None:
    """The rule with this reference, for those who read everybody's records."""
    rows = RefresherRule.objects.filter(_visible(viewer), reference=reference)
    return rows.select_related("course", "edition", "invite_to").first()


def _visible(viewer: Any) -> Q:
    return Q() if permissions.can_read_all_records(viewer) else Q(pk__in=[])
