"""One of everything that an address can name, for tests that go through all addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from dueregard.accounts.models import Appointment
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import open_account, propose_appointment
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.balances import Opening, Overlap
from dueregard.figures.workflows.balances import record_balance
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.personal_links import token_for
from dueregard.kernel.rules import MailState
from dueregard.organisation.models import Lead
from dueregard.plan.exporting import export_register
from dueregard.plan.returning import read_sheets
from dueregard.plan.workflows import areas, document, evidence, imports, reviews, saved, sheets, steps
from dueregard.plan.workflows.imports import reading
from dueregard.publication.models import Version
from dueregard.publication.rules.states import Kind
from dueregard.publication.workflows.making import make_issue
from dueregard.publication.workflows.publishing import publish_version
from dueregard.publication.workflows.versions import approve_version, propose_version
from dueregard.rounds.models import Ask
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import Way, What
from dueregard.rounds.workflows.answering import answer_rows
from dueregard.rounds.workflows.opening import open_round
from dueregard.training.models import ColumnMapping, Objection, Staff
from dueregard.training.workflows import courses as course_workflows
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.completions import enter_completion
from dueregard.training.workflows.groups import add_group, list_member
from dueregard.training.workflows.lists.taking import take_list
from dueregard.training.workflows.officers import appoint_officer, set_cover
from dueregard.training.workflows.refreshers import make_refresher_rule, tell_by_mail
from dueregard.training.workflows.requirements import add_requirement
from dueregard.training.workflows.roles import name_role
from dueregard.training.workflows.staff import add_staff
from tests import factories
from tests.plan.importing_samples import answer
from tests.standing import standing
from tests.training.running import at, mark, planned, somebody

BY = factories.COMMAND


def _imported(by: Any) -> Any:
    """An import that waits for review, as if its document had been read."""
    whole, reading.run_apart = reading.run_apart, lambda *given, **more: answer()
    try:
        brought = imports.bring_document(by=by, stream=BytesIO(b"a plan"), name="plan.txt")
        imports.read_document({"reference": brought.reference, "revision": brought.revision})
    finally:
        reading.run_apart = whole
    brought.refresh_from_db()
    return brought


def _sheet_back(by: Any) -> Any:
    """A spreadsheet of the register that came back with one change, read in this process."""
    whole, sheets.run_apart = sheets.run_apart, lambda function, argument, **more: read_sheets(argument)
    try:
        written = export_register(by, format="csv").replace(b"Write it down", b"Write it all down")
        return sheets.bring_sheet_back(by=by, stream=BytesIO(written), name="register.csv")
    finally:
        sheets.run_apart = whole


def _published(by: Any) -> Version:
    """A version of the risk assessment with all its files."""
    secretary = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
    version = propose_version(by=by, kind=Kind.RISK_ASSESSMENT)
    approve_version(by=secretary, version=version, hash=version.hash)
    issue = publish_version(by=secretary, version=version)
    make_issue({"issue": issue.reference}, report=lambda progress: None)
    return version


def _round(by: Any, lead: Lead) -> dict[str, Any]:
    """A round with one lead, an answer that waits, and a mail that failed."""
    round = open_round(
        by=by,
        title="Autumn round",
        due_on=clock.today() + timedelta(days=14),
        leads={lead.reference: ["holder@example.org"]},
    )
    ask = Ask.objects.select_related("round").get(round=round)
    link, row = ask.links.get(), ask.rows.get(position=1)
    answer_rows(by=by, ask=ask, said={1: (Said(What.CHANGED, words="It met."), row.revision)}, way=Way.FORM)
    failed = Mail.objects.get(about=round.reference)
    Mail.objects.filter(pk=failed.pk).update(state=MailState.FAILED, failure="No server.", ended_at=clock.now())
    return {
        "answer": row.answers.get().reference,
        "ask": ask.reference,
        "failed_mail": failed.reference,
        "link": link.reference,
        "round": round.reference,
        "token": token_for(ask.reference, link.serial, link.expires_on),
    }


def _training_session(by: Any) -> dict[str, Any]:
    """A session whose date is over and whose sheet is open, with somebody who has a place."""
    day = clock.today() - timedelta(days=3)
    with clock.set_to(clock.now() - timedelta(days=10)):
        session = planned(at(day), by=by)
        booking = book_place(by=by, session=session, staff=somebody("Ann Booked"))
    return {
        "training_mail": Mail.objects.get(about=session.reference).reference,
        "training_booking": booking.reference,
        "training_mark": mark(session),
        "training_session": session.reference,
    }


def _training_list(by: Any, staff: Staff) -> dict[str, str]:
    """A list that was read and waits to be brought in, with an error, and a word that a record is wrong."""
    taken = take_list(by=by, what="staff", pasted="Ada Byron\nBen Cole")
    taken.choices |= {"headings": [], "shown": [["Ada Byron"], ["Ben Cole"]], "columns": {"name": 0}}
    taken.state, taken.summary = "proposed", {"rows": 3, "counts": {"new": 2, "error": 1}, "examples": []}
    taken.errors = [{"row": 3, "why": "There is no name."}]
    taken.save()
    word = Objection.objects.create(staff=staff, words="It was in March.", said_at=clock.now())
    kept = ColumnMapping.objects.create(name="HR export", what="staff", columns={"name": "Who"})
    return {
        "training_list": taken.reference,
        "training_word": word.reference,
        "training_columns": kept.reference,
    }


def _opening_balance(by: Any) -> None:
    """A figure that begins with a number from paper."""
    figure = figure_of("training.staff_attended")
    assert figure is not None
    opening = Opening(134, clock.today() - timedelta(days=400), Overlap.APART)
    record_balance(by=by, figure=figure, opening=opening, source="Attendance register")


def _training(by: Any) -> dict[str, str]:
    """A course with an edition and a material, a named list that needs it, a role, and somebody who completed it."""
    course = course_workflows.add_course(
        by=by, title="Prevent for wardens", kind="local", subject="prevent", category="induction", mode="in_person"
    )
    edition = course_workflows.add_edition(by=by, course=course, name="Simulation 1")
    material = course_workflows.add_material(
        by=by, course=course, title="Facts", stream=BytesIO(b"facts"), file_name="facts.pdf"
    )
    group = add_group(by=by, name="Wardens", kind="listed")
    staff = add_staff(by=by, name="Wanda Warden", number="W1")
    list_member(by=by, group=group, staff=staff)
    need = add_requirement(by=by, group=group, course=course, from_on=clock.today())
    enter_completion(by=by, staff=staff, course=course, completed_on=date(2019, 7, 11))
    return _training_list(by, staff) | {
        "training_course": course.reference,
        "training_edition": edition.reference,
        "training_material": material.reference,
        "training_group": group.reference,
        "training_requirement": need.reference,
        "training_role": name_role(by=by, role="Porters").reference,
        "training_staff": staff.reference,
    }


def _training_officers(by: Any) -> dict[str, str]:
    """An officer with a deputy, and a rule for refreshers that describes somebody."""
    officer, deputy = (
        appoint_officer(by=by, staff=somebody(name), from_on=date(2019, 9, 1), contact="dso@example.org")
        for name in ("Olive Officer", "Dan Deputy")
    )
    set_cover(by=by, officer=officer, cover=deputy)
    course = course_workflows.add_course(
        by=by, title="Old workshop", kind="local", subject="prevent", category="induction", mode="in_person"
    )
    enter_completion(by=by, staff=deputy.staff, course=course, completed_on=date(2017, 3, 1))
    rule = make_refresher_rule(by=by, name="Old ones", course=course, before=date(2018, 9, 1), invite_to=course)
    tell_by_mail(by=by, rule=rule, step="invite", seen=[deputy.staff.reference], site="https://prevent.example.ac.uk/")
    return {
        "training_deputy": deputy.reference,
        "training_officer": officer.reference,
        "training_rule": rule.reference,
        "refresher_mail": Mail.objects.get(about=rule.reference).reference,
    }


@pytest.fixture(scope="module")
def one_of_everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """What `world` gives, made once for the tests of a module. A test that changes the dictionary takes a copy."""
    with standing(django_db_blocker):
        yield world()


def world() -> dict[str, Any]:
    """References by the name that the table of access gives them."""
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    somebody, outsider = factories.make_person("Somebody Known"), factories.make_person("Somebody Else")
    open_account(by=BY, person=somebody)
    propose_appointment(by=lead, person=somebody, role=Role.AUDITOR, reason="To read.", starts_on=clock.today())
    waiting = Appointment.objects.get(person=somebody)

    body, post = factories.make_body(), factories.make_post(holder=outsider)
    seat = factories.make_membership(body)
    campus, initials = factories.make_campus(), factories.make_initials()
    words, person_lead = factories.make_lead("Whoever it may be"), factories.make_lead(outsider)

    section = areas.add_section(by=lead, number="1", title="Leadership")
    area = areas.add_area(by=lead, section=section, title="A group meets", number="1.1").area
    retired = areas.add_area(by=lead, section=section, title="An old one", number="1.2").area
    areas.retire_area(by=lead, area=retired, reason="No longer a risk.")
    step = steps.add_step(by=lead, area=area, new=NewAction("Write it down", due=Due()))
    proof = evidence.add_evidence(by=lead, area=area, title="Minutes", stream=BytesIO(b"minutes"), file_name="m.txt")
    passage = document.add_passage(by=lead, kind="national", heading="The threat", text="It is substantial.")
    review = reviews.record_plan_review(by=lead, what="plan", body=body, reviewed_on=clock.today(), outcome="no_change")
    brought = _imported(lead)
    rows = brought.proposal["risk_areas"]
    published = _published(lead)
    version = propose_version(by=lead, kind=Kind.ACTION_PLAN)
    areas.add_area(by=lead, section=section, title="A led one", number="1.3", leads=[factories.make_lead(post)])
    _opening_balance(lead)
    return {
        **_round(lead, factories.make_lead(post)),
        **_training(lead),
        **_training_session(lead),
        **_training_officers(lead),
        "appointment": waiting.reference,
        "area": area.reference,
        "body": body.reference,
        "campus": campus.reference,
        "evidence": proof.reference,
        "holding": post.holdings.get().reference,
        "import": brought.reference,
        "initials": initials.reference,
        "lead": person_lead.reference,
        "outsider": outsider.reference,
        "passage": passage.passage.reference,
        "published": published.reference,
        "version": version.reference,
        "version_hash": version.hash,
        "person": somebody.reference,
        "post": post.reference,
        "review": review.reference,
        "revision": brought.revision,
        "retired": retired.reference,
        "row": rows[0]["key"],
        "seat": seat.reference,
        "sheet": _sheet_back(lead).reference,
        "step": step.action.reference,
        "view": saved.save_view(by=lead, name="Red ones", query="rag=red").reference,
        "words": words.reference,
    }
