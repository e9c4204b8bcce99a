"""A person says that their record is wrong, and who keeps training answers."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.training.models import Objection
from dueregard.training.queries.records import objections
from dueregard.training.rules.states import ObjectionState
from dueregard.training.workflows.objections import MOST_WAITING, answer_objection, object_to_record
from tests import factories
from tests.training.records import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Any:
    """A member of staff with a sign-in and no role."""
    account = factories.make_account(Role.MEMBER_OF_STAFF)
    make_staff("Mo Member", person=account.person)
    return account


def test_a_word_is_said_answered_and_read(member: Any, client: Any) -> None:
    keeper = factories.make_account(Role.TRAINING_ADMINISTRATOR)
    client.force_login(member)
    shown = client.post("/training/my-record/wrong", {"words": "  "}).content.decode()
    assert "Say what is wrong." in shown
    answer = client.post("/training/my-record/wrong", {"words": "It was March <b>2026</b>."}, follow=True)
    assert "It was March &lt;b&gt;2026&lt;/b&gt;." in answer.content.decode()
    row = Objection.objects.get()
    client.force_login(keeper)
    assert "Mo Member" in client.get("/training/wrong").content.decode()
    address = f"/training/wrong/{row.reference}"
    assert "what was done" in client.post(address, {"verb": "mend", "answer": ""}).content.decode()
    client.post(address, {"verb": "mend", "answer": "Put right today."})
    row.refresh_from_db()
    assert (row.state, row.answered_by_name) == (ObjectionState.MENDED, keeper.name)
    with pytest.raises(NotAllowedNow):
        answer_objection(by=keeper, objection=row, verb="keep", answer="No")
    client.force_login(member)
    assert "Put right today." in client.get("/training/my-record").content.decode()


def test_who_may(member: Any) -> None:
    stranger, reader = factories.make_account(Role.MEMBER_OF_STAFF), factories.make_account(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        object_to_record(by=stranger, words="x")
    row = object_to_record(by=member, words="x")
    for by in (member, stranger, reader):
        assert not objections(by).exists()
        with pytest.raises(NotPermitted):
            answer_objection(by=by, objection=row, verb="keep", answer="No")


def test_words_are_bounded(member: Any) -> None:
    for words in ("", "  \n", "x" * 2001):
        with pytest.raises(Refused):
            object_to_record(by=member, words=words)
    for _ in range(MOST_WAITING):
        object_to_record(by=member, words="x")
    with pytest.raises(Refused, match="wait"):
        object_to_record(by=member, words="x")
