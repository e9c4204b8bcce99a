"""The address of the public contact card. It stays: intranets embed it."""

from __future__ import annotations

from django.urls import path

from dueregard.training.views import card

app_name = "contact_card"

urlpatterns = [path("contact-card", card.public_card, name="card")]
