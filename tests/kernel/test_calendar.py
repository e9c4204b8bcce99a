"""Calendar entries: stable, in UTC, escaped and folded; and mail that carries them, told by their method."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail as sent_mail
from icalendar import Calendar

from dueregard.kernel import calendar, outbox
from dueregard.kernel.calendar import CANCEL, PUBLISH, REQUEST, Entry
from dueregard.kernel.models import Mail
from dueregard.kernel.rules import MailState

HOSTILE = 'A, b; c\\ d\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-EVIL:1 "é" ' + "ß" * 200


def entry(**changes: Any) -> Entry:
    given: dict[str, Any] = {
        "uid": "one",
        "sequence": 3,
        "title": "Workshop",
        "starts_at": datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1))),
        "ends_at": datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1))),
        **changes,
    }
    return Entry(**given)


@pytest.fixture
def sender(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Training <training@example.ac.uk>"
    settings.DUEREGARD_INSTITUTION_NAME = 'University "of" Wexmouth'


def event(text: str) -> Any:
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


def test_an_entry_is_written_in_utc_with_its_identity() -> None:
    text = calendar.for_mail([entry(place="Room 1", link="https://example.org/x")], attendee="a@example.org")
    assert "\r\nDTSTART:20260701T090000Z\r\nDTEND:20260701T110000Z\r\n" in text
    assert (event(text)["uid"], event(text)["sequence"], event(text)["status"]) == ("one", 3, "CONFIRMED")
    assert event(text)["location"] == "Room 1"
    assert event(text)["dtstamp"].dt.utcoffset() == timedelta(0)


def test_without_an_address_to_answer_to_nobody_invites(settings: Any) -> None:
    assert settings.DEFAULT_FROM_EMAIL.endswith("@localhost")
    text = calendar.for_mail([entry()], attendee="a@example.org")
    assert f"METHOD:{PUBLISH}" in text
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text
    assert f"METHOD:{CANCEL}" in calendar.for_mail([entry()], attendee="a@example.org", cancelled=True)


@pytest.mark.usefixtures("sender")
def test_an_invitation_names_who_invites_and_whom() -> None:
    text = calendar.for_mail([entry()], attendee="a@example.org")
    assert f"METHOD:{REQUEST}" in text
    found = event(text)
    assert (found["organizer"], found["attendee"]) == ("mailto:training@example.ac.uk", "mailto:a@example.org")
    assert found["organizer"].params["CN"] == "University ”of” Wexmouth"
    # what everybody may download names nobody but the sender
    assert "a@example.org" not in calendar.for_download([entry()])


@pytest.mark.usefixtures("sender")
def test_a_cancellation_takes_it_out() -> None:
    text = calendar.for_mail([entry(sequence=4)], attendee="a@example.org", cancelled=True)
    assert f"METHOD:{CANCEL}" in text
    assert (event(text)["uid"], event(text)["sequence"], event(text)["status"]) == ("one", 4, "CANCELLED")


@pytest.mark.parametrize("field", ["title", "place", "words", "link"])
def test_hostile_text_stays_text(field: str) -> None:
    text = calendar.for_mail([entry(**{field: HOSTILE + "\x00\u2028"})], attendee="a@example.org")
    assert [method for method, _ in calendar.objects_in(text)] == [PUBLISH]
    assert text.count("\r\nEND:VCALENDAR\r\n") == 1
    assert "\r\nX-EVIL" not in text
    # folded to 75 octets, never in the middle of a character, and no line end of its own kind
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    assert (
        "BEGIN:VCALENDAR"
        in event(text)[{"title": "summary", "place": "location", "words": "description", "link": "url"}[field]]
    )


def test_each_date_is_an_object_of_its_own_in_a_mail_and_all_are_one_file() -> None:
    both = [entry(), entry(uid="two")]
    mailed = calendar.for_mail([both[0]], attendee="", cancelled=True) + calendar.for_mail(both, attendee="")
    parts = list(calendar.objects_in(mailed))
    assert [method for method, _ in parts] == [CANCEL, PUBLISH, PUBLISH]
    assert [event(text)["uid"] for _, text in parts] == ["one", "one", "two"]
    assert len(Calendar.from_ical(calendar.for_download(both)).walk("VEVENT")) == 2
    assert list(calendar.objects_in("")) == []


# --- in mail -----------------------------------------------------------------------------------------------------------
def queued(**changes: Any) -> Mail:
    entries = calendar.for_mail([entry(), entry(uid="two")], attendee="a@example.org")
    given = {"to": "a@example.org", "subject": "Your place", "body": "Come.", "entries": entries, **changes}
    return outbox.queue_mail(key="one", **given)


@pytest.mark.django_db
@pytest.mark.usefixtures("sender")
def test_a_mail_carries_each_entry_as_a_part_told_by_its_method() -> None:
    row = queued()
    outbox.work({}, report=lambda progress: None)
    message = message_from_bytes(sent_mail.outbox[0].message().as_bytes(), policy=policy.default)
    text, *parts = message.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert [(p.get_content_type(), p.get_param("method"), p.get_filename()) for p in parts] == [
        ("text/calendar", "REQUEST", "entry.ics"),
        ("text/calendar", "REQUEST", "entry2.ics"),
    ]
    assert event(parts[1].get_content())["uid"] == "two"
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert row.calendar


@pytest.mark.django_db
def test_the_entries_are_emptied_as_the_body_is() -> None:
    row = queued(holds_link=True)
    outbox.work({}, report=lambda progress: None)
    row.refresh_from_db()
    assert (row.state, row.body, row.calendar) == (MailState.SENT, "", "")


@pytest.mark.django_db
def test_the_entries_go_with_a_mail_that_is_withdrawn() -> None:
    row = queued()
    assert outbox.withdraw_mail(["one"]) == 1
    row.refresh_from_db()
    assert (row.state, row.body, row.calendar) == (MailState.WITHDRAWN, "", "")


@pytest.mark.django_db
def test_a_mail_without_entries_has_one_part() -> None:
    queued(entries="")
    outbox.work({}, report=lambda progress: None)
    assert not sent_mail.outbox[0].message().is_multipart()
