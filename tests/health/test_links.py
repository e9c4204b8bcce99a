"""Links that no longer answer: what is never asked, what an answer means, and what is kept of it and shown to whom."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import override_settings

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.health import opening
from dueregard.health.models import LinkAnswer
from dueregard.health.queries.figures import figures_for
from dueregard.health.queries.rows import page_of_rows
from dueregard.health.queries.selecting import sight_of
from dueregard.health.rules.links import Answer, NoAnswer, NotAsked, Outcome, Target, checked, is_public, target_of
from dueregard.health.workflows import links
from dueregard.kernel import clock
from dueregard.kernel.models import Job
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import NotPermitted
from dueregard.plan.models import Evidence
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import areas, evidence
from dueregard.plan.workflows.redaction import take_out
from tests import factories

PUBLIC = "93.184.216.34"

NOT_PUBLIC = [
    "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.1", "255.255.255.255", "224.0.0.1", "239.1.1.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9",
    "192.0.0.8", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2001:0:4136:e378::1", "::ffff:0:127.0.0.1", "not an address", "", "93.184.216.34.5", "0x7f.1",
]  # fmt: skip


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_these_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_these_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org", Target("https", "example.org", 443, "/")),
        ("http://example.org/a/b?c=d#e", Target("http", "example.org", 80, "/a/b?c=d")),
        ("https://example.org:443/x", Target("https", "example.org", 443, "/x")),
        ("http://bücher.example/x", Target("http", "xn--bcher-kva.example", 80, "/x")),
        ("http://[2606:2800::1]/", Target("http", "2606:2800::1", 80, "/")),
    ],
)
def test_an_address_is_taken_apart(url: str, target: Target) -> None:
    assert target_of(url) == target


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "javascript:alert(1)", "example.org", "",
     "http://", "http:///x", "http://user:pass@example.org/", "http://user@example.org/", "http://example.org:22/",
     "http://example.org:8080/", "http://example.org:99999/", "http://example.org:x/", "http://[::1", "http://a b/",
     "http://example.org/a b", "http://example.org/\r\nHost: elsewhere", f"http://{'a' * 300}.example/"],
)  # fmt: skip
def test_these_are_never_asked(url: str) -> None:
    asked: list[Any] = []
    outcome = checked(
        url, lambda host: asked.append(host) or [PUBLIC], lambda *given: asked.append(given) or Answer(200)
    )
    assert asked == []
    assert outcome.status is None
    assert outcome.problem
    with pytest.raises(NotAsked):
        target_of(url)


class Web:
    """A pretended internet: names with their addresses, and what each URL answers to a method."""

    def __init__(self, names: dict[str, list[str]], answers: dict[tuple[str, str], Answer | Exception]) -> None:
        self.names, self.answers = names, answers
        self.resolved: list[str] = []
        self.asked: list[tuple[str, str, str]] = []

    def resolve(self, host: str) -> list[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise NoAnswer("Nobody knows its name any more.")
        return self.names[host]

    def ask(self, method: str, target: Target, address: str) -> Answer:
        url = f"{target.scheme}://{target.host}{target.path}"
        self.asked.append((method, url, address))
        found = self.answers.get((method, url), Answer(404))
        if isinstance(found, Exception):
            raise found
        return found

    def checked(self, url: str) -> Outcome:
        return checked(url, self.resolve, self.ask)


def _web(*hops: str, names: dict[str, list[str]] | None = None) -> Web:
    """Each address redirects to the next; the last one answers."""
    answers: dict[tuple[str, str], Answer | Exception] = {
        ("HEAD", one): Answer(302, other) for one, other in pairwise(hops)
    }
    answers["HEAD", hops[-1]] = Answer(200)
    return Web(names or {"a.example": [PUBLIC]}, answers)


def test_a_page_that_answers_is_asked_once_at_the_address_that_was_checked() -> None:
    web = _web("http://a.example/x")
    assert web.checked("http://a.example/x") == Outcome(200)
    assert web.asked == [("HEAD", "http://a.example/x", PUBLIC)]
    assert web.resolved == ["a.example"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_where_the_head_is_refused_the_page_is_asked(status: int) -> None:
    web = Web(
        {"a.example": [PUBLIC]},
        {("HEAD", "http://a.example/"): Answer(status), ("GET", "http://a.example/"): Answer(200)},
    )
    assert web.checked("http://a.example/") == Outcome(200)
    assert [method for method, _, _ in web.asked] == ["HEAD", "GET"]
    assert web.resolved == ["a.example"], "the name is resolved once"


@pytest.mark.parametrize(
    ("status", "fails"),
    [
        *((status, False) for status in (200, 204, 304, 401, 403, 429, 451)),
        *((status, True) for status in (199, 400, 404, 410, 418, 500, 503)),
    ],
)
def test_what_an_answer_means(status: int, fails: bool) -> None:
    both: dict[tuple[str, str], Answer | Exception] = {
        (m, "http://a.example/"): Answer(status) for m in ("HEAD", "GET")
    }
    outcome = Web({"a.example": [PUBLIC]}, both).checked("http://a.example/")
    assert outcome.status == status
    assert bool(outcome.problem) == fails


def test_three_redirects_are_followed_and_not_a_fourth() -> None:
    hops = [f"http://a.example/{n}" for n in range(5)]
    assert _web(*hops[:4]).checked(hops[0]) == Outcome(200)
    long = _web(*hops)
    assert long.checked(hops[0]) == Outcome(None, "It sends from one address to the next without end.")
    assert len(long.asked) == 4


def test_a_relative_redirect_goes_on_from_where_it_stood() -> None:
    web = Web(
        {"a.example": [PUBLIC]},
        {("HEAD", "http://a.example/x/y"): Answer(301, "../z"), ("HEAD", "http://a.example/z"): Answer(200)},
    )
    assert web.checked("http://a.example/x/y") == Outcome(200)


@pytest.mark.parametrize("next_hop", ["http://inside.example/", "http://127.0.0.1/", "http://[::1]/", "http://a.example:8080/",
    "file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "//inside.example/x"])  # fmt: skip
def test_each_hop_is_checked_anew(next_hop: str) -> None:
    names = {"a.example": [PUBLIC], "inside.example": ["10.0.0.5"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"],
             "169.254.169.254": ["169.254.169.254"]}  # fmt: skip
    web = _web("http://a.example/", next_hop, names=names)
    outcome = web.checked("http://a.example/")
    assert outcome.status is None
    assert "not asked" in outcome.problem or "no address" in outcome.problem
    assert [address for _, _, address in web.asked] == [PUBLIC]


@pytest.mark.parametrize("addresses", [["10.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%1"]])
def test_a_name_with_any_address_that_is_not_public_is_not_asked(addresses: list[str]) -> None:
    web = _web("http://a.example/", names={"a.example": addresses})
    assert web.checked("http://a.example/").status is None
    assert web.asked == []


def test_a_name_that_changes_its_address_is_asked_at_the_one_that_was_checked() -> None:
    given = iter([[PUBLIC], ["127.0.0.1"]])
    asked: list[str] = []

    def ask(method: str, target: Target, address: str) -> Answer:
        asked.append(address)
        return Answer(405) if method == "HEAD" else Answer(200)

    assert checked("http://a.example/", lambda host: next(given), ask) == Outcome(200)
    assert asked == [PUBLIC, PUBLIC]


@pytest.mark.parametrize("names", [{}, {"a.example": []}])
def test_a_name_that_nobody_knows_does_not_answer(names: dict[str, list[str]]) -> None:
    assert Web(names, {}).checked("http://a.example/") == Outcome(None, "Nobody knows its name any more.")


# --- the opener, against a server of our own --------------------------------------------------------------------------
@contextmanager
def _server(answer: bytes, *, slowly: float = 0) -> Iterator[tuple[int, list[bytes]]]:
    """A server on 127.0.0.1 that says `answer` to one visitor, each byte after a while where `slowly`."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                heard.append(connection.recv(4096))
                try:
                    for at in range(len(answer)) if slowly else [0]:
                        connection.sendall(answer[at : at + 1] if slowly else answer)
                        time.sleep(slowly)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        thread.join(5)


