"""Names decided on, files made, one published at a time, jobs killed and taken up again, and what verifies."""

from __future__ import annotations

import io
import json
from typing import Any

import docx
import pytest
from django.core.files.storage import default_storage

from dueregard.audit.models import Entry
from dueregard.kernel.jobs import run_job
from dueregard.kernel.models import Job
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.signing import public_keys
from dueregard.publication.exporting import WANTED
from dueregard.publication.models import IssueFile, Version, VersionState, WordTemplate
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition, waiting_names
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.manifest import opened
from dueregard.publication.rules.states import Audience, Format, State
from dueregard.publication.workflows import making, publishing, versions
from tests.append_only import tamper
from tests.publication.conftest import decided, made

pytestmark = pytest.mark.django_db


def test_publishing_waits_until_every_name_is_decided_about(room: Any) -> None:
    version = room.approved()
    waiting = waiting_names(version, content_of(version))
    assert {(one.kind, one.found) for one in waiting} == {("name", "Harriet Holder"), ("email", "hh@example.org")}
    with pytest.raises(NotAllowedNow, match="2 names"):
        publishing.publish_version(by=room.secretary, version=version)
    for decision, words in (("replace", ""), ("keep", " "), ("other", "x")):
        with pytest.raises(Refused):
            publishing.decide_names(
                by=room.officer,
                version=version,
                decisions=[Resolution(waiting[0].path, waiting[0].found, decision, words)],
            )
    with pytest.raises(NotPermitted):
        publishing.decide_names(by=room.member, version=version, decisions=[])
    decided(room, version)
    assert waiting_names(version, content_of(version)) == []
    with pytest.raises(NotPermitted):
        publishing.publish_version(by=room.officer, version=version)


def test_all_files_appear_at_once_with_the_state(room: Any) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    assert edition(version) is None
    with pytest.raises(NotAllowedNow, match="being made already"):
        publishing.publish_version(by=room.secretary, version=version)
    seen: list[Any] = []
    making.make_issue({"issue": issue.reference}, report=seen.append)
    assert [one["done"] for one in seen] == list(range(len(WANTED) + 1))
    found = edition(version)
    assert found is not None
    assert set(found.files) == set(WANTED)
    assert VersionState.objects.get(version=version).state == State.PUBLISHED
    manifest = opened(found.issue.manifest, public_keys()[0])
    assert manifest["version"]["hash"] == version.hash
    assert len(manifest["files"]) == len(WANTED)
    assert list(faults()) == []


def test_what_each_audience_is_given(published: Version) -> None:
    found = edition(published)
    assert found is not None

    def text(audience: str, format: str = Format.JSON) -> str:
        row = found.file(audience, format)
        assert row is not None
        assert row.file is not None
        return row.file.content.open("rb").read().decode()

    public = text(Audience.PUBLIC)
    for secret in ("Harriet", "example.org", "Nobody leads", "landlord", "attendance register"):
        assert secret not in public
        assert secret not in text(Audience.PUBLIC, Format.PAGE)
        assert secret not in text(Audience.PUBLIC, Format.CSV)
    assert "Head of Security" in public
    committee = text(Audience.COMMITTEE)
    assert "Harriet Holder" in committee
    assert "Nobody leads" not in committee
    assert "landlord" not in committee
    internal = json.loads(text(Audience.INTERNAL))
    assert internal == content_of(published)


