"""Lists that are brought in: what they would do, what they did, once and again, killed half-way, and undone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.documents.grids import UnreadableDocument
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.models import Body
from dueregard.training.models import Bringing, ColumnMapping, Completion, Course, Edition, Placement, Staff
from dueregard.training.rules.states import BringingState
from dueregard.training.workflows import retention
from dueregard.training.workflows.lists import bringing, reading, taking
from dueregard.training.workflows.lists.completions import CompletionList
from tests import factories
from tests.training.records import complete, make_course, make_staff

pytestmark = pytest.mark.django_db
STAFF = """Employee ID,Surname,Forename,Email,Department,Start date,Leaver date
E1,Byron,Ada,ada@example.org,School of Arts,01/08/2020,
E2,Cole,Ben,ben@example.org,School of Arts,01/08/2021,
E3,Dunn,Cat,,School of Science,,
"""
DONE = """Employee ID,Name,Course,Completion date,Certificate
E1,Ada Byron,Awareness,04/12/2025,C-1
E2,Ben Cole,Awareness,05/12/2025,
"""


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is called in this process: what the child is for is tested in tests/documents."""
    from dueregard.documents.readers.lists import send_rows

    def called(function: str, argument: dict[str, Any], *, limits: Any, on_progress: Any) -> dict[str, Any]:
        return send_rows(argument, on_progress)

    monkeypatch.setattr(reading, "run_apart", called)


@pytest.fixture
def keeper() -> Any:
    return factories.make_account(Role.TRAINING_ADMINISTRATOR)


def taken(by: Any, what: str, text: str, name: str = "list.csv", **choices: Any) -> Bringing:
    row = taking.take_list(by=by, what=what, stream=io.BytesIO(text.encode()), name=name, **choices)
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    return row


def brought(by: Any, row: Bringing, **more: Any) -> Bringing:
    bringing.bring_list(by=by, bringing=row, **more)
    bringing.bring({"reference": row.reference})
    row.refresh_from_db()
    assert row.state == BringingState.BROUGHT
    return row


def test_staff_come_change_and_leave(keeper: Any) -> None:
    first = taken(keeper, "staff", STAFF)
    assert (first.state, first.summary["counts"]) == (BringingState.PROPOSED, {"new": 3})
    assert first.summary["departments"] == ["School of Arts", "School of Science"]
    assert not Staff.objects.exists()
    assert not Body.objects.filter(name="School of Arts").exists()
    brought(keeper, first)
    ada = Staff.objects.get(number="E1")
    assert (ada.name, ada.email, ada.began_on, ada.left_on) == ("Ada Byron", "ada@example.org", date(2020, 8, 1), None)
    assert Placement.objects.get(staff=ada).department == Body.objects.get(name="School of Arts")
    assert Entry.objects.filter(verb="training.list_brought").count() == 1
    # the same again changes nothing
    again = taken(keeper, "staff", STAFF)
    assert again.summary["counts"] == {"same": 3}
    with pytest.raises(Refused, match="Nothing"):
        bringing.bring_list(by=keeper, bringing=again)
    # somebody moves, somebody marries, somebody is no longer there
    later = STAFF.replace("Cole,Ben", "Cole-Dunn,Ben").replace("E3,Dunn,Cat,,School of Science,,\n", "")
    later = later.replace("ada@example.org,School of Arts", "ada@example.org,School of Science")
    second = taken(keeper, "staff", later, complete=True)
    assert second.summary["counts"] == {"changed": 2, "leavers": 1}
    with pytest.raises(Refused, match="left"):
        bringing.bring_list(by=keeper, bringing=second)
    brought(keeper, second, sure=True)
    ada.refresh_from_db()
    assert [p.department.name for p in ada.placements.order_by("from_on")] == ["School of Arts", "School of Science"]
    assert Staff.objects.get(number="E2").name == "Ben Cole-Dunn"
    assert Staff.objects.get(number="E3").left_on is not None
    done = bringing.undo_list(by=keeper, bringing=second)
    assert done["restored"] == 3
    assert [(p.department.name, p.to_on) for p in ada.placements.all()] == [("School of Arts", None)]
    assert Staff.objects.get(number="E2").name == "Ben Cole"
    assert Staff.objects.get(number="E3").left_on is None


