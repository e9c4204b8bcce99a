"""What happens to rounds from elsewhere: leads are recognised, texts are taken out, and old rounds go."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.audit.workflows import empty_details
from dueregard.kernel.models import Mail
from dueregard.kernel.require import permit
from dueregard.kernel.retention import Removed, batch, may_remove
from dueregard.organisation.models import Lead
from dueregard.plan.permissions import can_take_out
from dueregard.plan.rules.taking_out import holds, pattern_of
from dueregard.rounds.models import Answer, Ask, Round
from dueregard.rounds.queries.rounds import due_rounds

_REDACTED = "[Redacted]"
_TEXTS = ("words", "due", "reason", "ask_instead", "note")


@transaction.atomic
def move_rows(*, by: Any, old: Lead, new: Lead) -> None:
    """What was asked of `old` was asked of `new`: called when words turn out to mean a known lead, which has permitted
    and records."""
    Ask.objects.filter(lead=old).update(lead=new)


@transaction.atomic
def take_out(*, by: Any, text: str, name: bool = False) -> dict[str, int]:
    """Take a text out of answers, of what they changed, and of rounds' notes; gives how many rows, by table. A step of
    the plan's own taking out, which records, and by whose rule a text is found (plan.rules.taking_out)."""
    permit(can_take_out(by))
    pattern = pattern_of(text, name=name)
    changed: dict[str, int] = {}
    for answer in Answer.objects.order_by("pk").iterator(chunk_size=500):
        if not holds([*(getattr(answer, field) for field in _TEXTS), answer.changes], pattern):
            continue
        for field in _TEXTS:
            value = pattern.sub(_REDACTED, getattr(answer, field))
            setattr(answer, field, value[:200] if field in ("due", "ask_instead") else value)
        answer.changes = [[pattern.sub(_REDACTED, part) for part in change] for change in answer.changes]
        answer.save(update_fields=[*_TEXTS, "changes"])
        changed["Answer"] = changed.get("Answer", 0) + 1
    for row in Round.objects.order_by("pk"):
        if holds(row.note, pattern):
            row.note = pattern.sub(_REDACTED, row.note)
            row.save(update_fields=["note"])
            changed["Round"] = changed.get("Round", 0) + 1
    return changed


@transaction.atomic
def remove_rounds(*, by: Any, most: int) -> Removed:
    """Remove at most `most` rounds with what was asked and answered in them, their mail, and what the trail kept of it.
    What they changed stays in the register's history."""
    permit(may_remove(by))
    rows = batch(due_rounds(), most)
    references = [row.reference for row in rows]
    Mail.objects.filter(about__in=references).delete()
    empty_details(references)
    for row in rows:
        row.delete()
    return Removed(len(rows), references)