def test_a_job_killed_half_way_goes_on_and_publishes_once(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    real = making.write_file

    def dying(source: Any, audience: str, format: str) -> Any:
        if (audience, format) == ("committee", "xlsx"):
            raise KeyboardInterrupt
        return real(source, audience, format)

    monkeypatch.setattr(making, "write_file", dying)
    with pytest.raises(KeyboardInterrupt):
        making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert edition(version) is None
    assert IssueFile.objects.count() == 7
    monkeypatch.setattr(making, "write_file", real)
    for _ in range(2):
        making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert Entry.objects.filter(verb="publication.published").count() == 1
    assert IssueFile.objects.count() == len(WANTED)
    assert list(faults()) == []


def test_after_a_job_that_failed_it_can_be_tried_again(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)

    def broken(*_: Any) -> Any:
        raise OSError("No space left on device")

    monkeypatch.setattr(making, "write_file", broken)
    for _ in range(3):
        run_job.call(issue.job.reference)
    assert Job.objects.get(pk=issue.job_id).state == "failed"
    monkeypatch.undo()
    again = publishing.publish_version(by=room.secretary, version=version)
    assert again.pk == issue.pk
    run_job.call(again.job.reference)
    assert edition(version) is not None


def test_the_next_version_supersedes_the_last(room: Any, published: Version) -> None:
    second = room.approved()
    decided(room, second)
    made(room, second)
    assert VersionState.objects.get(version=published).state == State.SUPERSEDED
    assert VersionState.objects.get(version=second).state == State.PUBLISHED
    assert list(faults()) == []
    with pytest.raises(NotPermitted):
        versions.withdraw_version(by=room.officer, version=published, why="It names a place.")
    versions.withdraw_version(by=room.secretary, version=published, why="It names a place.")
    assert VersionState.objects.get(version=published).state == State.WITHDRAWN
    assert VersionState.objects.get(version=second).state == State.PUBLISHED
    assert list(faults()) == []


def test_a_version_withdrawn_meanwhile_is_not_published(room: Any) -> None:
    version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    versions.withdraw_version(by=room.secretary, version=version, why="A mistake.")
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert VersionState.objects.get(version=version).state == State.WITHDRAWN
    assert edition(version) is None


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE publication_version SET skeleton = replace(skeleton, '2.1', '2.2')", "content has been changed"),
        ("UPDATE publication_frozenpassage SET value = replace(value, 'term', 'Term')", "has been changed"),
        ("UPDATE publication_frozenpassage SET salt = 'x' || substr(salt, 2) WHERE position = 3", "has been changed"),
        ("UPDATE publication_frozenpassage SET value = '', salt = '' WHERE position = 3", "no redaction tells why"),
        ("UPDATE publication_version SET hash = replace(hash, substr(hash, 1, 1), 'x')", "SHA-256 is not the one"),
        ("UPDATE publication_approval SET hash = 'x'", "another content"),
        ("UPDATE publication_issue SET manifest = replace(manifest, 'pdf', 'pdx')", "changed since it was signed"),
        (
            "UPDATE publication_issuefile SET sha256 = 'x' WHERE format = 'pdf'",
            "is not the file that the manifest lists",
        ),
        ("UPDATE publication_issuefile SET file_id = NULL WHERE format = 'pdf'", "no redaction tells why"),
        ("DELETE FROM publication_issuefile WHERE format = 'pdf'", "is missing"),
    ],
)
def test_what_was_changed_behind_the_product_s_back_is_found(published: Version, statement: str, says: str) -> None:
    assert list(faults()) == []
    tamper(statement)
    found = list(faults())
    assert found
    assert any(says in sentence for sentence in found), found


def test_one_changed_byte_in_a_published_file_is_found(published: Version) -> None:
    row = IssueFile.objects.get(audience="public", format="pdf")
    assert row.file is not None
    name = str(row.file.content.name)
    path = default_storage.path(name)
    with open(path, "r+b") as stream:
        stream.seek(1000)
        byte = stream.read(1)
        stream.seek(1000)
        stream.write(bytes([byte[0] ^ 1]))
    assert list(faults()) == [f"Risk assessment and action plan 1, publication 1: {row.name} has been changed."]
    default_storage.delete(name)
    assert any("cannot be read" in sentence for sentence in faults())


# --- the Word template ------------------------------------------------------------------------------------------------
def word(text: str = "Letterhead") -> io.BytesIO:
    """A small Word document with a header."""
    made = io.BytesIO()
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = text
    document.add_paragraph("Dear all")
    document.save(made)
    return made


def test_a_template_of_one_s_own_is_used_from_the_next_publication_on(room: Any) -> None:
    template, advice = publishing.upload_template(by=room.officer, stream=word(), name="ours.docx")
    assert any("text in the template is not used" in sentence for sentence in advice)
    version = room.approved()
    decided(room, version)
    made(room, version)
    found = edition(version)
    assert found is not None
    assert found.issue.template == template
    row = found.file("public", "docx")
    assert row is not None
    assert row.file is not None
    written = docx.Document(io.BytesIO(row.file.content.open("rb").read()))
    assert written.sections[0].header.paragraphs[0].text == "Letterhead"
    publishing.upload_template(by=room.officer, stream=word("Newer"), name="newer.docx")
    publishing.take_template_away(by=room.officer)
    with pytest.raises(NotAllowedNow):
        publishing.take_template_away(by=room.officer)


def test_a_template_that_is_none_is_refused_and_nothing_is_kept(room: Any) -> None:
    with pytest.raises(NotPermitted):
        publishing.upload_template(by=room.member, stream=word(), name="ours.docx")
    for content in (b"", b"no document", word().getvalue()[:500]):
        with pytest.raises(Refused):
            publishing.upload_template(by=room.officer, stream=io.BytesIO(content), name="ours.docx")
    assert not WordTemplate.objects.exists()
