"""Designated safeguarding officers: who may, what is missing, appointing once, cover, as at a day, and the page."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Officer, Requirement, RoleGroup
from dueregard.training.queries import appointing
from dueregard.training.queries import officers as queries
from dueregard.training.queries.officers import Asked, Missing
from dueregard.training.queries.records import needs_of
from dueregard.training.rules.due import Standing
from dueregard.training.rules.kinds import GroupKind, Subject
from dueregard.training.rules.officers import NEXT_STEP, Facts, Gap, gaps_of, places_without
from dueregard.training.workflows import officers as workflows
from tests import factories
from tests.sent import fields_of
from tests.training.records import THEN, appoint_officer, complete, make_course, make_staff, sample_records

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
LONG_AGO = date(2016, 9, 1)
KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR}
READERS = KEEPERS | {
    Role.UNIVERSITY_SECRETARY,
    Role.DATA_PROTECTION_OFFICER,
    Role.AUDITOR,
    Role.SAFEGUARDING_OFFICER,
    Role.HEAD_OF_DEPARTMENT,
}
DAY = date(2026, 6, 30)


def missing(day: date = DAY, asked: Asked | None = None) -> dict[Gap, Missing]:
    found = queries.officers(BY, day, asked or Asked(), "current", None).missing
    return {each.gap: each for each in found}


def line_of(officer: Officer, day: date = DAY) -> queries.Line:
    page = queries.officers(BY, day, Asked(), "current", None)
    assert page.lines is not None
    (found,) = [line for line in page.lines if line.officer == officer]
    return found


# --- the rules --------------------------------------------------------------------------------------------------------
def test_what_is_missing_with_one_officer() -> None:
    for each in product(*[(True, False)] * 5, (0, 1), (0, 1)):
        facts = Facts(*each)
        uncovered = facts.covers == 0 and not facts.stands_in
        expected = {
            Gap.NOT_QUALIFIED: not facts.qualified,
            Gap.NOT_TRAINED: not facts.trained,
            Gap.OVERDUE: facts.overdue,
            Gap.NO_COVER: uncovered and not facts.covers_ended,
            Gap.COVER_ENDED: uncovered and bool(facts.covers_ended),
        }
        lacks = {gap for gap, lacking in expected.items() if lacking}
        assert set(gaps_of(facts)) == (lacks if facts.here else {Gap.LEFT}), facts


@pytest.mark.parametrize(
    ("named", "ever", "for_all", "expected"),
    [
        ({1}, True, True, [2]),
        ({1}, True, False, [2]),
        ({1, 2}, True, False, []),
        (set(), True, True, [1, 2]),
        (set(), False, True, []),
        (set(), False, False, [1, 2]),
        ({None}, False, True, []),
    ],
)
def test_places_without_an_officer(named: set[Any], ever: bool, for_all: bool, expected: list[int]) -> None:
    assert places_without([1, 2], named, ever, for_all) == expected


def test_every_gap_has_its_next_step() -> None:
    assert set(NEXT_STEP) == set(Gap)


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role.values)
def test_who_may_change_officers(role: str) -> None:
    account = factories.make_account(role)
    staff = make_staff("Ann Officer")
    one, other = appoint_officer(make_staff(), LONG_AGO), appoint_officer(make_staff(), LONG_AGO)
    work: list[Any] = [
        lambda: workflows.appoint_officer(by=account, staff=staff, from_on=LONG_AGO),
        lambda: workflows.change_officer(by=account, officer=one, from_on=LONG_AGO, title="DSO"),
        lambda: workflows.set_cover(by=account, officer=one, cover=other),
        lambda: workflows.clear_cover(by=account, officer=one, cover=other),
        lambda: workflows.end_officer(by=account, officer=one, on=DAY, reason="Left."),
        lambda: workflows.take_back_end_of_officer(by=account, officer=one),
    ]
    for each in work:
        if role in KEEPERS:
            each()
        else:
            with pytest.raises(NotPermitted):
                each()
    assert Entry.objects.filter(verb__startswith="training.officer_").count() == (6 if role in KEEPERS else 0)
    assert (queries.officer_of_reference(account, one.reference) is not None) == (role in READERS)


def test_a_head_reads_officers_and_opens_the_records_of_their_own_people_only() -> None:
    arts = factories.make_body("Arts", BodyKind.DEPARTMENT)
    head = factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=arts)
    for department in (arts, None):
        appoint_officer(make_staff(department=department), LONG_AGO)
    page = queries.officers(head, DAY, Asked(), "current", None)
    assert page.lines is not None
    assert sorted(line.opens for line in page.lines) == [False, True]


# --- appointing -------------------------------------------------------------------------------------------------------
def test_an_appointment_is_kept_as_said_and_stands_in_the_trail() -> None:
    campus, school = factories.make_campus(), factories.make_body(kind=BodyKind.DEPARTMENT)
    staff = make_staff("Ann Officer")
    row = workflows.appoint_officer(
        by=BY,
        staff=staff,
        campus=campus,
        school=school,
        from_on=LONG_AGO,
        title=" DSO \n for Arts ",
        contact="dso@example.org\r\nBcc: x@example.org",
        hours="9 to 5\x00",
        on_card=False,
    )
    row.refresh_from_db()
    assert (row.staff, row.campus, row.school, row.from_on, row.to_on) == (staff, campus, school, LONG_AGO, None)
    assert (row.title, row.contact, row.hours) == ("DSO for Arts", "dso@example.org Bcc: x@example.org", "9 to 5")
    assert row.on_card is False
    entry = Entry.objects.get(verb="training.officer_appointed")
    assert (entry.subject, entry.summary) == (row.reference, "Appointed a designated safeguarding officer.")


def test_nobody_is_appointed_twice_at_once_for_the_same() -> None:
    campus, school = factories.make_campus(), factories.make_body(kind=BodyKind.DEPARTMENT)
    staff = make_staff()
    for place in ({}, {"campus": campus}, {"school": school}, {"campus": campus, "school": school}):
        given: dict[str, Any] = {"by": BY, "staff": staff, **place}
        row = workflows.appoint_officer(from_on=DAY, **given)
        for from_on in (LONG_AGO, DAY, DAY + timedelta(days=9)):
            with pytest.raises(NotAllowedNow, match="appointed for this campus and school already"):
                workflows.appoint_officer(from_on=from_on, **given)
        workflows.end_officer(by=BY, officer=row, on=DAY + timedelta(days=9), reason="Moved.")
        with pytest.raises(NotAllowedNow):
            workflows.appoint_officer(from_on=DAY + timedelta(days=9), **given)
        again = workflows.appoint_officer(from_on=DAY + timedelta(days=10), **given)
        with pytest.raises(NotAllowedNow):
            workflows.take_back_end_of_officer(by=BY, officer=row)
        with pytest.raises(NotAllowedNow):
            workflows.change_officer(by=BY, officer=again, from_on=DAY, **place)
    assert Officer.objects.count() == 8


def test_the_database_refuses_a_second_open_appointment() -> None:
    staff = make_staff()
    appoint_officer(staff, LONG_AGO)
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint_officer(staff, DAY)
    appoint_officer(staff, LONG_AGO, DAY)
    appoint_officer(staff, LONG_AGO, campus=factories.make_campus())


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"title": "x" * 121}, Refused, "at most 120"),
        ({"contact": "x" * 201}, Refused, "at most 200"),
        ({"hours": "x" * 121}, Refused, "at most 120"),
        ({"school": "committee"}, Refused, "school or department"),
        ({"school": "ended"}, Refused, "ended"),
        ({"campus": "closed"}, Refused, "closed"),
        ({"staff": "left"}, NotAllowedNow, "have left"),
        ({"staff": "forgotten"}, NotAllowedNow, "have left"),
        ({"staff": "coming"}, Refused, "do not work here yet"),
    ],
)
def test_what_cannot_be_appointed(given: dict[str, str], error: type[Exception], words: str) -> None:
    ended = factories.make_body(kind=BodyKind.DEPARTMENT)
    ended.ended_on = DAY - timedelta(days=1)
    ended.save()
    closed = factories.make_campus()
    closed.closed_on = DAY - timedelta(days=1)
    closed.save()
    things: dict[str, Any] = {
        "committee": factories.make_body(),
        "ended": ended,
        "closed": closed,
        "left": make_staff(left_on=DAY - timedelta(days=1)),
        "forgotten": make_staff(left_on=LONG_AGO, forgotten_on=DAY),
        "coming": make_staff(began_on=DAY + timedelta(days=1)),
    }
    values: dict[str, Any] = {"staff": make_staff()} | {name: things.get(value, value) for name, value in given.items()}
    with pytest.raises(error, match=words):
        workflows.appoint_officer(by=BY, from_on=DAY, **values)
    assert not Officer.objects.exists()


def test_a_change_keeps_a_place_that_has_closed_since() -> None:
    campus, school = factories.make_campus(), factories.make_body(kind=BodyKind.DEPARTMENT)
    row = workflows.appoint_officer(by=BY, staff=make_staff(), from_on=LONG_AGO, campus=campus, school=school)
    campus.closed_on = school.ended_on = LONG_AGO - timedelta(days=1)
    campus.save()
    school.save()
    assert [ref for ref, _ in appointing.campus_choices(BY, DAY)] == []
    assert [ref for ref, _ in appointing.campus_choices(BY, DAY, campus)] == [campus.reference]
    assert [ref for ref, _ in appointing.school_choices(BY, DAY, school)] == [school.reference]
    changed = workflows.change_officer(
        by=BY, officer=row, from_on=LONG_AGO, campus=campus, school=school, contact="01632 960 000", revision=1
    )
    assert (changed.contact, changed.revision) == ("01632 960 000", 2)
    with pytest.raises(ChangedSince):
        workflows.change_officer(by=BY, officer=row, from_on=LONG_AGO, campus=campus, school=school, revision=1)


def test_ending_and_taking_it_back() -> None:
    staff = make_staff()
    row = workflows.appoint_officer(by=BY, staff=staff, from_on=LONG_AGO)
    for on, reason, words in (
        (LONG_AGO - timedelta(days=1), "x", "before the first"),
        (DAY, " ", "Say why"),
        (DAY, "x" * 301, "at most 300"),
    ):
        with pytest.raises(Refused, match=words):
            workflows.end_officer(by=BY, officer=row, on=on, reason=reason)
    with pytest.raises(NotAllowedNow):
        workflows.take_back_end_of_officer(by=BY, officer=row)
    workflows.end_officer(by=BY, officer=row, on=DAY, reason="Moved on.")
    with pytest.raises(NotAllowedNow):
        workflows.end_officer(by=BY, officer=row, on=DAY, reason="Again.")
    with pytest.raises(Refused):
        workflows.change_officer(by=BY, officer=row, from_on=DAY + timedelta(days=1))
    workflows.take_back_end_of_officer(by=BY, officer=row)
    row.refresh_from_db()
    assert (row.to_on, row.ended_reason, row.revision) == (None, "", 3)
    workflows.end_officer(by=BY, officer=row, on=DAY, reason="Moved on.")
    staff.left_on = DAY
    staff.save()
    with pytest.raises(NotAllowedNow, match="has left"):
        workflows.take_back_end_of_officer(by=BY, officer=row)


# --- cover ------------------------------------------------------------------------------------------------------------
def test_cover_is_set_once_and_taken_back() -> None:
    one, other, third = (appoint_officer(make_staff(), LONG_AGO) for _ in range(3))
    assert len(appointing.cover_choices(BY, one, DAY)) == 2
    workflows.set_cover(by=BY, officer=one, cover=other)
    with pytest.raises(NotAllowedNow, match="already"):
        workflows.set_cover(by=BY, officer=one, cover=other)
    with pytest.raises(NotAllowedNow, match="somebody else"):
        workflows.set_cover(by=BY, officer=third, cover=other)
    workflows.set_cover(by=BY, officer=other, cover=one)  # two for each other
    assert [ref for ref, _ in appointing.cover_choices(BY, one, DAY)] == [third.reference]
    workflows.clear_cover(by=BY, officer=one, cover=other)
    with pytest.raises(NotAllowedNow):
        workflows.clear_cover(by=BY, officer=one, cover=other)
    workflows.set_cover(by=BY, officer=third, cover=other)


def test_who_cannot_stand_in() -> None:
    staff = make_staff()
    one = appoint_officer(staff, LONG_AGO)
    same = appoint_officer(staff, LONG_AGO, campus=factories.make_campus())
    over = appoint_officer(make_staff(), LONG_AGO, date(2020, 1, 1))
    left = appoint_officer(make_staff(left_on=date(2020, 1, 1)), LONG_AGO)
    with pytest.raises(Refused, match="for themselves"):
        workflows.set_cover(by=BY, officer=one, cover=same)
    for cover in (over, left):
        with pytest.raises(NotAllowedNow):
            workflows.set_cover(by=BY, officer=one, cover=cover)
    with pytest.raises(NotAllowedNow, match="This appointment is over"):
        workflows.set_cover(by=BY, officer=over, cover=one)
    assert appointing.cover_choices(BY, one, DAY) == []
    Officer.objects.filter(pk=same.pk).update(covers=over)
    other = appoint_officer(make_staff(), LONG_AGO)
    workflows.set_cover(by=BY, officer=other, cover=same)  # whom they stood in for is over


# --- as at a day ------------------------------------------------------------------------------------------------------
def test_the_figures_are_those_of_the_registry() -> None:
    sample_records()
    page = factories.signed_in(factories.make_lead_officer()).get(reverse("training:officers"), {"at": "11 July 2019"})
    figures = [(line["value"], line["label"]) for line in page.context["figures"]]
    assert [value for value, _ in figures] == ["50", "47", "45"]
    assert page.context["shown"].counts == {"current": 50, "former": 6, "coming": 1}
    gaps = {each.gap: each.count for each in page.context["shown"].missing}
    assert gaps == {Gap.NOT_QUALIFIED: 3, Gap.NOT_TRAINED: 11, Gap.NO_COVER: 50}


def test_each_gap_and_what_closes_it() -> None:
    north, south = factories.make_campus("North"), factories.make_campus("South")
    arts, science = (factories.make_body(name, BodyKind.DEPARTMENT) for name in ("Arts", "Science"))
    qualification, workshop = make_course(subject=Subject.QUALIFICATION), make_course()
    assert list(missing()) == [Gap.NOBODY]
    whole = appoint_officer(make_staff("Wanda Whole"), LONG_AGO)
    assert set(missing()) == {Gap.NOT_QUALIFIED, Gap.NOT_TRAINED, Gap.NO_COVER}
    of_arts = appoint_officer(make_staff("Art Arts"), LONG_AGO, campus=north, school=arts)
    found = missing()
    assert found[Gap.CAMPUS].places == [(south.reference, "South")]
    assert found[Gap.SCHOOL].places == [(science.reference, "Science")]
    assert found[Gap.NO_COVER].count == 2
    # cover: either of two stands in for the other; an ended one is told apart
    Officer.objects.filter(pk=whole.pk).update(covers=of_arts)
    assert Gap.NO_COVER not in missing()
    Officer.objects.filter(pk=whole.pk).update(to_on=DAY - timedelta(days=1))
    found = missing()
    assert [line.officer for line in found[Gap.COVER_ENDED].lines] == [of_arts]
    assert Gap.NO_COVER not in found
    # training counts from its day on
    complete(of_arts.staff, qualification, DAY)
    complete(of_arts.staff, workshop, DAY + timedelta(days=1))
    assert Gap.NOT_QUALIFIED not in missing()
    assert Gap.NOT_TRAINED in missing()
    assert Gap.NOT_TRAINED not in missing(DAY + timedelta(days=1))
    # of one place nothing is said of the others
    assert set(missing(asked=Asked(campus=north.reference))) == {Gap.NOT_TRAINED, Gap.COVER_ENDED}
    assert queries.officers(BY, DAY, Asked(school=science.reference), "current", None).counts["current"] == 0
    # who left leaves the place without anybody
    of_arts.staff.left_on = DAY - timedelta(days=1)
    of_arts.staff.save()
    assert set(missing()) == {Gap.NOBODY, Gap.LEFT}


def test_cover_by_somebody_who_left_has_ended() -> None:
    one = appoint_officer(make_staff(), LONG_AGO)
    gone = appoint_officer(make_staff(left_on=DAY - timedelta(days=1)), LONG_AGO, covers=one)
    coming = appoint_officer(make_staff(), DAY + timedelta(days=1), covers=one)
    assert Gap.COVER_ENDED in line_of(one).gaps
    assert line_of(gone).gaps == [Gap.LEFT]
    assert line_of(one, DAY + timedelta(days=1)).cover == [coming]


def test_what_is_due_is_what_the_record_says() -> None:
    group = RoleGroup.objects.create(name="Officers", kind=GroupKind.OFFICERS)
    everybody = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    course, other = make_course("Refresher"), make_course("Awareness")
    Requirement.objects.create(group=group, course=course, validity_months=24, grace_days=30, from_on=LONG_AGO)
    Requirement.objects.create(group=group, course=other, from_on=LONG_AGO)
    Requirement.objects.create(group=everybody, course=make_course(), from_on=LONG_AGO)  # not asked of officers as such
    days = {
        "covered": (LONG_AGO, DAY - timedelta(days=60)),
        "due_soon": (LONG_AGO, date(2024, 7, 10)),
        "due": (LONG_AGO, date(2024, 6, 10)),
        "overdue": (LONG_AGO, date(2024, 1, 1)),
        "new": (DAY - timedelta(days=30), None),
        "late": (DAY - timedelta(days=31), None),
    }
    expected = {"new": "due", "late": "overdue"}
    for name, (from_on, last) in days.items():
        officer = appoint_officer(make_staff(name), from_on)
        complete(officer.staff, other, from_on)
        if last:
            complete(officer.staff, course, last)
        line = line_of(officer)
        assert line.next is not None
        assert line.next.standing == expected.get(name, name)
        assert line.next.course == "Refresher"
        said = {need.requirement.course.title: need.standing for need in needs_of(officer.staff, DAY)}
        assert said["Refresher"] == line.next.standing
        assert (Gap.OVERDUE in line.gaps) == (line.next.standing == Standing.OVERDUE)
        if last is None:
            assert line.next.due_on == from_on + timedelta(days=30)


# --- pages ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("show", ["current", "former", "coming"])
def test_the_page_asks_no_more_the_longer_the_list(show: str, django_assert_max_num_queries: Any) -> None:
    account = factories.make_lead_officer()
    group = RoleGroup.objects.create(name="Officers", kind=GroupKind.OFFICERS)
    for _ in range(3):
        Requirement.objects.create(group=group, course=make_course(), validity_months=24, from_on=LONG_AGO)
    sample_records()
    client = factories.signed_in(account)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("training:officers"), {"at": str(THEN), "show": show})
    assert page.status_code == 200
    rows = page.context["shown"].lines or page.context["shown"].others
    assert len(rows) == {"current": 50, "former": 6, "coming": 1}[show]


def test_a_day_that_is_none_is_said_and_left_out() -> None:
    page = factories.signed_in(factories.make_lead_officer()).get(
        reverse("training:officers"), {"at": "soon", "campus": "nothing", "page": "x", "show": "x"}
    )
    assert b"write a day like" in page.content
    assert page.context["today"]


def test_appointing_by_the_pages_several_matches_are_offered() -> None:
    client = factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    campus = factories.make_campus("North")
    ann, other = make_staff("Ann Example"), make_staff("Anna Example", email="anna@example.org")
    url = reverse("training:appoint_officer")
    for words, found in ((ann.number, [ann]), ("example", [ann, other]), ("anna@example.org", [other]), ("nobody", [])):
        page = client.get(url, {"find": words, "campus": campus.reference})
        assert page.context["found"].people == found
    chosen = f"{url}?staff={ann.reference}&campus={campus.reference}"
    page = client.get(chosen)
    fields = fields_of(page)
    assert fields["campus"] == [campus.reference]
    page = client.post(chosen, fields_of(page, from_on="x", contact="dso@example.org"))
    assert b"Enter a date such as" in page.content
    assert b"dso@example.org" in page.content
    answer = client.post(chosen, fields_of(page, from_on="1 September 2026", contact="dso@example.org"))
    row = Officer.objects.get()
    assert answer.url == reverse("training:officer", args=[row.reference])  # type: ignore[attr-defined]
    assert (row.staff, row.campus, row.from_on, row.on_card) == (ann, campus, date(2026, 9, 1), True)
    again = client.post(chosen, fields_of(page, from_on="2 September 2026"))
    assert b"appointed for this campus and school already" in again.content
    assert client.get(f"{url}?staff=nobody").status_code == 404
    # one, changed by somebody else meanwhile
    change = reverse("training:change_officer", args=[row.reference])
    opened = client.get(change)
    workflows.change_officer(by=BY, officer=row, from_on=row.from_on, campus=campus, title="DSO")
    conflict = client.post(change, fields_of(opened, title="Mine"))
    assert b"DSO" in conflict.content
    assert b"Mine" in conflict.content
    # its end, and cover
    deputy = appoint_officer(other, LONG_AGO)
    cover = reverse("training:set_cover", args=[row.reference])
    assert client.post(cover, {"cover": ""}).status_code == 200
    assert client.post(cover, {"cover": deputy.reference}).status_code == 302
    page = client.get(reverse("training:officer", args=[row.reference]))
    assert b"Anna Example" in page.content
    clear = reverse("training:clear_cover", args=[row.reference])
    assert client.post(clear, {"cover": deputy.reference}).status_code == 302
    assert client.post(clear, {"cover": "nothing"}).status_code == 404
    end = reverse("training:end_officer", args=[row.reference])
    assert client.post(end, {"on": "1 October 2026"}).status_code == 200
    assert client.post(end, {"on": "1 October 2026", "reason": "Moved."}).status_code == 302
    client.post(reverse("training:take_back_end_of_officer", args=[row.reference]))
    row.refresh_from_db()
    assert row.to_on is None


def test_names_are_text_and_nothing_else() -> None:
    client = factories.signed_in(factories.make_lead_officer())
    bad = "<script>alert(1)</script>"
    row = appoint_officer(make_staff(bad), LONG_AGO, title=bad, contact=bad, hours=bad, ended_reason=bad)
    other = appoint_officer(make_staff(), LONG_AGO, covers=row)
    for name, *given in (
        ("officers",),
        ("officer", row.reference),
        ("officer", other.reference),
        ("change_officer", row.reference),
        ("set_cover", other.reference),
        ("contact",),
    ):
        page = client.get(reverse(f"training:{name}", args=given))
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
    assert b"<script>alert" not in client.get(reverse("training:appoint_officer"), {"find": bad}).content


def test_whose_record_one_may_not_read_is_an_officer_and_no_more(client: Any) -> None:
    """A head of another department, and another officer, see who it is and not how they were trained."""
    theirs = factories.make_body("School of Arts", "department")
    elsewhere = factories.make_body("School of Law", "department")
    staff = make_staff("Opal Officer", elsewhere, began_on=date(2020, 1, 1))
    row = appoint_officer(staff, date(2020, 1, 1), ended_reason="Moved for private reasons")
    complete(staff, make_course("A course", Subject.QUALIFICATION), date(2021, 3, 4))
    head = factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=theirs)
    lead = factories.make_account(Role.PREVENT_LEAD)
    for by, reads in ((head, False), (lead, True)):
        client.force_login(by)
        for address in ("/training/officers", f"/training/officers/{row.reference}"):
            shown = client.get(address).content.decode()
            assert "Opal Officer" in shown
            assert ("4 March 2021" in shown) is reads, address
        assert ("private reasons" in shown) is reads
    client.force_login(lead)
    assert client.post(f"/training/officers/{row.reference}/clear-cover", {"cover": "\x00"}).status_code == 404
