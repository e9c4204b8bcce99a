"""Importing from the command line: a file is read, kept and taken over in one go, or nothing happens and one line says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.config.command import main
from dueregard.documents.limits import Limits
from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.principals import Command
from dueregard.kernel.require import Refused
from dueregard.plan.models import Area, PlanImport
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows.imports import commit_file, reading, undo_import
from tests import factories
from tests.plan.importing_samples import PLAN, answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "our plan.txt"
    path.write_text(PLAN)
    return path


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading apart is another's; here it always gives the same plan."""
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: answer())


def test_a_file_is_read_kept_and_taken_over_in_one_go(plan: Path) -> None:
    brought = commit_file(by=Command(), path=plan)
    assert brought.state == ImportState.COMMITTED
    assert brought.file.name == "our plan.txt"
    assert brought.file.content.read() == PLAN.encode()
    assert list(Area.objects.order_by("number").values_list("number", flat=True)) == ["1.1", "1.2", "2.1"]
    assert not Job.objects.exists()
    assert Entry.objects.filter(subject=brought.reference).get().actor_name == "Command line"
    undo_import(by=Command(), brought=brought)
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "plan.txt", "plan.txt is empty"),
        (b"MZ\x90", "plan.exe", "plan.exe is not a kind of file that can be read"),
        (b"A letter.\n\nDear all,\n\nThank you for coming.\n", "letter.txt", "No plan was found"),
        (b"PK\x03\x04 cut short", "plan.docx", "The file is cut short or damaged"),
        (b"%PDF-1.4\n", "plan.pdf", "."),
    ],
)
def test_a_file_that_is_no_plan_changes_nothing(tmp_path: Path, content: bytes, name: str, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    entries = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        commit_file(by=Command(), path=path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not PlanImport.objects.exists()
    assert not StoredFile.objects.exists()
    assert Entry.objects.count() == entries


def test_a_file_that_is_too_large_or_gone(plan: Path, settings: Any) -> None:
    settings.DUEREGARD_DOCUMENT_LIMITS = Limits(max_bytes=100)
    with pytest.raises(Refused, match="can be brought"):
        commit_file(by=Command(), path=plan)
    with pytest.raises(Refused, match="could not be opened"):
        commit_file(by=Command(), path=plan.with_name("gone.txt"))


@pytest.mark.usefixtures("stand_in")
def test_numbers_that_are_taken_keep_nothing_of_the_second(plan: Path) -> None:
    commit_file(by=Command(), path=plan)
    other = plan.with_name("other.txt")
    other.write_text("another plan")
    with pytest.raises(Refused, match="The same file is in the register already"):
        commit_file(by=Command(), path=plan)
    with pytest.raises(Refused, match=r"In the register already: 1\.1, 2\.1"):
        commit_file(by=Command(), path=other)
    assert (PlanImport.objects.count(), StoredFile.objects.count(), Area.objects.count()) == (1, 1, 3)
    commit_file(by=Command(), path=other, taken="leave_out")
    assert Area.objects.count() == 4


@pytest.mark.usefixtures("stand_in")
def test_the_command_commits_for_an_account(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lead = factories.make_account(Role.PREVENT_LEAD)
    assert main(["plan", "import", str(plan), "--commit", "--by", lead.email]) == 0
    said = capsys.readouterr()
    assert PlanImport.objects.get().reference in said.out
    assert said.err == ""
    assert PlanImport.objects.get().brought_by == lead.reference


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("same", "options", "areas", "says"),
    [
        (True, [], 3, "say that you want it twice (--again)."),
        (True, ["--taken", "leave-out"], 3, "(--again)."),
        (True, ["--again"], 3, "1.1, 2.1. Say what to do with them (--taken without-number or --taken leave-out)."),
        (True, ["--again", "--taken", "refuse"], 3, "(--taken without-number or --taken leave-out)."),
        (True, ["--again", "--taken", "without-number"], 6, ""),
        (True, ["--again", "--taken", "leave-out"], 4, ""),
        (False, [], 3, "(--taken without-number or --taken leave-out)."),
        (False, ["--again"], 3, "(--taken without-number or --taken leave-out)."),
        (False, ["--taken", "without-number"], 6, ""),
        (False, ["--taken", "leave-out"], 4, ""),
    ],
)
def test_the_command_says_which_option_takes_a_file_in_all_the_same(
    plan: Path, capsys: pytest.CaptureFixture[str], same: bool, options: list[str], areas: int, says: str
) -> None:
    commit_file(by=Command(), path=plan)
    if not same:
        plan.write_text("another plan")
    lead = factories.make_account(Role.PREVENT_LEAD)
    status = main(["plan", "import", str(plan), "--commit", "--by", lead.email, *options])
    said = capsys.readouterr()
    assert Area.objects.count() == areas
    if says:
        assert (status, said.out) == (2, "")
        assert len(said.err.splitlines()) == 1
        assert said.err.rstrip("\n").endswith(says)
        assert (PlanImport.objects.count(), StoredFile.objects.count()) == (1, 1)
    else:
        assert (status, said.err) == (0, "")
        assert PlanImport.objects.count() == 2


def test_leaving_out_what_is_taken_must_leave_something(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbered = answer()
    numbered["proposal"]["risk_areas"] = [area for area in numbered["proposal"]["risk_areas"] if area["number"]]
    monkeypatch.setattr(reading, "run_apart", lambda *args, **more: numbered)
    commit_file(by=Command(), path=plan)
    lead = factories.make_account(Role.PREVENT_LEAD)
    more = ["--again", "--taken", "leave-out"]
    assert main(["plan", "import", str(plan), "--commit", "--by", lead.email, *more]) == 2
    assert "there is nothing to take into the register" in capsys.readouterr().err
    assert PlanImport.objects.count() == 1


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("who", ["nobody@example.org", "auditor"])
def test_the_command_refuses_with_one_line(plan: Path, capsys: pytest.CaptureFixture[str], who: str) -> None:
    address = factories.make_account(Role.AUDITOR).email if who == "auditor" else who
    assert main(["plan", "import", str(plan), "--commit", "--by", address]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not PlanImport.objects.exists()


def test_the_sample_goes_in_by_command(shared: Path) -> None:
    brought = commit_file(by=Command(), path=shared / "seeds" / "000_e20af7a3bff26bcc.txt")
    assert len(brought.made["areas"]) == 13


def test_every_layout_that_is_a_plan_goes_in_and_comes_out_again(shared: Path) -> None:
    """What the samples hold (long cells, odd numbers, scores, no sections) fits the register's tables."""
    plans = sorted((shared / "plans").glob("*.txt"))
    assert plans
    refused = []
    for path in plans:
        try:
            brought = commit_file(by=Command(), path=path, taken="without_number")
        except Refused as refusal:
            refused.append((path.name, str(refusal)))
            continue
        assert len(brought.made["areas"]) == len(brought.proposal["risk_areas"])
        assert len(brought.made["actions"]) == sum(len(a["next_steps"]) for a in brought.proposal["risk_areas"])
        undo_import(by=Command(), brought=brought)
        assert not Area.objects.exists()
    assert [name.split("_")[1] for name, _ in refused] == ["colchester"]
    assert refused[0][1].startswith("No plan was found")
