"""The demonstration's training: staff and records brought in as lists, needs, officers, sessions with who came."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from dueregard.demo.content import learning as content
from dueregard.demo.content import organisation
from dueregard.demo.content.shapes import On
from dueregard.demo.founding import Cast
from dueregard.figures.queries import balances, exact_value
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.balances import Opening, Overlap
from dueregard.figures.rules.claims import written_claim
from dueregard.figures.rules.spans import Span
from dueregard.figures.workflows.balances import record_balance
from dueregard.kernel import clock
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.workflows.areas import edit_area
from dueregard.training.models import Course, Edition, Officer, SessionDate, Staff
from dueregard.training.rules.sessions import NewDate, mark_of
from dueregard.training.workflows.attendance import mark_attendance
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.courses import add_edition
from dueregard.training.workflows.groups import add_group
from dueregard.training.workflows.lists import bringing, reading, taking
from dueregard.training.workflows.officers import appoint_officer, end_officer, set_cover
from dueregard.training.workflows.refreshers import make_refresher_rule
from dueregard.training.workflows.requirements import add_requirement
from dueregard.training.workflows.roles import decide_role, name_role
from dueregard.training.workflows.sessions import SessionPlan, hold_session, plan_session


def _course(title: str) -> Course:
    return Course.objects.get(title=title)


def _numbers() -> dict[str, list[str]]:
    """Department -> the staff numbers of those who are not of the cast, in the list's order."""
    found, n = {}, 100
    for key, (_, count, _) in content.DEPARTMENTS.items():
        found[key] = [f"W{n + place:04}" for place in range(count)]
        n += count
    return found


def _bring(cast: Cast, what: str, lines: list[str], name: str, **choices: Any) -> None:
    """A list is taken in, read and brought in, as its pages do it."""
    by = cast.acting("training")
    stream = io.BytesIO("\n".join(lines).encode())
    row = taking.take_list(by=by, what=what, stream=stream, name=name, **choices)
    reading.read_list({"reference": row.reference})
    bringing.bring_list(by=by, bringing=row)
    bringing.bring({"reference": row.reference})


def bring_staff(cast: Cast) -> None:
    """The HR system's list of staff."""
    chance = random.Random("wexmouth")  # noqa: S311 - invented data, the same every time
    numbers, lines = _numbers(), ["Staff number,Name,Email,Department,Campus,Job title,Start date"]
    names = [f"{first} {last}" for first in content.FIRST_NAMES for last in content.LAST_NAMES]
    chance.shuffle(names)
    for key, (campus, _, job) in content.DEPARTMENTS.items():
        department, site = organisation.BODIES[key][0], organisation.CAMPUSES[campus]
        for number in numbers[key]:
            name = names.pop()
            address = f"{name.lower().replace(' ', '.')}@{organisation.DOMAIN}"
            began = clock.today() - timedelta(days=chance.randrange(200, 4000))
            lines.append(f"{number},{name},{address},{department},{site},{job},{began:%d/%m/%Y}")
    for place, (who, key) in enumerate(content.PLACES.items()):
        somebody, department = organisation.PEOPLE[who], organisation.BODIES[key][0]
        site = organisation.CAMPUSES[content.DEPARTMENTS[key][0]]
        job = organisation.POSTS[somebody.post][0] if somebody.post else ""
        address = organisation.address_of(who)
        lines.append(f"W{place + 1:04},{somebody.name},{address},{department},{site},{job},01/08/2015")
    _bring(cast, "staff", lines, "staff from the HR system.csv")


def bring_first_records(cast: Cast) -> None:
    """What the learning platform knew, and the number that stood on paper."""
    _records(cast, "learning platform, first export.csv", share=0.55, days=(20, 900), seed="first")
    figure = figure_of("training.staff_attended")
    if figure is not None:
        opening = Opening(content.PAPER_VALUE, clock.today() - timedelta(days=1000), Overlap.WITHIN)
        record_balance(by=cast.acting("officer"), figure=figure, opening=opening, source=content.PAPER_SOURCE)