def test_the_opener_connects_to_the_given_address_and_tells_nothing_of_us() -> None:
    with _server(b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 9\r\n\r\n123456789") as (port, heard):
        target = Target("http", "nowhere.invalid", port, "/x?y=1")
        assert opening.ask("HEAD", target, "127.0.0.1") == Answer(302, "/there")
    (request,) = heard
    lines = request.decode().split("\r\n")
    assert lines[0] == "HEAD /x?y=1 HTTP/1.1"
    assert f"Host: nowhere.invalid:{port}" in lines
    assert "User-Agent: link-check/1" in lines
    assert not any(
        word in request.decode().lower() for word in ("regard", "prevent", "university", "referer", "cookie")
    )


def test_an_answer_that_trickles_is_cut_off() -> None:
    begun = time.monotonic()
    with (
        _server(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500, slowly=0.05) as (port, _),
        pytest.raises(NoAnswer),
    ):
        opening.ask("GET", Target("http", "nowhere.invalid", port, "/"), "127.0.0.1", seconds=0.5)
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize("said", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 80_000 + b"\r\n\r\n"])  # fmt: skip
def test_what_is_no_answer_is_said_to_be_none(said: bytes) -> None:
    with _server(said) as (port, _), pytest.raises(NoAnswer):
        opening.ask("GET", Target("http", "nowhere.invalid", port, "/"), "127.0.0.1", seconds=2)


