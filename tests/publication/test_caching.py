"""What a browser keeps of the public page, and when it hears that it has changed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dueregard.kernel import clock
from dueregard.publication.models import FrozenPassage, Version
from dueregard.publication.workflows.redacting import redact_passage
from dueregard.publication.workflows.versions import withdraw_version
from tests.publication.conftest import decided, made
from tests.publication.test_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_pdfs")]


def later(minutes: int) -> AbstractContextManager[None]:
    return clock.set_to(clock.now() + timedelta(minutes=minutes))


def test_a_browser_that_asks_by_date_alone_hears_of_a_redaction_and_of_another_version_s_end(
    room: Any, published: Version
) -> None:
    visitor, address = Client(), "/published/plan/1"
    with later(1):
        second = room.approved()
        decided(room, second)
        made(room, second)
        kept = visitor.get(address)
    with later(2):
        withdraw_version(by=room.secretary, version=second, why="A mistake.")
        told = visitor.get(address, headers={"If-Modified-Since": kept["Last-Modified"]})
        assert "(withdrawn)" in text(told)
        assert visitor.get(address, headers={"If-None-Match": kept["ETag"]}).status_code == 200
    with later(3):
        row = FrozenPassage.objects.get(version=published, value__contains="The group meets")
        redact_passage(by=room.secretary, passage=row, why="Named by mistake.")
        told = visitor.get(address, headers={"If-Modified-Since": told["Last-Modified"]})
        assert "issued again" in text(told)
