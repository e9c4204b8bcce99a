"""Addresses of coverage."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import coverage

urlpatterns: list[URLPattern] = [
    path("", coverage.coverage, name="coverage"),
    path("coverage/<str:reference>", coverage.requirement_coverage, name="requirement_coverage"),
    path("coverage/<str:reference>/people", coverage.requirement_people, name="requirement_people"),
]
