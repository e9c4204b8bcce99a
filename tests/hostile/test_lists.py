"""Lists of training records that mean harm, or that are merely wrong: the rest is brought in, nothing is stuck or left behind."""

from __future__ import annotations

import csv
import io
import threading
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client
from django.urls import reverse

from dueregard.accounts.models import Account, Person
from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.models import Job, Mail
from dueregard.organisation.models import Body
from dueregard.training.models import Booking, Bringing, Completion, Placement, Staff
from dueregard.training.rules.states import BringingState
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.lists import bringing, reading, taking
from dueregard.training.workflows.lists.completions import CompletionList
from dueregard.training.workflows.lists.outcome import Outcome
from dueregard.training.workflows.retention import forget_staff
from tests import factories
from tests.hostile.test_races import at_once, post
from tests.training.records import make_course, make_staff
from tests.training.running import at, planned, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is called in this process."""
    from dueregard.documents.readers.lists import send_rows

    def called(function: str, argument: dict[str, Any], *, limits: Any, on_progress: Any) -> dict[str, Any]:
        return send_rows(argument, on_progress)

    monkeypatch.setattr(reading, "run_apart", called)


@pytest.fixture
def keeper() -> Any:
    return factories.make_account(Role.TRAINING_ADMINISTRATOR)


def taken(by: Any, what: str, text: str | bytes, name: str = "list.csv", **choices: Any) -> Bringing:
    content = text.encode() if isinstance(text, str) else text
    row = taking.take_list(by=by, what=what, stream=io.BytesIO(content), name=name, **choices)
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    return row


def brought(by: Any, row: Bringing, **more: Any) -> Bringing:
    bringing.bring_list(by=by, bringing=row, **more)
    bringing.bring({"reference": row.reference})
    row.refresh_from_db()
    assert row.state == BringingState.BROUGHT
    return row


CLAIMS = {
    "two numbers": "E1,Ada Byron,a@example.org\nE2,Ben Cole,a@example.org\nE3,Cat Dunn,\n",
    "with and without a number": "E1,Ada Byron,a@example.org\n,Ada Byron,a@example.org\nE3,Cat Dunn,\n",
}


@pytest.mark.parametrize("rows", CLAIMS.values(), ids=CLAIMS)
def test_one_address_is_given_to_one_member_of_staff(rows: str, keeper: Any) -> None:
    row = taken(keeper, "staff", f"Staff number,Name,Email\n{rows}")
    assert [error["row"] for error in row.errors] == [3]
    row = brought(keeper, row)
    assert [error["row"] for error in row.errors] == [3]
    assert set(Staff.objects.values_list("number", flat=True)) == {"E1", "E3"}


@pytest.mark.parametrize("rows", CLAIMS.values(), ids=CLAIMS)
def test_one_address_is_given_to_one_newcomer(rows: str, keeper: Any) -> None:
    dated = "".join(f"{line},1 May 2025\n" for line in rows.splitlines())
    row = taken(
        keeper, "completions", f"Staff number,Name,Email,Completed\n{dated}", course=make_course(), add_people=True
    )
    assert [error["row"] for error in row.errors] == [3]
    row = brought(keeper, row)
    assert [error["row"] for error in row.errors] == [3]
    assert Completion.objects.count() == Staff.objects.count() == 2


def test_a_number_that_moves_is_not_given_again(keeper: Any) -> None:
    ada = make_staff("Ada Byron")
    Staff.objects.filter(pk=ada.pk).update(number="OLD", email="a@example.org")
    rows = "NEW,Ada Byron,a@example.org\nNEW,Ben Cole,\nE3,Cat Dunn,a@example.org\nE4,Dee Eaves,\n"
    row = brought(keeper, taken(keeper, "staff", f"Staff number,Name,Email\n{rows}"))
    assert [error["row"] for error in row.errors] == [3, 4]
    assert set(Staff.objects.values_list("number", "name")) == {("NEW", "Ada Byron"), ("E4", "Dee Eaves")}


def test_a_list_without_headings_keeps_its_first_row_when_its_columns_are_chosen(keeper: Any, client: Client) -> None:
    client.force_login(keeper)
    row = taking.take_list(
        by=keeper, what="completions", pasted="Ada Byron, 4 May 2025\nBen Cole, 5 May 2025", course=make_course()
    )
    reading.read_list({"reference": row.reference})
    for headed, rows in (({}, 2), ({"headed": "on"}, 1)):
        sent = {"column_name": "0", "column_completed_on": "1"} | headed
        assert client.post(reverse("training:map_columns", args=[row.reference]), sent).status_code == 302
        reading.read_list({"reference": row.reference})
        row.refresh_from_db()
        assert row.summary["rows"] == rows


def test_undo_gives_back_no_number_that_somebody_has_meanwhile(keeper: Any) -> None:
    ada = make_staff("Ada Byron")
    Staff.objects.filter(pk=ada.pk).update(number="OLD", email="a@example.org")
    row = brought(keeper, taken(keeper, "staff", "Staff number,Name,Email\nNEW,Ada King,a@example.org\n"))
    other = make_staff("Ben Cole")
    Staff.objects.filter(pk=other.pk).update(number="OLD")
    bringing.undo_list(by=keeper, bringing=row)
    ada.refresh_from_db()
    assert (ada.number, ada.name) == ("NEW", "Ada Byron")


def test_days_far_away(keeper: Any) -> None:
    rows = "E1,Ada Byron,01/01/2020,31/12/9999\nE2,Ben Cole,31/12/9999,\nE3,Cat Dunn,0001-01-01,\n"
    row = brought(keeper, taken(keeper, "staff", f"Staff number,Name,From,To\n{rows}"))
    assert [error["row"] for error in row.errors] == [3, 4]
    assert list(Staff.objects.values_list("began_on", "left_on")) == [(date(2020, 1, 1), None)]


def test_a_list_that_was_given_up_half_way_is_undone(
    keeper: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(keeper)
    course = make_course()
    monkeypatch.setattr("dueregard.documents.readers.lists.PORTION", 2)
    rows = "".join(f"E{n},Staff {n},{n} May 2025\n" for n in range(1, 6))
    row = taken(keeper, "completions", f"Staff number,Name,Completed\n{rows}", course=course, add_people=True)
    whole = CompletionList.portion

    def broken(self: Any, rows: Any, first: int) -> None:
        if first > 3:
            raise OSError("The disk is gone.")
        whole(self, rows, first)

    bringing.bring_list(by=keeper, bringing=row)
    page = reverse("training:bringing", args=[row.reference])
    undo = reverse("training:undo_list", args=[row.reference])
    client.post(undo)
    row.refresh_from_db()
    assert row.state == BringingState.BRINGING  # it is at work
    monkeypatch.setattr(CompletionList, "portion", broken)
    with pytest.raises(OSError, match="disk"):
        bringing.bring({"reference": row.reference})
    Job.objects.update(state="failed", ended_at=clock.now(), failure="x")
    assert Completion.objects.exists()
    assert undo in client.get(page).content.decode()
    client.post(undo)
    row.refresh_from_db()
    assert row.state == BringingState.UNDONE
    assert not Completion.objects.exists()
    assert not Staff.objects.exists()


def test_a_forgotten_name_is_nowhere_but_in_the_file_itself(keeper: Any, client: Client) -> None:
    """In a list's first rows, examples, errors, name and undo; as who booked; and in the outbox."""
    text = (
        "Staff number,Surname,Forename,Email,Completed\nQ77,Quagga,Zebedee,zq@example.org,1 May 2025\n"
        "Q77,QUAGGA,ZEBEDEE,zq@example.org,not a day\n,Quagga,Zebedee,,1 May 2031\n"
    )
    row = taken(keeper, "completions", text, name="Quagga, Zebedee.csv", course=make_course(), add_people=True)
    row = brought(keeper, row)
    assert "Quagga" in str(row.choices) + str(row.summary)
    (staff,) = Staff.objects.all()
    account = factories.make_account(name="Zebedee Quagga")
    Staff.objects.filter(pk=staff.pk).update(person=account.person)
    session = planned(at(date(2030, 1, 7)))
    staff.refresh_from_db()
    book_place(by=account, session=session, staff=staff)
    Staff.objects.filter(pk=staff.pk).update(left_on=date(2025, 6, 1))
    assert Mail.objects.filter(to="zq@example.org").exists()
    lead = factories.make_account(Role.PREVENT_LEAD)
    forget_staff(by=lead, staff=staff, reason="They asked.")
    row.refresh_from_db()
    kept = f"{row.name} {row.choices} {row.summary} {row.errors} {row.undo} {list(Booking.objects.values())}"
    kept += f"{list(Mail.objects.values())} {list(Staff.objects.values())}"
    for word in ("quagga", "zebedee", "q77", "zq@"):
        assert word not in kept.casefold(), kept
    client.force_login(lead)
    for url in (
        reverse("training:bringing", args=[row.reference]),
        reverse("training:list_errors", args=[row.reference]),
        reverse("training:bringings"),
        reverse("training:staff_list") + "?q=Quagga&left=on",
        reverse("training:session", args=[session.reference]),
    ):
        page = client.get(url).content.decode().casefold()
        assert "quagga" not in page.replace("q=quagga", "").replace("“quagga”", "").replace('value="quagga"', ""), url


