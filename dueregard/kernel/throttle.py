"""Counting what somebody tries within a while, in the cache that all processes share."""

from __future__ import annotations

from django.core.cache import cache

from dueregard.kernel import clock
from dueregard.kernel.personal_links import digest


def too_many(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more try of `who` at `what`; whether it is more than `most` within the while that began with the first.

    Two at the very same moment may count as one: it is a brake, not a lock.
    """
    name = f"throttle:{what}:{digest(who)[:32]}"
    moment = clock.now().timestamp()
    count, until = cache.get(name) or (0, moment + seconds)
    if until <= moment:
        count, until = 0, moment + seconds
    cache.set(name, (count + 1, until), max(1, int(until - moment) + 1))
    return bool(count + 1 > most)
