"""`dueregard retention`: saying what would go, removing it, and the contract for scripts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.config.running import assert_refused, run


def ask(data: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "dueregard.sqlite3")) as database, database:
        return database.execute(statement).fetchall()


def test_it_says_what_would_go_then_removes_it_and_then_has_nothing_to_do(data: Path) -> None:
    assert run("retention", "--dry-run", data=data).stdout == "Nothing is due.\n"
    ask(data, "INSERT INTO django_session VALUES ('over', '', '2020-01-01 00:00:00')")
    ask(data, "INSERT INTO kernel_slot (name, due_at, claimed_at) VALUES ('x', '2020-01-01', '2020-01-01')")
    for _ in range(2):
        dry = run("retention", "--dry-run", data=data)
        assert (dry.returncode, dry.stderr) == (0, "")
        assert set(dry.stdout.splitlines()) == {"Due: 1 sign-in that had ended.", "Due: 1 turn of the schedule."}
    begun = [("command", "training.courses_begun")]  # with the migrations
    assert ask(data, "SELECT actor, verb FROM audit_entry") == begun

    done = run("retention", data=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Removed: 1 turn of the schedule, 1 sign-in that had ended.\n"
    assert ask(data, "SELECT actor, verb FROM audit_entry ORDER BY number") == [
        *begun,
        ("command", "retention.removed"),
    ]
    assert run("retention", data=data).stdout == "Nothing was due.\n"
    assert run("verify", data=data).returncode == 0


def test_a_database_that_is_not_up_to_date_is_left_alone(tmp_path: Path) -> None:
    for arguments in (["retention"], ["retention", "--dry-run"]):
        assert_refused(run(*arguments, data=tmp_path / "empty"), "dueregard migrate")


def test_an_unknown_option_is_answered_in_one_line(data: Path) -> None:
    assert_refused(run("retention", "--all", data=data), "--all")
