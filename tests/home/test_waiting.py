"""What waits for a decision on today's page: for those who may make it, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.home.queries import waiting as queries
from dueregard.home.queries.today import today_for
from dueregard.home.queries.waiting import VersionWaits, waiting_for
from dueregard.kernel import clock
from dueregard.kernel.models import Job
from dueregard.kernel.rules import JobState
from dueregard.plan.models import AreaRevision
from dueregard.plan.workflows import areas
from dueregard.publication.models import Version, VersionState
from dueregard.publication.queries.versions import content_of, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.states import Kind, State
from dueregard.publication.workflows.publishing import decide_names, publish_version
from dueregard.publication.workflows.versions import (
    approve_version,
    propose_version,
    record_approval_of_body,
    withdraw_version,
)
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import deciding, running
from tests import factories
from tests.rounds.conftest import Asked, opened
from tests.rounds.conftest import plan as plan  # the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Any:
    return factories.make_account(Role.PREVENT_LEAD)


@pytest.fixture
def secretary() -> Any:
    return factories.make_account(Role.UNIVERSITY_SECRETARY)


def _version(lead: Any, **more: Any) -> Version:
    section = areas.add_section(by=lead, number="1", title="Leadership")
    areas.add_area(
        by=lead, section=section, number="1.1", title="A group", actions_taken="Ask hh@example.org about it."
    )
    return propose_version(by=lead, kind=Kind.BOTH, **more)


def _approved(version: Version, by: Any) -> None:
    approve_version(by=by, version=version, hash=version.hash)


def _decide(version: Version, by: Any) -> None:
    names = waiting_names(version, content_of(version))
    decide_names(
        by=by, version=version, decisions=[Resolution(n.path, n.found, "replace", "the office") for n in names]
    )


def _what(viewer: Any) -> list[tuple[str, int]]:
    return [(one.what, one.names) for one in waiting_for(factories.fresh(viewer.person)).versions]


def _page(viewer: Any) -> str:
    return str(factories.signed_in(viewer).get("/").content.decode())


# --- versions ---------------------------------------------------------------------------------------------------------
def test_a_version_waits_for_a_second_person_and_its_names_for_those_who_edit(lead: Any, secretary: Any) -> None:
    officer, other = (factories.make_account(role) for role in (Role.PREVENT_OFFICER, Role.PREVENT_LEAD))
    version = _version(lead)
    assert waiting_for(secretary).versions == [
        VersionWaits(version.reference, "Risk assessment and action plan, version 1", "approve")
    ]
    assert _what(other) == [("approve", 1)]
    assert _what(lead) == _what(officer) == [("names", 1)]
    assert "Approve or withdraw: Risk assessment and action plan, version 1" in _page(secretary)
    assert "1 name or address must be decided on" in _page(other)
    assert "Decide on 1 name or address" in _page(officer)
    _decide(version, officer)
    assert _what(lead) == _what(officer) == []
    assert _what(secretary) == _what(other) == [("approve", 0)]
    _approved(version, secretary)
    assert _what(lead) == _what(other) == _what(secretary) == [("publish", 0)]
    assert _what(officer) == []
    assert "Publish: Risk assessment and action plan, version 1" in _page(secretary)
    issue = publish_version(by=secretary, version=version)
    assert _what(lead) == _what(secretary) == []
    Job.objects.filter(pk=issue.job_id).update(state=JobState.FAILED, failure="No room.", ended_at=clock.now())
    assert _what(lead) == _what(secretary) == [("try_again", 0)]
    assert "Publish again: Risk assessment and action plan, version 1" in _page(secretary)
    assert _what(officer) == []
    # A format that cannot hold a text ends the job without a failure of its own.
    Job.objects.filter(pk=issue.job_id).update(state=JobState.DONE, failure="")
    assert _what(secretary) == []
    type(issue).objects.filter(pk=issue.pk).update(remarks=[{"file": "a.xlsx", "says": "No.", "refused": "xlsx"}])
    assert _what(lead) == _what(secretary) == [("try_again", 0)]
    # A reissue of what is published fails as well; of what is withdrawn nothing is made any more.
    for state, waits in ((State.PUBLISHED, [("try_again", 0)]), (State.WITHDRAWN, [])):
        VersionState.objects.filter(version=version).update(state=state)
        assert _what(secretary) == waits


def test_nothing_is_offered_that_would_be_refused(lead: Any, secretary: Any) -> None:
    version = _version(lead)
    _approved(version, secretary)
    # Approved, but a name waits: the secretary cannot publish and may not decide on names.
    assert _what(secretary) == []
    assert _what(lead) == [("names", 1)]
    withdraw_version(by=lead, version=version, why="It is wrong.")
    assert _what(lead) == []


def test_the_yearly_version_waits_for_its_minute(lead: Any, secretary: Any, settings: Any) -> None:
    settings.DUEREGARD_YEARLY_VERSION_NEEDS_BODY = True
    version = _version(lead, yearly=True)
    _decide(version, lead)
    _approved(version, secretary)
    officer = factories.make_account(Role.PREVENT_OFFICER)
    for viewer in (lead, secretary, officer):
        assert _what(viewer) == [("record_approval", 0)]
    assert "Record a body’s approval" in _page(officer)
    record_approval_of_body(
        by=officer, version=version, hash=version.hash, body=factories.make_body("Council"), minute="26/4",
        approved_on=clock.today(),
    )  # fmt: skip
    assert _what(secretary) == [("publish", 0)]


def test_names_are_looked_for_again_once_anything_has_changed(lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    version = _version(lead)
    looks = []

    def look(*given: Any) -> Any:
        looks.append(1)
        return waiting_names(*given)

    monkeypatch.setattr(queries, "waiting_names", look)
    queries._names.cache_clear()
    assert _what(lead) == _what(lead) == [("names", 1)]
    assert len(looks) == 1
    person = factories.make_person("Ann Elsewhere")
    assert (_what(lead), len(looks)) == ([("names", 1)], 2)
    type(person).objects.filter(pk=person.pk).update(name="Anna Elsewhere", revision=2)
    assert (_what(lead), len(looks)) == ([("names", 1)], 3)
    factories.make_initials("AE", "Anna Elsewhere", factories.make_lead(person))
    assert (_what(lead), len(looks)) == ([("names", 1)], 4)
    _decide(version, lead)
    assert (_what(lead), len(looks)) == ([], 5)


def test_what_is_restricted_by_now_needs_no_decision(lead: Any) -> None:
    _version(lead)
    assert _what(lead) == [("names", 1)]
    area = AreaRevision.objects.get().area
    areas.restrict_passages(by=lead, area=area, passages=["actions_taken"], reason="It names somebody.")
    assert _what(lead) == []


# --- update rounds ----------------------------------------------------------------------------------------------------
def test_answers_wait_for_those_who_run_rounds(plan: Asked) -> None:
    plan.round = opened(plan)
    assert not waiting_for(plan.officer)
    plan.answers(plan.post, r1=Said(What.NO_CHANGE), r2=Said(What.DONE))
    found = waiting_for(plan.officer).rounds
    assert [(one.reference, one.title, one.answers) for one in found] == [(plan.round.reference, "Autumn round", 2)]
    assert not today_for(plan.officer).calm
    assert "Decide on 2 answers: Autumn round" in _page(plan.officer)
    for role in set(Role.values) - {Role.PREVENT_LEAD, Role.PREVENT_OFFICER}:
        assert waiting_for(factories.make_account(role)).rounds == [], role
    local = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus())
    assert not waiting_for(local)
    deciding.drop_answer(by=plan.officer, answer=plan.pending(plan.post, 1), note="No.")
    assert [one.answers for one in waiting_for(plan.officer).rounds] == [1]
    running.close_round(by=plan.officer, round=plan.round, drop_waiting=True)
    assert waiting_for(plan.officer).rounds == []


@pytest.mark.parametrize(
    "role", sorted(set(Role.values) - {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY})
)
def test_whoever_may_decide_nothing_costs_no_query(lead: Any, role: str, django_assert_num_queries: Any) -> None:
    _version(lead)
    viewer = factories.make_account(role)
    viewer_roles = today_for(viewer)  # their roles are known from here on
    assert not viewer_roles.waiting
    with django_assert_num_queries(0):
        assert not waiting_for(viewer)
