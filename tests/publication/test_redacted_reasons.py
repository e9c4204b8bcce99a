"""The reason of a correction or of a redaction that names somebody: it goes as well, and only as the trail tells."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dueregard.audit.queries import faults as trail_faults
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas
from dueregard.publication.models import FrozenPassage, Tombstone, Version
from dueregard.publication.queries.living import living_content
from dueregard.publication.queries.proof import faults
from dueregard.publication.queries.versions import content_of, edition
from dueregard.publication.rules.corrections import possible_corrections
from dueregard.publication.workflows import making
from dueregard.publication.workflows.redacting import redact_passage, redact_reason
from dueregard.publication.workflows.versions import correct_version
from tests import factories
from tests.append_only import tamper
from tests.publication.conftest import decided, made
from tests.publication.test_pages import text, url
from tests.publication.test_redacting import everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]

# Another value of a column, by the kind of field.
OTHER = {
    "CharField": "substr({}, 2)", "TextField": "substr({}, 2)", "BooleanField": "NOT {}", "ForeignKey": "NULL",
    "DateField": "'2001-01-01'", "DateTimeField": "'2001-01-01 00:00:00+00:00'",
}  # fmt: skip
SAID = "Quetzal Umbrage was seen by the porter."


def _edited(room: Any, words: str) -> None:
    area = Area.objects.get(pk=room.awareness.area_id)
    areas.edit_area(by=room.lead, area=area, revision=area.revision, actions_taken=words)


def _corrected(room: Any, version: Version, words: str, reason: str) -> Version:
    """The next correction: the passage says `words` from now on."""
    _edited(room, words)
    paths = [one.path for one in possible_corrections(content_of(version), living_content("both"))]
    return correct_version(by=room.officer, version=version, paths=paths, reason=reason)


def _remade(*versions: Version) -> None:
    for version in versions:
        issue = version.issues.get(replaced_at__isnull=True)
        making.make_issue({"issue": issue.reference}, report=lambda progress: None)


@pytest.fixture
def corrected(room: Any) -> tuple[Version, Version]:
    """Version 1 holds the sentence; 1.1 does not, but its reason does. Both are published."""
    _edited(room, f"Before.\n\n{SAID}")
    first = room.approved()
    decided(room, first)
    made(room, first)
    second = _corrected(room, first, "Before.", f"It said: {SAID}")
    made(room, second)
    return first, second


def _committee(version: Version) -> str:
    found = edition(version)
    assert found is not None
    row = found.file("committee", "html")
    assert row is not None
    assert row.file is not None
    with row.file.content.open("rb") as stream:
        content: str = stream.read().decode()
    return content


def test_a_redaction_reaches_the_reason_that_tells_of_it(room: Any, corrected: tuple[Version, Version]) -> None:
    first, second = corrected
    assert SAID in _committee(second)
    row = FrozenPassage.objects.get(version=first, value__contains="Quetzal")
    reached = redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    assert reached == [first, second]
    second.refresh_from_db()
    assert second.correction_reason == "[Redacted]"
    assert "Quetzal" not in everything_stored()
    assert [*faults(), *trail_faults()] == []
    _remade(first, second)
    assert "Corrected: [Redacted]" in _committee(second)
    assert [*faults(), *trail_faults()] == []


@pytest.mark.parametrize("words", ["X", "", "[redacted]"])
def test_any_other_change_of_it_is_tampering(room: Any, corrected: tuple[Version, Version], words: str) -> None:
    _, second = corrected
    change = "UPDATE publication_version SET correction_reason = %s WHERE minor = 1"
    tamper(change, [words])
    assert any("reason of the correction" in sentence for sentence in faults())
    tamper(change, [f"It said: {SAID}"])
    redact_reason(by=room.secretary, version=second, why="Named by mistake.")
    assert list(faults()) == []
    tamper(change, [words])
    assert any("reason of the correction" in sentence for sentence in faults())


def test_a_reason_emptied_without_the_trail_is_tampering(corrected: tuple[Version, Version]) -> None:
    tamper("UPDATE publication_version SET correction_reason = '[Redacted]' WHERE minor = 1")
    assert any("reason of the correction" in sentence for sentence in faults())
    # Whoever erases what was told of it does not get further.
    tamper("UPDATE audit_detail SET \"values\" = '{}', salt = '', erased_at = '2026-01-01 00:00:00+00:00'")
    assert any("reason of the correction" in sentence for sentence in faults())


def test_the_reason_alone_can_be_chosen_on_the_page(room: Any, corrected: tuple[Version, Version]) -> None:
    first, second = corrected
    FrozenPassage.objects.filter(version=first, value__contains="Quetzal").update(value="", salt="")
    client = factories.signed_in(room.secretary)
    address = url("redact_passage", second.reference)
    page = client.get(f"{address}?words=quetzal")
    assert "Two numbers of a version cannot be taken out" in text(page)
    assert [one.position for one in page.context["passages"]] == ["reason"]
    assert "Reason of the correction" in text(page)
    sent = {"passage": "reason", "why": "Right to erasure.", "instead": "", "sure": "on"}
    assert "must not repeat" in text(client.post(address, sent | {"why": f"It said: {SAID}"}))
    assert client.post(address, sent).status_code == 302
    second.refresh_from_db()
    assert second.correction_reason == "[Redacted]"
    assert client.get(f"{address}?passage=reason").status_code == 404
    assert client.get(f"{url('redact_passage', first.reference)}?passage=reason").status_code == 404


def test_who_may_and_what_is_refused(room: Any, corrected: tuple[Version, Version]) -> None:
    first, second = corrected
    with pytest.raises(NotPermitted):
        redact_reason(by=room.officer, version=second, why="x")
    with pytest.raises(NotAllowedNow, match="no reason"):
        redact_reason(by=room.lead, version=first, why="x")
    for why in (" ", "[Redacted]"):
        with pytest.raises(Refused, match="Say why"):
            redact_reason(by=room.lead, version=second, why=why)
    redact_reason(by=room.lead, version=second, why="Named by mistake.")
    with pytest.raises(NotAllowedNow, match="already"):
        redact_reason(by=room.lead, version=second, why="Again.")


def test_the_reason_of_an_earlier_redaction_goes_as_well(room: Any, published: Version) -> None:
    rows = list(FrozenPassage.objects.filter(version=published, path__contains="actions_taken").order_by("position"))
    redact_passage(by=room.secretary, passage=rows[0], why=f"Wrong. {SAID}")
    redact_passage(by=room.secretary, passage=rows[1], why="Another.")
    _edited(room, SAID)
    later = room.approved()
    row = FrozenPassage.objects.get(version=later, value__contains="Quetzal")
    redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    assert "Quetzal" not in everything_stored()
    assert sorted(Tombstone.objects.values_list("why", flat=True)) == ["Another.", "Named by mistake.", "[Redacted]"]
    assert [*faults(), *trail_faults()] == []
    tamper("UPDATE publication_tombstone SET why = '[Redacted]' WHERE why = 'Another.'")
    assert any("other reasons of redactions" in sentence for sentence in faults())


def test_the_database_lets_a_reason_become_redacted_and_nothing_else(
    room: Any, corrected: tuple[Version, Version]
) -> None:
    row = FrozenPassage.objects.filter(version=corrected[0], value__contains="Before").get()
    Tombstone.objects.create(
        passage=row, label="x", why="x", redacted_at=corrected[0].proposed_at, redacted_by="x", redacted_by_name="x",
        entry=1,
    )  # fmt: skip

    def refused(statement: str) -> None:
        with (
            pytest.raises(DatabaseError, match="cannot be changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    for model, reason in ((Version, "correction_reason"), (Tombstone, "why")):
        table = model._meta.db_table
        refused(f"UPDATE {table} SET {reason} = 'X'")  # noqa: S608 - names of our own
        refused(f"UPDATE {table} SET {reason} = ''")  # noqa: S608
        for field in model._meta.concrete_fields:
            value = OTHER.get(field.get_internal_type(), "{} + 1000").format(field.column)
            value = "id" if field.column == "cites_id" else value  # from nothing to something
            if field.column != reason:
                change = f"{reason} = '[Redacted]', {field.column} = {value}"
                refused(f"UPDATE {table} SET {change} WHERE {reason} <> ''")  # noqa: S608
    refused("UPDATE publication_version SET correction_reason = '[Redacted]' WHERE correction_reason = ''")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publication_version SET correction_reason = '[Redacted]' WHERE minor = 1")
        cursor.execute("UPDATE publication_tombstone SET why = '[Redacted]'")


def test_two_redactions_before_the_files_are_made_anew(room: Any, published: Version) -> None:
    rows = list(FrozenPassage.objects.filter(version=published, path__contains="actions_taken").order_by("position"))
    for row in rows[:2]:
        redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
    assert published.issues.count() == 3
    _remade(published)
    assert edition(published) is not None
    assert [*faults(), *trail_faults()] == []
