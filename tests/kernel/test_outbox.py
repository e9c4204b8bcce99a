"""The outbox: one mail for one key, sent once, tried again after a failure, given up with a reason, and never forged."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as sent_mail
from django.db import transaction

from dueregard.kernel import clock, outbox
from dueregard.kernel.housekeeping import due_mails, remove_mails
from dueregard.kernel.models import Job, Mail
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import NotAllowedNow, Refused
from dueregard.kernel.rules import MAIL, MOST_TRIES, MailState, minutes_to_next_try

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def queued(key: str = "one", **changes: Any) -> Mail:
    given = {"to": "head@example.org", "subject": "Your rows", "body": "Please look.", **changes}
    return outbox.queue_mail(key=key, **given)


def do_work() -> None:
    outbox.work({}, report=lambda progress: None)


class Refusing:
    """A mail server that answers with an error."""

    def __init__(self, error: Exception) -> None:
        self.error, self.tried, self.closed = error, 0, 0

    def open(self) -> bool:
        return True

    def send_messages(self, messages: Any) -> int:
        self.tried += 1
        raise self.error

    def close(self) -> None:
        self.closed += 1
        raise OSError("already gone")


def refusing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> Refusing:
    server = Refusing(error)
    monkeypatch.setattr(outbox, "get_connection", lambda **given: server)
    return server


def test_a_mail_is_sent_once_for_its_key_and_however_often_the_work_is_done() -> None:
    first, second = queued(), queued(body="Something else")
    assert first.pk == second.pk
    do_work()
    do_work()
    assert [(m.to, m.subject, m.body) for m in sent_mail.outbox] == [
        (["head@example.org"], "Your rows", "Please look.")
    ]
    assert first.reference.lower() in sent_mail.outbox[0].extra_headers["Message-ID"]
    first.refresh_from_db()
    assert (first.state, first.attempts, first.body) == (MailState.SENT, 1, "Please look.")
    assert first.ended_at is not None


def test_a_body_that_opens_something_goes_when_it_is_sent() -> None:
    row = queued(holds_link=True)
    do_work()
    row.refresh_from_db()
    assert (row.state, row.body) == (MailState.SENT, "")


def test_it_stands_or_falls_with_what_it_tells_of() -> None:
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_in_the_demonstration_it_is_only_shown(settings: Any) -> None:
    settings.DUEREGARD_DEMO = True
    row = queued(holds_link=True)
    do_work()
    row.refresh_from_db()
    assert (row.state, row.body, sent_mail.outbox) == (MailState.SHOWN, "Please look.", [])


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b", "a@example.org, b@example.org", "a@example.org\nBcc: b@example.org", "a@example.org\x00",
     "A <a@example.org>", "a@example.org\u2028b", f"{'a' * 250}@example.org"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="not a mail address"):
        queued(to=address)
    assert not Mail.objects.exists()


def test_a_subject_is_one_line_and_not_empty() -> None:
    assert queued(subject="Rows\r\nBcc: all@example.org").subject == "Rows Bcc: all@example.org"
    with pytest.raises(Refused):
        queued("two", subject=" \n ")


def test_it_is_tried_again_at_growing_distances_and_then_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    row, server = queued(), refusing(monkeypatch, ConnectionRefusedError())
    moment = NOON
    Mail.objects.update(next_try_at=NOON)
    for tried in range(1, MOST_TRIES + 1):
        with clock.set_to(moment):
            do_work()
            do_work()  # its time has not come yet
        row.refresh_from_db()
        assert (server.tried, row.attempts) == (tried, tried)
        assert row.failure == "The mail server could not be reached."
        moment += timedelta(minutes=minutes_to_next_try(tried))
        if tried < MOST_TRIES:
            assert (row.state, row.next_try_at, row.ended_at) == (MailState.WAITING, moment, None)
    assert row.state == MailState.FAILED
    assert row.ended_at is not None
    outbox.try_again(row)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.failure, row.ended_at) == (MailState.WAITING, 0, "", None)
    with pytest.raises(NotAllowedNow):
        outbox.try_again(row)


def test_the_waits_grow() -> None:
    assert [minutes_to_next_try(n) for n in range(7)] == [2, 2, 8, 32, 128, 512, 2048]


@pytest.mark.parametrize(
    ("error", "sentence", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), "The mail server refused the address.", "failed"),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), "The mail server refused the address.", "waiting"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "name and password", "waiting"),
        (smtplib.SMTPDataError(554, b"spam: Please look"), "The mail server refused the mail (554).", "failed"),
        (smtplib.SMTPDataError(451, b"later"), "The mail server refused the mail (451).", "waiting"),
        (TimeoutError(), "could not be reached", "waiting"),
    ],
)
def test_the_reason_is_said_and_what_is_refused_for_good_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str, state: str
) -> None:
    row = queued()
    refusing(monkeypatch, error)
    do_work()
    row.refresh_from_db()
    assert sentence in row.failure
    assert row.state == state


def test_one_mail_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = queued("one"), queued("two")
    server = refusing(monkeypatch, smtplib.SMTPDataError(554, b"no"))
    do_work()
    assert server.tried == 2
    assert set(Mail.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True)) == {"failed"}


def test_what_a_killed_process_was_sending_is_not_sent_again() -> None:
    row = queued()
    assert outbox._claim() is not None
    do_work()
    assert sent_mail.outbox == []
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        outbox.queue_sending()
    row.refresh_from_db()
    assert (row.state, row.failure) == (MailState.FAILED, outbox.UNKNOWN_WHETHER_SENT)
    with pytest.raises(Refused, match="not known"):
        outbox.try_again(row)


def test_the_schedule_queues_the_work_where_something_is_due_and_once(django_capture_on_commit_callbacks: Any) -> None:
    outbox.queue_sending()
    assert not Job.objects.exists()
    queued()
    with django_capture_on_commit_callbacks() as waiting:
        outbox.queue_sending()
        outbox.queue_sending()
    assert Job.objects.filter(work=outbox.WORK).count() == len(waiting) == 1
    waiting[0]()  # the suite's queue does it at once
    assert len(sent_mail.outbox) == 1


def test_what_holds_no_more_is_withdrawn_before_it_is_sent() -> None:
    row = queued(holds_link=True)
    assert outbox.withdraw_mail(["one", "unknown"]) == 1
    assert outbox.withdraw_mail(["one"]) == 0
    row.refresh_from_db()
    assert (row.state, row.body) == (MailState.WITHDRAWN, "")
    do_work()
    assert sent_mail.outbox == []


def test_what_failed_and_holds_no_more_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row = queued(holds_link=True)
    refusing(monkeypatch, smtplib.SMTPDataError(554, b"no"))
    do_work()
    assert outbox.withdraw_mail(["one"]) == 1
    row.refresh_from_db()
    assert (row.state, row.body) == (MailState.WITHDRAWN, "")
    with pytest.raises(NotAllowedNow):
        outbox.try_again(row)


def test_it_is_forgotten_after_ninety_days() -> None:
    gone, waiting = queued("gone"), queued("waiting", to="other@example.org")
    Mail.objects.filter(pk=gone.pk).update(state=MailState.SENT, ended_at=clock.now() - timedelta(days=91))
    assert list(due_mails()) == [gone]
    assert remove_mails(by=Schedule(), most=10).count == 1
    assert list(Mail.objects.all()) == [waiting]


def test_it_is_known_whether_mail_reaches_anybody(settings: Any) -> None:
    assert not outbox.reaches_nobody()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert outbox.reaches_nobody()


def test_every_state_can_be_left_or_is_an_end() -> None:
    left = {source for step in MAIL.verbs.values() for source in step.sources}
    assert left == {MailState.WAITING, MailState.SENDING, MailState.FAILED}
