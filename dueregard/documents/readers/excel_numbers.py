"""How a workbook shows a number: plain numbers, percentages and dates by their number formats, dates as ISO text."""

from __future__ import annotations

import datetime as dt
import re

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
    27: "yyyy/m", 28: "m/d", 29: "m/d", 30: "m-d-yy", 31: "yyyy/m/d", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm",
    35: "h:mm:ss", 36: "yyyy/m", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 50: "yyyy/m", 51: "m/d", 52: "yyyy/m", 53: "m/d", 54: "m/d", 55: "yyyy/m", 56: "m/d", 57: "yyyy/m",
    58: "m/d",
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_BRACKETS = re.compile(r"\[([^\]]*)\]")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_HIGHEST_DAY = 2_958_466


def shown(number: float, number_format: str, *, from_1904: bool = False) -> str:
    """A number as its cell shows it. A month ("mmm-yy") or year stays one; any other date is ISO text."""
    if number != number or number in (float("inf"), float("-inf")):
        return ""
    section = number_format.split(";")[0] if ";" in number_format else number_format
    bare = _LITERAL.sub("", section)
    elapsed = any(re.fullmatch(r"h+|m+|s+", inner, re.I) for inner in _BRACKETS.findall(bare))
    codes = _BRACKETS.sub("", bare).lower().replace("am/pm", "").replace("a/p", "")
    if "general" in codes or "@" in codes or not codes:
        return plain(number)
    if not elapsed and re.search(r"[ymdhs]", codes) and not re.search(r"[#?]", codes):
        return _date(number, codes, from_1904) or plain(number)
    if elapsed:
        minutes = round(abs(number) * 24 * 60)
        return f"{'-' if number < 0 else ''}{minutes // 60}:{minutes % 60:02d}"
    return _by_pattern(number, section)


def plain(number: float) -> str:
    """A number without a format: 15 digits at most, and no ".0"."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def iso(moment: dt.datetime) -> str:
    """A date as ISO text, with hours and minutes when they are not midnight."""
    if moment.time() == dt.time():
        return moment.date().isoformat()
    return moment.strftime("%Y-%m-%d %H:%M")


def _date(number: float, codes: str, from_1904: bool) -> str | None:
    if not 0 <= number < _HIGHEST_DAY:
        return None
    has_day, has_year = "d" in codes, "y" in codes
    has_clock = "h" in codes or "s" in codes
    if has_clock and not has_day and not has_year:
        seconds = round((number % 1) * 86_400)
        return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}"
    # Excel counts a 29 February 1900 that never was. A cell's date has no time zone.
    start = dt.datetime.fromisoformat("1904-01-01" if from_1904 else "1899-12-30" if number >= 60 else "1899-12-31")
    try:
        moment = start + dt.timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None
    if has_year and not has_day and not has_clock:
        return f"{MONTHS[moment.month - 1]} {moment.year}" if "m" in codes else str(moment.year)
    return iso(moment)


def _by_pattern(number: float, section: str) -> str:
    """A number by a pattern such as "0.00", "#,##0" or "£"#,##0.00; an unknown pattern gives the plain number."""
    literals: list[str] = []

    def hold(found: re.Match[str]) -> str:
        literal = found.group(1) if found.group(1) is not None else found.group(2) or ""
        literals.append(literal)
        return "\x00"

    pattern = _LITERAL.sub(hold, section)
    # "[$£-809]" is a currency sign, "[Red]" and conditions are nothing that is read.
    pattern = _BRACKETS.sub(
        lambda found: found.group(1)[1:].split("-")[0] if found.group(1)[:1] == "$" else "", pattern
    )
    found = _DIGITS.search(pattern)
    if not found or "/" in pattern or re.search(r"[eE][+-]", pattern) or _DIGITS.search(pattern, found.end()):
        return plain(number)
    before, after = pattern[: found.start()], pattern[found.end() :]
    digits = found.group()
    percent = "%" in before + after
    value = abs(number) * (100 if percent else 1)
    decimals = found.group(1) or ""
    least = len(decimals.rstrip("#?"))
    text = f"{value:{',' if ',' in digits.split('.')[0] else ''}.{min(len(decimals), 15)}f}"
    if len(decimals) > least and "." in text:
        whole, _, fraction = text.partition(".")
        fraction = fraction[:least] + fraction[least:].rstrip("0")
        text = f"{whole}.{fraction}" if fraction else whole
    whole, dot, fraction = text.partition(".")
    width = digits.split(".")[0].replace(",", "").count("0")
    text = whole.rjust(width, "0") + dot + fraction
    sign = "-" if number < 0 and text.strip("0.,") else ""
    held = iter(literals)
    before, after = ("".join(next(held, "") if part == "\x00" else part for part in side) for side in (before, after))
    return (sign + before + text + after).strip()
