"""Addresses of importing a plan; included by the plan's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.views.imports import parts, rows, whole

_IMPORT = "imports/<str:reference>"
_ROW = f"{_IMPORT}/rows/<str:key>"

urlpatterns: list[URLPattern] = [
    path("imports", whole.imports, name="imports"),
    path("imports/bring", whole.bring_document, name="bring_document"),
    path(_IMPORT, whole.show_import, name="import"),
    path(f"{_IMPORT}/original", whole.original, name="import_original"),
    path(f"{_IMPORT}/commit", whole.commit_import, name="commit_import"),
    path(f"{_IMPORT}/undo", whole.undo_import, name="undo_import"),
    path(f"{_IMPORT}/discard", whole.discard_import, name="discard_import"),
    path(f"{_IMPORT}/left-out", rows.left_out, name="import_left_out"),
    path(f"{_IMPORT}/left-out/<str:key>/bring-back", rows.bring_back_row, name="bring_back_row"),
    path(f"{_IMPORT}/columns", parts.map_columns, name="map_columns"),
    path(f"{_IMPORT}/glossary", parts.correct_glossary, name="correct_glossary"),
    path(f"{_IMPORT}/document", parts.correct_document, name="correct_document"),
    path(f"{_IMPORT}/rhythms", parts.set_rhythms, name="set_rhythms"),
    path(f"{_ROW}/correct", rows.correct_proposal, name="correct_proposal"),
    path(f"{_ROW}/settle", rows.settle_area, name="settle_area"),
    path(f"{_ROW}/drop", rows.drop_row, name="drop_row"),
    path(f"{_ROW}/join", rows.join_rows, name="join_rows"),
    path(f"{_ROW}/split", rows.split_row, name="split_row"),
]
