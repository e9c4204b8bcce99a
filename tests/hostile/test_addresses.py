"""Every address of the product with hostile parts in its path, its query and its form: never a failure, never a long wait."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from tests import factories
from tests.access_table import TABLE, Row
from tests.hostile.parts import IN_ADDRESSES, IN_FORMS, LONG, filled_in
from tests.world import one_of_everything

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.django_db

ALL = os.environ.get("HOSTILE") == "all"
LONGEST = 4.0  # seconds, of the process itself: a machine with other work is not the page's fault
NAMES = [
    "q",
    "section",
    "lead",
    "rag",
    "campus",
    "overdue",
    "no_lead",
    "no_date",
    "carried_over",
    "retired",
    "changed_since",
    "sort",
    "page",
    "year",
    "from_year",
    "to_year",
    "kind",
    "person",
    "verb",
    "about",
    "actor",
    "since",
    "until",
    "subject",
    "show",
    "held_by",
    "body",
    "format",
    "successor",
    "closed",
    "on",
    "query",
    "due_by",
    "department",
    "standing",
    "find",
    "past",
    "left",
    "term",
    "school",
]
DAYS = ("recorded_on", "from_on", "to_on", "at", "from", "to")
# What one may do to one's own sign-in is the library's, and would end this one.
ROWS = [row for row in TABLE if not row.url.startswith(("account_", "mfa_"))]
FILTERED = [
    row
    for row in ROWS
    if row.url
    in {
        "accounts:appointments", "accounts:people", "home:today", "home:trail", "organisation:glossary", "organisation:leads",
        "plan:action_plan", "plan:area", "plan:context", "plan:import", "plan:leads", "plan:meeting_sheet", "plan:register",
        "plan:register_spreadsheet", "plan:risk_assessment", "plan:risk_entry", "plan:roll_forward", "plan:scale",
        "plan:spreadsheet", "plan:succeed_lead", "plan:year",
        "training:add_attendee", "training:book_for", "training:contact", "training:coverage", "training:officers",
        "training:refresher",
        "training:requirement_coverage", "training:requirement_people", "training:sessions",
        "training:staff_list", "figures:figure", "figures:figures", "figures:figures_file", "figures:trend_file",
        "figures:rows_file", "contact_card:card",
    }
]  # fmt: skip


def some(parts: dict[str, str], turn: int) -> list[str]:
    """The null byte, and every fifth of the other parts, beginning elsewhere at each turn; all with HOSTILE=all.

    The addresses together meet every part; each address with each takes minutes, and seldom finds more.
    """
    first, *others = parts.values()
    return [first, *(others if ALL else others[turn % 5 :: 5])]


class Asker:
    """Asks as the Prevent lead, and notes what failed or took too long."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        self.client: Client = factories.signed_in(factories.make_account(Role.PREVENT_LEAD))
        self.client.raise_request_exception = False
        self.wrong: list[tuple[str, str]] = []
        self.failure = ""
        got_request_exception.connect(self._failed)

    def _failed(self, **more: Any) -> None:
        import sys

        self.failure = repr(sys.exc_info()[1])[:200]

    def address(self, row: Row, **other: Any) -> str:
        names = {name: self.found.get(value, value) for name, value in row.names.items()}
        return reverse(row.url, kwargs=names | other)

    def ask(self, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
        started = time.process_time()
        with transaction.atomic():
            answer = getattr(self.client, method)(url, data)
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        took = time.process_time() - started
        if answer.status_code >= 500:
            self.wrong.append((f"{method} {url[:150]} {str(data)[:150]}", self.failure))
        if took > LONGEST:
            self.wrong.append((f"{method} {url[:150]} {str(data)[:150]}", f"{took:.1f} s"))
        return answer


@pytest.fixture
def asker(one_of_everything: dict[str, Any]) -> Iterator[Asker]:
    made = Asker(one_of_everything)
    yield made
    got_request_exception.disconnect(made._failed)


def test_paths(asker: Asker) -> None:
    for turn, row in enumerate(ROWS):
        for name, value in row.names.items():
            number = isinstance(value, int)
            marked = asker.address(row, **{name: 987654321 if number else "MARK"})
            for hostile in some(IN_ADDRESSES, turn):
                asker.ask("get", marked.replace("987654321" if number else "MARK", hostile))
            asker.ask("post", marked.replace("987654321" if number else "MARK", "%00"))
    assert asker.wrong == []


@pytest.mark.parametrize("part", range(2))
def test_queries(part: int, asker: Asker) -> None:
    for turn, row in enumerate(FILTERED[part::2]):
        base = asker.address(row)
        for hostile in some(IN_ADDRESSES, turn):
            free = "&".join(
                f"{name}={hostile}" for name in NAMES if name not in ("section", "lead", "campus", "format")
            )
            asker.ask("get", f"{base}?{free}")
            asker.ask("get", f"{base}?" + "&".join(f"{name}={hostile}" for name in (*NAMES, *DAYS)))
        asker.ask("get", f"{base}?" + "&".join(f"{name}=x&{name}=y&{name}[]=z&{name}[a]=b" for name in (*NAMES, *DAYS)))
        asker.ask("get", f"{base}?{'&'.join(f'q={number}' for number in range(900))}")
    assert asker.wrong == []


def test_every_page_bears_a_query_that_it_does_not_know(asker: Asker) -> None:
    """Each name of a query has one of three hostile values, another at the next page; all of them with HOSTILE=all."""
    hostile = ("%00", "1" + "0" * 30, "31+December+9999")
    for turn, row in enumerate(ROWS):
        for more in range(3) if ALL else (turn,):
            asked = (f"{name}={hostile[(place + more) % 3]}" for place, name in enumerate((*NAMES, *DAYS)))
            asker.ask("get", f"{asker.address(row)}?{'&'.join(asked)}")
    assert asker.wrong == []


@pytest.mark.parametrize("part", range(4))
def test_forms(part: int, asker: Asker) -> None:
    sent = 0
    for turn, row in enumerate([row for row in ROWS if row.method == "get"][part::4]):
        page = asker.ask("get", asker.address(row) + (f"?{row.query}" if row.query else ""))
        if page.status_code != 200 or not page["Content-Type"].startswith("text/html"):
            continue
        form = filled_in(page.content.decode())
        for hostile in some(IN_FORMS, turn):
            asker.ask("post", asker.address(row), dict.fromkeys(form, hostile))
        for name in form:
            if name in ("on", "due") or name.endswith("_on"):
                for day in ("1 January 0001", "31 December 9999"):
                    asker.ask("post", asker.address(row), form | {name: day})
        # The names of the fields may be forged as well.
        asker.ask("post", asker.address(row), form | {"s-\x00": "\x00", "a-\x00-leads": "\x00", LONG: LONG})
        sent += len(form)
    assert sent > 20
    assert asker.wrong == []
