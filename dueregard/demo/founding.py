"""Makes the invented institution: accounts, appointments, bodies, posts and their holders, initials and terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dueregard.accounts.models import Account, Person
from dueregard.accounts.queries import account_with_email
from dueregard.accounts.rules import AppointmentState, Role, Scope
from dueregard.accounts.workflows import (
    add_person,
    close_account,
    confirm_appointment,
    correct_person,
    end_appointment,
    open_account,
    propose_appointment,
)
from dueregard.audit.workflows import record
from dueregard.demo.calendar import Calendar
from dueregard.demo.content import organisation as content
from dueregard.demo.content.shapes import FOUNDED, SUCCESSION, On
from dueregard.kernel.principals import Command
from dueregard.organisation.models import Body, Campus, Institution, Lead, Post
from dueregard.organisation.rules.kinds import Seat
from dueregard.organisation.rules.years import TERM_NAMES
from dueregard.organisation.workflows.bodies import add_body, end_body
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.organisation.workflows.glossary import add_initials
from dueregard.organisation.workflows.leads import lead_as_written, lead_for
from dueregard.organisation.workflows.memberships import add_membership
from dueregard.organisation.workflows.posts import add_post, appoint_holder, change_holder
from dueregard.organisation.workflows.terms import set_terms
from dueregard.plan.workflows.leads import succeed_lead

_BEFORE_SUCCESSION: On = (-1, 8, 20)
COMMAND = Command()


@dataclass
class Cast:
    """Who and what there is so far, by the content's keys."""

    calendar: Calendar
    people: dict[str, Person] = field(default_factory=dict)
    campuses: dict[str, Campus] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    leads: dict[str, Lead] = field(default_factory=dict)

    def acting(self, who: str) -> Account:
        """Somebody's account, fresh: the roles that they hold depend on the day."""
        account = account_with_email(content.address_of(who))
        if account is None:
            raise LookupError(who)
        return account

    def lead_on(self, day: date) -> Account:
        """Whoever is Prevent lead on that day."""
        return self.acting("former lead" if day < self.calendar.day(SUCCESSION) else "lead")

    def leads_of(self, keys: Iterable[str], by: Any) -> list[Lead]:
        """The leads for the content's keys: a post, a body, "@person", or "?words" that nobody recognised."""
        return [self._lead(key, by) for key in keys]

    def _lead(self, key: str, by: Any) -> Lead:
        if key not in self.leads:
            if key[0] == "?":
                self.leads[key] = lead_as_written(by=by, words=key[1:])
            elif key[0] == "@":
                self.leads[key] = lead_for(by=by, person=self.people[key[1:]])
            elif key in self.posts:
                self.leads[key] = lead_for(by=by, post=self.posts[key])
            else:
                self.leads[key] = lead_for(by=by, body=self.bodies[key])
        return self.leads[key]

    def found(self) -> None:
        """Everything that stood on the first day."""
        # Of the institution itself there is one row, which no page makes: it marks the database as a demonstration.
        Institution.objects.update_or_create(pk=1, defaults={"name": content.NAME, "demonstration": True})
        record(
            by=COMMAND,
            verb="demo.founded",
            subject_kind="institution",
            subject="1",
            summary="Began the demonstration: everything that follows is invented, and its clock is set back.",
        )
        day = self.calendar.day(FOUNDED)
        for who, role, why in (
            ("former lead", Role.PREVENT_LEAD, "Academic Registrar: senior lead for the duty."),
            ("secretary", Role.UNIVERSITY_SECRETARY, "Secretary to Council."),
        ):
            self._arrive(COMMAND, who)
            propose_appointment(by=COMMAND, person=self.people[who], role=role, reason=why, starts_on=day)
        by = self.acting("former lead")
        self._organise(by)
        for who, somebody in content.PEOPLE.items():
            if who not in self.people and somebody.since == FOUNDED and who != "waiting":
                self._arrive(by, who)
        for who, somebody in content.PEOPLE.items():
            if somebody.post and somebody.since == FOUNDED:
                appoint_holder(by=by, post=self.posts[somebody.post], person=self.people[who], from_on=day)
        self._seat(by, day)
        for appointed in content.APPOINTMENTS:
            if content.PEOPLE[appointed.who].since == FOUNDED:
                self._appoint(by, appointed, day)

    def _arrive(self, by: Any, who: str) -> None:
        somebody, address = content.PEOPLE[who], content.address_of(who)
        self.people[who] = add_person(by=by, name=somebody.name, email=address)
        if address:
            # Without a password: the demonstration's accounts are entered through its own sign-in view only.
            open_account(by=by, person=self.people[who])

    def _organise(self, by: Any) -> None:
        for key, name in content.CAMPUSES.items():
            self.campuses[key] = add_campus(by=by, name=name)
        for key, (name, kind) in content.BODIES.items():
            self.bodies[key] = add_body(by=by, name=name, kind=kind)
        for key, (title, body) in content.POSTS.items():
            self.posts[key] = add_post(by=by, title=title, body=self.bodies[body])
        for letters, meaning, names in content.GLOSSARY:
            lead = self._lead(names.partition(" ")[2], by) if names else None
            add_initials(by=by, letters=letters, meaning=meaning, lead=lead)
        present = self.calendar.present
        for year in (present.previous.previous, present.previous, present):
            terms = {}
            for name in TERM_NAMES:
                (first_month, first), (last_month, last) = content.TERMS[name]
                start_year = year.start_year if name == "autumn" else year.start_year + 1
                terms[name] = (date(start_year, first_month, first), date(start_year, last_month, last))
            set_terms(by=by, year=year, terms=terms)

    def _seat(self, by: Any, day: date) -> None:
        for body, seats in content.SEATS.items():
            for holder, seat in seats:
                who: dict[str, Any] = (
                    {"person": self.people[holder[1:]]} if holder[0] == "@" else {"post": self.posts[holder]}
                )
                add_membership(by=by, body=self.bodies[body], seat=Seat(seat), from_on=day, **who)

    def _appoint(self, by: Account, appointed: content.Appointed, day: date) -> None:
        limits: dict[str, Any] = {}
        if appointed.scope in self.campuses:
            campus = self.campuses[appointed.scope]
            limits = {"scope": Scope.CAMPUS, "scope_reference": campus.reference, "scope_name": campus.name}
        elif appointed.scope:
            body = self.bodies[appointed.scope]
            limits = {"scope": Scope.BODY, "scope_reference": body.reference, "scope_name": body.name}
        made = propose_appointment(
            by=by,
            person=self.people[appointed.who],
            role=appointed.role,
            reason=appointed.reason,
            starts_on=day,
            **limits,
        )
        if made.state == AppointmentState.PROPOSED:
            confirm_appointment(by=self.acting("secretary"), appointment=made)

    def take_office(self, who: str) -> None:
        """Somebody new takes up a post that another held, and gets an account and a role."""
        somebody = content.PEOPLE[who]
        day = self.calendar.day(somebody.since)
        by = self.lead_on(day)
        self._arrive(by, who)
        change_holder(by=by, post=self.posts[somebody.post], successor=self.people[who], on=day)
        for appointed in content.APPOINTMENTS:
            if appointed.who == who:
                self._appoint(by, appointed, day)

    def choose_successor(self) -> None:
        """The secretary appoints the next Prevent lead, and the present one is the second person."""
        self._arrive(self.acting("secretary"), "lead")
        made = propose_appointment(
            by=self.acting("secretary"),
            person=self.people["lead"],
            role=Role.PREVENT_LEAD,
            reason="Academic Registrar from September: senior lead for the duty.",
            starts_on=self.calendar.day(SUCCESSION),
        )
        confirm_appointment(by=self.acting("former lead"), appointment=made)

    def succeed(self) -> None:
        """The former lead is gone: the post changes hands, and rows that named the person go to the post."""
        day = self.calendar.day(SUCCESSION)
        by, leaver = self.acting("lead"), self.people["former lead"]
        change_holder(by=by, post=self.posts["registrar"], successor=self.people["lead"], on=day)
        succeed_lead(
            by=by,
            leaver=self._lead("@former lead", by),
            successor=self._lead("registrar", by),
            reason="Change of Academic Registrar",
        )
        account = self.acting("former lead")
        for appointment in leaver.appointments.all():
            end_appointment(by=by, appointment=appointment, reason="Left the university.")
        close_account(by=by, account=account)
        correct_person(by=by, person=leaver, name=leaver.name, email=leaver.email, left_on=day - timedelta(days=1))

    def end_the_forum(self) -> None:
        """A committee is wound up; nobody thinks of the passages and steps that name it."""
        day = self.calendar.day(content.FORUM_ENDS)
        end_body(by=self.lead_on(day), body=self.bodies["forum"], on=day)

    def propose_one_more(self) -> None:
        """An appointment that still waits for its second person."""
        by = self.acting("administrator")
        self._arrive(by, "waiting")
        propose_appointment(
            by=by,
            person=self.people["waiting"],
            role=Role.SAFEGUARDING_OFFICER,
            reason="Deputy at Northfield, asked for by the Head of Student Wellbeing.",
            starts_on=self.calendar.today,
            scope=Scope.CAMPUS,
            scope_reference=self.campuses["northfield"].reference,
            scope_name=self.campuses["northfield"].name,
        )


HAPPENINGS = (
    (_BEFORE_SUCCESSION, Cast.choose_successor),
    (SUCCESSION, Cast.succeed),
    (content.FORUM_ENDS, Cast.end_the_forum),
)