def test_a_list_of_newcomers_does_not_go_over_all_earlier_rows_for_each(keeper: Any) -> None:
    """What was seen is asked by key alone: 20,000 newcomers with 200,000 completions would else take hours."""

    class Seen(set[Any]):
        def __iter__(self) -> Any:
            raise AssertionError("All that was seen was gone over.")

    rows = "".join(f"E{n},Staff {n},{1 + day} May 2025\n" for n in range(3) for day in range(2))
    row = taken(
        keeper,
        "completions",
        f"Staff number,Name,Completed\n{rows}{rows}",
        course=make_course(),
        add_people=True,
    )
    bringing.bring_list(by=keeper, bringing=row)
    row.refresh_from_db()
    one = CompletionList(row, Outcome(), write=True, today=clock.today())
    one.seen = Seen()
    one.portion([["E7", "Staff 7", "1 May 2025"], ["E7", "Staff 7", "1 May 2025"]], 2)
    one.portion([["E7", "Staff 7", "1 May 2025"], ["E7", "Staff 7", "2 May 2025"]], 4)
    assert one.outcome.counts == {"people": 1, "duplicate": 2, "new": 2}
    assert Completion.objects.count() == 2


def test_who_signs_in_with_another_address_is_not_linked_by_a_list(keeper: Any) -> None:
    """As when somebody is added by hand: an address that was given to somebody else would open a stranger's record."""
    same, other = factories.make_account(), factories.make_account()
    Person.objects.filter(pk=same.person.pk).update(email="Same@Example.org")
    Account.objects.filter(pk=same.pk).update(email="same@example.org")
    Person.objects.filter(pk=other.person.pk).update(email="given@example.org")
    only = factories.make_person("Only Listed")
    Person.objects.filter(pk=only.pk).update(email="only@example.org")
    rows = "E1,Ada,same@example.org\nE2,Ben,given@example.org\nE3,Cat,only@example.org\n"
    brought(keeper, taken(keeper, "staff", f"Staff number,Name,Email\n{rows}"))
    linked = dict(Staff.objects.values_list("number", "person"))
    assert linked == {"E1": same.person.pk, "E2": None, "E3": only.pk}


