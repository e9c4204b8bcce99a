"""What somebody could do who holds the database and its triggers, row by row: `verify` says so."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from dueregard.audit.queries import faults as trail_faults
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas
from dueregard.publication.models import FrozenPassage, Issue, IssueFile, Tombstone, Version
from dueregard.publication.queries.living import living_content
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of
from dueregard.publication.rules.corrections import possible_corrections
from dueregard.publication.workflows import versions
from dueregard.publication.workflows.redacting import redact_passage
from tests import factories
from tests.append_only import tamper, without_triggers
from tests.publication.conftest import decided, made, make_room
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def standing_history(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """The room and its history, made once for these tests, and the folder of its files."""
    folder = tmp_path_factory.mktemp("published")
    with standing(django_db_blocker):
        with override_settings(MEDIA_ROOT=folder):
            room = make_room()
            versions_ = _history(room)
        yield room, versions_, folder


@pytest.fixture(autouse=True)
def _own_files(standing_history: Any, tmp_path: Path, settings: Any) -> None:
    """The published files in a folder of this test."""
    settings.MEDIA_ROOT = shutil.copytree(standing_history[2], tmp_path / "files")


@pytest.fixture
def room(standing_history: Any, db: None) -> Any:
    return copy.deepcopy(standing_history[0])


@pytest.fixture
def history(standing_history: Any, db: None) -> Any:
    return copy.deepcopy(standing_history[1])


def _history(room: Any) -> Any:
    """Version 1 with a body's approval, superseded by 2; 2.1 a correction of it, withdrawn."""
    first = room.proposed(yearly=True)
    versions.approve_version(by=room.secretary, version=first, hash=first.hash)
    versions.record_approval_of_body(
        by=room.officer, version=first, hash=first.hash, body=factories.make_body("Council"), minute="26/41",
        approved_on=first.dated,
    )  # fmt: skip
    decided(room, first)
    made(room, first)
    second = room.approved()
    decided(room, second)
    made(room, second)
    areas.edit_area(
        by=room.lead,
        area=room.awareness.area,
        revision=Area.objects.get(pk=room.awareness.area_id).revision,
        actions_taken="134 staff attended.",
    )
    paths = [one.path for one in possible_corrections(content_of(second), living_content("both"))]
    third = versions.correct_version(by=room.officer, version=second, paths=paths, reason="An address.")
    versions.withdraw_version(by=room.secretary, version=third, why="Not needed.")
    assert [*faults(), *trail_faults()] == []
    return first, second, third


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        # versions
        ("UPDATE publication_version SET major = 7 WHERE major = 1", "number or date is not the one in its content"),
        ("UPDATE publication_version SET dated = '2020-01-01' WHERE major = 1", "number or date"),
        ("UPDATE publication_version SET kind = 'action_plan' WHERE major = 1", "document, number or date"),
        ("UPDATE publication_version SET yearly = NOT yearly WHERE major = 1", "yearly version"),
        ("UPDATE publication_version SET proposed_by = 'X' WHERE major = 1", "who proposed it"),
        ("UPDATE publication_version SET proposed_by_name = 'X' WHERE major = 1", "who proposed it"),
        ("UPDATE publication_version SET proposed_at = '2020-01-01 00:00:00+00:00' WHERE major = 1", "who proposed"),
        ("UPDATE publication_version SET correction_reason = 'X' WHERE minor = 1", "reason of the correction"),
        ("UPDATE publication_version SET correction_reason = 'X' WHERE major = 1", "reason of the correction"),
        ("UPDATE publication_version SET reference = 'X' WHERE major = 1", "A version is missing"),
        (
            "UPDATE publication_version SET correction_of_id = (SELECT min(id) FROM publication_version) WHERE minor = 1",
            "a correction of another version",
        ),
        (
            "UPDATE publication_version SET cites_id = (SELECT max(id) FROM publication_version) WHERE major = 1",
            "cites another",
        ),
        # approvals
        ("UPDATE publication_approval SET minute = 'X' WHERE minute <> ''", "not the one that the trail tells"),
        ("UPDATE publication_approval SET approved_on = '2020-01-01' WHERE minute <> ''", "not the one"),
        ("UPDATE publication_approval SET approved_on = '2020-01-01' WHERE minute = ''", "not the one"),
        ("UPDATE publication_approval SET recorded_by = 'X'", "not the one that the trail tells"),
        ("UPDATE publication_approval SET recorded_by_name = 'X'", "not the one that the trail tells"),
        (
            "UPDATE publication_approval SET recorded_at = '2020-01-01 00:00:00+00:00'",
            "not the one that the trail tells",
        ),
        ("DELETE FROM publication_approval WHERE minute = ''", "an approval is missing"),
        # states
        ("UPDATE publication_versionstate SET state = 'published' WHERE state = 'superseded'", "by the trail"),
        ("UPDATE publication_versionstate SET state = 'approved' WHERE state = 'withdrawn'", "by the trail"),
        ("UPDATE publication_versionstate SET published_at = '2020-01-01 00:00:00+00:00'", "when it was published"),
        (
            "UPDATE publication_versionstate SET why_ended = 'X' WHERE state = 'withdrawn'",
            "why or when it was withdrawn",
        ),
        (
            "UPDATE publication_versionstate SET ended_at = NULL WHERE state = 'withdrawn'",
            "why or when it was withdrawn",
        ),
        ("DELETE FROM publication_versionstate WHERE state = 'withdrawn'", "its state is missing"),
        # publications
        ("UPDATE publication_issue SET started_by_name = 'X'", "who published publication 1"),
        ("UPDATE publication_issue SET completed_at = '2020-01-01 00:00:00+00:00'", "manifest is that of another"),
        ("UPDATE publication_issue SET number = 2", "manifest is that of another publication"),
        ("UPDATE publication_issue SET completed_at = NULL", "there are 0"),
        ("UPDATE publication_issue SET replaced_at = completed_at", "taken away, and no redaction tells why"),
        ('UPDATE publication_issue SET restrictions = \'{"steps": ["X"]}\'', "withheld other passages"),
    ],
)
def test_what_the_trail_tells_otherwise(history: Any, statement: str, says: str) -> None:
    tamper(statement)
    found = list(faults())
    assert any(says in sentence for sentence in found), found


