"""Addresses of designated safeguarding officers, and of the contact card inside."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import card, officers

_ONE = "officers/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("officers", officers.officers, name="officers"),
    path("officers/appoint", officers.appoint_officer, name="appoint_officer"),
    path(_ONE, officers.officer, name="officer"),
    path(f"{_ONE}/change", officers.change_officer, name="change_officer"),
    path(f"{_ONE}/end", officers.end_officer, name="end_officer"),
    path(f"{_ONE}/take-back-end", officers.take_back_end_of_officer, name="take_back_end_of_officer"),
    path(f"{_ONE}/cover", officers.set_cover, name="set_cover"),
    path(f"{_ONE}/clear-cover", officers.clear_cover, name="clear_cover"),
    path("contact", card.contact, name="contact"),
    path("contact/<str:form>", card.printed_card, name="printed_card"),
]
