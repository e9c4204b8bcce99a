"""Asking links of evidence whether they still answer: a job that asks a few at a time, and keeps what they said."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from dueregard.audit.workflows import record
from dueregard.health import opening, permissions
from dueregard.health.models import LinkAnswer
from dueregard.health.rules.links import Ask, Outcome, Resolve, checked
from dueregard.kernel import clock, jobs
from dueregard.kernel.jobs import Report
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import permit
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaRevision, Evidence

WORK = "health.check_links"
# So many in one job, so that others have their turn in between; so many at once; seconds between two of one host.
_IN_ONE_JOB = 40
_AT_ONCE = 4
_PAUSE = 1.0
_BEAT = 20.0


def queue() -> str:
    """Have all links asked, for the schedule, where that is switched on; gives the job's reference or ""."""
    if not settings.DUEREGARD_CHECK_LINKS:
        return ""
    return str(jobs.enqueue(WORK, {}).reference)


def check_links(
    argument: dict[str, Any],
    *,
    report: Report,
    resolve: Resolve = opening.resolve,
    ask: Ask = opening.ask,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """The job. argument: after (the last key that was asked), asked and failing (so far in this run).

    It asks some links, keeps what they answered, and queues the next job; the last one writes the run's entry into the
    trail. Killed and begun again, it asks the same links once more. Nothing is asked where it has been switched off.
    """
    if not settings.DUEREGARD_CHECK_LINKS:
        return
    after, asked, failing = (int(argument.get(name, 0)) for name in ("after", "asked", "failing"))
    links = _links(after)
    answers = _asked(links, report, resolve, ask, pause)
    failing += record_answers(by=Schedule(), answers=answers)
    asked += len(answers)
    if len(links) < _IN_ONE_JOB:
        end_run(by=Schedule(), asked=asked, failing=failing)
    else:
        jobs.enqueue(WORK, {"after": links[-1][0], "asked": asked, "failing": failing})


def _links(after: int) -> list[tuple[int, str]]:
    live = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id"), retired_on__isnull=True)
    rows = Evidence.objects.filter(Exists(live), removed_at__isnull=True, pk__gt=after).exclude(url="")
    return list(rows.order_by("pk").values_list("pk", "url")[:_IN_ONE_JOB])


def _asked(
    links: Sequence[tuple[int, str]], report: Report, resolve: Resolve, ask: Ask, pause: Callable[[float], None]
) -> dict[int, tuple[str, Outcome]]:
    """What each link answered. The links of one host are asked one after another, with a pause between."""
    by_host: dict[str, list[tuple[int, str]]] = {}
    for key, url in links:
        by_host.setdefault(_host(url), []).append((key, url))

    def of_host(own: list[tuple[int, str]]) -> list[tuple[int, str, Outcome]]:
        found = []
        for place, (key, url) in enumerate(own):
            if place:
                pause(_PAUSE)
            found.append((key, url, checked(url, resolve, ask)))
        return found

    answers: dict[int, tuple[str, Outcome]] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        left = {pool.submit(of_host, own) for own in by_host.values()}
        while left:
            # It tells that it lives also while one host takes its time.
            done, left = wait(left, timeout=_BEAT, return_when=FIRST_COMPLETED)
            for each in done:
                answers |= {key: (url, outcome) for key, url, outcome in each.result()}
            report({"done": len(answers), "of": len(links)})
    return answers


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@transaction.atomic
def record_answers(*, by: Any, answers: Mapping[int, tuple[str, Outcome]]) -> int:
    """Keep what links answered, by the key of their evidence; gives how many do not answer.

    A link that failed before keeps the moment since when, unless its address has changed. Evidence that has gone
    meanwhile is left out. The run as a whole has one entry in the trail (`end_run`).
    """
    permit(permissions.can_ask_links(by))
    there = set(Evidence.objects.filter(pk__in=list(answers)).values_list("pk", flat=True))
    before = {row.evidence_id: row for row in LinkAnswer.objects.select_for_update().filter(evidence_id__in=there)}
    moment, failing = clock.now(), 0
    for key, (url, outcome) in answers.items():
        if key not in there:
            continue
        digest = hashlib.sha256(url.encode()).hexdigest()
        row = before.get(key) or LinkAnswer(evidence_id=key)
        since = row.failing_since if row.asked == digest else None
        row.asked, row.asked_at = digest, moment
        row.status, row.problem = outcome.status, outcome.problem
        row.failing_since = (since or moment) if outcome.problem else None
        row.save()
        failing += bool(outcome.problem)
    return failing


@transaction.atomic
def end_run(*, by: Any, asked: int, failing: int) -> None:
    """Write a run's entry into the trail, and forget what links answered that are no longer kept."""
    permit(permissions.can_ask_links(by))
    LinkAnswer.objects.filter(evidence__removed_at__isnull=False).delete()
    links = "link" if asked == 1 else "links"
    record(
        by=by,
        verb="health.links_asked",
        subject_kind="plan",
        subject="plan",
        summary=f"Asked {asked} {links} of evidence whether they answer; {failing} {'does' if failing == 1 else 'do'} not.",
        details={"asked": asked, "failing": failing},
    )
