"""Addresses of the meeting sheet, the plan's two documents, its context and scale, and its leads; included by the plan's own."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.plan.views import context, document, leads, sheet

urlpatterns: list[URLPattern] = [
    path("sheet", sheet.meeting_sheet, name="meeting_sheet"),
    path("sheet/record", sheet.record_sitting, name="record_sitting"),
    path("risk-assessment", document.risk_assessment, name="risk_assessment"),
    path("action-plan", document.action_plan, name="action_plan"),
    path("context", context.context, name="context"),
    path("context/add", context.add_passage, name="add_passage"),
    path("context/<str:reference>/edit", context.edit_passage, name="edit_passage"),
    path("context/<str:reference>/move", context.move_passage, name="move_passage"),
    path("context/<str:reference>/take-out", context.take_out_passage, name="take_out_passage"),
    path("scale", document.scale, name="scale"),
    path("scale/edit", document.edit_plan_document, name="edit_plan_document"),
    path("risk-entry", document.risk_entry, name="risk_entry"),
    path("risk-entry/set", document.set_risk_entry, name="set_risk_entry"),
    path("leads", leads.leads, name="leads"),
    path("leads/<str:reference>/succeed", leads.succeed_lead, name="succeed_lead"),
]
