"""A spreadsheet brought back, reviewed and applied: through the single workflows, once, by those who may, nothing lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import Due, Status
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.models import StoredFile
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.plan.exporting import export_register
from dueregard.plan.models import Area, AreaLead, AreaRevision, SheetReturn
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.sheets import register_records, sheet_review
from dueregard.plan.rules.cells import WITHHELD
from dueregard.plan.workflows import areas, sheets, steps
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: quicker, and the same function."""
    from dueregard.plan.returning import read_sheets

    monkeypatch.setattr(sheets, "run_apart", lambda function, argument, **more: read_sheets(argument))


Edit = Callable[[Any, dict[str, int]], None]


def taken_out(viewer: Any, edit: Edit | None = None) -> io.BytesIO:
    """The register's spreadsheet, edited by `edit(sheet, columns)` as in Excel; rows and columns from 1."""
    book = openpyxl.load_workbook(io.BytesIO(export_register(viewer, format="xlsx")))
    sheet = book["Register"]
    if edit:
        edit(sheet, {cell.value: cell.column for cell in sheet[1]})
    out = io.BytesIO()
    book.save(out)
    return out


def brought(by: Any, edit: Edit | None = None) -> SheetReturn:
    return sheets.bring_sheet_back(by=by, stream=taken_out(by, edit), name="register.xlsx")


def setting(**values: str) -> Edit:
    """Puts values into cells: "Hazard_3" is the column Hazard in row 3."""

    def edit(sheet: Any, columns: dict[str, int]) -> None:
        for place, value in values.items():
            heading, _, row = place.rpartition("_")
            sheet.cell(int(row), columns[heading.replace("_", " ")]).value = value

    return edit


def applied(by: Any, sheet: SheetReturn, reason: str = "From the spreadsheet", only: str = "") -> int:
    review = sheet_review(by, sheet)
    ticked = [one.id for one in review.offered if not only or one.heading == only]
    return sheets.apply_sheet(by=by, sheet=sheet, ticked=ticked, seen_as=review.seen, reason=reason)


def current(area: Area) -> AreaRevision:
    return AreaRevision.objects.get(as_recorded(None), area=area)


def said(action_id: int) -> ActionRevision:
    return ActionRevision.objects.get(as_recorded(None), action_id=action_id)


def test_unchanged_back_changes_nothing(small: Any, here: None) -> None:
    sheet = brought(small.lead)
    assert sheet.differences == []
    with pytest.raises(Refused, match="Tick what"):
        applied(small.lead, sheet)


def test_read_apart_for_real(small: Any) -> None:
    areas.edit_area(by=small.lead, area=small.group.area, revision=1, hazard="It was")
    # openpyxl makes a formula of it, as Excel would of what somebody types: it is told, and empties nothing.
    sheet = brought(small.lead, setting(Hazard_2="=1+1", Evidence_2="Minutes"))
    assert [(one["kind"], one.get("field")) for one in sheet.differences] == [
        ("note", None),
        ("change", "evidence_text"),
    ]
    assert "“Hazard” holds a formula without a value" in sheet.differences[0]["message"]


