"""Addresses of lists that are brought in."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import lists

_ONE = "lists/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("lists/", lists.bringings, name="bringings"),
    path("lists/bring", lists.take_list, name="take_list"),
    path("columns/<str:reference>/forget", lists.forget_columns, name="forget_columns"),
    path(_ONE, lists.bringing, name="bringing"),
    path(f"{_ONE}/columns", lists.map_columns, name="map_columns"),
    path(f"{_ONE}/bring", lists.bring_list, name="bring_list"),
    path(f"{_ONE}/undo", lists.undo_list, name="undo_list"),
    path(f"{_ONE}/discard", lists.discard_list, name="discard_list"),
    path(f"{_ONE}/errors", lists.list_errors, name="list_errors"),
]
