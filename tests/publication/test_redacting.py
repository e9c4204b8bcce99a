"""A passage taken out of everything that was kept: nothing of it is left, and all the rest still verifies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from dueregard.audit.queries import faults as trail_faults
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.queries.register import Filters
from dueregard.plan.queries.sheets import register_records
from dueregard.plan.workflows import areas
from dueregard.publication.models import FrozenPassage, IssueFile, Tombstone, Version
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition
from dueregard.publication.workflows import making
from dueregard.publication.workflows.redacting import redact_passage
from tests.append_only import tamper
from tests.publication.conftest import decided, made

pytestmark = pytest.mark.django_db

TEXT = "134 staff attended. Ask Harriet Holder or hh@example.org."


def passage(version: Version, text: str) -> FrozenPassage:
    return FrozenPassage.objects.get(version=version, value=json.dumps(text))


def everything_stored() -> str:
    """All that the database holds, as one text."""
    words: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.get_table_list(cursor):
            if not table.name.startswith(("sqlite_", "django_tasks")):
                cursor.execute(f'SELECT * FROM "{table.name}"')  # noqa: S608 - a name from the database itself
                words += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(words)


def test_it_is_gone_everywhere_and_the_rest_verifies(room: Any, published: Version) -> None:
    area = room.awareness.area
    areas.edit_area(
        by=room.lead, area=area, revision=Area.objects.get(pk=area.pk).revision, actions_taken=f"{TEXT}\n\nAnd more."
    )
    second = room.approved()
    decided(room, second)
    made(room, second)
    before = {version.pk: version.hash for version in Version.objects.all()}
    assert TEXT in everything_stored()

    reached = redact_passage(
        by=room.secretary, passage=passage(published, TEXT), why="Named by mistake.", instead="Ask us."
    )

    assert {version.pk for version in reached} == {published.pk, second.pk}
    assert "Harriet Holder or" not in everything_stored()
    assert "hh@example.org" not in everything_stored()
    assert {version.pk: version.hash for version in Version.objects.all()} == before
    assert list(faults()) == []
    assert list(trail_faults()) == []
    assert Tombstone.objects.count() == 2
    assert edition(published) is None  # its files are gone at once
    assert not IssueFile.objects.filter(issue__replaced_at__isnull=False, file__isnull=False).exists()
    for version in (published, second):
        issue = version.issues.get(replaced_at__isnull=True)
        assert issue.number == 2
        making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    found = edition(second)
    assert found is not None
    row = found.file("public", "json")
    assert row is not None
    assert row.file is not None
    assert "[Redacted]" in row.file.content.open("rb").read().decode()
    assert list(faults()) == []
    rows = AreaRevision.objects.filter(area=area).order_by("pk")
    assert [one.actions_taken for one in rows] == ["[Redacted]", "Ask us.\n\nAnd more."]
    assert register_records(room.lead, Filters(q="example")) == []


def test_a_redaction_without_its_entry_is_tampering(room: Any, published: Version) -> None:
    redact_passage(by=room.secretary, passage=passage(published, TEXT), why="Named by mistake.")
    assert list(faults()) == []
    tamper("UPDATE publication_tombstone SET entry = 1")
    assert any("in no entry of the trail" in sentence for sentence in faults())


def test_a_lead_loses_the_name(room: Any, published: Version) -> None:
    row = next(
        one for one in FrozenPassage.objects.filter(version=published, path__contains="leads") if "Harriet" in one.value
    )
    redact_passage(by=room.lead, passage=row, why="Right to erasure.")
    lead = next(area for area in content_of(published)["areas"] if area["number"] == "1.1")["leads"][0]
    assert lead["label"] == "[Redacted]"
    assert [one.leads[0].label for one in register_records(room.lead) if one.number == "1.1"] == ["[Redacted]"]
    assert list(faults()) == []


def test_who_may_and_what_is_refused(room: Any, published: Version) -> None:
    row = passage(published, TEXT)
    for account in (room.officer, room.member):
        with pytest.raises(NotPermitted):
            redact_passage(by=account, passage=row, why="x")
    with pytest.raises(Refused, match="Say why"):
        redact_passage(by=room.lead, passage=row, why=" ")
    with pytest.raises(Refused, match="must not repeat"):
        redact_passage(by=room.lead, passage=row, why=f"It said: {TEXT}")
    redact_passage(by=room.lead, passage=row, why="Named by mistake.")
    with pytest.raises(NotAllowedNow, match="already"):
        redact_passage(by=room.lead, passage=row, why="Again.")


def test_a_form_that_was_opened_before_does_not_bring_it_back(room: Any, published: Version) -> None:
    area = room.awareness.area
    opened = Area.objects.get(pk=area.pk).revision
    redact_passage(by=room.secretary, passage=passage(published, TEXT), why="Named by mistake.")
    with pytest.raises(ChangedSince):
        areas.edit_area(by=room.lead, area=area, revision=opened, actions_taken=f"{TEXT} And more.")
    assert "hh@example.org" not in everything_stored()
