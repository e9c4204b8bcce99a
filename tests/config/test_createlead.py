"""`createlead` at a terminal: the password is asked for twice, and a refused one leaves nothing behind."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.audit.queries import faults, head
from dueregard.config.command import main
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = "four quiet green herons"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What somebody types at the terminal, in order."""

    def of(*passwords: str) -> None:
        answers = iter(passwords)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))

    return of


def test_a_password_that_is_typed_twice_opens_the_account(
    typed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(GOOD, GOOD)
    assert main(["createlead", "prue.lead@example.org"]) == 0
    account = Account.objects.get()
    assert account.check_password(GOOD)
    assert account.person.name == "Prue Lead"
    assert held_roles(account).everywhere(Role.PREVENT_LEAD)
    out, err = capsys.readouterr()
    assert "is Prevent lead" in out
    assert GOOD not in out + err
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("passwords", "says"),
    [
        ((GOOD, "four quiet green heron"), "differ"),
        (("short", "short"), "too short"),
        (("password12345", "password12345"), "common"),
    ],
)
def test_a_password_that_will_not_do_leaves_nothing_behind(
    passwords: tuple[str, str], says: str, typed: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed(*passwords)
    assert main(["createlead", "prue.lead@example.org"]) == 2
    assert says in capsys.readouterr().err
    assert not Person.objects.exists()
    assert not Account.objects.exists()
    assert head().number == 0


def test_enter_alone_gives_a_link(typed: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    typed("")
    assert main(["createlead", "prue.lead@example.org"]) == 0
    assert "/account/password/reset/key/" in capsys.readouterr().out
    assert not Account.objects.get().has_usable_password()


def test_a_person_who_is_known_already_is_taken(typed: Callable[..., None]) -> None:
    person = factories.make_person("Prue Lead", "prue.lead@example.org")
    typed(GOOD, GOOD)
    assert main(["createlead", "PRUE.LEAD@example.org"]) == 0
    assert Person.objects.count() == 1
    assert Appointment.objects.get().person == person
