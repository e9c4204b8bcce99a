"""Dates that say their year: days, months, terms, quarters and academic years, found in plain text."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ..years import AcademicYear, TermDates

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d\d"
ACADEMIC = r"(?:20\d\d ?[/-] ?(?:20)?\d\d)"
TERM = r"(?:autumn|michaelmas|spring|lent|hilary|summer|easter|trinity)"
_JOIN = r" ?(?:/|-|&|,| and | to | or ) ?"

_SPANS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<![\w/.-])(?:{pattern})(?![\w/]|[.-]\d)"))
    for kind, pattern in (
        ("iso", r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
        ("numbers", r"(?P<d>\d{1,2})(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)"),
        ("days", rf"(?P<d>{DAY}) ?(?:-|/|&| and | to ) ?(?P<e>{DAY}) ?(?:of )?(?P<m>{MONTH}),? ?(?P<y>{YEAR}|'\d\d)"),
        ("day", rf"(?P<d>{DAY}) ?(?:of )?(?P<m>{MONTH}),? ?(?P<y>{YEAR}|'\d\d)"),
        ("short day", rf"(?P<d>{DAY})[ -](?P<m>{MONTH})[ -](?P<y>\d\d)"),
        ("day", rf"(?P<m>{MONTH}) (?P<d>{DAY})(?:, ?| )(?P<y>{YEAR})"),
        ("months", rf"(?P<m>{MONTH}){_JOIN}(?P<n>{MONTH}),?[ -]?(?P<y>{YEAR}|'\d\d)"),
        ("month", rf"(?P<m>{MONTH})(?:,? ?(?:of )?(?P<y>{YEAR})|[ -]?'(?P<z>\d\d)|-(?P<w>\d\d))"),
        (
            "terms",
            rf"(?P<t>{TERM}(?:{_JOIN}{TERM}){{0,2}})(?: terms?)?,? ?(?:of |in |for )?"
            rf"(?:the )?(?:academic year )?(?P<y>{ACADEMIC}|{YEAR})",
        ),
        ("terms", rf"(?P<y>{ACADEMIC}|{YEAR}),? ?(?P<t>{TERM}(?:{_JOIN}{TERM}){{0,2}})(?: terms?)?"),
        ("numbered term", rf"term (?P<n>[123]),? ?(?:of |in )?(?P<y>{ACADEMIC})"),
        ("quarter", rf"q(?:uarter )?(?P<q>[1-4]),? ?(?:of )?(?P<y>{ACADEMIC}|{YEAR})"),
        ("years", rf"(?:academic years? |academic session |session |ay ?)?(?P<y>{ACADEMIC})(?: academic year)?"),
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A date found inside a sentence. at, to: its place in that sentence, as a slice. start and end are inclusive."""

    start: date
    end: date
    phrase: str
    at: int
    to: int


def scan(plain: str, terms: TermDates) -> list[Found]:
    """Dates in a plain text, the earlier kinds of _SPANS first, none overlapping, in reading order."""
    taken: list[Found] = []
    for kind, pattern in _SPANS:
        for match in pattern.finditer(plain):
            if any(match.start() < found.to and found.at < match.end() for found in taken):
                continue
            span = _span(kind, match, terms)
            if span is None:
                continue
            at, start, end = with_what_stands_before(plain, match.start(), *span)
            taken.append(Found(start, end, plain[at : match.end()], at, match.end()))
    return sorted(taken, key=lambda found: found.at)


_BEFORE = re.compile(r"\b(end of|the end of|start of|beginning of|before|prior to)(?: the)? ?$")


_WEEK = re.compile(
    r"(?:\b|^)(?:(?P<begins>w/?c|w/?b|(?:week|wk)[ -](?:commencing|beginning|of|starting))|"
    r"w/?e|(?:week|wk)[ -]ending)[:.]?(?: the)?(?: (?:mon|tue|wednes|thurs|fri|satur|sun)(?:s?day)?)?[ ,]*$"
)


def with_what_stands_before(plain: str, at: int, start: date, end: date) -> tuple[int, date, date]:
    """ "end of March 2025" is its last day, "before 1 April 2025" the day before, "w/c 6 May 2025" seven days."""
    week = _WEEK.search(plain[max(0, at - 36) : at])
    if week is not None and start == end:
        at -= len(plain[max(0, at - 36) : at]) - week.start()
        return at, start, start + timedelta(days=6 if week["begins"] else 0)
    match = _BEFORE.search(plain[max(0, at - 24) : at])
    if match is None:
        return at, start, end
    at -= len(plain[max(0, at - 24) : at]) - match.start()
    if match[1].endswith("end of"):
        return at, end, end
    if match[1] in ("start of", "beginning of"):
        return at, start, start
    eve = start - timedelta(days=1)
    return at, eve, eve


