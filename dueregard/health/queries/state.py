"""How far the texts have been looked through, and when links were last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery

from dueregard.health import permissions
from dueregard.health.models import LinkAnswer, Look
from dueregard.kernel.models import Job
from dueregard.kernel.rules import JobState


@dataclass(frozen=True)
class LookState:
    """What the page says of the look through the texts. going: a job is at it; done, of: how far that is, 0 unknown."""

    through_at: datetime | None = None
    going: bool = False
    failed: bool = False
    done: int = 0
    of: int = 0
    may_ask: bool = False
    links_on: bool = False
    links_asked_at: datetime | None = None


def look_state(viewer: Any) -> LookState:
    """The state of the look through the texts and of the asking of links; one query, two before the first look."""
    job = Job.objects.filter(reference=OuterRef("job"))
    asked = LinkAnswer.objects.order_by("-asked_at").values("asked_at")[:1]
    look = (
        Look.objects.filter(pk=1)
        .annotate(state=Subquery(job.values("state")[:1]), progress=Subquery(job.values("progress")[:1]))
        .annotate(asked=Subquery(asked))
        .values("through_at", "state", "progress", "asked")
        .first()
    )
    if look is None:
        last = LinkAnswer.objects.aggregate(last=Max("asked_at"))["last"]
        look = {"through_at": None, "state": None, "progress": None, "asked": last}
    going = look["state"] in (JobState.WAITING, JobState.RUNNING)
    progress = look["progress"] or {} if going else {}
    return LookState(
        through_at=look["through_at"],
        going=going,
        failed=look["state"] == JobState.FAILED,
        done=int(progress.get("done", 0)),
        of=int(progress.get("of", 0)),
        may_ask=permissions.can_look_again(viewer),
        links_on=settings.DUEREGARD_CHECK_LINKS,
        links_asked_at=look["asked"],
    )