def test_every_kind_of_change_is_applied_with_leads_and_links_kept(small: Any, here: None) -> None:
    by = small.lead
    registrar = factories.make_lead(factories.make_post("Registrar"))
    estates = factories.make_post("Director of Estates")
    areas.set_area_leads(by=by, area=small.awareness.area, leads=[registrar])
    areas.rate_area(by=by, area=small.awareness.area, rag="green", reason="x", likelihood=2, impact=2)
    link = AreaLead.objects.get(as_recorded(None), area=small.awareness.area)

    def edit(sheet: Any, columns: dict[str, int]) -> None:
        setting(
            Hazard_3="Staff leave\n\nand nobody tells the new ones",
            RAG_3="Red",
            Leads_3="registrar; Director of Estates",
            Next_review_3="4 December 2026",
            Next_step_3="Write the statement anew",
            Status_3="In progress",
            Due_3="Spring term 2027",
            Step_leads_3="Registrar",
            Progress_3="'=draft is with the chair",
            Rhythm_4="Every term",
            Waiting_on_4="The trainer",
            Section_4="1 Partnership and leadership",
        )(sheet, columns)
        sheet.cell(5, columns["Risk area"]).value = "Visitors"
        sheet.cell(5, columns["RAG"]).value = "Amber"
        sheet.cell(5, columns["Next step"]).value = "Ask the union"
        sheet.cell(5, columns["Status"]).value = "Done"

    sheet = brought(by, edit)
    assert applied(by, sheet) == 14
    row = current(small.awareness.area)
    assert row.hazard == "Staff leave\n\nand nobody tells the new ones"
    assert (row.rag, row.likelihood, row.impact, row.rating_reason) == ("red", 2, 2, "From the spreadsheet")
    assert row.review_on == date(2026, 12, 4)
    leads = AreaLead.objects.filter(as_recorded(None), area=small.awareness.area).order_by("order")
    assert [one.lead.label for one in leads] == ["Registrar", "Director of Estates"]
    assert leads[0].pk == link.pk  # the link that was there is the same link
    assert leads[1].lead.post == estates
    done = said(small.dated.action_id)
    assert (done.text, done.status, done.progress) == (
        "Write the statement anew",
        Status.IN_PROGRESS,
        "'=draft is with the chair",
    )
    assert (done.due_phrase, done.carried_over, done.first_due_on) == ("Spring term 2027", 1, date(2026, 1, 31))
    assert ActionLead.objects.get(as_recorded(None), action_id=small.dated.action_id).lead == registrar
    other = said(small.undated.action_id)
    assert (other.standing, other.rhythm, other.waiting_on) == (True, "termly", "The trainer")
    assert current(small.officers.area).section == small.partnership.section
    made = AreaRevision.objects.get(as_recorded(None), title="Visitors")
    assert (made.rag, made.area.number, made.section) == ("amber", "2.4", small.training.section)
    (step,) = next(one for one in register_records(by) if one.title == "Visitors").steps
    assert (step.text, step.status) == ("Ask the union", Status.DONE)
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-1] == "plan.sheet_applied"
    assert {"plan.area_edited", "plan.area_rated", "plan.area_leads_set", "plan.step_edited", "plan.step_moved"} <= set(
        verbs
    )


def test_only_what_is_ticked_is_applied(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Hazard_3="A hazard", Evidence_3="Evidence"))
    assert applied(small.lead, sheet, only="Evidence") == 1
    assert (current(small.awareness.area).hazard, current(small.awareness.area).evidence_text) == ("", "Evidence")


def test_a_sheet_is_applied_once(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Hazard_3="A hazard"))
    applied(small.lead, sheet)
    before = Area.objects.get(pk=small.awareness.area.pk).revision
    with pytest.raises(NotAllowedNow, match="applied already"):
        sheets.apply_sheet(by=small.lead, sheet=sheet, ticked=["d1"], seen_as="", reason="x")
    assert Area.objects.get(pk=small.awareness.area.pk).revision == before


def test_what_others_changed_meanwhile_is_never_overwritten_unseen(small: Any, here: None) -> None:
    by, other = small.lead, factories.make_account(Role.PREVENT_OFFICER, name="Olu Officer")
    areas.edit_area(by=by, area=small.awareness.area, revision=1, hazard="As it was", requirement="As it was")
    stream = taken_out(by, setting(Hazard_3="From the file"))
    theirs = {"hazard": "From Olu", "requirement": "Also from Olu"}
    areas.edit_area(by=other, area=small.awareness.area, revision=2, **theirs)
    sheet = sheets.bring_sheet_back(by=by, stream=stream, name="r.xlsx")
    (one,) = sheet_review(by, sheet).differences
    assert (one.conflict, one.before, one.after, one.certain) == (True, "From Olu", "From the file", False)
    applied(by, sheet)
    row = current(small.awareness.area)
    assert (row.hazard, row.requirement) == ("From the file", "Also from Olu")


