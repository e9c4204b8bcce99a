"""Coverage and figures of a large university against the same questions asked as hand-written SQL, in one process.

Run as a program: python -m bench.training STAFF COMPLETIONS. The database is that of the environment, and is filled first.
Prints JSON: milliseconds (medians), and what both ways of asking gave.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

from bench.training_data import prepare  # sets Django up
from dueregard.figures.queries import exact_value
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.training.models import Requirement
from dueregard.training.queries.conditions import requirements_on, rule_of
from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.kinds import GroupKind, Subject

ROUNDS = 15
_EMPLOYED = "(s.began_on IS NULL OR s.began_on <= %(day)s) AND (s.left_on IS NULL OR s.left_on >= %(day)s)"
_THEN = "(s.began_on IS NULL OR s.began_on <= %(then)s) AND (s.left_on IS NULL OR s.left_on >= %(then)s)"
_GROUPS = {
    GroupKind.EVERYBODY: "TRUE",
    GroupKind.OFFICERS: "EXISTS (SELECT 1 FROM training_officer o WHERE o.staff_id = s.id AND o.from_on <= {at} "
    "AND (o.to_on IS NULL OR o.to_on >= {at}))",
    GroupKind.DEPARTMENT: "EXISTS (SELECT 1 FROM training_placement p WHERE p.staff_id = s.id "
    "AND p.department_id = %(body)s AND (p.from_on IS NULL OR p.from_on <= {at}) "
    "AND (p.to_on IS NULL OR p.to_on >= {at}))",
}
_COVERAGE = """
    SELECT COUNT(*), SUM(CASE WHEN last.day >= %(covered)s THEN 1 ELSE 0 END),
           SUM(CASE WHEN last.day >= %(lasting)s THEN 1 ELSE 0 END),
           SUM(CASE WHEN {then} AND {group_then} AND (last.day IS NULL OR last.day < %(expired)s) THEN 1 ELSE 0 END)
    FROM training_staff s
    LEFT JOIN (SELECT staff_id, MAX(completed_on) AS day FROM training_completion
               WHERE removed_on IS NULL AND course_id = %(course)s AND completed_on <= %(day)s GROUP BY staff_id) last
           ON last.staff_id = s.id
    WHERE {employed} AND {group}
"""
_BY_HAND = {
    "training.staff_attended": """
        SELECT COUNT(DISTINCT c.staff_id) FROM training_completion c JOIN training_course k ON k.id = c.course_id
        WHERE c.removed_on IS NULL AND k.subject = %(prevent)s AND c.completed_on <= %(day)s""",
    "training.officers_qualified": """
        SELECT COUNT(DISTINCT o.staff_id) FROM training_officer o
        WHERE o.from_on <= %(day)s AND (o.to_on IS NULL OR o.to_on >= %(day)s) AND EXISTS (
            SELECT 1 FROM training_completion c JOIN training_course k ON k.id = c.course_id
            WHERE c.staff_id = o.staff_id AND c.removed_on IS NULL AND k.subject = %(qualification)s
            AND c.completed_on <= %(day)s)""",
    "training.officers_trained": """
        SELECT COUNT(DISTINCT o.staff_id) FROM training_officer o WHERE o.from_on <= %(day)s AND EXISTS (
            SELECT 1 FROM training_completion c JOIN training_course k ON k.id = c.course_id
            WHERE c.staff_id = o.staff_id AND c.removed_on IS NULL AND k.subject = %(prevent)s
            AND c.completed_on <= %(day)s)""",
}


def _asked(sql: str, values: dict[str, Any]) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())


def coverage_by_hand(needs: list[Requirement], day: Any) -> list[tuple[int, ...]]:
    """(needed, have it, due soon among them, overdue) of each requirement: one statement each."""
    found = []
    for need in needs:
        bounds, group = bounds_on(rule_of(need), day), _GROUPS[GroupKind(need.group.kind)]
        values = {
            "day": day,
            "then": bounds.needed_before,
            "covered": bounds.covered_from,
            "lasting": bounds.lasting_from,
            "expired": bounds.expired_from,
            "course": need.course_id,
            "body": need.group.body_id,
        }
        sql = _COVERAGE.format(
            employed=_EMPLOYED, then=_THEN, group=group.format(at="%(day)s"), group_then=group.format(at="%(then)s")
        )
        needed, having, lasting, overdue = _asked(sql, values)
        found.append((needed, having, having - lasting, overdue))
    return found


class Page:
    """The coverage page, asked of the whole application as its server asks it."""

    def __init__(self, session: str) -> None:
        self.application = get_wsgi_application()
        self.session = session

    def __call__(self) -> str:
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/training/",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": f"sessionid={self.session}",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        answer = self.application(environ, lambda said, headers, *_: status.append(said))
        text = b"".join(answer).decode()
        if hasattr(answer, "close"):
            answer.close()
        if status != ["200 OK"]:
            raise SystemExit(f"The coverage page answered {status}")
        return text


def medians(measures: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Milliseconds of each; they take turns."""
    for measure in measures.values():
        measure()
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(ROUNDS):
        for name, measure in measures.items():
            started = time.perf_counter()
            measure()
            found[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    """Fill, make sure that both ways give the same, measure, and tell."""
    known = prepare(int(sys.argv[1]), int(sys.argv[2]))
    day = clock.today()
    past = day - timedelta(days=400)
    needs = requirements_on(day)
    page = Page(known["session"])
    shown = page()
    for needed, having, _, overdue in coverage_by_hand(needs, day):
        for number in (needed, having, overdue):
            if f"{number:,}" not in shown:
                raise SystemExit(f"The coverage page does not say {number:,}")
    values = {"day": past, "prevent": str(Subject.PREVENT), "qualification": str(Subject.QUALIFICATION)}
    measures: dict[str, Callable[[], Any]] = {
        "coverage page": page,
        "coverage by hand": lambda: coverage_by_hand(needs, day),
    }
    for key, sql in _BY_HAND.items():
        figure = figure_of(key)
        if figure is None or exact_value(figure, Span(past), None)[0] != _asked(sql, values)[0]:
            raise SystemExit(f"{key} is not what SQL by hand gives")
        measures[key] = lambda figure=figure: exact_value(figure, Span(past), None)
        measures[f"{key} by hand"] = lambda sql=sql: _asked(sql, values)
    print(json.dumps({"engine": connection.vendor, "ms": medians(measures)}))


if __name__ == "__main__":
    main()
