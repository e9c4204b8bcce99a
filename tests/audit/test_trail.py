"""The trail holds: it verifies as written, every kind of tampering shows, and the database itself refuses to change it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from dueregard.audit.models import Detail, Entry
from dueregard.audit.queries import Head, entries_about, faults, head
from dueregard.audit.rules import GENESIS, canonical, details_digest, entry_hash, moment_text
from dueregard.audit.workflows import erase_details, record
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from tests.append_only import tamper

BY = Command()


def write(count: int = 5, subject: str = "SUBJECT") -> list[Entry]:
    """Some entries with details."""
    return [
        record(
            by=BY,
            verb="plan.rated",
            subject_kind="area",
            subject=f"{subject}{number}",
            summary=f"Rated area {number}.",
            details={"rag": ["amber", "red"], "on": date(2026, 11, 4), "note": f"Überprüft {number}"},
        )
        for number in range(1, count + 1)
    ]


# --- rules ------------------------------------------------------------------------------------------------------------
def test_one_value_has_one_byte_string() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()


def test_a_moment_is_written_alike_whatever_its_zone() -> None:
    moment = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert moment_text(moment) == moment_text(moment.astimezone()) == "2026-07-01T12:00:00.000000+00:00"


@pytest.mark.parametrize(
    "field", ["number", "at", "actor", "actor_name", "verb", "subject_kind", "subject", "summary", "digest"]
)
def test_every_field_is_part_of_the_hash(field: str) -> None:
    fields: dict[str, Any] = dict.fromkeys(("actor", "actor_name", "verb", "subject_kind", "subject", "summary"), "x")
    fields |= {"number": 1, "at": datetime(2026, 1, 1, tzinfo=UTC), "digest": "0"}
    changed = {"number": 2, "at": datetime(2026, 1, 2, tzinfo=UTC)}.get(field, "y")
    assert entry_hash(GENESIS, **fields) != entry_hash(GENESIS, **{**fields, field: changed})
    assert entry_hash(GENESIS, **fields) != entry_hash("1" * 64, **fields)


def test_equal_details_have_different_digests_under_different_salts() -> None:
    assert details_digest("a", {"x": 1}) != details_digest("b", {"x": 1})


# --- the chain --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_empty_trail_verifies_and_its_head_is_nought() -> None:
    assert head() == Head(0, GENESIS)
    assert list(faults()) == []
    assert list(faults(Head(0, GENESIS))) == []


@pytest.mark.django_db
def test_entries_are_numbered_chained_and_verify() -> None:
    entries = write()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries] == [GENESIS, *[entry.hash for entry in entries[:-1]]]
    assert head() == Head(5, entries[-1].hash)
    assert list(faults()) == []
    assert list(faults(Head(3, entries[2].hash))) == []


@pytest.mark.django_db
def test_details_are_kept_as_plain_values() -> None:
    moment = datetime(2026, 11, 4, 9, 30, tzinfo=UTC)
    given = {"on": date(2026, 11, 4), "at": moment, "share": Decimal("0.5"), "names": ("a", "b"), 3: {"x": {1}}}
    entry = record(by=BY, verb="plan.rated", subject_kind="area", subject="X", summary="Rated.", details=given)
    assert Detail.objects.get(entry=entry).values == {
        "on": "2026-11-04",
        "at": "2026-11-04T09:30:00+00:00",
        "share": "0.5",
        "names": ["a", "b"],
        "3": {"x": [1]},
    }
    assert list(faults()) == []


@pytest.mark.django_db
def test_long_names_and_summaries_are_cut_before_they_are_hashed() -> None:
    record(by=Command(name="N" * 300), verb="a.b", subject_kind="k", subject="s", summary="S" * 900)
    assert list(faults()) == []


@pytest.mark.django_db
def test_an_entry_falls_with_the_transaction_that_it_tells_of() -> None:
    write(1)
    with transaction.atomic():
        record(by=BY, verb="a.b", subject_kind="k", subject="s", summary="Never happened.")
        transaction.set_rollback(True)
    assert head().number == 1
    write(1)
    assert list(faults()) == []


@pytest.mark.django_db
def test_the_clock_is_the_houses() -> None:
    moment = datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC)
    with clock.set_to(moment):
        write(1)
    assert Entry.objects.get().at == moment
    assert list(faults()) == []


@pytest.mark.django_db
def test_the_entries_of_a_thing_come_newest_first() -> None:
    write(3)
    write(1, subject="OTHER")
    assert [entry.number for entry in entries_about(["SUBJECT1", "SUBJECT3"])] == [3, 1]


# --- tampering --------------------------------------------------------------------------------------------------------
TAMPERINGS: dict[str, tuple[str, list[str]]] = {
    "a changed summary": (
        "UPDATE audit_entry SET summary = 'Rated area 9.' WHERE number = 3",
        ["Entry 3 has been changed."],
    ),
    "a changed actor": (
        "UPDATE audit_entry SET actor_name = 'Somebody else' WHERE number = 2",
        ["Entry 2 has been changed."],
    ),
    "a changed time": (
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00+00' WHERE number = 1",
        ["Entry 1 has been changed."],
    ),
    "a changed detail": (
        """UPDATE audit_detail SET "values" = '{"rag": ["red", "green"]}' WHERE entry_id = 4""",
        ["The details of entry 4 have been changed."],
    ),
    "a detail emptied without saying so": (
        """UPDATE audit_detail SET "values" = '{}', salt = '' WHERE entry_id = 4""",
        ["The details of entry 4 have been changed."],
    ),
    "missing details": (
        "DELETE FROM audit_detail WHERE entry_id = 5",
        ["The details of entry 5 are missing."],
    ),
    "a hash written anew": (
        "UPDATE audit_entry SET hash = REPLACE(hash, SUBSTR(hash, 1, 8), 'aaaaaaaa') WHERE number = 2",
        ["Entry 2 has been changed.", "Entry 3 does not follow from the entry before it."],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_caught(name: str) -> None:
    write()
    sql, expected = TAMPERINGS[name]
    tamper(sql)
    assert list(faults()) == expected


@pytest.mark.django_db
def test_a_missing_entry_is_caught() -> None:
    write()
    tamper("DELETE FROM audit_detail WHERE entry_id = 3")
    tamper("DELETE FROM audit_entry WHERE number = 3")
    assert list(faults()) == [
        "Entry 3 is missing: the next one found is 4.",
        "Entry 4 does not follow from the entry before it.",
    ]


@pytest.mark.django_db
def test_two_entries_that_changed_places_are_caught() -> None:
    write()
    tamper("DELETE FROM audit_detail WHERE entry_id IN (2, 3)")
    tamper("UPDATE audit_entry SET number = 99 WHERE number = 2")
    tamper("UPDATE audit_entry SET number = 2 WHERE number = 3")
    tamper("UPDATE audit_entry SET number = 3 WHERE number = 99")
    found = list(faults())
    assert "Entry 2 has been changed." in found
    assert "Entry 3 has been changed." in found


@pytest.mark.django_db
def test_a_cut_off_end_shows_only_against_a_head_that_was_written_down() -> None:
    entries = write()
    held = Head(5, entries[-1].hash)
    tamper("DELETE FROM audit_detail WHERE entry_id = 5")
    tamper("DELETE FROM audit_entry WHERE number = 5")
    assert list(faults()) == []
    assert list(faults(held)) == ["The trail ends at entry 4, before the entry 5 that was written down."]


@pytest.mark.django_db
def test_a_trail_that_was_rewritten_whole_shows_against_a_head() -> None:
    held = Head(3, write()[2].hash)
    tamper("DELETE FROM audit_detail")
    tamper("DELETE FROM audit_entry")
    write()
    assert list(faults()) == []
    assert list(faults(held)) == ["Entry 3 is not the one whose hash was written down."]


@pytest.mark.django_db
def test_details_without_an_entry_are_caught() -> None:
    write(1)
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL's foreign key refuses them already")
    with connection.constraint_checks_disabled():
        tamper("""INSERT INTO audit_detail (entry_id, salt, "values") VALUES (7, '', '{}')""")
        assert list(faults()) == ["1 details belong to no entry."]
        tamper("DELETE FROM audit_detail WHERE entry_id = 7")


# --- erasure ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_erasure_empties_the_details_and_the_trail_still_verifies() -> None:
    entries = write()
    count = erase_details(by=BY, numbers=[2, 4], why="A person asked for it.")
    assert count == 2
    emptied = Detail.objects.filter(erased_at__isnull=False).order_by("entry_id")
    assert [(d.entry_id, d.values, d.salt) for d in emptied] == [(2, {}, ""), (4, {}, "")]
    assert list(faults()) == []
    assert list(faults(Head(5, entries[4].hash))) == []
    said = Entry.objects.get(number=6)
    assert (said.verb, said.summary) == ("audit.details_erased", "Erased the details of 2 entries.")
    assert erase_details(by=BY, numbers=[2], why="Again.") == 0


# --- the database's own refusal ---------------------------------------------------------------------------------------
REFUSED: dict[str, str] = {
    "changing an entry": "UPDATE audit_entry SET summary = 'x'",
    "deleting an entry": "DELETE FROM audit_entry",
    "changing details": """UPDATE audit_detail SET "values" = '{"a": 1}', erased_at = '2026-01-01 00:00:00+00', salt = ''""",
    "emptying details without a date": """UPDATE audit_detail SET "values" = '{}', salt = ''""",
    "deleting details": "DELETE FROM audit_detail",
}
TRUNCATED = {
    "truncating details": "TRUNCATE audit_detail",
    "truncating all": "TRUNCATE audit_entry CASCADE",
}


def _is_refused(sql: str) -> None:
    before = head()
    with pytest.raises(DatabaseError, match=r"append-only|can only be emptied"), transaction.atomic():
        connection.cursor().execute(sql)
    assert head() == before
    assert list(faults()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name: str) -> None:
    write(2)
    _is_refused(REFUSED[name])


@pytest.mark.django_db
@pytest.mark.parametrize("name", TRUNCATED)
def test_the_database_refuses_truncate(name: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write(2)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    _is_refused(TRUNCATED[name])


@pytest.mark.django_db
def test_the_orm_is_refused_too() -> None:
    entry = write(1)[0]
    entry.summary = "Something else."
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert list(faults()) == []


# --- two writers ------------------------------------------------------------------------------------------------------
def _together(*works: Callable[[], None]) -> list[BaseException]:
    """Run the works in threads that start at one moment; gives what they raised."""
    gate, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait(10)
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    def many() -> None:
        for _ in range(15):
            with transaction.atomic():
                write(1)

    assert _together(many, many, many) == []
    assert head().number == 45
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_back_after_a_test_that_commits() -> None:
    # The flush after the test before this one ran without them.
    write(1)
    _is_refused("DELETE FROM audit_entry")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
@pytest.mark.parametrize("table", ["audit_entry", "audit_detail"])
def test_a_row_cannot_be_replaced_behind_the_triggers(table: str) -> None:
    write()
    replace = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"  # noqa: S608 - a name of ours
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace)
    assert list(faults()) == []
