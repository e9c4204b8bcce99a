"""Rules for refreshers: whom a rule describes, whom it tells and when, once each, and what became of them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel.models import Mail
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.rules import MailState
from dueregard.training.models import Completion, Course, Edition, RefresherRule, Staff, Told
from dueregard.training.queries import refresher_mail as mails
from dueregard.training.queries import refreshers as queries
from dueregard.training.queries.conditions import staff_where
from dueregard.training.rules.kinds import Mode
from dueregard.training.rules.refreshers import Facts, Stand, difference, difference_in_words, next_count, stand_of
from dueregard.training.rules.sessions import HERE, moment
from dueregard.training.workflows import refreshers as workflows
from dueregard.training.workflows.bookings import book_place, give_up_place
from dueregard.training.workflows.sessions import cancel_session
from tests import factories
from tests.sent import fields_of
from tests.training.records import complete, make_course, make_staff
from tests.training.running import TODAY, on, planned, somebody

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR}
READERS = KEEPERS | {Role.UNIVERSITY_SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
BEFORE = date(2018, 9, 1)
OLD, SINCE = date(2017, 3, 1), date(2019, 5, 1)
NOW = datetime(2026, 11, 20, 9, tzinfo=HERE)


@pytest.fixture
def course() -> Course:
    """The course of the rule, whose two editions are old and new."""
    made = make_course("Prevent workshop")
    for name in ("Old simulation", "New simulation"):
        Edition.objects.create(course=made, name=name)
    return made


def edition(course: Course, which: str = "Old") -> Edition:
    return course.editions.get(name__startswith=which)


def make_rule(course: Course, **more: Any) -> RefresherRule:
    given: dict[str, Any] = {"name": "Older ones", "course": course, "before": BEFORE, "invite_to": course} | more
    return workflows.make_refresher_rule(by=BY, **given)


def trained(course: Course, day: date = OLD, which: str = "Old", **more: Any) -> Staff:
    """Somebody with an address who completed the course with an edition."""
    staff = somebody(**more)
    complete(staff, course, day, edition=edition(course, which))
    return staff


def seen(rule: RefresherRule, step: str = Stand.INVITE) -> list[str]:
    return queries.preview(BY, rule, step, None).seen.split()


def tell(rule: RefresherRule, step: str = Stand.INVITE, by: Any = BY) -> int:
    return workflows.tell_by_mail(by=by, rule=rule, step=step, seen=seen(rule, step), site="https://x.example.org/")


def addresses() -> list[str]:
    return sorted(Mail.objects.values_list("to", flat=True))


# --- rules ------------------------------------------------------------------------------------------------------------
def test_where_somebody_stands() -> None:
    long_ago, lately = NOW - timedelta(days=21), NOW - timedelta(days=20, hours=23)
    for place, told, at in product((True, False), (None, 0, 3), (None, long_ago, lately)):
        expected = Stand.INVITE if told is None else Stand.FOLLOW_UP
        if at == lately:
            expected = Stand.LATELY
        if place:
            expected = Stand.PLACE
        assert stand_of(Facts(place, told, at), NOW, 21) == expected
    assert stand_of(Facts(False, 0, NOW), NOW, 0) == Stand.FOLLOW_UP


def test_numbers_of_notes() -> None:
    assert [next_count(told) for told in (None, 0, 1)] == [0, 1, 2]


def test_the_difference_is_said() -> None:
    assert difference(frozenset("abc"), frozenset("bcde")) == (frozenset("de"), frozenset("a"))
    assert "2 people came in; 1 person went out" in difference_in_words(2, 1)
    assert "came in" not in difference_in_words(0, 2)
    assert "went out" not in difference_in_words(1, 0)


# --- whom a rule describes --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("with_edition", [True, False])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_whom_a_rule_describes(course: Course, with_edition: bool, elsewhere: bool) -> None:
    refresher = make_course("Prevent refresher")
    with on(TODAY):
        rule = make_rule(
            course,
            edition=edition(course) if with_edition else None,
            invite_to=refresher if elsewhere else course,
        )
    expected = {
        "with the old one": (True, [(course, OLD, "Old")]),
        "on the day before": (True, [(course, BEFORE - timedelta(days=1), "Old")]),
        "on the day itself": (False, [(course, BEFORE, "Old")]),
        "with the new one": (not with_edition, [(course, OLD, "New")]),
        "with no edition": (not with_edition, [(course, OLD, "")]),
        "trained since": (False, [(course, OLD, "Old"), (course, SINCE, "New")]),
        "trained since with the old one": (False, [(course, OLD, "Old"), (course, SINCE, "Old")]),
        "last with the old one": (True, [(course, OLD, "New"), (course, OLD + timedelta(days=9), "Old")]),
        "last with the new one": (not with_edition, [(course, OLD, "Old"), (course, OLD + timedelta(days=9), "New")]),
        "trained since elsewhere": (not elsewhere, [(course, OLD, "Old"), (refresher, SINCE, "")]),
        "elsewhere before": (True, [(refresher, date(2016, 1, 1), ""), (course, OLD, "Old")]),
        "elsewhere only": (False, [(refresher, OLD, "")]),
        "never": (False, []),
    }
    for name, (_, done) in expected.items():
        staff = make_staff(name)
        for which, day, of in done:
            complete(staff, which, day, edition=edition(course, of) if of else None)
    for name, more in (
        ("left", {"left_on": TODAY - timedelta(days=1)}),
        ("coming", {"began_on": TODAY + timedelta(days=1)}),
    ):
        complete(make_staff(name, **more), course, OLD, edition=edition(course))
    wrong = make_staff("taken back since")
    complete(wrong, course, OLD, edition=edition(course))
    complete(wrong, course, SINCE, edition=edition(course, "New"), removed_on=SINCE, removed_reason="Somebody else.")
    complete(make_staff("taken back"), course, OLD, edition=edition(course), removed_on=SINCE, removed_reason="x")
    found = set(staff_where(queries.described(rule, TODAY)).values_list("name", flat=True))
    assert found == {name for name, (inside, _) in expected.items() if inside} | {"taken back since"}
    assert [each.name for each in queries.people_of(rule, TODAY, NOW)] == sorted(found, key=str.lower)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " \n "}, "a name"),
        ({"name": "x" * 201}, "at most 200"),
        ({"edition": "other"}, "edition of the course"),
        ({"before": TODAY + timedelta(days=1)}, "still to come"),
        ({"invite_to": "ended"}, "not offered"),
    ],
)
def test_a_rule_that_cannot_be(course: Course, given: dict[str, Any], words: str) -> None:
    other, ended = make_course(), make_course()
    ended.ended_on = TODAY - timedelta(days=1)
    ended.save()
    things = {"other": Edition.objects.create(course=other, name="x"), "ended": ended}
    with on(TODAY), pytest.raises(Refused, match=words):
        make_rule(course, **{name: things.get(value, value) for name, value in given.items()})
    assert not RefresherRule.objects.exists()


@pytest.mark.parametrize("role", Role.values)
def test_who_may_tell(course: Course, role: str) -> None:
    account, staff = factories.make_account(role), trained(course)
    in_person = trained(course, email="")
    with on(TODAY):
        rule = make_rule(course)
        work: list[Any] = [
            lambda: workflows.make_refresher_rule(by=account, name="x", course=course, before=BEFORE, invite_to=course),
            lambda: tell(rule, by=account),
            lambda: workflows.tell_in_person(by=account, rule=rule, seen=[in_person.reference]),
            lambda: workflows.end_refresher_rule(by=account, rule=rule),
        ]
        for each in work:
            if role in KEEPERS:
                each()
            else:
                with pytest.raises(NotPermitted):
                    each()
        assert addresses() == ([staff.email] if role in KEEPERS else [])
        assert (queries.rule_of_reference(account, rule.reference) is not None) == (role in READERS)
        assert bool(queries.rules(account, None).object_list) == (role in READERS)


# --- telling ----------------------------------------------------------------------------------------------------------
def test_an_invitation_names_the_course_and_where_to_book_and_nothing_else(course: Course) -> None:
    staff = trained(course, name="Ann Example")
    with on(TODAY):
        rule = make_rule(course, name="Lagging behind", note="They are late.")
        assert tell(rule) == 1
        mail = Mail.objects.get()
        assert (mail.to, mail.about) == (staff.email, rule.reference)
        assert mail.subject == "Refresher training: Prevent workshop"
        assert f"https://x.example.org{reverse('training:sessions')}" in mail.body
        for words in ("Ann Example", "2017", "Old simulation", "Lagging", "late"):
            assert words not in mail.body
    told = Told.objects.get()
    assert (told.staff, told.what, told.about, told.count) == (staff, "refresher", rule.reference, 0)
    entry = Entry.objects.get(verb="training.refresher_invited")
    assert (entry.subject, entry.summary) == (rule.reference, "Invited 1 person to a refresher.")


def test_an_online_course_is_named_with_its_link(course: Course, settings: Any) -> None:
    trained(course)
    online = make_course("Online\r\nBcc: x@example.org")
    online.mode, online.link = Mode.ONLINE, "https://learn.example.org/prevent"
    online.save()
    settings.DUEREGARD_ADDRESS = "https://prevent.example.ac.uk/"
    with on(TODAY):
        tell(make_rule(course, invite_to=online))
    mail = Mail.objects.get()
    assert "https://learn.example.org/prevent" in mail.body
    assert "https://prevent.example.ac.uk" not in mail.body
    assert mail.subject == "Refresher training: Online Bcc: x@example.org"


def test_once_each_and_followed_up_after_the_days_of_the_setting(course: Course) -> None:
    one, other = trained(course), trained(course)
    with on(TODAY):
        rule = make_rule(course)
        assert tell(rule) == 2
        with pytest.raises(NotAllowedNow, match="nobody to tell"):
            tell(rule)
        with pytest.raises(NotAllowedNow, match="nobody to tell"):
            tell(rule, Stand.FOLLOW_UP)
    complete(one, course, TODAY + timedelta(days=3), edition=edition(course, "New"))
    with on(TODAY + timedelta(days=20)):
        assert seen(rule, Stand.FOLLOW_UP) == []
    with on(TODAY + timedelta(days=21)):
        assert seen(rule, Stand.FOLLOW_UP) == [other.reference]
        assert tell(rule, Stand.FOLLOW_UP) == 1
        assert seen(rule, Stand.FOLLOW_UP) == []
    late = trained(course)  # found only later
    with on(TODAY + timedelta(days=60)):
        assert seen(rule) == [late.reference]
        assert tell(rule, Stand.FOLLOW_UP) == 1
    assert sorted(Told.objects.values_list("staff", "count")) == sorted(
        [(one.pk, 0), (other.pk, 0), (other.pk, 1), (other.pk, 2)]
    )
    assert addresses() == sorted([one.email, *[other.email] * 3])
    assert len(set(Mail.objects.values_list("key", flat=True))) == 4


def test_whoever_has_a_place_is_not_told(course: Course) -> None:
    booked, waiting, gave_up, cancelled, elsewhere = (trained(course) for _ in range(5))
    refresher = make_course()
    with on(TODAY):
        rule = make_rule(course, invite_to=refresher)
        session, off = planned(course=refresher, capacity=1), planned(course=refresher)
        for staff in (booked, waiting, gave_up):
            book_place(by=BY, session=session, staff=staff)
        give_up_place(by=BY, session=session, staff=gave_up)
        book_place(by=BY, session=off, staff=cancelled)
        cancel_session(by=BY, session=off, reason="Ill.")
        book_place(by=BY, session=planned(), staff=elsewhere)
        assert set(seen(rule)) == {gave_up.reference, cancelled.reference, elsewhere.reference}
        shown = queries.rule_page(BY, rule, "place", None).shown.object_list
        assert {each.reference for each in shown} == {booked.reference, waiting.reference}
    with on(TODAY + timedelta(days=60)):  # it was never held, and is over
        assert len(seen(rule)) == 5


def test_two_rules_for_one_course_tell_nobody_twice_within_the_days(course: Course) -> None:
    trained(course)
    with on(TODAY):
        first, second, other = make_rule(course), make_rule(course), make_rule(course, invite_to=make_course())
        tell(first)
        assert seen(second) == []
        assert len(seen(other)) == 1
    with on(TODAY + timedelta(days=21)):
        assert len(seen(second)) == 1


@pytest.mark.parametrize("address", ["", "not an address", "a@example.org\nBcc: b@example.org"])
def test_without_an_address_they_are_told_in_person(course: Course, address: str) -> None:
    staff = trained(course, email=address)
    with on(TODAY):
        rule = make_rule(course)
        assert seen(rule) == []
        page = queries.rule_page(BY, rule, "invite", None)
        assert [each.reference for each in page.in_person] == [staff.reference]
        assert page.to_mail == {"invite": 0, "follow_up": 0}
        with pytest.raises(NotAllowedNow, match="1 person came in"):
            workflows.tell_in_person(by=BY, rule=rule, seen=[])
        assert workflows.tell_in_person(by=BY, rule=rule, seen=[staff.reference]) == 1
        assert queries.rule_page(BY, rule, "lately", None).in_person == []
        assert Entry.objects.get(verb="training.refresher_told_in_person").summary.startswith("Told 1 person")
    assert not Mail.objects.exists()


def test_the_persons_address_stands_in(course: Course) -> None:
    account = factories.make_account()
    staff = make_staff(person=account.person)
    complete(staff, course, OLD)
    with on(TODAY):
        tell(make_rule(course))
    assert addresses() == [account.person.email]


def test_a_list_that_is_no_longer_so_tells_nobody_and_says_the_difference(course: Course) -> None:
    one, other = trained(course), trained(course)
    with on(TODAY):
        rule = make_rule(course)
        looked_at = seen(rule)
        complete(one, course, TODAY, edition=edition(course, "New"))
        trained(course)
        with pytest.raises(NotAllowedNow, match=r"1 person came in; 1 person went out.*Nobody was told"):
            workflows.tell_by_mail(by=BY, rule=rule, step=Stand.INVITE, seen=looked_at)
        with pytest.raises(Refused):
            workflows.tell_by_mail(by=BY, rule=rule, step="lately", seen=[])
        assert (addresses(), Told.objects.count()) == ([], 0)
        assert tell(rule) == 2
    assert other.email in addresses()


def test_an_ended_rule_tells_nobody(course: Course) -> None:
    trained(course)
    with on(TODAY):
        rule = make_rule(course)
        looked_at = seen(rule)
        workflows.end_refresher_rule(by=BY, rule=rule)
        for work in (
            lambda: workflows.tell_by_mail(by=BY, rule=rule, step=Stand.INVITE, seen=looked_at),
            lambda: workflows.tell_in_person(by=BY, rule=rule, seen=[]),
            lambda: workflows.end_refresher_rule(by=BY, rule=rule),
        ):
            with pytest.raises(NotAllowedNow, match="ended"):
                work()
    assert not Mail.objects.exists()


def test_the_note_and_the_mail_stand_or_fall_together(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        trained(course)
    with on(TODAY):
        rule = make_rule(course)
        whole, sent = workflows.queue_mail, []

        def killed(**given: Any) -> Any:
            if len(sent) == 2:
                raise SystemExit
            sent.append(given)
            return whole(**given)

        monkeypatch.setattr(workflows, "queue_mail", killed)
        with pytest.raises(SystemExit):
            tell(rule)
        assert (Mail.objects.count(), Told.objects.count()) == (0, 0)
        monkeypatch.undo()
        assert tell(rule) == 3


def test_a_note_that_is_there_is_the_last_word(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = trained(course)
    with on(TODAY):
        rule = make_rule(course)
        people = queries.people_of(rule, TODAY, NOW)
        tell(rule)
        monkeypatch.setattr(workflows, "people_of", lambda *given: people)  # as if it had not been seen
        with pytest.raises(Refused, match="Nobody was told twice"):
            workflows.tell_by_mail(by=BY, rule=rule, step=Stand.INVITE, seen=[staff.reference])
    assert Mail.objects.count() == 1


def test_what_could_not_be_sent_is_said_and_sent_again(course: Course) -> None:
    for _ in range(2):
        trained(course)
    client = factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    with on(TODAY):
        rule, other = make_rule(course), make_rule(course)
        tell(rule)
    one, url = (reverse(f"training:{name}", args=[rule.reference]) for name in ("refresher", "refresher_mail"))
    assert b"could not be sent" not in client.get(one).content
    failed = Mail.objects.order_by("pk")[0]
    Mail.objects.filter(pk=failed.pk).update(state=MailState.FAILED, failure="Refused.", ended_at=NOW)
    assert b"1 mail could not be sent" in client.get(one).content
    assert client.get(url).context["page"].object_list[0] == failed
    with pytest.raises(Refused):
        workflows.send_refresher_mail_again(by=BY, rule=other, mail=failed)
    with pytest.raises(NotPermitted):
        workflows.send_refresher_mail_again(by=factories.make_account(Role.AUDITOR), rule=rule, mail=failed)
    again = reverse("training:send_refresher_mail_again", args=[rule.reference, failed.reference])
    assert client.post(again).status_code == 302
    failed.refresh_from_db()
    assert failed.state == MailState.WAITING
    assert client.post(again.replace(rule.reference, other.reference)).status_code == 404
    assert Entry.objects.filter(verb="training.refresher_mail_sent_again").count() == 1
    auditor = factories.make_account(Role.AUDITOR)
    assert mails.failed_mails(auditor, rule) == 0
    assert not mails.mail_list(auditor, rule).object_list


# --- what became of it ------------------------------------------------------------------------------------------------
def test_the_figures_of_a_rule(course: Course) -> None:
    refresher = make_course()
    people = [trained(course) for _ in range(6)]
    by_course, by_refresher, still, left, mended, late = people
    with on(TODAY):
        rule = make_rule(course, invite_to=refresher, edition=edition(course))
        tell(rule)
    complete(by_course, course, TODAY, edition=edition(course, "New"))
    complete(by_refresher, refresher, TODAY + timedelta(days=9))
    complete(late, refresher, TODAY - timedelta(days=1))  # brought in later: they came before they were told
    Staff.objects.filter(pk=left.pk).update(left_on=TODAY)
    Completion.objects.filter(staff=mended).update(edition=edition(course, "New"))
    complete(trained(course), refresher, SINCE)  # never told
    with on(TODAY + timedelta(days=30)):
        page = queries.rule_page(BY, rule, "come", None)
        assert [(each.reference, each.on) for each in page.shown] == [
            (by_refresher.reference, TODAY + timedelta(days=9)),
            (by_course.reference, TODAY),
        ]
        figures = page.figures
        assert (figures.told, figures.come, figures.still, figures.others) == (6, 2, 1, 3)
        assert page.counts == {"invite": 0, "follow_up": 1, "lately": 0, "place": 0, "come": 2}
        assert seen(rule, Stand.FOLLOW_UP) == [still.reference]
        (listed,) = queries.rules(BY, None).object_list
        assert listed.told == 6  # type: ignore[attr-defined]


def test_who_was_told_in_the_evening_and_came_the_next_morning_has_come(course: Course) -> None:
    staff = trained(course)
    with on(date(2026, 6, 30), time(23, 30)):  # in UTC still the 30th, and after midnight the day before
        rule = make_rule(course)
        tell(rule)
    complete(staff, course, date(2026, 6, 30), edition=edition(course, "New"))
    assert [each.on for each in queries.come_since(rule)] == [date(2026, 6, 30)]
    Told.objects.update(told_at=moment(date(2026, 7, 1), time(0, 30)))  # 23:30 of the 30th in UTC
    assert queries.come_since(rule) == []


# --- pages ------------------------------------------------------------------------------------------------------------
def test_a_rule_by_the_pages(course: Course) -> None:
    client = factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    bad = "<script>alert(1)</script>"
    people = [trained(course, name=f"Person {n:02}") for n in range(60)]
    trained(course, email="", name=bad)
    url = reverse("training:make_refresher_rule")
    page = client.get(url)
    typed = {"name": bad, "course": course.reference, "before": "1 September 2018", "note": bad}
    page = client.post(url, fields_of(page, **typed))
    assert b"Choose the course to invite to" in page.content
    typed = fields_of(page, invite_to=course.reference, edition=edition(course).reference)
    answer = client.post(url, typed)
    rule = RefresherRule.objects.get()
    assert (rule.name, rule.edition, rule.before) == (bad, edition(course), BEFORE)
    one = reverse("training:refresher", args=[rule.reference])
    assert answer.url == one  # type: ignore[attr-defined]
    for show in (*queries.SHOWS, "nothing"):
        page = client.get(one, {"show": show, "page": "2"})
        assert b"<script>alert" not in page.content
    assert b"Invite 60 people" in page.content
    url = reverse("training:tell_refresher", args=[rule.reference, "invite"])
    page = client.get(url, {"page": "2"})
    assert b"Person 59" in page.content and b"Person 01" not in page.content  # noqa: PT018
    # somebody comes meanwhile: nobody is told, the difference is said, and the list as it is now is offered
    Staff.objects.filter(pk=people[0].pk).update(left_on=OLD)
    refused = client.post(url, fields_of(page))
    assert b"1 person went out" in refused.content
    assert not Mail.objects.exists()
    assert client.post(url, fields_of(refused)).status_code == 302
    assert Mail.objects.count() == 59
    assert b"There is nobody to tell by mail" in client.get(url).content
    assert b"There is nobody to tell" in client.post(url, {"seen": ""}).content
    assert client.get(reverse("training:tell_refresher", args=[rule.reference, "lately"])).status_code == 404
    page = client.get(one)
    fields = {"seen": " ".join(each.reference for each in page.context["page"].in_person)}
    client.post(reverse("training:tell_refresher_in_person", args=[rule.reference]), fields)
    assert Told.objects.count() == 60
    client.post(reverse("training:end_refresher_rule", args=[rule.reference]))
    assert b"This rule ended" in client.get(one).content
    assert b"Ended" in client.get(reverse("training:refreshers")).content


@pytest.mark.parametrize(("name", "bound"), [("refreshers", 8), ("refresher", 12), ("tell_refresher", 8)])
def test_the_pages_ask_no_more_the_longer_the_list(
    course: Course, name: str, bound: int, django_assert_max_num_queries: Any
) -> None:
    client = factories.signed_in(factories.make_lead_officer())
    for _ in range(70):
        trained(course)
    for n in range(55):
        make_rule(course, name=f"Rule {n}")
    rule = RefresherRule.objects.first()
    assert rule is not None
    args = {"refreshers": [], "refresher": [rule.reference], "tell_refresher": [rule.reference, "invite"]}[name]
    with django_assert_max_num_queries(bound):
        assert client.get(reverse(f"training:{name}", args=args)).status_code == 200
