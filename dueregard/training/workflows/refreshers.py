"""Rules for refreshers: making one, telling its people by mail or in person, once each, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.outbox import queue_mail, try_again
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.training import permissions
from dueregard.training.models import Course, Edition, RefresherRule, Told
from dueregard.training.queries.refreshers import REFRESHER, Person, people_of
from dueregard.training.rules import refresher_letters as letters
from dueregard.training.rules.kinds import Mode
from dueregard.training.rules.refreshers import STEPS, Stand, difference, difference_in_words, next_count

_TWICE = "Some of them were told by somebody else at the same moment. Nobody was told twice: look at the list again."


@transaction.atomic
def make_refresher_rule(
    *,
    by: Any,
    name: str,
    course: Course,
    before: date,
    invite_to: Course,
    edition: Edition | None = None,
    note: str = "",
) -> RefresherRule:
    """Say who is to be invited again: last trained in the course (with the edition, where one is given) before a day.

    Nobody is told by that. Raises Refused where the edition is another course's, or the day is still to come.
    """
    permit(permissions.can_send_reminders(by))
    today = clock.today()
    name, note = clean_line(name), clean_text(note).strip()
    sound(bool(name), "Give the rule a name.")
    sound(len(name) <= 200, "A name has at most 200 characters.")
    sound(edition is None or edition.course_id == course.pk, "Choose an edition of the course.")
    # Whoever comes from today on must not be described any more.
    sound(before <= today, "Choose a day that is not still to come.")
    sound(invite_to.ended_on is None or invite_to.ended_on >= today, "The course to invite to is not offered any more.")
    row = RefresherRule.objects.create(
        name=name,
        course=course,
        edition=edition,
        before=before,
        invite_to=invite_to,
        note=note,
        made_at=clock.now(),
        made_by_name=by.name,
    )
    details = {
        "name": name,
        "course": course.reference,
        "edition": edition.reference if edition else "",
        "before": before.isoformat(),
        "invite_to": invite_to.reference,
    }
    _record(by, row, "made", "Made a rule for refreshers.", details)
    return row


@transaction.atomic
def tell_by_mail(*, by: Any, rule: RefresherRule, step: str, seen: Sequence[str], site: str = "") -> int:
    """Invite those who were never told by the rule, or remind those who were; gives how many got a mail.

    seen: references of those on the list that was looked at. Raises NotAllowedNow, with the difference, where the list is
    no longer so, and where there is nobody to tell; nobody is told then. site: the address for links, where no setting
    gives one.
    """
    row, people = _to_tell(by, rule, step, seen, with_address=True)
    invite_to = row.invite_to
    about = letters.About(
        course=invite_to.title,
        link=invite_to.link if invite_to.mode == Mode.ONLINE else "",
        page=f"{(settings.DUEREGARD_ADDRESS or site).rstrip('/')}{reverse('training:sessions')}",
        institution=settings.DUEREGARD_INSTITUTION_NAME,
    )
    letter = letters.invitation(about) if step == Stand.INVITE else letters.reminder(about)
    for person in people:
        queue_mail(
            key=f"{row.reference}-{person.reference}-{next_count(person.told)}",
            to=person.address,
            subject=letter.subject,
            body=letter.body,
            about=row.reference,
        )
    verb, words, about_it = ("invited", "Invited", "to") if step == Stand.INVITE else ("followed_up", "Reminded", "of")
    _record(by, row, verb, f"{words} {_number(people)} {about_it} a refresher.", _those(people))
    return len(people)


@transaction.atomic
def tell_in_person(*, by: Any, rule: RefresherRule, seen: Sequence[str]) -> int:
    """Note that those without an address were told in person; gives how many. Raises as `tell_by_mail`."""
    row, people = _to_tell(by, rule, "", seen, with_address=False)
    _record(by, row, "told_in_person", f"Told {_number(people)} of a refresher in person.", _those(people))
    return len(people)


@transaction.atomic
def send_refresher_mail_again(*, by: Any, rule: RefresherRule, mail: Mail) -> None:
    """Send once more what could not be sent. Raises NotAllowedNow where it was, or waits; Refused where nobody knows."""
    permit(permissions.can_send_reminders(by))
    row = locked(RefresherRule, rule.pk)
    sound(mail.about == row.reference, "This mail is not of this rule.")
    try_again(mail)
    _record(by, row, "mail_sent_again", "Had a mail about a refresher sent once more.", {"mail": mail.reference})


@transaction.atomic
def end_refresher_rule(*, by: Any, rule: RefresherRule) -> RefresherRule:
    """End a rule: it tells nobody any more. Raises NotAllowedNow where it has ended."""
    permit(permissions.can_send_reminders(by))
    row = locked(RefresherRule, rule.pk)
    allowed_now(row.ended_at is None, "This rule has ended already.")
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    _record(by, row, "ended", "Ended a rule for refreshers.", {})
    return row


# --- steps ------------------------------------------------------------------------------------------------------------
def _to_tell(
    by: Any, rule: RefresherRule, step: str, seen: Sequence[str], *, with_address: bool
) -> tuple[RefresherRule, list[Person]]:
    """The rule, locked, and whom to tell now, already noted as told: the note's constraint is the last word against a
    second one, and stands or falls with the mail."""
    permit(permissions.can_send_reminders(by))
    sound(step in STEPS or not with_address, "Choose whom to tell.")
    row = locked(RefresherRule, rule.pk)
    allowed_now(row.ended_at is None, "This rule has ended: it tells nobody any more.")
    # Another rule that invites to the same course waits for this one: what it tells is the same thing.
    locked(Course, row.invite_to_id)
    now = clock.now()
    people = [
        each
        for each in people_of(row, clock.today(), now)
        if bool(each.address) == with_address and (each.stand == step if step else each.stand in STEPS)
    ]
    came, went = difference(frozenset(seen), frozenset(each.reference for each in people))
    allowed_now(not came and not went, difference_in_words(len(came), len(went)))
    allowed_now(bool(people), "There is nobody to tell.")
    with once(_TWICE):
        Told.objects.bulk_create(
            Told(staff_id=each.key, what=REFRESHER, about=row.reference, count=next_count(each.told), told_at=now)
            for each in people
        )
    return row, people


def _number(people: Sequence[Person]) -> str:
    return f"{len(people)} {'person' if len(people) == 1 else 'people'}"


def _those(people: Sequence[Person]) -> dict[str, Any]:
    """Who was told with which number, for the trail's details."""
    return {"told": {each.reference: next_count(each.told) for each in people}}


def _record(by: Any, rule: RefresherRule, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.refresher_{past}",
        subject_kind="rule for refreshers",
        subject=rule.reference,
        summary=summary,
        details=details,
    )
