"""The Word form: what is written comes back as answers, and what was tampered with, or is another's, is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from dueregard.documents.limits import Limits
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.plan.workflows.areas import restrict_passages
from dueregard.rounds.exporting import write_form
from dueregard.rounds.models import Answer
from dueregard.rounds.returning import read_form
from dueregard.rounds.rules import word_form
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import forms, running
from tests.rounds.conftest import Asked, opened
from tests.rounds.test_workflows import now

ANSWER, WORDS, DUE, RATING, ASK = 3, 4, 5, 6, 7


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading in this process: quicker, and covered."""
    monkeypatch.setattr(forms, "run_apart", lambda function, argument, **more: read_form(argument))


def filled(asked: Asked, fill: Callable[[Any], None], lead: Any = None) -> io.BytesIO:
    """The form of a lead with something done to it in Word."""
    content, name = write_form(asked.ask(lead or asked.post))
    assert name.endswith(".docx")
    document = docx.Document(io.BytesIO(content))
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out


def table_of(document: Any) -> Any:
    return document.tables[-1]


def brought(asked: Asked, stream: io.BytesIO, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "by": asked.officer,
        "round": asked.round,
        "stream": stream,
        "name": "form.docx",
        **changes,
    }
    return forms.bring_form_back(**given)


def write(document: Any, row: int, column: int, text: str) -> None:
    table_of(document).rows[row].cells[column].text = text


def test_what_is_written_comes_back(asked: Asked) -> None:
    def fill(document: Any) -> None:
        write(document, 1, RATING, "Green:\nit meets each term")
        write(document, 1, WORDS, "It met.")
        write(document, 2, ANSWER, " Done. ")
        write(document, 2, WORDS, "Signed =cmd() | off")

    ask, taken = brought(asked, filled(asked, fill))
    assert (ask, taken.answered) == (asked.ask(asked.post), 2)
    first, second = asked.pending(asked.post, 1), asked.pending(asked.post, 2)
    assert (first.what, first.words, first.rag, first.reason) == ("changed", "It met.", "green", "it meets each term")
    assert (second.what, second.words, second.way) == ("done", "Signed =cmd() | off", "form")
    assert second.given_by == asked.officer.reference


@pytest.mark.usefixtures("in_process")
def test_it_shows_neither_restricted_rows_nor_what_is_decided(asked: Asked) -> None:
    document = docx.Document(io.BytesIO(write_form(asked.ask(asked.post))[0]))
    text = "\n".join(cell.text for row in table_of(document).rows for cell in row.cells)
    assert "Write the statement" in text
    assert "landlord" not in text
    assert "It meets each term" in text
    restrict_passages(by=asked.officer, area=asked.group.area, passages=["actions_taken"], reason="It names a place.")
    document = docx.Document(io.BytesIO(write_form(asked.ask(asked.post))[0]))
    assert "It meets each term" not in "\n".join(cell.text for row in table_of(document).rows for cell in row.cells)


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("written", "what"),
    [("No change", "no_change"), ("none", "no_change"), ("DONE!", "done"), ("not mine", ""), ("Not mine: ask HoE", "not_mine"),
     ("We are half way", "changed"), (" – ", None)],
)  # fmt: skip
def test_answers_as_people_write_them(asked: Asked, written: str, what: str | None) -> None:
    stream = filled(asked, lambda document: write(document, 2, ANSWER, written))
    if not what:
        with pytest.raises(Refused, match="not filled in" if what is None else "Row 2: Say who"):
            brought(asked, stream)
        return
    brought(asked, stream)
    answer = asked.pending(asked.post, 2)
    assert answer.what == what
    assert answer.ask_instead == ("HoE" if what == What.NOT_MINE else "")
    assert answer.words == ("We are half way" if what == What.CHANGED else "")


@pytest.mark.usefixtures("in_process")
def test_noise_is_tolerated(asked: Asked) -> None:
    def fill(document: Any) -> None:
        table = table_of(document)
        code = table.rows[2].cells[0]
        code.text = f" {code.text.lower()[:3]}\n{code.text.lower()[3:]} "
        table.rows[0].cells[0].text = "ROW "
        table.rows[1]._tr.getparent().remove(table.rows[1]._tr)
        table.add_row()
        write(document, 1, DUE, "Spring  term 2027")
        document.add_paragraph("Kind regards")
        document.add_table(1, 2).rows[0].cells[0].text = "A table of theirs"

    brought(asked, filled(asked, fill))
    assert asked.pending(asked.post, 2).due == "Spring term 2027"


