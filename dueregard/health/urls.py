"""Addresses of the health of the plan."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.health import views

app_name = "health"

urlpatterns: list[URLPattern] = [
    path("", views.health, name="health"),
    path("leads", views.leads, name="leads"),
    path("paper", views.paper, name="paper"),
    path("look-again", views.look_again, name="look_again"),
    path("<slug:slug>", views.rows, name="rows"),
]