def test_a_change_under_the_review_is_told_and_nothing_is_written(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Hazard_3="From the file", Evidence_3="From the file"))
    review = sheet_review(small.lead, sheet)
    areas.edit_area(by=small.lead, area=small.awareness.area, revision=1, hazard="Meanwhile")
    ticked = [one.id for one in review.offered]
    with pytest.raises(ChangedSince):
        sheets.apply_sheet(by=small.lead, sheet=sheet, ticked=ticked, seen_as=review.seen, reason="x")
    assert current(small.awareness.area).evidence_text == ""
    assert [one.conflict for one in sheet_review(small.lead, sheet).differences] == [True, False]
    # Another row is no concern of this review.
    review = sheet_review(small.lead, sheet)
    areas.edit_area(by=small.lead, area=small.group.area, revision=1, hazard="Elsewhere")
    sheets.apply_sheet(by=small.lead, sheet=sheet, ticked=ticked, seen_as=review.seen, reason="x")


def test_emptied_cells_and_unknown_leads_are_not_ticked(small: Any, here: None) -> None:
    areas.edit_area(by=small.lead, area=small.awareness.area, revision=1, hazard="Words")
    sheet = brought(small.lead, setting(Hazard_3="", Leads_3="Nobody Known"))
    shown = {one.heading: one for one in sheet_review(small.lead, sheet).differences}
    assert not shown["Hazard"].certain
    assert not shown["Leads"].certain
    assert "Nobody Known" in shown["Leads"].doubts[0]
    applied(small.lead, sheet)  # ticked by hand
    assert current(small.awareness.area).hazard == ""
    lead = AreaLead.objects.get(as_recorded(None), area=small.awareness.area).lead
    assert (lead.kind, lead.label) == ("unknown", "Nobody Known")


def test_all_or_nothing(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Hazard_3="A hazard", Due_3="one day"))
    review = sheet_review(small.lead, sheet)
    assert [one.heading for one in review.differences if one.blocked] == ["Due"]
    with pytest.raises(Refused, match="no date"):
        sheets.apply_sheet(
            by=small.lead, sheet=sheet, ticked=[o.id for o in review.differences], seen_as=review.seen, reason="x"
        )
    assert current(small.awareness.area).hazard == ""
    with pytest.raises(Refused, match="Say why"):
        applied(small.lead, sheet, reason=" ")


def test_a_step_of_a_new_area_needs_the_area(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Risk_area_5="New", Next_step_5="Step"))
    with pytest.raises(Refused, match="tick the risk area too"):
        applied(small.lead, sheet, only="New next step")
    assert applied(small.lead, sheet) == 2


@pytest.mark.parametrize(
    "role", [Role.UNIVERSITY_SECRETARY, Role.AUDITOR, Role.STEERING_MEMBER, Role.SYSTEM_ADMINISTRATOR]
)
def test_only_editors_of_the_plan_bring_a_sheet_back(small: Any, here: None, role: str) -> None:
    other = factories.make_account(role)
    stream = taken_out(small.lead, setting(Hazard_3="x"))
    with pytest.raises(NotPermitted):
        sheets.bring_sheet_back(by=other, stream=stream, name="r.xlsx")
    sheet = sheets.bring_sheet_back(by=small.lead, stream=stream, name="r.xlsx")
    with pytest.raises(NotPermitted):
        sheets.apply_sheet(by=other, sheet=sheet, ticked=["d1"], seen_as="", reason="x")
    limited = factories.make_account(Role.PREVENT_OFFICER, scope=add_campus(by=small.lead, name="North"))
    with pytest.raises(NotPermitted):
        sheets.bring_sheet_back(by=limited, stream=stream, name="r.xlsx")


def test_who_may_not_read_the_register_gets_no_file(small: Any) -> None:
    with pytest.raises(NotPermitted):
        export_register(factories.make_account(Role.SYSTEM_ADMINISTRATOR), format="csv")


