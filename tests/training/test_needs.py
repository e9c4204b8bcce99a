"""Role groups, requirements and decisions about roles: workflows, who is in a group, and the pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Detail, Entry
from dueregard.kernel import clock
from dueregard.kernel.principals import LinkHolder
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import GroupMember, Requirement, RoleDecision, RoleGroup, Session, Staff
from dueregard.training.queries import groups as group_queries
from dueregard.training.queries import requirements as queries
from dueregard.training.rules.kinds import GroupKind, Outcome
from dueregard.training.workflows import groups, requirements, roles
from dueregard.training.workflows.staff import add_staff_of_person
from tests import factories
from tests.factories import COMMAND, make_account, signed_in
from tests.training.records import make_course, make_staff

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=[getattr(arg, "reference", arg) for arg in args])


def make_group(name: str = "All staff", kind: str = GroupKind.EVERYBODY, **more: Any) -> RoleGroup:
    return groups.add_group(by=COMMAND, name=name, kind=kind, **more)


def need(group: RoleGroup | None = None, **more: Any) -> Requirement:
    values = {"course": make_course(), "from_on": date(2018, 8, 1), "validity_months": 24} | more
    return requirements.add_requirement(by=COMMAND, group=group or make_group(), **values)


# --- groups -----------------------------------------------------------------------------------------------------------
def test_each_kind_knows_its_members() -> None:
    today = clock.today()
    department, campus = factories.make_body(kind=BodyKind.DEPARTMENT), factories.make_campus()
    holder, seated, appointed = (factories.make_person() for _ in range(3))
    post = factories.make_post(holder=holder)
    body = factories.make_body()
    factories.make_membership(body, person=seated)
    factories.make_membership(body, post=post)
    factories.appoint(appointed, Role.GOVERNOR)
    staff = {person: add_staff_of_person(by=COMMAND, person=person) for person in (holder, seated, appointed)}
    here, there = make_staff(department=department, campus=campus), make_staff(department=department)
    left = make_staff(department=department, left_on=today - DAY)
    listed = make_group("Listed", GroupKind.LISTED)
    groups.list_member(by=COMMAND, group=listed, staff=there)
    kinds = {
        "all": (make_group(), {*staff.values(), here, there}),
        "department": (make_group("Dept", GroupKind.DEPARTMENT, body=department), {here, there}),
        "at": (make_group("Dept here", GroupKind.DEPARTMENT, body=department, campus=campus), {here}),
        "body": (make_group("Body", GroupKind.BODY, body=body), {staff[holder], staff[seated]}),
        "post": (make_group("Post", GroupKind.POST, post=post), {staff[holder]}),
        "role": (make_group("Role", GroupKind.ROLE, role=Role.GOVERNOR), {staff[appointed]}),
        "officers": (make_group("Officers", GroupKind.OFFICERS), set()),
        "listed": (listed, {there}),
    }
    numbers = group_queries.numbers_in([group for group, _ in kinds.values()], today)
    for name, (group, expected) in kinds.items():
        page = group_queries.group_page(COMMAND, group.reference, today, None)
        assert page is not None
        assert set(page.members.object_list) == expected, name
        assert numbers[group.pk] == len(expected), name
        assert page.missing == [], name
        assert group_queries.about(group)
    assert left not in Staff.objects.filter(group_queries.in_group(kinds["all"][0], today))


@pytest.mark.parametrize("kind", [GroupKind.DEPARTMENT, GroupKind.BODY, GroupKind.POST, GroupKind.ROLE, "none"])
def test_a_group_says_what_it_is_about(kind: str) -> None:
    with pytest.raises(Refused, match="Choose"):
        make_group("A group", kind)
    with pytest.raises(Refused, match="name"):
        make_group(" ")


def test_people_without_a_record_are_a_gap_that_one_click_closes() -> None:
    today = clock.today()
    seated, holder, appointed = (factories.make_person() for _ in range(3))
    post, body = factories.make_post(holder=holder), factories.make_body()
    factories.make_membership(body, person=seated)
    factories.make_membership(body, post=post)
    factories.appoint(appointed, Role.GOVERNOR)
    by_body = make_group("Body", GroupKind.BODY, body=body)
    by_post = make_group("Post", GroupKind.POST, post=post)
    by_role = make_group("Role", GroupKind.ROLE, role=Role.GOVERNOR)
    assert set(group_queries.without_record(by_body, today)) == {seated, holder}
    assert list(group_queries.without_record(by_post, today)) == [holder]
    assert list(group_queries.without_record(by_role, today)) == [appointed]
    client = signed_in(make_account(Role.PREVENT_OFFICER))
    assert holder.name in client.get(url("group", by_post)).content.decode()
    answer = client.post(url("add_staff_of_person", holder), {"group": by_post.reference}, follow=True)
    assert "has a record now" in answer.content.decode()
    assert not group_queries.without_record(by_post, today).exists()
    assert Staff.objects.get(person=holder).name == holder.name
    # names of people are not for those who may not read records
    reader = signed_in(make_account(Role.POLICY_OWNER))
    assert appointed.name not in reader.get(url("group", by_role)).content.decode()


def test_a_named_list_keeps_who_was_on_it_when() -> None:
    today = clock.today()
    group, staff = make_group("Wardens", GroupKind.LISTED), make_staff()
    groups.list_member(by=COMMAND, group=group, staff=staff)
    with pytest.raises(Refused, match="already"):
        groups.list_member(by=COMMAND, group=group, staff=staff, from_on=today)
    groups.unlist_member(by=COMMAND, group=group, staff=staff)
    assert GroupMember.objects.get().to_on == today - DAY
    with pytest.raises(NotAllowedNow, match="not on the list"):
        groups.unlist_member(by=COMMAND, group=group, staff=staff)
    with pytest.raises(Refused, match="already"):
        groups.list_member(by=COMMAND, group=group, staff=staff, from_on=today - DAY)
    groups.list_member(by=COMMAND, group=group, staff=staff, from_on=today)
    groups.unlist_member(by=COMMAND, group=group, staff=staff)  # put on by mistake today: no trace
    assert GroupMember.objects.count() == 1
    with pytest.raises(Refused, match="computed"):
        groups.list_member(by=COMMAND, group=make_group(), staff=staff)
    gone = make_staff(left_on=today - DAY, forgotten_on=today)
    with pytest.raises(Refused, match="left long ago"):
        groups.list_member(by=COMMAND, group=group, staff=gone)


def test_a_group_that_is_needed_does_not_end() -> None:
    row, today = need(), clock.today()
    with pytest.raises(NotAllowedNow, match="requirement is still"):
        groups.end_group(by=COMMAND, group=row.group, on=today)
    requirements.end_requirement(by=COMMAND, requirement=row, on=today)
    groups.end_group(by=COMMAND, group=row.group, on=today)
    with pytest.raises(NotAllowedNow, match="ended already"):
        groups.end_group(by=COMMAND, group=row.group, on=today)
    with pytest.raises(Refused, match="ended"):
        need(RoleGroup.objects.get(), from_on=today + DAY)
    groups.reopen_group(by=COMMAND, group=row.group)
    with pytest.raises(NotAllowedNow, match="has not ended"):
        groups.reopen_group(by=COMMAND, group=row.group)


def test_renaming() -> None:
    group, other = make_group("One"), make_group("Two")
    groups.rename_group(by=COMMAND, group=group, name="First", revision=1)
    with pytest.raises(ChangedSince):
        groups.rename_group(by=COMMAND, group=group, name="Other", revision=1)
    with pytest.raises(Refused, match="of this name"):
        groups.rename_group(by=COMMAND, group=other, name="FIRST")


# --- requirements -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"validity_months": 0}, "1 to 120"),
        ({"validity_months": 121}, "1 to 120"),
        ({"grace_days": -1}, "0 to 366"),
        ({"grace_days": 367}, "0 to 366"),
    ],
)
def test_bounds_of_a_requirement(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        need(**wrong)


def test_a_group_needs_a_course_once_at_a_time() -> None:
    row = need()
    with pytest.raises(Refused, match="already"):
        need(row.group, course=row.course, from_on=date(2020, 1, 1))
    requirements.end_requirement(by=COMMAND, requirement=row, on=date(2019, 7, 31))
    with pytest.raises(Refused, match="already"):
        need(row.group, course=row.course, from_on=date(2019, 7, 31))
    assert need(row.group, course=row.course, from_on=date(2019, 8, 1)).pk
    ended = make_course()
    ended.ended_on = date(2018, 1, 1)
    ended.save()
    with pytest.raises(Refused, match="not offered"):
        need(row.group, course=ended)


def test_a_change_from_a_day_on_leaves_the_past_as_it_was() -> None:
    refresher = make_course()
    row = need(also=[refresher])
    after = requirements.change_requirement(
        by=COMMAND, requirement=row, on=date(2020, 8, 1), validity_months=12, grace_days=30, revision=1
    )
    row.refresh_from_db()
    assert (row.to_on, after.from_on) == (date(2020, 7, 31), date(2020, 8, 1))
    assert (row.validity_months, after.validity_months) == (24, 12)
    assert list(row.also.all()) == [refresher]
    assert list(after.also.all()) == []
    with pytest.raises(NotAllowedNow, match="has ended"):
        requirements.change_requirement(
            by=COMMAND, requirement=row, on=date(2021, 1, 1), validity_months=None, grace_days=0
        )
    with pytest.raises(Refused, match="after the day"):
        requirements.change_requirement(
            by=COMMAND, requirement=after, on=after.from_on, validity_months=None, grace_days=0
        )
    with pytest.raises(ChangedSince):
        requirements.end_requirement(by=COMMAND, requirement=row, on=date(2021, 1, 1), revision=1)
    page = queries.requirement_page(COMMAND, after.reference, clock.today())
    assert page is not None
    assert page.others == [row]


def test_what_has_not_begun_is_corrected_in_place_or_goes() -> None:
    today = clock.today()
    begun, coming = need(), need(make_group("Later"), from_on=today + 30 * DAY)
    values: dict[str, Any] = {"from_on": today + 10 * DAY, "validity_months": None, "grace_days": 5}
    with pytest.raises(NotAllowedNow, match="has begun"):
        requirements.correct_requirement(by=COMMAND, requirement=begun, **values)
    other = make_course()
    requirements.correct_requirement(by=COMMAND, requirement=coming, also=[other, coming.course], revision=1, **values)
    coming.refresh_from_db()
    assert (coming.from_on, coming.validity_months, coming.grace_days) == (today + 10 * DAY, None, 5)
    assert list(coming.also.all()) == [other]  # the course itself is not among those that meet it too
    with pytest.raises(ChangedSince):
        requirements.correct_requirement(by=COMMAND, requirement=coming, revision=1, **values)
    requirements.end_requirement(by=COMMAND, requirement=coming, on=today)
    assert list(Requirement.objects.all()) == [begun]
    with pytest.raises(Refused, match="before the first"):
        requirements.end_requirement(by=COMMAND, requirement=begun, on=date(2018, 7, 31))
    requirements.end_requirement(by=COMMAND, requirement=begun, on=date(2018, 8, 1))
    with pytest.raises(NotAllowedNow, match="ended already"):
        requirements.end_requirement(by=COMMAND, requirement=begun, on=today)


def test_requirements_stand_by_when_they_hold() -> None:
    today = clock.today()
    group = make_group()
    now, coming = need(group), need(group, from_on=today + DAY)
    past = need(group)
    requirements.end_requirement(by=COMMAND, requirement=past, on=today - DAY)
    lines = queries.requirements(COMMAND, today)
    assert [(line.requirement, line.when) for line in lines] == [(now, "now"), (coming, "coming"), (past, "past")]
    assert [line.number for line in lines] == ["0"] * 3


# --- roles ------------------------------------------------------------------------------------------------------------
def test_equal_names_are_counted_and_nobody_is_kept() -> None:
    session = Session.objects.create(course=make_course(), ask_roles=True)
    attendee = make_account(Role.MEMBER_OF_STAFF, name="Ada Attendee")
    make_staff(person=attendee.person)
    first = roles.name_role(by=attendee, role="Wardens of halls", asked_at=session.reference)
    roles.name_role(by=LinkHolder("X", "Bob Attendee"), role=" wardens OF halls ", asked_at=session.reference)
    roles.name_role(by=COMMAND, role="Porters")
    assert list(RoleDecision.objects.order_by("pk").values_list("role", "count")) == [
        ("Wardens of halls", 2),
        ("Porters", 1),
    ]
    entries = Entry.objects.filter(subject=first.reference)
    assert {entry.actor_name for entry in entries} == {"Somebody who attended"}
    kept = str(list(Detail.objects.values_list("values", flat=True))) + str(list(RoleDecision.objects.values()))
    assert "Bob" not in kept
    for wrong in (" ", "x" * 201):
        with pytest.raises(Refused):
            roles.name_role(by=COMMAND, role=wrong)
    Session.objects.update(ask_roles=False)
    with pytest.raises(Refused, match="does not ask"):
        roles.name_role(by=attendee, role="Cooks", asked_at=session.reference)
    with pytest.raises(NotPermitted):
        roles.name_role(by=attendee, role="Cooks")
    with pytest.raises(NotPermitted):
        roles.name_role(by=make_account(Role.MEMBER_OF_STAFF), role="Cooks", asked_at=session.reference)


def test_a_role_is_decided_once_with_a_group_or_a_reason() -> None:
    wardens, porters = (roles.name_role(by=COMMAND, role=role) for role in ("Wardens", "Porters"))
    decided = roles.decide_role(by=COMMAND, decision=wardens, needed=True)
    assert decided.group is not None
    assert (decided.group.name, decided.group.kind) == ("Wardens", GroupKind.LISTED)
    with pytest.raises(Refused, match="why"):
        roles.decide_role(by=COMMAND, decision=porters, needed=False)
    roles.decide_role(by=COMMAND, decision=porters, needed=False, reason="They meet no students.")
    with pytest.raises(NotAllowedNow, match="decided already"):
        roles.decide_role(by=COMMAND, decision=porters, needed=True)
    # named again, it waits again: the earlier decision stays
    roles.name_role(by=COMMAND, role="porters")
    assert RoleDecision.objects.filter(role__iexact="porters").count() == 2
    again = RoleDecision.objects.get(outcome=Outcome.WAITING)
    assert roles.decide_role(by=COMMAND, decision=again, needed=True, group=decided.group).group == decided.group


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_pages_from_a_group_to_the_end_of_what_it_needs() -> None:
    client = signed_in(make_account(Role.TRAINING_ADMINISTRATOR))
    course, other = make_course(), make_course()
    somebody = make_staff("Vera Warden", email="vera@example.org")
    make_staff("Same Name")
    make_staff("Same Name")
    for page in ("requirements", "groups", "roles", "add_group", "add_requirement", "name_role"):
        assert client.get(url(page)).status_code == 200, page
    assert client.post(url("add_group"), {"name": "Wardens"}).status_code == 200
    assert client.post(url("add_group"), {"name": "Wardens", "members": "listed"}).status_code == 302
    group = RoleGroup.objects.get()
    for who, said in (("nobody", "Nobody who works here"), ("same name", "More than one")):
        assert said in client.post(url("list_member", group), {"who": who}).content.decode()
    assert client.post(url("list_member", group), {"who": "VERA@example.org"}).status_code == 302
    assert "already" in client.post(url("list_member", group), {"who": "Vera Warden"}).content.decode()
    sent = {"group": group.reference, "course": course.reference, "also": [other.reference], "grace_days": "0"}
    answer = client.post(url("add_requirement"), sent | {"from_on": "1 August 2018", "validity_months": "1000"})
    assert answer.status_code == 200
    sent |= {"from_on": "1 August 2018", "validity_months": "24"}
    assert client.post(url("add_requirement"), sent).status_code == 302
    assert "already" in client.post(url("add_requirement"), sent).content.decode()
    row = Requirement.objects.get()
    assert "Vera Warden" in client.get(url("group", group)).content.decode()
    assert other.title in client.get(url("requirement", row)).content.decode()
    changed = {"on": "1 August 2020", "validity_months": "", "grace_days": "10", "revision": "1"}
    assert client.post(url("change_requirement", row), changed).status_code == 302
    assert client.post(url("change_requirement", row), changed).status_code == 200  # changed since
    after = Requirement.objects.get(to_on=None)
    assert client.get(url("end_requirement", after)).status_code == 200
    assert client.post(url("end_requirement", after), {"on": "1 August 2021", "revision": "1"}).status_code == 302
    assert client.post(url("unlist_member", group, somebody)).status_code == 302
    assert client.post(url("end_group", group), {"on": "1 August 2021"}).status_code == 302
    assert client.post(url("reopen_group", group)).status_code == 302
    assert client.post(url("rename_group", group), {"name": "Hall wardens", "revision": "3"}).status_code == 302
    coming = sent | {"from_on": str(clock.today() + 30 * DAY)}
    assert client.post(url("add_requirement"), coming).status_code == 302
    row = Requirement.objects.order_by("-from_on")[0]
    corrected = {"from_on": str(clock.today() + 40 * DAY), "grace_days": "1", "revision": "1"}
    assert client.post(url("correct_requirement", row), corrected).status_code == 302
    assert client.post(url("name_role"), {"role": "Porters"}).status_code == 302
    decision = RoleDecision.objects.get()
    assert client.post(url("decide_role", decision), {"needed": "no"}).status_code == 200
    assert client.post(url("decide_role", decision), {"needed": "no", "reason": "No."}).status_code == 302
    assert "Does not need training" in client.get(url("roles")).content.decode()


@pytest.mark.parametrize("choice", ["department", "body", "post", "role", "everybody"])
def test_every_kind_of_group_is_made_by_the_page(choice: str) -> None:
    department, body = factories.make_body(kind=BodyKind.DEPARTMENT), factories.make_body()
    about = {
        "department": f"department:{department.reference}",
        "body": f"body:{body.reference}",
        "post": f"post:{factories.make_post().reference}",
        "role": f"role:{Role.GOVERNOR}",
        "everybody": "everybody",
    }[choice]
    campus = factories.make_campus()
    client = signed_in(make_account(Role.PREVENT_LEAD))
    sent = {"name": "A group", "members": about, "campus": campus.reference}
    assert client.post(url("add_group"), sent).status_code == 302
    group = RoleGroup.objects.get()
    assert (group.kind, group.campus) == (choice, campus)
    assert client.get(url("group", group)).status_code == 200


def test_numbers_are_small_for_readers_and_pages_cost_the_same_for_many(django_assert_num_queries: Any) -> None:
    make_staff()
    for n in range(20):
        need(make_group(f"Group {n}"))
    lead, reader = signed_in(make_account(Role.PREVENT_LEAD)), signed_in(make_account(Role.POLICY_OWNER))
    assert "fewer than 5" in reader.get(url("groups")).content.decode()
    assert "fewer than 5" not in lead.get(url("groups")).content.decode()
    with django_assert_num_queries(6):  # session, account, roles; requirements, courses that meet them, numbers
        lead.get(url("requirements"))
    with django_assert_num_queries(5):
        lead.get(url("groups"))