def test_completions_are_recorded_once(keeper: Any) -> None:
    brought(keeper, taken(keeper, "staff", STAFF))
    make_course("Awareness")
    brought(keeper, taken(keeper, "completions", DONE))
    row = Completion.objects.get(staff__number="E1")
    assert (row.completed_on, row.evidence, row.source) == (date(2025, 12, 4), "C-1", "import")
    again = taken(
        keeper, "completions", DONE + "E3,Cat Dunn,Awareness,2025-12-06,\nE3,Cat Dunn,awareness,06/12/2025,\n"
    )
    assert again.summary["counts"] == {"same": 2, "new": 1, "duplicate": 1}
    brought(keeper, again)
    assert Completion.objects.count() == 3
    bringing.undo_list(by=keeper, bringing=again)
    assert Completion.objects.count() == 2


def test_errors_are_listed_by_row_and_the_rest_is_brought(keeper: Any) -> None:
    brought(keeper, taken(keeper, "staff", STAFF))
    make_course("Awareness")
    text = DONE + "E9,Nobody,Awareness,01/02/2025,\nE1,Ada Byron,Juggling,01/02/2025,\n\nE2,Ben Cole,Awareness,soon,\n"
    row = brought(keeper, taken(keeper, "completions", text))
    assert Completion.objects.count() == 2
    assert [(error["row"], error["why"]) for error in row.errors] == [
        (4, "E9 is not in the list of staff."),
        (5, "There is no course called “Juggling”."),
        (7, "“soon” cannot be read as the day of completion."),
    ]


def test_a_pasted_list_of_names_and_days_is_enough_to_begin(keeper: Any) -> None:
    course = make_course("Prevent workshop")
    row = taking.take_list(
        by=keeper,
        what="completions",
        pasted="Ada Byron 4 December 2019\nBen Cole - 11/07/2019\n\nAda Byron 4th December 2019\n",
        course=course,
        add_people=True,
    )
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    assert row.summary["counts"] == {"people": 2, "new": 2, "duplicate": 1}
    brought(keeper, row)
    assert {(c.staff.name, c.completed_on) for c in Completion.objects.select_related("staff")} == {
        ("Ada Byron", date(2019, 12, 4)),
        ("Ben Cole", date(2019, 7, 11)),
    }
    done = bringing.undo_list(by=keeper, bringing=row)
    assert (done["completions"], done["staff"], Staff.objects.count()) == (2, 2, 0)


def test_undo_leaves_whom_something_else_speaks_of(keeper: Any) -> None:
    row = brought(keeper, taken(keeper, "staff", STAFF))
    complete(Staff.objects.get(number="E1"), make_course(), date(2025, 1, 1))
    Staff.objects.filter(number="E2").update(name="Changed Since")
    done = bringing.undo_list(by=keeper, bringing=row)
    assert (done["staff"], done["kept"]) == (2, 1)
    assert Staff.objects.get().number == "E1"
    with pytest.raises(NotAllowedNow):
        bringing.undo_list(by=keeper, bringing=row)


def test_names_that_several_have_and_numbers_that_disagree(keeper: Any) -> None:
    make_staff("Ada Byron", email="one@example.org"), make_staff("Ada Byron", email="two@example.org")
    course = make_course("Awareness")
    row = taken(keeper, "completions", "Name,Date\nAda Byron,04/12/2025\n", course=course)
    assert "Several members of staff" in row.errors[0]["why"]
    number = Staff.objects.get(email="one@example.org").number
    text = f"Employee ID,Email,Date\n{number},two@example.org,04/12/2025\n{number},,04/12/2025\n"
    row = taken(keeper, "completions", text, course=course)
    assert "another staff number" in row.errors[0]["why"]
    assert row.summary["counts"]["new"] == 1


def test_one_list_says_two_things_of_somebody(keeper: Any) -> None:
    text = STAFF + "E1,Byron,Ada,ada@example.org,School of Science,01/08/2020,\n"
    row = taken(keeper, "staff", text)
    assert row.summary["counts"] == {"new": 3, "error": 1}
    assert "Row 2" in row.errors[0]["why"]
    same = taken(keeper, "staff", STAFF + "E1,Byron,Ada,ada@example.org,School of Arts,01/08/2020,\n")
    assert same.summary["counts"] == {"new": 3, "duplicate": 1}


def test_what_was_taken_back_is_not_brought_back(keeper: Any) -> None:
    brought(keeper, taken(keeper, "staff", STAFF))
    course = make_course("Awareness")
    complete(
        Staff.objects.get(number="E1"), course, date(2025, 12, 4), removed_on=date(2026, 1, 1), removed_reason="No"
    )
    row = taken(keeper, "completions", DONE)
    assert row.summary["counts"] == {"kept_out": 1, "new": 1}
    brought(keeper, row)
    assert Completion.objects.filter(removed_on__isnull=True).count() == 1


