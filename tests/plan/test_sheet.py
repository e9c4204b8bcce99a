"""The meeting sheet: only what changed is written, nothing typed is lost, two people at once, dates and leads in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import Action, ActionLead, ActionRevision
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.rules.years import DEFAULT
from dueregard.plan.models import Area, AreaLead, AreaRevision
from dueregard.plan.queries.history import history
from dueregard.plan.queries.sheet import meeting_sheet, section_headings
from dueregard.plan.rules.sheet import LeadNames, NewDue, Seen, due_words, reachable, read_due, seen_from
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.sheet import AreaChange, StepChange, record_sitting
from tests import factories

# The literal bound of DESIGN section 8: whatever the number of rows.
SHEET_QUERIES = 14
TODAY = date(2026, 11, 24)


# --- what the words of a cell mean ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "was_rhythm", "meaning"),
    [
        ("", False, NewDue(Due())),
        ("", True, NewDue(Due(), "")),
        (" 4  December 2026 ", False, NewDue(Due(date(2026, 12, 4), date(2026, 12, 4), "4 December 2026"))),
        ("4 December 2026", True, NewDue(Due(date(2026, 12, 4), date(2026, 12, 4), "4 December 2026"), "")),
        ("March 2027", False, NewDue(Due(date(2027, 3, 1), date(2027, 3, 31), "March 2027"))),
        ("termly", False, NewDue(Due(phrase="termly"), "termly")),
        ("Every term", True, NewDue(Due(phrase="Every term"), "termly")),
        ("every 2 years", False, NewDue(Due(phrase="every 2 years"), "every two years")),
        ("when pigs fly", False, None),
        ("4 Decembar 2026 annually", False, None),
        ("31 February 2027", False, None),
    ],
)
def test_a_due_cell_is_read_or_refused_never_guessed(words: str, was_rhythm: bool, meaning: NewDue | None) -> None:
    assert read_due(words, was_rhythm=was_rhythm, terms=DEFAULT, today=TODAY) == meaning


@pytest.mark.parametrize(
    "cell",
    [
        ("Spring term 2027", None, None, ""),
        ("", date(2026, 12, 4), date(2026, 12, 4), ""),
        ("", date(2026, 12, 1), date(2026, 12, 4), ""),
        ("", None, None, "termly"),
        ("", None, None, "as needed"),
        ("", None, None, "every three years"),
        ("", None, None, "ongoing"),
    ],
)
def test_what_a_due_cell_shows_can_be_read_back(cell: tuple[Any, ...]) -> None:
    said = read_due(due_words(*cell), was_rhythm=True, terms=DEFAULT, today=TODAY)
    assert said is not None
    assert said.rhythm == cell[3]
    if cell[2]:
        assert (said.due.start, said.due.end) == cell[1:3]


def test_leads_in_words() -> None:
    names = LeadNames(
        [
            ("P1", "Registrar", "post"),
            ("X1", "Registrar", "person"),
            ("B1", "Estates; Security", "body"),
            ("P2", "Chaplain", "post"),
        ]
    )
    assert names.all == ["Registrar (post)", "Registrar (person)", "Estates; Security", "Chaplain"]
    assert names.text([("X1", "Registrar"), ("GONE", "A. Leaver")]) == "Registrar (person); A. Leaver"
    assert names.read("registrar (POST);  chaplain ; Chaplain", {}) == (["P1", "P2"], [])
    assert names.read("Estates; Security", {}) == (["B1"], [])
    assert names.read("Registrar", {}) == ([], ["Registrar"])  # which of the two?
    assert names.read("A. Leaver; Chaplain", {"A. Leaver": "GONE"}) == (["GONE", "P2"], [])
    assert names.read("A. Leaver; Chaplin", {}) == ([], ["A. Leaver", "Chaplin"])
    assert names.read(" ; ", {}) == ([], [])
    two = LeadNames([("R1", "Jo Bloggs", "person"), ("R2", "Jo Bloggs", "person")])
    assert len(set(two.all)) == 2
    assert two.read(two.all[1], {}) == (["R2"], [])


def test_what_was_seen_survives_the_round_trip_and_nonsense() -> None:
    seen = Seen(3, "amber", 'O’Brien; "the" Registrar', "Spring term, 2027")
    assert seen_from(seen.written()) == seen
    for nonsense in (
        "",
        "x",
        "null",
        "3",
        "[]",
        '["3", "a", "b", "c"]',
        "[3, 1, 2, 3]",
        "{}",
        "[1,2",
        '[1,"a","b",null]',
    ):
        assert seen_from(nonsense) is None


def test_a_status_offers_only_what_follows() -> None:
    assert reachable("open") == ("open", "in_progress", "done", "dropped")
    assert reachable("done") == ("open", "done")


# --- the workflow -----------------------------------------------------------------------------------------------------
def current(area: Area) -> AreaRevision:
    return AreaRevision.objects.get(as_recorded(None), area=area)


def step(action: Action) -> ActionRevision:
    return ActionRevision.objects.get(as_recorded(None), action=action)


def revision_of(area: Area) -> int:
    return Area.objects.get(pk=area.pk).revision


def sitting(small: Any, *changes: Any, **more: Any) -> Any:
    return record_sitting(
        **{"by": small.lead, "reason": "Steering group", "day": clock.today(), "changes": changes} | more
    )


def test_a_sitting_writes_what_changed_with_one_reason(small: Any) -> None:
    area = small.awareness.area
    areas.rate_area(by=small.lead, area=area, rag="red", reason="x", likelihood=4, impact=5)
    lead = factories.make_lead(factories.make_post("Registrar"))
    before = AreaRevision.objects.filter(area=small.group.area).count()
    day = clock.today() - timedelta(days=2)
    decided = sitting(
        small,
        AreaChange(area.reference, revision_of(area), rag="amber", leads=(lead.reference,)),
        StepChange(
            small.dated.action.reference,
            1,
            status="in_progress",
            leads=(lead.reference,),
            when=NewDue(Due(date(2026, 3, 1), date(2026, 3, 31), "March 2026")),
        ),
        StepChange(small.undated.action.reference, 1, status="dropped", when=NewDue(Due(phrase="termly"), "termly")),
        day=day,
    )
    assert str(decided) == "1 rating, 2 changes of leads, 2 dates, 2 statuses"
    row = current(area)
    assert (row.rag, row.rating_reason, row.rated_on, row.reason) == ("amber", "Steering group", day, "Steering group")
    assert (row.likelihood, row.impact) == (4, 5)  # what the sheet does not show stays
    said = step(small.dated.action)
    assert (said.status, said.due_end, said.due_phrase, said.carried_over) == (
        "in_progress",
        date(2026, 3, 31),
        "March 2026",
        1,
    )
    dropped = step(small.undated.action)
    assert (dropped.status, dropped.standing, dropped.rhythm, dropped.reason) == (
        "dropped",
        True,
        "termly",
        "Steering group",
    )
    assert [link.lead for link in AreaLead.objects.filter(as_recorded(None), area=area)] == [lead]
    assert [link.lead for link in ActionLead.objects.filter(as_recorded(None), action=small.dated.action)] == [lead]
    assert AreaRevision.objects.filter(area=small.group.area).count() == before
    entry = Entry.objects.get(verb="plan.sitting_recorded")
    assert entry.summary == "Recorded a sitting: 1 rating, 2 changes of leads, 2 dates, 2 statuses."
    assert entry.detail.values["reason"] == "Steering group"
    assert entry.detail.values["areas"] == sorted([area.reference, small.officers.area.reference])
    verbs = set(Entry.objects.filter(subject=area.reference).values_list("verb", flat=True))
    assert {"plan.area_rated", "plan.area_leads_set", "plan.step_edited", "plan.step_moved"} <= verbs
    assert [c.reason for c in history(small.lead, area)].count("Steering group") == 4  # rating, lead, date, status
    assert list(faults()) == []


def test_a_sitting_is_all_or_nothing(small: Any) -> None:
    entries = Entry.objects.count()
    rating = AreaChange(small.group.area.reference, revision_of(small.group.area), rag="red")
    areas.set_area_leads(by=small.lead, area=small.awareness.area, leads=[factories.make_lead("Registrar")])
    entries = Entry.objects.count()
    with pytest.raises(ChangedSince) as told:
        sitting(small, rating, AreaChange(small.awareness.area.reference, 1, rag="green"))
    assert told.value.current == {small.awareness.area.reference: 2}
    steps.move_step(by=small.lead, area=small.awareness.area, action=small.dated.action, verb="finish")
    entries = Entry.objects.count()
    with pytest.raises(ChangedSince):
        sitting(small, rating, StepChange(small.dated.action.reference, 1, status="dropped"))
    with pytest.raises(NotAllowedNow):
        sitting(small, rating, StepChange(small.dated.action.reference, 2, status="in_progress"))
    for wrong in (
        {"reason": " "},
        {"day": clock.today() + timedelta(days=1)},
        {"changes": []},
        {"changes": [rating, AreaChange("NOSUCHAREA", 1, rag="red")]},
        {"changes": [rating, StepChange("NOSUCHSTEP", 1, status="done")]},
        {"changes": [rating, AreaChange(small.officers.area.reference, 1, rag="blue")]},
        {"changes": [rating, AreaChange(small.officers.area.reference, 1, leads=("NOSUCHLEAD",))]},
    ):
        with pytest.raises(Refused):
            sitting(small, rating, **wrong)
    assert current(small.group.area).rag == "unknown"
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    "role", [Role.UNIVERSITY_SECRETARY, Role.STEERING_MEMBER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR]
)
def test_nobody_else_keeps_the_sheet(role: str, small: Any) -> None:
    account = factories.make_account(role)
    with pytest.raises(NotPermitted):
        sitting(small, AreaChange(small.group.area.reference, 1, rag="red"), by=account)
    client = factories.signed_in(account)
    assert client.get(reverse("plan:meeting_sheet")).status_code == 403
    assert client.post(reverse("plan:record_sitting")).status_code == 403


def test_an_officer_of_one_campus_does_not_keep_the_whole_sheet(small: Any) -> None:
    officer = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus())
    with pytest.raises(NotPermitted):
        sitting(small, AreaChange(small.group.area.reference, 1, rag="red"), by=officer)


def test_the_rows_of_a_sheet_leave_out_what_a_viewer_may_not_read(small: Any) -> None:
    steps.add_step(by=small.lead, area=small.group.area, new=NewAction("leopard", restricted=True))
    member = factories.make_account(Role.STEERING_MEMBER)
    titles = [row.title for row in meeting_sheet(member, section_headings())]
    assert "leopard" not in titles
    assert "leopard" in [row.title for row in meeting_sheet(small.lead, section_headings())]


# --- the page ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def client(small: Any) -> Any:
    return factories.signed_in(small.lead)


FIELD = re.compile(r'<input type="(?:hidden|text)"[^>]*? name="([^"]+)" value="([^"]*)"')
SELECT = re.compile(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', re.S)


def fields(page: Any) -> dict[str, str]:
    """What a browser would send back of the sheet on the page, untouched."""
    text = page.content.decode()
    found = {name: unescape(value) for name, value in FIELD.findall(text) if name != "csrfmiddlewaretoken"}
    for name, options in SELECT.findall(text):
        chosen = re.search(r'value="([^"]*)" selected', options)
        assert chosen, options
        found[name] = chosen[1]
    return found


def opened(client: Any) -> dict[str, str]:
    return fields(client.get(reverse("plan:meeting_sheet"))) | {"reason": "Steering group, 4 December"}


def save(client: Any, data: dict[str, str]) -> Any:
    return client.post(reverse("plan:record_sitting"), data)


def names(small: Any) -> tuple[str, str, str]:
    return (
        f"a-{small.awareness.area.reference}",
        f"s-{small.dated.action.reference}",
        f"a-{small.group.area.reference}",
    )


def test_the_sheet_shows_all_rows_and_saves_what_was_typed(small: Any, client: Any) -> None:
    factories.make_post("Registrar")
    factories.make_body("Steering group")
    area, action, group = names(small)
    data = opened(client)
    assert data[f"due-{action}"] == "January 2026"
    assert data["day"] == f"{clock.today().day} {clock.today():%B %Y}"
    data |= {f"mark-{area}": "amber", f"leads-{area}": "registrar; Steering group", f"due-{action}": "Spring term 2027"}
    data |= {f"mark-{action}": "in_progress"}
    answer = save(client, data)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("plan:meeting_sheet")
    page = client.get(answer["Location"]).content.decode()
    assert "The sitting is recorded: 1 rating, 1 change of leads, 1 date, 1 status." in page
    assert current(small.awareness.area).rag == "amber"
    assert current(small.awareness.area).rating_reason == "Steering group, 4 December"
    said = step(small.dated.action)
    assert (said.due_phrase, said.status) == ("Spring term 2027", "in_progress")
    assert said.due_start is not None
    assert said.due_start.year == 2027
    assert Area.objects.get(pk=small.group.area_id).revision == 1
    again = opened(client)
    assert again[f"leads-{area}"] == "Registrar; Steering group"
    assert again[f"leads-{group}"] == ""


def test_an_untouched_sheet_saves_nothing_and_says_so(small: Any, client: Any) -> None:
    entries = Entry.objects.count()
    text = save(client, opened(client)).content.decode()
    assert "Nothing on the sheet was changed." in text
    assert Entry.objects.count() == entries


def test_bad_cells_are_marked_linked_and_kept(small: Any, client: Any) -> None:
    area, action, group = names(small)
    data = opened(client) | {
        f"due-{action}": 'when <b>pigs</b> "fly"',
        f"leads-{group}": "Nobody at all",
        f"mark-{area}": "red",
        "reason": "",
        "day": "some day",
    }
    answer = save(client, data)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: " in text
    for target in (f"due-{action}", f"leads-{group}", "id_reason", "id_day"):
        assert f'<a href="#{target}">' in text
        assert f'id="{target}"' in text
    assert re.search(rf'id="due-{action}"[^>]*aria-invalid="true"', text)
    back = fields(answer)
    assert {name: back[name] for name in data if name != "reason"} == {n: v for n, v in data.items() if n != "reason"}
    assert current(small.awareness.area).rag == "unknown"
    data = back | {f"due-{action}": "June 2027", f"leads-{group}": "", "reason": "x", "day": "4 December 2020"}
    assert save(client, data).status_code == 302
    assert current(small.awareness.area).rag == "red"


def test_a_made_up_status_or_rating_is_refused(small: Any, client: Any) -> None:
    area, action, _ = names(small)
    text = save(client, opened(client) | {f"mark-{area}": "blue", f"mark-{action}": "finished"}).content.decode()
    assert text.count("Choose one of the list.") >= 2
    assert current(small.awareness.area).rag == "unknown"


def test_the_second_of_two_sees_both_and_overwrites_only_knowingly(small: Any, client: Any) -> None:
    area, action, group = names(small)
    mine = opened(client) | {f"mark-{area}": "green", f"mark-{group}": "amber", f"due-{action}": "June 2027"}
    other = factories.make_account(Role.PREVENT_OFFICER, name="Olive Officer")
    areas.rate_area(by=other, area=small.awareness.area, rag="red", reason="An incident")
    steps.edit_step(by=other, area=small.awareness.area, action=small.dated.action, revision=1, text="Write it anew")
    answer = save(client, mine)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Changed by Olive Officer since you opened the sheet." in text
    assert "Rating or status: saved Red; yours Green" in text
    assert "Due: saved January 2026; yours June 2027" in text
    assert "Write it anew" in text
    assert f'<a href="#conflict-{area}">' in text
    assert current(small.group.area).rag == "unknown"  # all or nothing
    assert current(small.awareness.area).rag == "red"
    back = fields(answer)
    assert (back[f"mark-{area}"], back[f"mark-{group}"], back[f"due-{action}"]) == ("green", "amber", "June 2027")
    assert save(client, back | {"reason": "Steering group"}).status_code == 302
    assert (current(small.awareness.area).rag, current(small.group.area).rag) == ("green", "amber")
    assert step(small.dated.action).due_phrase == "June 2027"


def test_what_others_saved_in_rows_that_i_left_alone_stays(small: Any, client: Any) -> None:
    group = names(small)[2]
    mine = opened(client) | {f"mark-{group}": "amber"}
    areas.rate_area(by=factories.make_account(Role.PREVENT_OFFICER), area=small.awareness.area, rag="red", reason="x")
    assert save(client, mine).status_code == 302
    assert (current(small.awareness.area).rag, current(small.group.area).rag) == ("red", "amber")


def test_typing_what_somebody_else_has_just_saved_is_no_conflict(small: Any, client: Any) -> None:
    area, _, group = names(small)
    mine = opened(client) | {f"mark-{area}": "red", f"mark-{group}": "amber"}
    areas.rate_area(by=factories.make_account(Role.PREVENT_OFFICER), area=small.awareness.area, rag="red", reason="x")
    assert save(client, mine).status_code == 302
    assert current(small.awareness.area).rating_reason == "x"


def test_who_saves_in_the_very_moment_is_noticed_too(small: Any, client: Any, monkeypatch: Any) -> None:
    area = names(small)[0]
    mine = opened(client) | {f"mark-{area}": "green"}
    other = factories.make_account(Role.PREVENT_OFFICER, name="Olive Officer")

    def a_moment_later(**values: Any) -> Any:
        areas.rate_area(by=other, area=small.awareness.area, rag="red", reason="An incident")
        return record_sitting(**values)

    monkeypatch.setattr("dueregard.plan.workflows.sheet.record_sitting", a_moment_later)
    text = save(client, mine).content.decode()
    assert "Changed by Olive Officer since you opened the sheet." in text
    assert "saved Red; yours Green" in text
    assert current(small.awareness.area).rag == "red"


def test_a_conflict_is_shown_beside_a_bad_cell_and_not_swallowed_by_it(small: Any, client: Any) -> None:
    area, action, _ = names(small)
    mine = opened(client) | {f"mark-{area}": "green", f"due-{action}": "when pigs fly"}
    areas.rate_area(by=factories.make_account(Role.PREVENT_OFFICER), area=small.awareness.area, rag="red", reason="x")
    text = save(client, mine).content.decode()
    assert "saved Red; yours Green" in text
    assert f'<a href="#due-{action}">' in text


def test_a_step_finished_and_an_area_retired_meanwhile_are_shown_not_lost(small: Any, client: Any) -> None:
    _, action, group = names(small)
    undated = f"s-{small.undated.action.reference}"
    mine = opened(client) | {f"mark-{action}": "in_progress", f"mark-{group}": "red", f"mark-{undated}": "done"}
    other = factories.make_account(Role.PREVENT_OFFICER)
    steps.move_step(by=other, area=small.awareness.area, action=small.dated.action, verb="finish")
    areas.retire_area(by=other, area=small.group.area, reason="Merged")
    answer = save(client, mine)
    text = answer.content.decode()
    assert "saved Done; yours In progress" in text
    assert "This risk area has been retired since." in text
    assert "saved Unknown; yours Red" in text
    back = fields(answer)
    assert f"mark-{group}" not in back
    assert save(client, back | {"reason": "x"}).status_code == 302
    assert step(small.undated.action).status == "done"
    assert step(small.dated.action).status == "done"


def test_a_row_that_is_gone_altogether_is_said(small: Any, client: Any) -> None:
    data = opened(client) | {"was-s-NOSUCHSTEP": Seen(1, "open", "", "").written(), "mark-s-NOSUCHSTEP": "done"}
    assert "not in the register any more" in save(client, data).content.decode()
    untouched = opened(client) | {
        "was-s-NOSUCHSTEP": Seen(1, "open", "", "").written(),
        f"mark-{names(small)[0]}": "red",
    }
    assert save(client, untouched).status_code == 302


def test_hostile_fields_are_no_server_error(small: Any, client: Any) -> None:
    area, action, _ = names(small)
    for data in (
        {"was-": "", "mark-": "x"},
        {f"was-{area}": "nonsense", f"mark-{area}": "red", "reason": "x"},
        {f"was-{area}": Seen(10**30, "unknown", "", "").written(), f"mark-{area}": "red"},
        {f"was-{action}": "[1]", "was-x-\x00": "[]", "mark-x-\x00": "red\x00", "reason": "\x00"},
        opened(client) | {f"due-{action}": "9" * 5000, f"leads-{area}": ";" * 5000, "reason": "x" * 5000},
    ):
        assert save(client, data).status_code == 200
    assert current(small.awareness.area).rag == "unknown"


def test_a_section_of_the_sheet(small: Any, client: Any) -> None:
    section = small.training.section.reference
    page = client.get(reverse("plan:meeting_sheet"), {"section": section})
    data = fields(page)
    assert f"was-{names(small)[0]}" in data
    assert f"was-{names(small)[2]}" not in data
    answer = client.post(
        f"{reverse('plan:record_sitting')}?section={section}", data | {f"mark-{names(small)[0]}": "red", "reason": "x"}
    )
    assert answer["Location"] == f"{reverse('plan:meeting_sheet')}?section={section}"
    assert (
        "No risk area in this section"
        in client.get(reverse("plan:meeting_sheet"), {"section": "NOSUCH"}).content.decode()
    )


def test_an_empty_register_says_what_to_do_next(db: None) -> None:
    client = factories.signed_in(factories.make_account(Role.PREVENT_LEAD))
    assert "The register is empty" in client.get(reverse("plan:meeting_sheet")).content.decode()


def test_the_sheet_has_a_literal_bound(small: Any, client: Any, django_assert_max_num_queries: Any) -> None:
    lead = factories.make_lead("Registrar")
    for number in range(30):
        row = areas.add_area(by=small.lead, section=small.training, title=f"Area {number}", leads=[lead])
        steps.add_step(by=small.lead, area=row.area, new=NewAction("Something", leads=(lead,)))
    with django_assert_max_num_queries(SHEET_QUERIES):
        page = client.get(reverse("plan:meeting_sheet"))
    assert page.content.decode().count("<select ") == 33 + 32
    data = fields(page) | {"reason": "x", f"due-{names(small)[1]}": "when pigs fly"}
    with django_assert_max_num_queries(SHEET_QUERIES + 2):
        assert save(client, data).status_code == 200
