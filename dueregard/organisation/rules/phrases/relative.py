"""Dates that do not say their year, bare years, and the library's last try: read only where a phrase is nothing else."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from ..years import AcademicYear, TermDates
from .dates import DAY, MONTH, TERM, YEAR, Found, checked, last_day, month_number, with_what_stands_before

# Read only where the phrase is nothing but a date: in prose a bare year is more often history than a deadline.
_YEAR_ONLY = re.compile(rf"(?<![\w/.-])(?:calendar year )?(?P<y>{YEAR})(?![\w/]|[.-]\d)")
_THIS_OR_NEXT = re.compile(rf"(?P<w>this|current|next) (?P<u>academic year|term|year|month|{TERM} term)\b")
_WITHOUT_YEAR = re.compile(
    rf"(?<![\w/.-])(?:(?P<d>{DAY}) (?:of )?(?P<m>{MONTH})|(?P<o>{MONTH})(?: (?P<e>{DAY}))?|(?P<t>{TERM}) term)"
    r"(?![\w/]|[.-]\d)"
)


def scan_years(plain: str) -> list[Found]:
    found = []
    for match in _YEAR_ONLY.finditer(plain):
        year = int(match["y"])
        at, start, end = with_what_stands_before(plain, match.start(), date(year, 1, 1), date(year, 12, 31))
        found.append(Found(start, end, plain[at : match.end()], at, match.end()))
    return found


def scan_relative(plain: str, terms: TermDates, today: date | None) -> list[Found]:
    """ "this academic year", "next term", "end of March": only when it is known what today is."""
    if today is None:
        return []
    match = _THIS_OR_NEXT.search(plain)
    span = _relative_span(match, terms, today) if match else None
    if match is None:
        match = _WITHOUT_YEAR.search(plain)
        span = _next_span(match, terms, today) if match else None
    if match is None or span is None:
        return []
    at, start, end = with_what_stands_before(plain, match.start(), *span)
    return [Found(start, end, plain[at : match.end()], at, match.end())]


def _relative_span(match: re.Match[str], terms: TermDates, today: date) -> tuple[date, date] | None:
    following = match["w"] == "next"
    unit = match["u"]
    if unit == "academic year":
        academic = AcademicYear.containing(today)
        academic = academic.next if following else academic
        return academic.start, academic.end
    if unit == "term":
        term = terms.following(today) if following else terms.containing(today)
        return (term.start, term.end) if term else None
    if unit == "year":
        year = today.year + following
        return date(year, 1, 1), date(year, 12, 31)
    if unit == "month":
        year, month = (
            (today.year + (today.month == 12), today.month % 12 + 1)
            if following
            else (
                today.year,
                today.month,
            )
        )
        return date(year, month, 1), last_day(year, month)
    return None  # "next Spring term": this spring or the one after it is not said


def _next_span(match: re.Match[str], terms: TermDates, today: date) -> tuple[date, date] | None:
    """The next one that has not ended."""
    for year in range(today.year, today.year + 6):
        try:
            if match["t"]:
                term = terms.in_calendar_year(match["t"], year)
                span = term.start, term.end
            elif match["d"] or match["e"]:
                number = int(re.sub(r"\D", "", match["d"] or match["e"]))
                day = date(year, month_number(match["m"] or match["o"]), number)
                span = day, day
            else:
                month = month_number(match["o"])
                span = date(year, month, 1), last_day(year, month)
        except ValueError:
            continue
        if span[1] >= today:
            return span
    return None


def by_dateparser(plain: str, today: date | None) -> tuple[date, date] | None:
    """A last try with the library, held to dates whose year is written or to days counted from a known today."""
    relative = today is not None and re.search(
        r"\b(?:today|tomorrow|in (?:\d+|a|one|two|three) (?:day|week|month))", plain
    )
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", plain)
    if not (relative or (year and re.search(MONTH, plain))) or len(plain) > 60:
        return None
    import dateparser  # slow to import, and seldom needed

    settings: dict[str, object] = {
        "DATE_ORDER": "DMY",
        "PREFER_DAY_OF_MONTH": "last",
        "REQUIRE_PARTS": ["month", "year"],
        "PARSERS": ["relative-time", "absolute-time"] if relative else ["absolute-time"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    if today is not None:
        settings["RELATIVE_BASE"] = datetime.combine(today, time())
    found = dateparser.parse(plain, languages=["en"], settings=settings)
    if found is None or (year and found.year != int(year[0])):
        return None
    day = found.date()
    has_day = relative or re.search(
        r"(?<!\d)[0-3]?\d(?:st|nd|rd|th)?(?!\d)", plain.replace(year[0] if year else "", " ")
    )
    return checked(day if has_day else day.replace(day=1), day)