def test_restricted_passages_and_steps_stay_behind(small: Any) -> None:
    by = small.lead
    areas.edit_area(by=by, area=small.awareness.area, revision=1, hazard="A secret")
    areas.restrict_passages(by=by, area=small.awareness.area, passages=["hazard"], reason="x")
    secret = steps.add_step(by=by, area=small.awareness.area, new=NewAction("A secret step", restricted=True))
    member = factories.make_account(Role.STEERING_MEMBER)
    for format in ("csv", "json", "xlsx"):
        content = export_register(member, format=format)
        if format == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(content))
            content = repr([[c.value for c in row] for sheet in book for row in sheet.iter_rows()]).encode()
        assert b"secret" not in content.lower()
        assert secret.action.reference.encode() not in content
        if format != "json":
            assert WITHHELD.encode() in content
    assert b"A secret step" in export_register(by, format="csv")
    rows = list(csv.DictReader(io.StringIO(export_register(by, format="csv").decode("utf-8-sig"))))
    assert [row["Restricted"] for row in rows] == ["", "Hazard", "Next step", ""]
    # Restricted today is restricted in the past as well.
    tomorrow = clock.now() + timedelta(days=1)
    with clock.set_to(tomorrow):
        areas.restrict_passages(by=by, area=small.awareness.area, passages=[], reason="x")
        areas.restrict_passages(by=by, area=small.awareness.area, passages=["hazard"], reason="x")
    with clock.set_to(tomorrow + timedelta(days=3)):
        for day in (tomorrow.date(), tomorrow.date() - timedelta(days=1)):
            past = export_register(member, format="csv", recorded_on=day)
            assert b"secret" not in past.lower()


def test_a_sheet_of_one_who_reads_less_changes_nothing_hidden(small: Any, here: None) -> None:
    by = small.lead
    areas.edit_area(by=by, area=small.awareness.area, revision=1, hazard="A secret")
    areas.restrict_passages(by=by, area=small.awareness.area, passages=["hazard"], reason="x")
    stream = taken_out(factories.make_account(Role.STEERING_MEMBER), setting(Evidence_3="Seen"))
    sheet = sheets.bring_sheet_back(by=by, stream=stream, name="r.xlsx")
    applied(by, sheet)
    assert (current(small.awareness.area).hazard, current(small.awareness.area).evidence_text) == ("A secret", "Seen")