def bring_later_records(cast: Cast) -> None:
    """A year later: refreshers, and those who came since."""
    _records(cast, "learning platform, a year later.csv", share=0.5, days=(3, 300), seed="later", refresher=0.6)
    lines = ["Staff number,Course,Completion date"]
    for each in content.OFFICERS[:3]:
        day = clock.today() - timedelta(days=20)
        lines.append(f"{_staff(each.who).number},{content.REFERRALS},{day.isoformat()}")
    _bring(cast, "completions", lines, "certificates of officers, a year later.csv")


def _records(cast: Cast, name: str, *, share: float, days: tuple[int, int], seed: str, refresher: float = 0.1) -> None:
    chance = random.Random(seed)  # noqa: S311 - invented data, the same every time
    lines = ["Staff number,Course,Completion date,Certificate"]
    everybody = [*(number for numbers in _numbers().values() for number in numbers)]
    everybody += [f"W{place + 1:04}" for place in range(len(content.PLACES))]
    for number in everybody:
        if chance.random() < share:
            course = content.REFRESHER if chance.random() < refresher else content.AWARENESS
            day = clock.today() - timedelta(days=chance.randrange(*days))
            lines.append(f"{number},{course},{day.isoformat()},C{chance.randrange(10_000, 99_999)}")
    _bring(cast, "completions", lines, name)


def state_figures(cast: Cast) -> None:
    """The plan states two figures of that day, bound to what they are counted from."""
    stated = {}
    for key in ("staff_attended", "officers_qualified"):
        figure, span = figure_of(f"training.{key}"), Span(clock.today())
        if figure is not None:
            value, _, _ = exact_value(figure, span, balances([figure.key]).get(figure.key))
            stated[key] = written_claim(value, figure.key, span)
    area = Area.objects.get(number=content.FIGURES_IN)
    before = AreaRevision.objects.get(area=area, recorded_to__isnull=True)
    edit_area(
        by=cast.acting("officer"),
        area=area,
        revision=area.revision,
        reason="Figures for the yearly version.",
        actions_taken=f"{before.actions_taken}\n\n{content.FIGURES_STATED.format(**stated)}",
    )


def say_needs(cast: Cast) -> None:
    """Editions, role groups and what they need."""
    by = cast.acting("training")
    changed = clock.today() + timedelta(days=180)
    for name, span in zip(content.EDITIONS, ((None, changed - timedelta(days=1)), (changed, None)), strict=True):
        add_edition(by=by, course=_course(content.WRAP), name=name, from_on=span[0], to_on=span[1])
    for need in content.NEEDS:
        body = cast.bodies[need.about] if need.about else None
        group = add_group(by=by, name=need.name, kind=need.kind, body=body)
        add_requirement(
            by=by,
            group=group,
            course=_course(need.course),
            from_on=clock.today(),
            validity_months=need.months,
            grace_days=need.grace,
            also=[_course(title) for title in need.also],
            reason=need.reason,
        )


def _staff(who: str) -> Staff:
    """A member of staff by the content's key: somebody of the cast, or "department:place"."""
    if ":" in who:
        key, _, place = who.partition(":")
        return Staff.objects.get(number=_numbers()[key][int(place)])
    return Staff.objects.get(number=f"W{list(content.PLACES).index(who) + 1:04}")


def appoint_officers(cast: Cast) -> None:
    """Designated safeguarding officers, their qualification, and cover."""
    by, today = cast.acting("training"), clock.today()
    made: dict[str, Officer] = {}
    lines = ["Staff number,Course,Completion date"]
    for each in (*content.OFFICERS, content.FORMER_OFFICER):
        staff = _staff(each.who)
        made[each.who] = appoint_officer(
            by=by,
            staff=staff,
            from_on=today,
            campus=cast.campuses[each.campus],
            title=each.title,
            contact=each.contact,
            hours=each.hours,
        )
        if each.trained:
            lines.append(f"{staff.number},{content.QUALIFICATION},{(today - timedelta(days=30)).isoformat()}")
            lines.append(f"{staff.number},{content.REFERRALS},{(today - timedelta(days=12)).isoformat()}")
    for each in content.OFFICERS:
        if each.covers:
            set_cover(by=by, officer=made[each.covers], cover=made[each.who])
    _bring(cast, "completions", lines, "certificates of officers.csv")


