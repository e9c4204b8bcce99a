"""A making job that fails, is killed or loses a file: what the pages say, what can be done, and that nothing half-made is
released."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from dueregard.actions.models import ActionRevision
from dueregard.audit.models import Entry
from dueregard.documents.writers.written import Written
from dueregard.kernel.jobs import run_job
from dueregard.kernel.models import StoredFile
from dueregard.kernel.require import NotAllowedNow
from dueregard.plan.workflows import areas
from dueregard.publication.exporting import WANTED
from dueregard.publication.models import FrozenPassage, Issue, IssueFile, Version, VersionState
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import edition
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.workflows import making, publishing
from dueregard.publication.workflows.issues import lacking_files
from dueregard.publication.workflows.redacting import redact_passage
from dueregard.publication.workflows.versions import withdraw_version
from tests import factories
from tests.publication.conftest import decided
from tests.publication.test_pages import text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]


def _job(issue: Issue) -> str:
    assert issue.job is not None
    return str(issue.job.reference)


@pytest.fixture
def issue(room: Any) -> Issue:
    """A publication that is begun."""
    version: Version = room.approved()
    decided(room, version)
    return publishing.publish_version(by=room.secretary, version=version)


@pytest.fixture
def failed(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> Issue:
    """Its job gave up after some files."""
    _fail(issue, monkeypatch)
    issue.refresh_from_db()
    assert issue.failed
    assert 0 < issue.files.count() < len(WANTED)
    return issue


def _fail(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three attempts end at the committee's workbook."""
    real = making.write_file

    def broken(source: Any, audience: str, format: str) -> Any:
        if (audience, format) == ("committee", "xlsx"):
            raise OSError("No space left on device")
        return real(source, audience, format)

    with monkeypatch.context() as patch:
        patch.setattr(making, "write_file", broken)
        for _ in range(3):
            run_job.call(_job(issue))


# --- what is complete -------------------------------------------------------------------------------------------------
def test_nothing_is_released_while_a_file_is_missing(issue: Issue, failed: Issue) -> None:
    by = publishing.Starter(issue.started_by, issue.started_by_name)
    assert "xlsx for committee" in lacking_files(issue)
    with pytest.raises(NotAllowedNow, match=r"not complete.*xlsx for committee"):
        publishing.complete_issue(by=by, issue=issue)
    assert VersionState.objects.get().state == "approved"
    assert edition(issue.version) is None
    assert not Entry.objects.filter(verb="publication.published").exists()