def test_killed_half_way_and_taken_up_again(keeper: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dueregard.documents.readers.lists.PORTION", 1)
    make_course("Awareness")
    row = taken(keeper, "completions", DONE, add_people=True)
    bringing.bring_list(by=keeper, bringing=row)
    portion, calls = CompletionList.portion, []

    def dies(self: Any, rows: Any, first: int) -> None:
        calls.append(first)
        if len(calls) == 3:
            raise KeyboardInterrupt
        portion(self, rows, first)

    monkeypatch.setattr(CompletionList, "portion", dies)
    with pytest.raises(KeyboardInterrupt):
        bringing.bring({"reference": row.reference})
    assert Completion.objects.count() == 1
    monkeypatch.setattr(CompletionList, "portion", portion)
    bringing.bring({"reference": row.reference})
    bringing.bring({"reference": row.reference})  # and delivered twice
    row.refresh_from_db()
    assert (Completion.objects.count(), Staff.objects.count()) == (2, 2)
    assert (row.state, row.summary["done"]["completions"]) == (BringingState.BROUGHT, 2)
    assert Entry.objects.filter(verb="training.list_brought").count() == 1


def test_other_columns_are_chosen_and_kept(keeper: Any) -> None:
    make_course("Awareness")
    text = "Who is it,When was it\nAda Byron,04/12/2025\n"
    course = Course.objects.get(title="Awareness")
    row = taken(keeper, "completions", text, course=course, add_people=True)
    assert row.summary["lacking"]
    with pytest.raises(Refused, match="column"):
        bringing.bring_list(by=keeper, bringing=row)
    with pytest.raises(Refused, match="two things"):
        taking.map_columns(by=keeper, bringing=row, columns={"name": 0, "completed_on": 0})
    with pytest.raises(Refused, match="day of completion"):
        taking.map_columns(by=keeper, bringing=row, columns={"name": 0})
    taking.map_columns(by=keeper, bringing=row, columns={"name": 0, "completed_on": 1, "nonsense": 2}, save_as="Portal")
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    assert row.summary["counts"] == {"new": 1, "people": 1}
    another = taken(keeper, "completions", text.replace("Ada", "Eve"), course=course, add_people=True)
    assert (another.choices["mapping"], another.summary["counts"]) == ("Portal", {"new": 1, "people": 1})
    taking.map_columns(by=keeper, bringing=row, columns={"name": 0, "completed_on": 1}, headed=False)
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    assert row.summary["counts"]["error"] == 1


def test_kept_columns_are_shown_and_forgotten(keeper: Any, client: Any) -> None:
    client.force_login(keeper)
    row = ColumnMapping.objects.create(name="Portal", what="staff", columns={"name": "Who"})
    assert "Portal" in client.get("/training/lists/").content.decode()
    for _ in range(2):  # a second click finds it gone
        assert client.post(f"/training/columns/{row.reference}/forget").status_code == 302
    assert not ColumnMapping.objects.exists()
    assert Entry.objects.filter(verb="training.columns_forgotten").count() == 1
    with pytest.raises(NotPermitted):
        taking.forget_columns(by=factories.make_account(Role.AUDITOR), reference=row.reference)


def test_a_completion_gets_the_edition_of_its_day(keeper: Any) -> None:
    course = make_course("Awareness")
    first = Edition.objects.create(course=course, name="Pack 1", to_on=date(2025, 12, 4))
    second = Edition.objects.create(course=course, name="Pack 2", from_on=date(2025, 12, 5))
    text = (
        DONE.replace("Certificate", "Edition").replace("C-1", "").rstrip()
        + "pack 1\nE3,Cat Dunn,Awareness,06/12/2025,Pack 9\n"
    )
    brought(keeper, taken(keeper, "completions", text, add_people=True))
    found = {c.staff.number: c.edition for c in Completion.objects.select_related("staff", "edition")}
    assert found == {"E1": first, "E2": first, "E3": None}  # of the day, as named, and one that nobody knows
    assert second.name == "Pack 2"


def test_who_may(keeper: Any) -> None:
    row = taken(keeper, "staff", STAFF)
    for role in (Role.AUDITOR, Role.HEAD_OF_DEPARTMENT, Role.MEMBER_OF_STAFF, Role.SYSTEM_ADMINISTRATOR):
        other = factories.make_account(role)
        for act in (
            lambda by: taking.take_list(by=by, what="staff", pasted="Ada"),
            lambda by: taking.map_columns(by=by, bringing=row, columns={"name": 0}),
            lambda by: taking.discard_list(by=by, bringing=row),
            lambda by: bringing.bring_list(by=by, bringing=row),
            lambda by: bringing.undo_list(by=by, bringing=row),
        ):
            with pytest.raises(NotPermitted):
                act(other)
    taking.discard_list(by=keeper, bringing=row)
    with pytest.raises(NotAllowedNow):
        bringing.bring_list(by=keeper, bringing=row)


def test_an_empty_file_is_refused_at_once(keeper: Any) -> None:
    with pytest.raises(Refused, match="is empty"):
        taking.take_list(by=keeper, what="staff", stream=io.BytesIO(b""), name="list.csv")
    with pytest.raises(Refused, match="or paste"):
        taking.take_list(by=keeper, what="staff")
    with pytest.raises(Refused, match="holds"):
        taking.take_list(by=keeper, what="horses", pasted="Ada")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\n\n\n", "list.csv"),
        (b"%PDF-1.4 nothing", "list.pdf"),
        (b"<html><body><table><tr><td>Ada</td></tr></table></body></html>", "list.html"),
        (b"PK\x03\x04broken", "list.xlsx"),
        (b"\xff\xfe\x00\xd8", "list.csv"),
    ],
)
def test_bad_files_get_one_sentence(keeper: Any, content: bytes, name: str) -> None:
    row = taking.take_list(by=keeper, what="staff", stream=io.BytesIO(content), name=name)
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    assert row.state == BringingState.REFUSED or row.summary["lacking"]
    assert str(row.summary.get("refusal") or row.summary["lacking"]).endswith(".")
    assert not Staff.objects.exists()


