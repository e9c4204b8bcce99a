"""What people choose and type on the pages of figures, cleaned; nothing here saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms

from dueregard.figures.rules import chosen
from dueregard.figures.rules.balances import Opening, Overlap, faults
from dueregard.figures.rules.chosen import Chosen
from dueregard.figures.rules.definitions import Figure, Kind
from dueregard.kernel import clock
from dueregard.look.forms import DayField
from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear, TermDates, term_name

_YEARS_OFFERED = 10
_RECENT_TERMS = 4  # academic years
_ORDER = (("at",), ("from", "to"), ("term",), ("year",))


def _day(label: str, example: str) -> DayField:
    return DayField(
        label=label,
        required=False,
        help_text=f"For example, {example}",
        error_messages={"invalid": f"{label}: write a day like {example}."},
    )


class ChosenForm(forms.Form):
    """The day, academic year, term or period that figures are asked for, as it stands in the address.

    What it cannot understand is left out and said. Where the address names more than one, the first of day, period, term
    and year counts.
    """

    at = _day("As at", "11 July 2019")
    year = forms.CharField(label="Academic year", required=False, widget=forms.Select)
    term = forms.CharField(label="Term", required=False, widget=forms.Select)
    to = _day("To", "31 July 2019")

    def __init__(self, data: Mapping[str, Any], terms: Callable[[], TermDates]) -> None:
        """terms: gives the institution's terms; called only where a term is asked for."""
        super().__init__(data)
        self._terms, self._today = terms, clock.today()
        self.fields["from"] = _day("From", "1 August 2018")
        present = AcademicYear.containing(self._today)
        years = [AcademicYear(present.start_year - back) for back in range(_YEARS_OFFERED)]
        self.fields["year"].widget.choices = [
            ("", "Choose"),
            *((str(year.start_year), year.label) for year in years),
        ]
        self.fields["term"].widget.choices = [
            ("", "Choose"),
            *(
                (f"{year.start_year}-{name}", f"{name.capitalize()} {year.label}")
                for year in years[:_RECENT_TERMS]
                for name in reversed(TERM_NAMES)
            ),
        ]

    def clean_at(self) -> date | None:
        return self._within(self.cleaned_data["at"], "As at")

    def clean_to(self) -> date | None:
        return self._within(self.cleaned_data["to"], "To")

    def clean_year(self) -> AcademicYear | None:
        """ "2018" or "2018/19"."""
        said = self.cleaned_data["year"].strip()
        return self._year(said.partition("/")[0]) if said else None

    def clean_term(self) -> Any:
        """ "2018-autumn": the autumn term of 2018/19."""
        said = self.cleaned_data["term"].strip()
        if not said:
            return None
        year, _, name = said.partition("-")
        try:
            term_name(name)
        except ValueError:
            raise forms.ValidationError("Term: write it like 2018-autumn.") from None
        return self._terms().term(name, self._year(year))

    def clean(self) -> dict[str, Any]:
        """A period has both ends; today stands in for the last day."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = self._within(cleaned.get("from"), "From"), cleaned.get("to")
        if first and not last and "to" not in self.errors:
            last = cleaned["to"] = max(first, self._today)
        if last and not first and "from" not in self.errors:
            self.add_error("to", "To: give the first day of the period as well.")
        elif first and last and first > last:
            self.add_error("to", "To: the period ends before it begins.")
        return cleaned

    def chosen(self) -> Chosen:
        """What was understood, or the usual: today and the current academic year."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        if found.get("at"):
            return chosen.on_day(found["at"])
        if found.get("from") and found.get("to"):
            return chosen.in_period(found["from"], found["to"])
        if found.get("term"):
            return chosen.in_term(found["term"])
        if found.get("year"):
            return chosen.in_year(found["year"])
        return chosen.usual(self._today)

    def complaints(self) -> list[str]:
        """Sentences on what was left out."""
        self.is_valid()
        found = [str(error) + " It is left out." for errors in self.errors.values() for error in errors]
        asked = [names for names in _ORDER if any(self.data.get(name) for name in names)]
        if len(asked) > 1:
            found.append(
                "More than one day or period was asked for: choose a day, a period, a term or an academic year."
            )
        return found

    def _within(self, day: date | None, label: str) -> date | None:
        if day is not None and not chosen.FIRST_YEAR <= AcademicYear.containing(day).start_year <= chosen.LAST_YEAR:
            raise forms.ValidationError(f"{label}: give a day between {chosen.FIRST_YEAR} and {chosen.LAST_YEAR}.")
        return day

    def _year(self, said: str) -> AcademicYear:
        if said.isascii() and said.isdecimal() and chosen.FIRST_YEAR <= int(said[:9]) <= chosen.LAST_YEAR:
            return AcademicYear(int(said))
        raise forms.ValidationError(
            f"Give the year in which the academic year begins, between {chosen.FIRST_YEAR} and {chosen.LAST_YEAR}: "
            "2018 for 2018/19."
        )


class CountField(forms.IntegerField):
    """A count, with or without commas between its thousands."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"})

    def to_python(self, value: Any) -> int | None:
        """The number in what was typed. Raises ValidationError."""
        return super().to_python(value.replace(",", "") if isinstance(value, str) else value)


class BalanceForm(forms.Form):
    """A number from paper, its day or period, its source, and how later records relate to it."""

    value = CountField(
        label="The number on the paper",
        min_value=0,
        max_value=9_999_999,
        error_messages={
            "required": "Give the number that the paper says",
            "invalid": "Give the number in digits, such as 134",
            "min_value": "Give a number that is not below nought",
            "max_value": "Give a number below 10 million",
        },
    )
    since = DayField(label="First day of the period", error_messages={"required": "Give the first day of the period"})
    at = DayField(label="As at which day", error_messages={"required": "Give the day that the number is for"})
    source = forms.CharField(
        label="Where the number comes from",
        max_length=300,
        help_text="For example, attendance register 2015 to 2019, kept by the staff development office. Name no person.",
        error_messages={"required": "Say where the number comes from"},
    )
    overlap = forms.ChoiceField(
        label="Later records",
        widget=forms.RadioSelect,
        choices=Overlap.choices,
        help_text="How the records that you make or bring in relate to the number on paper.",
        error_messages={"required": "Choose how later records relate to the number"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, figure: Figure) -> None:
        super().__init__(data)
        self._figure = figure
        if figure.kind == Kind.STOCK:
            del self.fields["since"]
        else:
            self.fields["at"].label = "Last day of the period"
            self.fields["at"].error_messages["required"] = "Give the last day of the period"

    def clean(self) -> dict[str, Any]:
        """What the figure's kind asks for; each fault stands at its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            figure = self._figure
            for name, sentence in faults(
                self.opening(cleaned), clock.today(), of_period=figure.kind == Kind.FLOW, cases=figure.cases
            ):
                self.add_error(name if name in self.fields else None, sentence)
        return cleaned

    def opening(self, cleaned: dict[str, Any] | None = None) -> Opening:
        """The balance as it was typed."""
        data = self.cleaned_data if cleaned is None else cleaned
        return Opening(data["value"], data["at"], Overlap(data["overlap"]), data.get("since"))


class ReasonForm(forms.Form):
    """Why a balance is withdrawn."""

    reason = forms.CharField(
        label="Why it is withdrawn", max_length=300, error_messages={"required": "Say why it is withdrawn"}
    )
