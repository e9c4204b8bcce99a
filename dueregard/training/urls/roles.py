"""Addresses of the roles that may need training."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import roles

urlpatterns: list[URLPattern] = [
    path("roles", roles.roles, name="roles"),
    path("roles/name", roles.name_role, name="name_role"),
    path("roles/<str:reference>/decide", roles.decide_role, name="decide_role"),
]
