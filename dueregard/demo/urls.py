"""Addresses of the demonstration."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.demo import views

app_name = "demo"

urlpatterns: list[URLPattern] = [
    path("sign-in/<str:role>", views.sign_in, name="sign_in"),
]
