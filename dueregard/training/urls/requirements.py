"""Addresses of requirements."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import requirements

urlpatterns: list[URLPattern] = [
    path("requirements", requirements.requirements, name="requirements"),
    path("requirements/add", requirements.add_requirement, name="add_requirement"),
    path("requirements/<str:reference>", requirements.requirement, name="requirement"),
    path("requirements/<str:reference>/correct", requirements.correct_requirement, name="correct_requirement"),
    path("requirements/<str:reference>/change", requirements.change_requirement, name="change_requirement"),
    path("requirements/<str:reference>/end", requirements.end_requirement, name="end_requirement"),
]
