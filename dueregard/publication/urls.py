"""Addresses of the publication room: inside the house below versions/, for everybody below published/."""

from __future__ import annotations

from django.urls import URLPattern, path

from dueregard.publication.views import assurance, comparing, names, published, versions

app_name = "publication"

_VERSION = "versions/<str:reference>"

urlpatterns: list[URLPattern] = [
    path("versions/", versions.version_list, name="versions"),
    path("versions/propose", versions.propose_version, name="propose_version"),
    path("versions/compare", comparing.compare, name="compare"),
    path("versions/template", versions.template, name="template"),
    path("versions/evidence", assurance.assurance, name="assurance"),
    path("versions/evidence/areas/<slug:which>", assurance.assurance_areas, name="assurance_areas"),
    path(_VERSION, versions.version, name="version"),
    path(f"{_VERSION}/approve", versions.approve_version, name="approve_version"),
    path(f"{_VERSION}/approve-by-body", versions.record_approval_of_body, name="record_approval_of_body"),
    path(f"{_VERSION}/withdraw", versions.withdraw_version, name="withdraw_version"),
    path(f"{_VERSION}/names", names.decide_names, name="decide_names"),
    path(f"{_VERSION}/seen-by/<slug:audience>", versions.preview_version, name="preview_version"),
    path(f"{_VERSION}/publish", versions.publish_version, name="publish_version"),
    path(f"{_VERSION}/correct", versions.correct_version, name="correct_version"),
    path(f"{_VERSION}/redact", names.redact_passage, name="redact_passage"),
    path(f"{_VERSION}/files/<slug:audience>/<slug:format>", versions.version_file, name="version_file"),
    path("published/", published.published_list, name="published"),
    path("published/key", published.signing_key, name="signing_key"),
    path("published/schema", published.schema, name="schema"),
    path("published/<slug:slug>", published.published_now, name="published_now"),
    path("published/<slug:slug>/<str:number>", published.published_version, name="published_version"),
    path("published/<slug:slug>/<str:number>/manifest", published.manifest, name="manifest"),
    path("published/<slug:slug>/<str:number>/<slug:format>", published.published_file, name="published_file"),
]