@pytest.mark.parametrize("how", ["row", "bytes", "changed", "unlinked"])
def test_a_file_that_is_not_as_it_was_made_is_made_again(
    issue: Issue, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lost between the making and the releasing: the first attempt does not release it, the second makes it anew."""
    real, lost = making.complete_issue, []

    def losing(*, by: Any, issue: Issue) -> bool:
        row = IssueFile.objects.get(issue=issue, audience="public", format="json")
        assert row.file is not None
        name = str(row.file.content.name)
        if not lost:
            lost.append(how)
            if how == "row":
                row.delete()
            elif how == "unlinked":
                IssueFile.objects.filter(pk=row.pk).update(file=None)
            elif how == "bytes":
                default_storage.delete(name)
            else:
                with open(default_storage.path(name), "ab") as stream:
                    stream.write(b" ")
        return bool(real(by=by, issue=issue))

    monkeypatch.setattr(making, "complete_issue", losing)
    with pytest.raises(NotAllowedNow, match="json for public"):
        making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert edition(issue.version) is None
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    found = edition(issue.version)
    assert found is not None
    assert set(found.files) == set(WANTED)
    assert Entry.objects.filter(verb="publication.published").count() == 1
    assert list(faults()) == []


# --- after a job that failed ------------------------------------------------------------------------------------------
def test_the_pages_say_that_it_failed_and_what_to_do(room: Any, issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    officer, secretary = factories.signed_in(room.officer), factories.signed_in(room.secretary)
    names, page = url("decide_names", issue.version.reference), url("version", issue.version.reference)
    assert "Its files are being made" in text(officer.get(names))
    _fail(issue, monkeypatch)
    said = text(officer.get(names))
    assert "being made" not in said
    assert "The files were not made" in said
    assert "To try again, publish it from" in said
    assert "can try again" in text(officer.get(page))  # who can, since the officer cannot
    assert "Try again</button>" in text(secretary.get(page))
    assert secretary.post(url("publish_version", issue.version.reference)).status_code == 302
    issue.refresh_from_db()
    run_job.call(_job(issue))
    assert edition(issue.version) is not None
    assert list(faults()) == []


def test_after_a_failure_names_can_be_decided_about_anew(room: Any, failed: Issue) -> None:
    version = failed.version
    stored = list(StoredFile.objects.filter(name__startswith="prevent-").values_list("pk", flat=True))
    factories.make_person("Jo Bloggs")
    one = version.decisions.get(found="Harriet Holder")
    Issue.objects.filter(pk=failed.pk).update(job=None)
    with pytest.raises(NotAllowedNow, match="being made already"):
        publishing.publish_version(by=room.secretary, version=version)
    Issue.objects.filter(pk=failed.pk).update(job=failed.job)
    again = [Resolution(one.path, one.found, "replace", "Jo Bloggs")]
    publishing.decide_names(by=room.officer, version=version, decisions=again)
    assert not StoredFile.objects.filter(pk__in=stored).exists()  # they went by the earlier decision
    page = text(factories.signed_in(room.lead).get(url("version", version.reference)))
    assert "Decide on 1 name" in page
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    assert issue.number == 2
    run_job.call(_job(issue))
    assert list(faults()) == []


def test_a_name_known_since_the_failure_is_asked_about_before_it_is_tried_again(room: Any, failed: Issue) -> None:
    factories.make_person("Staff Know")  # “Staff know the duty” is the title of an area
    page = text(factories.signed_in(room.secretary).get(url("version", failed.version.reference)))
    assert "Before it is tried again, 1 name waits for a decision" in page
    assert "Try again</button>" not in page
    names = text(factories.signed_in(room.officer).get(url("decide_names", failed.version.reference)))
    assert "what was made so far is then dropped" in names
    with pytest.raises(NotAllowedNow, match="1 name"):
        publishing.publish_version(by=room.secretary, version=failed.version)


def test_what_is_restricted_since_the_failure_is_withheld_by_a_new_attempt(room: Any, failed: Issue) -> None:
    areas.restrict_passages(by=room.lead, area=room.awareness.area, passages=["actions_taken"], reason="A place.")
    issue = publishing.publish_version(by=room.secretary, version=failed.version)
    assert issue.pk != failed.pk
    run_job.call(_job(issue))
    found = edition(failed.version)
    assert found is not None
    row = found.file("public", "json")
    assert row is not None
    assert row.file is not None
    with row.file.content.open("rb") as stream:
        assert b"134 staff" not in stream.read()
    assert list(faults()) == []


def test_a_reissue_whose_job_failed_can_be_tried_again(
    room: Any, published: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = FrozenPassage.objects.get(version=published, value__contains="The group meets")
    redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    issue = published.issues.get(replaced_at__isnull=True)
    secretary, page = factories.signed_in(room.secretary), url("version", published.reference)
    with pytest.raises(NotAllowedNow, match="being made already"):
        publishing.publish_version(by=room.secretary, version=published)
    _fail(issue, monkeypatch)
    assert "The files were not made" in text(secretary.get(page))
    assert "issued again" in text(Client().get(url("published_now", "plan")))
    assert secretary.post(url("publish_version", published.reference)).status_code == 302
    issue.refresh_from_db()
    run_job.call(_job(issue))
    assert "Staff know the duty" in text(Client().get(url("published_now", "plan")))
    assert VersionState.objects.get().state == "published"
    assert list(faults()) == []
    with pytest.raises(NotAllowedNow):
        publishing.publish_version(by=room.secretary, version=published)


def test_a_withdrawal_leaves_no_half_made_files(room: Any, failed: Issue) -> None:
    withdraw_version(by=room.secretary, version=failed.version, why="A mistake.")
    assert not StoredFile.objects.filter(name__startswith="prevent-").exists()
    assert list(faults()) == []


def test_a_second_worker_s_files_stand_and_remarks_are_kept_once(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    """One worker is taken for dead when it begins its first file, and another does all the work."""
    real = making.write_file

    def remarked(source: Any, audience: str, format: str) -> Any:
        written = real(source, audience, format)
        if (audience, format) == ("public", "page"):
            monkeypatch.setattr(making, "write_file", real)
            making.make_issue({"issue": issue.reference}, report=lambda progress: None)
            return Written(written.content + b"slow", ("A sign was replaced.",))
        return written

    monkeypatch.setattr(making, "write_file", remarked)
    making.make_issue({"issue": issue.reference}, report=lambda progress: None)
    issue.refresh_from_db()
    assert IssueFile.objects.count() == len(WANTED)
    assert StoredFile.objects.filter(name__startswith="prevent-").count() == len(WANTED)
    assert Entry.objects.filter(verb="publication.published").count() == 1
    assert issue.remarks == [{"file": "prevent-plan-1.fragment.html", "says": "A sign was replaced."}]
    assert list(faults()) == []


def test_a_text_that_a_format_cannot_hold_is_told_with_its_sentence(room: Any) -> None:
    ActionRevision.objects.filter(text="Write the statement").update(text="x " * 40_000 + "x")
    version: Version = room.approved()
    decided(room, version)
    issue = publishing.publish_version(by=room.secretary, version=version)
    run_job.call(_job(issue))
    issue.refresh_from_db()
    assert issue.failed
    assert edition(version) is None
    client = factories.signed_in(room.secretary)
    for page in ("version", "decide_names"):
        said = text(
            (client if page == "version" else factories.signed_in(room.officer)).get(url(page, version.reference))
        )
        assert "is too long for a spreadsheet" in said
    assert "withdraw this version, and propose the next" in text(client.get(url("version", version.reference)))
    again = publishing.publish_version(by=room.secretary, version=version)
    assert not again.failed  # until it is refused once more
    run_job.call(_job(again))
    again.refresh_from_db()
    assert [one["refused"] for one in again.remarks if "refused" in one] == ["xlsx"]