def _code(text: str) -> Callable[[Any], None]:
    return lambda document: (write(document, 1, 0, text), write(document, 1, ANSWER, "no change"))[0]


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("fill", "sentence"),
    [
        (_code("1-1-00000"), "code was changed"),
        (_code(""), "code was changed"),
        (_code("first"), "code was changed"),
        (lambda document: setattr(document.core_properties, "subject", ""), "not a Word form of an update round"),
        (
            lambda document: setattr(document.core_properties, "subject", "Form ABCDEFGHJK-" + "0" * 24),
            "not a Word form",
        ),
        (lambda document: table_of(document)._tbl.getparent().remove(table_of(document)._tbl), "table of the form"),
        (lambda document: write(document, 1, RATING, "Purple: no"), "Row 1: Choose a rating"),
        (lambda document: write(document, 2, DUE, "whenever"), "Row 2: Write a date"),
    ],
)
def test_what_was_tampered_with_or_does_not_go_together_is_refused(
    asked: Asked, fill: Callable[[Any], None], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        brought(asked, filled(asked, fill))
    assert not Answer.objects.exists()


@pytest.mark.usefixtures("in_process")
def test_a_row_of_another_form_or_twice_is_refused(asked: Asked) -> None:
    other = word_form.code_of(asked.ask(asked.person).reference, 1, 1)
    with pytest.raises(Refused, match="belongs to another form"):
        brought(asked, filled(asked, _code(other)))
    unknown = word_form.code_of(asked.ask(asked.post).reference, 9, 1)
    with pytest.raises(Refused, match="Row 9 was not asked for"):
        brought(asked, filled(asked, _code(unknown)))
    twice = word_form.code_of(asked.ask(asked.post).reference, 2, asked.rows(asked.post)[1].revision)

    def fill(document: Any) -> None:
        write(document, 1, 0, twice)
        write(document, 1, ANSWER, "no change")

    with pytest.raises(Refused, match="stands twice"):
        brought(asked, filled(asked, fill))


@pytest.mark.usefixtures("in_process")
def test_a_form_of_another_round_is_refused(asked: Asked) -> None:
    stream = filled(asked, lambda document: write(document, 1, ANSWER, "no change"))
    with pytest.raises(Refused, match="another round"):
        brought(asked, stream, round=opened(asked, title="Another"))
    with pytest.raises(NotPermitted):
        brought(asked, stream, by=asked.reader)
    running.close_round(by=asked.officer, round=asked.round)
    with pytest.raises(NotAllowedNow):
        brought(asked, stream)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "form.docx", "is empty"),
        (b"PK\x03\x04 not a zip", "form.docx", "."),
        (b"plain words", "form.docx", "."),
        (b"plain words", "form.txt", "as a Word document"),
        (b"%PDF-1.7", "form.docx", "."),
    ],
)
def test_bad_files_get_one_sentence(asked: Asked, content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        brought(asked, io.BytesIO(content), name=name)
    assert sentence in str(refused.value)
    assert not Answer.objects.exists()


def test_another_kind_of_file_under_the_name_of_word_is_refused(tmp_path: Path) -> None:
    from dataclasses import asdict

    from dueregard.documents.grids import UnreadableDocument

    path = tmp_path / "a.txt"
    path.write_text("a | b\nc | d\n")
    with pytest.raises(UnreadableDocument, match="as a Word document"):
        read_form({"path": str(path), "name": "a.txt", "limits": asdict(Limits())})


@pytest.mark.usefixtures("in_process")
def test_a_row_that_has_changed_since_the_form_was_made_is_a_conflict(asked: Asked) -> None:
    from dueregard.plan.workflows import steps
    from dueregard.rounds.queries.rows import pending_answers

    stream = filled(asked, lambda document: write(document, 2, ANSWER, "done"))
    steps.edit_step(by=asked.officer, area=asked.group.area, action=asked.write.action, revision=None, progress="New")
    brought(asked, stream)
    assert pending_answers(asked.round)[0].row.changed_since
    assert now(asked.group)