def test_cells_that_mean_harm_are_words(keeper: Any, client: Client) -> None:
    client.force_login(keeper)
    rows = [
        ("E1", "\u202e<script>alert(1)</script> Byron", "School\nof\r\nArts", "1 January 2020"),
        ("=1+1", '=HYPERLINK("x") Cole', "@SUM(A1)", "1 January 2020"),
        ("E3", "Dunn\x07 Cat", "School of Arts", "31 June 2020"),
    ]
    out = io.StringIO()
    csv.writer(out).writerows([("Staff number", "Name", "Department", "From"), *rows])
    row = taken(keeper, "staff", out.getvalue())
    assert [error["row"] for error in row.errors] == [4]
    page = reverse("training:bringing", args=[row.reference])
    for shown in (client.get(page), client.get(reverse("training:map_columns", args=[row.reference]))):
        assert shown.status_code == 200
        assert b"<script>alert" not in shown.content
    brought(keeper, row)
    assert set(Body.objects.filter(pk__in=Placement.objects.values("department")).values_list("name", flat=True)) == {
        "School of Arts", "@SUM(A1)",
    }  # fmt: skip
    assert set(Staff.objects.values_list("name", flat=True)) == {
        "<script>alert(1)</script> Byron", '=HYPERLINK("x") Cole',
    }  # fmt: skip
    for url in (page, reverse("training:staff_list")):
        assert b"<script>alert" not in client.get(url).content
    assert b"\n=" not in client.get(reverse("training:list_errors", args=[row.reference])).content