def test_a_server_that_speaks_no_tls_gives_no_answer() -> None:
    with _server(b"HTTP/1.1 200 OK\r\n\r\n") as (port, _), pytest.raises(NoAnswer):
        opening.ask("GET", Target("https", "nowhere.invalid", port, "/"), "127.0.0.1", seconds=2)


def test_nobody_there_and_no_such_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NoAnswer):
        opening.ask("GET", Target("http", "nowhere.invalid", port, "/"), "127.0.0.1", seconds=2)
    with pytest.raises(NoAnswer):
        opening.resolve("nowhere.invalid")
    assert opening.resolve("127.0.0.1") == ["127.0.0.1"]


def test_a_name_that_nobody_tells_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **more: told.wait(30) and [])
    with pytest.raises(NoAnswer, match="in the time given to it"):
        opening.resolve("slow.example.org", seconds=0.05)
    told.set()


# --- the job ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def linked(db: None) -> dict[str, Any]:
    lead = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Training")
    north, south = factories.make_campus("North"), factories.make_campus("South")
    whole = areas.add_area(by=lead, section=section, title="Whole").area
    away = areas.add_area(by=lead, section=section, title="Away", campus=south).area
    for area, title, path, restricted in (
        (whole, "Good", "good", False),
        (whole, "Gone", "gone", False),
        (whole, "Secret gone", "secret", True),
        (away, "Gone away", "away", False),
    ):
        evidence.add_evidence(by=lead, area=area, title=title, url=f"http://a.example/{path}", restricted=restricted)
    assessor = factories.make_account(Role.LOCAL_EVENT_ASSESSOR, scope=north)
    return {"lead": lead, "whole": whole, "governor": factories.make_account(Role.GOVERNOR), "assessor": assessor}


def _run(
    argument: dict[str, Any] | None = None, web: Web | None = None
) -> tuple[Web, list[float], list[dict[str, Any]]]:
    web = web or _web("http://a.example/good")
    pauses: list[float] = []
    said: list[dict[str, Any]] = []
    with override_settings(DUEREGARD_CHECK_LINKS=True):
        links.check_links(argument or {}, report=said.append, resolve=web.resolve, ask=web.ask, pause=pauses.append)
    return web, pauses, said


def _titles(viewer: Any) -> list[str]:
    rows = page_of_rows("links", sight_of(viewer), Filters())
    assert figures_for(sight_of(viewer), Filters())["links"].count == len(rows)
    return [row.text for row in rows]


def test_what_does_not_answer_is_shown_to_those_who_may_see_the_evidence(linked: dict[str, Any]) -> None:
    _, pauses, said = _run()
    assert pauses == [1.0, 1.0, 1.0], "one host is asked with a pause between"
    assert said[-1] == {"done": 4, "of": 4}
    assert _titles(linked["lead"]) == ["Gone", "Secret gone", "Gone away"]
    assert _titles(linked["governor"]) == ["Gone", "Gone away"]
    assert _titles(linked["assessor"]) == ["Gone"]
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.verb, entry.actor) == ("health.links_asked", "schedule")
    assert entry.summary == "Asked 4 links of evidence whether they answer; 3 do not."


