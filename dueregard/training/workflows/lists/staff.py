"""Comparing a list of staff with the records, portion by portion, and writing what differs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from dueregard.accounts.models import Account, Person
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Bringing, Placement, Staff
from dueregard.training.rules.lists import RowError, StaffRow, staff_row
from dueregard.training.workflows.lists.outcome import Outcome
from dueregard.training.workflows.lists.people import People

_OWN = ("number", "name", "email", "began_on", "left_on")
_WORDS = {
    "number": "number",
    "name": "name",
    "email": "address",
    "began_on": "first day",
    "left_on": "last day",
    "department": "department",
    "campus": "campus",
    "job": "job",
}


class StaffList:
    """One pass over a list of staff. write: whether it changes anything; from_on: the day on which moves take effect."""

    def __init__(self, bringing: Bringing, outcome: Outcome, *, write: bool, today: date) -> None:
        self.bringing, self.outcome, self.write, self.today = bringing, outcome, write, today
        self.columns: dict[str, int] = bringing.choices["columns"]
        self.people = People()
        self.seen: dict[int | str, tuple[int, StaffRow]] = {}
        self.bodies = {
            body.name.casefold(): body
            for body in Body.objects.filter(kind__in=[BodyKind.DEPARTMENT, BodyKind.TEAM], ended_on__isnull=True)
        }
        self.campuses = {campus.name.casefold(): campus for campus in Campus.objects.all()}

    @transaction.atomic
    def portion(self, rows: Sequence[Sequence[str]], first: int) -> None:
        """Compare a portion of rows, and write it where this pass writes. first: the number of its first row."""
        wanted: list[tuple[int, int | None, StaffRow]] = []
        for number, cells in enumerate(rows, start=first):
            self.outcome.rows += 1
            try:
                row = staff_row(cells, self.columns)
                pk = self.people.find(row.number, row.email, row.name)
                self._once(pk, row, number)
            except RowError as error:
                if str(error):
                    self.outcome.error(number, str(error))
                continue
            wanted.append((number, pk, row))
        present = self._present([pk for _, pk, _ in wanted if pk is not None])
        new, moves = [], []
        for number, pk, row in wanted:
            if pk is None:
                new.append(row)
                self.outcome.add("new")
                self.outcome.example(number, row.name, "is new")
                self._place_names(row)
                continue
            staff, placement = present[pk]
            changes, moved = self._differences(staff, placement, row)
            if not changes and not moved:
                self.outcome.add("same")
                continue
            self.outcome.add("changed")
            self.outcome.example(number, row.name, ", ".join(_WORDS[name] for name in [*changes, *moved]) + " changes")
            moves.append((staff, placement, row, changes, moved))
        if self.write:
            self._create(new)
            self._change(moves)

    def _once(self, pk: int | None, row: StaffRow, number: int) -> None:
        """Raise RowError for somebody whom an earlier row has named, or whose number or address it has given to somebody else;
        without words where both say the same."""
        key: int | str = pk if pk is not None else (row.number or row.email or row.name.casefold())
        before = self.seen.setdefault(key, (number, row))
        if before[0] == number:
            self.people.claim(key, row.number, row.email)
            return
        if before[1] == row:
            self.outcome.add("duplicate")
            raise RowError("")
        raise RowError(f"Row {before[0]:,} speaks of the same member of staff and says something else.")

    def _present(self, keys: list[int]) -> dict[int, tuple[Staff, Placement | None]]:
        found = Staff.objects.filter(pk__in=keys).order_by("pk")
        # Whoever corrects one of them at this moment comes before or after the portion, and is not overwritten by it.
        rows = {staff.pk: staff for staff in (found.select_for_update(of=("self",)) if self.write else found)}
        now = {p.staff_id: p for p in Placement.objects.filter(staff__in=keys, to_on__isnull=True)}
        return {pk: (staff, now.get(pk)) for pk, staff in rows.items()}

    def _differences(
        self, staff: Staff, placement: Placement | None, row: StaffRow
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """({own field: new value}, {field of the placement: new value}). What the list leaves empty changes nothing, but a
        last day that an HR list no longer gives is taken back."""
        changes = {}
        for name in _OWN:
            value = getattr(row, name)
            if name == "left_on" and value is None and "left_on" not in self.columns:
                continue
            if (value or name == "left_on") and value != getattr(staff, name):
                changes[name] = value
        moved: dict[str, Any] = {}
        for name, known in (("department", self.bodies), ("campus", self.campuses)):
            written = getattr(row, name)
            if not written:
                continue
            thing: Any = known.get(written.casefold())
            if thing is None:
                self._new_name(name, written)
                moved[name] = written
            elif placement is None or getattr(placement, f"{name}_id") != thing.pk:
                moved[name] = thing.name
        if row.job and (placement is None or placement.job != row.job):
            moved["job"] = row.job
        return changes, moved

    def _place_names(self, row: StaffRow) -> None:
        for name, known in (("department", self.bodies), ("campus", self.campuses)):
            written = getattr(row, name)
            if written and written.casefold() not in known:
                self._new_name(name, written)

    def _new_name(self, kind: str, written: str) -> None:
        """A department or campus that nobody has named before: told before it is made, made when the list is brought in."""
        names = self.outcome.departments if kind == "department" else self.outcome.campuses
        if written not in names:
            names.append(written)
        if not self.write:
            return
        if kind == "department":
            same = Body.objects.filter(name__iexact=written).first()
            self.bodies[written.casefold()] = same or Body.objects.create(name=written, kind=BodyKind.DEPARTMENT)
        else:
            self.campuses[written.casefold()] = Campus.objects.create(name=written)

    def _placement(self, staff: Staff, row: StaffRow, from_on: date | None, before: Placement | None) -> Placement:
        department = self.bodies.get((row.department or "").casefold())
        campus = self.campuses.get((row.campus or "").casefold())
        return Placement(
            staff=staff,
            department=department or (before.department if before else None),
            campus=campus or (before.campus if before else None),
            job=row.job or (before.job if before else ""),
            from_on=from_on,
            bringing=self.bringing,
        )

    def _create(self, rows: list[StaffRow]) -> None:
        persons = _persons({row.email for row in rows if row.email})
        made = Staff.objects.bulk_create(
            [
                Staff(
                    reference=new_reference(),
                    person=persons.pop(row.email, None),
                    bringing=self.bringing,
                    **{name: getattr(row, name) for name in _OWN},
                )
                for row in rows
            ]
        )
        for staff in made:
            self.people.know(staff.pk, staff.number, staff.email, staff.name)
        Placement.objects.bulk_create(
            self._placement(staff, row, row.began_on, None)
            for staff, row in zip(made, rows, strict=True)
            if row.department or row.campus or row.job
        )

    def _change(self, moves: list[tuple[Staff, Placement | None, StaffRow, dict[str, Any], dict[str, Any]]]) -> None:
        undo = self.bringing.undo
        kept, closed = undo.setdefault("staff", {}), undo.setdefault("closed", {})
        changed, ended, begun = [], [], []
        for staff, placement, row, changes, moved in moves:
            if changes:
                # taken up again after a kill, the first values stay
                kept.setdefault(
                    str(staff.pk),
                    {name: [_plain(getattr(staff, name)), _plain(value)] for name, value in changes.items()},
                )
                for name, value in changes.items():
                    setattr(staff, name, value)
                staff.revision += 1
                changed.append(staff)
            if moved:
                since = (
                    max(self.today, placement.from_on + timedelta(days=1))
                    if placement and placement.from_on
                    else self.today
                )
                if placement:
                    closed[str(placement.pk)] = staff.pk
                    placement.to_on = since - timedelta(days=1)
                    ended.append(placement)
                begun.append(self._placement(staff, row, since if placement else staff.began_on, placement))
        Staff.objects.bulk_update(changed, [*_OWN, "revision"], batch_size=200)
        Placement.objects.bulk_update(ended, ["to_on"], batch_size=500)
        Placement.objects.bulk_create(begun)
        self.bringing.save(update_fields=["undo"])

    @transaction.atomic
    def finish(self) -> None:
        """Whoever has a staff number and is not in a list that is complete has left, on the day before today."""
        if not self.bringing.choices.get("complete"):
            return
        here = Staff.objects.filter(left_on__isnull=True, forgotten_on__isnull=True).exclude(number="")
        here = here.exclude(bringing=self.bringing)
        gone = [
            staff
            for staff in here.only("pk", "number", "name", "left_on", "began_on", "revision").iterator(chunk_size=2_000)
            if staff.pk not in self.seen
        ]
        self.outcome.add("leavers", len(gone))
        for staff in gone:
            self.outcome.example(0, staff.name, "is not in the list: has left")
        if not self.write or not gone:
            return
        kept = self.bringing.undo.setdefault("staff", {})
        last = self.today - timedelta(days=1)
        for staff in gone:
            staff.left_on = max(last, staff.began_on) if staff.began_on else last
            kept.setdefault(str(staff.pk), {})["left_on"] = [None, _plain(staff.left_on)]
            staff.revision += 1
        Staff.objects.bulk_update(gone, ["left_on", "revision"], batch_size=500)
        self.bringing.save(update_fields=["undo"])


def _persons(emails: set[str]) -> dict[str, Person]:
    """The people of the organisation's lists with these addresses who have no record yet. Who signs in with another address
    may be somebody else: they are linked by a person's own decision only, as in `add_staff`."""
    linked = Staff.objects.filter(person__isnull=False).values("person")
    rows = Person.objects.annotate(lower=Lower("email")).filter(~Q(pk__in=linked), lower__in=emails)
    signs_in = dict(Account.objects.filter(person__in=rows).values_list("person", "email"))
    found = {person.email.lower(): person for person in rows}
    return {email: person for email, person in found.items() if signs_in.get(person.pk, email).lower() == email}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
