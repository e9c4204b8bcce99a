"""Addresses of the figures in the plan; included by the plan's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.views import claims

urlpatterns: list[URLPattern] = [
    path("figures/", claims.claims, name="claims"),
    path("figures/bind", claims.bind_claim, name="bind_claim"),
    path("figures/unbind", claims.unbind_claim, name="unbind_claim"),
]
