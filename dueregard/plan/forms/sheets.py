"""Forms of the spreadsheet: bringing it back, and ticking what shall be taken over."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from dueregard.plan.forms.areas import required


class SheetForm(forms.Form):
    """The spreadsheet that comes back."""

    spreadsheet = forms.FileField(
        label="The spreadsheet that you edited",
        allow_empty_file=True,  # the workflow has a better sentence
        max_length=None,
        help_text="An .xlsx, .ods or .csv file that was taken out of this register.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Choose the spreadsheet.", "missing": "Choose the spreadsheet."},
    )


class ApplySheetForm(forms.Form):
    """What is ticked, as it was seen, and why."""

    reason = forms.CharField(
        label="Why (for the history)",
        max_length=500,
        help_text="Shown with every change that you take over.",
        error_messages=required("Say why, in a few words: it is shown with every change."),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Collection[str], ticked: Collection[str], **kwargs: Any) -> None:
        """offered: ids that can be ticked; ticked: those that are so when the page opens."""
        super().__init__(*args, **kwargs)
        given = self.data.getlist("ticked") if self.is_bound and hasattr(self.data, "getlist") else ticked
        self.ticked = frozenset(given) & frozenset(offered)

    def seen_again(self, seen: str) -> None:
        """Let the page, with all that was typed and ticked, be sent again as the register stands now."""
        sent: Any = self.data
        self.data = sent.copy()
        sent = self.data
        sent["seen"] = seen
