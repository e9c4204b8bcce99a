"""Rounds, what is asked of each lead in them, the personal links by which it is answered, the rows, and the answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.actions.models import Action
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Lead
from dueregard.plan.models import Area
from dueregard.plan.rules.ratings import Rag
from dueregard.rounds.rules.states import AnswerState, RoundState, RowState, Way, What


class Round(models.Model):
    """One asking of the leads. chase: days from due_on on which reminders go. told_on: when all were last written to
    (the opening, or a new due date). site: the address that it was opened at, for the links in mail."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    title = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    due_on = models.DateField()
    chase = models.JSONField(default=list, blank=True)
    told_on = models.DateField()
    academic_year = models.PositiveSmallIntegerField()
    site = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=16)
    opened_by_name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=200, blank=True)

    privacy = privacy(
        "two years after it was closed",
        personal="note opened_by opened_by_name closed_by_name",
        plain="id reference title due_on chase told_on academic_year site state opened_at closed_at",
        periods=(Period("closed_at", years=2),),
        tombstone=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RoundState.OPEN, closed_at__isnull=True)
                | Q(state=RoundState.CLOSED, closed_at__isnull=False),
                name="rounds_round_closed_pair",
            ),
        ]
        indexes = [models.Index(fields=["-opened_at"], name="rounds_round_newest")]

    def __str__(self) -> str:
        return self.title


class Ask(models.Model):
    """What is asked of one lead. label: the lead's name then. withheld: the lead has restricted rows as well, which no
    link shows. answered_at: when the last answer came in."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="asks")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=200)
    withheld = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    times_answered = models.PositiveSmallIntegerField(default=0)
    chased_on = models.DateField(null=True, blank=True)

    privacy = privacy(
        "as long as the round",
        personal="lead label",
        plain="id reference round withheld answered_at times_answered chased_on",
    )

    def __str__(self) -> str:
        return self.label


class Link(models.Model):
    """A personal link: to whom it went, and what was done with it. token, browser: SHA-256 of the link's token and of the
    secret in the browser that opened it first; serial counts the links of one ask."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="links")
    to = models.EmailField(max_length=254)
    serial = models.PositiveSmallIntegerField(default=1)
    token = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    browser = models.CharField(max_length=64, blank=True)
    first_used_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)

    privacy = privacy(
        "as long as the round",
        personal="to token browser",
        plain="id reference ask serial issued_at expires_on revoked_at first_used_at last_used_at uses",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(browser="", first_used_at__isnull=True) | (~Q(browser="") & Q(first_used_at__isnull=False)),
                name="rounds_link_used_pair",
            ),
            models.UniqueConstraint(fields=["ask", "serial"], name="rounds_link_serial_once"),
        ]

    def __str__(self) -> str:
        return self.reference


class AskedRow(models.Model):
    """One row that a lead was asked about: an area, or (with action) a next step of it. revision: its number then."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.OPEN)

    privacy = privacy("as long as the round", plain="id ask position area action revision state")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ask", "position"], name="rounds_row_place_once"),
            models.UniqueConstraint(fields=["ask", "action"], name="rounds_row_action_once"),
            models.UniqueConstraint(
                fields=["ask", "area"], condition=Q(action__isnull=True), name="rounds_row_area_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id}-{self.position}"


class Answer(models.Model):
    """What was said of a row, and what became of it. revision: the row's number when it was answered. note: why it was
    asked again or not taken over. changes: [what, before, after] of what accepting it changed."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    row = models.ForeignKey(AskedRow, on_delete=models.CASCADE, related_name="answers")
    what = models.CharField(max_length=10, choices=What.choices)
    words = models.TextField(blank=True)
    due = models.CharField(max_length=200, blank=True)
    rag = models.CharField(max_length=8, choices=Rag.choices, blank=True)
    reason = models.TextField(blank=True)
    ask_instead = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField()
    way = models.CharField(max_length=8, choices=Way.choices)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=16)
    given_by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=AnswerState.choices, default=AnswerState.PROPOSED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    changes = models.JSONField(default=list, blank=True)

    privacy = privacy(
        "as long as the round; a redaction reaches it",
        personal="words due reason ask_instead given_by given_by_name decided_by_name note changes",
        plain="id reference row what rag revision way given_at state decided_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(state=AnswerState.PROPOSED), name="rounds_answer_one_proposed"
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.PROPOSED, decided_at__isnull=True)
                | (~Q(state=AnswerState.PROPOSED) & Q(decided_at__isnull=False)),
                name="rounds_answer_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(what=What.NOT_MINE) ^ Q(ask_instead=""), name="rounds_answer_instead_pair"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
