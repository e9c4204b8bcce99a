"""Finding the member of staff that a row speaks of: by number, else by address, else by a name that only one has."""

from __future__ import annotations

from dueregard.training.models import Staff
from dueregard.training.rules.lists import RowError

_AMBIGUOUS = -1


class People:
    """The list of staff in memory, by number, address and name: three short texts for each."""

    def __init__(self) -> None:
        self.by_number: dict[str, int] = {}
        self.by_email: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.claimed: dict[tuple[str, str], int | str] = {}
        rows = Staff.objects.filter(forgotten_on__isnull=True).values_list("pk", "number", "email", "name")
        for pk, number, email, name in rows.iterator(chunk_size=2_000):
            self.know(pk, number, email, name)

    def know(self, pk: int, number: str, email: str, name: str) -> None:
        """Make somebody findable."""
        if number:
            self.by_number[number] = pk
        if email:
            self.by_email[email.lower()] = pk
        key = name.casefold()
        if key and self.by_name.setdefault(key, pk) != pk:
            self.by_name[key] = _AMBIGUOUS

    def find(self, number: str, email: str, name: str) -> int | None:
        """The key of the one meant; None where nobody is. Raises RowError where number and address disagree, or several
        have the name."""
        if number:
            pk = self.by_number.get(number)
            other = self.by_email.get(email) if email else None
            if pk is not None and other is not None and other != pk:
                raise RowError(f"The address {email} belongs to somebody with another staff number.")
            return pk if pk is not None else other
        if email:
            return self.by_email.get(email)
        pk = self.by_name.get(name.casefold())
        if pk == _AMBIGUOUS:
            raise RowError(f"Several members of staff are called {name}: give the staff number or the address.")
        return pk

    def claim(self, who: int | str, number: str, email: str) -> None:
        """Note that the list gives somebody this number and address. Raises RowError where an earlier row gave one of them to
        somebody else: only one can have it."""
        given = [(what, value) for what, value in (("staff number", number), ("address", email)) if value]
        for what, value in given:
            if self.claimed.get((what, value), who) != who:
                raise RowError(f"An earlier row gives the {what} {value} to somebody else.")
        for key in given:
            self.claimed[key] = who
