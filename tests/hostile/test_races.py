"""Two people, or two clicks, at the same moment: one effect, a sentence for the other, and never a failure."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from dueregard.accounts.models import Appointment, Person
from dueregard.accounts.rules import AppointmentState, Role
from dueregard.actions.models import ActionRevision
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.plan.models import Area, AreaRevision, Evidence, PlanImport
from dueregard.plan.rules.states import ImportState
from tests import factories
from tests.hostile.parts import filled_in
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[[Client], Any]


def at_once(*asked: tuple[Client, Ask]) -> list[int]:
    """All requests at the same moment, each in a thread of its own; their statuses."""
    gate, statuses = threading.Barrier(len(asked)), [0] * len(asked)

    def one(place: int, client: Client, ask: Ask) -> None:
        client.raise_request_exception = False
        try:
            gate.wait(10)
            statuses[place] = ask(client).status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place, *each)) for place, each in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(status and status < 500 for status in statuses), statuses
    return statuses


def post(url: str, data: dict[str, Any]) -> Ask:
    return lambda client: client.post(url, data)


@pytest.fixture
def standing() -> tuple[dict[str, Any], Client, Client]:
    """The world, and two people who lead."""
    return world(), *(factories.signed_in(factories.make_account(Role.PREVENT_LEAD)) for _ in range(2))  # type: ignore[return-value]


def test_an_import_is_taken_over_once(standing: Any) -> None:
    found, first, second = standing
    url = reverse("plan:commit_import", args=[found["import"]])
    page = first.get(url)
    sent = filled_in(page.content.decode()) | {"taken": "without_number", "again": "on"}
    before = AreaRevision.objects.count()
    at_once((first, post(url, sent)), (first, post(url, sent)), (second, post(url, sent)), (second, post(url, sent)))
    brought = PlanImport.objects.get(reference=found["import"])
    assert brought.state == ImportState.COMMITTED, page.context["form"].fields
    assert Entry.objects.filter(verb="plan.plan_imported").count() == 1
    assert AreaRevision.objects.count() - before == len(brought.proposal["risk_areas"])
    assert list(faults()) == []


def test_whoever_edits_second_is_told_and_overwrites_nothing(standing: Any) -> None:
    found, first, second = standing
    url = reverse("plan:edit_area", args=[found["area"]])
    sent = filled_in(first.get(url).content.decode()) | {"review_on": ""}
    statuses = at_once(
        (first, post(url, sent | {"title": "Of the first"})),
        (second, post(url, sent | {"title": "Of the second"})),
        (second, post(url, sent | {"title": "Of the third"})),
    )
    assert Counter(statuses) == {302: 1, 200: 2}
    area = Area.objects.get(reference=found["area"])
    assert AreaRevision.objects.filter(area=area).count() == 2
    assert AreaRevision.objects.filter(area=area, recorded_to__isnull=True).count() == 1


def test_retiring_while_somebody_edits_leaves_one_present(standing: Any) -> None:
    found, first, second = standing
    edit, retire = (reverse(f"plan:{verb}", args=[found["area"]]) for verb in ("edit_area", "retire_area"))
    sent = filled_in(first.get(edit).content.decode()) | {"title": "Edited", "review_on": ""}
    rate = reverse("plan:rate_area", args=[found["area"]])
    rating = filled_in(second.get(rate).content.decode()) | {"rag": "red", "reason": "It is."}
    for name in ("likelihood", "impact", "residual_likelihood", "residual_impact"):
        rating[name] = ""
    at_once(
        (first, post(edit, sent)), (second, post(retire, {"reason": "Gone."})), (second, post(retire, {"reason": "Gone."})),
        (first, post(rate, rating)),
    )  # fmt: skip
    area = Area.objects.get(reference=found["area"])
    (present,) = AreaRevision.objects.filter(area=area, recorded_to__isnull=True)
    assert present.retired_on is not None
    assert Entry.objects.filter(verb="plan.area_retired", subject=area.reference).count() == 1
    spans = list(
        AreaRevision.objects.filter(area=area)
        .order_by("recorded_from", "pk")
        .values_list("recorded_from", "recorded_to")
    )
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]


def test_a_step_is_finished_and_evidence_is_taken_away_once(standing: Any) -> None:
    found, first, second = standing
    finish = reverse("plan:move_step", kwargs={"reference": found["area"], "step": found["step"], "verb": "finish"})
    remove = reverse("plan:remove_evidence", kwargs={"reference": found["area"], "evidence": found["evidence"]})
    sent = {"reason": "Done."}
    at_once(*((client, post(url, sent)) for client in (first, second) for url in (finish, remove)))
    assert ActionRevision.objects.filter(action__reference=found["step"], status="done").count() == 1
    assert Entry.objects.filter(verb="plan.step_moved").count() == 1
    assert Entry.objects.filter(verb="plan.evidence_removed").count() == 1
    assert Evidence.objects.get(reference=found["evidence"]).removed_at is not None
    assert list(faults()) == []


def test_an_appointment_is_decided_once_and_ended_once(standing: Any) -> None:
    found, first, second = standing
    confirm, decline = (
        reverse(f"accounts:{verb}_appointment", args=[found["appointment"]]) for verb in ("confirm", "decline")
    )
    at_once((first, post(confirm, {})), (second, post(decline, {})), (second, post(confirm, {})))
    appointment = Appointment.objects.get(reference=found["appointment"])
    decided = Entry.objects.filter(
        subject=appointment.reference, verb__in=[f"accounts.appointment_{p}" for p in ("confirmed", "declined")]
    )
    assert decided.count() == 1
    if appointment.state == AppointmentState.CONFIRMED:
        end = reverse("accounts:end_appointment", args=[found["appointment"]])
        at_once((first, post(end, {"reason": "Over."})), (second, post(end, {"reason": "Over."})))
        assert Entry.objects.filter(verb="accounts.appointment_ended", subject=appointment.reference).count() == 1


def test_one_address_and_one_number_are_given_once(standing: Any) -> None:
    found, first, second = standing
    person = {"name": "Twice Known", "email": "twice@example.org"}
    section = Area.objects.get(reference=found["area"]).revisions.get(recorded_to__isnull=True).section.reference
    area = {"section": section, "title": "Twice", "number": "1.77"}
    at_once(
        *((client, post(reverse("accounts:add_person"), person)) for client in (first, second)),
        *((client, post(reverse("plan:add_area"), area)) for client in (first, second)),
        *(
            (client, post(reverse("plan:add_section"), {"number": "88", "title": "Twice"}))
            for client in (first, second)
        ),
        *((client, post(reverse("plan:save_view"), {"name": "Mine", "query": "rag=red"})) for client in (first, first)),
    )
    assert Person.objects.filter(email="twice@example.org").count() == 1
    assert Area.objects.filter(number="1.77").count() == 1
    assert Entry.objects.filter(verb="plan.section_added").count() == 2
    assert list(faults()) == []


def test_one_person_gets_one_account_and_one_role(standing: Any) -> None:
    found, first, second = standing
    outsider = Person.objects.get(reference=found["outsider"])
    opening = reverse("accounts:open_account", args=[outsider.reference])
    appoint = reverse("accounts:propose_appointment", args=[outsider.reference])
    sent = {"role": "governor", "reason": "x", "starts_on": "1 January 2026", "scope": "", "ends_on": ""}
    at_once(
        *((client, post(opening, {"email": "once@example.org"})) for client in (first, second)),
        *((client, post(appoint, sent)) for client in (first, second)),
    )
    assert Entry.objects.filter(verb="accounts.account_opened", subject=outsider.reference).count() == 1
    assert Appointment.objects.filter(person=outsider, role="governor").count() == 1