def test_a_version_deleted_with_all_that_belongs_to_it(history: Any) -> None:
    first, _, third = history
    with without_triggers():
        for version in (third, first):
            for row in Issue.objects.filter(version=version):
                row.files.all().delete()
                row.delete()
            for table in ("approvals", "decisions", "passages"):
                getattr(version, table).all().delete()
            version.now.delete()
            Version.objects.filter(pk=version.pk).delete()
    assert sum("A version is missing" in sentence for sentence in faults()) == 2


def test_a_publication_deleted_and_an_older_manifest_in_its_place(history: Any) -> None:
    first, second, _ = history
    old = Issue.objects.get(version=first)
    tamper("UPDATE publication_issue SET manifest = %s WHERE version_id = %s", [old.manifest, second.pk])
    assert any("manifest is that of another publication" in sentence for sentence in faults())
    IssueFile.objects.filter(issue=old).delete()
    old.delete()
    assert any("tells of 1 publications, and there are 0" in sentence for sentence in faults())


def test_passages_put_in_each_other_s_place(history: Any) -> None:
    first, second, _ = history
    one, other = FrozenPassage.objects.filter(version=first)[:2]
    swap = "UPDATE publication_frozenpassage SET value = %s, salt = %s WHERE id = %s"
    tamper(swap, [one.value, one.salt, other.pk])
    tamper(swap, [other.value, other.salt, one.pk])
    assert sum("has been changed" in sentence for sentence in faults()) == 2
    tamper(swap, [one.value, one.salt, one.pk])
    tamper(swap, [other.value, other.salt, other.pk])
    assert list(faults()) == []
    theirs = FrozenPassage.objects.get(version=second, path=one.path)
    whole = "UPDATE publication_frozenpassage SET value = %s, salt = %s, digest = %s WHERE id = %s"
    tamper(whole, [theirs.value, theirs.salt, theirs.digest, one.pk])
    assert any("content has been changed" in sentence for sentence in faults())


def test_a_passage_emptied_under_the_entry_of_another_redaction(room: Any, published: Version) -> None:
    rows = list(FrozenPassage.objects.filter(version=published, path__contains="actions_taken"))
    redact_passage(by=room.secretary, passage=rows[0], why="Named by mistake.")
    assert list(faults()) == []
    stone = Tombstone.objects.get(passage=rows[0])
    tamper("UPDATE publication_frozenpassage SET value = '', salt = '' WHERE id = %s", [rows[1].pk])
    Tombstone.objects.create(
        passage=rows[1], label=stone.label, why=stone.why, redacted_at=stone.redacted_at, redacted_by=stone.redacted_by,
        redacted_by_name=stone.redacted_by_name, entry=stone.entry,
    )  # fmt: skip
    assert any("tells of other redactions" in sentence for sentence in faults())


@pytest.mark.parametrize("column", ["why", "redacted_by", "redacted_by_name"])
def test_a_tombstone_that_tells_otherwise(room: Any, published: Version, column: str) -> None:
    row = FrozenPassage.objects.get(version=published, value__contains="134 staff")
    redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    tamper(f"UPDATE publication_tombstone SET {column} = 'X'")  # noqa: S608 - a name from this file
    assert any("is not the one that the trail tells of" in sentence for sentence in faults())


def test_files_from_before_a_redaction_that_are_given_out_again(room: Any, published: Version) -> None:
    row = FrozenPassage.objects.get(version=published, value__contains="134 staff")
    redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    tamper("DELETE FROM publication_issue WHERE number = 2")
    assert list(faults()) == []
    tamper("UPDATE publication_issue SET replaced_at = NULL")
    assert any("made before a redaction, and was not taken away" in sentence for sentence in faults())
