"""Addresses of members of staff."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import staff

_COMPLETION = "staff/<str:reference>/completions/<str:course>/<str:day>/take-back"

urlpatterns: list[URLPattern] = [
    path("staff", staff.staff_list, name="staff_list"),
    path("staff/add", staff.add_staff, name="add_staff"),
    path("staff/add/<str:reference>", staff.add_staff_of_person, name="add_staff_of_person"),
    path("staff/<str:reference>", staff.staff, name="staff"),
    path("staff/<str:reference>/correct", staff.correct_staff, name="correct_staff"),
    path("staff/<str:reference>/leaves", staff.record_leaving_of_staff, name="record_leaving_of_staff"),
    path("staff/<str:reference>/place", staff.place_staff, name="place_staff"),
    path("staff/<str:reference>/link", staff.link_person, name="link_person"),
    path("staff/<str:reference>/unlink", staff.unlink_person, name="unlink_person"),
    path("staff/<str:reference>/completions/enter", staff.enter_completion, name="enter_completion"),
    path(_COMPLETION, staff.take_back_completion, name="take_back_completion"),
    path("staff/<str:reference>/forget", staff.forget_staff, name="forget_staff"),
]
