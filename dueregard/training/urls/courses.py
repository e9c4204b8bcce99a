"""Addresses of courses."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import courses

urlpatterns: list[URLPattern] = [
    path("courses", courses.courses, name="courses"),
    path("courses/add", courses.add_course, name="add_course"),
    path("courses/begin", courses.begin_courses, name="begin_courses"),
    path("courses/<str:reference>", courses.course, name="course"),
    path("courses/<str:reference>/change", courses.change_course, name="change_course"),
    path("courses/<str:reference>/end", courses.end_course, name="end_course"),
    path("courses/<str:reference>/reopen", courses.reopen_course, name="reopen_course"),
    path("courses/<str:reference>/editions/add", courses.add_edition, name="add_edition"),
    path("courses/<str:reference>/materials/add", courses.add_material, name="add_material"),
    path("editions/<str:reference>/change", courses.change_edition, name="change_edition"),
    path("materials/<str:reference>/end", courses.end_material, name="end_material"),
    path("materials/<str:reference>/file", courses.material_file, name="material_file"),
]
