"""The command's contract for scripts: exit status 0, or 2 with one line; and what each verb does to an installation."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest

from dueregard.config.command import main
from dueregard.config.command.failing import Failure, one_line
from dueregard.config.command.people import _name_from
from dueregard.config.command.plans import _day
from dueregard.kernel.encryption import new_key
from tests.config.running import COMMAND, assert_refused, environment, here, run


# --- asking wrongly ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "VERB"),
        (["fly"], "fly"),
        (["plan"], "VERB"),
        (["plan", "import"], "FILE"),
        (["plan", "import", "a", "b"], "b"),
        (["plan", "import", "a\nb", "--jsonn"], "--jsonn"),
        (["plan", "import", "a"], "--json"),
        (["plan", "import", "a", "--commit"], "--by"),
        (["plan", "import", "a", "--json", "--again"], "--commit"),
        (["plan", "import", "a", "--json", "--taken", "leave-out"], "--commit"),
        (["plan", "import", "a", "--commit", "--by", "x@y.uk", "--taken", "overwrite"], "without-number"),
        (["plan", "export", "--format", "docx"], "docx"),
        (["serve", "--port", "many"], "many"),
        (["verify", "--head"], "--head"),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert word in err


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert main(["plan", "import", "--help"]) == 0
    assert "createlead" in capsys.readouterr().out


def test_one_line_is_one_line_whatever_it_is_made_of() -> None:
    assert one_line("two\nlines\t and  more ") == "two lines and more"
    assert one_line("") == "It did not work."


@pytest.mark.parametrize(
    ("address", "name"),
    [("morgan.whitlow@example.ac.uk", "Morgan Whitlow"), ("m_whitlow@example.ac.uk", "M Whitlow"), ("x@y.uk", "X")],
)
def test_a_name_is_guessed_from_an_address(address: str, name: str) -> None:
    assert _name_from(address) == name


def test_a_day_is_iso_or_refused() -> None:
    assert _day(None) is None
    assert str(_day("2026-11-04")) == "2026-11-04"
    with pytest.raises(Failure, match="YYYY-MM-DD"):
        _day("4 November")


# --- reading a plan: no database, no Django, no traces ----------------------------------------------------------------
PLAN = """Prevent duty action plan\tUniversity of Wexmouth
Number\tRisk area\tActions taken\tNext steps\tLead\tRAG
1.1\tStaff do not know the duty\tBriefings each term\tBrief new staff by 31 January 2027\tHead of HR\tAmber
1.2\tSpeakers are not assessed\tSpeaker policy in force\tReview the policy by June 2027\tRegistrar\tGreen
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.tsv"
    path.write_text(PLAN)
    return path


