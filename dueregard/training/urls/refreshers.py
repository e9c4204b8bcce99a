"""Addresses of rules for refreshers."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import refresher_mail, refreshers

_ONE = "refreshers/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("refreshers", refreshers.refreshers, name="refreshers"),
    path("refreshers/make", refreshers.make_refresher_rule, name="make_refresher_rule"),
    path(_ONE, refreshers.refresher, name="refresher"),
    path(f"{_ONE}/in-person", refreshers.tell_refresher_in_person, name="tell_refresher_in_person"),
    path(f"{_ONE}/end", refreshers.end_refresher_rule, name="end_refresher_rule"),
    path(f"{_ONE}/mail", refresher_mail.refresher_mail, name="refresher_mail"),
    path(f"{_ONE}/mail/<str:mail>/again", refresher_mail.send_refresher_mail_again, name="send_refresher_mail_again"),
    path(f"{_ONE}/tell/<str:which>", refreshers.tell_refresher, name="tell_refresher"),
]
