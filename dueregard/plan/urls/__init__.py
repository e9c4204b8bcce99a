"""Addresses of the plan."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.urls import claims, imports, reviews, sheet, sheets
from dueregard.plan.views import areas, evidence, register, steps

app_name = "plan"

_AREA = "areas/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("", register.register, name="register"),
    path("views/save", register.save_this_view, name="save_view"),
    path("views/<str:reference>/delete", register.delete_this_view, name="delete_view"),
    path("sections/add", areas.add_section, name="add_section"),
    path("areas/add", areas.add_area, name="add_area"),
    path(_AREA, areas.area, name="area"),
    path(f"{_AREA}/history", areas.area_history, name="area_history"),
    path(f"{_AREA}/edit", areas.edit_area, name="edit_area"),
    path(f"{_AREA}/rate", areas.rate_area, name="rate_area"),
    path(f"{_AREA}/leads", areas.set_area_leads, name="set_area_leads"),
    path(f"{_AREA}/restrict", areas.restrict_passages, name="restrict_passages"),
    path(f"{_AREA}/retire", areas.retire_area, name="retire_area"),
    path(f"{_AREA}/restore", areas.restore_area, name="restore_area"),
    path(f"{_AREA}/move", areas.move_area, name="move_area"),
    path(f"{_AREA}/review", evidence.record_area_review, name="record_review"),
    path(f"{_AREA}/evidence/add", evidence.add_evidence, name="add_evidence"),
    path(f"{_AREA}/evidence/<str:evidence>/version", evidence.add_evidence_version, name="add_evidence_version"),
    path(f"{_AREA}/evidence/<str:evidence>/remove", evidence.remove_evidence, name="remove_evidence"),
    path(f"{_AREA}/evidence/<str:evidence>/<int:number>", evidence.evidence_file, name="evidence_file"),
    path(f"{_AREA}/steps/add", steps.add_step, name="add_step"),
    path(f"{_AREA}/steps/<str:step>/edit", steps.edit_step, name="edit_step"),
    path(f"{_AREA}/steps/<str:step>/<slug:verb>", steps.move_step, name="move_step"),
    *claims.urlpatterns,
    *imports.urlpatterns,
    *reviews.urlpatterns,
    *sheet.urlpatterns,
    *sheets.urlpatterns,
]