def _span(kind: str, match: re.Match[str], terms: TermDates) -> tuple[date, date] | None:
    """The first and last day of a match, or None when it is no real date."""
    part = match.groupdict()
    try:
        if kind in ("iso", "numbers", "day", "short day"):
            month = int(part["m"]) if part["m"].isdigit() else month_number(part["m"])
            day = date(_full_year(part["y"]), month, int(re.sub(r"\D", "", part["d"])))
            return checked(day, day)
        if kind == "days":
            year, month = _full_year(part["y"]), month_number(part["m"])
            first, last = (int(re.sub(r"\D", "", part[name])) for name in "de")
            return checked(date(year, month, first), date(year, month, last))
        if kind == "months":
            year = _full_year(part["y"])
            first, last = month_number(part["m"]), month_number(part["n"])
            # "Nov/Jan 2025" starts in the year before.
            return checked(date(year - (first > last), first, 1), last_day(year, last))
        if kind == "month":
            year = _full_year(part["y"] or part["z"] or part["w"])
            month = month_number(part["m"])
            return checked(date(year, month, 1), last_day(year, month))
        if kind == "terms":
            if re.search(r"easter|summer", part["t"]) and not _SAYS_TERM.search(match[0]) and _alone(part["t"]):
                return None  # the holiday, the season or the term: it is not said which
            return _terms_span(part["t"], part["y"], terms)
        if kind == "numbered term":
            academic = _academic(part["y"])
            if academic is None:
                return None
            term = terms.terms(academic)[int(part["n"]) - 1]
            return term.start, term.end
        if kind == "quarter":
            return _quarter(int(part["q"]), part["y"])
        academic = _academic(part["y"])
        if academic is not None:
            return checked(academic.start, academic.end)
        first, last = (int(year) for year in re.findall(r"20\d\d", part["y"].replace(" ", "")) or (0, 0))
        # "2015-2017" may be calendar or academic years: the calendar span holds both.
        return checked(date(first, 1, 1), date(last, 12, 31)) if first < last <= first + 10 else None
    except ValueError:
        return None


_SAYS_TERM = re.compile(r"\bterms?\b")


def _alone(names: str) -> bool:
    return len(re.findall(TERM, names)) == 1


def _terms_span(names: str, year: str, terms: TermDates) -> tuple[date, date] | None:
    """The days of one or more terms of a year."""
    academic = _academic(year)
    if academic is None and len(year) != 4:
        return None
    found = [
        terms.term(name, academic) if academic else terms.in_calendar_year(name, int(year))
        for name in re.findall(TERM, names)
    ]
    return min(term.start for term in found), max(term.end for term in found)


def _quarter(quarter: int, year: str) -> tuple[date, date] | None:
    """Of the calendar year, or of the academic (and financial) year from August when that is what is written."""
    academic = _academic(year)
    if academic is None and len(year) != 4:
        return None
    if academic is not None:
        month = 7 + 3 * (quarter - 1)
        first = date(academic.start_year + month // 12, month % 12 + 1, 1)
    else:
        first = date(int(year), 3 * quarter - 2, 1)
    last_month = first.month + 2
    return first, last_day(first.year + (last_month - 1) // 12, (last_month - 1) % 12 + 1)


def _academic(written: str) -> AcademicYear | None:
    """ "2019/20", "2024-25" and "2015-2016", when the second year follows the first."""
    years = re.fullmatch(r"(20\d\d) ?[/-] ?((?:20)?\d\d)", written)
    if years is None:
        return None
    start = int(years[1])
    return AcademicYear(start) if int(years[2]) % 100 == (start + 1) % 100 and len(years[2]) in (2, 4) else None


def month_number(written: str) -> int:
    return _MONTHS.index(written[:3]) + 1


def _full_year(written: str) -> int:
    digits = written.lstrip("'")
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def checked(start: date, end: date) -> tuple[date, date] | None:
    """A plan of the Prevent duty speaks of this age: a date outside it was misread."""
    return (start, end) if start.year >= 1990 and end.year <= 2100 and start <= end else None
