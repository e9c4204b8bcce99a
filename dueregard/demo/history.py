"""Lets three years happen: every area, step, rating, edit and review of the content, in the order of their days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from dueregard.actions.models import Action
from dueregard.actions.workflows import NewAction
from dueregard.demo import founding, publishing, rounds, training
from dueregard.demo.calendar import Calendar
from dueregard.demo.content import context, organisation, reviews
from dueregard.demo.content.facilities import FACILITIES
from dueregard.demo.content.partnership import PARTNERSHIP
from dueregard.demo.content.research import RESEARCH
from dueregard.demo.content.shapes import (
    BROUGHT,
    FOUNDED,
    SUCCESSION,
    Edit,
    Happening,
    On,
    PlanSection,
    Rating,
    Reviewed,
    RiskArea,
    Step,
)
from dueregard.demo.content.speakers import SPEAKERS
from dueregard.demo.content.training import TRAINING
from dueregard.demo.content.welfare import WELFARE
from dueregard.health.rules.links import Outcome, problem_of
from dueregard.health.workflows.links import end_run, record_answers
from dueregard.kernel import clock
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import AcademicYear, TermDates
from dueregard.plan.models import Area, AreaRevision, ContextPassage, Evidence, RiskEntry, SectionRevision
from dueregard.plan.queries.cycles import cycles
from dueregard.plan.queries.rolling import roll_preview
from dueregard.plan.rules.cycles import Rhythm, Rule, What
from dueregard.plan.workflows.areas import add_area, add_section, edit_area, rate_area, restrict_passages, retire_area
from dueregard.plan.workflows.cycles import edit_cycle
from dueregard.plan.workflows.document import add_passage, edit_passage, edit_plan_document, set_risk_entry
from dueregard.plan.workflows.evidence import add_evidence
from dueregard.plan.workflows.reviews import record_plan_review, record_review
from dueregard.plan.workflows.rolling import roll_forward
from dueregard.plan.workflows.saved import save_view
from dueregard.plan.workflows.steps import add_step, edit_step, move_step
from dueregard.training.workflows.courses import begin_courses

SECTIONS: tuple[PlanSection, ...] = (PARTNERSHIP, TRAINING, WELFARE, SPEAKERS, RESEARCH, FACILITIES)
_LINKED: On = (-2, 9, 16)
_GONE = "/partners/clause"  # the link that does not answer any more


@dataclass
class History:
    """What is still to happen, by day, and what has been made so far."""

    calendar: Calendar
    cast: founding.Cast
    coming: dict[date, list[Callable[[], object]]] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    actions: dict[tuple[str, int], Action] = field(default_factory=dict)
    terms: TermDates = field(default_factory=TermDates)

    def plan(self) -> None:
        """Write everything into the diary. What is written first happens first on its day."""
        self._at(FOUNDED, self.cast.found)
        self._at(FOUNDED, self._learn_terms)
        self._at(FOUNDED, partial(begin_courses, by=founding.COMMAND))
        for on, what in (
            *founding.HAPPENINGS,
            *publishing.HAPPENINGS,
            *rounds.HAPPENINGS,
            *training.HAPPENINGS,
        ):
            self._at(on, partial(what, self.cast))
        for who, somebody in organisation.PEOPLE.items():
            if somebody.since not in (FOUNDED, SUCCESSION):
                self._at(somebody.since, partial(self.cast.take_office, who))
        self._at(BROUGHT, self._name_the_plan)
        for passage in context.PASSAGES:
            self._at(passage.on, partial(self._passage, passage))
        for entry in context.CORPORATE:
            self._at(entry.on, partial(self._risk_entry, entry))
        self._at(BROUGHT, self._set_cycles)
        for review in reviews.REVIEWS:
            if self.calendar.has_come(review.on):
                self._at(review.on, partial(self._plan_review, review))
        for opened in context.YEARS_OPENED:
            self._at(opened, self._roll_forward)
        for section in SECTIONS:
            self._at(BROUGHT, partial(self._section, section))
        for days, happened in (*rounds.RECENT, *training.RECENT):
            ago = self.calendar.today - timedelta(days=days)
            self.coming.setdefault(ago, []).append(partial(happened, self.cast))
        recent = self.calendar.today - timedelta(days=3)
        self.coming.setdefault(recent, []).append(self.cast.propose_one_more)
        self.coming.setdefault(self.calendar.today, []).append(self._keep_views)
        self.coming.setdefault(self.calendar.today, []).append(self._keep_answers)

    def happen(self) -> None:
        """Live through the days in their order, with the clock set to each. What happens may plan more to come."""
        while self.coming:
            day = min(self.coming)
            for place, what in enumerate(self.coming[day]):  # grows while the day goes on
                with clock.set_to(self.calendar.moment(day, place)):
                    what()
            del self.coming[day]

    def _at(self, on: On, what: Callable[[], object]) -> None:
        self.coming.setdefault(self.calendar.day(on), []).append(what)

    def _learn_terms(self) -> None:
        self.terms = term_dates()

    def _name_the_plan(self) -> None:
        edit_plan_document(
            by=self.cast.lead_on(clock.today()),
            revision=1,
            title=context.TITLE,
            likelihood_words=context.LIKELIHOOD,
            impact_words=context.IMPACT,
            amber_from=context.AMBER_FROM,
            red_from=context.RED_FROM,
        )

    def _passage(self, content: context.Passage) -> None:
        row = add_passage(
            by=self.cast.acting("officer"),
            kind=content.kind,
            heading=content.heading,
            text=self.calendar.words(content.text),
            restricted=content.restricted,
        )
        for on, text, reason in content.rewritten:
            self._at(on, partial(self._rewrite, row.passage, content, text, reason))

    def _rewrite(self, passage: ContextPassage, content: context.Passage, text: str, reason: str) -> None:
        edit_passage(
            by=self.cast.acting("officer"),
            passage=passage,
            revision=ContextPassage.objects.get(pk=passage.pk).revision,
            kind=content.kind,
            heading=content.heading,
            text=self.calendar.words(text),
            restricted=content.restricted,
            reason=reason,
        )

    def _risk_entry(self, content: context.CorporateEntry) -> None:
        by = self.cast.lead_on(clock.today())
        last = RiskEntry.objects.filter(recorded_to__isnull=True).values_list("pk", flat=True).first()
        set_risk_entry(
            by=by,
            opened_at=last or 0,
            register_reference=context.REGISTER_REFERENCE,
            title=context.REGISTER_TITLE,
            text=content.text,
            likelihood=content.likelihood,
            impact=content.impact,
            owner=self.cast.leads_of(["secretary"], by)[0],
            reviewed_on=clock.today(),
            review_on=self.calendar.today + timedelta(days=90),
            reason=content.reason,
        )

    def _set_cycles(self) -> None:
        for cycle in cycles():
            if cycle.what == What.AREA:
                continue
            meets = cycle.rhythm == Rhythm.MEETING
            edit_cycle(
                by=self.cast.lead_on(clock.today()),
                reference=cycle.reference,
                revision=1,
                rule=Rule(cycle.rhythm, days=reviews.DAYS_BETWEEN_MEETINGS if meets else None),
                body=self.cast.bodies[reviews.CYCLES[cycle.reference]],
            )

    def _plan_review(self, content: reviews.PlanReviewed) -> None:
        record_plan_review(
            by=self.cast.acting("secretary" if content.body in ("council", "audit") else "officer"),
            what=content.what,
            body=self.cast.bodies[content.body],
            reviewed_on=clock.today(),
            outcome=content.outcome,
            minute=content.minute,
            reviewed_by=content.who,
            note=content.note,
        )

    def _roll_forward(self) -> None:
        by, year = self.cast.lead_on(clock.today()), AcademicYear.containing(clock.today()).start_year
        # Nobody moves the dates by the way: the group does so at its next meeting, or lets them stand as overdue.
        kept = dict.fromkeys(row.step.reference for row in roll_preview(by, year).carried)
        roll_forward(by=by, to_year=year, choices=kept, note=context.ROLLED_NOTE)

    def _section(self, section: PlanSection) -> None:
        row = add_section(by=self.cast.lead_on(clock.today()), number=section.number, title=section.title)
        for area in section.areas:
            self._at_or_now(area.added, partial(self._area, row, area))

    def _area(self, section: SectionRevision, content: RiskArea) -> None:
        by = self.cast.lead_on(clock.today())
        words = self.calendar.words
        row: AreaRevision = add_area(
            by=by,
            section=section,
            number=content.number,
            title=content.title,
            campus=self.cast.campuses[content.campus] if content.campus else None,
            leads=self.cast.leads_of(content.leads, by),
            actions_taken=words("\n\n".join(content.taken)),
            hazard=content.hazard,
            requirement=content.requirement,
            evidence_text=content.evidence_text,
        )
        self.areas[content.number] = row.area
        if content.restricted:
            restrict_passages(
                by=by, area=row.area, passages=content.restricted, reason="Would help somebody to get round it."
            )
        for place, step in enumerate(content.steps):
            self._at_or_now(step.began, partial(self._step, content.number, place, step))
            for happening in step.happened:
                self._at(happening.on, partial(self._happened, content.number, place, happening))
        for rating in content.ratings:
            self._at(rating.on, partial(self._rate, content.number, rating))
        for edit in content.edits:
            self._at(edit.on, partial(self._edit, content.number, edit))
        for title, url in content.links:
            self._at_or_now(_LINKED, partial(self._link, content.number, title, url))
        for review in content.reviews:
            self._at(review.on, partial(self._review, content.number, review))
        if content.retired:
            self._at(content.retired, partial(self._retire, content))

    def _at_or_now(self, on: On, what: Callable[[], object]) -> None:
        self.coming.setdefault(max(self.calendar.day(on), clock.today()), []).append(what)

    def _step(self, number: str, place: int, step: Step) -> None:
        by = self.cast.acting("officer")
        words = self.calendar.words
        new = NewAction(
            text=words(step.text),
            due=self.calendar.due(step.due, self.terms),
            standing=bool(step.rhythm),
            rhythm=step.rhythm,
            source=step.source,
            depends_on=list(step.depends_on),
            restricted=step.restricted,
            leads=tuple(self.cast.leads_of(step.leads, by)),
        )
        self.actions[number, place] = add_step(by=by, area=self.areas[number], new=new).action

    def _happened(self, number: str, place: int, happening: Happening) -> None:
        by, area, action = self.cast.acting("officer"), self.areas[number], self.actions[number, place]
        words = self.calendar.words(happening.words)
        match happening.what:
            case "later":
                due = self.calendar.due(happening.due, self.terms)
                edit_step(by=by, area=area, action=action, revision=None, due=due, reason=words)
            case "note":
                edit_step(by=by, area=area, action=action, revision=None, progress=words)
            case "wait":
                ask_again = self.calendar.from_today(happening.due)
                edit_step(by=by, area=area, action=action, revision=None, waiting_on=words, ask_again_on=ask_again)
            case "finish":
                if words:
                    edit_step(by=by, area=area, action=action, revision=None, progress=words)
                move_step(by=by, area=area, action=action, verb="finish")
            case verb:
                move_step(by=by, area=area, action=action, verb=verb, reason=words)

    def _rate(self, number: str, rating: Rating) -> None:
        by = self.cast.lead_on(clock.today()) if rating.by == "lead" else self.cast.acting(rating.by)
        likelihood, impact = rating.gross or (None, None)
        residual_likelihood, residual_impact = rating.residual or (None, None)
        rate_area(
            by=by,
            area=self.areas[number],
            rag=rating.rag,
            reason=rating.reason,
            likelihood=likelihood,
            impact=impact,
            residual_likelihood=residual_likelihood,
            residual_impact=residual_impact,
        )

    def _edit(self, number: str, edit: Edit) -> None:
        area = Area.objects.get(pk=self.areas[number].pk)
        before = AreaRevision.objects.get(area=area, recorded_to__isnull=True)
        text = f"{getattr(before, edit.passage)}\n\n{self.calendar.words(edit.paragraph)}"
        edit_area(
            by=self.cast.acting("officer"),
            area=area,
            revision=area.revision,
            reason=edit.reason,
            **{edit.passage: text},
        )

    def _link(self, number: str, title: str, url: str) -> None:
        add_evidence(by=self.cast.acting("officer"), area=self.areas[number], title=title, url=url)

    def _review(self, number: str, review: Reviewed) -> None:
        record_review(
            by=self.cast.acting("officer"),
            area=self.areas[number],
            reviewed_on=clock.today(),
            outcome=review.outcome,
            body=self.cast.bodies[review.body],
            note=self.calendar.words(review.note),
            minute=review.minute,
            next_review_on=self.calendar.from_today(review.next_on) if review.next_on else None,
        )

    def _retire(self, content: RiskArea) -> None:
        retire_area(
            by=self.cast.lead_on(clock.today()), area=self.areas[content.number], reason=content.retired_because
        )

    def _keep_views(self) -> None:
        for who, name, query in (
            ("lead", "Overdue", "overdue=on"),
            ("lead", "Carried over", "carried_over=on"),
            ("officer", "Overdue", "overdue=on"),
        ):
            save_view(by=self.cast.acting(who), name=name, query=query)

    def _keep_answers(self) -> None:
        # Nobody is asked: the addresses are invented, and one is said to have gone.
        rows = Evidence.objects.exclude(url="").order_by("pk").values_list("pk", "url")
        gone = Outcome(404, problem_of(404))
        answers = {pk: (url, gone if url.endswith(_GONE) else Outcome(200)) for pk, url in rows}
        failing = record_answers(by=founding.COMMAND, answers=answers)
        end_run(by=founding.COMMAND, asked=len(answers), failing=failing)
