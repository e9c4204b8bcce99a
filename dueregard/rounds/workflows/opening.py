"""Opening a round: who is asked for what is fixed, links are made, and the first mail is queued."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.kernel import clock
from dueregard.kernel.outbox import checked_address
from dueregard.kernel.require import permit, sound
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Lead
from dueregard.organisation.rules.years import AcademicYear
from dueregard.rounds import permissions
from dueregard.rounds.models import Ask, AskedRow, Round
from dueregard.rounds.queries.asking import RowToAsk, lead_to_ask, leads_to_ask
from dueregard.rounds.queries.rows import still_asked
from dueregard.rounds.rules import letters
from dueregard.rounds.rules.days import CHASE_CHOICES, wrong_due
from dueregard.rounds.workflows.writing import links_to_write_by, new_link, open_round_locked, recorded, send


@transaction.atomic
def open_round(
    *,
    by: Any,
    title: str,
    due_on: date,
    leads: Mapping[str, Iterable[str]],
    note: str = "",
    chase: Collection[int] = (),
    sections: Collection[str] = (),
    site: str = "",
) -> Round:
    """Ask leads for their rows. leads: reference of each lead that is asked -> its mail addresses; without any, it gets
    a Word form by hand. sections: references of the sections that are asked about; none for the whole plan.

    Raises Refused without a title or a lead, for a due date that is not ahead, an address that is none, or a lead that
    has no row that a link may show.
    """
    permit(permissions.can_run_rounds(by))
    title, note = clean_line(title)[:120], clean_text(note).strip()
    today = clock.today()
    sound(bool(title), "Give the round a title.")
    problem = wrong_due(due_on, today)
    sound(not problem, problem)
    sound(set(chase) <= {offset for offset, _ in CHASE_CHOICES}, "Choose the days of the reminders from the list.")
    addresses = {
        reference: list(dict.fromkeys(checked_address(one) for one in given)) for reference, given in leads.items()
    }
    sound(bool(addresses), "Choose at least one lead.")
    found = {one.lead.reference: one for one in leads_to_ask(by, sections)}
    sound(
        all(reference in found and found[reference].rows for reference in addresses),
        "The plan has changed since: one of the leads has no row any more. Look at the list again.",
    )
    round = Round.objects.create(
        title=title,
        note=note,
        due_on=due_on,
        chase=sorted(set(chase)),
        told_on=today,
        academic_year=AcademicYear.containing(today).start_year,
        site=clean_line(site)[:200],
        opened_at=clock.now(),
        opened_by=by.reference,
        opened_by_name=by.name,
    )
    for reference, one in found.items():
        if reference in addresses:
            ask = _new_ask(round, one.lead, withheld=one.withheld)
            _add_rows(ask, one.rows)
            for address in addresses[reference]:
                send(new_link(ask, address), "asked", letters.asking)
    by_hand = sum(not given for given in addresses.values())
    recorded(
        by,
        round,
        "opened",
        f"Opened an update round with {len(addresses)} leads, due on {due_on.isoformat()}.",
        {
            "title": title,
            "due_on": due_on,
            "leads": sorted(addresses),
            "by_hand": by_hand,
            "sections": sorted(sections),
        },
    )
    return round


@transaction.atomic
def ask_somebody_else(*, by: Any, round: Round, row: AskedRow, lead: Lead, revision: int) -> Ask:
    """Ask `lead` for a row that turned out to be theirs, at the addresses that are known; gives what is asked of them. A
    step of the decision, which has permitted; recorded as an entry of its own."""
    permit(permissions.can_run_rounds(by))
    locked_round = open_round_locked(round.pk)
    ask = Ask.objects.select_related("round").filter(round=locked_round, lead=lead).first()
    fresh = ask is None
    if ask is None:
        ask = _new_ask(locked_round, lead)
        for address in lead_to_ask(lead).addresses:
            new_link(ask, address)
    same = AskedRow.objects.filter(ask=ask, area_id=row.area_id)
    same = same.filter(action__isnull=True) if row.action_id is None else same.filter(action_id=row.action_id)
    if not same.exists():
        _add_rows(ask, [RowToAsk(row.area_id, row.action_id, revision)])
    # A row that is restricted by now is asked for in person: no link would show it.
    shown = same.filter(still_asked()).exists()
    for link in links_to_write_by(ask) if shown else []:
        if fresh:
            send(link, "asked", letters.asking)
        else:
            send(link, f"row-{row.pk}", letters.asking_again, rows=1)
    recorded(by, locked_round, "asked_another", "Asked another lead for a row.", {"lead": lead.reference})
    return ask


def _new_ask(round: Round, lead: Lead, *, withheld: bool = False) -> Ask:
    return Ask.objects.create(round=round, lead=lead, label=lead.label, withheld=withheld)


def _add_rows(ask: Ask, rows: Iterable[RowToAsk]) -> None:
    last = AskedRow.objects.filter(ask=ask).aggregate(last=Max("position"))["last"] or 0
    AskedRow.objects.bulk_create(
        AskedRow(ask=ask, position=position, area_id=row.area, action_id=row.action, revision=row.revision)
        for position, row in enumerate(rows, start=last + 1)
    )
