"""Form fields that every room uses: a day as people write it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from dueregard.look.templatetags.look import plain_day

DAY_FORMATS = ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d")

# A year beyond these is a slip of the pen, and at the calendar's very ends there is no day before or after.
_YEARS = range(1900, 2200)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_SEPT = re.compile(r"\bsept\b\.?", re.IGNORECASE)


class DayInput(forms.DateInput):
    """A text input that shows a date in words, such as "4 December 2026"."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input-day", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return a date in words; what somebody typed stays as typed."""
        if isinstance(value, dt.date):
            return plain_day(value)
        return super().format_value(value)


class DayField(forms.DateField):
    """A date read in the ways people write it in Britain, day before month. Cleans to ``datetime.date`` or None."""

    widget = DayInput
    default_error_messages = {"invalid": "Enter a date such as 4 December 2026"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("help_text", "For example, 4 December 2026")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date in ``value``; commas, "4th" and spare spaces do not matter. Raises ValidationError."""
        if isinstance(value, str):
            value = " ".join(_SEPT.sub("Sep", _ORDINAL.sub("", value)).replace(",", " ").split())
        day = super().to_python(value)
        if day is not None and day.year not in _YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