def end_one(cast: Cast) -> None:
    """One of the officers moves to another university."""
    former = Officer.objects.get(staff=_staff(content.FORMER_OFFICER.who))
    end_officer(by=cast.acting("training"), officer=former, on=clock.today(), reason="Left the university.")


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _plan_held(held: content.Held) -> Callable[[Cast], None]:
    def happened(cast: Cast) -> None:
        day = cast.calendar.day(held.on)
        edition = Edition.objects.filter(course=_course(held.course), name=held.edition).first()
        plan = SessionPlan(
            course=_course(held.course).reference,
            dates=[NewDate(_at(day, 9), _at(day, 11), place="Seminar room 2")],
            edition=edition.reference if edition else "",
            trainer=content.TRAINER,
            campus=cast.campuses[held.campus].reference,
            capacity=25,
            ask_roles=True,
        )
        plan_session(by=cast.acting("training"), plan=plan)

    return happened


def _hold(held: content.Held) -> Callable[[Cast], None]:
    def happened(cast: Cast) -> None:
        by, day = cast.acting("training"), cast.calendar.day(held.on)
        date = SessionDate.objects.select_related("session").get(starts_at=_at(day, 9))
        numbers = [number for key in held.departments for number in _numbers()[key]][: held.came]
        came = list(Staff.objects.filter(number__in=numbers).values_list("reference", flat=True))
        mark_attendance(by=by, session=date.session, mark=mark_of(date.session.reference, date.pk), came=came)
        hold_session(by=by, session=date.session)

    return happened


def plan_coming(cast: Cast) -> None:
    """Two sessions to come, the first of them full; roles that were named; a rule for refreshers."""
    by, today = cast.acting("training"), cast.calendar.today
    for days, course, capacity in content.COMING:
        day = today + timedelta(days=days)
        day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
        plan = SessionPlan(
            course=_course(course).reference,
            dates=[NewDate(_at(day, 14), _at(day, 16), place="Harbour Campus, Room 1.04")],
            trainer=content.TRAINER,
            campus=cast.campuses["harbour"].reference,
            capacity=capacity,
            ask_roles=True,
        )
        session = plan_session(by=by, plan=plan)
        for number in _numbers()["library"][1 : min(capacity, 6) + 3]:
            book_place(by=by, session=session, staff=Staff.objects.get(number=number))
    named = [name_role(by=by, role=role) for role in content.NAMED_ROLES]
    decide_role(
        by=by, decision=named[-1], needed=False, reason="Covered by the local session for estates and security."
    )
    make_refresher_rule(
        by=by,
        name=content.REFRESHER_RULE,
        course=_course(content.WRAP),
        edition=Edition.objects.get(course=_course(content.WRAP), name=content.EDITIONS[0]),
        before=clock.today(),
        invite_to=_course(content.WRAP),
    )


HAPPENINGS: tuple[tuple[On, Callable[[Cast], None]], ...] = (
    (content.STAFF_BROUGHT, bring_staff),
    (content.RECORDS_BROUGHT, bring_first_records),
    (content.NEEDS_SAID, say_needs),
    (content.OFFICERS_APPOINTED, appoint_officers),
    *((held.planned, _plan_held(held)) for held in content.HELD),
    *((held.closed, _hold(held)) for held in content.HELD),
    (content.OFFICER_LEFT, end_one),
    (content.LATER_RECORDS, bring_later_records),
    (content.FIGURES_SAID, state_figures),
)
RECENT: tuple[tuple[int, Callable[[Cast], None]], ...] = ((2, plan_coming),)
