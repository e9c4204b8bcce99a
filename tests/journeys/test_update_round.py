"""An update round in a real browser: three leads without accounts or JavaScript, one link expired, one passed on, one
answered twice; the officer decides, and closing leaves the register updated."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.models import AreaRevision
from dueregard.plan.workflows import areas, steps
from dueregard.rounds.models import Link
from dueregard.rounds.rules.letters import link_in
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def _path(address: str) -> str:
    """The link in the latest mail to an address."""
    mail = Mail.objects.filter(to=address).order_by("-pk")[0]
    return link_in(mail.body)


def _plan() -> tuple[Any, dict[str, Any]]:
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olly Officer")
    section = areas.add_section(by=officer, number="1", title="Leadership")
    made = {}
    due = Due(clock.today() - timedelta(days=9), clock.today() - timedelta(days=9), "last week")
    for number, (who, title) in enumerate(
        [("security", "A group meets"), ("people", "Staff know the duty"), ("events", "Deciding on events")], start=1
    ):
        holder = factories.make_person(f"{who.title()} Holder", f"{who}@example.org")
        post = factories.make_lead(factories.make_post(f"Head of {who.title()}", holder=holder))
        area = areas.add_area(by=officer, section=section, number=f"1.{number}", title=title, leads=[post])
        step = steps.add_step(by=officer, area=area.area, new=NewAction(f"Write it down for {who}", due=due))
        made[who] = (area, step)
    steps.add_step(by=officer, area=made["people"][0].area, new=NewAction("A secret step", restricted=True))
    return officer, made


def test_three_leads_answer_and_the_register_is_updated(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    officer, made = _plan()
    page = new_page(officer)

    # The officer opens the round.
    page.goto("/rounds/")
    page.get_by_role("link", name="Open the first round").click()
    page.get_by_label("Title").fill("Autumn round")
    page.get_by_label("Answers by").fill(plain_day(clock.today() + timedelta(days=20)))
    page.get_by_role("button", name="See who is asked").click()
    assert page.get_by_role("checkbox").count() == 3
    assert_accessible(page)
    page.get_by_role("button", name="Open the round").click()
    page.get_by_role("heading", name="Autumn round").wait_for()
    assert_accessible(page)
    round_url = page.url
    plain = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}

    # Security answers, and answers again.
    security, path = new_page(**plain), _path("security@example.org")
    security.goto(path)
    security.get_by_role("button", name="Open my rows").click()
    area = security.get_by_role("region", name=re.compile("Risk area 1.1 A group meets"))
    step = security.get_by_role("region", name=re.compile("Write it down for security"))
    area.get_by_label("Proposed rating").select_option("Green")
    security.get_by_role("button", name="Send my answers").click()
    assert "Say why this is the rating." in security.inner_text("main")
    assert area.get_by_label("Proposed rating").input_value() == "green"
    area.get_by_label("Why this rating").fill("It met each month.")
    step.get_by_label("It is done").check()
    security.get_by_role("button", name="Send my answers").click()
    assert "2 answers have come in" in security.inner_text("main")
    step.get_by_label("Something has changed").check()
    step.get_by_label("New date").fill("Summer term 2027")
    security.get_by_role("button", name="Send my answers").click()
    assert "1 answer has come in" in security.inner_text("main")
    assert security.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    # People's link was passed on before it was opened there: whoever opens it first has it, the other gets a fresh one.
    stranger, people, path = new_page(**plain), new_page(**plain), _path("people@example.org")
    people.goto(path)
    people.get_by_role("button", name="Open my rows").click()
    assert "A secret step" not in people.inner_text("main")
    assert "steps that are restricted" in people.inner_text("main")
    stranger.goto(path)
    assert "in use in another browser" in stranger.inner_text("main")
    assert "Write it down for people" not in stranger.inner_text("main")
    stranger.get_by_role("button", name="Send a fresh link").click()
    assert "A fresh link is on its way" in stranger.inner_text("main")
    assert "people@example.org" not in stranger.inner_text("main")
    people.reload()
    assert "This link opens nothing" in people.inner_text("main")
    fresh = _path("people@example.org")
    assert fresh != path
    people.goto(fresh)
    people.get_by_role("button", name="Open my rows").click()
    people.get_by_role("button", name="Send, and all my other rows: no change").click()
    assert "Everything is answered" in people.inner_text("main")

    # Events' link has expired; the officer sends a fresh one, and they say that the step is not theirs.
    events, path = new_page(**plain), _path("events@example.org")
    Link.objects.filter(to="events@example.org").update(expires_on=clock.today() - timedelta(days=1))
    events.goto(path)
    assert "It worked until" in events.inner_text("main")
    assert events.get_by_role("button").count() == 0
    page.goto(round_url)
    page.get_by_role("link", name="Head of Events").click()
    assert_accessible(page)
    page.get_by_label("Mail address").fill("events.office@example.org")
    page.get_by_role("button", name="Send a link").click()
    events.goto(_path("events.office@example.org"))
    events.get_by_role("button", name="Open my rows").click()
    step = events.get_by_role("region", name=re.compile("Write it down for events"))
    step.get_by_label("Not mine", exact=True).check()
    step.get_by_label("Not mine: who should be asked?").fill("Head of Security")
    events.get_by_role("button", name="Send my answers").click()
    assert "1 answer has come in" in events.inner_text("main")

    # With JavaScript, for axe: the page of rows, and the door.
    looker = new_page(viewport={"width": 1280, "height": 900})
    looker.context.add_cookies(security.context.cookies())
    looker.goto(_path("security@example.org"))
    assert looker.get_by_role("button", name="Send my answers").count() == 1
    assert_accessible(looker)
    looker.goto(_path("events.office@example.org"))
    assert_accessible(looker)

    # The officer decides.
    page.goto(round_url)
    page.get_by_role("link", name=re.compile("Decide on 5 answers")).click()
    assert_accessible(page)
    assert "Summer term 2027 (" in page.inner_text("main")
    page.get_by_role("button", name=re.compile("Accept all “no change”")).click()
    page.goto(f"{round_url}/answers")
    page.get_by_role("checkbox", name=re.compile("A group meets")).check()
    page.get_by_role("button", name="Accept what is ticked").click()
    page.goto(f"{round_url}/answers")
    page.get_by_role("link", name=re.compile("Change it.*Write it down for security")).click()
    assert_accessible(page)
    page.get_by_label("What was done, or what has changed").fill("Half of it is written.")
    page.get_by_role("button", name="Accept").click()
    page.get_by_role("link", name=re.compile("Look at it")).click()
    page.get_by_role("button", name="Accept").click()
    assert "Nothing waits" in page.inner_text("main")

    # Security is asked at once for the row that came to them.
    security.reload()
    assert "Write it down for events" in security.inner_text("main")

    # It ends, and the register says what was accepted.
    page.goto(f"{round_url}/close")
    assert_accessible(page)
    page.get_by_role("button", name="Close the round").click()
    assert "What the update round changed" in page.inner_text("main")
    assert_accessible(page)
    security.reload()
    assert "is closed" in security.inner_text("main")
    rated = AreaRevision.objects.get(area=made["security"][0].area, recorded_to__isnull=True)
    assert (rated.rag, rated.recorded_by_name) == ("green", "Olly Officer")
    written = ActionRevision.objects.get(action=made["security"][1].action, recorded_to__isnull=True)
    assert (written.due_phrase, written.progress) == ("Summer term 2027", "Half of it is written.")
    page.goto(f"/plan/areas/{made['events'][0].area.reference}")
    assert "Head of Security" in page.inner_text("main")
