"""Addresses of the look: the gallery."""

from __future__ import annotations

from django.urls import path

from dueregard.look import views

app_name = "look"

urlpatterns = [
    path("components", views.gallery, name="gallery"),
]
