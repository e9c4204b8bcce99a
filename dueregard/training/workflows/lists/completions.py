"""Comparing a list of completions with the records, portion by portion, and writing what is new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.references import new_reference
from dueregard.organisation.rules.spans import runs_on
from dueregard.training.models import Bringing, Completion, Course, Edition, Staff
from dueregard.training.rules.kinds import Source
from dueregard.training.rules.lists import CompletionRow, RowError, completion_row
from dueregard.training.workflows.lists.outcome import Outcome
from dueregard.training.workflows.lists.people import People

Key = tuple[int | str, int, date]


class CompletionList:
    """One pass over a list of completions. write: whether it changes anything."""

    def __init__(self, bringing: Bringing, outcome: Outcome, *, write: bool, today: date) -> None:
        self.bringing, self.outcome, self.write, self.today = bringing, outcome, write, today
        self.columns: dict[str, int] = bringing.choices["columns"]
        self.people = People()
        self.seen: set[Key] = set()
        self.newcomers: dict[str, CompletionRow] = {}
        self.courses = {course.title.casefold(): course.pk for course in Course.objects.all()}
        self.editions = list(Edition.objects.all())
        chosen = bringing.choices.get("course")
        self.default = Course.objects.filter(reference=chosen).values_list("pk", flat=True).first() if chosen else None

    @transaction.atomic
    def portion(self, rows: Sequence[Sequence[str]], first: int) -> None:
        """Compare a portion of rows, and write it where this pass writes. first: the number of its first row."""
        found: list[tuple[int, int | str, int, CompletionRow]] = []
        for number, cells in enumerate(rows, start=first):
            self.outcome.rows += 1
            try:
                row = completion_row(cells, self.columns, self.today)
                who, course = self._who(row), self._course(row)
            except RowError as error:
                self.outcome.error(number, str(error))
                continue
            key = (who, course, row.completed_on)
            if key in self.seen:
                self.outcome.add("duplicate")
                continue
            self.seen.add(key)
            found.append((number, who, course, row))
        if self.write:
            found = self._with_newcomers(found)
        present = self._present([who for _, who, _, _ in found if isinstance(who, int)])
        new = []
        for number, who, course, row in found:
            there = present.get((who, course, row.completed_on))
            if there is None:
                self.outcome.add("new")
                self.outcome.example(
                    number, row.name or row.number or row.email, f"completed on {row.completed_on:%-d %B %Y}"
                )
                new.append((who, course, row))
            elif there:
                self.outcome.add("same")
            else:  # taken back as wrong: a list that says it again does not bring it back
                self.outcome.add("kept_out")
        if self.write:
            self._create(new)

    def _who(self, row: CompletionRow) -> int | str:
        """The key of the member of staff, or of a newcomer."""
        pk = self.people.find(row.number, row.email, row.name)
        if pk is not None:
            return pk
        if not self.bringing.choices.get("add_people") or not row.name:
            raise RowError(f"{row.number or row.email or row.name} is not in the list of staff.")
        key = row.number or row.email or row.name.casefold()
        self.people.claim(key, row.number, row.email)
        if key not in self.newcomers:
            self.newcomers[key] = row
            self.outcome.add("people")
        return key

    def _course(self, row: CompletionRow) -> int:
        if not row.course:
            if self.default is None:
                raise RowError("It does not say which course was completed.")
            return self.default
        pk = self.courses.get(row.course.casefold(), self.default if "course" not in self.columns else None)
        if pk is None:
            raise RowError(f"There is no course called “{row.course[:80]}”.")
        return pk

    def _present(self, keys: list[int]) -> dict[Key, bool]:
        """The completions that are there for these members of staff: True, or False for one that was taken back."""
        rows = Completion.objects.filter(staff__in=set(keys)).values_list(
            "staff", "course", "completed_on", "removed_on"
        )
        there: dict[Key, bool] = {}
        for staff, course, day, removed in rows:
            there[staff, course, day] = removed is None or there.get((staff, course, day), False)
        return there

    def _with_newcomers(
        self, found: list[tuple[int, int | str, int, CompletionRow]]
    ) -> list[tuple[int, int | str, int, CompletionRow]]:
        """The same with newcomers made members of staff."""
        waiting = {who: self.newcomers[who] for _, who, _, _ in found if isinstance(who, str)}
        made = Staff.objects.bulk_create(
            Staff(reference=new_reference(), number=row.number, email=row.email, name=row.name, bringing=self.bringing)
            for row in waiting.values()
        )
        keys = dict(zip(waiting, (staff.pk for staff in made), strict=True))
        for staff in made:
            self.people.know(staff.pk, staff.number, staff.email, staff.name)
        known: list[tuple[int, int | str, int, CompletionRow]] = [
            (number, keys[who] if isinstance(who, str) else who, course, row) for number, who, course, row in found
        ]
        # A later portion finds them by their key. Only this one spoke of them before: what was seen earlier is not gone over.
        self.seen |= {(who, course, row.completed_on) for _, who, course, row in known}
        return known

    def _create(self, new: list[tuple[int | str, int, CompletionRow]]) -> None:
        moment, name = clock.now(), self.bringing.brought_by_name
        Completion.objects.bulk_create(
            [
                Completion(
                    staff_id=who,
                    course_id=course,
                    edition_id=self._edition(course, row),
                    completed_on=row.completed_on,
                    source=Source.IMPORT,
                    evidence=row.evidence,
                    recorded_at=moment,
                    recorded_by_name=name,
                    bringing=self.bringing,
                )
                for who, course, row in new
            ],
            # what is there already, or was ticked at a session in this very moment, stays as it is
            ignore_conflicts=True,
        )

    def _edition(self, course: int, row: CompletionRow) -> int | None:
        """The edition that the row names; failing that, the only one that the course used on the day."""
        of_course = [each for each in self.editions if each.course_id == course]
        named = [each for each in of_course if row.edition and each.name.casefold() == row.edition.casefold()]
        then = [each for each in of_course if runs_on(each.from_on, each.to_on, row.completed_on)]
        found = named or ([] if row.edition else then)
        return found[0].pk if len(found) == 1 else None

    def finish(self) -> None:
        """Nothing follows the last row."""
