"""What only a published plan says of a proposal stays with its parts while these are joined, split and corrected."""

from __future__ import annotations

from typing import Any

from dueregard.plan.rules.proposals import blank_area, joined, parted
from dueregard.plan.rules.published import campus_of, context_of, published, restricted_of


def area(key: str, **said: Any) -> dict[str, Any]:
    return blank_area(key) | {"title": key, "actions_taken": ["One.", "Two."]} | ({"published": said} if said else {})


def test_other_documents_say_nothing() -> None:
    assert published(area("A")) == {}
    assert campus_of(area("A")) == ""
    assert restricted_of(area("A"), area("B")) == {}
    assert "published" not in joined(area("A"), area("B"), titles=False)


def test_joined_rows_are_restricted_where_one_of_them_was() -> None:
    first = area("A", rating_reason="Because.", restricted=["hazard"])
    second = area("B", rating_reason="Otherwise.", campus=" North\nsite", restricted=["hazard", "status_text"])
    whole = joined(first, second, titles=False)
    assert whole["published"] == {
        "rating_reason": "Because.",
        "campus": " North\nsite",
        "restricted": ["hazard", "status_text"],
    }
    assert campus_of(whole) == "North site"
    assert joined(area("A"), area("B", restricted=["hazard"]), titles=True)["published"] == {"restricted": ["hazard"]}


def test_what_is_split_off_is_as_restricted_as_it_was() -> None:
    rest, new = parted(
        area("A", campus="North", restricted=["actions_taken"]), "B", title="New", number=None, steps=set(), taken={1}
    )
    assert rest["published"] == {"campus": "North", "restricted": ["actions_taken"]}
    assert new["published"] == {"restricted": ["actions_taken"]}
    assert "published" not in parted(area("A"), "B", title="New", number=None, steps=set(), taken={1})[1]


def test_passages_of_the_context_are_known_by_their_place_and_else_by_their_heading() -> None:
    told = [
        {"heading": "Local", "kind": "local"},
        {"heading": "Local", "kind": "local", "restricted": True},
        {"heading": "National", "kind": "national"},
    ]

    def of(*headings: str) -> list[dict[str, Any]]:
        passages = [{"heading": heading, "text": "x"} for heading in headings]
        return [one for _, one in context_of({"context": passages, "published": {"context": told}})]

    assert of("Renamed", "Local", "National") == told
    assert of("National", "Local") == [told[2], told[0] | {"restricted": True}]
    assert of("Another") == [{}]
