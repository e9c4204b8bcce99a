"""The look through the texts: what each revision gives away, found once and kept up to date by a job."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.actions.models import ActionRevision
from dueregard.audit.models import Entry
from dueregard.audit.workflows import record
from dueregard.health import permissions
from dueregard.health.models import Finding, LinkAnswer, Look
from dueregard.health.rules import wording
from dueregard.health.rules.dates import looks_forward
from dueregard.health.rules.figures import FindingKind
from dueregard.kernel import clock, jobs
from dueregard.kernel.jobs import Report
from dueregard.kernel.models import Job
from dueregard.kernel.require import allowed_now, permit
from dueregard.kernel.rules import JobState
from dueregard.organisation.models import Body
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.models import AreaRevision, ContextPassageRevision
from dueregard.plan.permissions import can_take_out
from dueregard.plan.rules.passages import PASSAGES

WORK = "health.look_through"
# To be raised when the rules find more or less than before: everything is then looked through anew.
RULES = 2
_AT_ONCE = 250
_TAKEN_OUT = "plan.text_taken_out"


@dataclass(frozen=True)
class _Table:
    """A table of revisions: its passages, and the column of a finding that points to it."""

    model: Any
    column: str
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.model.__name__)


_TABLES = (
    _Table(AreaRevision, "area_revision_id", ("title", *PASSAGES)),
    _Table(ActionRevision, "step_revision_id", ("text", "progress")),
    _Table(ContextPassageRevision, "passage_revision_id", ("text",)),
)


@dataclass(frozen=True)
class _Names:
    """The names of bodies, and which of them have an end."""

    by_name: dict[str, int]
    ended: frozenset[int]
    pattern: re.Pattern[str] | None
    digest: str


# --- what starts it ---------------------------------------------------------------------------------------------------
def queue() -> str:
    """Have looked through what is new, for the schedule; gives the job's reference, or "" where nothing is new."""
    return _queue_what_is_new()


@transaction.atomic
def _queue_what_is_new() -> str:
    look = _locked_look()
    if _alive(look):
        return ""
    begun = clock.now()
    if _is_new(look):
        return _start(look)
    look.through_at = begun
    look.save(update_fields=["through_at"])
    return ""


@transaction.atomic
def look_again(*, by: Any) -> str:
    """Look through all texts anew; gives the job's reference. Raises NotAllowedNow while they are being looked through."""
    permit(permissions.can_look_again(by))
    look = _locked_look()
    allowed_now(not _alive(look), "The texts are being looked through already.")
    look.marks = {}
    look.save(update_fields=["marks"])
    reference = _start(look)
    record(
        by=by,
        verb="health.look_asked_for",
        subject_kind="plan",
        subject="plan",
        summary="Had all texts of the plan looked through again.",
        details={},
    )
    return reference


@transaction.atomic
def take_out(*, by: Any, text: str, name: bool = False) -> dict[str, int]:
    """What a redaction takes out of the plan goes here at once: initials in `text`, and answers of addresses that have
    changed with it; gives {table: rows}. All else is a place, and is found anew by the next look. The redaction itself is
    what the trail tells."""
    permit(can_take_out(by))
    told = set(wording.initials(text))
    found, _ = Finding.objects.filter(kind=FindingKind.INITIALS, letters__in=told).delete()
    answers = LinkAnswer.objects.values_list("pk", "asked", "evidence__url")
    moved = [pk for pk, asked, url in answers if asked != hashlib.sha256(url.encode()).hexdigest()]
    gone, _ = LinkAnswer.objects.filter(pk__in=moved).delete()
    return {table: count for table, count in (("Finding", found), ("LinkAnswer", gone)) if count}


def _locked_look() -> Look:
    Look.objects.get_or_create(pk=1)
    return Look.objects.select_for_update().get(pk=1)


def _alive(look: Look) -> bool:
    return Job.objects.filter(reference=look.job, state__in=[JobState.WAITING, JobState.RUNNING]).exists()


def _start(look: Look) -> str:
    job = jobs.enqueue(WORK, {})
    look.job = job.reference
    look.save(update_fields=["job"])
    return str(job.reference)


