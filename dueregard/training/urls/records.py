"""Addresses of one's own record, and of what people say about theirs."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.training.views import records

urlpatterns: list[URLPattern] = [
    path("my-record", records.my_record, name="my_record"),
    path("my-record/wrong", records.object_to_record, name="object_to_record"),
    path("wrong", records.objections, name="objections"),
    path("wrong/<str:reference>", records.answer_objection, name="answer_objection"),
]