def test_a_proposal_is_printed_and_nothing_is_written(plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir(mode=0o555)
    done = run("plan", "import", str(plan), "--json", cwd=folder, DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (done.returncode, done.stderr) == (0, "")
    proposal = json.loads(done.stdout)
    assert [area["number"] for area in proposal["risk_areas"]] == ["1.1", "1.2"]
    assert proposal["risk_areas"][0]["rag"] == "amber"
    assert list(folder.iterdir()) == []
    assert plan.read_text() == PLAN


def test_reading_a_plan_loads_no_django(plan: Path) -> None:
    look = (
        "import sys; from dueregard.config.command import main; main(); "
        "sys.stderr.write(str('django.apps' in sys.modules))"
    )
    done = subprocess.run(
        [COMMAND[0], "-c", look, "plan", "import", str(plan), "--json"],
        env=environment(None), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == "False"


def test_whoever_reads_our_output_may_stop(plan: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "plan", "import", str(plan), "--json"],
        env=environment(None), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.wait(30) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_output_that_cannot_be_written_is_said(plan: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "plan", "import", str(plan), "--json"],
            env=environment(None), stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "No space left on device.\n"


def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path) -> None:
    empty, nothing = tmp_path / "empty.docx", tmp_path / "nothing.txt"
    empty.touch()
    nothing.write_text("Dear all,\n\nthe canteen is closed on Friday.\n")
    assert_refused(run("plan", "import", str(tmp_path / "none.docx"), "--json"), "There is no file")
    assert_refused(here("plan", "import", str(tmp_path), "--json"), "is a folder")
    assert_refused(here("plan", "import", "", "--json"), "Name the document")
    assert_refused(here("plan", "import", "a\0b".replace("\0", "\n"), "--json"), "There is no file a b")
    assert_refused(here("plan", "import", str(empty), "--json"), "empty")
    assert_refused(here("plan", "import", str(nothing), "--json"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_elses_is_refused(plan: Path) -> None:
    plan.chmod(0)
    assert_refused(run("plan", "import", str(plan), "--json"), "may not be read")


def test_a_limit_that_is_no_number_is_said(plan: Path) -> None:
    done = here("plan", "import", str(plan), "--json", DUEREGARD_DOCUMENT_SECONDS="soon")
    assert_refused(done, "DUEREGARD_DOCUMENT_SECONDS must be a whole number above 0.")


# --- setting up -------------------------------------------------------------------------------------------------------
def test_a_fresh_folder_is_migrated_and_its_secrets_are_its_owners(tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    done = run("migrate", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"The database is up to date: \d+ migrations applied\.\n", done.stdout)
    for secret in ("secret-key", "key-ring"):
        assert stat.S_IMODE((data / secret).stat().st_mode) == 0o600
    assert run("migrate", data=data).stdout == "The database is up to date.\n"


NEED_A_DATABASE = [
    ["verify"],
    ["serve", "--port", "0"],
    ["tick"],
    ["retention"],
    ["plan", "export"],
    ["plan", "import", "PLAN", "--commit", "--by", "a.b@example.org"],
    ["createlead", "a.b@example.org"],
    ["demo", "load"],
]


@pytest.mark.parametrize("mode", ["real", "demo", "own secrets"])
@pytest.mark.parametrize("verb", NEED_A_DATABASE, ids=lambda verb: " ".join(verb[:2]))
def test_what_is_refused_for_want_of_an_installation_leaves_nothing(
    verb: list[str], mode: str, tmp_path: Path, plan: Path
) -> None:
    data = tmp_path / "data"
    more = {
        "real": {},
        "demo": {"DUEREGARD_DEMO": "1"},
        "own secrets": {"DUEREGARD_SECRET_KEY": "x" * 40, "DUEREGARD_KEYS": new_key("k1")},
    }[mode]
    arguments = [str(plan) if word == "PLAN" else word for word in verb]
    words = ["There is no installation in", "dueregard migrate"]
    if verb[0] == "demo" and mode != "demo":
        words = ["only with DUEREGARD_DEMO=1"]
    # Settings of their own are read in a process of its own; there one folder is asked about, to halve the cost.
    asked = here if mode == "real" and verb != ["verify"] else run
    both = mode == "real" or verb == ["verify"]
    if both or mode == "demo":
        assert_refused(asked(*arguments, data=data, **more), *words)
        assert not data.exists()
    if both or mode == "own secrets":
        data.mkdir()
        assert_refused(asked(*arguments, data=data, **more), *words)
        assert list(data.iterdir()) == []


def test_a_database_that_is_not_migrated_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dueregard.sqlite3").touch()
    assert_refused(run("verify", data=tmp_path, DUEREGARD_DEMO="1"), "lacks", "dueregard migrate")


@pytest.mark.parametrize("lost", ["key-ring", "secret-key"])
def test_a_lost_secret_is_asked_for_and_not_made_anew(data: Path, lost: str) -> None:
    (data / lost).unlink()
    assert_refused(here("verify", data=data), f"lacks {lost}", "backup")
    assert not (data / lost).exists()


def test_a_machine_without_the_secrets_of_its_database_is_refused(tmp_path: Path) -> None:
    done = here("serve", data=tmp_path / "new", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert_refused(done, "lacks secret-key and key-ring", "another of its machines")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("verb", ["migrate", "verify", "serve"])
def test_a_data_folder_that_is_a_file_is_said(verb: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert_refused(here(verb, data=file), "is a file", "DUEREGARD_DATA")
    assert file.read_text() == "mine"


@pytest.mark.parametrize("verb", ["migrate", "verify", "serve"])
def test_a_data_folder_that_cannot_be_written_is_said(verb: str, data: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everything")
    data.chmod(0o500)
    assert_refused(run(verb, data=data), "is not this user’s", "DUEREGARD_DATA")
    data.chmod(0)
    assert_refused(run(verb, data=data), "is not this user’s")
    data.chmod(0o700)


def test_a_data_folder_that_the_system_says_is_not_ours_is_said(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for the user whom the folder does not belong to; the suite itself may run as root, who may write everything."""
    monkeypatch.setenv("DUEREGARD_DATA", str(data))
    monkeypatch.setattr(os, "access", lambda *args: False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    before = sorted(data.iterdir())
    for arguments in (["verify"], ["migrate"], ["serve", "--port", "0"]):
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert len(err.splitlines()) == 1
        assert "is not this user’s to read and write" in err
    assert sorted(data.iterdir()) == before


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert_refused(here("migrate", data=tmp_path / "file" / "data", DUEREGARD_DEMO="1"), "DUEREGARD_DATA")


def test_a_database_that_is_away_is_said() -> None:
    done = run("verify", DATABASE_URL="postgres://nobody@127.0.0.1:1/none", DUEREGARD_DEMO="1")
    assert_refused(done, "database")


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    assert_refused(run("migrate", data=tmp_path, DATABASE_URL="mysql://a@127.0.0.1/b"), "PostgreSQL")


# --- people -----------------------------------------------------------------------------------------------------------
def test_the_first_lead_gets_a_link_that_sets_a_password(data: Path) -> None:
    done = run(
        "createlead", "Morgan.Whitlow@Example.ac.uk", "--name", "Morgan Whitlow",
        data=data, DUEREGARD_ORIGINS="https://prevent.example.ac.uk",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Morgan Whitlow (morgan.whitlow@example.ac.uk) is Prevent lead.\n")
    assert re.search(
        r"Set a password at https://prevent\.example\.ac\.uk/account/password/reset/key/\S+\n$", done.stdout
    )
    with sqlite3.connect(data / "dueregard.sqlite3") as database:
        rows = database.execute("SELECT role, state, appointed_by FROM accounts_appointment").fetchall()
        verbs = [row[0] for row in database.execute("SELECT verb FROM audit_entry ORDER BY number")]
    assert rows == [("prevent_lead", "confirmed", "command")]
    assert verbs == [
        "training.courses_begun",
        "accounts.person_added",
        "accounts.account_opened",
        "accounts.appointment_appointed",
    ]
    assert_refused(run("createlead", "morgan.whitlow@EXAMPLE.ac.uk", data=data), "account already")
    assert_refused(run("createlead", "nobody", data=data), "not an e-mail address")


# --- taking the register out ------------------------------------------------------------------------------------------
def test_the_register_is_printed_or_written(data: Path, tmp_path: Path) -> None:
    done = run("plan", "export", "--format", "json", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["risk_areas"] == []
    assert run("plan", "export", data=data).stdout.startswith(("\ufeff", "Reference", '"', "Number", "Section"))
    target = tmp_path / "register.xlsx"
    assert run("plan", "export", "--format", "xlsx", "--to", str(target), data=data).returncode == 0
    assert target.read_bytes().startswith(b"PK")
    assert_refused(run("plan", "export", "--as-recorded-on", "4 November", data=data), "YYYY-MM-DD")
    assert_refused(run("plan", "export", "--as-recorded-on", "2999-01-01", data=data), "not come yet")


def test_a_plan_is_taken_in_by_somebody_who_may(plan: Path, data: Path) -> None:
    run("createlead", "a.b@example.org", data=data)
    assert_refused(
        run("plan", "import", str(plan), "--commit", "--by", "c.d@example.org", data=data), "No open account"
    )
    done = run("plan", "import", str(plan), "--commit", "--by", "A.B@example.org", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    exported = json.loads(run("plan", "export", "--format", "json", data=data).stdout)
    assert [area["number"] for area in exported["risk_areas"]] == ["1.1", "1.2"]
    assert_refused(run("plan", "import", str(plan), "--commit", "--by", "a.b@example.org", data=data))
    assert run("verify", data=data).returncode == 0


# --- the trail --------------------------------------------------------------------------------------------------------
def test_the_trail_verifies_until_somebody_changes_it(data: Path) -> None:
    run("createlead", "a.b@example.org", data=data)
    done = run("verify", data=data)
    assert done.returncode == 0
    head = re.search(r"^Head: (\d+:[0-9a-f]{64})$", done.stdout, flags=re.M)
    assert head is not None
    assert run("verify", "--head", head[1], data=data).returncode == 0
    assert_refused(run("verify", "--head", "7", data=data), "N:HASH")

    run("createlead", "c.d@example.org", data=data)
    assert run("verify", "--head", head[1], data=data).returncode == 0

    database = sqlite3.connect(data / "dueregard.sqlite3")
    database.executescript("DROP TRIGGER audit_entry_no_update; UPDATE audit_entry SET summary = 'x' WHERE number = 2")
    database.close()
    done = run("verify", data=data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "Entry 2 has been changed."


def test_a_head_that_no_longer_holds_is_a_difference(data: Path) -> None:
    run("createlead", "a.b@example.org", data=data)
    done = run("verify", "--head", f"9:{'a' * 64}", data=data)
    assert done.returncode == 1
    assert "before the entry 9" in done.stderr


# --- the schedule and the demonstration -------------------------------------------------------------------------------
def test_a_tick_does_what_is_due_once(data: Path) -> None:
    assert "reap_jobs" in run("tick", data=data).stdout
    assert "clear_sessions" not in run("tick", data=data).stdout


def test_the_demonstration_does_not_exist_outside_its_mode(data: Path) -> None:
    for verb in ("load", "reset", "sign-ins"):
        assert_refused(here("demo", verb, data=data), "DUEREGARD_DEMO=1")


def test_the_demonstrations_secrets_are_refused_elsewhere(data: Path) -> None:
    from dueregard.config.secrets import DEMO_KEYS, DEMO_SECRET_KEY

    assert_refused(run("verify", data=data, DUEREGARD_SECRET_KEY=DEMO_SECRET_KEY), "everybody knows")
    assert_refused(run("verify", data=data, DUEREGARD_KEYS=DEMO_KEYS), "everybody knows")
    assert_refused(run("verify", data=data, DUEREGARD_SECRET_KEY="short"), "32 random characters")
