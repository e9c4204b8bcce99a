"""Addresses of role groups."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import groups

urlpatterns: list[URLPattern] = [
    path("groups", groups.groups, name="groups"),
    path("groups/add", groups.add_group, name="add_group"),
    path("groups/<str:reference>", groups.group, name="group"),
    path("groups/<str:reference>/rename", groups.rename_group, name="rename_group"),
    path("groups/<str:reference>/end", groups.end_group, name="end_group"),
    path("groups/<str:reference>/reopen", groups.reopen_group, name="reopen_group"),
    path("groups/<str:reference>/members/add", groups.list_member, name="list_member"),
    path("groups/<str:reference>/members/<str:staff>/remove", groups.unlist_member, name="unlist_member"),
]
