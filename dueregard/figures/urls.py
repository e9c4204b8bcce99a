"""Addresses of figures."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.figures import views

app_name = "figures"

urlpatterns: list[URLPattern] = [
    path("", views.figures, name="figures"),
    path("figures.csv", views.figures_file, name="figures_file"),
    path("<str:key>", views.figure, name="figure"),
    path("<str:key>/trend.csv", views.trend_file, name="trend_file"),
    path("<str:key>/rows.csv", views.rows_file, name="rows_file"),
    path("<str:key>/balance", views.record_balance, name="record_balance"),
    path("<str:key>/withdraw-balance", views.withdraw_balance, name="withdraw_balance"),
]