def test_an_excel_workbook(keeper: Any) -> None:
    book, stream = Workbook(), io.BytesIO()
    sheet: Any = book.active
    sheet.append(["Staff number", "Name", "Start date"])
    sheet.append([1001, "Ada Byron", date(2020, 8, 1)])
    book.save(stream)
    stream.seek(0)
    row = taking.take_list(by=keeper, what="staff", stream=stream, name="hr.xlsx")
    reading.read_list({"reference": row.reference})
    row.refresh_from_db()
    brought(keeper, row)
    staff = Staff.objects.get()
    assert (staff.number, staff.name, staff.began_on) == ("1001", "Ada Byron", date(2020, 8, 1))


def test_a_list_that_is_no_longer_kept_has_a_page(keeper: Any, client: Any) -> None:
    client.force_login(keeper)
    row = brought(keeper, taken(keeper, "staff", STAFF))
    with clock.set_to(clock.now() + timedelta(days=400)):
        retention.empty_bringings(by=Command(), most=10)
    for address in ("/training/lists/", f"/training/lists/{row.reference}"):
        shown = client.get(address).content.decode()
        assert "A list of staff" in shown
        assert "Byron" not in shown
    assert "no longer kept" in shown
    with pytest.raises(UnreadableDocument):
        reading.each_portion(Bringing.objects.get(), lambda rows, first: None)


def test_the_pages_from_list_to_undo(keeper: Any, client: Any) -> None:
    client.force_login(keeper)
    assert "No list yet" in client.get("/training/lists/").content.decode()
    kept = client.post("/training/lists/bring", {"what": "staff", "pasted": ""}).content.decode()
    assert "Paste the list, or choose a file." in kept
    upload = SimpleUploadedFile("hr <b>.csv", STAFF.encode())
    answer = client.post("/training/lists/bring", {"what": "staff", "document": upload})
    row = Bringing.objects.get()
    address = f"/training/lists/{row.reference}"
    assert answer["Location"] == address
    if row.state == BringingState.READING:  # the worker is another process
        assert client.get(address)["Refresh"]
        reading.read_list({"reference": row.reference})
    shown = client.get(address).content.decode()
    assert "What it would do" in shown
    assert "hr &lt;b&gt;.csv" in shown
    assert "School of Arts" in shown
    assert client.get(f"{address}/columns").status_code == 200
    assert client.post(f"{address}/bring").status_code == 302
    bringing.bring({"reference": row.reference})
    assert "What it did" in client.get(address).content.decode()
    assert "Undo it" in client.get(f"{address}/undo").content.decode()
    client.post(f"{address}/undo")
    assert "taken out again" in client.get(address).content.decode()
    assert client.get(f"{address}/errors")["Content-Type"].startswith("text/csv")
    assert client.get("/training/lists/NOPE").status_code == 404
    assert clock.today()
