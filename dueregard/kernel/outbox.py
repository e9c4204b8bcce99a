"""The outbox: mail is a row in the transaction of what it tells of, and is sent later, with retries and never twice."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from email.mime.text import MIMEText
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from dueregard.kernel import calendar, clock
from dueregard.kernel.jobs import Report, enqueue
from dueregard.kernel.models import Job, Mail
from dueregard.kernel.require import Refused, sound
from dueregard.kernel.rules import MAIL, MOST_TRIES, JobState, MailState, minutes_to_next_try
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text

log = logging.getLogger(__name__)

WORK = "kernel.mail"
# Whoever has been sending one mail for so long is dead; nobody knows whether the mail went.
_DEAD_AFTER = timedelta(minutes=15)
_IN_ONE_JOB = 200
UNKNOWN_WHETHER_SENT = (
    "The server stopped while sending it: it is not known whether it arrived, so it is not sent again."
)


def checked_address(written: str) -> str:
    """One mail address, as it may stand in a header. Raises Refused for anything else, line breaks and lists included."""
    address = written.strip()
    try:
        # Control characters first: what the pattern allows must stay one line of one header.
        if not address.isprintable() or len(address) > 254:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        raise Refused(f"“{clean_line(written)[:100]}” is not a mail address.") from None
    return address


def usable_address(written: str) -> str:
    """An address as mail can be sent to it; nothing where a list brought something that is none: one wrong address must
    not keep the others from being told."""
    try:
        return checked_address(written) if written else ""
    except Refused:
        return ""


def queue_mail(
    *, key: str, to: str, subject: str, body: str, about: str = "", holds_link: bool = False, entries: str = ""
) -> Mail:
    """Put one mail into the outbox, in the caller's transaction; gives the row.

    key: names what is told to whom; a second mail of the same key is not made, and the first is given. about: reference
    of the thing, by which a room finds its mail. holds_link: the body opens something, and goes once it is sent. entries:
    what kernel.calendar wrote, to go with it. In the demonstration nothing is sent: the row is for showing. Raises Refused
    for an address that is none.
    """
    address = checked_address(to)
    subject = clean_line(subject)
    sound(bool(subject) and bool(key), "A mail needs a subject.")
    moment = clock.now()
    row, _ = Mail.objects.get_or_create(
        key=key,
        defaults={
            "about": about,
            "to": address,
            "subject": subject[:200],
            "body": clean_text(body),
            "holds_link": holds_link,
            "calendar": entries,
            "state": MailState.SHOWN if settings.DUEREGARD_DEMO else MailState.WAITING,
            "queued_at": moment,
            "next_try_at": moment,
            "ended_at": moment if settings.DUEREGARD_DEMO else None,
        },
    )
    return row


def withdraw_mail(keys: Iterable[str]) -> int:
    """Take mail out that was not sent, because what it tells holds no more; gives how many."""
    unsent = Mail.objects.filter(key__in=list(keys), state__in=MAIL.verbs["withdraw"].sources)
    return unsent.update(state=MAIL.target("withdraw", MailState.WAITING), body="", calendar="", ended_at=clock.now())


def try_again(mail: Mail) -> None:
    """Send once more what could not be sent. A step of the room's workflow. Raises NotAllowedNow, and Refused for a mail
    of which it is not known whether it was sent."""
    row = locked(Mail, mail.pk)
    target = MAIL.target("try_again", row.state)
    sound(row.failure != UNKNOWN_WHETHER_SENT, UNKNOWN_WHETHER_SENT)
    row.state, row.attempts, row.next_try_at, row.ended_at, row.failure = target, 0, clock.now(), None, ""
    row.save(update_fields=["state", "attempts", "next_try_at", "ended_at", "failure"])


def reaches_nobody() -> bool:
    """Whether no mail server is set, so that mail goes to the server's log."""
    return "console" in settings.EMAIL_BACKEND


