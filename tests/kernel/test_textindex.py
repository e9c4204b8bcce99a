"""The full-text index: finds words and beginnings, restricted passages only for those who may, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from dueregard.actions.models import Action
from dueregard.kernel import textindex

TABLE = "kernel_test_words"


@pytest.fixture
def index(db: None) -> Iterator[dict[str, int]]:
    """An index of its own over four actions."""
    operation = textindex.create_index(TABLE)

    class Editor:
        connection = connection

        def execute(self, sql: str) -> None:
            connection.cursor().execute(sql)

    operation.code(None, Editor())
    rows = {name: Action.objects.create().pk for name in ("training", "events", "prayer", "hidden")}
    textindex.put(TABLE, rows["training"], "Staff training\nBrief every dean at induction")
    textindex.put(TABLE, rows["events"], "External speakers and events: café, naïve 2.4")
    textindex.put_many(TABLE, [(rows["prayer"], "Prayer rooms. O'Neill's \"list\"", "")])
    textindex.put(TABLE, rows["hidden"], "Web filtering", "Referral of a student to the partnership")
    yield rows
    operation.reverse_code(None, Editor())


def found(words: str, *, restricted: bool = False) -> set[int] | None:
    keys = textindex.matching(TABLE, words, restricted=restricted)
    return None if keys is None else set(Action.objects.filter(pk__in=keys).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("training", {"training"}),
        ("TRAINING staff", {"training"}),
        ("train", {"training"}),
        ("speaker", {"events"}),
        ("induc", {"training"}),
        ("training speakers", set()),
        ("O'Neill", {"prayer"}),
        ('"list"', {"prayer"}),
        ("2.4", {"events"}),
        ("naïve", {"events"}),
        ("nothing-like-it", set()),
        ("Web OR NOT AND unheard*", set()),
        ("filtering)", {"hidden"}),
        ("(((", None),
        ("' \" * : & | ! <->", None),
        ("", None),
    ],
)
def test_words_and_beginnings_find_their_rows(index: dict[str, int], words: str, names: set[str] | None) -> None:
    assert found(words) == (None if names is None else {index[name] for name in names})


def test_restricted_words_find_only_for_those_who_may(index: dict[str, int]) -> None:
    assert found("referral") == set()
    assert found("partnership") == set()
    assert found("referral", restricted=True) == {index["hidden"]}
    assert found("filtering", restricted=True) == {index["hidden"]}


def test_words_of_both_texts_are_found_together_by_those_who_may(index: dict[str, int]) -> None:
    assert found("filtering referral", restricted=True) == {index["hidden"]}
    assert found("filtering referral") == set()


def test_a_row_is_replaced_not_added_to(index: dict[str, int]) -> None:
    textindex.put(TABLE, index["training"], "Something else", "")
    assert found("dean") == set()
    assert found("something") == {index["training"]}


def test_a_removed_row_is_found_no_more(index: dict[str, int]) -> None:
    textindex.remove(TABLE, index["events"])
    textindex.remove(TABLE, 10**9)
    assert found("speakers") == set()


def test_a_very_long_text_and_very_many_words_are_borne(index: dict[str, int]) -> None:
    textindex.put(TABLE, index["training"], " ".join(f"word{n}" for n in range(60_000)))
    assert found("word1234") == {index["training"]}
    assert found(" ".join(["word7"] * 500)) == {index["training"]}