# --- what it has to do ------------------------------------------------------------------------------------------------
def _is_new(look: Look) -> bool:
    if _begins_anew(look, _names()):
        return True
    return any(table.model.objects.filter(pk__gt=_mark(look, table)[0]).exists() for table in _TABLES)


def _begins_anew(look: Look, names: _Names) -> bool:
    """Whether what was found may no longer hold: other rules, other names, a redaction, or a revision that came late.

    A transaction that takes long may bring revisions with lower keys than those that were looked at: their number tells.
    """
    if look.by_rules != RULES or look.bodies != names.digest or look.taken_out != _last_taken_out():
        return True
    for table in _TABLES:
        mark, count = _mark(look, table)
        if table.model.objects.filter(pk__lte=mark).count() != count:
            return True
    return False


def _mark(look: Look, table: _Table) -> tuple[int, int]:
    mark, count = look.marks.get(table.name, (0, 0))
    return mark, count


def _last_taken_out() -> int:
    return int(Entry.objects.filter(verb=_TAKEN_OUT).aggregate(last=Max("number"))["last"] or 0)


def _names() -> _Names:
    rows = list(Body.objects.order_by("pk").values_list("pk", "name", "ended_on"))
    by_name = {name: pk for pk, name, _ in rows}
    ended = frozenset(pk for pk, _, ended_on in rows if ended_on is not None)
    told = json.dumps([[pk, name, pk in ended] for pk, name, _ in rows])
    return _Names(by_name, ended, wording.body_pattern(by_name), hashlib.sha256(told.encode()).hexdigest())


def look_through(argument: dict[str, Any], *, report: Report) -> None:
    """The job. Some revisions at a time, each time in a transaction that also notes how far it has come: it may be killed
    and taken up again, and finds the same. What was found before stands until its revision is looked at anew."""
    names, terms, begun = _names(), term_dates(), clock.now()
    look = _prepared(names)
    total = sum(table.model.objects.count() for table in _TABLES)
    done = sum(_mark(look, table)[1] for table in _TABLES)
    for table in _TABLES:
        while count := _look_at_some(table, names, terms):
            done += count
            report({"done": min(done, total), "of": total})
    Look.objects.filter(pk=1).update(through_at=begun)


@transaction.atomic
def _prepared(names: _Names) -> Look:
    look = _locked_look()
    if _begins_anew(look, names):
        look.marks = {}
    look.by_rules, look.bodies, look.taken_out = RULES, names.digest, _last_taken_out()
    look.save()
    return look


@transaction.atomic
def _look_at_some(table: _Table, names: _Names, terms: TermDates) -> int:
    look = _locked_look()
    mark, seen = _mark(look, table)
    rows = list(table.model.objects.filter(pk__gt=mark).order_by("pk")[:_AT_ONCE])
    if not rows:
        return 0
    keys = [row.pk for row in rows]
    Finding.objects.filter(**{f"{table.column}__in": keys}).delete()
    Finding.objects.bulk_create(finding for row in rows for finding in _findings(table, row, names, terms))
    look.marks = {**look.marks, table.name: [keys[-1], seen + len(keys)]}
    look.save(update_fields=["marks"])
    return len(rows)


def _findings(table: _Table, row: Any, names: _Names, terms: TermDates) -> Iterator[Finding]:
    for field in table.fields:
        text = getattr(row, field)
        if not text:
            continue
        secret = row.restricted if isinstance(row.restricted, bool) else field in row.restricted
        place = {table.column: row.pk, "field": field, "restricted": secret}
        for spoken in looks_forward(text, terms):
            yield Finding(kind=FindingKind.PAST_DATE, begins=spoken.at, ends=spoken.to, on=spoken.on, **place)
        for at, to in wording.template_wording(text):
            yield Finding(kind=FindingKind.TEMPLATE, begins=at, ends=to, **place)
        for letters, (at, to) in wording.initials(text).items():
            yield Finding(kind=FindingKind.INITIALS, begins=at, ends=to, letters=letters, **place)
        for body, (at, to) in wording.bodies_named(text, names.pattern, names.by_name, names.ended).items():
            yield Finding(kind=FindingKind.BODY, begins=at, ends=to, body_id=body, **place)
