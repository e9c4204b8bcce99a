"""A Word form that came back: it is read apart, and what it says becomes proposals as if it had been typed."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from dueregard.documents.apart import run_apart
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.readers.kinds import ending_of
from dueregard.kernel import clock
from dueregard.kernel.files import chunks, shown_name
from dueregard.kernel.require import Refused, permit, sound
from dueregard.organisation.queries import term_dates
from dueregard.plan.workflows.imports.bringing import check_file
from dueregard.rounds import permissions
from dueregard.rounds.models import Ask, AskedRow, Round
from dueregard.rounds.rules.states import Way
from dueregard.rounds.rules.word_form import OTHER_ROUND, ask_of, read_back
from dueregard.rounds.workflows.answering import Taken, answer_rows
from dueregard.rounds.workflows.writing import open_round_locked

_READ = "dueregard.rounds.returning:read_form"


def bring_form_back(*, by: Any, round: Round, stream: BinaryIO, name: str) -> tuple[Ask, Taken]:
    """Read a filled Word form outside this process and keep its answers; gives whose form it was, and what was taken.

    All of it or nothing. Raises Refused with one sentence for a file that cannot be read, that is no form of this round,
    whose identification was changed, or whose answers do not go together; NotAllowedNow once the round is closed.
    """
    permit(permissions.can_run_rounds(by))
    check_file(stream, name)
    sound(ending_of(shown_name(name)) == ".docx", "Bring the form back as a Word document (.docx).")
    answer = _read_apart(stream, name)
    with transaction.atomic():
        row = open_round_locked(round.pk)
        try:
            reference = ask_of(str(answer["subject"]))
            ask = Ask.objects.filter(reference=reference, round=row).first()
            if ask is None:
                raise ValueError(OTHER_ROUND)
            asked = AskedRow.objects.filter(ask=ask).values_list("position", "action_id")
            back = read_back(
                ask=reference,
                steps={position: action is not None for position, action in asked},
                tables=answer["tables"],
                terms=term_dates(),
                today=clock.today(),
            )
        except ValueError as refusal:
            raise Refused(str(refusal)) from None
        sound(bool(back.heard), "The form is not filled in: every answer in it is empty.")
        said = {}
        for position, (heard, revision) in back.heard.items():
            sound(not heard.wrong, f"Row {position}: {next(iter(heard.wrong.values()), '')}")
            if heard.said is not None:
                said[position] = (heard.said, revision)
        return ask, answer_rows(by=by, ask=ask, said=said, way=Way.FORM)


def _read_apart(stream: BinaryIO, name: str) -> dict[str, Any]:
    limits = settings.DUEREGARD_DOCUMENT_LIMITS
    with tempfile.NamedTemporaryFile(prefix="dueregard-") as copy:
        for block in chunks(stream):
            copy.write(block)
        copy.flush()
        argument = {"path": str(Path(copy.name).resolve()), "name": shown_name(name), "limits": asdict(limits)}
        try:
            return run_apart(_READ, argument, limits=limits)
        except UnreadableDocument as refusal:
            raise Refused(str(refusal)) from refusal
