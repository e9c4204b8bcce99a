"""Addresses of the organisation."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.organisation.views import bodies, campuses, glossary, leads, posts, terms

app_name = "organisation"

urlpatterns: list[URLPattern] = [
    path("", bodies.bodies, name="bodies"),
    path("bodies/add", bodies.add_body, name="add_body"),
    path("bodies/<str:reference>", bodies.body, name="body"),
    path("bodies/<str:reference>/correct", bodies.correct_body, name="correct_body"),
    path("bodies/<str:reference>/end", bodies.end_body, name="end_body"),
    path("bodies/<str:reference>/reopen", bodies.reopen_body, name="reopen_body"),
    path("bodies/<str:reference>/seats/add", bodies.add_membership, name="add_membership"),
    path("seats/<str:reference>/correct", bodies.correct_membership, name="correct_membership"),
    path("seats/<str:reference>/end", bodies.end_membership, name="end_membership"),
    path("posts", posts.posts, name="posts"),
    path("posts/add", posts.add_post, name="add_post"),
    path("posts/<str:reference>", posts.post, name="post"),
    path("posts/<str:reference>/correct", posts.correct_post, name="correct_post"),
    path("posts/<str:reference>/end", posts.end_post, name="end_post"),
    path("posts/<str:reference>/reopen", posts.reopen_post, name="reopen_post"),
    path("posts/<str:reference>/appoint-holder", posts.appoint_holder, name="appoint_holder"),
    path("posts/<str:reference>/change-holder", posts.change_holder, name="change_holder"),
    path("holdings/<str:reference>/end", posts.end_holding, name="end_holding"),
    path("campuses", campuses.campuses, name="campuses"),
    path("campuses/add", campuses.add_campus, name="add_campus"),
    path("campuses/<str:reference>/rename", campuses.rename_campus, name="rename_campus"),
    path("campuses/<str:reference>/close", campuses.close_campus, name="close_campus"),
    path("campuses/<str:reference>/reopen", campuses.reopen_campus, name="reopen_campus"),
    path("initials", glossary.glossary, name="glossary"),
    path("initials/add", glossary.add_initials, name="add_initials"),
    path("initials/<str:reference>/correct", glossary.correct_initials, name="correct_initials"),
    path("initials/<str:reference>/remove", glossary.remove_initials, name="remove_initials"),
    path("terms", terms.terms, name="terms"),
    path("terms/choose", terms.choose_year, name="choose_year"),
    path("terms/<int:start_year>/set", terms.set_terms, name="set_terms"),
    path("terms/<int:start_year>/usual", terms.use_usual_terms, name="use_usual_terms"),
    path("leads", leads.leads, name="leads"),
    path("leads/<str:reference>/resolve", leads.resolve_lead, name="resolve_lead"),
]
