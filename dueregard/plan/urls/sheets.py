"""Addresses of the spreadsheet of the register, the yearly roll-forward and the page of the year; included by the plan's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.views import rolling, sheets

_SHEET = "spreadsheet/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("spreadsheet", sheets.spreadsheet, name="spreadsheet"),
    path("spreadsheet/download", sheets.register_spreadsheet, name="register_spreadsheet"),
    path("spreadsheet/bring-back", sheets.bring_sheet_back, name="bring_sheet_back"),
    path(_SHEET, sheets.sheet_return, name="sheet_return"),
    path(f"{_SHEET}/apply", sheets.apply_sheet, name="apply_sheet"),
    path(f"{_SHEET}/original", sheets.sheet_original, name="sheet_original"),
    path("roll-forward", rolling.roll_forward, name="roll_forward"),
    path("year", rolling.year, name="year"),
]
