"""All addresses. Each app's urls module is the only importer of its views."""

from __future__ import annotations

from django.urls import include, path

from dueregard.accounts.urls import sign_in

urlpatterns = [
    path("", include("dueregard.home.urls")),
    path("", include("dueregard.look.urls")),
    path("people/", include("dueregard.accounts.urls")),
    path("organisation/", include("dueregard.organisation.urls")),
    path("plan/", include("dueregard.plan.urls")),
    path("", include("dueregard.publication.urls")),
    path("health/", include("dueregard.health.urls")),
    path("training/", include("dueregard.training.urls")),
    path("", include("dueregard.training.urls.card")),
    path("figures/", include("dueregard.figures.urls")),
    path("", include("dueregard.rounds.urls")),
    path("demo/", include("dueregard.demo.urls")),
    path("account/", include(sign_in)),
]