def test_it_is_kept_since_when_a_link_fails_and_a_new_address_begins_anew(linked: dict[str, Any]) -> None:
    _run()
    first = LinkAnswer.objects.get(evidence__title="Gone")
    with clock.set_to(clock.now() + timedelta(days=7)):
        _run()
        again = LinkAnswer.objects.get(evidence__title="Gone")
        assert again.failing_since == first.failing_since
        assert again.asked_at > first.asked_at
        Evidence.objects.filter(title="Gone").update(url="http://a.example/elsewhere")
        _run()
        moved = LinkAnswer.objects.get(evidence__title="Gone")
        assert moved.failing_since == moved.asked_at
    _run(web=_web("http://a.example/elsewhere"))
    assert LinkAnswer.objects.get(evidence__title="Gone").failing_since is None


def test_evidence_taken_away_and_of_retired_areas_is_not_asked(linked: dict[str, Any]) -> None:
    _run()
    gone = Evidence.objects.get(title="Gone")
    evidence.remove_evidence(by=linked["lead"], evidence=gone, reason="Old.")
    web, _, _ = _run()
    assert "http://a.example/gone" not in {url for _, url, _ in web.asked}
    assert not LinkAnswer.objects.filter(evidence=gone).exists()
    areas.retire_area(by=linked["lead"], area=linked["whole"], reason="Over.")
    web, _, _ = _run()
    assert {url for _, url, _ in web.asked} == {"http://a.example/away"}


def test_what_is_no_address_is_said_to_be_none_and_stops_nothing(linked: dict[str, Any]) -> None:
    Evidence.objects.filter(title="Gone").update(url="http://[::1/broken")
    _run()
    assert LinkAnswer.objects.get(evidence__title="Gone").problem == "It is no address."
    assert LinkAnswer.objects.count() == 4


def test_many_links_are_asked_in_several_jobs_and_make_one_entry(
    linked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "_IN_ONE_JOB", 3)
    _run()
    job = Job.objects.get(work=links.WORK)
    assert job.argument == {"after": Evidence.objects.order_by("pk")[2].pk, "asked": 3, "failing": 2}
    assert not Entry.objects.filter(verb="health.links_asked").exists()
    _run(job.argument)
    entry = Entry.objects.get(verb="health.links_asked")
    assert entry.summary == "Asked 4 links of evidence whether they answer; 3 do not."


def test_nothing_is_asked_and_nothing_queued_unless_it_is_switched_on(linked: dict[str, Any]) -> None:
    assert links.queue() == ""
    web = _web("http://a.example/good")
    links.check_links({}, report=lambda said: None, resolve=web.resolve, ask=web.ask)
    assert web.asked == web.resolved == []
    assert not Job.objects.filter(work=links.WORK).exists()
    with override_settings(DUEREGARD_CHECK_LINKS=True):
        assert Job.objects.get(reference=links.queue()).work == links.WORK


def test_only_the_schedule_and_those_who_edit_the_plan_record_answers(linked: dict[str, Any]) -> None:
    for role in (Role.GOVERNOR, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            links.record_answers(by=factories.make_account(role), answers={})
        with pytest.raises(NotPermitted):
            links.end_run(by=factories.make_account(role), asked=0, failing=0)
    assert links.record_answers(by=Schedule(), answers={0: ("http://a.example/", Outcome(404, "Gone."))}) == 0


def test_as_recorded_on_an_earlier_day_nothing_is_known_of_links(linked: dict[str, Any]) -> None:
    _run()
    filters = Filters(recorded_on=clock.today() - timedelta(days=1))
    assert figures_for(sight_of(linked["lead"]), filters)["links"].count == 0
    assert list(page_of_rows("links", sight_of(linked["lead"]), filters)) == []


def test_a_redaction_of_an_address_takes_what_it_answered(linked: dict[str, Any]) -> None:
    _run()
    assert LinkAnswer.objects.count() == 4
    take_out(by=linked["lead"], text="http://a.example/gone", instead="http://a.example/other")
    assert set(LinkAnswer.objects.values_list("evidence__title", flat=True)) == {"Good", "Secret gone", "Gone away"}
