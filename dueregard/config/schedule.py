"""The schedule: what is done at which rhythm, and the tick that does what is due. A row in the database claims each turn."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connections

from dueregard.health.workflows import links, looking
from dueregard.kernel import jobs, outbox, retention
from dueregard.rounds.workflows import running as rounds
from dueregard.training.workflows import session_reminders

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scheduled:
    """One scheduled work. every: the length of its slots, which begin at whole multiples of it in UTC.

    A work is done by one process a slot, however many tick; a turn that fails is not tried again before the next slot,
    so each work catches up by itself.
    """

    name: str
    every: timedelta
    do: Callable[[], Any]


SCHEDULE = (
    Scheduled("reap_jobs", timedelta(minutes=1), jobs.reap),
    Scheduled("mail", timedelta(minutes=1), outbox.queue_sending),
    Scheduled("remind_leads", timedelta(hours=1), rounds.remind_all),
    Scheduled("remind_of_sessions", timedelta(hours=1), session_reminders.remind_all),
    Scheduled("retention", retention.EVERY, retention.queue),
    Scheduled("look_through", timedelta(minutes=5), looking.queue),
    Scheduled("check_links", timedelta(weeks=1), links.queue),
)


def tick(schedule: tuple[Scheduled, ...] = SCHEDULE) -> list[str]:
    """Do what is due and nobody else has claimed; gives the names of what was done. One that fails stops no other."""
    done = []
    for work in schedule:
        if not jobs.claim_slot(work.name, work.every):
            continue
        try:
            work.do()
        except Exception:
            log.exception("The scheduled work %s failed", work.name)
        else:
            done.append(work.name)
    return done


def keep_ticking(pause: Callable[[float], None] = time.sleep) -> None:
    """Tick at the start of every minute, until the process is ended."""
    while True:
        try:
            tick()
        except Exception:
            # A database that is away for a while must not end the schedule.
            log.exception("The tick failed")
        finally:
            connections.close_all()
        pause(60 - time.time() % 60)