# --- sending ----------------------------------------------------------------------------------------------------------
def due_to_send() -> QuerySet[Mail]:
    """What waits and whose time has come, the oldest first."""
    return Mail.objects.filter(state=MailState.WAITING, next_try_at__lte=clock.now()).order_by("next_try_at", "pk")


def queue_sending() -> None:
    """Called by the schedule: give up what a killed process left half sent, and have a worker send what is due."""
    left = Mail.objects.filter(state=MailState.SENDING, next_try_at__lt=clock.now() - _DEAD_AFTER)
    left.update(state=MAIL.target("give_up", MailState.SENDING), failure=UNKNOWN_WHETHER_SENT, ended_at=clock.now())
    busy = Job.objects.filter(work=WORK, state__in=[JobState.WAITING, JobState.RUNNING])
    if due_to_send().exists() and not busy.exists():
        with transaction.atomic():
            enqueue(WORK, {})


def work(argument: dict[str, Any], *, report: Report) -> None:
    """The job: send what is due, one mail after another over one connection."""
    connection = get_connection(timeout=30)
    try:
        for done in range(_IN_ONE_JOB):
            mail = _claim()
            if mail is None:
                break
            _send(mail, connection)
            report({"done": done + 1})
    finally:
        _closed(connection)


@transaction.atomic
def _claim() -> Mail | None:
    """The next mail that is due, marked as being sent: another process, or this one after a kill, leaves it alone."""
    row = due_to_send().select_for_update(skip_locked=_skips()).first()
    if row is None:
        return None
    row.state, row.attempts, row.next_try_at = MAIL.target("send", row.state), row.attempts + 1, clock.now()
    row.save(update_fields=["state", "attempts", "next_try_at"])
    return row


def _skips() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _send(mail: Mail, connection: Any) -> None:
    message = EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.to],
        connection=connection,
        # The same for every try: a mailbox that was reached in spite of an error shows it once.
        headers={"Message-ID": f"<{mail.reference.lower()}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        for place, (method, text) in enumerate(calendar.objects_in(mail.calendar), start=1):
            message.attach(_attachment(f"entry{place if place > 1 else ''}.ics", method, text))
        connection.open()  # where it is not open: one connection serves all
        message.send()
    except Exception as error:
        # Not the error's own text: it may quote the mail.
        log.warning("Mail %s was not sent: %s", mail.reference, type(error).__name__)
        _closed(connection)
        _not_sent(mail, *_why(error))
    else:
        Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(
            state=MAIL.target("finish", MailState.SENDING),
            ended_at=clock.now(),
            failure="",
            **({"body": "", "calendar": ""} if mail.holds_link else {}),
        )


def _attachment(name: str, method: str, text: str) -> MIMEText:
    """One calendar entry as its own part, told as what it is: mail programs put it into the calendar by its method."""
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _not_sent(mail: Mail, failure: str, for_good: bool) -> None:
    """Put it back for a later try, or give it up."""
    given_up = for_good or mail.attempts >= MOST_TRIES
    Mail.objects.filter(pk=mail.pk, state=MailState.SENDING).update(
        state=MAIL.target("give_up" if given_up else "retry", MailState.SENDING),
        failure=failure,
        next_try_at=clock.now() + timedelta(minutes=minutes_to_next_try(mail.attempts)),
        ended_at=clock.now() if given_up else None,
    )


def _why(error: Exception) -> tuple[str, bool]:
    """(a sentence for the officer, whether another try is in vain)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [answer[0] for answer in error.recipients.values()]
        return "The mail server refused the address.", all(code >= 500 for code in codes)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server did not accept the name and password in DUEREGARD_MAIL.", False
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server refused the mail ({error.smtp_code}).", error.smtp_code >= 500
    return "The mail server could not be reached.", False


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].rstrip(">") or "localhost"


def _closed(connection: Any) -> None:
    try:
        connection.close()
    except Exception:  # a connection that broke may break again when it is closed
        log.debug("The connection to the mail server was gone already.")
