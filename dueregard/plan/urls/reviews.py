"""Addresses of reviews and their cycles; included by the plan's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.views import reviews

urlpatterns: list[URLPattern] = [
    path("reviews", reviews.reviews, name="reviews"),
    path("reviews/record", reviews.record_plan_review, name="record_plan_review"),
    path("reviews/cycles/add", reviews.add_cycle, name="add_cycle"),
    path("reviews/cycles/<str:reference>/edit", reviews.edit_cycle, name="edit_cycle"),
    path("reviews/<str:reference>/withdraw", reviews.withdraw_review, name="withdraw_review"),
]
