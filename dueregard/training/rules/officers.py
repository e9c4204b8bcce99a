"""What is missing among designated safeguarding officers, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models

P = TypeVar("P")


class Gap(models.TextChoices):
    """What is missing. The label is said of all who have it."""

    NOBODY = "nobody", "Nobody is designated safeguarding officer"
    CAMPUS = "campus", "Campuses without an officer"
    SCHOOL = "school", "Schools or departments without an officer"
    LEFT = "left", "Officers who have left the institution"
    NOT_QUALIFIED = "not_qualified", "Officers without the safeguarding qualification"
    NOT_TRAINED = "not_trained", "Officers without Prevent training"
    OVERDUE = "overdue", "Officers with training overdue"
    COVER_ENDED = "cover_ended", "Officers whose cover has ended"
    NO_COVER = "no_cover", "Officers without cover"


NEXT_STEP = {
    Gap.NOBODY: "Appoint one, and say how to reach them.",
    Gap.CAMPUS: "Appoint somebody for the campus, or widen an appointment to it.",
    Gap.SCHOOL: "Appoint somebody for it, or widen an appointment to it.",
    Gap.LEFT: "End the appointment with their last day, and appoint somebody else.",
    Gap.NOT_QUALIFIED: "Book the qualification for them; enter the certificate once it is there.",
    Gap.NOT_TRAINED: "Book them into a session; it counts once they have come.",
    Gap.OVERDUE: "Book the course for them; it counts once it is completed.",
    Gap.COVER_ENDED: "Choose another officer to stand in.",
    Gap.NO_COVER: "Choose the officer who stands in when they are away.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one officer on a day. stands_in: for an officer of that day; covers, covers_ended: how many stand in
    for this one, and how many did whose appointment is over."""

    here: bool
    qualified: bool
    trained: bool
    overdue: bool
    stands_in: bool
    covers: int
    covers_ended: int


def gaps_of(facts: Facts) -> list[Gap]:
    """What is missing with one officer. Of somebody who has left, nothing else is asked.

    Whoever stands in for somebody has that other as cover: of two officers one is there.
    """
    if not facts.here:
        return [Gap.LEFT]
    found = []
    if not facts.qualified:
        found.append(Gap.NOT_QUALIFIED)
    if not facts.trained:
        found.append(Gap.NOT_TRAINED)
    if facts.overdue:
        found.append(Gap.OVERDUE)
    if not facts.covers and not facts.stands_in:
        found.append(Gap.COVER_ENDED if facts.covers_ended else Gap.NO_COVER)
    return found


def places_without(places: Iterable[P], named_now: Collection[P], ever_named: bool, somebody_for_all: bool) -> list[P]:
    """The campuses (or schools) that lack an officer of their own.

    ever_named: whether anybody was ever appointed for one of them; somebody_for_all: whether an officer of the day is for
    all of them. Where appointments were never made by place, whoever is for all of them is enough.
    """
    if somebody_for_all and not ever_named:
        return []
    return [place for place in places if place not in named_now]