def test_as_recorded_and_filtered(small: Any) -> None:
    start = clock.now()
    with clock.set_to(start + timedelta(days=2)):
        areas.edit_area(by=small.lead, area=small.awareness.area, revision=1, title="Renamed later")
    with clock.set_to(start + timedelta(days=4)):
        past = export_register(small.lead, format="csv", recorded_on=(start + timedelta(days=1)).date()).decode(
            "utf-8-sig"
        )
        now = export_register(small.lead, format="csv").decode("utf-8-sig")
    assert "Staff know the duty" in past
    assert "Renamed later" in now
    one = export_register(small.lead, format="csv", filters=Filters(section=small.partnership.section.reference))
    assert [row["No."] for row in csv.DictReader(io.StringIO(one.decode("utf-8-sig")))] == ["1.1"]
    with pytest.raises(Refused, match="not come yet"):
        export_register(small.lead, format="csv", recorded_on=date(2099, 1, 1))
    with pytest.raises(Refused, match="csv, json, xlsx"):
        export_register(small.lead, format="docx")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.docx", b"x", "as .xlsx, .ods or .csv"),
        ("a.xlsx", b"PK\x03\x04 not really", "."),
        ("a.csv", b"No.,Risk area\r\n1.1,x\r\n", "no columns by which its rows are recognised"),
        ("a.csv", b"\xff\xfe\x00\x01\x02\x03" * 50, "."),
    ],
)
def test_bad_files_get_one_sentence_and_nothing_is_kept(
    small: Any, here: None, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        sheets.bring_sheet_back(by=small.lead, stream=io.BytesIO(content), name=name)
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert (SheetReturn.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_queries_are_bounded(small: Any, here: None) -> None:
    def queries(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            act()
        return len(captured)

    by = small.lead
    sheet = brought(by, setting(Hazard_2="a"))
    few = (queries(lambda: register_records(by)), queries(lambda: sheet_review(by, sheet)))
    for number in range(12):
        made = areas.add_area(by=by, section=small.training, title=f"Area {number}")
        steps.add_step(by=by, area=made.area, new=NewAction("Step", due=Due(date(2026, 1, 1), date(2026, 1, 2))))
    sheet = brought(by, setting(**{f"Hazard_{row}": "a" for row in range(2, 15)}))
    many = (queries(lambda: register_records(by)), queries(lambda: sheet_review(by, sheet)))
    assert few == many
    assert many[0] <= 9
    assert many[1] <= 18


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_apply_once() -> None:
    from dueregard.plan.workflows.areas import add_area, add_section

    by = factories.make_account(Role.PREVENT_LEAD)
    section = add_section(by=by, number="1", title="One")
    area = add_area(by=by, section=section, title="A", number="1.1").area
    sheet = brought(by, setting(Next_step_2="A new step"))
    review = sheet_review(by, sheet)
    barrier, ended = Barrier(2), []

    def click() -> None:
        barrier.wait()
        try:
            sheets.apply_sheet(
                by=by, sheet=sheet, ticked=[one.id for one in review.offered], seen_as=review.seen, reason="x"
            )
            ended.append("applied")
        except (NotAllowedNow, ChangedSince):
            ended.append("told")
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["applied", "told"]
    assert [len(one.steps) for one in register_records(by)] == [1]
    assert area.reference == register_records(by)[0].reference


def test_the_pages(small: Any, here: None) -> None:
    client = factories.signed_in(small.lead)
    page = client.get(reverse("plan:spreadsheet"))
    assert page.status_code == 200
    response = client.get(reverse("plan:register_spreadsheet"))
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert response["Content-Disposition"].startswith('attachment; filename="prevent-register-')
    assert client.get(reverse("plan:register_spreadsheet") + "?format=pdf").status_code == 404
    stream = taken_out(
        small.lead, setting(Hazard_3="A <b>hazard</b>", RAG_3="red", Due_3="one day", Next_step_5="What?")
    )
    stream.name = "register.xlsx"
    stream.seek(0)
    answer = client.post(reverse("plan:bring_sheet_back"), {"spreadsheet": stream}, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<b>hazard" not in text
    assert "Cannot be taken over (1)" in text
    sheet = SheetReturn.objects.get()
    review = sheet_review(small.lead, sheet)
    address = reverse("plan:apply_sheet", args=[sheet.reference])
    ids = [one.id for one in review.offered]
    # Without a reason it comes back with the ticks.
    answer = client.post(address, {"ticked": ids[:1], "seen": review.seen, "reason": ""})
    assert answer.content.decode().count(" checked") == 1
    assert "Say why" in answer.content.decode()
    areas.edit_area(by=small.lead, area=small.awareness.area, revision=1, hazard="Meanwhile")
    answer = client.post(address, {"ticked": ids, "seen": review.seen, "reason": "x"})
    assert "The register has changed since you opened this page" in answer.content.decode()
    fresh = sheet_review(small.lead, sheet)
    assert f'value="{fresh.seen}"' in answer.content.decode()
    answer = client.post(address, {"ticked": ids, "seen": fresh.seen, "reason": "x"}, follow=True)
    assert "The spreadsheet is in the register" in answer.content.decode()
    assert client.post(address, {"ticked": ids, "seen": fresh.seen, "reason": "x"}).status_code == 302
    assert client.get(reverse("plan:sheet_original", args=[sheet.reference])).status_code == 200
    other = factories.signed_in(factories.make_account(Role.AUDITOR))
    assert other.get(reverse("plan:sheet_return", args=[sheet.reference])).status_code == 404
    assert other.get(reverse("plan:spreadsheet")).status_code == 200
    assert other.post(reverse("plan:bring_sheet_back"), {}).status_code == 403
    empty = client.post(reverse("plan:bring_sheet_back"), {})
    assert "Choose the spreadsheet." in empty.content.decode()


def test_the_moment_of_a_change_is_kept(small: Any, here: None) -> None:
    sheet = brought(small.lead, setting(Hazard_3="A hazard"))
    with clock.set_to(datetime(2030, 1, 1, tzinfo=UTC)):
        applied(small.lead, sheet, reason="Steering group, 1 January")
    row = current(small.awareness.area)
    assert (row.recorded_from.year, row.reason) == (2030, "Steering group, 1 January")
    assert SheetReturn.objects.get().applied_at == datetime(2030, 1, 1, tzinfo=UTC)