def test_a_session_that_means_harm_writes_no_header_and_no_calendar_line() -> None:
    evil = "Room 1\r\nBcc: all@example.org\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:Evil"
    course = make_course()
    course.title = f"Awareness {evil}"[:200]
    course.save()
    day = clock.today() + timedelta(days=20)
    session = planned(
        at(day, place=evil, link="https://x.example/?a=%0d%0aBcc:b@example.org"), course=course, trainer=evil
    )
    book_place(by=factories.COMMAND, session=session, staff=somebody("Ada Byron"))
    (mail,) = Mail.objects.all()
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    reader: Client = factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    downloaded = reader.get(reverse("training:session_calendar", args=[session.reference])).content.decode()
    for text in (mail.calendar, downloaded):
        lines = text.replace("\r\n ", "").split("\r\n")
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
        assert not [line for line in lines if line.startswith(("Bcc", "SUMMARY:Evil"))]


@pytest.mark.django_db(transaction=True)
def test_a_list_is_brought_discarded_and_undone_once(keeper: Any) -> None:
    """Two keepers press everything at once: each thing happens once, and a list that goes on is not put away as well."""
    first, second = (factories.signed_in(each) for each in (keeper, factories.make_account(Role.PREVENT_LEAD)))
    row = taken(keeper, "completions", "Name,Completed\nAda,1 May 2025\n", course=make_course(), add_people=True)
    bring, discard, undo, columns = (
        post(reverse(f"training:{verb}", args=[row.reference]), {"column_name": "0", "column_completed_on": "1"})
        for verb in ("bring_list", "discard_list", "undo_list", "map_columns")
    )
    at_once((first, bring), (second, bring), (first, discard), (second, columns), (first, undo))
    row.refresh_from_db()
    verbs = ["training.bringing_begun", "training.list_discarded", "training.list_mapped"]
    done = set(Entry.objects.filter(verb__in=verbs).values_list("verb", flat=True))
    assert Entry.objects.filter(verb="training.bringing_begun").count() <= 1
    # The columns may be chosen and the list then put away; whatever is being brought in is not.
    assert not {"training.bringing_begun", "training.list_discarded"} <= done
    bringing.bring({"reference": row.reference})
    at_once((first, undo), (second, undo), (first, undo))
    assert Entry.objects.filter(verb="training.list_undone").count() == ("training.bringing_begun" in done)
    assert not Completion.objects.exists()
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_two_lists_of_the_same_people_at_once(keeper: Any) -> None:
    """One job may meet what the other has just added; taken up again it finds them, and nobody is there twice."""
    rows = "".join(f"E{n},Staff {n},e{n}@example.org,{1 + n % 28} May 2025\n" for n in range(200))
    lists = [
        taken(keeper, "completions", f"Staff number,Name,Email,Completed\n{rows}", course=course, add_people=True)
        for course in [make_course()] * 2
    ]
    gate = threading.Barrier(2)
    for row in lists:
        bringing.bring_list(by=keeper, bringing=row)

    def one(row: Bringing) -> None:
        try:
            gate.wait(10)
            with suppress(DatabaseError):  # the queue of jobs tries it again
                bringing.bring({"reference": row.reference})
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(row,)) for row in lists]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for row in lists:
        bringing.bring({"reference": row.reference})
    assert {row.state for row in Bringing.objects.all()} == {BringingState.BROUGHT}
    assert Staff.objects.count() == Completion.objects.count() == 200


def test_a_list_that_is_discarded_while_it_is_read_stays_so(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dueregard.documents.readers.lists.PORTION", 1)
    row = taking.take_list(
        by=keeper, what="completions", pasted="Ada, 1 May 2025\nBen, 1 May 2025\nCat, 1 May 2025", course=make_course()
    )
    whole, read = CompletionList.portion, []

    def discarding(self: Any, rows: Any, first: int) -> None:
        read.append(first)
        whole(self, rows, first)
        taking.discard_list(by=keeper, bringing=row)

    monkeypatch.setattr(CompletionList, "portion", discarding)
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    assert (row.state, read, row.summary) == (BringingState.DISCARDED, [1], {})
