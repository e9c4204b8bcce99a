"""Addresses of training, by noun."""

from __future__ import annotations

from django.urls import URLPattern

from dueregard.training.urls import (
    courses,
    coverage,
    groups,
    lists,
    officers,
    records,
    refreshers,
    requirements,
    roles,
    sessions,
    staff,
)

app_name = "training"

urlpatterns: list[URLPattern] = [
    *courses.urlpatterns,
    *coverage.urlpatterns,
    *lists.urlpatterns,
    *groups.urlpatterns,
    *officers.urlpatterns,
    *records.urlpatterns,
    *refreshers.urlpatterns,
    *requirements.urlpatterns,
    *roles.urlpatterns,
    *staff.urlpatterns,
    *sessions.urlpatterns,
]
