"""Addresses of home."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.home import views

app_name = "home"

urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("trail", views.trail_page, name="trail"),
    path("trail/<int:number>", views.trail_entry, name="trail_entry"),
    path("trail/kept", views.kept, name="kept"),
    path("help", views.help_page, name="help"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("alive", views.alive, name="alive"),
]
